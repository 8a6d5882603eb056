package scenarios

import (
	"errors"
	"reflect"
	"slices"
	"strings"

	"mailstorm/sim/retry"
)

func (l *loading) statedFigure(e *ProfileEntry, f retry.Figure, n *node) {
	if n == nil {
		return
	}
	t := l.open(n)
	s := StatedFigure{Name: f.Name, From: e.Name}
	if is := t.get("is"); is != nil {
		l.figure(f, e.Profile, is)
		s.Is = is.src.text[is.is.from:is.is.to]
	} else if n.shape == tableShape {
		t.need("is", "the value of the figure")
	}
	s.Mark, s.Source = t.trust()
	t.done()
	for i := range e.Figures {
		if e.Figures[i].Name == f.Name {
			e.Figures[i] = s
			return
		}
	}
	e.Figures = append(e.Figures, s)
}

var marks = []string{string(retry.Official), string(retry.Observed), string(retry.Inferred)}

// trust reads mark and source, which every stated number must have.
func (t *table) trust() (mark retry.Mark, source string) {
	var word string
	if n := t.read("mark", &word); n == nil {
		t.need("mark", "official, observed or inferred")
	} else if word != "" && !slices.Contains(marks, word) {
		t.complain(n.problem("unknown mark %s", quoted(word))).among("marks", word, marks)
	}
	switch n := t.read("source", &source); {
	case n == nil:
		t.need("source", "where the number comes from")
	case n.value == "":
		t.complain(n.problem("the source is empty; say where the number comes from"))
	}
	return retry.Mark(word), source
}

// figure fills one figure of a profile; the word that stands for zero is known to the figure alone.
func (r *reading) figure(f retry.Figure, p *retry.Profile, n *node) bool {
	to := f.At(p)
	if s, ok := n.value.(string); ok && f.Zero != "" && s == f.Zero {
		reflect.ValueOf(to).Elem().SetZero()
		return true
	}
	if word, ok := n.word(); ok && n.text() == "" && f.Zero != "" && word == "0" {
		r.complain(n.problem("0 is no value for %s; write \"%s\"", f.Name, f.Zero))
		return false
	}
	if r.fill(n, to) {
		return true
	}
	if last := r.problems[len(r.problems)-1]; f.Zero != "" && strings.Contains(last.Message, "; write ") {
		last.Message += ", or \"" + f.Zero + "\""
	}
	return false
}

// refused words what Build says: at the figure, when one of the tables names it, else at the last of them.
func (r *reading) refused(err error, tables ...*node) {
	var refusal *retry.Refusal
	if !errors.As(err, &refusal) {
		r.complain(tables[len(tables)-1].problem("%s", err))
		return
	}
	for _, t := range tables {
		if n := t.named[refusal.Figure]; n != nil && n.shape != absent {
			if is := n.named["is"]; is != nil {
				n = is
			}
			r.complain(n.problem("%s: %s", refusal.Figure, refusal.Reason))
			return
		}
	}
	r.complain(tables[len(tables)-1].problem("%s: %s", refusal.Figure, refusal.Reason))
}
