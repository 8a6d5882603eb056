package load

import (
	"math/bits"

	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/trace"
	"mailstorm/sim"
)

// volume is what all tables write together.
type volume struct{ messages, deliveries, bytes uint64 }

// measure refuses storms that no memory holds. Each delivery may be written again as often as resend says.
func (l *loader) measure(n *parse.Node, sum *volume, m sim.Mail, at *parse.Node) {
	if at == nil {
		at = n
	}
	messages, recipients, most := l.count(m), uint64(len(m.To)), largestOf(m)
	deliveries := messages * recipients
	again := uint64(0)
	if m.Resend.Share > 0 {
		again = product(deliveries, uint64(m.Resend.Times))
	}
	sum.messages += min(messages+min(again, decode.MostMessages), decode.MostMessages+1)
	deliveries += min(again, mostDeliveries)
	switch {
	case most > decode.MostSize:
		l.Report(n.First("size", "attachment").Problem("the message is larger than 1 GB, the limit for one message"))
	case recipients > trace.MostRecipients:
		l.Report(n.First("to").Problem("more than %s recipients, the limit for one message", parse.Grouped(trace.MostRecipients)))
	case sum.messages > decode.MostMessages:
		l.Report(at.Problem("more than %s messages in all, the limit for one run", parse.Grouped(decode.MostMessages)))
	case sum.deliveries+deliveries > mostDeliveries:
		l.Report(at.Problem(
			"more than %s deliveries in all (messages times their recipients), the limit for one run", parse.Grouped(mostDeliveries)))
	case product(deliveries, uint64(most)) > mostBytes-min(sum.bytes, mostBytes):
		l.Report(at.Problem("more than %s TB of mail in all, the limit for one run", parse.Grouped(mostBytes/1_000_000_000_000)))
	default:
		sum.deliveries += deliveries
		sum.bytes += deliveries * uint64(most)
	}
}

// count is how many messages a table writes, on average where it has a rate.
func (l *loader) count(m sim.Mail) uint64 {
	switch {
	case len(m.Listed) > 0:
		return uint64(len(m.Listed))
	case m.Volume.Drawn():
		return min(uint64(m.Volume.Max()), decode.MostMessages+1)
	case m.Rate.Count == 0:
		return min(m.Count, decode.MostMessages+1)
	}
	span := uint64(m.Lasts.Max())
	if span == 0 {
		span = uint64(max(int64(l.Config.Length)-m.Starts.Min(), 0))
	}
	hi, lo := bits.Mul64(m.Rate.Count, span)
	if hi >= uint64(m.Rate.Per) {
		return decode.MostMessages + 1
	}
	messages, _ := bits.Div64(hi, lo, uint64(m.Rate.Per))
	return min(messages, decode.MostMessages+1)
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
func (l *loader) crossings() {
	largest := int64(0)
	for _, m := range l.Config.Mails {
		largest = max(largest, largestOf(m))
	}
	for i, h := range l.Config.Hosts {
		l.crossing(l.hosts[i].node, h.Bandwidth, largest)
		for _, c := range h.Changes {
			l.crossing(l.hosts[i].changes.Child[c.Name], c.Bandwidth, largest)
		}
	}
}

func (l *loader) crossing(table *parse.Node, bandwidth, largest int64) {
	if bandwidth > 0 && largest/bandwidth > 24*60*60/8 {
		l.Report(table.Child["bandwidth"].Problem(
			"the largest message, %d bytes, would take more than a day on this line; no session lasts that long", largest))
	}
}

func product(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	if hi > 0 {
		return 1<<64 - 1
	}
	return lo
}
