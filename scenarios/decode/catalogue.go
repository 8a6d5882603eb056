package decode

import (
	"slices"
	"strings"

	"mailstorm/scenarios/parse"
	"mailstorm/sim/fault"
	"mailstorm/sim/guard"
	"mailstorm/sim/mailbox"
)

// Catalogue is what a scenario sees of faults, guards and rules: names of kinds, and the parameters that each of them takes.
type Catalogue struct {
	one, many  string
	Names      []string
	takes      [][]string // by name
	parameters []string
	Fields     []any // what they are read into, by parameter
}

var (
	Faults = newCatalogue("fault", fault.Kinds, fault.Parameters,
		func(k fault.Kind) (string, []string) { return k.Name, k.Takes }, func(p fault.Parameter) (string, any) { return p.Name, p.At(&fault.Params{}) })
	Guards = newCatalogue("guard", guard.Kinds, guard.Parameters,
		func(k guard.Kind) (string, []string) { return k.Name, k.Takes }, func(p guard.Parameter) (string, any) { return p.Name, p.At(&guard.Params{}) })
	Rules = newCatalogue("rule", mailbox.Rows, mailbox.Parameters,
		func(r mailbox.Row) (string, []string) { return r.Name, r.Takes }, func(p mailbox.Parameter) (string, any) { return p.Name, p.At(&mailbox.Params{}) })
)

func newCatalogue[K, P any](one string, kinds []K, parameters []P, kind func(K) (string, []string), parameter func(P) (string, any)) *Catalogue {
	s := &Catalogue{one: one, many: one + "s"}
	for _, k := range kinds {
		name, takes := kind(k)
		s.Names, s.takes = append(s.Names, name), append(s.takes, takes)
	}
	for _, p := range parameters {
		name, field := parameter(p)
		s.parameters, s.Fields = append(s.parameters, name), append(s.Fields, field)
	}
	return s
}

// RowName is the name of a row that a table may mean.
type RowName struct{ Names []string }

func (k *RowName) Words() []string      { return k.Names }
func (k *RowName) Choose(s string) bool { return slices.Contains(k.Names, s) }

// ReadKind reads which row of a catalogue a table means: its index, and -1 when it means none.
func (r *Decoder) ReadKind(t *Table, s *Catalogue, names []string) int {
	var word string
	n := t.Take("kind", &RowName{Names: names})
	if n == nil && t.Invalid {
		return -1
	}
	if n == nil {
		t.Require("kind")
		t.Report(t.Node.Problem("%s needs kind", t.Node.Path())).Suggest(s.many, "", slices.Sorted(slices.Values(names)))
		return -1
	}
	if !r.Decode(n, &word) {
		return -1
	}
	if slices.Contains(names, word) {
		return slices.Index(s.Names, word)
	}
	if where := whereElse(word); where != "" {
		r.Report(n.Problem("%s is not a %s; %s", word, s.one, where))
		return -1
	}
	if hint := s.Meant(word); hint != "" {
		r.Report(n.Problem("unknown %s %s%s", s.one, parse.Quoted(word), hint)).Suggest(s.many, "", slices.Sorted(slices.Values(names)))
		return -1
	}
	r.Report(n.Problem("unknown %s %s", s.one, parse.Quoted(word))).Suggest(s.many, word, slices.Sorted(slices.Values(names)))
	return -1
}

// ReadParameters reads what a row takes, and complains of what only others take; it reports whether that went well.
func (r *Decoder) ReadParameters(t *Table, s *Catalogue, row int, read func(n *parse.Node, parameter int)) bool {
	before := len(r.Problems)
	for i, name := range s.parameters {
		switch n := t.Take(name, s.Fields[i]); {
		case row < 0:
		case n == nil && !slices.Contains(s.takes[row], name):
			t.Asked = t.Asked[:len(t.Asked)-1] // no key of this row
		case n == nil:
		case !slices.Contains(s.takes[row], name):
			r.Report(n.KeyProblem("%s does not take %s; %s", s.Names[row], name, s.takers(name)))
		default:
			read(n, i)
		}
	}
	return row >= 0 && len(r.Problems) == before
}

// Allows tells whether a key may stand in the table of a row: a parameter of it, or what all have.
func (s *Catalogue) Allows(row int, key string) bool {
	return slices.Contains(s.takes[row], key) || !slices.Contains(s.parameters, key)
}

func (s *Catalogue) takers(parameter string) string {
	var kinds []string
	for i, takes := range s.takes {
		if slices.Contains(takes, parameter) {
			kinds = append(kinds, s.Names[i])
		}
	}
	return parameter + " belongs to " + strings.Join(kinds, ", ")
}

// NodeOf is the parameter with which a message begins, or whose value it repeats, else the table.
func (s *Catalogue) NodeOf(t *Table, message string) *parse.Node {
	word, _, _ := strings.Cut(message, " ")
	if slices.Contains(s.parameters, word) {
		return t.Node.First(word)
	}
	for _, name := range s.parameters {
		n := t.Node.Child[name]
		if n != nil && n.Kind != parse.Absent && n.Text() != "" && strings.Contains(message, n.Text()) {
			return n
		}
	}
	return t.Node
}

// whereElse says where a kind is written that stands on another catalogue, or is a key and no table.
func whereElse(word string) string {
	for _, row := range mailbox.Rows {
		switch {
		case row.Name == word && row.Key != "":
			return "it is a key of the mailbox: write " + row.Key + " in [mailbox.\"NAME@DOMAIN\"]"
		case row.Name == word:
			return "it is a rule: write [mailbox.\"NAME@DOMAIN\".rule.NAME]"
		}
	}
	switch {
	case slices.Contains(Guards.Names, word):
		return "it is a guard: write [host.NAME.guard.NAME]"
	case slices.Contains(Faults.Names, word):
		return "it is a fault: write [host.NAME.fault.NAME]"
	}
	return ""
}
