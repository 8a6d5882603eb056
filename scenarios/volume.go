package scenarios

import (
	"math/bits"

	"mailstorm/sim"
)

// The limits of one run, such that each ends and fits into memory.
const (
	leastBandwidth = 1000          // bits per second
	mostSize       = 1_000_000_000 // bytes of one message; mail systems take up to 150 MB
	mostRecipients = 50_000        // of one message
)

// volume is what all tables write together.
type volume struct{ messages, deliveries, bytes uint64 }

// measure refuses storms that no memory holds.
func (l *loading) measure(n *node, sum *volume, m sim.Mail, at *node) {
	if at == nil {
		at = n
	}
	messages := m.Count
	if m.Rate.Count > 0 {
		span := uint64(m.Lasts.Max())
		if span == 0 {
			span = uint64(max(int64(l.config.Length)-m.Starts.Min(), 0))
		}
		hi, lo := bits.Mul64(m.Rate.Count, span)
		if messages = mostMessages + 1; hi < uint64(m.Rate.Per) {
			messages, _ = bits.Div64(hi, lo, uint64(m.Rate.Per))
		}
	}
	sum.messages += min(messages, mostMessages+1)
	switch recipients := uint64(len(m.To)); {
	case m.Size.Max() > mostSize:
		l.complain(n.first("size", "attachment").problem("a message of more than 1 GB; no mail system takes one"))
	case recipients > mostRecipients:
		l.complain(n.first("to").problem("more than 50,000 recipients of one message; no mail system takes so many"))
	case sum.messages > mostMessages:
		l.complain(at.problem("more than 50,000,000 messages in all; that is the most in one run"))
	case sum.deliveries+messages*recipients > mostDeliveries:
		l.complain(at.problem(
			"more than 200,000,000 deliveries in all (messages times their recipients); that is the most in one run"))
	case product(messages*recipients, uint64(m.Size.Max())) > mostBytes-min(sum.bytes, mostBytes):
		l.complain(at.problem("more than 10,000 TB of mail in all; that is the most in one run"))
	default:
		sum.deliveries += messages * recipients
		sum.bytes += messages * recipients * uint64(m.Size.Max())
	}
}

// first is the value of the first key that is there, else the table itself.
func (n *node) first(keys ...string) *node {
	for _, key := range keys {
		if c := n.named[key]; c != nil && c.shape != absent {
			return c
		}
	}
	return n
}

// crossings refuses lines on which a message would be under way for more than a day: no session lasts so long.
func (l *loading) crossings() {
	largest := int64(0)
	for _, m := range l.config.Mails {
		largest = max(largest, m.Size.Max())
	}
	for i, h := range l.config.Hosts {
		if h.Bandwidth > 0 && largest/h.Bandwidth > 24*60*60/8 {
			n := l.hosts[i].node.named["bandwidth"]
			l.complain(n.problem(
				"the largest message, %d bytes, would be under way for more than a day on this line; no session lasts so long", largest))
		}
	}
}

func product(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	if hi > 0 {
		return 1<<64 - 1
	}
	return lo
}
