package design

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/sweepfolder"
	"mailstorm/scenarios/expect"
	"mailstorm/scenarios/grid"
	"mailstorm/scenarios/load"
	"mailstorm/scenarios/parse"
	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
)

// Asked is what a command line says of an experiment.
type Asked struct {
	Vary        []string
	States      []string
	Prior       string
	Runs        uint32
	Metrics     []string
	Current     string
	Precision   string
	Confidence  string
	Loss        string
	MostRuns    uint32
	VariantRuns uint32
	Simple      bool            // nothing is decided, and nothing else assumed
	Given       map[string]bool // flags that are there; for the others, the scenario's [experiment] applies
}

// design is the experiment: the flags, and the scenario's [experiment] where they are not given.
type design struct {
	axes             []grid.Axis
	states           []grid.Axis // shown side by side, and never advised
	stateKeys        []string    // of states
	stateReasons     []string    // as keys: why nobody chooses it; empty: the user says so
	onlyStates       bool        // all that is varied are states; they stand in axes
	prior            []float64   // by combination of states; empty: not said
	runs             uint32
	precision        float64
	writtenPrecision string // precision
	mostRuns         uint32
	variants         uint32
	metrics          []metrics.ID
	current          []string // by axis; empty: not said
	decision         *experiment.Decision
	promise          experiment.Guarantee
}

// design merges the flags and the scenario's tables.
func (q *Asked) design(s *load.Scenario) (a *design, err error) {
	e := s.Experiment
	a = &design{axes: e.Vary, runs: q.Runs, precision: e.Precision, mostRuns: e.MostRuns, metrics: e.Metrics, current: e.Current}
	if a.precision > 0 {
		a.writtenPrecision = strconv.FormatFloat(100*a.precision, 'g', 6, 64) + "%"
	}
	if len(e.Decision.Limits)+len(e.Decision.Weights) > 0 && !q.Simple {
		a.decision = &e.Decision
	}
	if err := q.setAxes(s, a); err != nil {
		return nil, err
	}
	if !q.Given["runs"] && e.Runs > 0 {
		a.runs = e.Runs
	}
	return a, errors.Join(q.setPromise(s, a), q.setPrecision(a), q.setMetrics(a), q.setVariants(a))
}

// setAxes says what is varied. Where something is decided, what nobody chooses is a state of the world.
func (q *Asked) setAxes(s *load.Scenario, a *design) (err error) {
	if q.Given["vary"] {
		a.current = nil
		if a.axes, err = parseAxes(q.Vary, grid.ParseAxis); err != nil {
			return err
		}
	}
	stated := s.Experiment.States
	if q.Given["state"] {
		if stated, err = parseAxes(q.States, grid.ParseState); err != nil {
			return err
		}
	}
	if len(a.axes)+len(stated) == 0 && q.Simple {
		return fmt.Errorf("%s: there is nothing to compare it with; name a second scenario, or vary a key of this one, as in --vary host.exo.message_expiration=12h,24h", s.Path)
	}
	if len(a.axes)+len(stated) == 0 {
		return fmt.Errorf("%s: nothing is varied; add a flag such as --vary host.exo.message_expiration=12h..24h/1h, or a table [experiment]", s.Path)
	}
	if q.Given["current"] {
		a.current = strings.Split(q.Current, ",")
	}
	varied := a.axes
	if a.decision == nil {
		varied = append(slices.Clone(a.axes), stated...)
		a.axes = varied
	} else {
		a.axes, a.states, a.stateReasons = grid.Split(s.Config, a.axes)
		a.states, a.stateReasons = append(a.states, stated...), append(a.stateReasons, make([]string, len(stated))...)
		a.stateKeys = axisKeys(a.states)
	}
	if a.onlyStates = len(a.axes) == 0; a.onlyStates {
		a.axes, a.states = a.states, nil
	}
	return errors.Join(q.setCurrent(a, varied), q.setPrior(s, a))
}

func axisKeys(axes []grid.Axis) (keys []string) {
	for _, a := range axes {
		keys = append(keys, a.Key)
	}
	return keys
}

func parseAxes(flags []string, parse func(string) (grid.Axis, error)) (all []grid.Axis, err error) {
	for _, v := range flags {
		axis, err := parse(v)
		if err != nil {
			return nil, err
		}
		all = append(all, axis)
	}
	return all, nil
}

// setCurrent removes the values of states from the current choice.
func (q *Asked) setCurrent(a *design, varied []grid.Axis) error {
	switch {
	case len(a.current) == len(a.axes):
		return nil
	case len(a.current) == 0 || len(a.current) != len(varied) && !q.Given["current"]:
		a.current = nil
		return nil
	case len(a.current) != len(varied):
		return fmt.Errorf("--current %s: %s varied; write one value for each, separated by commas", q.Current, keysText(len(a.axes)))
	}
	all := a.current
	a.current = nil
	for i, v := range varied {
		if slices.ContainsFunc(a.axes, func(c grid.Axis) bool { return c.Key == v.Key }) {
			a.current = append(a.current, all[i])
		}
	}
	return nil
}

