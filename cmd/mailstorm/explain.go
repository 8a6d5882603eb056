package main

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"mailstorm/cmd/report/layout"
	"mailstorm/scenarios"
	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/profile"
	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
	"mailstorm/sim/retry"
)

type explainOptions struct {
	streams
	color enumFlag
}

// helpText is what an explanation is written on.
type helpText struct{ *layout.Manual }

func newExplainCommand(s streams) *cobra.Command {
	o := &explainOptions{s, oneOf("auto", "always", "never")}
	cmd := &cobra.Command{
		Use:   "explain NAME",
		Short: "Explain a scenario, profile, fault, guard, rule, metric, measure or figure",
		Long: "Explain tells all about one name of the catalogues (mailstorm list): what it means, its parameters with units and\n" +
			"defaults, where each number comes from, and an example.",
		Example: "  mailstorm explain exchange-online\n  mailstorm explain drop-after-data\n  mailstorm explain amplification",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return errors.New("explain needs one name; mailstorm list shows all")
			}
			return nil
		},
		ValidArgsFunction: completeUpTo(1, completeNames(allEntries)),
		RunE:              func(_ *cobra.Command, args []string) error { return runExplain(o, args[0]) },
	}
	addEnumFlag(cmd, &o.color, "color", "colors on standard output")
	return cmd
}

// allEntries are those of all catalogues.
func allEntries() (all []entry) {
	for _, c := range catalogues() {
		all = append(all, c.entries()...)
	}
	return all
}

// runExplain explains every entry of that name; some figures are called like metrics.
func runExplain(o *explainOptions, name string) error {
	var b bytes.Buffer
	s := &helpText{layout.NewManual(&b, o.style(o.color))}
	var names []string
	found := 0
	for _, c := range catalogues() {
		if c.name == name {
			return fmt.Errorf("%s are a whole catalogue; mailstorm list %s shows it", name, name)
		}
		for _, e := range c.entries() {
			names = append(names, e.name)
			if e.name != name {
				continue
			}
			if found++; found > 1 {
				s.Line("")
			}
			e.explain(s)
		}
	}
	if m, ok := experiment.LookupSubject(name); ok && found == 0 { // of other times, or of some recipients
		found++
		explainMeasure(s, m)
	}
	if found == 0 {
		return fmt.Errorf("nothing is called %q%s\nmailstorm list shows all names", name, parse.Suggestion(name, names))
	}
	return o.print(&b, s.Flush())
}

func explainScenario(s *helpText, e scenarios.Entry) {
	s.Title(e.Name + ": a scenario")
	s.Line(e.Title)
	s.Line("")
	s.Text(e.Why)
	if e.Source != "" {
		s.Text("Told after: " + e.Source + ".")
	}
	s.Line("")
	if text, ok := scenarios.Text(e.Name); ok {
		s.verbatim(text)
	}
	s.Line("")
	s.Entry("run it", "mailstorm run "+e.Name)
	s.Entry("follow a message", "mailstorm trace "+e.Name)
}

func explainMetric(s *helpText, m metrics.Metric) {
	s.Title(m.Name + ": a metric")
	s.Text(m.Meaning)
	s.Line("")
	s.Entry("unit", unitWords(m.Unit))
	if m.PerHost {
		s.Entry("per host", "with the host's name in front, as in exo."+m.Name)
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
	s.Text("What it says: " + f.Meaning + ".")
	if f.Zero != "" {
		s.Text("The word \"" + f.Zero + "\" stands for zero.")
	}
	s.Text("Any host may override it: [host.NAME] " + f.Name + " = ...")
	s.Line("")
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
