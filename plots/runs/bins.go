package runs

import (
	"time"

	"mailstorm/plots/draw"
	"mailstorm/sim/metrics"
	"mailstorm/sim/observe"
)

// Bin is what happened in one slice of the picture: the sum of some slices of the series.
type Bin struct {
	observe.Cell
	Depth int64 // most copies that waited in the watched queue at a time
}

const maxBins = 300

// Bins adds the series up, in bins so wide that there are no more than maxBins. Bins in which nothing
// happened are in it too, and keep the depth of the queue.
func Bins(s Run, c draw.TimeAxis) (bins []Bin, width time.Duration) {
	width = max(draw.DurationStep(c.Length(), maxBins), observe.Slice)
	bins = make([]Bin, int(c.Length()/width)+1)
	place := func(t time.Duration) int { return min(int(max(t-c.From, 0)/width), len(bins)-1) }
	for i := range s.Result.Series {
		cell := &s.Result.Series[i]
		bins[place(cell.Starts)].Add(cell)
	}
	_, held := s.Watched()
	next, depth := 0, int64(0)
	for _, d := range held.Depths {
		at := place(d.Starts)
		for ; next <= at; next++ {
			bins[next].Depth = depth
		}
		bins[at].Depth = max(bins[at].Depth, d.Most)
		depth = d.Last
	}
	if held.Values[metrics.QueueEmptyAt].Known { // no time passed with the empty queue, so no row of depths tells of it
		last := place(max(held.HeldUntil-1, 0))
		for ; next <= last; next++ {
			bins[next].Depth = depth
		}
		depth = 0
	}
	for ; next < len(bins); next++ {
		bins[next].Depth = depth
	}
	return bins, width
}

// BinValues picks one number out of each bin.
func BinValues(bins []Bin, of func(*Bin) int64) []int64 {
	v := make([]int64, len(bins))
	for i := range bins {
		v[i] = of(&bins[i])
	}
	return v
}
