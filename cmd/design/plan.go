// Package design plans sweeps and comparisons: what is varied, on which storms, under which assumptions, and when it is enough.
package design

import (
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"mailstorm/cmd/report/comparison"
	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/sweep"
	"mailstorm/cmd/report/sweepfolder"
	"mailstorm/cmd/simulation"
	"mailstorm/scenarios/grid"
	"mailstorm/scenarios/load"
	"mailstorm/sim"
	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/perturbation"
	"mailstorm/sim/metrics"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
)

// Prepared is a sweep before it runs.
type Prepared struct {
	Plan     *sweepfolder.Plan
	Scenario *load.Scenario
	Files    []comparison.FileDifference // of scenarios that are compared

	design      *design
	part        experiment.Shard
	host        int  // whose expiration is varied; -1: none
	plain       bool // storms are taken as they come
	domains     []string
	moreDomains int // domains that are too many

	designs *experiment.Plan // scenarios that are compared in place of values of one
}

// Source is what a plan is made from.
type Source struct {
	Scenario *load.Scenario
	File     string // as the command line names it
	Hash     string // of the scenario as it is written
	Set      []string
	Part     experiment.Shard
	Version  string // of the program
	Runner   simulation.Runner
}

// OfSweep prepares everything that is known before the first replication.
func OfSweep(q *Asked, from *Source) (*Prepared, error) {
	s := from.Scenario
	a, err := q.design(s)
	if err != nil {
		return nil, err
	}
	if from.Part.Of > 0 && a.precision > 0 {
		return nil, errors.New("--shard does not work with --precision, because a part cannot know the precision of the whole; use --runs")
	}
	if err := a.checkSeeds(s.Config.Seed); err != nil {
		return nil, err
	}
	if q.Simple {
		a.precision, a.writtenPrecision, a.mostRuns, a.variants = 0, "", 0, 0
	}
	b := &Prepared{Scenario: s, design: a, part: from.Part, host: expirationHost(s, a.axes), plain: q.Simple}
	unfounded := b.noAdviceReason()
	if a.precision == 0 && (unfounded != "" || from.Part.Of > 0 || a.mostRuns == a.runs) {
		a.mostRuns = 0 // there is one round
	}
	if !q.Simple {
		b.domains, b.moreDomains = recipientDomains(s.Config)
	}
	main, err := b.ExperimentPlan(sweepfolder.Variant{Runs: a.runs})
	if err != nil {
		return nil, err
	}
	b.Plan = &sweepfolder.Plan{Schema: sweepfolder.PlanSchema, Version: from.Version, Scenario: s.Name, File: filepath.Base(from.File), Title: s.Config.Title, Text: from.Hash, Set: append([]string{}, from.Set...),
		NoAdvice: unfounded, Seed: s.Config.Seed, Runs: a.runs, Precision: a.writtenPrecision, Narrow: a.precision, MostRuns: a.mostRuns, VariantRuns: a.variants, Extra: []string{},
		Watch: s.Config.Hosts[s.Config.Watch].Name, Decision: sweepfolder.NewDecision(a.decision), Domains: b.domains, Others: b.moreDomains, Confidence: a.promise.Confidence, Loss: a.promise.Indifference, LossShare: a.promise.Relative, Warnings: warnings(s, main.Choices)}
	for i, p := range s.Profiles {
		b.Plan.Profiles = append(b.Plan.Profiles, sweepfolder.Profiled{Host: s.Config.Hosts[i].Name, Profile: p})
	}
	for _, id := range a.metrics {
		b.Plan.Extra = append(b.Plan.Extra, metrics.Catalogue[id].Name)
	}
	if err := b.describeChoices(main); err != nil {
		return nil, err
	}
	b.addAssumptions(main)
	if err := b.addStates(); err != nil {
		return nil, err
	}
	if from.Part.Of > 0 {
		b.Plan.Shard = &sweepfolder.ShardOf{Index: from.Part.Index + 1, Of: from.Part.Of}
	}
	return b, b.probe(main, from.Runner)
}

