package main

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

// catalogue is a list of names that scenarios may use.
type catalogue struct {
	name    string          // plural
	entries func() []entry  // read when somebody asks: the library has a hundred files
	files   func() []string // names, where each entry is a file
}

// entry is a name of a catalogue with one line about it, and how explain tells the rest.
type entry struct {
	name    string
	unit    string // of metrics
	meaning string
	explain func(*helpText)
}

// catalogues lists all of them, in the order in which a newcomer wants them.
func catalogues() []catalogue {
	return []catalogue{
		{"scenarios", scenarioEntries, func() []string { return scenarios.Names(".") }},
		{"profiles", profileEntries, scenarios.ProfileNames},
		{"faults", faultEntries, nil},
		{"guards", guardEntries, nil},
		{"rules", ruleEntries, nil},
		{"metrics", metricEntries, nil},
		{"measures", measureEntries, nil},
		{"figures", figureEntries, nil},
	}
}

// named are the entries of that name; no file of the library is read for a name that it does not have.
func (c catalogue) named(name string) (all []entry) {
	is := func(other string) bool { return strings.EqualFold(other, name) }
	if c.files != nil && !slices.ContainsFunc(c.files(), is) {
		return nil
	}
	for _, e := range c.entries() {
		if is(e.name) {
			all = append(all, e)
		}
	}
	return all
}

func scenarioEntries() (all []entry) {
	for _, e := range scenarios.Library() {
		all = append(all, entry{e.Name, "", titled(e), func(s *helpText) { explainScenario(s, e) }})
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

func profileEntries() (all []entry) {
	for _, e := range profile.Library() {
		all = append(all, entry{e.Name, "", e.Title, func(s *helpText) { explainProfile(s, e) }})
	}
	return all
}

func faultEntries() (all []entry) {
	for _, k := range fault.Kinds {
		all = append(all, entry{k.Name, "", k.Meaning, func(s *helpText) { explainKind(s, faultHelp(k)) }})
	}
	return all
}

func guardEntries() (all []entry) {
	for _, k := range guard.Kinds {
		all = append(all, entry{k.Name, "", k.Meaning, func(s *helpText) { explainKind(s, guardHelp(k)) }})
	}
	return all
}

func ruleEntries() (all []entry) {
	for _, r := range mailbox.Rows {
		all = append(all, entry{r.Name, "", r.Meaning, func(s *helpText) { explainKind(s, ruleHelp(r)) }})
	}
	return all
}

func metricEntries() (all []entry) {
	for _, m := range metrics.Catalogue {
		all = append(all, entry{m.Name, string(m.Unit), m.Meaning, func(s *helpText) { explainMetric(s, m) }})
	}
	return all
}

func measureEntries() (all []entry) {
	for _, m := range append(experiment.AllSubjects(), experiment.Timed()...) {
		all = append(all, entry{m.Name(), string(m.Unit()), m.Meaning(), func(s *helpText) { explainMeasure(s, m) }})
	}
	return all
}

func figureEntries() (all []entry) {
	for _, f := range retry.Figures {
		all = append(all, entry{f.Name, "", f.Meaning, func(s *helpText) { explainFigure(s, f) }})
	}
	return all
}
