package scenarios

import (
	"math/bits"

	"mailstorm/sim"
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

func product(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	if hi > 0 {
		return 1<<64 - 1
	}
	return lo
}
