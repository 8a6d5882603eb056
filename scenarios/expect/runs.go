package expect

import (
	"math/big"
	"strings"

	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/quantity"
)

// acrossRuns says what of many runs is compared; the zero value is one run.
type acrossRuns struct {
	kind acrossKind
	part *big.Rat // the share of runs that must meet it, or the quantile
}

type acrossKind uint8

const (
	oneRun acrossKind = iota
	shareOfRuns
	meanOfRuns
	quantileOfRuns
)

// MostRuns is how many runs expectations may speak of; times their number, a million.
const MostRuns = 10_000

const (
	UsualRuns = 100
	MostAsked = 1_000_000
)

// manageable complains of more runs than anybody waits for.
func (l *reader) manageable(value *parse.Node) {
	switch {
	case value == nil:
	case l.runs > MostRuns:
		l.Report(value.Problem("%d runs are too many for a test; the maximum is 10000, and a sweep can have more", l.runs))
	case int(l.runs)*len(l.expect) > MostAsked:
		l.Report(value.Problem("%d runs of %d expectations are too many for a test; the maximum is 1,000,000 in all", l.runs, len(l.expect)))
	}
}

// manyRuns reads {is = WANT, of = "95% of runs"}, {mean = WANT} and {p90 = WANT}.
func (l *reader) manyRuns(n *parse.Node, name string, about topic, ok bool) {
	if len(n.Children) == 0 {
		l.Report(n.Problem("this table is empty; %s", manyHint))
	}
	for _, e := range n.Children {
		o, known := l.over(n, e, about)
		written, isWord := e.Written()
		switch {
		case !known:
		case !isWord:
			l.Report(e.Problem("%s is not a valid expectation; %s", e.Describe(), expectHints[about.what]))
		case ok && o.kind == shareOfRuns:
			l.wanted(e, Expectation{Name: name, Wanted: written + " in " + percent(o.part) + " of runs", Many: true, About: about, across: o}, written)
		case ok:
			l.wanted(e, Expectation{Name: name + ", " + e.Name + " of runs", Wanted: written, Many: true, About: about, across: o}, written)
		}
	}
}

const manyHint = "write {is = \"<= 30\", of = \"95% of runs\"}, or {mean = \"<= 20\"}, or {p90 = \"<= 30\"}"

// over reads a key of a table about many runs; false when it is wrong, or belongs to another key.
func (l *reader) over(n, e *parse.Node, about topic) (acrossRuns, bool) {
	switch {
	case e.Kind == parse.Absent:
		return acrossRuns{}, false
	case e.Name == "is":
		return l.share(n)
	case e.Name == "of":
		if !n.Has("is") {
			l.Report(e.KeyProblem("of needs is; write both, as in {is = \"<= 30\", of = \"95%% of runs\"}"))
		}
		return acrossRuns{}, false
	case about.what != number:
		l.Report(e.KeyProblem("%s has no mean and no quantiles; write {is = ..., of = \"95%% of runs\"}", about.what))
		return acrossRuns{}, false
	case e.Name == "mean":
		return acrossRuns{kind: meanOfRuns}, true
	}
	part, ok := decode.ExactQuantile(e.Name)
	if low, high := n.Child["min"], n.Child["max"]; !ok && (e == low || e == high) {
		if e == low || low == nil {
			l.Report(n.Problem("a range has no keys min and max; write %s", rangeOf(low, high)))
		}
		return acrossRuns{}, false
	}
	if !ok {
		l.Report(e.KeyProblem("unknown key %s", parse.Quoted(e.Name))).Suggest("keys here", e.Name, []string{"is", "of", "mean", "p0 to p100"})
		return acrossRuns{}, false
	}
	return acrossRuns{quantileOfRuns, part}, true
}

// rangeOf writes {min = 1, max = 3} as "1 .. 3".
func rangeOf(low, high *parse.Node) string {
	written := func(n *parse.Node) string { s, _ := n.Written(); return s }
	switch {
	case low == nil:
		return parse.Quoted("<= " + written(high))
	case high == nil:
		return parse.Quoted(">= " + written(low))
	}
	return parse.Quoted(written(low) + " .. " + written(high))
}

// share reads "95% of runs"; left out it is all of them.
func (l *reader) share(n *parse.Node) (acrossRuns, bool) {
	e := n.Child["of"]
	if e == nil {
		return acrossRuns{shareOfRuns, quantity.Whole(1)}, true
	}
	text, ok := strings.CutSuffix(strings.TrimSpace(e.Text()), " of runs")
	if !ok {
		l.Report(e.Problem("%s is not a share of runs; write \"95%% of runs\"", e.Describe()))
		return acrossRuns{}, false
	}
	part, err := quantity.ExactShare(text)
	if err != nil {
		l.Report(e.Problem("%s", err))
		return acrossRuns{}, false
	}
	return acrossRuns{shareOfRuns, part}, true
}

func percent(part *big.Rat) string {
	s := new(big.Rat).Mul(part, quantity.Whole(100)).FloatString(4)
	return strings.TrimRight(strings.TrimRight(s, "0"), ".") + "%"
}
