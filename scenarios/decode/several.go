package scenarios

import "strings"

// each reads a list, or a single value as a list of one.
func each[T any](r *reading, n *node, to *[]T) bool {
	nodes := []*node{n}
	if n.shape == listShape {
		nodes = n.inner
	}
	list, ok := make([]T, len(nodes)), true
	for i, e := range nodes {
		ok = r.fill(e, any(&list[i])) && ok
	}
	*to = list
	return ok
}

// rows reads a list of small tables, both of whose keys are needed.
func rows[T any](r *reading, n *node, to *[]T, read func(*table, *T) (*node, *node)) bool {
	if n.shape != listShape {
		r.complain(n.problem("%s is a list of tables, not %s", n.path(), n.kind()))
		return false
	}
	list, before := make([]T, len(n.inner)), len(r.problems)
	for i, e := range n.inner {
		t := r.open(e)
		if a, b := read(t, &list[i]); (a == nil || b == nil) && e.shape == tableShape {
			r.complain(e.problem("this lacks %s", strings.Join(t.missing(), " and ")))
		}
		t.done()
	}
	*to = list
	return len(r.problems) == before
}

func (t *table) missing() []string {
	var names []string
	for _, key := range t.asked {
		if t.node.named[key] == nil {
			names = append(names, key)
		}
	}
	return names
}

// keyed reads a table with a fixed set of keys; those left out keep their values.
func (r *reading) keyed(n *node, keys []string, read func(*table, int)) bool {
	if n.shape != tableShape {
		r.complain(n.problem("%s is a table, as in {%s = ...}, not %s", n.path(), keys[0], n.kind()))
		return false
	}
	before := len(r.problems)
	t := r.open(n)
	for i := range keys {
		read(t, i)
	}
	t.done()
	return len(r.problems) == before
}
