package estimate

import "slices"

// Bin counts values of one minute, rounded up.
type Bin struct {
	Minute uint32
	Count  uint64
}

// Bins counts equal values; it sorts them.
func Bins(values []uint32) (all []Bin) {
	slices.Sort(values)
	for _, v := range values {
		if n := len(all); n > 0 && all[n-1].Minute == v {
			all[n-1].Count++
			continue
		}
		all = append(all, Bin{v, 1})
	}
	return all
}

// histogram counts values by the minute, in order of minutes.
type histogram []Bin

// add takes bins in.
func (h histogram) add(more []Bin) histogram {
	if len(more) == 0 {
		return h
	}
	sum := make(histogram, 0, len(h)+len(more))
	for len(h) > 0 || len(more) > 0 {
		switch {
		case len(more) == 0 || len(h) > 0 && h[0].Minute < more[0].Minute:
			sum, h = append(sum, h[0]), h[1:]
		case len(h) == 0 || more[0].Minute < h[0].Minute:
			sum, more = append(sum, more[0]), more[1:]
		default:
			sum = append(sum, Bin{h[0].Minute, h[0].Count + more[0].Count})
			h, more = h[1:], more[1:]
		}
	}
	return sum
}
