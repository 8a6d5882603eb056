package sweep

import (
	"fmt"
	"io"

	"mailstorm/cmd/report/layout"
	"mailstorm/sim/experiment"
)

// measuresTable compares what many storms came to.
func (s *Sweep) measuresTable() *layout.Section {
	return &layout.Section{Table: s.measuresGrid(func(experiment.Measure) bool { return true }), Paragraphs: []string{fmt.Sprintf(
		"%s of each, %s. Ranges in brackets are 95 %% confidence intervals; differences are paired: all met the same storms. %s", replications(s.main().Runs), s.seeds(), s.Plan.TimeZone())}}
}

// comparedSections are the parts of a comparison of many storms.
func (s *Sweep) comparedSections() (all []layout.Section) {
	if s.Stopped != "" {
		all = append(all, layout.Section{Paragraphs: []string{"Stopped: " + s.Stopped + ". This is the result so far."}})
	}
	all = append(all, *s.measuresTable())
	for _, t := range append([]*layout.Section{s.toldTable(), s.silenceTable()}, s.extraTables()...) {
		if t != nil {
			all = append(all, *t)
		}
	}
	return all
}

// ComparisonText writes a comparison of many storms.
func ComparisonText(to io.Writer, s *Sweep, style layout.Style) error {
	return layout.SectionsText(to, s.Plan.ComparisonTitle(), s.comparedSections(), style)
}

// ComparisonMarkdown writes the same for a ticket.
func ComparisonMarkdown(to io.Writer, s *Sweep) error {
	return layout.SectionsMarkdown(to, s.Plan.ComparisonTitle(), s.comparedSections())
}
