package runs

import (
	"time"

	"mailstorm/plots/draw"
	"mailstorm/sim"
	"mailstorm/sim/observe"
)

// TimeAxisOf makes room for all that happens in a run, and for a second at least. A long calm before the first event is left out.
func TimeAxisOf(s Run, left, right int) draw.TimeAxis {
	span := max(s.lastEvent(), time.Second)
	from := s.quietStart(span)
	if s.Result.Stopped == "" && (s.Config.Length == 0 || s.Result.End < s.Config.Length) {
		span += min((span-from)/40, 1<<63-1-span) // nothing happens any more: show that
	}
	return draw.TimeAxis{Epoch: s.Config.Clock, From: from, End: span, Left: left, Right: right}
}

// lastEvent is when the last thing happens in a run.
func (s Run) lastEvent() time.Duration {
	last := s.Result.End
	for i := range s.Records {
		last = max(last, s.Records[i].At)
		if s.Records[i].Kind == sim.Talked {
			last = max(last, s.Records[i].Until)
		}
	}
	if n := len(s.Result.Series); n > 0 {
		last = max(last, s.Result.Series[n-1].Starts)
	}
	return last
}

// firstEvent is when the first thing happens in a run, as far as its records or its series tell; else 0.
func (s Run) firstEvent() time.Duration {
	records, series := s.Records, s.Result.Series
	switch {
	case len(records) > 0 && len(series) > 0:
		return min(records[0].At, series[0].Starts)
	case len(records) > 0:
		return records[0].At
	case len(series) > 0:
		return series[0].Starts
	}
	return 0
}

// quietStart is how long nothing happens at first and no fault holds, less what shows that it is calm, in whole columns; 0 when it is short.
func (s Run) quietStart(end time.Duration) time.Duration {
	first := min(s.firstEvent(), end)
	for _, span := range s.Result.Spans {
		first = min(first, span.Starts)
	}
	if first < end/6 || first == end {
		return 0
	}
	first -= (end - first) / 40
	return first - first%max(draw.DurationStep(end-first, maxBins), observe.Slice)
}
