//go:build slow

package main

import (
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"mailstorm/cmd/learn"
	"mailstorm/cmd/learn/pseudonym"
	"mailstorm/cmd/learn/source"
	"mailstorm/scenarios/records"
)

var drawnStorms = flag.Uint64("storms", 200, "learn from so many drawn storms")

// findings are what records tell.
func findings(t *testing.T, path string) *learn.Findings {
	t.Helper()
	files, err := source.Open([]string{path}, records.Options{Year: 2026, Zone: time.UTC}, func(int64, string) {})
	if err != nil {
		t.Fatal(err)
	}
	l := learn.New(learn.Options{Zone: time.UTC, Own: []string{"own.example"}})
	if err := files.Learn(t.Context(), l, 40e6); err != nil {
		t.Fatal(err)
	}
	report := files.Report(l, pseudonym.New(nil))
	if report.Unusable > 0 {
		t.Fatal(report.Mistakes)
	}
	return report.Findings
}

// coverage counts how often what is learned holds the truth.
type coverage map[string]*struct{ held, all int }

func (c coverage) count(what string, holds bool) bool {
	if c[what] == nil {
		c[what] = &struct{ held, all int }{}
	}
	c[what].all++
	if holds {
		c[what].held++
	}
	return holds
}

func (c coverage) String() (s string) {
	for _, what := range slices.Sorted(maps.Keys(c)) {
		s += fmt.Sprintf("%s %d of %d; ", what, c[what].held, c[what].all)
	}
	return s
}

// holds counts a figure and tells where it misses the truth.
func (c coverage) holds(t *testing.T, s *drawnStorm, what string, low, high, truth float64) {
	if !c.count(what, low <= truth && truth <= high) {
		t.Logf("%v: %s %g to %g, not %g", s, what, low, high, truth)
	}
}

// Drawn storms, written as logs, traces and DSNs and learned again: the profile is among those that fit, and intervals hold the truth.
func TestLearnDrawnStorms(t *testing.T) {
	c := coverage{}
	for seed := range *drawnStorms {
		s, dir := drawStorm(seed), t.TempDir()
		out := filepath.Join(dir, "out")
		if said := inProcess([]string{"run", s.write(t, dir), "--out", out, "--quiet", "--events", "none"}); said.code != 0 {
			t.Fatal(said.err)
		}
		file := filepath.Join(out, s.records)
		if _, err := os.Stat(file); s.records == "dsn" && os.IsNotExist(err) {
			c.count("storms with DSNs", false)
			continue
		}
		f := findings(t, file)
		c.schedule(t, s, &f.Schedule)
		c.spells(t, s, &f.Outages)
		if s.records != "dsn" {
			c.traffic(t, s, &f.Traffic)
			c.outages(t, s, &f.Outages)
			c.profiles(t, s, &f.Schedule)
		}
		if err := os.RemoveAll(dir); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	t.Log(c)
	for what, n := range c {
		least := 90
		if what == "profile named" || what == "outages within their bounds" {
			least = 95
		}
		if n.held*100 < least*n.all {
			t.Errorf("%s: %d of %d", what, n.held, n.all)
		}
	}
}

func (c coverage) traffic(t *testing.T, s *drawnStorm, f *learn.Traffic) {
	c.holds(t, s, "messages a week", f.Rate.Low, f.Rate.High, s.perDay*7*float64(s.destinations))
	for _, q := range f.Sizes { // they are rounded to two digits, and so is the truth
		size := float64(s.size) * map[int]float64{10: 200, 50: 1e3, 90: 1e4, 99: 1e5}[q.Percent]
		scale := math.Pow10(int(math.Log10(size)) - 1)
		c.holds(t, s, "sizes", q.Low, q.High, math.Round(size/scale)*scale)
	}
}

func (c coverage) outages(t *testing.T, s *drawnStorm, f *learn.Outages) {
	e := f.Estimate
	c.holds(t, s, "outages a week", e.PerWeek.Low, e.PerWeek.High, s.perWeek*s.longer(e.Least))
	for _, q := range e.Quantiles {
		c.holds(t, s, fmt.Sprintf("length of %d %%", q.Percent), float64(q.Low), float64(q.High), s.quantile(q.Percent, e.Least))
	}
}

// spells compares each outage that was met with those that there were.
func (c coverage) spells(t *testing.T, s *drawnStorm, f *learn.Outages) {
	for i := range f.Observed.Spells {
		o, d := &f.Observed.Spells[i], 0
		if _, err := fmt.Sscanf(f.Places[o.Destination].Name, "d%d.example", &d); err != nil {
			t.Fatal(err)
		}
		if !c.count("outages within their bounds", s.beginsBetween(d, o.BeganFrom, o.BeganTo) && s.endsBetween(d, o.EndedFrom, o.EndedTo)) {
			t.Logf("%v: outage of d%d from %d..%d to %d..%d", s, d, o.BeganFrom, o.BeganTo, o.EndedFrom, o.EndedTo)
		}
	}
}

func (c coverage) schedule(t *testing.T, s *drawnStorm, f *learn.Schedule) {
	if b := f.Expiration; b.N > 0 {
		c.holds(t, s, "expiration", (b.Least + 1).Seconds(), b.Most.Seconds()+1, s.expiration.Seconds())
	}
	for i, o := range f.ByOrdinal[:min(len(s.waits), len(f.ByOrdinal))] {
		const grain = 2 // seconds
		c.holds(t, s, fmt.Sprintf("wait %d", i+1), o.Waits[1].Low-grain, o.Waits[1].High+grain, float64(s.waits[i]))
	}
}

func (c coverage) profiles(t *testing.T, s *drawnStorm, f *learn.Schedule) {
	fits, named := "", false
	for _, p := range f.Candidates {
		if p.Fits {
			named = named || p.Profile == s.profile
			fits += " " + p.Profile
		}
	}
	if len(f.Candidates) > 0 && !c.count("profile named", named) {
		best := f.Candidates[0]
		t.Logf("%v: fits%s, nearest %s, %g, p = %g", s, fits, best.Profile, best.Distance, best.P)
	}
	if f.LongestIs.N >= 10 && !c.count("profile alone", fits == " "+s.profile) {
		t.Logf("%v: from %d late waits, fits%s", s, f.LongestIs.N, fits)
	}
}
