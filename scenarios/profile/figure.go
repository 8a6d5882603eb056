package profile

import (
	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
	"mailstorm/sim/retry"
	"slices"
)

func (l *Reader) readFigure(e *Entry, f retry.Figure, n *parse.Node) {
	if n == nil {
		return
	}
	t := l.Open(n)
	s := Figure{Name: f.Name, From: e.Name}
	if is := t.Get("is"); is != nil {
		l.DecodeFigure(f, e.Profile, is)
		s.Is = is.Source.Text[is.ValueSpan.From:is.ValueSpan.To]
	} else if n.Kind == parse.Table {
		t.Missing("is", "the value of the figure")
	}
	s.Mark, s.Source = readTrust(t)
	t.Done()
	for i := range e.Figures {
		if e.Figures[i].Name == f.Name {
			e.Figures[i] = s
			return
		}
	}
	e.Figures = append(e.Figures, s)
}

var marks = []string{string(retry.Official), string(retry.Observed), string(retry.Inferred)}

// readTrust reads mark and source, which every stated number must have.
func readTrust(t *decode.Table) (mark retry.Mark, source string) {
	var word string
	if n := t.Read("mark", &word); n == nil {
		t.Missing("mark", "official, observed or inferred")
	} else if word != "" && !slices.Contains(marks, word) {
		t.Report(n.Problem("unknown mark %s", parse.Quoted(word))).Suggest("marks", word, marks)
	}
	switch n := t.Read("source", &source); {
	case n == nil:
		t.Missing("source", "where the number comes from")
	case n.Value == "":
		t.Report(n.Problem("the source is empty; say where the number comes from"))
	}
	return retry.Mark(word), source
}
