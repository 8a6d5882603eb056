package retry

import (
	"math/bits"
	"time"
)

// square draws a parabola from the birth of the message: the root of its age at the start of the attempt, skip more, squared.
type square struct{ skip uint64 }

func newSquare(s Shaping) (Schedule, error) {
	if s.Skip == 0 {
		return nil, refuse("skip", "0 would try again at once; write 20, as qmail does for remote mail")
	}
	return square{uint64(s.Skip)}, nil
}

func (q square) Next(h History) time.Duration {
	side := root(uint64(h.age(h.Started)/time.Second)) + q.skip
	over, area := bits.Mul64(side, side)
	if over > 0 || area > uint64(end/time.Second) {
		return h.due(end)
	}
	return h.due(after(h.Received, time.Duration(area)*time.Second))
}
