// Package simulation runs a scenario, and the storms that its report compares it with.
package simulation

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"mailstorm/cmd/report/run"
	"mailstorm/scenarios/expect"
	"mailstorm/scenarios/load"
	"mailstorm/scenarios/profile"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// Sink takes the records of a run until it fails.
type Sink interface {
	Take(*sim.Record)
	Err() error
}

// Runner runs worlds to their ends, or stops them.
type Runner interface {
	Simulate(c *sim.Config, sinks ...Sink) (*sim.World, error)
	Stopped() bool // no further storm is to be run
}

// FanOut gives each record to all sinks.
func FanOut(sinks []Sink) sim.Sink {
	switch len(sinks) {
	case 0:
		return nil
	case 1:
		return sinks[0].Take
	}
	return func(r *sim.Record) {
		for _, sink := range sinks {
			sink.Take(r)
		}
	}
}

// Storm is a scenario, and how it is run.
type Storm struct {
	*load.Scenario
	Version  string // of the program
	Compared bool   // the report compares it with other profiles
	Varied   string // what made another scenario of it, whose expectations need not hold; empty: nothing did
	Runner   Runner
}

// VariedBy says that overrides made another scenario of it, of which its expectations need not hold. To set an expectation makes none.
func VariedBy(set []string) string {
	if slices.ContainsFunc(set, func(set string) bool { return !strings.HasPrefix(strings.TrimSpace(set), "expect.") }) {
		return "--set"
	}
	return ""
}

// MaxComparedAttempts is the size of the largest storm that is run again under other profiles.
const MaxComparedAttempts = 200_000

// Run runs the storm, and what its report compares it with. A run whose sink failed is there beside the error.
func (s *Storm) Run(sinks ...Sink) (*run.Run, error) {
	w, sinkError := s.Runner.Simulate(s.Config, sinks...)
	result, err := w.Result()
	if err != nil {
		return nil, AuditError{err}
	}
	r := &run.Run{Config: s.Config, Result: result, Version: s.Version, Profiles: s.Profiles, Deliveries: w.Deliveries, GeneratedBy: w.GeneratedBy}
	if r.Expect, err = s.verdicts(expect.Snapshot{Result: result, Deliveries: w.Deliveries}); err != nil {
		return nil, err
	}
	if s.Compared && result.Stopped == "" && result.Values[metrics.Attempts].Num <= MaxComparedAttempts {
		r.Others = s.otherProfiles()
		r.DelayNotices = s.withDelayNotices(result)
		r.OtherDrops = s.withOtherDropReading(result)
	}
	return r, sinkError
}

// InternalError introduces errors that only a bug can cause.
const InternalError = "internal error in mailstorm, please report it"

// AuditError is a result that contradicts itself: only a bug can cause it.
type AuditError struct{ Err error }

func (e AuditError) Error() string { return InternalError + ": " + e.Err.Error() }
func (e AuditError) Unwrap() error { return e.Err }

// Failure is an error at run time: what was asked for was right.
type Failure struct{ Err error }

func (e Failure) Error() string { return e.Err.Error() }
func (e Failure) Unwrap() error { return e.Err }

// ErrInterrupted says that somebody pressed Ctrl-C before anything was written.
var ErrInterrupted = errors.New("interrupted; nothing was written")

// Failed is a failure; doing says what failed.
func Failed(doing string, err error) error {
	if err == nil {
		return nil
	}
	return Failure{fmt.Errorf("%s: %w", doing, err)}
}

// verdicts compares the run with its expectations. A run that ended early has no values for later times.
func (s *Storm) verdicts(end expect.Snapshot) (all []run.Verdict, err error) {
	var moments []expect.Snapshot
	if end.Result.Stopped == "" {
		if moments, err = s.ToMoments(s.Config.Seed); err != nil {
			return nil, AuditError{err}
		}
		if s.Runner.Stopped() && len(moments) < len(s.Expect.Moments()) {
			end.Result.Stopped = "interrupted"
		}
	}
	for i, v := range s.Expect.JudgeOne(s.Expect.Answer(end, moments)) {
		e := &s.Expect[i]
		all = append(all, run.Verdict{Name: e.Name, Wanted: e.Wanted, Actual: ActualText(e, &v, s.Config.Clock), OK: v.OK, Many: e.Many, Varied: s.Varied})
	}
	return all, nil
}

