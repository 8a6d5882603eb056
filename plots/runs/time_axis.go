package runs

import (
	"time"

	"mailstorm/plots/draw"
	"mailstorm/sim"
	"mailstorm/sim/observe"
)

// TimeAxisOf makes room for all that happens in a run, and for a minute at least. A long calm before the first event is left out.
func TimeAxisOf(s Run, left, right int) draw.TimeAxis {
	span := max(s.Result.End, time.Minute)
	for i := range s.Records {
		span = max(span, s.Records[i].At)
		if s.Records[i].Kind == sim.Talked {
			span = max(span, s.Records[i].Until)
		}
	}
	if n := len(s.Result.Series); n > 0 {
		span = max(span, s.Result.Series[n-1].Starts)
	}
	from := s.quietStart(span)
	if s.Result.Stopped == "" && (s.Config.Length == 0 || s.Result.End < s.Config.Length) {
		span += min((span-from)/40, 1<<63-1-span) // nothing happens any more: show that
	}
	return draw.TimeAxis{Epoch: s.Config.Clock, From: from, End: span, Left: left, Right: right}
}

// quietStart is how long nothing happens at first and no fault holds, less what shows that it is calm, in whole columns; 0 when it is short.
func (s Run) quietStart(end time.Duration) time.Duration {
	first := end
	if len(s.Records) > 0 {
		first = min(first, s.Records[0].At)
	}
	if len(s.Result.Series) > 0 {
		first = min(first, s.Result.Series[0].Starts)
	}
	for _, span := range s.Result.Spans {
		first = min(first, span.Starts)
	}
	if first < end/6 || first == end {
		return 0
	}
	first -= (end - first) / 40
	return first - first%max(draw.DurationStep(end-first, maxBins), observe.Slice)
}