// noAdviceReason says why no advice is possible; empty: it is.
func (b *Prepared) noAdviceReason() string {
	c := b.Scenario.Config
	fails, drawn := false, false
	for i := range c.Hosts {
		h := &c.Hosts[i]
		fails = fails || len(h.Faults)+len(h.Guards) > 0
		for _, f := range h.Faults {
			drawn = drawn || f.Starts.Drawn() || f.Lasts.Drawn() || f.ShareOf.Drawn() || f.Share < random.All
		}
		drawn = drawn || len(h.Guards) > 0
	}
	switch {
	case b.design.onlyStates:
		return "all that is varied are states of the world, which nobody chooses; vary a setting as well, such as host.NAME.message_expiration."
	case b.design.runs < 2:
		return "one storm is no ground for it; give --runs 100 or more."
	case !fails:
		return "nothing fails in this scenario, so there is nothing to choose by; give a host a fault."
	case !drawn:
		return "all storms have the same outage, so the answer would hold for that one only; let it be drawn, as in lasts = {p50 = \"1h\", p90 = \"12h\", p98 = \"2d\"}."
	}
	return ""
}

// maxDomains are the domains of recipients that a sweep tells apart.
const maxDomains = 20

// recipientDomains are the first domains of recipients of mail that is not forged, in the order of the scenario, and the number of the others.
func recipientDomains(c *sim.Config) (domains []string, others int) {
	seen := map[string]bool{}
	for _, m := range c.Mails {
		for _, to := range m.To {
			domain := c.Addresses[to].Domain
			if m.Forged || seen[domain] {
				continue
			}
			if seen[domain] = true; len(domains) < maxDomains {
				domains = append(domains, domain)
			}
		}
	}
	return domains, len(seen) - len(domains)
}

