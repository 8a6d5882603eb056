package report

import (
	"fmt"
	"io"
	"regexp"
	"strings"

	"mailstorm/sim/experiment"
)

// SweepText writes the report of a sweep that people read: the answer, the tables, what it rests on, how to have it again.
func SweepText(to io.Writer, s *Sweep, style Style) error {
	return sectionsText(to, s.Headline(), s.Sections(), style)
}

// SweepMarkdown writes the same for a ticket.
func SweepMarkdown(to io.Writer, s *Sweep) error {
	return sectionsMarkdown(to, s.Headline(), s.Sections())
}

func sectionsText(to io.Writer, headline string, all []section, style Style) error {
	p := newPage(to, style)
	for _, line := range wrap(headline, style.width()) {
		p.line(style.strong(line))
	}
	p.line("")
	p.sections(all)
	return p.flush()
}

func sectionsMarkdown(to io.Writer, headline string, all []section) error {
	var b strings.Builder
	fmt.Fprintf(&b, "## %s\n\n", Escaped(headline))
	markdownSections(&b, all)
	_, err := io.WriteString(to, strings.TrimRight(b.String(), "\n")+"\n")
	return err
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
func (s *Sweep) Sections() (all []section) {
	words := s.answer()
	if s.Stopped != "" {
		words = append([]string{"Stopped: " + s.Stopped + "; what was counted so far."}, words...)
	}
	all = append(all, section{words: words})
	parts := []*section{s.bounced(), s.strangers(), s.told(), s.silence(), s.waited(), s.losers(), s.burden(), s.changes()}
	parts = append(parts, s.extra()...)
	for _, part := range append(parts, s.decided(), s.stated(), s.robust(), s.ways(), s.rests(), s.again()) {
		if part != nil {
			all = append(all, *part)
		}
	}
	return all
}

// rests says what the answer assumes.
func (s *Sweep) rests() *section {
	t := &section{title: "What it rests on"}
	var hosts []string
	for _, p := range s.Plan.Profiles {
		hosts = append(hosts, p.Host+": "+p.Profile)
	}
	t.notes = append(t.notes, "Profiles: "+strings.Join(hosts, ", ")+".")
	for _, a := range s.Plan.Rests {
		t.notes = append(t.notes, fmt.Sprintf("%s = %s (%s).", a.Figure, a.Is, a.Mark))
	}
	if !s.Plan.InForce {
		t.notes = append(t.notes, fmt.Sprintf("What is in force now is not among the values; they are compared with %s.", s.Plan.Label(s.Plan.Current)))
	}
	t.notes = append(t.notes, "Intervals are 95 % confidence intervals over replications. Differences are paired: all values met the same storms.")
	if s.Plan.Narrow > 0 && s.Stopped == "" && !experiment.Enough(s.main(), s.Plan.Narrow) {
		t.notes = append(t.notes, fmt.Sprintf("The precision of %s that was asked for is not reached after %s.", s.Plan.Precision, replications(s.main().Runs)))
	}
	for _, w := range s.Plan.Warnings {
		t.notes = append(t.notes, "Warning: "+w)
	}
	return t
}

// again says how to have the same report once more.
func (s *Sweep) again() *section {
	return &section{title: "Have it again", shell: s.Plan.Command(),
		words: []string{fmt.Sprintf("%s of each value, %s; mailstorm %s:", replications(s.main().Runs), s.seeds(), s.Plan.Version)}}
}

// Command is the command line that runs the plan.
func (p *Plan) Command() string {
	words := []string{"mailstorm sweep", ShellWord(p.File)}
	for i, key := range p.Keys {
		var values []string
		for _, choice := range p.Choices {
			values = appendNew(values, choice[i])
		}
		words = append(words, "--vary", ShellWord(key+"="+strings.Join(values, ",")))
	}
	words = append(words, fmt.Sprintf("--runs %d", p.Runs))
	if p.Precision != "" {
		words = append(words, fmt.Sprintf("--precision %s --most-runs %d", p.Precision, p.MostRuns))
	}
	words = append(words, p.stateFlags()...)
	if p.VariantRuns != VariantRuns(p.Runs) {
		words = append(words, fmt.Sprintf("--variant-runs %d", p.VariantRuns))
	}
	if p.InForce {
		words = append(words, "--current", ShellWord(strings.Join(p.Choices[p.Current], ",")))
	}
	for _, name := range p.Extra {
		words = append(words, "--metric "+name)
	}
	for _, set := range p.Set {
		words = append(words, "--set", ShellWord(set))
	}
	return strings.Join(append(words, fmt.Sprintf("--seed %d", p.Seed)), " ")
}

// VariantRuns is how many replications a variant has unless somebody says otherwise.
func VariantRuns(runs uint32) uint32 { return min(max(runs/25, 40), runs) }

// ShellWord quotes what a shell would take apart.
func ShellWord(s string) string {
	plain := func(c rune) bool {
		return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("-_./=,:@%+", c)
	}
	if s != "" && strings.IndexFunc(s, func(c rune) bool { return !plain(c) }) < 0 {
		return s
	}
	if strings.ContainsFunc(s, hidden) || order.MatchString(s) { // nobody could copy it from a screen, and a log might obey it
		return "$" + ansi(s)
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// order begins a command in the logs of GitHub, Azure or TeamCity, wherever in a line it stands.
var order = regexp.MustCompile(`##[a-z]*\[`)

// ansi writes a word as a string of ANSI C.
func ansi(s string) string {
	var b strings.Builder
	for _, r := range strings.NewReplacer(`\`, `\\`, "'", `\'`, "##", `#\x23`).Replace(s) {
		switch {
		case !hidden(r):
			b.WriteRune(r)
		case r < 0x80:
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return "'" + b.String() + "'"
}

// withoutOrders breaks up what the log of a pipeline might obey.
func withoutOrders(s string) string {
	if !strings.Contains(s, "##") {
		return s
	}
	return order.ReplaceAllStringFunc(s, func(found string) string { return "# " + found[1:] })
}
