package scenarios

import (
	"fmt"
	"reflect"
	"slices"

	"mailstorm/sim/random"
)

// reading gathers what is wrong, and goes on.
type reading struct {
	problems Problems
	warnings []string
	warned   int // times; some warnings are not kept
	folder   folder
	top      []string // keys of the scenario itself
	stock
	heard *hearing // nil: nobody listens
}

func (r *reading) complain(p *Problem) *Problem {
	if p.surplus = len(r.problems) >= mostKept; !p.surplus {
		r.problems = append(r.problems, p)
	}
	return p
}

// mostWarned warnings of one scenario are kept, and told one by one.
const mostWarned = 50

func (r *reading) warn(format string, args ...any) {
	if r.warned++; r.warned <= mostWarned {
		r.warnings = append(r.warnings, fmt.Sprintf(format, args...))
	}
}

// allWarnings says how many more there were than are kept.
func (r *reading) allWarnings() []string {
	if more := r.warned - mostWarned; more > 0 {
		return append(r.warnings, fmt.Sprintf("and %d more warnings", more))
	}
	return r.warnings
}

// table reads the keys of one table. Each question makes its key known; done complains of those that nobody asked for.
type table struct {
	*reading
	node  *node
	none  bool // something else stands in its place, and that was said
	asked []string
}

// open makes a table of a node, and complains when it is none.
func (r *reading) open(n *node) *table {
	switch {
	case n.shape == tableShape:
		if r.heard != nil {
			r.heard.at(n).table = true
		}
		return &table{reading: r, node: n}
	case n.shape == listShape && slices.Contains(ofNamed, n.name):
		r.complain(n.problem("%s is no list; give each table a name, as in [%s.NAME]", n.path(), n.path()))
	default:
		r.complain(n.problem("%s is a table: write [%s] above its keys", n.path(), n.path()))
	}
	return &table{reading: r, none: true, node: &node{name: n.name, src: n.src, up: n.up, key: n.key, is: n.is, head: n.head, shape: tableShape}}
}

// ofNamed are the tables whose keys are names of tables.
var ofNamed = []string{"host", "mail", "mailbox", "fault", "guard", "change", "rule", "remote_domain"}

// get is the value of a key, nil when it is not there.
func (t *table) get(key string) *node {
	t.asked = append(t.asked, key)
	if t.heard != nil {
		t.heard.asks(t.node, key)
	}
	if n := t.node.named[key]; n != nil && n.shape != absent {
		return n
	}
	return nil
}

// read fills what a pointer points to; the pointer's type says what may be written. It gives the node, nil when there
// is none.
func (t *table) read(key string, to any) *node {
	n := t.take(key, to)
	if n != nil {
		t.fill(n, to)
	}
	return n
}

// take is the value of a key, which the caller fills into what a pointer points to; nil when it is not there.
func (t *table) take(key string, to any) *node {
	n := t.get(key)
	if t.heard != nil {
		t.heard.asks(t.node, key).fills(to)
	}
	return n
}

// more reads a value that must not be zero.
func (t *table) more(key string, to any) *node {
	n := t.take(key, to)
	if t.heard != nil {
		t.heard.asks(t.node, key).some = true
	}
	if n != nil && t.fill(n, to) && zero(to) {
		t.complain(n.problem("%s must be more than 0", n.path()))
	}
	return n
}

// zero reports whether a value is zero, however it is drawn.
func zero(to any) bool {
	switch to := to.(type) {
	case *moments:
		return (*random.Quantity)(to).Max() == 0
	case *sizes:
		return (*random.Quantity)(to).Max() == 0
	case *counts:
		return (*random.Quantity)(to).Max() == 0
	case *random.Ratio:
		return to.Num == 0
	}
	return reflect.ValueOf(to).Elem().IsZero()
}

// sub is the table under a key; a missing one is empty.
func (t *table) sub(key string) *table {
	if n := t.get(key); n != nil {
		return t.open(n)
	}
	return t.open(&node{name: key, src: t.node.src, up: t.node, shape: tableShape})
}

// done complains of unknown keys.
func (t *table) done() {
	for _, n := range t.node.inner {
		if n.shape != absent && !slices.Contains(t.asked, n.name) {
			p := t.complain(n.misnamed("unknown key %s", quoted(n.name)))
			if slices.Contains(t.top, n.name) && t.node.up != nil {
				p.Message += "; what stands below a header belongs to its table, and " + n.name + " to the top of the file"
			}
			p.among("keys here", n.name, t.asked)
		}
	}
}

// only complains of all but the first of the nodes that are there: they exclude each other.
func (t *table) only(nodes ...*node) {
	var first *node
	for _, n := range nodes {
		switch {
		case n == nil:
		case first == nil:
			first = n
		default:
			t.complain(n.misnamed("%s and %s exclude each other", first.name, n.name))
		}
	}
}

// must is said of a key without which a table is wrong, when it is missing.
func (t *table) must(key string) {
	if t.heard != nil {
		t.heard.asks(t.node, key).must = true
	}
}

// need complains that a key is missing.
func (t *table) need(key, hint string) {
	t.must(key)
	if t.none {
		return
	}
	t.complain(t.node.problem("%s lacks %s, %s", t.node.path(), key, hint))
}
