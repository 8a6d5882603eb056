package experiment

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// few is how many replications with an event are so few that their number says more about the uncertainty than their spread.
const few = 10

// rarity is in how many replications something happened. Nothing in 200 replications is no proof that nothing will happen in the next.
type rarity struct {
	hits   int
	runs   int     // that have anything to divide by
	weight float64 // of the runs, as if all counted the same (Kish)
}

func rare(dens []int64, by *sampling, hit func(run int) bool) rarity {
	var r rarity
	var sum, squares float64
	for i, d := range dens {
		if d == 0 {
			continue
		}
		r.runs++
		r.hits += int(one(hit(i)))
		counts := float64(d) * by.each(i)
		sum += counts
		squares += float64(counts * counts)
	}
	if squares > 0 {
		r.weight = sum * sum / squares
	}
	return r
}

// widen makes an interval at least as wide as that of the share of replications in which it happened at all (Clopper and Pearson), stretched
// to the number; where it never happened, as wide as the largest share that would still show nothing with that chance.
func (r rarity) widen(e Estimate, tail float64) Estimate {
	if !e.Bounded || r.hits >= few || r.hits >= r.runs {
		return e
	}
	if r.hits == 0 {
		most := 1 - math.Pow(tail, 1/r.weight)
		e.Low, e.High = min(e.Low, -most), max(e.High, most)
		return e
	}
	hits, misses := float64(r.hits), float64(r.runs-r.hits)
	per := e.Value * float64(r.runs) / hits
	a := per * distuv.Beta{Alpha: hits, Beta: misses + 1}.Quantile(tail)
	b := per * distuv.Beta{Alpha: hits + 1, Beta: misses}.Quantile(1-tail)
	e.Low, e.High = min(e.Low, a, b), max(e.High, a, b)
	return e
}

// inside keeps an interval where the number can be.
func (e Estimate) inside(least, most float64) Estimate {
	e.Low, e.High = max(e.Low, least), min(e.High, most)
	return e
}
