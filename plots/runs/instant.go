package runs

import (
	"slices"
	"time"

	"mailstorm/plots/draw"
	"mailstorm/sim"
	"mailstorm/sim/observe"
)

// brief is the length of a run below which columns of a minute show no course.
const brief = 5 * observe.Slice

// IsBrief reports whether a run is too short for curves of its minutes.
func (s Run) IsBrief() bool { return s.lastEvent()-s.firstEvent() < brief }

// Instant is the moment of a run in which no time passes between its first session and its end.
func (s Run) Instant() (at time.Duration, is bool) {
	if len(s.Records) == 0 {
		return 0, false
	}
	at = s.Records[0].At
	return at, s.lastEvent() <= at
}

// InOrder is a run of one instant with a second from each session to the next, and what came of a session at its time. The axis counts the sessions.
func (s Run) InOrder(left, right int) (Run, draw.TimeAxis) {
	at, _ := s.Instant()
	s.Records = slices.Clone(s.Records)
	of := map[uint64]time.Duration{}
	sessions := 0
	for i := range s.Records {
		r := &s.Records[i]
		if r.Kind == sim.Talked {
			of[r.Copy] = time.Duration(sessions) * time.Second
			sessions++
		}
		now, known := of[r.Copy]
		if from, led := of[r.Parent]; !known && led {
			now, known = from, true
		}
		if !known {
			now = time.Duration(max(sessions-1, 0)) * time.Second
		}
		r.At, r.Until = now, now
	}
	result := *s.Result
	result.Spans = nil
	for _, span := range s.Result.Spans {
		if span.Starts <= at && (span.Ends == 0 || span.Ends > at) {
			span.Starts, span.Ends = -time.Second, 0
			result.Spans = append(result.Spans, span)
		}
	}
	s.Result = &result
	c := draw.TimeAxis{Epoch: s.Config.Clock, From: -time.Second / 2, Left: left, Right: right, Sessions: max(sessions, 1), Moment: at}
	c.End = time.Duration(c.Sessions)*time.Second + c.From
	return s, c
}
