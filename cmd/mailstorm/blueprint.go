package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"mailstorm/cmd/report"
	"mailstorm/scenarios"
	"mailstorm/sim"
	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
	"mailstorm/sim/retry"
)

// blueprint is a sweep before it runs.
type blueprint struct {
	plan     *report.Plan
	scenario *scenarios.Scenario
	asked    *asked
	host     int // whose expiration is varied; -1: nobody's
}

// asked is the question: what the flags say, and where they say nothing, the scenario's [experiment].
type asked struct {
	axes      []scenarios.Axis
	runs      uint32
	precision float64
	written   string // precision
	mostRuns  uint32
	variants  uint32
	metrics   []metrics.ID
	current   []string // by axis; empty: not said
	decision  *experiment.Decision
}

// blueprint reads the scenario and the question, and finds out all that can be known before the first replication.
func (o *sweepOptions) blueprint(ctx context.Context, arg string) (*blueprint, error) {
	text, err := o.written(arg)
	if err != nil {
		return nil, err
	}
	s, err := o.load(arg)
	if err != nil {
		return nil, err
	}
	a, err := o.ask(s)
	if err != nil {
		return nil, err
	}
	if o.simple {
		a.precision, a.written, a.mostRuns, a.variants, a.decision = 0, "", 0, 0, nil
	}
	if o.part.Of > 0 && a.precision > 0 {
		return nil, errors.New("--shard runs a part and cannot know when the whole is precise enough; give --runs and no precision")
	}
	if err := a.seeds(s.Config.Seed); err != nil {
		return nil, err
	}
	b := &blueprint{scenario: s, asked: a, host: expires(s, a.axes)}
	main, err := b.storm(report.Variant{Runs: a.runs})
	if err != nil {
		return nil, err
	}
	b.plan = &report.Plan{Schema: report.PlanSchema, Version: version, Scenario: s.Name, File: filepath.Base(arg), Title: s.Config.Title, Text: text, Set: append([]string{}, o.set...),
		Seed: s.Config.Seed, Runs: a.runs, Precision: a.written, Narrow: a.precision, MostRuns: a.mostRuns, VariantRuns: a.variants, Extra: []string{},
		Watch: s.Config.Hosts[s.Config.Watch].Name, Decision: report.NewDecision(a.decision), Warnings: warnings(s, main.Choices)}
	for i, p := range s.Profiles {
		b.plan.Profiles = append(b.plan.Profiles, report.Profiled{Host: s.Config.Hosts[i].Name, Profile: p})
	}
	for _, id := range a.metrics {
		b.plan.Extra = append(b.plan.Extra, metrics.Catalogue[id].Name)
	}
	if err := b.describe(main); err != nil {
		return nil, err
	}
	b.assume()
	if o.part.Of > 0 {
		b.plan.Shard = &report.ShardOf{Index: o.part.Index + 1, Of: o.part.Of}
	}
	return b, b.probe(ctx, main, o)
}

// seeds makes sure that each replication has one: the first the scenario's, each further one the next.
func (a *asked) seeds(first int64) error {
	if last := math.MaxInt64 - int64(max(a.runs, a.mostRuns)-1); first > last {
		return fmt.Errorf("seed %d: replication r has the seed of the scenario plus r, and %s replications would go beyond %d; take a seed of at most %d", first,
			report.Number(int64(max(a.runs, a.mostRuns))), int64(math.MaxInt64), last)
	}
	return nil
}

// written is the hash of a scenario as it is written.
func (o *storm) written(arg string) (string, error) {
	text, ok := scenarios.Text(arg)
	switch {
	case arg == "-":
		b, err := io.ReadAll(o.in)
		if err != nil {
			return "", err
		}
		text, o.in = string(b), bytes.NewReader(b)
	case !ok:
		b, err := os.ReadFile(arg)
		if err != nil {
			return "", nil // loading says it better
		}
		text = string(b)
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:]), nil
}

