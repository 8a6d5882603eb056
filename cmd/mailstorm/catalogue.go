package main

import (
	"mailstorm/scenarios"
	"mailstorm/sim/fault"
	"mailstorm/sim/metrics"
	"mailstorm/sim/retry"
)

// catalogue is a list of names that scenarios may use.
type catalogue struct {
	name    string // plural
	entries []entry
	none    string // why there are no entries
}

// entry is a name of a catalogue with one line about it, and how explain tells the rest.
type entry struct {
	name    string
	unit    string // of metrics
	meaning string
	explain func(*sheet)
}

// catalogues lists all of them, in the order in which a newcomer wants them.
func catalogues() []catalogue {
	return []catalogue{
		{"scenarios", scenarioEntries(), ""},
		{"profiles", profileEntries(), ""},
		{"faults", faultEntries(), ""},
		{"guards", nil, "this version has no guards"},
		{"rules", nil, "this version has no mailbox rules"},
		{"metrics", metricEntries(), ""},
		{"figures", figureEntries(), ""},
	}
}

func scenarioEntries() (all []entry) {
	for _, e := range scenarios.Library() {
		all = append(all, entry{e.Name, "", e.Title, func(s *sheet) { explainScenario(s, e) }})
	}
	return all
}

func profileEntries() (all []entry) {
	for _, e := range scenarios.Profiles() {
		all = append(all, entry{e.Name, "", e.Title, func(s *sheet) { explainProfile(s, e) }})
	}
	return all
}

func faultEntries() (all []entry) {
	for _, k := range fault.Kinds {
		all = append(all, entry{k.Name, "", k.Meaning, func(s *sheet) { explainFault(s, k) }})
	}
	return all
}

func metricEntries() (all []entry) {
	for _, m := range metrics.Catalogue {
		all = append(all, entry{m.Name, string(m.Unit), m.Meaning, func(s *sheet) { explainMetric(s, m) }})
	}
	return all
}

func figureEntries() (all []entry) {
	for _, f := range retry.Figures {
		all = append(all, entry{f.Name, "", f.Meaning, func(s *sheet) { explainFigure(s, f) }})
	}
	return all
}
