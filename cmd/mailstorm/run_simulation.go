package main

import (
	"context"
	"slices"
	"strings"

	"mailstorm/cmd/report/folder"
	"mailstorm/cmd/report/player"
	"mailstorm/cmd/report/run"
	"mailstorm/cmd/simulation"
	"mailstorm/scenarios/load"
	"mailstorm/sim"
)

// runOne runs one storm, and writes its folder unless path is empty.
func (o *runOptions) runOne(ctx context.Context, s *load.Scenario, path string) (*run.Run, error) {
	played := player.NewRecorder(s.Config)
	storm := &simulation.Storm{Scenario: s, Version: version, Compared: o.hasComparisons(), Varied: o.isVaried(), Runner: runner{&o.scenarioFlags, ctx}}
	r, page, err := fillFolder(storm, path, &fillOptions{Events: o.events.value == "all", Plot: o.plot, Size: o.size.Size, Page: o.format.value == "html", Set: o.set, Files: o.files, Warn: o.warn,
		Sinks: o.playerSinks(played), More: func(to *folder.Folder, r *run.Run) error { return o.writePlayer(ctx, to, s, r, played) }})
	if page != nil {
		o.documents = append(o.documents, page)
	}
	return r, atRunTime(err)
}

// runner runs worlds for a command, until its context ends.
type runner struct {
	flags *scenarioFlags
	ctx   context.Context
}

func (r runner) Simulate(c *sim.Config, sinks ...recordSink) (*sim.World, error) {
	return r.flags.simulate(r.ctx, c, sinks...)
}

func (r runner) Stopped() bool { return r.ctx.Err() != nil }

// isVaried reports whether --set made another scenario of it, of which its expectations need not hold. To set an expectation makes none.
func (o *scenarioFlags) isVaried() bool {
	return slices.ContainsFunc(o.set, func(set string) bool { return !strings.HasPrefix(strings.TrimSpace(set), "expect.") })
}

// hasComparisons reports whether the report runs the storm again, under other profiles.
func (o *runOptions) hasComparisons() bool { return o.format.value == "text" || o.hasPictures() }