// ask merges the flags and the scenario's tables.
func (q *question) ask(s *scenarios.Scenario) (a *asked, err error) {
	e := s.Experiment
	a = &asked{axes: e.Vary, runs: q.runs, precision: e.Precision, mostRuns: e.MostRuns, metrics: e.Metrics, current: e.Current}
	if a.precision > 0 {
		a.written = strconv.FormatFloat(100*a.precision, 'g', 6, 64) + "%"
	}
	if len(e.Decision.Limits)+len(e.Decision.Weights) > 0 {
		a.decision = &e.Decision
	}
	if q.given["vary"] {
		a.axes, a.current = nil, nil
		for _, v := range q.vary {
			axis, err := scenarios.ParseAxis(v)
			if err != nil {
				return nil, err
			}
			a.axes = append(a.axes, axis)
		}
	}
	if len(a.axes) == 0 {
		return nil, fmt.Errorf("%s: nothing is varied; say --vary KEY=A..B/STEP, as in --vary host.exo.message_expiration=12h..24h/1h, or write a table [experiment]", s.Path)
	}
	if q.given["current"] {
		if a.current = strings.Split(q.current, ","); len(a.current) != len(a.axes) {
			return nil, fmt.Errorf("--current %s: %s varied, so it takes that many values with commas between", q.current, keysWord(len(a.axes)))
		}
	}
	if !q.given["runs"] && e.Runs > 0 {
		a.runs = e.Runs
	}
	return a, errors.Join(q.askPrecision(a), q.askMetrics(a), q.askVariants(a))
}

func keysWord(n int) string {
	if n == 1 {
		return "one key is"
	}
	return fmt.Sprintf("%d keys are", n)
}

func (q *question) askPrecision(a *asked) error {
	if q.given["precision"] {
		number, percent := strings.CutSuffix(q.precision, "%")
		v, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
		if percent {
			v /= 100
		}
		if err != nil || !(v > 0 && v < 1) {
			return fmt.Errorf("--precision %s: write a part of the value, as in 2%% or 0.02", q.precision)
		}
		a.precision, a.written = v, q.precision
	}
	if q.given["most-runs"] {
		a.mostRuns = q.mostRuns
	}
	switch {
	case a.runs == 0:
		return errors.New("--runs 0: a sweep needs at least one replication")
	case a.precision == 0 && q.given["most-runs"]:
		return errors.New("--most-runs bounds what --precision asks for; give --precision as well, or --runs alone")
	case a.precision == 0:
		a.mostRuns = 0
	case a.mostRuns == 0:
		a.mostRuns = uint32(min(uint64(a.runs)*10, 1<<31))
	case a.mostRuns < a.runs:
		return fmt.Errorf("--most-runs %d is less than --runs %d", a.mostRuns, a.runs)
	}
	return nil
}

func (q *question) askMetrics(a *asked) error {
	if q.given["metric"] {
		a.metrics = nil
	}
	var names []string
	for _, m := range metrics.Catalogue {
		names = append(names, m.Name)
	}
	for _, name := range q.metrics {
		id, ok := metrics.Lookup(name)
		_, bare, _ := strings.Cut(name, ".")
		if _, ofHost := metrics.Lookup(bare); !ok && ofHost {
			return fmt.Errorf("--metric %s: this is of one host; a sweep takes metrics of the whole run, such as %s", name, bare)
		}
		if !ok {
			return fmt.Errorf("--metric %s: there is no such metric%s; mailstorm list metrics shows all", name, meant(name, names))
		}
		if !slices.Contains(a.metrics, id) {
			a.metrics = append(a.metrics, id)
		}
	}
	return nil
}

// askVariants: fewer replications tell whether a verdict turns, for each meets the same storms.
func (q *question) askVariants(a *asked) error {
	a.variants = report.VariantRuns(a.runs)
	if q.given["variant-runs"] {
		a.variants = min(q.variantRuns, a.runs)
	}
	return nil
}

