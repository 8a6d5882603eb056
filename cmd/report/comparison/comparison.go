// Package comparison writes storms side by side: one scenario under several choices, several scenarios, or results of earlier runs.
package comparison

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"mailstorm/cmd/report/encode"
	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/layout"
	"mailstorm/cmd/report/sweepfolder"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// Comparison is storms side by side.
type Comparison struct {
	Plan    *sweepfolder.Plan
	Sides   []Side        // as Plan.Choices
	Configs []*sim.Config // as Plan.Choices; empty for results of earlier runs
	Results []*sim.Result
	Files   []FileDifference

	paired *pairing
}

// FileDifference is a key or a table in which the scenario of a side differs from that of the current one.
type FileDifference struct {
	Side      int
	Key       string
	Was, Is   string // as written; empty: a whole table
	Gone, New bool   // the side does not have it, or only the side has it
}

func (c *Comparison) pairs() *pairing {
	if c.paired == nil {
		c.paired = pair(c.Sides)
	}
	return c.paired
}

// name is what a side is called.
func (c *Comparison) name(side int) string { return english.Shortened(c.Plan.Label(side), 40) }

// called is the name of a side with what is varied, if that is one key.
func (c *Comparison) called(side int) string { return c.Plan.Called(side) }

// head is the name of a side above its column.
func (c *Comparison) head(side int) string { return english.Shortened(c.Plan.Marked(side), 40) }

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

// Text writes the answers of both sides, and all metrics that differ if full.
func Text(to io.Writer, c *Comparison, full bool, style layout.Style) error {
	sections := c.sections(full)
	if full {
		sections = append(sections, c.allMetrics())
	}
	return layout.SectionsText(to, c.headline(), sections, style)
}

// Markdown writes the same for a pull request or a ticket: all metrics that differ are folded.
func Markdown(to io.Writer, c *Comparison) error {
	all := c.allMetrics()
	all.Folded = true
	return layout.SectionsMarkdown(to, c.headline(), append(c.sections(true), all))
}

// sections are the answers to what people ask.
func (c *Comparison) sections(full bool) []layout.Section {
	top := layout.Section{}
	if !c.Plan.OfDesigns() {
		top.Paragraphs = []string{c.Plan.ComparisonTitle()}
	}
	if unlike := c.unlike(); len(unlike) > 0 {
		top.Paragraphs = append(top.Paragraphs, "Caution: the runs differ in more than the design.")
		top.Notes = unlike
	}
	return []layout.Section{top, {Table: c.answers()}, c.times(), c.files(full), {Notes: c.remarks(full)}}
}

// answers are a line for each question, or one for each choice where these are many.
func (c *Comparison) answers() *layout.Table {
	if len(c.Sides) > 2 {
		return c.answersBelow()
	}
	now, then := c.Plan.Current, 1-c.Plan.Current
	g := &layout.Table{Head: []string{"", c.head(now), c.head(then), "difference"}, TextColumns: 1}
	for i := range questions {
		if q := &questions[i]; q.shown(c) {
			g.Add(q.words, q.text(c, now), q.text(c, then), Signed(minus(q.of(c, then), q.of(c, now)), q.unit))
		}
	}
	return g
}

// shortHeads are the heads of columns where each choice has a line.
var shortHeads = map[string]string{avoidableKey: "bounced, though\nanother delivers it", "delivered.false": "NDR, though\nit arrived", "lost": "neither arrived\nnor reported",
	"pending": "still\nqueued", heardKey: "longest\nsilence", lateKey: "not there\nwithin 1 h", "wire.bytes": "data", "wire.wasted": "for nothing", "extra.copies": "second\ncopies", "auto.count": "automatic\nmessages"}

func (c *Comparison) answersBelow() *layout.Table {
	g := &layout.Table{Head: []string{c.Plan.KeyWords()}, TextColumns: 1}
	rows := make([][]string, len(c.Sides))
	for i := range rows {
		rows[i] = []string{c.head(i)}
	}
	var optional []int
	for i := range questions {
		q := &questions[i]
		if !q.shown(c) {
			continue
		}
		head := q.words
		if short := shortHeads[q.key]; short != "" {
			head = short
		}
		if values := c.asMetric(q); q.key == "deliveries" && !values.differs() {
			continue
		}
		if q.rare {
			optional = append(optional, len(g.Head))
		}
		g.Head = append(g.Head, head)
		for k := range rows {
			rows[k] = append(rows[k], q.text(c, k))
		}
	}
	for _, row := range rows {
		g.Add(row...)
	}
	return g.Optional(optional...)
}

// waits are how long mail takes.
var waits = []struct {
	key, words string
	percent    int64
}{{"common.delivery.p50", "half of them within", 50}, {"common.delivery.p95", "95 % within", 95}, {"common.delivery.max", "all within", 100}}

