package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/outlook"
	"mailstorm/scenarios/intervention"
	"mailstorm/scenarios/load"
	"mailstorm/scenarios/quantity"
	"mailstorm/sim"
)

// runAt looks at a storm under way, and compares what can be done at that moment.
func runAt(ctx context.Context, o *runOptions, args []string) error {
	if err := o.checkAt(args); err != nil {
		return err
	}
	s, err := o.load(args[0])
	if err != nil {
		return err
	}
	out := &outlook.Outlook{Config: s.Config, Version: version}
	if out.At, err = s.Moment(o.at); err != nil {
		return fmt.Errorf("--at: %w", err)
	}
	if err := o.checkMemory([]*load.Scenario{s}); err != nil {
		return err
	}
	storm := intervention.NewStorm(s.Config, out.At)
	if out.Before, err = o.until(ctx, s, storm); err != nil {
		return err
	}
	var first intervention.FirstFailure
	nothing, err := o.choice(ctx, s, out, &intervention.Intervention{Key: "nothing", Name: "do nothing"}, &first)
	if err != nil {
		return err
	}
	out.Choices = append(out.Choices, nothing)
	if err := o.isUnderWay(storm, out, first); err != nil {
		return err
	}
	found := storm.Find()
	defer o.shareProgress(len(found))()
	for _, v := range found {
		c, err := o.choice(ctx, s, out, &v)
		if err != nil {
			return err
		}
		out.Choices = append(out.Choices, c)
	}
	o.warn(out.Choices[0].Result.Warnings)
	return errors.Join(o.printOutlook(out), stoppedChoices(out))
}

// checkAt refuses what does not go with a moment.
func (o *runOptions) checkAt(args []string) error {
	switch {
	case len(args) > 1:
		return fmt.Errorf("--at looks at one storm, not at %d; name one scenario", len(args))
	case o.dir != "" || o.plot:
		return errors.New("--at compares and writes no folder; put the TOML of what you choose into the scenario, and run that with --out")
	case o.format.value == "html":
		return errors.New("--at has no HTML; use --format markdown, or text, json or csv")
	}
	return o.checkOutput()
}

// until runs the storm up to the moment.
func (o *runOptions) until(ctx context.Context, s *load.Scenario, storm *intervention.Storm) (*sim.Result, error) {
	if storm.At <= 0 {
		return nil, fmt.Errorf("--at %s is before anything has happened; choose a time while the storm is under way", quantity.Dated(o.at, storm.At))
	}
	if s.Config.Length > 0 && storm.At >= s.Config.Length {
		return nil, fmt.Errorf("--at %s is not before the end of the scenario at %s", quantity.Dated(o.at, storm.At), quantity.FormatDuration(s.Config.Length))
	}
	short := *s.Config
	short.Length = storm.At
	w, err := o.simulate(ctx, &short, storm)
	if err != nil {
		return nil, err
	}
	r, err := w.Result()
	if err != nil {
		return nil, failure("this is a mistake of mailstorm, please report it", err)
	}
	if r.Stopped != "" {
		return nil, &exitError{exitFailed, fmt.Errorf("%s: stopped at %s of simulated time, before --at: %s", s.Name, english.Span(r.End), r.Stopped)}
	}
	storm.Stands(r)
	return r, nil
}

// choice runs the storm with an intervention. One without tables changes nothing.
func (o *runOptions) choice(ctx context.Context, s *load.Scenario, out *outlook.Outlook, v *intervention.Intervention, sinks ...recordSink) (c outlook.Choice, err error) {
	c = outlook.Choice{Key: v.Key, Name: v.Name, Remark: v.Remark, Set: v.Overrides(), TOML: v.TOML()}
	for _, d := range v.Doing {
		c.Doing = append(c.Doing, outlook.Command(d))
	}
	if len(c.Set) == 0 && len(out.Choices) > 0 {
		c.Result, c.Arrivals = out.Choices[0].Result, out.Choices[0].Arrivals
		return c, nil
	}
	if len(c.Set) > 0 {
		if s, err = s.Vary(c.Set...); err != nil {
			return c, failure("this is a mistake of mailstorm, please report it", err)
		}
	}
	w, err := o.simulate(ctx, s.Config, sinks...)
	if err != nil {
		return c, err
	}
	if c.Result, err = w.Result(); err != nil {
		return c, failure("this is a mistake of mailstorm, please report it", err)
	}
	if ctx.Err() != nil {
		return c, &exitError{exitFailed, fmt.Errorf("%s: interrupted", s.Name)}
	}
	c.Arrivals = outlook.Arrivals(w.Deliveries)
	return c, nil
}

// isUnderWay refuses moments before the storm and after it.
func (o *runOptions) isUnderWay(storm *intervention.Storm, out *outlook.Outlook, first intervention.FirstFailure) error {
	at := quantity.Dated(o.at, storm.At)
	switch {
	case out.IsOver():
		return fmt.Errorf("--at %s: nothing happens any more after that; choose an earlier time", at)
	case storm.IsUnderWay():
		return nil
	case !storm.HasFailed() && first.Known:
		return fmt.Errorf("--at %s: nothing has failed by then; the first session fails after %s (%s), so choose a later time", at, english.Span(first.At), out.Clock().At(first.At))
	case storm.HasFault():
		return nil
	case storm.HasFailed():
		return fmt.Errorf("--at %s: no host has a fault then, and nothing that failed is queued; choose a time while the storm is under way", at)
	}
	return fmt.Errorf("--at %s: no session fails in this scenario, and no host has a fault then, so there is nothing to repair\n"+
		"a loop of automatic mail fails nowhere; docs/stopping-a-loop.md compares what stops it", at)
}

// stoppedChoices tells of runs that ended early.
func stoppedChoices(out *outlook.Outlook) error {
	var errs []error
	for _, c := range out.Choices {
		if c.Result.Stopped != "" {
			errs = append(errs, fmt.Errorf("%s: %s: stopped at %s of simulated time: %s", out.Config.Name, c.Name, english.Span(c.Result.End), c.Result.Stopped))
		}
	}
	if len(errs) == 0 {
		return nil
	}
	return &exitError{exitFailed, errors.Join(errs...)}
}

func (o *runOptions) printOutlook(out *outlook.Outlook) error {
	var b bytes.Buffer
	switch o.format.value {
	case "json":
		return o.print(&b, outlook.JSON(&b, out))
	case "csv":
		return o.print(&b, outlook.CSV(&b, out))
	case "markdown":
		return o.print(&b, outlook.Markdown(&b, out))
	}
	return o.print(&b, outlook.Text(&b, out, o.style(o.color)))
}
