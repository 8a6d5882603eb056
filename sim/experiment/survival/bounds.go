package survival

import (
	"math"
	"slices"
	"sort"
)

// boundPercents are those of quantiles under the bounds of the spells.
var boundPercents = []float64{0, 10, 25, 50, 70, 80, 90, 95, 98, 100}

// Bounds are the quantiles of lengths if each spell was as short, and if each was as long, as it may have been; one without an end is at most as
// long as the law goes. Each counts the more the rarer such an outage is seen. Seen is how long any of them lasted, as far as mail saw it.
func (e *Estimate) Bounds(o *Observed) (least, most []Point, seen int64) {
	if len(e.Points) == 0 {
		return nil, nil, 0
	}
	longest := e.Points[len(e.Points)-1].Length
	var low, high []int64
	for i := range o.Spells {
		s := &o.Spells[i]
		short := max(s.EndedFrom-s.BeganTo, e.Least)
		long := max(short, longest)
		seen = max(seen, short)
		if s.BeganFrom != Unbegun && s.EndedTo != Unended {
			long = max(short, s.EndedTo-s.BeganFrom)
			seen = max(seen, long)
		}
		low, high = append(low, short), append(high, long)
	}
	return o.weighted(low), o.weighted(high), seen
}

// weighted are quantiles of lengths that were seen by chance. Each length stands in the middle of its weight (Hazen), so that the lines between
// quantiles have the mean of the lengths.
func (o *Observed) weighted(lengths []int64) (points []Point) {
	slices.Sort(lengths)
	places, all := make([]float64, len(lengths)), 0.0
	for i, l := range lengths {
		w := 1 / max(o.Seen(l), leastSeen)
		places[i] = all + w/2
		all += w
	}
	last := len(lengths) - 1
	for _, percent := range boundPercents {
		goal := percent / 100 * all
		i := sort.SearchFloat64s(places, goal)
		switch {
		case i == 0 || percent == 0:
			points = append(points, Point{percent, lengths[0]})
		case i > last || percent == 100:
			points = append(points, Point{percent, lengths[last]})
		default:
			part := (goal - places[i-1]) / (places[i] - places[i-1])
			points = append(points, Point{percent, lengths[i-1] + int64(math.Round(part*float64(lengths[i]-lengths[i-1])))})
		}
	}
	return points
}
