// Package catalogue has the names that scenarios may use and the words of mail servers, lists them and explains them.
package catalogue

import (
	"slices"
	"strings"

	"mailstorm/scenarios"
	"mailstorm/scenarios/profile"
	"mailstorm/sim/experiment"
	"mailstorm/sim/fault"
	"mailstorm/sim/guard"
	"mailstorm/sim/mailbox"
	"mailstorm/sim/metrics"
	"mailstorm/sim/retry"
)

// Catalogue is a list of names that scenarios may use.
type Catalogue struct {
	Name    string          // plural
	Entries func() []Entry  // read when somebody asks: the library has a hundred files
	files   func() []string // names, where each entry is a file
}

// Entry is a name of a catalogue with one line about it, and how explain tells the rest.
type Entry struct {
	Name    string
	Unit    string // of metrics
	Meaning string
	Hidden  bool // it is explained, and never suggested
	explain func(*page)
}

// All lists all of them, in the order in which a newcomer wants them.
func All() []Catalogue {
	return []Catalogue{
		{"scenarios", scenarioEntries, func() []string { return scenarios.Names(".") }},
		{"profiles", profileEntries, scenarios.ProfileNames},
		{"faults", faultEntries, nil},
		{"guards", guardEntries, nil},
		{"rules", ruleEntries, nil},
		{"metrics", Metrics, nil},
		{"measures", measureEntries, nil},
		{"figures", figureEntries, nil},
	}
}

// named are the entries of that name; no file of the library is read for a name that it does not have.
func (c Catalogue) named(name string) (all []Entry) {
	is := func(other string) bool { return strings.EqualFold(other, name) }
	if c.files != nil && !slices.ContainsFunc(c.files(), is) {
		return nil
	}
	for _, e := range c.Entries() {
		if is(e.Name) {
			all = append(all, e)
		}
	}
	return all
}

func scenarioEntries() (all []Entry) {
	for _, e := range scenarios.Library() {
		all = append(all, Entry{Name: e.Name, Meaning: titled(e), explain: func(s *page) { explainScenario(s, e) }})
	}
	return all
}

// titled is the title of a scenario, and the field report whose story it tells; explain names other sources.
func titled(e scenarios.Entry) string {
	report, _, _ := strings.Cut(e.Source, ",")
	if !strings.HasPrefix(report, "field report") {
		return e.Title
	}
	return e.Title + " (" + report + ")"
}

func profileEntries() (all []Entry) {
	for _, e := range profile.Library() {
		all = append(all, Entry{Name: e.Name, Meaning: e.Title, explain: func(s *page) { explainProfile(s, e) }})
	}
	return all
}

func faultEntries() (all []Entry) {
	for _, k := range fault.Kinds {
		all = append(all, Entry{Name: k.Name, Meaning: k.Meaning, explain: func(s *page) { explainKind(s, OfFault(k)) }})
	}
	return all
}

func guardEntries() (all []Entry) {
	for _, k := range guard.Kinds {
		all = append(all, Entry{Name: k.Name, Meaning: k.Meaning, explain: func(s *page) { explainKind(s, OfGuard(k)) }})
	}
	return all
}

func ruleEntries() (all []Entry) {
	for _, r := range mailbox.Rows {
		all = append(all, Entry{Name: r.Name, Meaning: r.Meaning, explain: func(s *page) { explainKind(s, OfRule(r)) }})
	}
	return all
}

// Metrics are the entries of the catalogue of metrics.
func Metrics() (all []Entry) {
	for _, m := range metrics.Catalogue {
		all = append(all, Entry{Name: m.Name, Unit: string(m.Unit), Meaning: m.Meaning, explain: func(s *page) { explainMetric(s, m) }})
	}
	return all
}

func measureEntries() (all []Entry) {
	for _, m := range append(experiment.AllSubjects(), experiment.Timed()...) {
		all = append(all, Entry{Name: m.Name(), Unit: string(m.Unit()), Meaning: m.Meaning(), explain: func(s *page) { explainMeasure(s, m) }})
	}
	return all
}

func figureEntries() (all []Entry) {
	for _, f := range retry.Figures {
		all = append(all, Entry{Name: f.Name, Meaning: f.Meaning, explain: func(s *page) { explainFigure(s, f) }})
	}
	return all
}
