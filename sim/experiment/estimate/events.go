package estimate

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// fewEvents is how many replications with an event are so few that their number says more about the uncertainty than their spread.
const fewEvents = 10

// Events is in how many replications something happened, and in how many anything but that. Nothing in 200 replications is no proof that
// nothing will happen in the next.
type Events struct {
	hits, misses int             // what happened here and there is both
	runs         int             // that have anything to divide by
	weight       [Strata]float64 // of the runs, as if all counted the same (Kish)
	share        [Strata]float64 // of all deliveries
}

// Event is how much of what can happen did in a replication.
type Event struct{ Some, All bool }

// EventsOfRatio counts those of which nums are the part that happened to dens.
func EventsOfRatio(nums, dens []int64, by *Design) Events {
	return CountEvents(dens, by, func(run int) Event { return Event{nums[run] > 0, nums[run] == dens[run]} })
}

// CountEvents asks of each replication that has anything to divide by.
func CountEvents(dens []int64, by *Design, what func(run int) Event) Events {
	var r Events
	var sum, squares [Strata]float64
	for i, d := range dens {
		if d == 0 {
			continue
		}
		r.runs++
		happened := what(i)
		if happened.Some {
			r.hits++
		}
		if !happened.All {
			r.misses++
		}
		k, counts := by.stratum[i], float64(d)
		sum[k] += counts
		squares[k] += counts * counts
	}
	total := 0.0
	for k, n := range by.runs {
		if squares[k] > 0 {
			r.weight[k] = sum[k] * sum[k] / squares[k]
			r.share[k] = by.share[k] * sum[k] / float64(n)
			total += r.share[k]
		}
	}
	for k := range r.share {
		r.share[k] /= max(total, math.SmallestNonzeroFloat64)
	}
	return r
}

// DegreesOfFreedom are those that the spread has at least: where few replications tell, it is their number that is uncertain, and that has
// its own interval.
func (r Events) DegreesOfFreedom() int {
	if min(r.hits, r.misses) < fewEvents {
		return r.runs - 1
	}
	return 0
}

// Widen makes an interval at least as wide as that of the share of replications in which it happened at all, and at least as wide as that of
// the share in which it did not happen to all deliveries; full is the value where it happens to all.
func (r Events) Widen(e Estimate, full, tail float64) Estimate {
	if !e.Bounded {
		return e
	}
	e = r.widenByFew(e, r.hits, 0, tail)
	if r.misses < r.runs { // some happened to all
		e = r.widenByFew(e, r.misses, full, tail)
	}
	return e
}

// widenByFew makes an interval as wide as that of the share of replications that are so few (Clopper and Pearson), stretched to how far the
// number is from what it were without them; where there are none, as wide as the largest share that would still show none with that chance.
func (r Events) widenByFew(e Estimate, few int, without, tail float64) Estimate {
	if few >= fewEvents || few >= r.runs {
		return e
	}
	if few == 0 {
		most := r.unseenShare(tail)
		return e.Include(without-most, without+most)
	}
	hits, others := float64(few), float64(r.runs-few)
	per := (e.Value - without) * float64(r.runs) / hits
	a := without + per*distuv.Beta{Alpha: hits, Beta: others + 1}.Quantile(tail)
	b := without + per*distuv.Beta{Alpha: hits + 1, Beta: others}.Quantile(1-tail)
	return e.Include(a, b)
}

// unseenShare is the largest share of deliveries to which something may happen that no replication of any stratum showed with that chance.
// Where each stratum has its own, p, the product of all (1-p)^n is the chance, and the sum of all share * p is largest where share/n/(1-p) is
// the same.
func (r Events) unseenShare(tail float64) (most float64) {
	for k, n := range r.weight {
		if n > 0 {
			most = max(most, r.share[k]*(1-math.Pow(tail, 1/n)))
		}
	}
	level, all := math.Log(tail), 0.0
	for k, n := range r.weight {
		if n == 0 || r.share[k] == 0 {
			return most
		}
		level += n * math.Log(r.share[k]/n)
		all += n
	}
	level = math.Exp(level / all)
	sum := 0.0
	for k, n := range r.weight {
		p := 1 - level*n/r.share[k]
		if p < 0 {
			return most
		}
		sum += float64(r.share[k] * p)
	}
	return max(most, sum)
}
