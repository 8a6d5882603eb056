package main

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"mailstorm/cmd/report/events"
	"mailstorm/cmd/report/folder"
	"mailstorm/cmd/report/player"
	"mailstorm/cmd/report/run"
	"mailstorm/cmd/report/webpage"
	"mailstorm/cmd/simulation"
	"mailstorm/plots"
	"mailstorm/plots/runs"
	"mailstorm/scenarios/load"
	"mailstorm/sim"
)

// runOne runs one storm, and writes its folder unless path is empty.
func (o *runOptions) runOne(ctx context.Context, s *load.Scenario, path string) (*run.Run, error) {
	records := &recorder{flow: runs.NewFlow(), played: player.NewRecorder(s.Config)}
	r, err := o.runIntoFolder(ctx, s, path, records)
	if r == nil || o.format.value != "html" {
		return r, err
	}
	d, err2 := o.document(s, r, records)
	o.documents = append(o.documents, d)
	return r, errors.Join(err, err2)
}

// runIntoFolder runs the storm and fills the folder, if there is to be one.
func (o *runOptions) runIntoFolder(ctx context.Context, s *load.Scenario, path string, records *recorder) (*run.Run, error) {
	if path == "" {
		r, err := o.runCompared(ctx, s, append(o.pictureSinks(records), o.playerSinks(records.played)...)...)
		if err == nil {
			err = o.writePlayer(ctx, nil, s, r, records.played)
		}
		return r, err
	}
	folder, err := folder.New(path)
	if err != nil {
		return nil, failure("making the result folder", err)
	}
	r, err := o.writeFolder(ctx, s, folder, records)
	if err == nil {
		err = folder.Keep()
	}
	if err != nil {
		return r, failure("writing "+path, errors.Join(err, folder.Discard()))
	}
	return r, nil
}

// writeFolder runs the storm and writes all files of its folder.
func (o *runOptions) writeFolder(ctx context.Context, s *load.Scenario, folder *folder.Folder, records *recorder) (r *run.Run, err error) {
	logs := newLogs(s)
	sinks := slices.Concat(logs.sinks(), o.pictureSinks(records), o.playerSinks(records.played))
	simulated := func(w io.Writer) error {
		events := events.NewWriter(w, s.Config)
		if r, err = o.runCompared(ctx, s, append(sinks, events)...); err != nil {
			return err
		}
		return events.Flush()
	}
	if o.events.value == "all" {
		err = folder.Write("events.jsonl", simulated)
	} else {
		r, err = o.runCompared(ctx, s, sinks...)
	}
	if err != nil {
		return r, err
	}
	for _, f := range []struct {
		name  string
		write func(io.Writer, *run.Run) error
	}{{"messages.csv", run.Messages}, {"series.csv", run.Series}, {"result.json", run.JSON}} {
		if err := folder.Write(f.name, func(w io.Writer) error { return f.write(w, r) }); err != nil {
			return r, err
		}
	}
	err = logs.writeLogs(folder, r)
	o.warn(logs.omittedWarnings())
	if err != nil {
		return r, err
	}
	return r, errors.Join(o.writePictures(folder, s, r, records), o.writePlayer(ctx, folder, s, r, records.played))
}

// pictureSinks take the records that pictures need, if there are any.
func (o *runOptions) pictureSinks(records *recorder) []recordSink {
	if o.hasPictures() {
		return []recordSink{records}
	}
	return nil
}

// writePictures writes the pictures, and the document that has them all.
func (o *runOptions) writePictures(to *folder.Folder, s *load.Scenario, r *run.Run, records *recorder) error {
	if !o.plot {
		return nil
	}
	d, err := o.document(s, r, records)
	if err != nil {
		return err
	}
	if err := to.Write(folder.PageFile, func(w io.Writer) error { return webpage.Runs(w, []*webpage.Document{d}) }); err != nil {
		return err
	}
	return plots.Draw(plots.Pictures, records.picturedRun(r), o.size.Size, writerInto(to))
}

// writerInto writes files whole into a folder.
func writerInto(folder *folder.Folder) func(name string, file []byte) error {
	return func(name string, file []byte) error {
		return folder.Write(name, func(w io.Writer) error { _, err := w.Write(file); return err })
	}
}

// runCompared runs the storm, and what its report compares it with.
func (o *runOptions) runCompared(ctx context.Context, s *load.Scenario, sinks ...recordSink) (*run.Run, error) {
	storm := &simulation.Storm{Scenario: s, Version: version, Compared: o.hasComparisons(), Varied: o.whatVaried(), Runner: runner{&o.scenarioFlags, ctx}}
	r, err := storm.Run(sinks...)
	if audit := (simulation.AuditError{}); errors.As(err, &audit) {
		err = failure(internalError, err)
	}
	return r, err
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

// whatVaried says that --set made another scenario of it, of which its expectations need not hold. To set an expectation makes none.
func (o *scenarioFlags) whatVaried() string {
	if slices.ContainsFunc(o.set, func(set string) bool { return !strings.HasPrefix(strings.TrimSpace(set), "expect.") }) {
		return "--set"
	}
	return ""
}

// hasComparisons reports whether the report runs the storm again, under other profiles.
func (o *runOptions) hasComparisons() bool { return o.format.value == "text" || o.hasPictures() }

// recorder keeps the records of a run for the pictures, unless there are too many; where copies went it counts all the same.
type recorder struct {
	records []sim.Record
	full    bool
	flow    *runs.Flow
	played  *player.Recorder // of --player
}

const maxRecords = 200_000

func (m *recorder) Take(r *sim.Record) {
	m.flow.Take(r)
	if m.full = m.full || len(m.records) == maxRecords; m.full {
		m.records = nil
		return
	}
	m.records = append(m.records, *r)
}

func (m *recorder) Err() error { return nil }

// picturedRun is what the pictures tell.
func (m *recorder) picturedRun(r *run.Run) runs.Run {
	return runs.Run{Config: r.Config, Result: r.Result, Records: m.records, Flow: m.flow, Deliveries: r.Deliveries}
}