// setPrior says how likely each combination of states is.
func (q *Asked) setPrior(s *load.Scenario, a *design) (err error) {
	combinations := 1
	for _, axis := range a.states {
		combinations *= len(axis.Values)
	}
	switch {
	case q.Given["prior"] && len(a.states) == 0:
		return errors.New("--prior lists the probabilities of states; add --state KEY=VALUES and a table [decision]")
	case q.Given["prior"]:
		if a.prior, err = grid.ParsePrior(strings.Split(q.Prior, ","), combinations); err != nil {
			return fmt.Errorf("--prior %s: %w", q.Prior, err)
		}
	case !q.Given["vary"] && !q.Given["state"] && len(a.states) > 0:
		a.prior = s.Experiment.Prior
	}
	return nil
}

func keysText(n int) string {
	if n == 1 {
		return "one key is"
	}
	return fmt.Sprintf("%d keys are", n)
}

func (q *Asked) setPrecision(a *design) error {
	if q.Given["precision"] {
		number, percent := strings.CutSuffix(q.Precision, "%")
		v, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
		if percent {
			v /= 100
		}
		if err != nil || !(v > 0 && v < 1) {
			return fmt.Errorf("--precision %s: write a share of the value, as in 2%% or 0.02", q.Precision)
		}
		a.precision, a.writtenPrecision = v, q.Precision
	}
	if q.Given["most-runs"] {
		a.mostRuns = q.MostRuns
	}
	goesOn := a.precision > 0 || a.decision != nil
	switch {
	case a.runs == 0:
		return errors.New("--runs 0: the minimum is 1")
	case !goesOn && q.Given["most-runs"]:
		return errors.New("--most-runs needs --precision or a table [decision]; to set the number of replications, use --runs")
	case !goesOn:
		a.mostRuns = 0
	case a.mostRuns == 0:
		a.mostRuns = uint32(min(uint64(a.runs)*10, 1<<31))
	case a.mostRuns < a.runs:
		return fmt.Errorf("--most-runs %d is less than --runs %d", a.mostRuns, a.runs)
	}
	return nil
}

// setPromise says how sure the advice has to be.
func (q *Asked) setPromise(s *load.Scenario, a *design) error {
	a.promise = s.Experiment.Promise
	if a.promise == (experiment.Guarantee{}) {
		a.promise = experiment.DefaultGuarantee
	}
	if q.Given["confidence"] {
		v, err := grid.ParseConfidence(q.Confidence)
		if err != nil {
			return fmt.Errorf("--confidence: %w", err)
		}
		a.promise.Confidence = v
	}
	if q.Given["loss"] {
		var err error
		if a.promise, err = grid.ParseLoss(a.promise, q.Loss); err != nil {
			return fmt.Errorf("--loss: %w", err)
		}
	}
	if a.decision == nil && (q.Given["confidence"] || q.Given["loss"]) {
		return errors.New("--confidence and --loss need a table [decision] in the scenario")
	}
	return nil
}

func (q *Asked) setMetrics(a *design) error {
	if q.Given["metric"] {
		a.metrics = nil
	}
	var names []string
	for _, m := range metrics.Catalogue {
		names = append(names, m.Name)
	}
	for _, name := range q.Metrics {
		id, ok := metrics.Lookup(name)
		_, bare, _ := strings.Cut(name, ".")
		if _, ofHost := metrics.Lookup(bare); !ok && ofHost {
			return fmt.Errorf("--metric %s: this is a metric of one host; a sweep reports metrics of the whole run, such as %s", name, bare)
		}
		if !ok {
			return fmt.Errorf("--metric %s: unknown metric%s; mailstorm list metrics shows all", name, cmp.Or(expect.MeantMetric(name), parse.Suggestion(name, names)))
		}
		if !slices.Contains(a.metrics, id) {
			a.metrics = append(a.metrics, id)
		}
	}
	return nil
}

// setVariants says how many replications other assumptions get. Fewer are enough, because they see the same storms.
func (q *Asked) setVariants(a *design) error {
	a.variants = sweepfolder.VariantRuns(a.runs)
	if q.Given["variant-runs"] {
		a.variants = min(q.VariantRuns, a.runs)
	}
	return nil
}

// checkSeeds makes sure that each replication has one: the first the scenario's, each further one the next.
func (a *design) checkSeeds(first int64) error {
	if last := math.MaxInt64 - int64(max(a.runs, a.mostRuns)-1); first > last {
		return fmt.Errorf("seed %d is too large for %s replications: replication r uses the seed of the scenario plus r, up to %d; use a seed of at most %d", first,
			english.Number(int64(max(a.runs, a.mostRuns))), int64(math.MaxInt64), last)
	}
	return nil
}
