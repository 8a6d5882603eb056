package sweep

import (
	"fmt"
	"io"
	"strings"

	"mailstorm/cmd/report/layout"
	"mailstorm/sim/experiment/analysis"
)

// Text writes the report of a sweep that people read: one screen of it, or all of it.
func Text(to io.Writer, s *Sweep, full bool, style layout.Style) error {
	return layout.SectionsText(to, s.Headline(), s.parts(full), style)
}

// Markdown writes the same for a ticket.
func Markdown(to io.Writer, s *Sweep, full bool) error {
	return layout.SectionsMarkdown(to, s.Headline(), s.parts(full))
}

func (s *Sweep) parts(full bool) []layout.Section {
	if full {
		return s.Sections()
	}
	return s.Overview()
}

// remarks are warnings, and what was asked for and not reached.
func (s *Sweep) remarks() (all []string) {
	if s.Plan.Narrow > 0 && s.Stopped == "" && !analysis.Enough(s.main(), s.Plan.Narrow) {
		all = append(all, fmt.Sprintf("The requested precision of %s was not reached after %s.", s.Plan.Precision, replications(s.main().Runs)))
	}
	for _, w := range s.Plan.Warnings {
		all = append(all, "Warning: "+w)
	}
	return all
}

// Headline names the question.
func (s *Sweep) Headline() string {
	title := s.Plan.Title
	if title == "" {
		title = s.Plan.Scenario
	}
	question := strings.Join(s.Plan.Keys, " and ") + "?"
	if strings.HasSuffix(title, "?") || strings.HasSuffix(title, ".") || strings.HasSuffix(title, "!") {
		return title + " Which " + question
	}
	return title + ": which " + question
}

// Sections are the parts of the report that have something to say, in the order in which they are read; the first is the answer, if there is one.
func (s *Sweep) Sections() (all []layout.Section) {
	words := s.answer()
	if s.Stopped != "" {
		words = append([]string{"Stopped: " + s.Stopped + ". This is the result so far."}, words...)
	}
	all = append(all, layout.Section{Paragraphs: words})
	parts := []*layout.Section{s.bouncedTable(), s.strangersTable(), s.toldTable(), s.silenceTable(), s.waitingTable(), s.losersTable(), s.stormCosts(), s.changesTable()}
	parts = append(parts, s.extraTables()...)
	for _, part := range append(parts, s.decisionTable(), s.statesTable(), s.verdictsTable(), s.worldsTable(), s.assumptions(), s.commandSection()) {
		if part != nil {
			all = append(all, *part)
		}
	}
	return all
}

// assumptions says what the answer assumes.
func (s *Sweep) assumptions() *layout.Section {
	t := &layout.Section{Title: "Assumptions"}
	var hosts []string
	for _, p := range s.Plan.Profiles {
		hosts = append(hosts, p.Host+": "+p.Profile)
	}
	t.Notes = append(t.Notes, "Profiles: "+strings.Join(hosts, ", ")+".")
	for _, a := range s.Plan.Rests {
		t.Notes = append(t.Notes, fmt.Sprintf("%s = %s (%s).", a.Figure, a.Is, a.Mark))
	}
	if !s.Plan.InForce {
		t.Notes = append(t.Notes, fmt.Sprintf("The current value is not among the values; differences are against %s.", s.Plan.Label(s.Plan.Current)))
	}
	t.Notes = append(t.Notes, "Ranges in brackets are 95 % confidence intervals over replications. Differences are paired: all values met the same storms.", s.Plan.TimeZone())
	t.Notes = append(t.Notes, s.remarks()...)
	return t
}

// commandSection has the command that gives the same report.
func (s *Sweep) commandSection() *layout.Section {
	return &layout.Section{Title: "Reproduce this result", Command: s.Plan.Command(),
		Paragraphs: []string{fmt.Sprintf("%s of each value, %s; mailstorm %s:", replications(s.main().Runs), s.seeds(), s.Plan.Version)}}
}
