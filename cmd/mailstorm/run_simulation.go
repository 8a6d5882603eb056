package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"mailstorm/cmd/report/events"
	"mailstorm/cmd/report/folder"
	"mailstorm/cmd/report/run"
	"mailstorm/cmd/report/webpage"
	"mailstorm/plots"
	"mailstorm/plots/runs"
	"mailstorm/scenarios/expect"
	"mailstorm/scenarios/load"
	"mailstorm/scenarios/profile"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
	"mailstorm/sim/retry"
)

// runOne runs one storm, and writes its folder unless path is empty.
func (o *runOptions) runOne(ctx context.Context, s *load.Scenario, path string) (*run.Run, error) {
	records := &recorder{flow: runs.NewFlow()}
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
		return o.runCompared(ctx, s, o.pictureSinks(records)...)
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
	sinks := append(logs.sinks(), o.pictureSinks(records)...)
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
	return r, o.writePictures(folder, s, r, records)
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
	w, sinkError := o.simulate(ctx, s.Config, sinks...)
	result, err := w.Result()
	if err != nil {
		return nil, failure(internalError, err)
	}
	r := &run.Run{Config: s.Config, Result: result, Version: version, Profiles: s.Profiles, Deliveries: w.Deliveries, GeneratedBy: w.GeneratedBy}
	if r.Expect, err = o.verdicts(ctx, s, expect.Snapshot{Result: result, Deliveries: w.Deliveries}); err != nil {
		return nil, err
	}
	if o.hasComparisons() && result.Stopped == "" && result.Values[metrics.Attempts].Num <= maxComparedAttempts {
		r.Others = o.otherProfiles(ctx, s)
		r.DelayNotices = o.withDelayNotices(ctx, s, result)
		r.OtherDrops = o.withOtherDropReading(ctx, s, result)
	}
	return r, sinkError
}

// verdicts compares the run with its expectations. A run that ended early has no values for later times.
func (o *scenarioFlags) verdicts(ctx context.Context, s *load.Scenario, end expect.Snapshot) (all []run.Verdict, err error) {
	var moments []expect.Snapshot
	if end.Result.Stopped == "" {
		if moments, err = o.runToMoments(ctx, s, s.Config.Seed); err != nil {
			return nil, failure(internalError, err)
		}
		if ctx.Err() != nil && len(moments) < len(s.Expect.Moments()) {
			end.Result.Stopped = "interrupted"
		}
	}
	for i, v := range s.Expect.JudgeOne(s.Expect.Answer(end, moments)) {
		e := &s.Expect[i]
		all = append(all, run.Verdict{Name: e.Name, Wanted: e.Wanted, Actual: actualText(e, &v, s.Config.Clock), OK: v.OK, Many: e.Many, Varied: o.isVaried()})
	}
	return all, nil
}

// isVaried reports whether --set made another scenario of it, of which its expectations need not hold. To set an expectation makes none.
func (o *scenarioFlags) isVaried() bool {
	return slices.ContainsFunc(o.set, func(set string) bool { return !strings.HasPrefix(strings.TrimSpace(set), "expect.") })
}

// hasComparisons reports whether the report runs the storm again, under other profiles.
func (o *runOptions) hasComparisons() bool { return o.format.value == "text" || o.hasPictures() }

// maxComparedAttempts is the size of the largest storm that is run again under other profiles.
const maxComparedAttempts = 200_000

// otherProfiles runs the same storm under the other profiles of the watched host's family; what cannot be compared is left out.
func (o *runOptions) otherProfiles(ctx context.Context, s *load.Scenario) (all []run.Other) {
	host := &s.Config.Hosts[s.Config.Watch]
	if host.Profile.Family == "" {
		return nil
	}
	family := profile.FamilyMembers(host.Profile.Family)
	named := func(e profile.Entry) bool { return e.Name == s.Profiles[s.Config.Watch] }
	if !slices.ContainsFunc(family, named) {
		return nil
	}
	for _, e := range family {
		if named(e) || ctx.Err() != nil {
			continue
		}
		if r := o.runVaried(ctx, s, fmt.Sprintf("host.%q.profile=%q", host.Name, e.Name)); r != nil {
			all = append(all, run.Other{Host: host.Name, Profile: e.Name, AtLeast: e.LowerBound, Values: r.Values,
				DeferredEmptyAt: r.Hosts[s.Config.Watch].DeferredEmptyAt})
		}
	}
	return all
}

// runVaried runs the same storm with another setting; nil where that is not possible: then the report leaves it out.
func (o *runOptions) runVaried(ctx context.Context, s *load.Scenario, set string) *sim.Result {
	varied, err := s.Vary(set)
	if err != nil {
		return nil
	}
	w, err := o.simulate(ctx, varied.Config)
	if err != nil {
		return nil
	}
	result, err := w.Result()
	if err != nil || result.Stopped != "" {
		return nil
	}
	return result
}

// withDelayNotices runs the storm with delay notices, where it is unknown whether the watched host sends them and it would matter.
func (o *runOptions) withDelayNotices(ctx context.Context, s *load.Scenario, r *sim.Result) *run.Other {
	p := s.Config.Hosts[s.Config.Watch].Profile
	if p.Family != "exchange-online" || p.Notice > 0 || r.Values[metrics.Deferrals].Num == 0 {
		return nil
	}
	name := s.Config.Hosts[s.Config.Watch].Name
	varied := o.runVaried(ctx, s, fmt.Sprintf("host.%q.delay_notice=%q", name, "4h"))
	if varied == nil || varied.Values[metrics.DelayCount].Num == 0 {
		return nil
	}
	return &run.Other{Host: name, Profile: p.Name, Values: varied.Values}
}

// withOtherDropReading runs the storm with the other reading of what a dropped connection is, for the first host with a queue's timer that met one.
func (o *runOptions) withOtherDropReading(ctx context.Context, s *load.Scenario, r *sim.Result) *run.Other {
	for i := range s.Config.Hosts {
		h := &s.Config.Hosts[i]
		if h.Profile.Timer != retry.PerQueue || !connectionsDied(&r.Hosts[i]) {
			continue
		}
		reading := retry.DropIsTheQueues
		if h.Profile.Dropped == reading {
			reading = retry.DropIsTheMessages
		}
		varied := o.runVaried(ctx, s, fmt.Sprintf("host.%q.dropped_session=%q", h.Name, reading))
		if varied == nil || varied.Hosts[i].Values[metrics.Attempts] == r.Hosts[i].Values[metrics.Attempts] {
			return nil
		}
		return &run.Other{Host: h.Name, Profile: reading.String(), Values: varied.Hosts[i].Values}
	}
	return nil
}

// recorder keeps the records of a run for the pictures, unless there are too many; where copies went it counts all the same.
type recorder struct {
	records []sim.Record
	full    bool
	flow    *runs.Flow
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
