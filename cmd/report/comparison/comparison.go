// Package comparison writes one storm under several choices, side by side.
package comparison

import (
	"fmt"
	"io"

	"mailstorm/cmd/report/encode"
	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/layout"
	"mailstorm/cmd/report/sweepfolder"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// Comparison is one storm under several choices.
type Comparison struct {
	Plan    *sweepfolder.Plan
	Configs []*sim.Config // as Plan.Choices
	Results []*sim.Result
}

// compared is a metric under all choices.
type compared struct {
	name   string
	unit   metrics.Unit
	values []metrics.Value
}

// metrics lists all metrics of the run, then those of the hosts that all choices have.
func (c *Comparison) metrics() (all []compared) {
	add := func(prefix string, id int, of func(r *sim.Result) metrics.Value) {
		m := compared{name: prefix + metrics.Catalogue[id].Name, unit: metrics.Catalogue[id].Unit}
		for _, r := range c.Results {
			m.values = append(m.values, of(r))
		}
		all = append(all, m)
	}
	for id := range metrics.Catalogue {
		add("", id, func(r *sim.Result) metrics.Value { return r.Values[id] })
	}
	for i := range c.Configs[0].Hosts {
		for id, m := range metrics.Catalogue {
			if m.PerHost {
				add(c.Configs[0].Hosts[i].Name+".", id, func(r *sim.Result) metrics.Value { return r.Hosts[i].Values[id] })
			}
		}
	}
	return all
}

// differs reports whether the choices have different values.
func (m *compared) differs() bool {
	for _, v := range m.values[1:] {
		if encode.Exact(v, m.unit) != encode.Exact(m.values[0], m.unit) {
			return true
		}
	}
	return false
}

// difference is a choice's value less that of the current one; unknown where one of them is.
func (m *compared) difference(choice, current int) metrics.Value {
	a, b := m.values[choice], m.values[current]
	if !a.Known || !b.Known || a.Den <= 0 || b.Den <= 0 {
		return metrics.Value{}
	}
	if a.Den == b.Den {
		return metrics.Value{Num: a.Num - b.Num, Den: a.Den, Known: true}
	}
	const parts = 1_000_000
	part := func(v metrics.Value) int64 { return int64(float64(v.Num) / float64(v.Den) * parts) }
	return metrics.Value{Num: part(a) - part(b), Den: parts, Known: true}
}

// Signed writes a difference with its sign.
func Signed(v metrics.Value, unit metrics.Unit) string {
	switch {
	case !v.Known:
		return "-"
	case v.Num < 0:
		v.Num = -v.Num
		return "-" + english.Value(v, unit)
	case v.Num == 0:
		return "0"
	default:
		return "+" + english.Value(v, unit)
	}
}

// Text writes what differs, side by side.
func Text(to io.Writer, c *Comparison, style layout.Style) error {
	return layout.SectionsText(to, c.headline(), c.sections(), style)
}

// Markdown writes the same for a ticket.
func Markdown(to io.Writer, c *Comparison) error {
	return layout.SectionsMarkdown(to, c.headline(), c.sections())
}

func (c *Comparison) headline() string { return c.Plan.ComparisonTitle() }

// sections are what differs: two choices side by side, more of them one below the other.
func (c *Comparison) sections() []layout.Section {
	lay := c.beside
	if len(c.Plan.Choices) > 2 {
		lay = c.below
	}
	g, same := lay()
	t := layout.Section{Table: g, Notes: []string{english.Counted(same, "other metric is the same.", "other metrics are the same.")}}
	if len(g.Rows) == 0 {
		t = layout.Section{Paragraphs: []string{fmt.Sprintf("Nothing differs: all %d metrics are the same.", same)}}
	}
	for i, r := range c.Results {
		if r.Stopped != "" {
			t.Notes = append(t.Notes, fmt.Sprintf("%s stopped early: %s; its results are incomplete.", c.Plan.Label(i), r.Stopped))
		}
	}
	return []layout.Section{t, *oneStorm(c.Plan)}
}

// beside has the current choice first.
func (c *Comparison) beside() (g *layout.Table, same int64) {
	now, then := c.Plan.Current, 1-c.Plan.Current
	g = &layout.Table{Head: []string{"metric", c.Plan.Marked(now), c.Plan.Marked(then), "difference"}, TextColumns: 1}
	for _, m := range c.metrics() {
		if !m.differs() {
			same++
			continue
		}
		g.Add(m.name, english.Value(m.values[now], m.unit), english.Value(m.values[then], m.unit), Signed(m.difference(then, now), m.unit))
	}
	return g, same
}

func (c *Comparison) below() (g *layout.Table, same int64) {
	g = &layout.Table{Head: []string{"metric", "value", "is", "difference"}, TextColumns: 2}
	for _, m := range c.metrics() {
		if !m.differs() {
			same++
			continue
		}
		name := m.name
		for i := range c.Plan.Choices {
			difference := ""
			if i != c.Plan.Current {
				difference = Signed(m.difference(i, c.Plan.Current), m.unit)
			}
			g.Add(name, c.Plan.Marked(i), english.Value(m.values[i], m.unit), difference)
			name = ""
		}
	}
	return g, same
}

// oneStorm says what was compared.
func oneStorm(p *sweepfolder.Plan) *layout.Section {
	return &layout.Section{Paragraphs: []string{fmt.Sprintf("One storm, seed %d, mailstorm %s. Other seeds give other storms; use --runs N to compare many. %s", p.Seed, p.Version, p.TimeZone())}}
}
