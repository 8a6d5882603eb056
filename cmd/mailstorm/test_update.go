package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"mailstorm/cmd/questions"
	"mailstorm/cmd/report/english"
	"mailstorm/cmd/scenariofiles"
	"mailstorm/cmd/testsuite"
	"mailstorm/scenarios/expect"
)

// checkUpdate refuses to change files that cannot be restored, and results that depend on flags.
func (o *testOptions) checkUpdate(files []scenariofiles.File) error {
	switch {
	case !o.update:
		return nil
	case !o.yes && !(isTerminal(o.in) && isTerminal(o.err)):
		return errors.New("--update changes files and asks before it does, but there is no terminal to ask at; add --yes")
	case len(o.set) > 0 || o.seedGiven || o.tester.Runs > 0:
		return errors.New("--update does not work with --set, --seed and --runs, which change the results of the files")
	}
	return joinWithBlankLines(testsuite.NotUpdatable(files, o.force))
}

// newUpdates says how files are updated; nil: they are not.
func (o *testOptions) newUpdates() *testsuite.Updates {
	if !o.update {
		return nil
	}
	return &testsuite.Updates{Bounds: o.bounds, Yes: o.yes, Ask: o.askUpdate, Quiet: o.quiet, To: o.err}
}

// askUpdate asks at the terminal whether a file may be changed.
func (o *testOptions) askUpdate(ctx context.Context, s *testsuite.Outcome, edits []expect.Edit) (testsuite.Answer, error) {
	for _, e := range edits {
		testsuite.TellEdit(o.err, "update", s, e)
	}
	if o.asks == nil {
		o.asks = &questions.Terminal{In: o.in, Out: o.err}
	}
	for {
		fmt.Fprintf(o.err, "Write %s to %s? [y/N/all] ", english.Counted(int64(len(edits)), "new value", "new values"), s.File)
		line, ok := o.asks.Line(ctx)
		if !ok {
			fmt.Fprintln(o.err)
			return testsuite.No, &exitError{exitFailed, fmt.Errorf("interrupted; %s was not changed", s.File)}
		}
		switch strings.ToLower(strings.TrimSpace(line)) {
		case "y", "yes":
			return testsuite.Yes, nil
		case "a", "all":
			return testsuite.Always, nil
		case "", "n", "no":
			return testsuite.No, nil
		}
	}
}
