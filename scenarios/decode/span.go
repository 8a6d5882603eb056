package decode

import (
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
	w.StartNode = t.Read("starts", (*DrawnMoment)(&w.Starts))
	endsAt := t.Take("ends", (*DrawnMoment)(&ends))
	known := endsAt != nil && t.decodeMoment(endsAt, &ends, time.Duration(w.Starts.Fixed)+1)
	lasts := t.ReadPositive("lasts", (*DrawnDuration)(&w.Lasts))
	t.Exclusive(endsAt, lasts)
	switch {
	case lasts != nil:
		w.EndNode = lasts
	case endsAt != nil:
		w.EndNode = endsAt
		if known {
			w.Lasts = t.untilEnd(endsAt, w, ends)
		}
	}
	return w
}

// untilEnd turns an end into a duration.
func (t *Table) untilEnd(n *parse.Node, w Span, ends random.Quantity) random.Quantity {
	starts := w.Starts
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
		t.Report(n.Problem("this ends at %s but starts at %s; the end must come after the start", Moment(n, low), Moment(w.StartNode, starts.Fixed)))
		return random.Quantity{}
	}
	return MapQuantity(ends, func(v int64) int64 { return v - starts.Fixed })
}

// Moment shows a moment in messages: as a key has it, and the time since the clock.
func Moment(n *parse.Node, at int64) string {
	written := ""
	if n != nil {
		written = n.Text()
		if date, ok := n.Date(); ok {
			written = date
		}
	}
	return quantity.Dated(written, time.Duration(at))
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
