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
		Short: "Tell the life of one message, line by line",
		Long: "Trace runs a scenario and tells the life of one of its messages: times, codes, servers, copies, and who was told\n" +
			"what. Without --message it tells the message to which most happened.",
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
	cmd.Flags().Int64Var(&o.message, "message", 0, "tell message `N`, 1 the first written")
	cmd.Flags().BoolVar(&o.full, "full", false, "leave out nothing, not even what repeats itself")
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
		heard, _, err := o.listen(ctx, s, -1)
		if err = errors.Join(err, ctx.Err()); err != nil {
			return failure("looking for the most eventful message", err)
		}
		message = heard.Longest()
	}
	heard, w, err := o.listen(ctx, s, message)
	if err != nil {
		return err
	}
	result, err := w.Result()
	if err != nil {
		return failure("this is a mistake of mailstorm, please report it", err)
	}
	if n := int64(heard.Messages()); message >= n && n > 0 {
		return fmt.Errorf("--message %d does not exist: %s wrote %s, numbered from 1", o.message, s.Name, english.Number(n))
	}
	o.warn(result.Warnings)
	var b bytes.Buffer
	if err := o.print(&b, heard.Write(&b, w, o.style(o.color), o.full)); err != nil || result.Stopped == "" {
		return err
	}
	return failure(s.Name, fmt.Errorf("stopped at %s of simulated time: %s", english.Span(result.End), result.Stopped))
}

// traceSink is a teller as an ear.
type traceSink struct{ *story.Recorder }

func (traceSink) Err() error { return nil }

// listen runs the storm for the sake of one message, or with -1 to find out which.
func (o *traceOptions) listen(ctx context.Context, s *load.Scenario, message int64) (*story.Recorder, *sim.World, error) {
	t := story.NewRecorder(s.Config, message)
	w, err := o.simulate(ctx, s.Config, traceSink{t})
	return t, w, err
}
