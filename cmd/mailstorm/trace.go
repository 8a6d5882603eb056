package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/spf13/cobra"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/story"
	"mailstorm/scenarios/load"
	"mailstorm/sim"
)

type traceOptions struct {
	scenarioFlags
	message int64
	full    bool
}

func newTraceCommand(s streams) *cobra.Command {
	o := &traceOptions{scenarioFlags: scenarioFlags{streams: s}}
	cmd := &cobra.Command{
		Use:   "trace SCENARIO",
		Short: "Show the life of one message, line by line",
		Long: "Trace runs a scenario and shows the life of one message: times, replies, servers, copies, and what each person was told. " +
			"Without --message it shows the message with the most events.",
		Example: "  mailstorm trace deck-after-data\n" +
			"  mailstorm trace storm.toml --message 17 --full",
		Args:              scenarioArgs(1),
		ValidArgsFunction: completeUpTo(1, scenarioNames),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.noteSeed(cmd)
			if cmd.Flags().Changed("message") && (o.message < 1 || o.message > math.MaxUint32) {
				return fmt.Errorf("--message %d: messages are numbered from 1", o.message)
			}
			ctx, stop := withInterrupt(cmd)
			defer stop()
			return runTrace(ctx, o, args[0])
		},
	}
	cmd.Flags().Int64Var(&o.message, "message", 0, "show message `N`; 1 is the first")
	cmd.Flags().BoolVar(&o.full, "full", false, "show every event, even repeated ones")
	o.addScenarioFlags(cmd)
	return cmd
}

func runTrace(ctx context.Context, o *traceOptions, arg string) error {
	s, err := o.load(arg)
	if err != nil {
		return err
	}
	message := o.message - 1
	if message < 0 {
		recorder, _, err := o.record(ctx, s, -1)
		if err = errors.Join(err, ctx.Err()); err != nil {
			return failure("finding the message with the most events", err)
		}
		message = recorder.Longest()
	}
	recorder, w, err := o.record(ctx, s, message)
	if err != nil {
		return err
	}
	result, err := w.Result()
	if err != nil {
		return failure(internalError, err)
	}
	if n := int64(recorder.Messages()); message >= n && n > 0 {
		return fmt.Errorf("--message %d does not exist: %s has %s, numbered from 1", o.message, s.Name, english.Counted(n, "message", "messages"))
	}
	o.warn(result.Warnings)
	var b bytes.Buffer
	if err := o.print(&b, recorder.Write(&b, w, o.style(o.color), o.full)); err != nil || result.Stopped == "" {
		return err
	}
	return failure(s.Name, fmt.Errorf("stopped at %s of simulated time: %s", english.Span(result.End), result.Stopped))
}

// traceSink is a recorder that cannot fail.
type traceSink struct{ *story.Recorder }

func (traceSink) Err() error { return nil }

// record runs the storm and records one message, or with -1 only finds out which.
func (o *traceOptions) record(ctx context.Context, s *load.Scenario, message int64) (*story.Recorder, *sim.World, error) {
	t := story.NewRecorder(s.Config, message)
	w, err := o.simulate(ctx, s.Config, traceSink{t})
	return t, w, err
}
