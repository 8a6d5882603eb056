package main

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/layout"
	"mailstorm/scenarios"
	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/profile"
	"mailstorm/scenarios/schema"
	"mailstorm/sim/destination"
	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
	"mailstorm/sim/retry"
)

type explainOptions struct {
	streams
	color enumFlag
}

// helpText is the page of an explanation.
type helpText struct{ *layout.Manual }

func newExplainCommand(s streams) *cobra.Command {
	o := &explainOptions{s, oneOf("auto", "always", "never")}
	cmd := &cobra.Command{
		Use:   "explain NAME",
		Short: "Explain a name of a scenario, a status code, or a word of Exchange, Postfix, Exim or sendmail",
		Long: "Explain describes one entry of the catalogues (mailstorm list): its meaning, its parameters with units and defaults, " +
			"the source of each number, and an example. It also knows the keys of scenarios, status codes, commands, and the words and cmdlets of " +
			"Exchange, Postfix, Exim and sendmail with the key that stands for them here. Capitals do not matter.",
		Example: "  mailstorm explain exchange-online\n  mailstorm explain drop-after-data\n  mailstorm explain hours\n  mailstorm explain 5.4.316\n" +
			"  mailstorm explain maximal_queue_lifetime\n  mailstorm explain \"Set-TransportConfig -MessageExpiration\"",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("explain needs a name; mailstorm list shows all names of the catalogues")
			}
			return nil
		},
		ValidArgsFunction: completeUpTo(1, completeExplainable),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runExplain(o, cmd.Root(), strings.Join(strings.Fields(strings.Join(args, " ")), " "))
		},
	}
	addEnumFlag(cmd, &o.color, "color", "color `WHEN`")
	return cmd
}

// allEntries are those of all catalogues.
func allEntries() (all []entry) {
	for _, c := range catalogues() {
		all = append(all, c.entries()...)
	}
	return all
}

// explainable is all that explain knows by name: catalogues, words of the dictionaries, commands and keys.
func explainable(root *cobra.Command) []entry {
	all := allEntries()
	for _, k := range destination.Kinds {
		all = append(all, entry{name: k.Name, meaning: k.Meaning})
	}
	for _, u := range profile.Unpublisheds {
		for _, n := range u.Names {
			all = append(all, entry{name: n, meaning: "a sender without a profile"})
		}
	}
	for _, d := range dictionaries {
		for _, t := range d.terms {
			for _, w := range t.words {
				all = append(all, entry{name: w, meaning: t.meaning})
			}
		}
	}
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() {
			all = append(all, entry{name: c.Name(), meaning: c.Short})
		}
	}
	for _, p := range schema.Places() {
		if name := p.Name(); name != "*" {
			all = append(all, entry{name: name, meaning: p.Meaning})
		}
	}
	return all
}

// completeExplainable completes what explain knows, if a shell takes it for one word.
func completeExplainable(cmd *cobra.Command, _ []string, _ string) (all []string, _ cobra.ShellCompDirective) {
	known := map[string]bool{}
	for _, e := range explainable(cmd.Root()) {
		if !known[e.name] && !strings.ContainsAny(e.name, " ;") {
			all = append(all, e.name+"\t"+e.meaning)
		}
		known[e.name] = true
	}
	return all, cobra.ShellCompDirectiveNoFileComp
}

// runExplain explains all that has this name; some figures are called like metrics, and some keys like commands.
func runExplain(o *explainOptions, root *cobra.Command, name string) error {
	for _, c := range catalogues() {
		if strings.EqualFold(c.name, name) {
			return fmt.Errorf("%s is the name of a catalogue; mailstorm list %s shows its entries", c.name, c.name)
		}
	}
	explanations := explanationsOf(root, name)
	if product := profile.Product(name); len(explanations) == 0 && product != "" {
		called := func(s *helpText) { s.Text(fmt.Sprintf("%s is the profile %s here.", name, product)) }
		explanations = append([]func(*helpText){called}, explanationsOf(root, product)...)
	}
	if len(explanations) == 0 {
		return fmt.Errorf("unknown name %q%s\nmailstorm list shows all names of the catalogues; docs/dictionary.md has the words of other products", name,
			nearNames(root, name))
	}
	var b bytes.Buffer
	s := &helpText{layout.NewManual(&b, o.style(o.color))}
	for i, explain := range explanations {
		if i > 0 {
			s.Line("")
		}
		explain(s)
	}
	return o.print(&b, s.Flush())
}

