// Package decode fills Go values from the tree of a scenario and from CSV files beside it; the type of a value says how it is written.
package decode

import (
	"fmt"
	"reflect"
	"slices"
	"time"

	"mailstorm/scenarios/parse"
	"mailstorm/sim/random"
)

// Decoder gathers what is wrong, and goes on.
type Decoder struct {
	Problems parse.Problems
	warnings []string
	warned   int // times; some warnings are not kept
	Folder   Folder
	Clock    time.Time // what moments are counted from
	TopKeys  []string  // keys of the scenario itself

	Elsewhere func(n *parse.Node) string // says where an unknown key belongs; nil: nobody knows
	Cache
	Recorder *Recorder // nil: nobody listens
}

func (r *Decoder) Report(p *parse.Problem) *parse.Problem {
	if p.Unkept = len(r.Problems) >= parse.MostProblems; !p.Unkept {
		r.Problems = append(r.Problems, p)
	}
	return p
}

// MostWarned warnings of one scenario are kept, and told one by one.
const MostWarned = 50

func (r *Decoder) Warn(format string, args ...any) {
	if r.warned++; r.warned <= MostWarned {
		r.warnings = append(r.warnings, fmt.Sprintf(format, args...))
	}
}

// AllWarnings says how many more there were than are kept.
func (r *Decoder) AllWarnings() []string {
	if more := r.warned - MostWarned; more > 0 {
		return append(r.warnings, fmt.Sprintf("and %d more warnings", more))
	}
	return r.warnings
}

// Table reads the keys of one table. Each question makes its key known; done complains of those that nobody asked for.
type Table struct {
	*Decoder
	Node    *parse.Node
	Invalid bool // something else stands in its place, and that was said
	Asked   []string
}

// Open makes a table of a node, and complains when it is none.
func (r *Decoder) Open(n *parse.Node) *Table {
	switch {
	case n.Kind == parse.Table:
		if r.Recorder != nil {
			r.Recorder.record(n).IsTable = true
		}
		return &Table{Decoder: r, Node: n}
	case n.Kind == parse.List && slices.Contains(ofNamed, n.Name):
		r.Report(n.Problem("%s is not a list; give each table a name, as in [%s.NAME]", n.Path(), n.Path()))
	case n.Kind == parse.Scalar && n.Parent != nil && n.Parent.HeaderSpan != (parse.Span{}) && slices.Contains(ofNamed, n.Parent.Name):
		r.Report(n.KeyProblem("each %s has a name; write [%s.NAME] above %s", n.Parent.Name, n.Parent.Path(), n.Name))
	default:
		r.Report(n.Problem("%s is a table: write [%s] above its keys", n.Path(), n.Path()))
	}
	return &Table{Decoder: r, Invalid: true, Node: &parse.Node{Name: n.Name, Source: n.Source, Parent: n.Parent, KeySpan: n.KeySpan, ValueSpan: n.ValueSpan, HeaderSpan: n.HeaderSpan, Kind: parse.Table}}
}

// ofNamed are the tables whose keys are names of tables.
var ofNamed = []string{"host", "mail", "mailbox", "fault", "guard", "change", "rule", "remote_domain"}

// Get is the value of a key, nil when it is not there.
func (t *Table) Get(key string) *parse.Node {
	t.Asked = append(t.Asked, key)
	if t.Recorder != nil {
		t.Recorder.ask(t.Node, key)
	}
	if n := t.Node.Child[key]; n != nil && n.Kind != parse.Absent {
		return n
	}
	return nil
}

// Read fills what a pointer points to; the pointer's type says what may be written. It gives the node, nil when there
// is none.
func (t *Table) Read(key string, to any) *parse.Node {
	n := t.Take(key, to)
	if n != nil {
		t.Decode(n, to)
	}
	return n
}

// Take is the value of a key, which the caller fills into what a pointer points to; nil when it is not there.
func (t *Table) Take(key string, to any) *parse.Node {
	n := t.Get(key)
	if t.Recorder != nil {
		t.Recorder.ask(t.Node, key).addTarget(to)
	}
	return n
}

