package scenarios

import (
	"mailstorm/sim/retry"
	"slices"
)

func (l *profileReader) statedFigure(e *ProfileEntry, f retry.Figure, n *node) {
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
	s.Mark, s.Source = trust(t)
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
func trust(t *table) (mark retry.Mark, source string) {
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
