package prediction

import "time"

// Pair is a predicted attempt and the observed one that stands for it; -1: there is none.
type Pair struct{ Predicted, Observed int }

// mostCells bounds the table of a matching; beyond it the last ones have no partner.
const mostCells = 20_000_000

// Match pairs two lists of times in their order, as many as there are, such that the pairs lie apart least in all.
func Match(predicted, observed []time.Duration) []Pair {
	if len(predicted) > len(observed) {
		pairs := Match(observed, predicted)
		for i, p := range pairs {
			pairs[i] = Pair{p.Observed, p.Predicted}
		}
		return pairs
	}
	spare := len(observed) - len(predicted)
	skip := func(int, int) bool { return true }
	if (len(predicted)+1)*(spare+1) <= mostCells {
		skip = leastApart(predicted, observed, spare)
	}
	pairs := make([]Pair, len(observed))
	i := len(predicted)
	for j := len(observed) - 1; j >= 0; j-- {
		if left := j + 1 - i; left > 0 && skip(i, left) {
			pairs[j] = Pair{-1, j}
			continue
		}
		i--
		pairs[j] = Pair{i, j}
	}
	return pairs
}

// leastApart decides, from the end, whether an observed time has no partner: with i predicted times left and so many spare ones.
func leastApart(predicted, observed []time.Duration, spare int) (skip func(i, left int) bool) {
	wide := spare + 1
	skipped := make([]bool, (len(predicted)+1)*wide)
	row := make([]int64, wide) // the least sum of distances for the first i, with so many left out
	for i := range len(predicted) + 1 {
		for left := range wide {
			paired := int64(0)
			if i > 0 {
				paired = row[left] + max(predicted[i-1]-observed[i+left-1], observed[i+left-1]-predicted[i-1]).Microseconds()
			}
			if left > 0 && (i == 0 || row[left-1] <= paired) {
				skipped[i*wide+left], paired = true, row[left-1]
			}
			row[left] = paired
		}
	}
	return func(i, left int) bool { return skipped[i*wide+left] }
}

// pair matches what was predicted with what was observed.
func (m *Message) pair() {
	times := func(all []Attempt) (at []time.Duration) {
		for i := range all {
			at = append(at, all[i].At)
		}
		return at
	}
	m.Pairs = Match(times(m.Predicted.Attempts), times(m.Observed.Attempts))
}