// ReadPositive reads a value that must not be zero.
func (t *Table) ReadPositive(key string, to any) *parse.Node {
	n := t.Take(key, to)
	if t.Recorder != nil {
		t.Recorder.ask(t.Node, key).NonZero = true
	}
	if n != nil && t.Decode(n, to) && zero(to) {
		t.Report(n.Problem("%s must be more than 0", n.Path()))
	}
	return n
}

// zero reports whether a value is zero, however it is drawn.
func zero(to any) bool {
	switch to := to.(type) {
	case *DrawnDuration:
		return (*random.Quantity)(to).Max() == 0
	case *DrawnMoment:
		return (*random.Quantity)(to).Max() == 0
	case *DrawnSize:
		return (*random.Quantity)(to).Max() == 0
	case *DrawnCount:
		return (*random.Quantity)(to).Max() == 0
	case *random.Ratio:
		return to.Num == 0
	}
	return reflect.ValueOf(to).Elem().IsZero()
}

// Sub is the table under a key; a missing one is empty.
func (t *Table) Sub(key string) *Table {
	if n := t.Get(key); n != nil {
		return t.Open(n)
	}
	return t.Open(&parse.Node{Name: key, Source: t.Node.Source, Parent: t.Node, Kind: parse.Table})
}

// Done complains of unknown keys.
func (t *Table) Done() {
	for _, n := range t.Node.Children {
		if n.Kind != parse.Absent && !slices.Contains(t.Asked, n.Name) {
			p := t.Report(n.KeyProblem("unknown key %s", parse.Quoted(n.Name)))
			if slices.Contains(t.TopKeys, n.Name) && t.Node.Parent != nil {
				p.Message += "; keys below a header belong to its table, so move " + n.Name + " to the top of the file"
			}
			if t.Elsewhere != nil && n.Name != "" {
				if where := t.Elsewhere(n); where != "" {
					p.Message += where
					continue
				}
			}
			if where := whereElse(n.Name); where != "" {
				p.Message += "; " + where
				continue
			}
			if where := placeOf(n); where != "" && parse.Nearest(n.Name, t.Asked) == "" {
				p.Message += where
				p.Suggest("keys here", n.Name, t.Asked)
				continue
			}
			suggestKey(p, n.Name, t.Asked)
		}
	}
}

// placeOf says how the header of a misplaced table is written.
func placeOf(n *parse.Node) string {
	above := n.Parent
	switch {
	case n.Name == "answers" && above.Parent != nil && above.Parent.Name == "mailbox":
		return "; it belongs to a rule: write [" + above.Path() + ".rule.NAME]"
	case n.Kind != parse.Table:
		return ""
	case above.Parent == nil && slices.Contains([]string{"fault", "guard", "change"}, n.Name):
		return "; write [host.NAME." + n.Name + ".NAME]"
	case above.Parent == nil && n.Name == "rule":
		return "; write [mailbox.\"NAME@DOMAIN\".rule.NAME]"
	case above.Parent != nil && above.Parent.Name == "host" && len(n.Children) == 1 && n.Children[0].Kind == parse.Table:
		return "; host names have no dots: write [host." + above.Name + "]"
	}
	return ""
}

// Exclusive complains of all but the first of the nodes that are there: they exclude each other.
func (t *Table) Exclusive(nodes ...*parse.Node) {
	var first *parse.Node
	for _, n := range nodes {
		switch {
		case n == nil:
		case first == nil:
			first = n
		default:
			t.Report(n.KeyProblem("write %s or %s, not both", first.Name, n.Name))
		}
	}
}

// Require is said of a key without which a table is wrong, when it is missing.
func (t *Table) Require(key string) {
	if t.Recorder != nil {
		t.Recorder.ask(t.Node, key).Required = true
	}
}

// Missing complains that a key is missing.
func (t *Table) Missing(key, hint string) {
	t.Require(key)
	if t.Invalid {
		return
	}
	t.Report(t.Node.Problem("%s needs %s; write %s", t.Node.Path(), key, hint))
}
