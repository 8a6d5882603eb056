package scenarios

import (
	"slices"
	"strings"

	"mailstorm/sim/fault"
	"mailstorm/sim/guard"
	"mailstorm/sim/mailbox"
)

// shelf is what a scenario sees of faults, guards and rules: names of kinds, and the parameters that each of them takes.
type shelf struct {
	one, many  string
	names      []string
	takes      [][]string // by name
	parameters []string
	fields     []any // what they are read into, by parameter
}

var (
	faultShelf = shelve("fault", fault.Kinds, fault.Parameters,
		func(k fault.Kind) (string, []string) { return k.Name, k.Takes }, func(p fault.Parameter) (string, any) { return p.Name, p.At(&fault.Params{}) })
	guardShelf = shelve("guard", guard.Kinds, guard.Parameters,
		func(k guard.Kind) (string, []string) { return k.Name, k.Takes }, func(p guard.Parameter) (string, any) { return p.Name, p.At(&guard.Params{}) })
	ruleShelf = shelve("rule", mailbox.Rows, mailbox.Parameters,
		func(r mailbox.Row) (string, []string) { return r.Name, r.Takes }, func(p mailbox.Parameter) (string, any) { return p.Name, p.At(&mailbox.Params{}) })
)

func shelve[K, P any](one string, kinds []K, parameters []P, kind func(K) (string, []string), parameter func(P) (string, any)) *shelf {
	s := &shelf{one: one, many: one + "s"}
	for _, k := range kinds {
		name, takes := kind(k)
		s.names, s.takes = append(s.names, name), append(s.takes, takes)
	}
	for _, p := range parameters {
		name, field := parameter(p)
		s.parameters, s.fields = append(s.parameters, name), append(s.fields, field)
	}
	return s
}

// kindName is the name of a row that a table may mean.
type kindName struct{ names []string }

func (k *kindName) Words() []string      { return k.names }
func (k *kindName) Choose(s string) bool { return slices.Contains(k.names, s) }

// kind reads which row of a shelf a table means: its index, and -1 when it means none.
func (r *reading) kind(t *table, s *shelf, names []string) int {
	var word string
	n := t.take("kind", &kindName{names})
	if n == nil && t.none {
		return -1
	}
	if n == nil {
		t.must("kind")
		t.complain(t.node.problem("%s lacks kind", t.node.path())).among(s.many, "", slices.Sorted(slices.Values(names)))
		return -1
	}
	if !r.fill(n, &word) {
		return -1
	}
	if slices.Contains(names, word) {
		return slices.Index(s.names, word)
	}
	if where := elsewhere(word); where != "" {
		r.complain(n.problem("%s is no kind of %s table; %s", word, s.one, where))
		return -1
	}
	r.complain(n.problem("unknown %s %s", s.one, quoted(word))).among(s.many, word, slices.Sorted(slices.Values(names)))
	return -1
}

// parameters reads what a row takes, and complains of what only others take; it reports whether that went well.
func (r *reading) parameters(t *table, s *shelf, row int, read func(n *node, parameter int)) bool {
	before := len(r.problems)
	for i, name := range s.parameters {
		switch n := t.take(name, s.fields[i]); {
		case n == nil || row < 0:
		case !slices.Contains(s.takes[row], name):
			r.complain(n.misnamed("%s does not take %s; %s", s.names[row], name, s.takers(name)))
		default:
			read(n, i)
		}
	}
	return row >= 0 && len(r.problems) == before
}

// allows tells whether a key may stand in the table of a row: a parameter of it, or what all have.
func (s *shelf) allows(row int, key string) bool {
	return slices.Contains(s.takes[row], key) || !slices.Contains(s.parameters, key)
}

func (s *shelf) takers(parameter string) string {
	var kinds []string
	for i, takes := range s.takes {
		if slices.Contains(takes, parameter) {
			kinds = append(kinds, s.names[i])
		}
	}
	return "it belongs to " + strings.Join(kinds, ", ")
}

// culprit is the parameter with which a message begins, or whose value it repeats, else the table.
func (s *shelf) culprit(t *table, message string) *node {
	word, _, _ := strings.Cut(message, " ")
	if slices.Contains(s.parameters, word) {
		return t.node.first(word)
	}
	for _, name := range s.parameters {
		n := t.node.named[name]
		if n != nil && n.shape != absent && n.text() != "" && strings.Contains(message, n.text()) {
			return n
		}
	}
	return t.node
}

// elsewhere says where a kind is written that stands on another shelf, or is a key and no table.
func elsewhere(word string) string {
	for _, row := range mailbox.Rows {
		switch {
		case row.Name == word && row.Key != "":
			return "it is a key of the mailbox: write " + row.Key + " in [mailbox.\"NAME@DOMAIN\"]"
		case row.Name == word:
			return "it is a rule: write [mailbox.\"NAME@DOMAIN\".rule.NAME]"
		}
	}
	switch {
	case slices.Contains(guardShelf.names, word):
		return "it is a guard: write [host.NAME.guard.NAME]"
	case slices.Contains(faultShelf.names, word):
		return "it is a fault: write [host.NAME.fault.NAME]"
	}
	return ""
}