// times compare how long mail takes, over what arrives on all sides: a side that bounces what is late is not fast.
func (c *Comparison) times() (s layout.Section) {
	p := c.pairs()
	if !p.complete || p.Arrived == 0 {
		return s
	}
	g := &layout.Table{Head: []string{""}, TextColumns: 1}
	order := c.order()
	for _, i := range order {
		g.Head = append(g.Head, c.head(i))
	}
	if len(order) == 2 {
		g.Head = append(g.Head, "difference")
	}
	differs := false
	for _, row := range waits {
		cells := []string{row.words}
		for _, i := range order {
			cells = append(cells, english.Value(p.wait(i, row.percent), metrics.Duration))
			differs = differs || p.wait(i, row.percent) != p.wait(order[0], row.percent)
		}
		if len(order) == 2 {
			cells = append(cells, Signed(minus(p.wait(order[1], row.percent), p.wait(order[0], row.percent)), metrics.Duration))
		}
		g.Add(cells...)
	}
	if !differs || len(order) > 4 {
		return s
	}
	s.Title, s.Table = fmt.Sprintf("Time to arrive, of %s that %s with %s", english.Counted(p.Arrived, "delivery", "deliveries"), plural(p.Arrived, "arrives", "arrive"), c.all()), g
	for _, i := range order {
		if p.Only[i] > 0 {
			s.Notes = append(s.Notes, fmt.Sprintf("Left out: %s with %s, but not with %s.", english.Counted(p.Only[i], "that arrives", "that arrive"), c.name(i), c.others()))
		}
	}
	return s
}

