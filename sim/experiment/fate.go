package experiment

import (
	"time"

	"mailstorm/sim"
)

// fate is what became of a delivery, what was written again for it included.
type fate struct {
	delivery *sim.Delivery
	arrived  bool          // a copy of it, or of what was written again for it
	waited   time.Duration // until then, else until its sender was told, else until the run ended
	silence  time.Duration
	noticed  bool // before it arrived
	falseNDR bool // told "not delivered", yet it arrived itself
	bounced  bool // told so, and it did not
	good     bool // bounced, though the service's maximum would have delivered it
	long     bool // ... five days
}

// resends are when the first copy of what was written again for a delivery arrived, by the delivery: 1 + the time, 0 where none did.
type resends []time.Duration

// find finds them in a storm.
func (r resends) find(w *sim.World) resends {
	r = r[:0]
	for d := range w.Deliveries {
		if d.ResendOf == 0 || d.Copies == 0 {
			continue
		}
		r = grow(r, d.FirstDelivery)
		if first := &r[d.FirstDelivery]; *first == 0 || d.First < *first-1 {
			*first = 1 + d.First
		}
	}
	return r
}

// arrival is when that copy arrived; ok is false when there is none.
func (r resends) arrival(d *sim.Delivery) (at time.Duration, ok bool) {
	if int(d.Number) >= len(r) || r[d.Number] == 0 {
		return 0, false
	}
	return r[d.Number] - 1, true
}

// fateOf follows a delivery.
func fateOf(d *sim.Delivery, s *simulation, by standards, resent resends) fate {
	c := fate{delivery: d, falseNDR: d.Row == sim.RowNDR && d.Column > 0, bounced: d.Row == sim.RowNDR && d.Column == 0}
	c.good, c.long = c.bounced && by.deliver(0, d), c.bounced && by.deliver(1, d)
	c.silence, c.noticed = s.silences.of(d)
	again, rescued := resent.arrival(d)
	switch {
	case d.Copies > 0:
		c.arrived, c.waited = true, d.First-d.Written
	case d.Column > 0: // with the message that this one doubles, which was there first
		c.arrived = true
	case rescued:
		c.arrived, c.waited = true, again-d.Written
	case d.Row == sim.RowNDR:
		c.waited = d.NDRAt - d.Written
	default:
		c.waited = s.result.End - d.Written
	}
	if d.Copies > 0 && rescued {
		c.waited = min(c.waited, again-d.Written)
	}
	return c
}

// numerator is what a delivery adds to the numerator of a subject that is known of single deliveries: one, or seconds.
func (c *fate) numerator(s *Subject) int64 {
	switch s.Measure {
	case BouncedGood:
		return one(c.good)
	case BouncedLong:
		return one(c.long)
	case BouncedLost:
		return one(c.good && !c.arrived)
	case FalseNDRs:
		return one(c.falseNDR)
	case Duplicates:
		return max(int64(c.delivery.Copies)-1, 0)
	case Waiting:
		return seconds(c.waited)
	case WaitingLate:
		return one(c.arrived) * seconds(c.waited)
	case WaitingTold:
		return one(!c.arrived) * seconds(c.waited)
	case WaitingHeard:
		return one(c.noticed) * seconds(c.silence)
	case Late:
		return one(c.arrived && c.waited > s.From)
	case Delay:
		return one(c.arrived) * seconds(min(max(c.waited, s.From), s.To)-s.From)
	}
	return 0
}
