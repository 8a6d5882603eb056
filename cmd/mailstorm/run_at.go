package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"mailstorm/cmd/mitigation"
	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/outlook"
	"mailstorm/scenarios/load"
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
	at, err := s.Moment(o.at)
	if err != nil {
		return fmt.Errorf("--at: %w", err)
	}
	if err := o.checkMemory([]*load.Scenario{s}); err != nil {
		return err
	}
	out, err := mitigation.Compare(s, at, o.at, version, runner{&o.scenarioFlags, ctx})
	if err != nil {
		return atRunTime(err)
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
