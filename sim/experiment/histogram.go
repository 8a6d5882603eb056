package experiment

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

func (h histogram) quantiles() Quantiles {
	q := Quantiles{}
	for _, b := range h {
		q.Count += b.Count
	}
	if q.Count == 0 {
		return q
	}
	q.P50, q.P95, q.Max = h.rank((q.Count+1)/2), h.rank(q.Count-q.Count/20), h[len(h)-1].Minute
	waiting := q.Count
	for _, b := range h {
		waiting -= b.Count
		q.Survival = append(q.Survival, Bin{b.Minute, waiting})
	}
	return q
}

// rank is the n-th smallest value, 1 the first.
func (h histogram) rank(n uint64) uint32 {
	for _, b := range h {
		if n <= b.Count {
			return b.Minute
		}
		n -= b.Count
	}
	return h[len(h)-1].Minute
}