// expirationHost is the host whose message_expiration is varied, if it is exactly one.
func expirationHost(s *load.Scenario, axes []grid.Axis) int {
	found := -1
	for _, a := range axes {
		for i := range s.Config.Hosts {
			if !isFigure(a.Key, s.Config.Hosts[i].Name, "message_expiration") {
				continue
			}
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	return found
}

// isFigure tells whether a dotted key is that figure of that host.
func isFigure(key, host, figure string) bool {
	rest, ok := strings.CutPrefix(key, "host.")
	rest, ok2 := strings.CutSuffix(rest, "."+figure)
	return ok && ok2 && strings.Trim(strings.TrimSpace(rest), `"'`) == host
}

// set is an override of a figure of a host.
func setFigure(host, figure, value string) string {
	if strings.IndexFunc(host, func(c rune) bool {
		return !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_')
	}) >= 0 {
		host = strconv.Quote(host)
	}
	return fmt.Sprintf("host.%s.%s=%q", host, figure, value)
}

// ExperimentPlan makes a variant of the sweep ready to run.
func (b *Prepared) ExperimentPlan(v sweepfolder.Variant) (*experiment.Plan, error) {
	if b.designs != nil {
		return b.designs, nil
	}
	s := b.Scenario
	if len(v.Set) > 0 {
		var err error
		if s, err = s.Vary(v.Set...); err != nil {
			return nil, err
		}
	}
	made, err := s.Choices(b.design.axes)
	if err != nil {
		return nil, err
	}
	choices := make([]experiment.Choice, len(made))
	for i, c := range made {
		choices[i] = experiment.Choice{Values: c.Values, Config: c.Scenario.Config}
	}
	p := &experiment.Plan{Choices: choices, Seed: s.Config.Seed, Runs: v.Runs}
	if len(v.Set) == 0 && v.World == "" {
		p.Extra = slices.Clone(b.design.metrics)
	}
	p.Extra = append(p.Extra, sweep.WorldMetrics...)
	if b.plain {
		p.Extra = append(p.Extra, sweep.AskedMetrics...)
	}
	decision := experiment.Decision{}
	if b.design.decision != nil {
		decision = *b.design.decision
	}
	p.Custom = experiment.CustomSubjects(&decision, b.domains)
	if p.Current, err = b.design.currentChoice(s, choices); err != nil {
		return nil, err
	}
	if err := b.setStandards(p, s); err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(perturbation.Catalogue, func(w perturbation.Perturbation) bool { return w.Name == v.World }); i >= 0 {
		if p = perturbation.Catalogue[i].ApplyTo(p); p == nil {
			return nil, errUnchanged
		}
	}
	p.Observed, p.StructuralZeros = b.commonObservations(p.Choices), p.FindStructuralZeros(len(b.design.axes) == 1 && b.host >= 0)
	if b.host >= 0 {
		p.Strata = b.strata(p)
	}
	return p, nil
}

// errUnchanged says that another assumption does not change the scenario.
var errUnchanged = errors.New("the assumption changes nothing")

// currentChoice is the index of the choice that is in force: as said, else the scenario as it is, else the last.
func (a *design) currentChoice(s *load.Scenario, choices []experiment.Choice) (int, error) {
	if len(a.current) == 0 {
		for i := range choices {
			if choices[i].Config == s.Config {
				return i, nil
			}
		}
		return len(choices) - 1, nil
	}
	values := make([]string, len(a.axes))
	for i, axis := range a.axes {
		at, err := axis.Find(a.current[i])
		if err != nil {
			return 0, fmt.Errorf("--current: %w", err)
		}
		values[i] = axis.Values[at]
	}
	for i := range choices {
		if slices.Equal(choices[i].Values, values) {
			return i, nil
		}
	}
	return 0, fmt.Errorf("--current: %s is not among the values", strings.Join(values, ", "))
}

// PlansOf is what the statistics need to know of each variant, from the plan alone, so that merge needs no scenario.
func PlansOf(p *sweepfolder.Plan) (all []*experiment.Plan) {
	for i, v := range p.Variants {
		e := &experiment.Plan{Current: p.Current, Seed: p.Seed, Runs: v.Runs, Guarantee: p.Promise(), Custom: p.Particulars()}
		if decision, wanted := p.Wants(); wanted && p.NoAdvice == "" && i == 0 && p.Narrow == 0 {
			e.Decision, e.First = &decision, p.Runs
		}
		for c, values := range p.Choices {
			profile := &retry.Profile{Lifetime: time.Duration(p.Lifetimes[c]) * time.Second}
			e.Choices = append(e.Choices, experiment.Choice{Values: values, Config: &sim.Config{Hosts: []sim.Host{{Profile: profile}}}, StandardSet: p.Sets[c], Barred: p.Forbidden(c)})
		}
		for _, set := range p.Standards {
			e.Standards = append(e.Standards, standardConfigs(set, e.Choices))
		}
		e.Observed = observedOf(v.Observed)
		if v.Strata != nil {
			e.Strata = &experiment.Strata{Beyond: time.Duration(v.Strata.Beyond) * time.Second, Rare: v.Strata.Rare}
		}
		for _, name := range v.Never {
			subject, _ := experiment.LookupSubject(name)
			e.StructuralZeros = append(e.StructuralZeros, subject.Measure)
		}
		if i == 0 {
			e.Extra = p.Metrics()
		}
		e.Extra = append(e.Extra, sweep.WorldMetrics...)
		all = append(all, e)
	}
	return all
}

// observedOf are the laws behind what plan.json keeps; equal lists are one.
func observedOf(kept []sweepfolder.Observed) (all []experiment.Observed) {
	var config sim.Config
	for i := range kept {
		k := &kept[i]
		q := random.Quantity{Samples: k.Values, Points: pointsOf(k.Points), Evidence: random.Evidence{Over: k.Over, Met: k.Met, Longest: k.Long, Least: pointsOf(k.Least), Most: pointsOf(k.Most)}}
		if len(q.Points) > 0 {
			q.Seen = k.Seen
		}
		config.Hosts = append(config.Hosts, sim.Host{Faults: []sim.Fault{{Lasts: q}}})
	}
	return experiment.ObservedIn(&config)
}

func standardConfigs(set []sweepfolder.Standard, choices []experiment.Choice) (all []*sim.Config) {
	for _, s := range set {
		standard := &sim.Config{}
		if s.Choice >= 0 {
			standard = choices[s.Choice].Config
		}
		all = append(all, standard)
	}
	return all
}

// describeChoices writes the choices into the plan, and what they are measured by.
func (b *Prepared) describeChoices(main *experiment.Plan) error {
	p := b.Plan
	p.Keys, p.StateKeys, p.StateWhy, p.Prior = axisKeys(b.design.axes), b.design.stateKeys, b.design.stateReasons, b.design.prior
	p.Current = main.Current
	p.InForce = len(b.design.current) > 0 || main.Choices[main.Current].Config == b.Scenario.Config
	for i := range main.Choices {
		c := main.Choices[i].Config
		p.Choices = append(p.Choices, main.Choices[i].Values)
		p.Sets = append(p.Sets, main.Choices[i].StandardSet)
		p.Lifetimes = append(p.Lifetimes, int64(c.Hosts[c.Watch].Profile.Lifetime/time.Second))
	}
	b.describeStandards(main)
	if b.host < 0 {
		return nil
	}
	config := b.Scenario.Config
	p.Host = config.Hosts[b.host].Name
	if allowed := config.Hosts[b.host].Profile.Documented; allowed.To > 0 {
		p.Allowed = []int64{int64(allowed.From / time.Second), int64(allowed.To / time.Second)}
	}
	p.Strangers = slices.ContainsFunc(config.Mails, func(m sim.Mail) bool { return !m.Forged && !config.Hosts[config.Watch].Own[m.From] })
	return b.addWorstCase(main)
}

const worstCase = "deck-worst-case"

// addWorstCase simulates one message that is never acknowledged.
func (b *Prepared) addWorstCase(main *experiment.Plan) error {
	deck, err := load.Load(worstCase, load.Options{})
	if err != nil {
		return err
	}
	b.Plan.WorstOf = worstCase
	for i := range main.Choices {
		c := *deck.Config
		c.Hosts = slices.Clone(c.Hosts)
		c.Hosts[c.Mails[0].Enters].Profile = main.Choices[i].Config.Hosts[b.host].Profile
		w := sim.New(&c, nil)
		for !w.Advance(1 << 15) {
		}
		r, err := w.Result()
		if err != nil {
			return simulation.AuditError{Err: err}
		}
		b.Plan.Worst = append(b.Plan.Worst, sweepfolder.Worst{Duplicates: r.Values[metrics.Duplicates].Num, Bytes: r.Values[metrics.WireBytes].Num})
	}
	return nil
}

// probe runs the first replication of the first choice: its digest tells whether files beside the scenario hold what they held.
func (b *Prepared) probe(main *experiment.Plan, by simulation.Runner) error {
	w, err := by.Simulate(main.Choices[0].Config)
	if err != nil || by.Stopped() {
		return simulation.Failure{Err: fmt.Errorf("%s: interrupted before the first replication", b.Plan.Scenario)}
	}
	r, err := w.Result()
	if err != nil {
		return simulation.AuditError{Err: err}
	}
	b.Plan.Probe = hex.EncodeToString(r.Digest[:])
	if zone := english.NewClock(b.Scenario.Config.Clock, r.End).Zone(); zone != time.UTC.String() {
		b.Plan.Zone = zone
	}
	return nil
}

// warnings are those of the scenario and of its choices, each once.
func warnings(s *load.Scenario, choices []experiment.Choice) []string {
	all := slices.Clone(s.Config.Warnings)
	for i := range choices {
		for _, w := range choices[i].Config.Warnings {
			if !slices.Contains(all, w) {
				all = append(all, w)
			}
		}
	}
	return append([]string{}, all...)
}
