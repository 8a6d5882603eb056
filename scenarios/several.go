package scenarios

import (
	"fmt"
	"math/big"
	"strings"

	"mailstorm/sim/random"
)

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

// spread reads a fixed quantity, or its quantiles as in {p50 = "40m", p90 = "5h", p99 = "30h"}.
func spread(r *reading, n *node, to *random.Quantity, parse func(string) (int64, error)) bool {
	if n.shape != tableShape {
		return word(r, n, &to.Fixed, parse)
	}
	var q random.Quantity
	for i, p := range n.inner {
		point := random.Point{}
		share, err := percentile(p.name)
		if err != nil {
			r.complain(p.misnamed("%s", err))
			return false
		}
		if point.Share = share; !word(r, p, &point.Value, parse) {
			return false
		}
		if i > 0 && (point.Share <= q.Points[i-1].Share || point.Value < q.Points[i-1].Value) {
			r.complain(p.misnamed("quantiles ascend: %s and its value come after those of %s", p.name, n.inner[i-1].name))
			return false
		}
		q.Points = append(q.Points, point)
	}
	if len(q.Points) == 0 {
		r.complain(n.problem("no quantiles; write some, as in {p50 = ..., p90 = ...}"))
		return false
	}
	*to = q
	return true
}

// percentile reads p0 to p100, with decimals as in "p99.9".
func percentile(name string) (random.Share, error) {
	number, ok := strings.CutPrefix(name, "p")
	n, err := decimal(number)
	if !ok || err != nil || n.Cmp(whole(100)) > 0 {
		return 0, fmt.Errorf("%s is no quantile; write p0 to p100, as in {p50 = ..., p90 = ...}", quoted(name))
	}
	n.Mul(n, big.NewRat(int64(random.All), 100))
	return random.Share(nearest(n)), nil
}