func plural(n int64, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func (c *Comparison) all() string {
	if len(c.Sides) == 2 {
		return "both"
	}
	return "all"
}

func (c *Comparison) others() string {
	if len(c.Sides) == 2 {
		return "the other"
	}
	return "all others"
}

// order has the current side first.
func (c *Comparison) order() []int {
	all := []int{c.Plan.Current}
	for i := range c.Sides {
		if i != c.Plan.Current {
			all = append(all, i)
		}
	}
	return all
}

// Scenarios says in what they differ.
func (c *Comparison) Scenarios(full bool) []layout.Section { return []layout.Section{c.files(full)} }

// files lists in what the scenarios differ.
func (c *Comparison) files(full bool) (s layout.Section) {
	const most = 6
	for i, d := range c.Files {
		if i == most && !full && len(c.Files) > most+1 {
			s.Notes = append(s.Notes, fmt.Sprintf("%d more; --full lists all.", len(c.Files)-most))
			break
		}
		s.Notes = append(s.Notes, c.fileText(&d))
	}
	if len(s.Notes) > 0 {
		s.Title = "What differs between the scenarios"
	}
	return s
}

func (c *Comparison) fileText(d *FileDifference) string {
	was, is := c.name(c.Plan.Current), c.name(d.Side)
	value := func(text string) string {
		if text == "" {
			return ""
		}
		return " = " + text
	}
	switch {
	case d.Gone:
		return d.Key + value(d.Was) + ": only in " + was
	case d.New:
		return d.Key + value(d.Is) + ": only in " + is
	case len(c.Plan.Choices) > 2:
		return d.Key + ": " + d.Was + " in " + was + ", " + d.Is + " in " + is
	}
	return d.Key + ": " + d.Was + " -> " + d.Is
}

// remarks say what else there is to know.
func (c *Comparison) remarks(full bool) (notes []string) {
	all := c.metrics()
	differ, same := 0, 0
	for i := range all {
		if all[i].differs() {
			differ++
		} else {
			same++
		}
	}
	switch {
	case differ == 0:
		notes = append(notes, fmt.Sprintf("Nothing differs: all %d metrics are the same.", same))
	case full:
		notes = append(notes, english.Counted(int64(same), "metric is the same.", "metrics are the same."))
	default:
		notes = append(notes, fmt.Sprintf("Of all metrics, %d %s and %d %s the same; --full shows those that differ.", differ, plural(int64(differ), "differs", "differ"), same, plural(int64(same), "is", "are")))
	}
	for i := range c.Sides {
		if why := c.Sides[i].Stopped; why != "" {
			notes = append(notes, fmt.Sprintf("%s stopped early: %s; its results are incomplete.", c.name(i), why))
		}
	}
	if p := c.pairs(); p.complete && len(c.unlike()) == 0 {
		notes = append(notes, fmt.Sprintf("The mail is the same: %s.", english.Counted(p.Common, "delivery", "deliveries")))
	}
	notes = append(notes, c.movedOutages()...)
	return append(notes, c.oneStorm())
}

// movedOutages are faults of the same name that do not last from the same moment to the same moment.
func (c *Comparison) movedOutages() (all []string) {
	for i, r := range c.Results {
		for _, s := range r.Spans {
			name := c.Configs[i].Hosts[s.Host].Name + "." + s.Name
			was, known := c.outage(c.Plan.Current, name)
			if known && (was.Starts != s.Starts || was.Ends != s.Ends) {
				all = append(all, fmt.Sprintf("%s lasts from %s with %s, and from %s with %s.", name, c.spanText(c.Plan.Current, was), c.name(c.Plan.Current), c.spanText(i, s), c.name(i)))
			}
		}
	}
	return all
}

// outage is a fault of a side.
func (c *Comparison) outage(side int, name string) (sim.Span, bool) {
	for _, s := range c.Results[side].Spans {
		if c.Configs[side].Hosts[s.Host].Name+"."+s.Name == name {
			return s, true
		}
	}
	return sim.Span{}, false
}

func (c *Comparison) spanText(side int, s sim.Span) string {
	clock := english.NewClock(c.Configs[side].Clock, c.Results[side].End)
	if s.Ends == 0 {
		return clock.At(s.Starts) + " on"
	}
	return clock.At(s.Starts) + " to " + clock.At(s.Ends)
}

// oneStorm says what was compared.
func (c *Comparison) oneStorm() string {
	if len(c.Configs) == 0 {
		return fmt.Sprintf("Results of one storm each, seed %d. To compare many storms, compare the scenarios with --runs N.", c.Sides[c.Plan.Current].Seed)
	}
	return fmt.Sprintf("One storm, seed %d, mailstorm %s. Other seeds give other storms; use --runs N to compare many. %s", c.Sides[c.Plan.Current].Seed, c.Plan.Version, c.timeZone())
}

// timeZone says in which zone people read times.
func (c *Comparison) timeZone() string {
	for i := range c.Sides {
		if c.Sides[i].Zone != c.Sides[0].Zone {
			return "Time zone: that of each clock."
		}
	}
	return "Time zone: " + c.Sides[0].Zone + "."
}

// allMetrics are the metrics that differ, each once.
func (c *Comparison) allMetrics() layout.Section {
	lay := c.beside
	if len(c.Sides) > 2 {
		lay = c.below
	}
	var kept []compared
	var told []compared // above
	for i := range questions {
		if q := &questions[i]; q.shown(c) {
			told = append(told, c.asMetric(q))
		}
	}
	same := 0
	for _, m := range c.metrics() {
		switch {
		case !m.differs() || m.isNothing():
		case slices.ContainsFunc(told, m.repeats) || slices.ContainsFunc(kept, m.repeats):
			same++
		default:
			kept = append(kept, m)
		}
	}
	if len(kept) == 0 {
		return layout.Section{}
	}
	s := layout.Section{Title: "Other metrics that differ", Table: lay(kept)}
	if same > 0 {
		s.Notes = append(s.Notes, fmt.Sprintf("Left out: %s the same values as one above, such as attempts of a host that alone sends; CSV and JSON have all.", english.Counted(int64(same), "metric with", "metrics with")))
	}
	if p := c.pairs(); slices.ContainsFunc(p.Only, func(n int64) bool { return n > 0 }) {
		s.Notes = append(s.Notes, "delivery.* is over what arrives, and that is not the same mail here: compare the times above.")
	}
	return s
}

// asMetric are the answers to a question.
func (c *Comparison) asMetric(q *question) compared {
	m := compared{name: q.key, unit: q.unit}
	for i := range c.Sides {
		m.values = append(m.values, q.of(c, i))
	}
	return m
}

// isNothing reports whether nothing was counted, on any side that has such a host.
func (m *compared) isNothing() bool {
	return !slices.ContainsFunc(m.values, func(v metrics.Value) bool { return v.Known && v.Num != 0 })
}

// repeats reports whether a metric says what another one says: the same of a host as of the run, or of connections as of attempts.
func (m *compared) repeats(o compared) bool {
	if m.unit != o.unit {
		return false
	}
	for i := range m.values {
		if encode.Exact(m.values[i], m.unit) != encode.Exact(o.values[i], m.unit) {
			return false
		}
	}
	return true
}

// beside has the current choice first.
func (c *Comparison) beside(all []compared) *layout.Table {
	now, then := c.Plan.Current, 1-c.Plan.Current
	g := &layout.Table{Head: []string{"metric", c.head(now), c.head(then), "difference"}, TextColumns: 1}
	for _, m := range all {
		g.Add(m.name, english.Value(m.values[now], m.unit), english.Value(m.values[then], m.unit), Signed(m.difference(then, now), m.unit))
	}
	return g
}

func (c *Comparison) below(all []compared) *layout.Table {
	g := &layout.Table{Head: []string{"metric", strings.TrimSpace(c.Plan.KeyWords()), "is", "difference"}, TextColumns: 2}
	for _, m := range all {
		name := m.name
		for i := range c.Sides {
			difference := ""
			if i != c.Plan.Current {
				difference = Signed(m.difference(i, c.Plan.Current), m.unit)
			}
			g.Add(name, c.head(i), english.Value(m.values[i], m.unit), difference)
			name = ""
		}
	}
	return g
}
