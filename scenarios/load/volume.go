package scenarios

import (
	"math/bits"

	"mailstorm/sim"
)

// volume is what all tables write together.
type volume struct{ messages, deliveries, bytes uint64 }

// measure refuses storms that no memory holds. Each delivery may be written again as often as resend says.
func (l *loading) measure(n *node, sum *volume, m sim.Mail, at *node) {
	if at == nil {
		at = n
	}
	messages, recipients, most := l.count(m), uint64(len(m.To)), largestOf(m)
	deliveries := messages * recipients
	again := uint64(0)
	if m.Resend.Share > 0 {
		again = product(deliveries, uint64(m.Resend.Times))
	}
	sum.messages += min(messages+min(again, mostMessages), mostMessages+1)
	deliveries += min(again, mostDeliveries)
	switch {
	case most > mostSize:
		l.complain(n.first("size", "attachment").problem("a message of more than 1 GB; no mail system takes one"))
	case recipients > mostRecipients:
		l.complain(n.first("to").problem("more than %s recipients of one message; no mail system takes so many", grouped(mostRecipients)))
	case sum.messages > mostMessages:
		l.complain(at.problem("more than %s messages in all; that is the most in one run", grouped(mostMessages)))
	case sum.deliveries+deliveries > mostDeliveries:
		l.complain(at.problem(
			"more than %s deliveries in all (messages times their recipients); that is the most in one run", grouped(mostDeliveries)))
	case product(deliveries, uint64(most)) > mostBytes-min(sum.bytes, mostBytes):
		l.complain(at.problem("more than %s TB of mail in all; that is the most in one run", grouped(mostBytes/1_000_000_000_000)))
	default:
		sum.deliveries += deliveries
		sum.bytes += deliveries * uint64(most)
	}
}

// count is how many messages a table writes, on average where it has a rate.
func (l *loading) count(m sim.Mail) uint64 {
	switch {
	case len(m.Listed) > 0:
		return uint64(len(m.Listed))
	case m.Volume.Drawn():
		return min(uint64(m.Volume.Max()), mostMessages+1)
	case m.Rate.Count == 0:
		return min(m.Count, mostMessages+1)
	}
	span := uint64(m.Lasts.Max())
	if span == 0 {
		span = uint64(max(int64(l.config.Length)-m.Starts.Min(), 0))
	}
	hi, lo := bits.Mul64(m.Rate.Count, span)
	if hi >= uint64(m.Rate.Per) {
		return mostMessages + 1
	}
	messages, _ := bits.Div64(hi, lo, uint64(m.Rate.Per))
	return min(messages, mostMessages+1)
}

// largestOf is the size of the largest message of a table.
func largestOf(m sim.Mail) int64 {
	most := m.Size.Max()
	for _, one := range m.Listed {
		most = max(most, one.Size)
	}
	return most
}

// crossings refuses lines on which a message would be under way for more than a day: no session lasts so long.
func (l *loading) crossings() {
	largest := int64(0)
	for _, m := range l.config.Mails {
		largest = max(largest, largestOf(m))
	}
	for i, h := range l.config.Hosts {
		l.crossing(l.hosts[i].node, h.Bandwidth, largest)
		for _, c := range h.Changes {
			l.crossing(l.hosts[i].changes.named[c.Name], c.Bandwidth, largest)
		}
	}
}

func (l *loading) crossing(table *node, bandwidth, largest int64) {
	if bandwidth > 0 && largest/bandwidth > 24*60*60/8 {
		l.complain(table.named["bandwidth"].problem(
			"the largest message, %d bytes, would be under way for more than a day on this line; no session lasts so long", largest))
	}
}

func product(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	if hi > 0 {
		return 1<<64 - 1
	}
	return lo
}
