package sweep

import (
	"fmt"
	"io"
	"strings"

	"mailstorm/cmd/report/layout"
	"mailstorm/sim/experiment"
)

// Text writes the report of a sweep that people read: the answer, the tables, what it rests on, how to have it again.
func Text(to io.Writer, s *Sweep, style layout.Style) error {
	return layout.SectionsText(to, s.Headline(), s.Sections(), style)
}

// Markdown writes the same for a ticket.
func Markdown(to io.Writer, s *Sweep) error {
	return layout.SectionsMarkdown(to, s.Headline(), s.Sections())
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
		words = append([]string{"Stopped: " + s.Stopped + "; what was counted so far."}, words...)
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
	t := &layout.Section{Title: "What it rests on"}
	var hosts []string
	for _, p := range s.Plan.Profiles {
		hosts = append(hosts, p.Host+": "+p.Profile)
	}
	t.Notes = append(t.Notes, "Profiles: "+strings.Join(hosts, ", ")+".")
	for _, a := range s.Plan.Rests {
		t.Notes = append(t.Notes, fmt.Sprintf("%s = %s (%s).", a.Figure, a.Is, a.Mark))
	}
	if !s.Plan.InForce {
		t.Notes = append(t.Notes, fmt.Sprintf("What is in force now is not among the values; they are compared with %s.", s.Plan.Label(s.Plan.Current)))
	}
	t.Notes = append(t.Notes, "Intervals are 95 % confidence intervals over replications. Differences are paired: all values met the same storms.")
	if s.Plan.Narrow > 0 && s.Stopped == "" && !experiment.Enough(s.main(), s.Plan.Narrow) {
		t.Notes = append(t.Notes, fmt.Sprintf("The precision of %s that was asked for is not reached after %s.", s.Plan.Precision, replications(s.main().Runs)))
	}
	for _, w := range s.Plan.Warnings {
		t.Notes = append(t.Notes, "Warning: "+w)
	}
	return t
}

// commandSection says how to have the same report once more.
func (s *Sweep) commandSection() *layout.Section {
	return &layout.Section{Title: "Have it again", Command: s.Plan.Command(),
		Paragraphs: []string{fmt.Sprintf("%s of each value, %s; mailstorm %s:", replications(s.main().Runs), s.seeds(), s.Plan.Version)}}
}