// MostRuns is how many storms Run runs at most.
func (s *Storm) MostRuns() int {
	if !s.Compared {
		return 1
	}
	return 1 + len(s.comparedProfiles()) + 2 // with delay notices, and with the other reading of a dropped connection
}

// comparedProfiles are the other profiles of the watched host's family; none where the host has none of them.
func (s *Storm) comparedProfiles() []profile.Entry {
	family := s.Config.Hosts[s.Config.Watch].Profile.Family
	if family == "" {
		return nil
	}
	all := profile.FamilyMembers(family)
	named := func(e profile.Entry) bool { return e.Name == s.Profiles[s.Config.Watch] }
	if !slices.ContainsFunc(all, named) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(all), named)
}

// otherProfiles runs the same storm under these; what cannot be compared is left out.
func (s *Storm) otherProfiles() (all []run.Other) {
	host := s.Config.Hosts[s.Config.Watch].Name
	for _, e := range s.comparedProfiles() {
		if s.Runner.Stopped() {
			break
		}
		if r := s.vary(fmt.Sprintf("host.%q.profile=%q", host, e.Name)); r != nil {
			all = append(all, run.Other{Host: host, Profile: e.Name, AtLeast: e.LowerBound, Values: r.Values,
				DeferredEmptyAt: r.Hosts[s.Config.Watch].DeferredEmptyAt})
		}
	}
	return all
}

// vary runs the same storm with another setting; nil where that is not possible: then the report leaves it out.
func (s *Storm) vary(set string) *sim.Result {
	varied, err := s.Vary(set)
	if err != nil {
		return nil
	}
	w, err := s.Runner.Simulate(varied.Config)
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
func (s *Storm) withDelayNotices(r *sim.Result) *run.Other {
	p := s.Config.Hosts[s.Config.Watch].Profile
	if p.Family != "exchange-online" || p.Notice > 0 || r.Values[metrics.Deferrals].Num == 0 {
		return nil
	}
	name := s.Config.Hosts[s.Config.Watch].Name
	varied := s.vary(fmt.Sprintf("host.%q.delay_notice=%q", name, "4h"))
	if varied == nil || varied.Values[metrics.DelayCount].Num == 0 {
		return nil
	}
	return &run.Other{Host: name, Profile: p.Name, Values: varied.Values}
}

// withOtherDropReading runs the storm with the other reading of what a dropped connection is, for the first host with a queue's timer that met one.
func (s *Storm) withOtherDropReading(r *sim.Result) *run.Other {
	for i := range s.Config.Hosts {
		h := &s.Config.Hosts[i]
		if h.Profile.Memory != retry.QueueTimer || !ConnectionsDied(&r.Hosts[i]) {
			continue
		}
		reading := retry.DropIsTheQueues
		if h.Profile.Dropped == reading {
			reading = retry.DropIsTheMessages
		}
		varied := s.vary(fmt.Sprintf("host.%q.dropped_session=%q", h.Name, reading))
		if varied == nil || varied.Hosts[i].Values[metrics.Attempts] == r.Hosts[i].Values[metrics.Attempts] {
			return nil
		}
		return &run.Other{Host: h.Name, Profile: reading.String(), Values: varied.Hosts[i].Values}
	}
	return nil
}

// ConnectionsDied reports whether connections died after MAIL.
func ConnectionsDied(did *sim.HostResult) bool {
	return slices.ContainsFunc(did.Heard, func(t sim.Tally) bool { return t.Cause == smtp.Dropped || t.Cause == smtp.Stalled })
}
