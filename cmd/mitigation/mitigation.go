// Package mitigation runs a storm with each of the things that can be done at a moment of it.
package mitigation

import (
	"fmt"
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/outlook"
	"mailstorm/cmd/simulation"
	"mailstorm/scenarios/intervention"
	"mailstorm/scenarios/load"
	"mailstorm/scenarios/quantity"
	"mailstorm/sim"
)

// comparison are what can be done at a moment, while they are run.
type comparison struct {
	*outlook.Outlook
	scenario *load.Scenario
	said     string // how the moment was written
	runner   Runner
}

// Runner runs storms. Expect tells it how many follow, at most, until end is called.
type Runner interface {
	simulation.Runner
	Expect(runs int) (end func())
}

// Compare runs a storm up to a moment, then with each intervention that is possible then; said is how the moment was written.
func Compare(s *load.Scenario, at time.Duration, said, version string, by Runner) (*outlook.Outlook, error) {
	c := &comparison{&outlook.Outlook{Config: s.Config, Version: version, At: at}, s, said, by}
	var err error
	storm := intervention.NewStorm(s.Config, c.At)
	if c.Before, err = c.until(storm); err != nil {
		return nil, err
	}
	var first intervention.FirstFailure
	nothing, err := c.choice(&intervention.Intervention{Key: "nothing", Name: "do nothing"}, &first)
	if err != nil {
		return nil, err
	}
	c.Choices = append(c.Choices, nothing)
	if err := c.isUnderWay(storm, first); err != nil {
		return nil, err
	}
	found := storm.Find()
	defer by.Expect(len(found))()
	for _, v := range found {
		choice, err := c.choice(&v)
		if err != nil {
			return nil, err
		}
		c.Choices = append(c.Choices, choice)
	}
	return c.Outlook, nil
}

// until runs the storm up to the moment.
func (c *comparison) until(storm *intervention.Storm) (*sim.Result, error) {
	if storm.At <= 0 {
		return nil, fmt.Errorf("--at %s is before anything has happened; choose a time while the storm is under way", quantity.Dated(c.said, storm.At))
	}
	if c.Config.Length > 0 && storm.At >= c.Config.Length {
		return nil, fmt.Errorf("--at %s is not before the end of the scenario at %s", quantity.Dated(c.said, storm.At), quantity.FormatDuration(c.Config.Length))
	}
	short := *c.Config
	short.Length = storm.At
	w, err := c.runner.Simulate(&short, storm)
	if err != nil {
		return nil, err
	}
	r, err := w.Result()
	if err != nil {
		return nil, simulation.Failed("this is a mistake of mailstorm, please report it", err)
	}
	if r.Stopped != "" {
		return nil, simulation.Failure{Err: fmt.Errorf("%s: stopped at %s of simulated time, before --at: %s", c.scenario.Name, english.Span(r.End), r.Stopped)}
	}
	storm.Stands(r)
	return r, nil
}

// choice runs the storm with an intervention. One without tables changes nothing.
func (c *comparison) choice(v *intervention.Intervention, sinks ...simulation.Sink) (is outlook.Choice, err error) {
	is = outlook.Choice{Key: v.Key, Name: v.Name, Remark: v.Remark, Set: v.Overrides(), TOML: v.TOML()}
	for _, d := range v.Doing {
		is.Doing = append(is.Doing, outlook.Command(d))
	}
	if len(is.Set) == 0 && len(c.Choices) > 0 {
		is.Result, is.Arrivals = c.Choices[0].Result, c.Choices[0].Arrivals
		return is, nil
	}
	s := c.scenario
	if len(is.Set) > 0 {
		if s, err = c.scenario.Vary(is.Set...); err != nil {
			return is, simulation.Failed("this is a mistake of mailstorm, please report it", err)
		}
	}
	w, err := c.runner.Simulate(s.Config, sinks...)
	if err != nil {
		return is, err
	}
	if is.Result, err = w.Result(); err != nil {
		return is, simulation.Failed("this is a mistake of mailstorm, please report it", err)
	}
	if c.runner.Stopped() {
		return is, simulation.Failure{Err: fmt.Errorf("%s: interrupted", s.Name)}
	}
	is.Arrivals = outlook.Arrivals(w.Deliveries)
	return is, nil
}

// isUnderWay refuses moments before the storm and after it.
func (c *comparison) isUnderWay(storm *intervention.Storm, first intervention.FirstFailure) error {
	at := quantity.Dated(c.said, storm.At)
	switch {
	case c.IsOver():
		return fmt.Errorf("--at %s: nothing happens any more after that; choose an earlier time", at)
	case storm.IsUnderWay():
		return nil
	case !storm.HasFailed() && first.Known:
		return fmt.Errorf("--at %s: nothing has failed by then; the first session fails after %s (%s), so choose a later time", at, english.Span(first.At), c.Clock().At(first.At))
	case storm.HasFault():
		return nil
	case storm.HasFailed():
		return fmt.Errorf("--at %s: no host has a fault then, and nothing that failed is queued; choose a time while the storm is under way", at)
	}
	return fmt.Errorf("--at %s: no session fails in this scenario, and no host has a fault then, so there is nothing to repair\n"+
		"a loop of automatic mail fails nowhere; docs/stopping-a-loop.md compares what stops it", at)
}
