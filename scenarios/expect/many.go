package scenarios

import (
	"math/big"
	"strings"
)

// over says what of many runs is compared; the zero value is one run.
type over struct {
	kind overKind
	part *big.Rat // the share of runs that must meet it, or the quantile
}

type overKind uint8

const (
	oneRun overKind = iota
	shareOfRuns
	meanOfRuns
	quantileOfRuns
)

// MostRuns is how many runs expectations may speak of; times their number, a million.
const MostRuns = 10_000

const (
	usualRuns = 100
	mostAsked = 1_000_000
)

// manageable complains of more runs than anybody waits for.
func (l *expectReader) manageable(value *node) {
	switch {
	case value == nil:
	case l.runs > MostRuns:
		l.complain(value.problem("%d runs are too many for a test; the most is 10000, and a sweep takes more", l.runs))
	case int(l.runs)*len(l.expect) > mostAsked:
		l.complain(value.problem("%d runs of %d expectations are too much for a test; the most is 1,000,000 in all", l.runs, len(l.expect)))
	}
}

// manyRuns reads {is = WANT, of = "95% of runs"}, {mean = WANT} and {p90 = WANT}.
func (l *expectReader) manyRuns(n *node, name string, about topic, ok bool) {
	if len(n.inner) == 0 {
		l.complain(n.problem("an empty table; %s", manyHint))
	}
	for _, e := range n.inner {
		o, known := l.over(n, e, about)
		written, isWord := e.word()
		switch {
		case !known:
		case !isWord:
			l.complain(e.problem("%s is no expectation; %s", e.kind(), expectHints[about.what]))
		case ok && o.kind == shareOfRuns:
			l.wanted(e, Expectation{Name: name, Wanted: written + " in " + percent(o.part) + " of runs", Many: true, about: about, over: o}, written)
		case ok:
			l.wanted(e, Expectation{Name: name + ", " + e.name + " of runs", Wanted: written, Many: true, about: about, over: o}, written)
		}
	}
}

const manyHint = "write {is = \"<= 30\", of = \"95% of runs\"}, or {mean = \"<= 20\"}, or {p90 = \"<= 30\"}"

// over reads a key of a table about many runs; false when it is wrong, or belongs to another key.
func (l *expectReader) over(n, e *node, about topic) (over, bool) {
	switch {
	case e.shape == absent:
		return over{}, false
	case e.name == "is":
		return l.share(n)
	case e.name == "of":
		if !n.has("is") {
			l.complain(e.misnamed("of says in how many runs something is so; write is as well, as in {is = \"<= 30\", of = \"95%% of runs\"}"))
		}
		return over{}, false
	case about.what != number:
		l.complain(e.misnamed("%s has no mean and no quantiles; write {is = ..., of = \"95%% of runs\"}", about.what))
		return over{}, false
	case e.name == "mean":
		return over{kind: meanOfRuns}, true
	}
	part, ok := exactQuantile(e.name)
	if !ok {
		l.complain(e.misnamed("unknown key %s", quoted(e.name))).among("keys here", e.name, []string{"is", "of", "mean", "p0 to p100"})
		return over{}, false
	}
	return over{quantileOfRuns, part}, true
}

// share reads "95% of runs"; left out it is all of them.
func (l *expectReader) share(n *node) (over, bool) {
	e := n.named["of"]
	if e == nil {
		return over{shareOfRuns, whole(1)}, true
	}
	text, ok := strings.CutSuffix(strings.TrimSpace(e.text()), " of runs")
	if !ok {
		l.complain(e.problem("%s is no share of runs; write \"95%% of runs\"", e.kind()))
		return over{}, false
	}
	part, err := exactShare(text)
	if err != nil {
		l.complain(e.problem("%s", err))
		return over{}, false
	}
	return over{shareOfRuns, part}, true
}

func percent(part *big.Rat) string {
	s := new(big.Rat).Mul(part, whole(100)).FloatString(4)
	return strings.TrimRight(strings.TrimRight(s, "0"), ".") + "%"
}
