package sweeps

import (
	"cmp"
	"slices"
)

// Numbers are the values of a sweep over one key, when they are quantities of one unit.
func (s Sweep) Numbers() (values []int64, ok bool) {
	unit := ""
	for i, c := range s.Plan.Choices {
		if len(c.Values) != 1 {
			return nil, false
		}
		q, ok := ParseQuantity(c.Values[0])
		if !ok || i > 0 && q.Unit != unit {
			return nil, false
		}
		unit = q.Unit
		values = append(values, q.N)
	}
	return values, true
}

// HasNumericAxis reports whether there is an axis for more than one value.
func HasNumericAxis(s Sweep) bool {
	values, ok := s.Numbers()
	return ok && len(values) > 1 && slices.Min(values) < slices.Max(values)
}

// Order is that of the values, if they have one.
func (s Sweep) Order() []int {
	order := make([]int, len(s.Plan.Choices))
	for i := range order {
		order[i] = i
	}
	if values, ok := s.Numbers(); ok {
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	}
	return order
}

// Highlights are the choices that a reader looks for, each once: advised, current, runner-up, both ends.
func (s Sweep) Highlights() []int {
	order := s.Order()
	var found []int
	for _, i := range [5]int{s.Advised(), s.Plan.Current, s.RunnerUp(), order[0], order[len(order)-1]} {
		if i >= 0 && !slices.Contains(found, i) {
			found = append(found, i)
		}
	}
	return found
}
