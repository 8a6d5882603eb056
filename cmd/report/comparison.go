package report

import (
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"

	"mailstorm/sim"
	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
)

const comparisonSchema = "mailstorm/comparison/v1"

// Comparison is one storm under several choices.
type Comparison struct {
	Plan    *Plan
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

// differs tells whether the choices come to different values.
func (m *compared) differs() bool {
	for _, v := range m.values[1:] {
		if Exact(v, m.unit) != Exact(m.values[0], m.unit) {
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

// plus writes a difference with its sign.
func plus(v metrics.Value, unit metrics.Unit) string {
	switch {
	case !v.Known:
		return "-"
	case v.Num < 0:
		v.Num = -v.Num
		return "-" + Value(v, unit)
	case v.Num == 0:
		return "0"
	default:
		return "+" + Value(v, unit)
	}
}

// CompareText writes what differs, side by side.
func CompareText(to io.Writer, c *Comparison, style Style) error {
	return sectionsText(to, c.headline(), c.sections(), style)
}

// CompareMarkdown writes the same for a ticket.
func CompareMarkdown(to io.Writer, c *Comparison) error {
	return sectionsMarkdown(to, c.headline(), c.sections())
}

func (c *Comparison) headline() string { return c.Plan.compared() }

// compared names what is compared.
func (p *Plan) compared() string {
	title := p.Title
	if title == "" {
		title = p.Scenario
	}
	var labels []string
	for i := range p.Choices {
		labels = append(labels, p.Label(i))
	}
	return strings.TrimRight(title, "?.!") + ": " + strings.Join(p.Keys, ", ") + " = " + strings.Join(labels, " or ")
}

// sections are what differs: two choices side by side, more of them one below the other.
func (c *Comparison) sections() []section {
	lay := c.beside
	if len(c.Plan.Choices) > 2 {
		lay = c.below
	}
	g, same := lay()
	t := section{table: g, notes: []string{fmt.Sprintf("%s: the same.", counted(same, "other metric", "other metrics"))}}
	if len(g.rows) == 0 {
		t = section{words: []string{fmt.Sprintf("Nothing differs: all %d metrics are the same.", same)}}
	}
	for i, r := range c.Results {
		if r.Stopped != "" {
			t.notes = append(t.notes, fmt.Sprintf("%s stopped: %s; what was counted so far.", c.Plan.Label(i), r.Stopped))
		}
	}
	return []section{t, *oneStorm(c.Plan)}
}

// beside has the current choice first.
func (c *Comparison) beside() (g *grid, same int64) {
	now, then := c.Plan.Current, 1-c.Plan.Current
	g = &grid{head: []string{"metric", c.Plan.Marked(now), c.Plan.Marked(then), "difference"}, texts: 1}
	for _, m := range c.metrics() {
		if !m.differs() {
			same++
			continue
		}
		g.add(m.name, Value(m.values[now], m.unit), Value(m.values[then], m.unit), plus(m.difference(then, now), m.unit))
	}
	return g, same
}

func (c *Comparison) below() (g *grid, same int64) {
	g = &grid{head: []string{"metric", "value", "is", "difference"}, texts: 2}
	for _, m := range c.metrics() {
		if !m.differs() {
			same++
			continue
		}
		name := m.name
		for i := range c.Plan.Choices {
			difference := ""
			if i != c.Plan.Current {
				difference = plus(m.difference(i, c.Plan.Current), m.unit)
			}
			g.add(name, c.Plan.Marked(i), Value(m.values[i], m.unit), difference)
			name = ""
		}
	}
	return g, same
}

// oneStorm says what was compared.
func oneStorm(p *Plan) *section {
	return &section{words: []string{fmt.Sprintf("One storm, seed %d, mailstorm %s; another seed is another storm: --runs N tells what is chance.", p.Seed, p.Version)}}
}

// CompareJSON writes one object.
func CompareJSON(to io.Writer, c *Comparison) error {
	p := c.Plan
	var choices []string
	for i, r := range c.Results {
		var values, differences []string
		for _, m := range c.metrics() {
			values = append(values, field(m.name, orNull(Exact(m.values[i], m.unit))))
			differences = append(differences, field(m.name, orNull(Exact(m.difference(i, p.Current), m.unit))))
		}
		fields := []string{field("values", list(texts(p.Choices[i]))), field("digest", text(hex.EncodeToString(r.Digest[:]))),
			field("metrics", block(values, "{}", "      ")), field("differences", block(differences, "{}", "      "))}
		if r.Stopped != "" {
			fields = append(fields, field("stopped", text(r.Stopped)))
		}
		choices = append(choices, block(fields, "{}", "    "))
	}
	_, err := io.WriteString(to, block([]string{field("schema", text(comparisonSchema)), field("scenario", text(p.Scenario)), field("title", text(p.Title)),
		field("seed", strconv.FormatInt(p.Seed, 10)), field("version", text(p.Version)), field("keys", list(texts(p.Keys))), field("current", strconv.Itoa(p.Current)),
		field("choices", block(choices, "[]", "  ")), field("warnings", block(texts(p.Warnings), "[]", "  "))}, "{}", "")+"\n")
	return err
}

func orNull(value string) string {
	if value == "" {
		return "null"
	}
	return value
}

// CompareCSV writes a line for each choice and metric.
func CompareCSV(to io.Writer, c *Comparison) error {
	out := NewSpreadsheet(to)
	if err := out.Write(append(append([]string{}, c.Plan.Keys...), "metric", "unit", "value", "difference")); err != nil {
		return err
	}
	for i, values := range c.Plan.Choices {
		for _, m := range c.metrics() {
			cells := append(append([]string{}, values...), m.name, programUnit(m.unit), Exact(m.values[i], m.unit), Exact(m.difference(i, c.Plan.Current), m.unit))
			if err := out.Write(cells); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

// measuresTable compares what many storms came to.
func (s *Sweep) measuresTable() *section {
	return &section{table: s.measuresGrid(func(experiment.Measure) bool { return true }), words: []string{fmt.Sprintf(
		"%s of each, %s, with 95 %% confidence intervals; differences are paired: all met the same storms.", replications(s.main().Runs), s.seeds())}}
}

// comparedSections are the parts of a comparison of many storms.
func (s *Sweep) comparedSections() (all []section) {
	if s.Stopped != "" {
		all = append(all, section{words: []string{"Stopped: " + s.Stopped + "; what was counted so far."}})
	}
	all = append(all, *s.measuresTable())
	for _, t := range append([]*section{s.told(), s.silence()}, s.extra()...) {
		if t != nil {
			all = append(all, *t)
		}
	}
	return all
}

// CompareSweepText writes a comparison of many storms.
func CompareSweepText(to io.Writer, s *Sweep, style Style) error {
	return sectionsText(to, s.Plan.compared(), s.comparedSections(), style)
}

// CompareSweepMarkdown writes the same for a ticket.
func CompareSweepMarkdown(to io.Writer, s *Sweep) error {
	return sectionsMarkdown(to, s.Plan.compared(), s.comparedSections())
}
