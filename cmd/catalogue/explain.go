package catalogue

import (
	"fmt"
	"io"
	"regexp"
	"strings"

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

// page is the page of an explanation.
type page struct{ *layout.Manual }

// Explain explains all that has this name; some figures are called like metrics, and some keys like commands.
func Explain(to io.Writer, style layout.Style, name string, commands []Entry) error {
	for _, c := range All() {
		if strings.EqualFold(c.Name, name) {
			return fmt.Errorf("%s is the name of a catalogue; mailstorm list %s shows its entries", c.Name, c.Name)
		}
	}
	explanations := explanationsOf(name, commands)
	if product := profile.Product(name); len(explanations) == 0 && product != "" {
		called := func(s *page) { s.Text(fmt.Sprintf("%s is the profile %s here.", name, product)) }
		explanations = append([]func(*page){called}, explanationsOf(product, commands)...)
	}
	if len(explanations) == 0 {
		return fmt.Errorf("unknown name %q%s\nmailstorm list shows all names of the catalogues; docs/dictionary.md has the words of other products", name,
			nearNames(name, commands))
	}
	s := &page{layout.NewManual(to, style)}
	for i, explain := range explanations {
		if i > 0 {
			s.Line("")
		}
		explain(s)
	}
	return s.Flush()
}

// allEntries are those of all catalogues.
func allEntries() (all []Entry) {
	for _, c := range All() {
		all = append(all, c.Entries()...)
	}
	return all
}

// Explainable is all that has an explanation: catalogues, words of the dictionaries, the commands of the program and keys.
func Explainable(commands []Entry) []Entry {
	all := allEntries()
	for _, k := range destination.Kinds {
		all = append(all, Entry{Name: k.Name, Meaning: k.Meaning})
	}
	for _, u := range profile.Unpublisheds {
		for _, n := range u.Names {
			all = append(all, Entry{Name: n, Meaning: "a sender without a profile"})
		}
	}
	for _, d := range Dictionaries {
		for _, t := range d.Terms {
			for _, w := range t.Words {
				all = append(all, Entry{Name: w, Meaning: t.Meaning})
			}
		}
	}
	for _, c := range commands {
		if !c.Hidden {
			all = append(all, c)
		}
	}
	for _, p := range schema.Places() {
		if name := p.Name(); name != "*" {
			all = append(all, Entry{Name: name, Meaning: p.Meaning})
		}
	}
	return all
}

// explanationsOf finds what has a name. Figures and parameters are keys as well, and are explained once.
func explanationsOf(name string, commands []Entry) (found []func(*page)) {
	all := All()
	for _, c := range append(all[1:], all[0]) { // a scenario shows what the others explain
		for _, e := range c.named(name) {
			found = append(found, e.explain)
		}
	}
	for _, k := range destination.Kinds {
		if strings.EqualFold(k.Name, name) {
			found = append(found, func(s *page) { explainMemory(s, k) })
		}
	}
	if m, ok := experiment.LookupSubject(name); ok && len(found) == 0 { // of other times, or of some recipients
		found = append(found, func(s *page) { explainMeasure(s, m) })
	}
	if u, ok := profile.LookupUnpublished(name); ok && len(found) == 0 {
		found = append(found, func(s *page) { explainUnpublished(s, u, name) })
	}
	listed := len(found) > 0
	for _, t := range lookupTerms(name) {
		found = append(found, func(s *page) { explainTerm(s, t) })
	}
	if r, ok := statusOf(name); ok {
		found = append(found, func(s *page) { explainStatus(s, r) })
	}
	for _, c := range commands {
		if strings.EqualFold(c.Name, name) {
			found = append(found, func(s *page) { explainCommand(s, c) })
		}
	}
	if listed {
		return found
	}
	if places := schema.FindPlaces(name); len(places) > 0 {
		found = append(found, func(s *page) { explainPlaces(s, places) })
	}
	return found
}

// nearNames suggests the nearest of all names that have an explanation.
func nearNames(name string, commands []Entry) string {
	var names []string
	for _, e := range Explainable(commands) {
		names = append(names, e.Name)
	}
	if same := parse.Suggestion(name, names); same != "" {
		return same
	}
	for i := range names {
		names[i] = strings.ToLower(names[i])
	}
	return parse.Suggestion(strings.ToLower(name), names)
}

func explainScenario(s *page, e scenarios.Entry) {
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
func (s *page) scenariosWith(line string) {
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

func explainMetric(s *page, m metrics.Metric) {
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

func explainMeasure(s *page, m experiment.Subject) {
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

func explainFigure(s *page, f retry.Figure) {
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