// explanationsOf finds what has a name. Figures and parameters are keys as well, and are explained once.
func explanationsOf(root *cobra.Command, name string) (found []func(*helpText)) {
	all := catalogues()
	for _, c := range append(all[1:], all[0]) { // a scenario shows what the others explain
		for _, e := range c.named(name) {
			found = append(found, e.explain)
		}
	}
	for _, k := range destination.Kinds {
		if strings.EqualFold(k.Name, name) {
			found = append(found, func(s *helpText) { explainMemory(s, k) })
		}
	}
	if m, ok := experiment.LookupSubject(name); ok && len(found) == 0 { // of other times, or of some recipients
		found = append(found, func(s *helpText) { explainMeasure(s, m) })
	}
	if u, ok := profile.LookupUnpublished(name); ok && len(found) == 0 {
		found = append(found, func(s *helpText) { explainUnpublished(s, u, name) })
	}
	listed := len(found) > 0
	for _, t := range lookupTerms(name) {
		found = append(found, func(s *helpText) { explainTerm(s, t) })
	}
	if r, ok := statusOf(name); ok {
		found = append(found, func(s *helpText) { explainStatus(s, r) })
	}
	for _, c := range root.Commands() {
		if strings.EqualFold(c.Name(), name) {
			found = append(found, func(s *helpText) { explainCommand(s, c) })
		}
	}
	if listed {
		return found
	}
	if places := schema.FindPlaces(name); len(places) > 0 {
		found = append(found, func(s *helpText) { explainPlaces(s, places) })
	}
	return found
}

// nearNames suggests the nearest of all names that explain knows.
func nearNames(root *cobra.Command, name string) string {
	var names []string
	for _, e := range explainable(root) {
		names = append(names, e.name)
	}
	if same := parse.Suggestion(name, names); same != "" {
		return same
	}
	for i := range names {
		names[i] = strings.ToLower(names[i])
	}
	return parse.Suggestion(strings.ToLower(name), names)
}

func explainScenario(s *helpText, e scenarios.Entry) {
	s.Title(e.Name + ": a scenario")
	s.Line(e.Title)
	s.Line("")
	s.Text(e.Why)
	if e.Source != "" {
		s.Text("Source: " + e.Source + ".")
	}
	s.Line("")
	if text, ok := scenarios.Text(e.Name); ok {
		s.verbatim(text)
	}
	s.Line("")
	s.Entry("run it", "mailstorm run "+e.Name)
	s.Entry("follow a message", "mailstorm trace "+e.Name)
}

// scenariosWith names the scenarios of the library that have such a line.
func (s *helpText) scenariosWith(line string) {
	pattern := regexp.MustCompile(`(?m)^` + line)
	var names []string
	for _, e := range scenarios.Library() {
		if text, _ := scenarios.Text(e.Name); pattern.MatchString(text) {
			names = append(names, e.Name)
		}
	}
	if len(names) > 0 {
		s.Entry("scenarios", english.Listed(names, 4))
	}
}

func explainMetric(s *helpText, m metrics.Metric) {
	s.Title(m.Name + ": a metric")
	s.Text(m.Meaning)
	s.Line("")
	s.Entry("unit", unitWords(m.Unit))
	if m.PerHost {
		s.Entry("per host", "with the name of the host before it, as in exo."+m.Name)
		s.Entry("example", "[expect] \"exo."+m.Name+"\" = "+wantedExample(m.Unit))
	} else {
		s.Entry("per host", "no")
		s.Entry("example", "[expect] \""+m.Name+"\" = "+wantedExample(m.Unit))
	}
}

func explainMeasure(s *helpText, m experiment.Subject) {
	s.Title(m.Name() + ": a measure of sweeps")
	s.Text(m.Meaning())
	s.Line("")
	s.Entry("unit", unitWords(m.Unit()))
	s.Entry("example", "[decision] \""+m.Name()+"\" = "+limitExample(m))
}

// limitExample is a limit as a decision has it.
func limitExample(m experiment.Subject) string {
	switch {
	case m.Unit() == metrics.Duration:
		return "\"<= 14h\""
	case m.Share():
		return "\"<= 0.5%\""
	default:
		return wantedExample(m.Unit())
	}
}

func unitWords(u metrics.Unit) string {
	switch u {
	case metrics.Duration:
		return "duration; seconds in JSON and CSV, with at most three decimals"
	case metrics.Ratio:
		return "ratio; at most four decimals in JSON and CSV"
	default:
		return string(u)
	}
}

func wantedExample(u metrics.Unit) string {
	switch u {
	case metrics.Duration:
		return "\"24h .. 24h15m\""
	case metrics.Bytes:
		return "\"<= 1.2GB\""
	case metrics.Rate:
		return "\"<= 5MB/s\""
	case metrics.Ratio:
		return "\"<= 2\""
	default:
		return "\"<= 100\""
	}
}

func explainFigure(s *helpText, f retry.Figure) {
	s.Title(f.Name + ": a figure of profiles")
	s.Text("Meaning: " + f.Meaning + ".")
	if f.Zero != "" {
		s.Text("It may also be \"" + f.Zero + "\".")
	}
	s.Text("Any host may override it: [host.NAME] " + f.Name + " = ...")
	if words := elsewhere("host.*." + f.Name); words != "" {
		s.Text("Elsewhere it is called " + words + ".")
	}
	s.Line("")
	s.scenariosWith(f.Name + ` *=`)
	var names []string
	for _, e := range profile.Library() {
		names = append(names, e.Name)
	}
	s.Widen(names...)
	for _, e := range profile.Library() {
		for _, stated := range e.Figures {
			if stated.Name == f.Name {
				s.Entry(e.Name, stated.Is+"  ("+string(stated.Mark)+")")
				s.Note(stated.Source)
			}
		}
	}
}
