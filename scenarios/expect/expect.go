// Package expect reads what a scenario expects of a run, and judges runs by it.
package expect

import (
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/resolve"
	"mailstorm/sim/metrics"
)

// Expectation is a line of [expect], or one key of a table there.
type Expectation struct {
	Name      string // what it speaks of, as written; no other has it
	Wanted    string // as written
	File      string
	Line, Col int  // of what is wanted; 0 for an override
	Many      bool // it speaks of many runs

	About     topic
	condition condition
	across    acrossRuns
	is        parse.Span // what is wanted, in the text of the scenario; nowhere for an override
}

const (
	MostExpect = 1000
	MostTimes  = 50 // for each the storm runs once more
)

// List are the lines of [expect], in the order of the file.
type List []Expectation

// Same reports whether two lists expect the same, in the same order.
func (l List) Same(other List) bool {
	return slices.EqualFunc(l, other, func(a, b Expectation) bool { return a.Name == b.Name && a.Wanted == b.Wanted })
}

// reader reads [expect].
type reader struct {
	*resolve.Names
	expect    List
	runs      uint32          // that expectations speak of
	times     []time.Duration // that they ask for
	shortened bool            // length is an override's
	lines     int
}

func Read(n *resolve.Names, t *decode.Table, shortened bool) (all List, runs uint32) {
	l := &reader{Names: n, shortened: shortened}
	l.readExpect(t)
	return l.expect, l.runs
}

// readExpect takes "ndr.first" = ... and ndr.first = ... alike.
func (l *reader) readExpect(t *decode.Table) {
	l.runs = 1
	many, before := t.Get("runs"), len(l.Problems)
	l.expectations(t.Node, "", many)
	switch {
	case slices.ContainsFunc(l.expect, func(e Expectation) bool { return e.Many }):
		l.runs = UsualRuns
		l.manageable(t.ReadPositive("runs", &l.runs))
	case many != nil && len(l.Problems) == before:
		l.Report(many.KeyProblem("no expectation here concerns many runs; write one, as in duplicates = {is = \"<= 30\", of = \"95%% of runs\"}"))
	}
}

// expectations visits the lines of a table; a table under the name of a metric speaks of many runs.
func (l *reader) expectations(n *parse.Node, prefix string, many *parse.Node) {
	for _, e := range n.Children {
		key := e.Name
		if prefix != "" {
			key = prefix + "." + toml.Key{e.Name}.String()
		}
		dotted := e.ValueSpan == (parse.Span{}) && e.HeaderSpan == (parse.Span{})
		switch {
		case e == many || e.Kind == parse.Absent:
		case e.Kind != parse.Table || !dotted && l.isTopic(key):
			l.expectation(e, key)
		default:
			l.expectations(e, key, many)
		}
	}
}

// isTopic tells the table of an expectation from a table of several.
func (l *reader) isTopic(key string) bool {
	host, rest, _ := strings.Cut(key, ".")
	_, whole := metrics.Lookup(key)
	_, ofHost := metrics.Lookup(rest)
	_, known := l.HostIndex[host]
	return whole || known && ofHost || strings.HasSuffix(key, CodeName) || strings.Contains(key, " ")
}

func (l *reader) expectation(n *parse.Node, name string) {
	if l.lines++; l.lines > MostExpect {
		if l.lines == MostExpect+1 {
			l.Report(n.KeyProblem("more than 1000 expectations, which is the limit"))
		}
		return
	}
	about, ok := l.readTopic(parse.KeyPhrase(n, name))
	if ok && l.twice(n, name, about) {
		return
	}
	if n.Kind == parse.Table {
		l.manyRuns(n, name, about, ok)
		return
	}
	written, isWord := n.Written()
	if !isWord {
		hint := expectHints[about.what]
		if n.Kind == parse.List && len(n.Children) == 2 && about.what == number {
			hint = "a range is text: write " + rangeOf(n.Children[0], n.Children[1])
		}
		l.Report(n.Problem("%s is not a valid expectation; %s", n.Describe(), hint))
		return
	}
	if ok {
		l.wanted(n, Expectation{Name: name, Wanted: written, About: about}, written)
	}
}

// twice complains of a second line about the same.
func (l *reader) twice(n *parse.Node, name string, about topic) bool {
	for i := range l.expect {
		if e := &l.expect[i]; e.About.same(about) {
			l.Report(n.KeyProblem("%s is here twice; it is also in line %d", name, e.Line))
			return true
		}
	}
	return false
}

// wanted reads what an expectation wants, and takes it in.
func (l *reader) wanted(n *parse.Node, e Expectation, written string) {
	unit := e.About.unit()
	if e.across.kind == meanOfRuns && unit == metrics.Count {
		unit = metrics.Ratio // a mean has decimals
	}
	want, ok := l.readCondition(n, written, measure{e.About.what, unit, e.across.kind > shareOfRuns, e.About.isMoment()})
	if !ok {
		return
	}
	p := n.Problem("") // for its place
	n.Source.Reported--
	e.File, e.Line, e.Col, e.condition = p.File, p.Line, p.Col, want
	if n.Source.Rank == parse.RankScenario {
		e.is = n.Position()
	}
	l.expect = append(l.expect, e)
}
