package scenarios

import (
	"math/big"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"mailstorm/sim/metrics"
)

// Expectation is a line of [expect], or one key of a table there.
type Expectation struct {
	Name      string // what it speaks of, as written; no other has it
	Wanted    string // as written
	File      string
	Line, Col int  // of what is wanted; 0 for an override
	Many      bool // it speaks of many runs

	about topic
	want  want
	over  over
	is    span // what is wanted, in the text of the scenario; nowhere for an override
}

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

const (
	usualRuns  = 100
	mostExpect = 1000
	mostTimes  = 50 // for each the storm runs once more
	mostAsked  = 1_000_000
)

// MostRuns is how many runs expectations may speak of; times their number, a million.
const MostRuns = 10_000

// readExpect takes "ndr.first" = ... and ndr.first = ... alike.
func (l *loading) readExpect(t *table) {
	l.runs = 1
	many, before := t.get("runs"), len(l.problems)
	l.expectations(t.node, "", many)
	switch {
	case slices.ContainsFunc(l.expect, func(e Expectation) bool { return e.Many }):
		l.runs = usualRuns
		l.manageable(t.more("runs", &l.runs))
	case many != nil && len(l.problems) == before:
		l.complain(many.misnamed("nothing here speaks of many runs; write so, as in duplicates = {is = \"<= 30\", of = \"95%% of runs\"}"))
	}
}

// manageable complains of more runs than anybody waits for.
func (l *loading) manageable(value *node) {
	switch {
	case value == nil:
	case l.runs > MostRuns:
		l.complain(value.problem("%d runs are too many for a test; the most is 10000, and a sweep takes more", l.runs))
	case int(l.runs)*len(l.expect) > mostAsked:
		l.complain(value.problem("%d runs of %d expectations are too much for a test; the most is 1,000,000 in all", l.runs, len(l.expect)))
	}
}

// expectations visits the lines of a table; a table under the name of a metric speaks of many runs.
func (l *loading) expectations(n *node, prefix string, many *node) {
	for _, e := range n.inner {
		key := e.name
		if prefix != "" {
			key = prefix + "." + toml.Key{e.name}.String()
		}
		dotted := e.is == (span{}) && e.head == (span{})
		switch {
		case e == many || e.shape == absent:
		case e.shape != tableShape || !dotted && l.isTopic(key):
			l.expectation(e, key)
		default:
			l.expectations(e, key, many)
		}
	}
}

// isTopic tells the table of an expectation from a table of several.
func (l *loading) isTopic(key string) bool {
	host, rest, _ := strings.Cut(key, ".")
	_, whole := metrics.Lookup(key)
	_, ofHost := metrics.Lookup(rest)
	_, known := l.named[host]
	return whole || known && ofHost || strings.HasSuffix(key, codeName) || strings.Contains(key, " ")
}

func (l *loading) expectation(n *node, name string) {
	if l.lines++; l.lines > mostExpect {
		if l.lines == mostExpect+1 {
			l.complain(n.misnamed("more than 1000 expectations; that is the most"))
		}
		return
	}
	about, ok := l.topic(keyPhrase(n, name))
	if ok && l.twice(n, name, about) {
		return
	}
	if n.shape == tableShape {
		l.manyRuns(n, name, about, ok)
		return
	}
	written, isWord := n.word()
	if !isWord {
		l.complain(n.problem("%s is no expectation; %s", n.kind(), expectHints[about.what]))
		return
	}
	if ok {
		l.wanted(n, Expectation{Name: name, Wanted: written, about: about}, written)
	}
}

// twice complains of a second line about the same.
func (l *loading) twice(n *node, name string, about topic) bool {
	for i := range l.expect {
		if e := &l.expect[i]; e.about.same(about) {
			l.complain(n.misnamed("%s stands here twice; line %d has it, too", name, e.Line))
			return true
		}
	}
	return false
}

// wanted reads what an expectation wants, and takes it in.
func (l *loading) wanted(n *node, e Expectation, written string) {
	unit := e.about.unit()
	if e.over.kind == meanOfRuns && unit == metrics.Count {
		unit = metrics.Ratio // a mean has decimals
	}
	want, ok := l.want(n, written, measure{e.about.what, unit, e.over.kind > shareOfRuns})
	if !ok {
		return
	}
	p := n.problem("") // for its place
	n.src.told--
	e.File, e.Line, e.Col, e.want = p.File, p.Line, p.Col, want
	if n.src.rank == rankScenario {
		e.is = n.place()
	}
	l.expect = append(l.expect, e)
}

// manyRuns reads {is = WANT, of = "95% of runs"}, {mean = WANT} and {p90 = WANT}.
func (l *loading) manyRuns(n *node, name string, about topic, ok bool) {
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
func (l *loading) over(n, e *node, about topic) (over, bool) {
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
func (l *loading) share(n *node) (over, bool) {
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

// metric resolves a name, with or without a host in front.
func (l *loading) metric(p phrase) (id metrics.ID, host int, ok bool) {
	name := p.text
	if id, ok = metrics.Lookup(name); ok {
		return id, -1, true
	}
	first, rest, _ := strings.Cut(name, ".")
	host, known := l.named[first]
	id, ok = metrics.Lookup(rest)
	switch {
	case ok && !known:
		l.complain(p.problem("unknown host %s", quoted(first))).among("hosts", first, l.hostNames())
	case ok && !metrics.Catalogue[id].PerHost:
		l.complain(p.problem("%s is not counted for each host; write it without %s in front", rest, first))
		return id, host, false
	case !ok && known:
		l.complain(p.problem("unknown metric %s", quoted(rest))).among("metrics", rest, metricNames(true))
	case !ok:
		l.complain(p.problem("unknown metric %s", quoted(name))).among("metrics", name, metricNames(false))
	}
	return id, host, ok && known
}

func metricNames(perHost bool) []string {
	var names []string
	for _, m := range metrics.Catalogue {
		if m.PerHost || !perHost {
			names = append(names, m.Name)
		}
	}
	return names
}
