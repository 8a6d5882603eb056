package load

import (
	"slices"
	"strings"

	"mailstorm/scenarios/parse"
)

// Difference is a key or a table in which two scenarios differ, overrides included.
type Difference struct {
	Key       string // dotted
	Here      string // its value as it is written; empty: it is not there
	There     string
	OnlyHere  bool
	OnlyThere bool
}

// aside are the tables and keys at the top that change no storm.
var aside = []string{"title", "why", "source", "model", "expect", "experiment", "decision"}

// Differences lists in what two scenarios differ as they are written, in the order of the first: a table that only one of them has is one difference.
func (s *Scenario) Differences(other *Scenario) (all []Difference) {
	a, b := s.overridden(), other.overridden()
	for _, d := range differences(a, b) {
		if top, _, _ := strings.Cut(d.Key, "."); !slices.Contains(aside, top) {
			all = append(all, d)
		}
	}
	return all
}

// overridden is the tree with what the command line adds.
func (s *Scenario) overridden() *parse.Node {
	root := s.root.Clone(nil)
	for i, set := range s.options.Set {
		parse.Override(root, set, i) // loading has told what is wrong with it
	}
	return root
}

func differences(a, b *parse.Node) (all []Difference) {
	names := a.ChildNames()
	for _, name := range b.ChildNames() {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, name := range names {
		here, there := a.Child[name], b.Child[name]
		switch {
		case !a.Has(name) && !b.Has(name):
		case !b.Has(name):
			all = append(all, Difference{Key: here.Path(), Here: written(here), OnlyHere: true})
		case !a.Has(name):
			all = append(all, Difference{Key: there.Path(), There: written(there), OnlyThere: true})
		case here.Kind == parse.Table && there.Kind == parse.Table:
			all = append(all, differences(here, there)...)
		case !same(here, there):
			all = append(all, Difference{Key: here.Path(), Here: written(here), There: written(there)})
		}
	}
	return all
}

// same reports whether two values mean the same text, whatever their spaces and comments.
func same(a, b *parse.Node) bool {
	if a.Kind != b.Kind || len(a.Children) != len(b.Children) {
		return false
	}
	for i, inner := range a.Children {
		other := b.Children[i]
		if a.Kind == parse.Table {
			other = b.Child[inner.Name]
		}
		if other == nil || !same(inner, other) {
			return false
		}
	}
	return a.Value == b.Value
}

// written is a value as the file has it, on one line; empty for a table with a header.
func written(n *parse.Node) string {
	if n.Kind == parse.Table && n.ValueSpan.From == n.ValueSpan.To {
		return ""
	}
	return strings.Join(strings.Fields(n.Raw()), " ")
}
