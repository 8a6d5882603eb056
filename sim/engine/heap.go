package engine

// heap is a 4-ary heap: half as deep as a binary one, and four children lie within two cache lines.
type heap []Event

func (h *heap) push(e Event) {
	s := append(*h, e)
	*h = s
	i := len(s) - 1
	for i > 0 {
		parent := (i - 1) / 4
		if !Before(e, s[parent]) {
			break
		}
		s[i] = s[parent]
		i = parent
	}
	s[i] = e
}

func (h *heap) pop() Event {
	s := *h
	top, last := s[0], s[len(s)-1]
	s = s[:len(s)-1]
	*h = s
	if len(s) > 0 {
		s.sink(last)
	}
	return top
}

// sink puts e where the root was, below all that goes before it.
func (h heap) sink(e Event) {
	i := 0
	for child := 1; child < len(h); child = 4*i + 1 {
		least := child
		for c := child + 1; c < min(child+4, len(h)); c++ {
			if Before(h[c], h[least]) {
				least = c
			}
		}
		if !Before(h[least], e) {
			break
		}
		h[i] = h[least]
		i = least
	}
	h[i] = e
}
