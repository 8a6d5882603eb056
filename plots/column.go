package plots

import (
	"time"

	"mailstorm/sim"
)

// Bin is what happened in one slice of the picture: the sum of some slices of the series.
type Bin struct {
	attempts, kept, deferrals, copies, auto, bounced, notified, bytes int64
	depth                                                             int64 // most copies that waited in the watched queue at a time
}

const maxBins = 300

// Bins adds the series up, in slices so wide that there are no more than mostColumns. Slices in which nothing
// happened are in it too, and keep the depth of the queue.
func Bins(s Run, c TimeAxis) (cols []Bin, width time.Duration) {
	width = max(DurationStep(c.Length(), maxBins), sim.Slice)
	cols = make([]Bin, int(c.Length()/width)+1)
	place := func(t time.Duration) int { return min(int(max(t-c.from, 0)/width), len(cols)-1) }
	for i := range s.Result.Series {
		cell := &s.Result.Series[i]
		cols[place(cell.Starts)].add(cell)
	}
	_, held := s.Watched()
	next, depth := 0, int64(0)
	for _, d := range held.Depths {
		at := place(d.Starts)
		for ; next <= at; next++ {
			cols[next].depth = depth
		}
		cols[at].depth = max(cols[at].depth, d.Most)
		depth = d.Last
	}
	for ; next < len(cols); next++ {
		cols[next].depth = depth
	}
	return cols, width
}

func (c *Bin) add(cell *sim.Cell) {
	c.attempts += cell.Attempts
	c.kept += cell.Kept
	c.deferrals += cell.Deferrals
	c.copies += cell.Copies
	c.auto += cell.Auto
	c.bounced += cell.Bounced
	c.notified += cell.Notified
	c.bytes += cell.Bytes
}

// BinValues picks one number out of each column.
func BinValues(cols []Bin, of func(*Bin) int64) []int64 {
	v := make([]int64, len(cols))
	for i := range cols {
		v[i] = of(&cols[i])
	}
	return v
}

func Highest(v []int64) int64 {
	var top int64
	for _, n := range v {
		top = max(top, n)
	}
	return top
}

// Cumulative adds up from the left; what passes the largest number stays there.
func Cumulative(v []int64) []int64 {
	sums := make([]int64, len(v))
	var sum int64
	for i, n := range v {
		sum += min(max(n, 0), 1<<63-1-sum)
		sums[i] = sum
	}
	return sums
}
