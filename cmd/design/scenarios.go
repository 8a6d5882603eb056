package design

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"mailstorm/cmd/report/comparison"
	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/sweep"
	"mailstorm/cmd/report/sweepfolder"
	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/load"
	"mailstorm/scenarios/parse"
	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
)

// OfScenarios prepares scenarios that are compared with each other; args are their names on the command line.
func OfScenarios(q *Asked, designs []*load.Scenario, args, set []string, version string) (b *Prepared, err error) {
	a := &design{runs: q.Runs}
	if a.runs == 0 {
		return nil, errors.New("--runs 0: the minimum is 1")
	}
	first := designs[0]
	if err := errors.Join(q.setMetrics(a), a.checkSeeds(first.Config.Seed)); err != nil {
		return nil, err
	}
	names := Names(args)
	b = &Prepared{Scenario: first, design: a, host: -1, plain: true}
	b.Plan = ScenariosPlan(names, version, first.Config.Seed, a.runs)
	if b.Plan.Current, err = q.CurrentScenario(names); err != nil {
		return nil, err
	}
	b.Plan.Set = append(b.Plan.Set, set...)
	if zone := english.NewClock(designs[b.Plan.Current].Config.Clock, 0).Zone(); zone != time.UTC.String() {
		b.Plan.Zone = zone
	}
	b.designs = &experiment.Plan{Current: b.Plan.Current, Seed: first.Config.Seed, Runs: a.runs, Extra: slices.Concat(a.metrics, sweep.WorldMetrics, sweep.AskedMetrics)}
	for _, id := range a.metrics {
		b.Plan.Extra = append(b.Plan.Extra, metrics.Catalogue[id].Name)
	}
	for i, s := range designs {
		c := s.Config
		b.designs.Choices = append(b.designs.Choices, experiment.Choice{Values: []string{names[i]}, Config: c})
		b.Plan.Sets, b.Plan.Lifetimes = append(b.Plan.Sets, 0), append(b.Plan.Lifetimes, int64(c.Hosts[c.Watch].Profile.Lifetime/time.Second))
		for _, w := range c.Warnings {
			b.Plan.Warnings = append(b.Plan.Warnings, names[i]+": "+w)
		}
		if i != b.Plan.Current {
			b.Files = append(b.Files, filesDiffer(designs[b.Plan.Current], s, i)...)
		}
	}
	return b, nil
}

// ScenariosPlan is what a comparison of designs knows of its plan.
func ScenariosPlan(names []string, version string, seed int64, runs uint32) *sweepfolder.Plan {
	p := &sweepfolder.Plan{Schema: sweepfolder.PlanSchema, Version: version, Scenario: strings.Join(names, ", "), Seed: seed, Runs: runs, Keys: []string{sweepfolder.DesignKey},
		Set: []string{}, Extra: []string{}, Warnings: []string{}, Rests: []sweepfolder.Assumption{}, Variants: []sweepfolder.Variant{{Set: []string{}, Runs: runs}}}
	for _, name := range names {
		p.Choices = append(p.Choices, []string{name})
	}
	return p
}

// Names are the names of files without folder and ending, as far as these differ.
func Names(args []string) (names []string) {
	seen := map[string]int{}
	for _, arg := range args {
		name := strings.TrimSuffix(filepath.Base(filepath.Clean(arg)), ".toml")
		if arg == "-" {
			name = "stdin"
		}
		names = append(names, decode.Shown(name))
		seen[name]++
	}
	for i, name := range names {
		if seen[name] > 1 {
			names[i] = decode.Shown(strings.TrimSuffix(args[i], ".toml"))
		}
	}
	for i, name := range names {
		if k := slices.Index(names, name); k < i {
			names[i] = fmt.Sprintf("%s (%d)", name, i+1)
		}
	}
	return names
}

// CurrentScenario is the design that the others are compared with: the first, unless --current names it.
func (q *Asked) CurrentScenario(names []string) (int, error) {
	if !q.Given["current"] {
		return 0, nil
	}
	i := slices.Index(names, strings.TrimSuffix(q.Current, ".toml"))
	if i < 0 {
		return 0, fmt.Errorf("--current %s: it is not among %s%s", q.Current, strings.Join(names, ", "), parse.Suggestion(q.Current, names))
	}
	return i, nil
}

// filesDiffer is in what a scenario differs from that which it is compared with.
func filesDiffer(current, s *load.Scenario, side int) (all []comparison.FileDifference) {
	for _, d := range current.Differences(s) {
		all = append(all, comparison.FileDifference{Side: side, Key: d.Key, Was: d.Here, Is: d.There, Gone: d.OnlyHere, New: d.OnlyThere})
	}
	return all
}
