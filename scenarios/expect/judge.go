package expect

import (
	"fmt"
	"math/big"
	"slices"

	"mailstorm/scenarios/quantity"
	"mailstorm/sim/metrics"
)

// Verdict is what became of an expectation.
type Verdict struct {
	OK         bool
	Value      metrics.Value // what came out, in Unit
	Unit       metrics.Unit
	Said       string        // what came out, where that is no number: codes, fates, runs; else empty
	Near       metrics.Value // the nearest value that would have met it; unknown where there is none
	Lacks      string        // how far it is from being met, where Near cannot say
	References []Reference   // the metrics that it was compared with
	Run        uint32        // a run that shows it, counted from 0: the first that fails, if any
}

// Reference is a metric that another was compared with.
type Reference struct {
	Name  string
	Value metrics.Value
}

// Judge compares what runs said with what was expected of them. The first is the run of the scenario's own seed; the others are asked
// only where an expectation speaks of many. A value that does not exist meets "none" and "!=" only.
func (all List) Judge(runs []Answers) []Verdict {
	verdicts := make([]Verdict, len(all))
	for i := range all {
		e := &all[i]
		var column [][3]answer
		for _, r := range runs {
			column = append(column, r[i])
		}
		switch e.across.kind {
		case oneRun:
			verdicts[i] = e.judge(&column[0])
		case shareOfRuns:
			verdicts[i] = e.judgeShare(column)
		default:
			verdicts[i] = e.judgeOver(column)
		}
	}
	return verdicts
}

// Many tells whether any expectation speaks of many runs.
func (all List) Many() bool {
	return slices.ContainsFunc(all, func(e Expectation) bool { return e.Many })
}

// JudgeOne compares what one run said with what is expected, as if nothing spoke of many runs.
func (all List) JudgeOne(run Answers) []Verdict {
	verdicts := make([]Verdict, len(all))
	for i := range all {
		verdicts[i] = all[i].judge(&run[i])
	}
	return verdicts
}

func (e *Expectation) judge(a *[3]answer) Verdict {
	v := Verdict{OK: e.condition.meets(e.About.what, a), Value: a[0].number, Unit: e.About.unit(), Said: a[0].describe(e.About.what)}
	for i, t := range []*bound{e.condition.low, e.condition.high} {
		if t.named() && (i == 0 || t != e.condition.low) {
			v.References = append(v.References, Reference{t.name, a[i+1].number})
		}
	}
	if !v.OK && e.About.what == number {
		v.Near = e.condition.near(a, v.Unit)
	}
	return v
}

// IsDated reports whether a moment is wanted by its date or weekday.
func (e *Expectation) IsDated() bool {
	return slices.ContainsFunc([]*bound{e.condition.low, e.condition.high}, func(t *bound) bool { return t != nil && t.dated })
}

// judgeShare counts the runs that meet it.
func (e *Expectation) judgeShare(runs [][3]answer) Verdict {
	met := int64(0)
	v := Verdict{}
	for i := range runs {
		if e.condition.meets(e.About.what, &runs[i]) {
			met++
		} else if met == int64(i) {
			v.Run = uint32(i)
		}
	}
	need := ceil(new(big.Rat).Mul(e.across.part, quantity.Whole(int64(len(runs)))))
	v.OK, v.Said = met >= need, fmt.Sprintf("so in %d of %d runs", met, len(runs))
	if !v.OK {
		v.Lacks = fmt.Sprintf("%d too few", need-met)
	}
	return v
}

// ceil is the least whole number that is not below.
func ceil(n *big.Rat) int64 {
	num := new(big.Int).Add(n.Num(), n.Denom())
	num.Sub(num, big.NewInt(1))
	return num.Quo(num, n.Denom()).Int64()
}

// judgeOver compares a mean or a quantile of the runs that have a value.
func (e *Expectation) judgeOver(runs [][3]answer) Verdict {
	type known struct {
		n   *big.Rat
		run int
	}
	var all []known
	sum := new(big.Rat)
	for i := range runs {
		if v := runs[i][0].number; v.Known {
			all = append(all, known{rat(v), i})
			sum.Add(sum, rat(v))
		}
	}
	v := Verdict{Unit: e.About.unit()}
	switch {
	case len(all) == 0:
	case e.across.kind == meanOfRuns:
		if v.Value = value(sum.Quo(sum, quantity.Whole(int64(len(all))))); v.Unit == metrics.Count {
			v.Unit = metrics.Ratio // a mean has decimals
		}
	default:
		slices.SortStableFunc(all, func(a, b known) int { return a.n.Cmp(b.n) })
		rank := ceil(new(big.Rat).Mul(e.across.part, quantity.Whole(int64(len(all)))))
		q := all[max(rank, 1)-1]
		v.Value, v.Run = value(q.n), uint32(q.run)
	}
	a := [3]answer{{number: v.Value}}
	if v.OK = e.condition.meets(number, &a); !v.OK {
		v.Near = e.condition.near(&a, v.Unit)
	}
	return v
}

func rat(v metrics.Value) *big.Rat { return big.NewRat(v.Num, max(v.Den, 1)) }

// value is a number as metrics have it; one that has too many digits loses its fraction.
func value(n *big.Rat) metrics.Value {
	if n.Num().IsInt64() && n.Denom().IsInt64() {
		return metrics.Value{Num: n.Num().Int64(), Den: n.Denom().Int64(), Known: true}
	}
	floor := new(big.Int).Quo(n.Num(), n.Denom())
	return metrics.Value{Num: floor.Int64(), Den: 1, Known: floor.IsInt64()}
}
