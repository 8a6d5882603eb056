package illustrated

import (
	"mailstorm/cmd/report/observed"
	"mailstorm/cmd/serve/prediction"
	"mailstorm/plots"
)

// Observed is a comparison as its picture wants it.
func Observed(c *prediction.Comparison) plots.Observed {
	o := plots.Observed{Title: observed.Sentence(c), Subtitle: observed.Subtitle(c), End: c.Wall(observed.Last(c))}
	for _, s := range c.Closed {
		o.Closed = append(o.Closed, plots.ObservedSpan{From: c.Wall(s.From), Until: c.Wall(s.Until)})
	}
	if len(c.Early.Pairs) > 0 {
		o.Rows = append(o.Rows, picturedRow(c, "before MAIL", &c.Early))
	}
	for _, m := range c.Messages {
		o.Rows = append(o.Rows, picturedRow(c, observed.Name(m), m))
	}
	return o
}

func picturedRow(c *prediction.Comparison, name string, m *prediction.Message) plots.ObservedRow {
	row := plots.ObservedRow{Name: name, Predicted: picturedMarks(c, &m.Predicted), Observed: picturedMarks(c, &m.Observed)}
	for _, a := range m.Unseen {
		row.Predicted = append(row.Predicted, plots.ObservedMark{At: c.Wall(a.At)})
	}
	return row
}

func picturedMarks(c *prediction.Comparison, s *prediction.Course) (marks []plots.ObservedMark) {
	for _, a := range s.Attempts {
		m := plots.ObservedMark{At: c.Wall(a.At)}
		if a.Heard {
			m.What = plots.ObservedDelivery
		}
		marks = append(marks, m)
	}
	for _, d := range s.DSNs {
		m := plots.ObservedMark{At: c.Wall(d.At), What: plots.ObservedDelay}
		if d.Failed {
			m.What = plots.ObservedNDR
		}
		marks = append(marks, m)
	}
	return marks
}
