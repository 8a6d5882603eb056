package scenarios

import (
	"slices"
	"strings"
	"time"

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

const (
	mostExpect = 1000
	mostTimes  = 50 // for each the storm runs once more
)

// Expectations are the lines of [expect], in the order of the file.
type Expectations []Expectation

// expectReader reads [expect].
type expectReader struct {
	*names
	expect    Expectations
	runs      uint32          // that expectations speak of
	times     []time.Duration // that they ask for
	shortened bool            // length is an override's
	lines     int
}

func readExpectations(n *names, t *table, shortened bool) (all Expectations, runs uint32) {
	l := &expectReader{names: n, shortened: shortened}
	l.readExpect(t)
	return l.expect, l.runs
}

// readExpect takes "ndr.first" = ... and ndr.first = ... alike.
func (l *expectReader) readExpect(t *table) {
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

// expectations visits the lines of a table; a table under the name of a metric speaks of many runs.
func (l *expectReader) expectations(n *node, prefix string, many *node) {
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
func (l *expectReader) isTopic(key string) bool {
	host, rest, _ := strings.Cut(key, ".")
	_, whole := metrics.Lookup(key)
	_, ofHost := metrics.Lookup(rest)
	_, known := l.named[host]
	return whole || known && ofHost || strings.HasSuffix(key, codeName) || strings.Contains(key, " ")
}

func (l *expectReader) expectation(n *node, name string) {
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
func (l *expectReader) twice(n *node, name string, about topic) bool {
	for i := range l.expect {
		if e := &l.expect[i]; e.about.same(about) {
			l.complain(n.misnamed("%s stands here twice; line %d has it, too", name, e.Line))
			return true
		}
	}
	return false
}

// wanted reads what an expectation wants, and takes it in.
func (l *expectReader) wanted(n *node, e Expectation, written string) {
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
