package experiment

import (
	"time"

	"mailstorm/sim"
)

// silences finds out from the records of a storm when the sender of each delivery was first told anything. The DSNs are written in the
// order in which hosts decided to write them.
type silences struct {
	pending     []uint32            // deliveries of which a DSN is not written yet
	reports     []uint32            // by message: 1 + the first delivery that it reports on
	others      map[uint32][]uint32 // by message: the deliveries that it reports on as well
	firstNotice []time.Duration     // by delivery: 1 + when
}

// record is a sink.
func (s *silences) record(r *sim.Record) {
	switch r.Kind {
	case sim.Bounced, sim.Notified:
		if r.Parent > 0 {
			s.alsoIn(uint32(r.Parent-1), r.Delivery)
			return
		}
		s.pending = append(s.pending, r.Delivery)
	case sim.Written:
		if r.Flags&sim.FlagReport != 0 {
			s.reports = grow(s.reports, r.Message)
			s.reports[r.Message] = 1 + s.pending[0]
			s.pending = s.pending[1:]
		}
	case sim.Delivered:
		if r.Flags&sim.FlagFirst != 0 && int(r.Message) < len(s.reports) && s.reports[r.Message] > 0 {
			s.notice(s.reports[r.Message]-1, r.At)
			for _, delivery := range s.others[r.Message] {
				s.notice(delivery, r.At)
			}
		}
	}
}

// alsoIn notes that a DSN is about one more delivery.
func (s *silences) alsoIn(message, delivery uint32) {
	if s.others == nil {
		s.others = map[uint32][]uint32{}
	}
	s.others[message] = append(s.others[message], delivery)
}

func (s *silences) notice(delivery uint32, at time.Duration) {
	s.firstNotice = grow(s.firstNotice, delivery)
	if s.firstNotice[delivery] == 0 {
		s.firstNotice[delivery] = 1 + at
	}
}

// grow is a slice that has that index.
func grow[T any](s []T, index uint32) []T {
	for uint32(len(s)) <= index {
		s = append(s, *new(T))
	}
	return s
}

// of is how long a delivery's sender knew nothing; ok is false when nobody told him, or when it had arrived by then.
func (s *silences) of(d *sim.Delivery) (silence time.Duration, ok bool) {
	if int(d.Number) >= len(s.firstNotice) || s.firstNotice[d.Number] == 0 {
		return 0, false
	}
	at := s.firstNotice[d.Number] - 1
	return at - d.Written, d.Copies == 0 || d.First > at
}
