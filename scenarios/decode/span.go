package decode

import (
	"strings"
	"time"

	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/quantity"
	"mailstorm/sim/random"
)

// Span is a span as scenarios write it: starts, and ends or lasts.
type Span struct {
	Starts, Lasts      random.Quantity
	StartNode, EndNode *parse.Node // the keys that said so; nil: nobody
}

// ReadSpan reads the keys of a span.
func (t *Table) ReadSpan() Span {
	var w Span
	var ends random.Quantity
	w.StartNode = t.Take("starts", (*DrawnDuration)(&w.Starts))
	t.decodeTime(w.StartNode, &w.Starts)
	endsAt := t.Take("ends", (*DrawnDuration)(&ends))
	known := t.decodeTime(endsAt, &ends)
	lasts := t.ReadPositive("lasts", (*DrawnDuration)(&w.Lasts))
	t.Exclusive(endsAt, lasts)
	switch {
	case lasts != nil:
		w.EndNode = lasts
	case endsAt != nil:
		w.EndNode = endsAt
		if known {
			w.Lasts = t.untilEnd(endsAt, w.Starts, ends)
		}
	}
	return w
}

// decodeTime reads when something happens, and says from where that is counted.
func (t *Table) decodeTime(n *parse.Node, to *random.Quantity) bool {
	if n == nil || t.Decode(n, (*DrawnDuration)(to)) {
		return n != nil
	}
	if last := t.Problems[len(t.Problems)-1]; strings.HasSuffix(last.Message, quantity.DurationHint) {
		last.Message += ", counted from clock"
	}
	return false
}

// untilEnd turns an end into a duration.
func (t *Table) untilEnd(n *parse.Node, starts, ends random.Quantity) random.Quantity {
	if starts.Drawn() {
		t.Report(n.KeyProblem("starts is random, so write lasts instead of ends"))
		return random.Quantity{}
	}
	low := ends.Min()
	if len(ends.Points) > 0 {
		low = ends.Points[0].Value
	}
	switch {
	case ends.Mean > 0 && starts.Fixed > 0:
		t.Report(n.KeyProblem("an exponential end may come before the start; write lasts instead of ends"))
		return random.Quantity{}
	case low <= starts.Fixed:
		t.Report(n.Problem("this ends at %s but starts at %s; the end must come after the start",
			quantity.FormatDuration(time.Duration(low)), quantity.FormatDuration(time.Duration(starts.Fixed))))
		return random.Quantity{}
	}
	return MapQuantity(ends, func(v int64) int64 { return v - starts.Fixed })
}

// MapQuantity is a quantity each of whose values is changed; an exponential one keeps its shape.
func MapQuantity(q random.Quantity, change func(int64) int64) (to random.Quantity) {
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
