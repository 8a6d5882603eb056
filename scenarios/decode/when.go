package scenarios

import (
	"time"

	"mailstorm/sim/random"
)

// when is a span as scenarios write it: starts, and ends or lasts.
type when struct {
	starts, lasts random.Quantity
	first, last   *node // the keys that said so; nil: nobody
}

// when reads the keys of a span.
func (t *table) when() when {
	var w when
	var ends random.Quantity
	w.first = t.read("starts", (*moments)(&w.starts))
	endsAt := t.take("ends", (*moments)(&ends))
	known := endsAt != nil && t.fill(endsAt, (*moments)(&ends))
	lasts := t.more("lasts", (*moments)(&w.lasts))
	t.only(endsAt, lasts)
	switch {
	case lasts != nil:
		w.last = lasts
	case endsAt != nil:
		w.last = endsAt
		if known {
			w.lasts = t.until(endsAt, w.starts, ends)
		}
	}
	return w
}

// until turns an end into a duration.
func (t *table) until(n *node, starts, ends random.Quantity) random.Quantity {
	if starts.Drawn() {
		t.complain(n.misnamed("starts is drawn, so write how long it lasts in place of ends"))
		return random.Quantity{}
	}
	low := ends.Min()
	if len(ends.Points) > 0 {
		low = ends.Points[0].Value
	}
	switch {
	case ends.Mean > 0 && starts.Fixed > 0:
		t.complain(n.misnamed("an exponential end may come before the start; write how long it lasts in place of ends"))
		return random.Quantity{}
	case low <= starts.Fixed:
		t.complain(n.problem("this ends at %s, and starts at %s; a span ends after it starts",
			formatDuration(time.Duration(low)), formatDuration(time.Duration(starts.Fixed))))
		return random.Quantity{}
	}
	return mapped(ends, func(v int64) int64 { return v - starts.Fixed })
}

// mapped is a quantity each of whose values is changed; an exponential one keeps its shape.
func mapped(q random.Quantity, change func(int64) int64) (to random.Quantity) {
	switch {
	case q.Mean > 0:
		to.Mean = change(q.Mean)
	case !q.Drawn():
		to.Fixed = change(q.Fixed)
	}
	for _, v := range q.Samples {
		to.Samples = append(to.Samples, change(v))
	}
	for _, p := range q.Points {
		to.Points = append(to.Points, random.Point{Share: p.Share, Value: change(p.Value)})
	}
	return to
}
