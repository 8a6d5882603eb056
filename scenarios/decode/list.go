package decode

import (
	"strings"

	"mailstorm/scenarios/parse"
)

// decodeElements reads a list, or a single value as a list of one.
func decodeElements[T any](r *Decoder, n *parse.Node, to *[]T) bool {
	nodes := []*parse.Node{n}
	if n.Kind == parse.List {
		nodes = n.Children
	}
	list, ok := make([]T, len(nodes)), true
	for i, e := range nodes {
		ok = r.Decode(e, any(&list[i])) && ok
	}
	*to = list
	return ok
}

// decodeRows reads a list of small tables, both of whose keys are needed.
func decodeRows[T any](r *Decoder, n *parse.Node, to *[]T, read func(*Table, *T) (*parse.Node, *parse.Node)) bool {
	if n.Kind != parse.List {
		row := r.Open(&parse.Node{Source: n.Source, Parent: n, Kind: parse.Table})
		read(row, new(T))
		r.Report(n.Problem("%s must be a list of tables, as in [{%s = ...}], not %s", n.Path(), strings.Join(row.Asked, " = ..., "), n.Describe()))
		return false
	}
	list, before := make([]T, len(n.Children)), len(r.Problems)
	for i, e := range n.Children {
		t := r.Open(e)
		if a, b := read(t, &list[i]); (a == nil || b == nil) && e.Kind == parse.Table {
			r.Report(e.Problem("this table needs %s", strings.Join(t.missing(), " and ")))
		}
		t.Done()
	}
	*to = list
	return len(r.Problems) == before
}

func (t *Table) missing() []string {
	var names []string
	for _, key := range t.Asked {
		if t.Node.Child[key] == nil {
			names = append(names, key)
		}
	}
	return names
}

// decodeKeyed reads a table with a fixed set of keys; those left out keep their values.
func (r *Decoder) decodeKeyed(n *parse.Node, keys []string, read func(*Table, int)) bool {
	if n.Kind != parse.Table {
		r.Report(n.Problem("%s must be a table, as in {%s = ...}, not %s", n.Path(), keys[0], n.Describe()))
		return false
	}
	before := len(r.Problems)
	t := r.Open(n)
	for i := range keys {
		read(t, i)
	}
	t.Done()
	return len(r.Problems) == before
}
