package scenarios

import (
	"fmt"
	"math/big"
	"slices"

	"mailstorm/sim/metrics"
	"mailstorm/sim/smtp"
)

// Verdict is what became of an expectation.
type Verdict struct {
	OK     bool
	Value  metrics.Value // what came out, in Unit
	Unit   metrics.Unit
	Said   string        // what came out, where that is no number: codes, fates, runs; else empty
	Near   metrics.Value // the nearest value that would have met it; unknown where there is none
	Lacks  string        // how far it is from being met, where Near cannot say
	Beside []Beside      // the metrics that it was compared with
	Run    uint32        // a run that shows it, counted from 0: the first that fails, if any
}

// Beside is a metric that another was compared with.
type Beside struct {
	Name  string
	Value metrics.Value
}

// Judge compares what runs said with what was expected of them. The first is the run of the scenario's own seed; the others are asked
// only where an expectation speaks of many. A value that does not exist meets "none" and "!=" only.
func (s *Scenario) Judge(runs []Answers) []Verdict {
	all := make([]Verdict, len(s.Expect))
	for i := range s.Expect {
		e := &s.Expect[i]
		var column [][3]answer
		for _, r := range runs {
			column = append(column, r[i])
		}
		switch e.over.kind {
		case oneRun:
			all[i] = e.judge(&column[0])
		case shareOfRuns:
			all[i] = e.judgeShare(column)
		default:
			all[i] = e.judgeOver(column)
		}
	}
	return all
}

// Many tells whether any expectation speaks of many runs.
func (s *Scenario) Many() bool {
	return slices.ContainsFunc(s.Expect, func(e Expectation) bool { return e.Many })
}

// Alone compares what one run said with what is expected, as if nothing spoke of many runs.
func (s *Scenario) Alone(run Answers) []Verdict {
	all := make([]Verdict, len(s.Expect))
	for i := range s.Expect {
		all[i] = s.Expect[i].judge(&run[i])
	}
	return all
}

func (e *Expectation) judge(a *[3]answer) Verdict {
	v := Verdict{OK: e.want.meets(e.about.what, a), Value: a[0].number, Unit: e.about.unit(), Said: a[0].said(e.about.what)}
	for i, t := range []*term{e.want.low, e.want.high} {
		if t.named() && (i == 0 || t != e.want.low) {
			v.Beside = append(v.Beside, Beside{t.name, a[i+1].number})
		}
	}
	if !v.OK && e.about.what == number {
		v.Near = e.want.near(a, v.Unit)
	}
	return v
}

// judgeShare counts the runs that meet it.
func (e *Expectation) judgeShare(runs [][3]answer) Verdict {
	met := int64(0)
	v := Verdict{}
	for i := range runs {
		if e.want.meets(e.about.what, &runs[i]) {
			met++
		} else if met == int64(i) {
			v.Run = uint32(i)
		}
	}
	need := ceil(new(big.Rat).Mul(e.over.part, whole(int64(len(runs)))))
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
	v := Verdict{Unit: e.about.unit()}
	switch {
	case len(all) == 0:
	case e.over.kind == meanOfRuns:
		if v.Value = value(sum.Quo(sum, whole(int64(len(all))))); v.Unit == metrics.Count {
			v.Unit = metrics.Ratio // a mean has decimals
		}
	default:
		slices.SortStableFunc(all, func(a, b known) int { return a.n.Cmp(b.n) })
		rank := ceil(new(big.Rat).Mul(e.over.part, whole(int64(len(all)))))
		q := all[max(rank, 1)-1]
		v.Value, v.Run = value(q.n), uint32(q.run)
	}
	a := [3]answer{{number: v.Value}}
	if v.OK = e.want.meets(number, &a); !v.OK {
		v.Near = e.want.near(&a, v.Unit)
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

// meets compares an answer with what is wanted.
func (w *want) meets(what what, a *[3]answer) bool {
	switch {
	case w.none:
		return a[0].exists(what) == w.not
	case what == number:
		return w.meetsNumber(a)
	}
	any, all := false, a[0].exists(what)
	for _, c := range a[0].codes {
		in := slices.ContainsFunc(w.codes, func(r smtp.Reply) bool { return fits(c.reply, r) })
		any, all = any || in, all && in
	}
	for row := range a[0].fates {
		for column, n := range a[0].fates[row] {
			in := w.fates[row][column]
			any, all = any || what == fate && in && n > 0, all && (what != fate || in || n == 0)
		}
	}
	if w.not {
		return !any
	}
	return all
}

// fits reports whether a reply is what was written, which may lack a part.
func fits(r, written smtp.Reply) bool {
	return (written.Code == 0 || r.Code == written.Code) && (written.Enhanced == 0 || r.Enhanced == written.Enhanced)
}

func (a *answer) exists(what what) bool {
	switch what {
	case number:
		return a.number.Known
	case code:
		return len(a.codes) > 0
	default:
		return a.fates != [3][3]int64{}
	}
}

func (w *want) meetsNumber(a *[3]answer) bool {
	low, high, known := w.ends(a)
	if !known || !a[0].number.Known {
		return w.not
	}
	n, within := rat(a[0].number), true
	if low != nil {
		c := n.Cmp(low)
		within = within && (c > 0 || c == 0 && !w.open)
	}
	if high != nil {
		c := n.Cmp(high)
		within = within && (c < 0 || c == 0 && !w.open)
	}
	return within != w.not
}

// ends are what a number is compared with in this run; they may not exist.
func (w *want) ends(a *[3]answer) (low, high *big.Rat, known bool) {
	known = true
	end := func(t *term, a *answer) *big.Rat {
		switch {
		case t == nil:
			return nil
		case t.other == nil:
			return t.value
		case !a.number.Known:
			known = false
			return nil
		}
		return rat(a.number)
	}
	low = end(w.low, &a[1])
	high = end(w.high, &a[2])
	return low, high, known
}

// near is the nearest value that would have been met.
func (w *want) near(a *[3]answer, unit metrics.Unit) metrics.Value {
	low, high, known := w.ends(a)
	if w.none || w.not || !known || !a[0].number.Known {
		return metrics.Value{}
	}
	n, step := rat(a[0].number), new(big.Rat)
	if w.open && unit == metrics.Count {
		step = whole(1)
	}
	if low != nil && n.Cmp(low) <= 0 {
		return value(step.Add(low, step))
	}
	return value(step.Sub(high, step))
}
