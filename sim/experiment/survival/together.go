package survival

import "mailstorm/sim/random"

const (
	ofMoves     random.Purpose = 1 << 33
	movings                    = 999
	comparisons                = 500_000_000 // at most
)

// Together tests whether outages of several destinations fall together: how many pairs overlap, and how often as many do when each outage is
// moved to any week by chance, so that nights and weekends stay where they are. An outage counts from the first failure to the first success.
// Records of less than two weeks tell nothing: p is 1.
func Together(o *Observed, seed random.Seed) (pairs int, p float64) {
	c := circle{o.from, (o.to - o.from) / perWeek * perWeek}
	if c.length < 2*perWeek {
		return 0, 1
	}
	moves := make([]int64, len(o.Spells))
	pairs = c.pairs(o.Spells, moves)
	turns := max(99, min(movings, comparisons/(1+len(o.Spells)*len(o.Spells)/2)))
	as := 1
	for turn := range turns {
		for i := range moves {
			moves[i] = perWeek * int64(random.Below(seed.Draw(ofMoves, uint64(i), uint64(turn)), uint64(c.length/perWeek)))
		}
		if c.pairs(o.Spells, moves) >= pairs {
			as++
		}
	}
	return pairs, float64(as) / float64(turns+1)
}

// circle is the time of the records, bent so that its end meets its beginning.
type circle struct{ from, length int64 }

// pairs counts spells of two destinations that overlap.
func (c circle) pairs(spells []Spell, moves []int64) (pairs int) {
	begins, lasts := make([]int64, len(spells)), make([]int64, len(spells))
	for i := range spells {
		s := &spells[i]
		begins[i] = ((s.BeganTo-c.from+moves[i])%c.length + c.length) % c.length
		lasts[i] = s.EndedFrom - s.BeganTo + 1
		if s.EndedTo < Unended {
			lasts[i] = s.EndedTo - s.BeganTo
		}
	}
	for i := range spells {
		for j := range i {
			if spells[i].Destination == spells[j].Destination {
				continue
			}
			after := begins[i] - begins[j]
			if after < 0 {
				after += c.length
			}
			if after < lasts[j] || after > 0 && c.length-after < lasts[i] {
				pairs++
			}
		}
	}
	return pairs
}