// expires is the host whose message_expiration is varied, if it is exactly one.
func expires(s *scenarios.Scenario, axes []scenarios.Axis) int {
	found := -1
	for _, a := range axes {
		for i := range s.Config.Hosts {
			if !figureOf(a.Key, s.Config.Hosts[i].Name, "message_expiration") {
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

// figureOf tells whether a dotted key is that figure of that host.
func figureOf(key, host, figure string) bool {
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

// storm makes a variant of the sweep ready to run.
func (b *blueprint) storm(v report.Variant) (*experiment.Plan, error) {
	s := b.scenario
	if len(v.Set) > 0 {
		var err error
		if s, err = s.Vary(v.Set...); err != nil {
			return nil, err
		}
	}
	made, err := s.Choices(b.asked.axes)
	if err != nil {
		return nil, err
	}
	choices := make([]experiment.Choice, len(made))
	for i, c := range made {
		choices[i] = experiment.Choice{Values: c.Values, Config: c.Scenario.Config}
	}
	p := &experiment.Plan{Choices: choices, Seed: s.Config.Seed, Runs: v.Runs}
	if len(v.Set) == 0 {
		p.Extra = b.asked.metrics
	}
	if p.Current, err = b.asked.now(s, choices); err != nil {
		return nil, err
	}
	return p, b.measure(p, s)
}

// now is the index of the choice that is in force: as said, else the scenario as it is, else the last.
func (a *asked) now(s *scenarios.Scenario, choices []experiment.Choice) (int, error) {
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
	return 0, fmt.Errorf("--current: %s is no choice", strings.Join(values, ", "))
}

// loose is what statistics need to know of a variant, made of the plan alone: where there is no scenario, it comes to the same.
func loose(p *report.Plan) (all []*experiment.Plan) {
	for i, v := range p.Variants {
		e := &experiment.Plan{Current: p.Current, Seed: p.Seed, Runs: v.Runs}
		for c, values := range p.Choices {
			profile := &retry.Profile{Lifetime: time.Duration(p.Lifetimes[c]) * time.Second}
			e.Choices = append(e.Choices, experiment.Choice{Values: values, Config: &sim.Config{Hosts: []sim.Host{{Profile: profile}}}, Set: p.Sets[c]})
		}
		for _, set := range p.Standards {
			e.Standards = append(e.Standards, looseSet(set, e.Choices))
		}
		if i == 0 {
			e.Extra = p.Metrics()
		}
		all = append(all, e)
	}
	return all
}

func looseSet(set []report.Standard, choices []experiment.Choice) (all []*sim.Config) {
	for _, s := range set {
		standard := &sim.Config{}
		if s.Choice >= 0 {
			standard = choices[s.Choice].Config
		}
		all = append(all, standard)
	}
	return all
}

// describe writes the choices into the plan, and what they are measured by.
func (b *blueprint) describe(main *experiment.Plan) error {
	p := b.plan
	for _, a := range b.asked.axes {
		p.Keys = append(p.Keys, a.Key)
	}
	p.Current = main.Current
	p.InForce = len(b.asked.current) > 0 || main.Choices[main.Current].Config == b.scenario.Config
	for i := range main.Choices {
		c := main.Choices[i].Config
		p.Choices = append(p.Choices, main.Choices[i].Values)
		p.Sets = append(p.Sets, main.Choices[i].Set)
		p.Lifetimes = append(p.Lifetimes, int64(c.Hosts[c.Watch].Profile.Lifetime/time.Second))
	}
	b.describeStandards(main)
	if b.host < 0 {
		return nil
	}
	config := b.scenario.Config
	p.Host = config.Hosts[b.host].Name
	if allowed := config.Hosts[b.host].Profile.Documented; allowed.To > 0 {
		p.Allowed = []int64{int64(allowed.From / time.Second), int64(allowed.To / time.Second)}
	}
	p.Strangers = slices.ContainsFunc(config.Mails, func(m sim.Mail) bool { return !m.Forged && !config.Hosts[config.Watch].Own[m.From] })
	return b.worst(main)
}

const worstCase = "deck-worst-case"

// worst finds out what one message comes to that is never acknowledged.
func (b *blueprint) worst(main *experiment.Plan) error {
	deck, err := scenarios.Load(worstCase, scenarios.Options{})
	if err != nil {
		return err
	}
	b.plan.WorstOf = worstCase
	for i := range main.Choices {
		c := *deck.Config
		c.Hosts = slices.Clone(c.Hosts)
		c.Hosts[c.Mails[0].Enters].Profile = main.Choices[i].Config.Hosts[b.host].Profile
		w := sim.New(&c, nil)
		for !w.Advance(slice) {
		}
		r, err := w.Result()
		if err != nil {
			return failure("this is a mistake of mailstorm, please report it", err)
		}
		b.plan.Worst = append(b.plan.Worst, report.Worst{Duplicates: r.Values[metrics.Duplicates].Num, Bytes: r.Values[metrics.WireBytes].Num})
	}
	return nil
}

// probe runs the first replication of the first choice: its digest tells whether files beside the scenario hold what they held.
func (b *blueprint) probe(ctx context.Context, main *experiment.Plan, o *sweepOptions) error {
	w, err := o.simulate(ctx, main.Choices[0].Config)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return &exit{broken, fmt.Errorf("%s: interrupted before the first replication", b.plan.Scenario)}
	}
	r, err := w.Result()
	if err != nil {
		return failure("this is a mistake of mailstorm, please report it", err)
	}
	b.plan.Probe = hex.EncodeToString(r.Digest[:])
	return nil
}

// warnings are those of the scenario and of its choices, each once.
func warnings(s *scenarios.Scenario, choices []experiment.Choice) []string {
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
