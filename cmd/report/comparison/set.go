package comparison

import (
	"fmt"
	"io"
	"strings"

	"mailstorm/cmd/report/encode"
	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/layout"
)

// Set is comparisons of many scenarios, as a pipeline makes them of two commits: of each the result before and after.
type Set struct {
	Before, After         string
	Comparisons           []*Comparison
	OnlyBefore, OnlyAfter []string // scenarios
}

// Comparisons must be of two sides, the first being the current one.
const before, after = 0, 1

// differs reports whether anything happened otherwise.
func (c *Comparison) differs() bool { return c.Sides[before].Digest != c.Sides[after].Digest }

func (s *Set) headline() string {
	var names []string
	for _, c := range s.Comparisons {
		if c.differs() {
			names = append(names, c.Plan.Scenario)
		}
	}
	all := english.Counted(int64(len(s.Comparisons)), "scenario", "scenarios")
	if len(names) == 0 {
		return "No difference in " + all + "."
	}
	return fmt.Sprintf("%d of %s %s with %s: %s.", len(names), all, plural(int64(len(names)), "differs", "differ"), s.After, english.Listed(names, 6))
}

// sections are a line for each scenario that differs, and its first sentence.
func (s *Set) sections() []layout.Section {
	g := &layout.Table{Head: []string{"difference", "arrived", "NDRs", "duplicates", "longest\nsilence", "data"}, TextColumns: 1}
	said := layout.Section{}
	for _, c := range s.Comparisons {
		if !c.differs() {
			continue
		}
		row := []string{c.Plan.Scenario}
		for _, key := range []string{arrivedKey, "ndr.count", "duplicates", heardKey, "wire.bytes"} {
			for i := range questions {
				if q := &questions[i]; q.key == key {
					row = append(row, Signed(minus(q.of(c, after), q.of(c, before)), q.unit))
				}
			}
		}
		g.Add(row...)
		_, what, _ := strings.Cut(c.sentence(after, before), ": ")
		said.Notes = append(said.Notes, c.Plan.Scenario+": "+what)
		for _, why := range c.unlike() {
			said.Notes = append(said.Notes, c.Plan.Scenario+", caution: "+why)
		}
	}
	for _, only := range []struct {
		in    string
		names []string
	}{{s.Before, s.OnlyBefore}, {s.After, s.OnlyAfter}} {
		if len(only.names) > 0 {
			said.Notes = append(said.Notes, "Only in "+only.in+": "+english.Listed(only.names, 10)+".")
		}
	}
	if len(g.Rows) == 0 {
		return []layout.Section{said}
	}
	return []layout.Section{{Table: g}, said}
}

// details are the whole comparisons of scenarios that differ.
func (s *Set) details(folded bool) (all []layout.Section) {
	for _, c := range s.Comparisons {
		if !c.differs() {
			continue
		}
		parts := append(c.sections(true), c.allMetrics())
		all = append(all, layout.Section{Title: c.Plan.Scenario, Paragraphs: []string{c.headline()}, Folded: folded, Parts: parts})
	}
	return all
}

// SetText writes a line for each scenario that differs, and all of it if full.
func SetText(to io.Writer, s *Set, full bool, style layout.Style) error {
	all := s.sections()
	if full {
		all = append(all, s.details(false)...)
	}
	return layout.SectionsText(to, s.headline(), all, style)
}

// SetMarkdown writes the same for a pull request; the whole comparisons are folded.
func SetMarkdown(to io.Writer, s *Set) error {
	return layout.SectionsMarkdown(to, s.headline(), append(s.sections(), s.details(true)...))
}

// SetJSON writes an array of comparisons.
func SetJSON(to io.Writer, s *Set) error {
	var all []string
	for _, c := range s.Comparisons {
		var b strings.Builder
		if err := JSON(&b, c); err != nil {
			return err
		}
		all = append(all, strings.TrimSuffix(b.String(), "\n"))
	}
	_, err := io.WriteString(to, "["+strings.Join(all, ",\n")+"]\n")
	return err
}

// SetCSV writes a line for each scenario, side and metric.
func SetCSV(to io.Writer, s *Set) error {
	out := encode.NewCSV(to)
	if err := out.Write([]string{"scenario", "design", "metric", "unit", "value", "difference"}); err != nil {
		return err
	}
	for _, c := range s.Comparisons {
		for i := range c.Sides {
			for _, m := range c.metrics() {
				if err := out.Write([]string{c.Plan.Scenario, c.Plan.Label(i), m.name, encode.Unit(m.unit), encode.Exact(m.values[i], m.unit), encode.Exact(m.difference(i, c.Plan.Current), m.unit)}); err != nil {
					return err
				}
			}
		}
	}
	out.Flush()
	return out.Error()
}
