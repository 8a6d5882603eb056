package experiment_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"mailstorm/scenarios"
	"mailstorm/sim"
	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
)

// Every story of the library, as it is and with delay notices everywhere, as one row: what a row counts is what the run itself counts.
func TestRowsAgreeWithTheRun(t *testing.T) {
	silent := 0
	for _, entry := range scenarios.Library() {
		plain, err := scenarios.Load(entry.Name, scenarios.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var notices []string
		for _, h := range plain.Config.Hosts {
			notices = append(notices, fmt.Sprintf("host.%q.delay_notice = \"4h\"", h.Name))
		}
		for _, set := range [][]string{nil, notices} {
			s, err := scenarios.Load(entry.Name, scenarios.Options{Set: set})
			if err != nil {
				t.Fatal(err)
			}
			row, v := story(t, s)
			one := experiment.Plan{Choices: []experiment.Choice{{Config: s.Config}}}
			for _, m := range one.FindStructuralZeros(true) {
				if row.Parts[2*m] > 0 {
					t.Errorf("%s: %s cannot happen, and did", entry.Name, experiment.Catalogue[m].Name)
				}
			}
			if v[metrics.Resent] > 0 || slices.ContainsFunc(s.Config.Mails, func(m sim.Mail) bool { return m.Forged }) {
				continue // what was written again, and what was forged, is in the metrics of the run, and not in the row
			}
			if longest, middle := inMinutes(row.Silent); longest != v[metrics.SilenceMax] || middle != v[metrics.SilenceP50] {
				t.Errorf("%s: silences of %d and %d min, want %d and %d", entry.Name, longest, middle, v[metrics.SilenceMax], v[metrics.SilenceP50])
			}
			if row.Parts[2*experiment.FalseNDRs] != v[metrics.DeliveredFalse] || row.Parts[2*experiment.Duplicates] != v[metrics.Duplicates] ||
				row.Parts[2*experiment.FalseNDRs+1] != v[metrics.Deliveries] || row.Parts[2*experiment.BouncedGood+1] != 0 {
				t.Errorf("%s: parts %v, run %v", entry.Name, row.Parts, v)
			}
			if set != nil && len(row.Silent) > 0 && row.Silent[0].Minute <= 241 {
				silent++
			}
		}
	}
	if silent < 10 {
		t.Errorf("only %d stories have notices", silent)
	}
}

// story is the row of a scenario, with metrics of its run.
func story(t *testing.T, s *scenarios.Scenario) (row experiment.Row, v map[metrics.ID]int64) {
	t.Helper()
	extra := []metrics.ID{metrics.SilenceMax, metrics.SilenceP50, metrics.DeliveredFalse, metrics.Duplicates, metrics.Resent, metrics.Deliveries}
	p := &experiment.Plan{Choices: []experiment.Choice{{Values: []string{"as it is"}, Config: s.Config}}, Extra: extra, Seed: s.Config.Seed, Runs: 1}
	if err := experiment.Run(context.Background(), p, 1, nil, func(r *experiment.Row) error { row = *r; return nil }); err != nil {
		t.Fatalf("%s: %v", s.Config.Name, err)
	}
	v = map[metrics.ID]int64{}
	for i, id := range extra {
		v[id] = row.Extra[i]
		if metrics.Catalogue[id].Unit == metrics.Duration && v[id] != experiment.Missing {
			v[id] = (v[id] + int64(time.Minute) - 1) / int64(time.Minute)
		}
	}
	return row, v
}

// inMinutes are the largest value and the median of bins.
func inMinutes(bins []experiment.Bin) (longest, middle int64) {
	var values []int64
	for _, b := range bins {
		for range b.Count {
			values = append(values, int64(b.Minute))
		}
	}
	middle, ok := metrics.Quantile(values, 50, 100)
	if !ok {
		return experiment.Missing, experiment.Missing
	}
	return values[len(values)-1], middle
}

// What people write again after an NDR has no delivery of its own in a row: its bytes are what the choice costs, and each copy of it that
// finds another one there is an extra one, not a duplicate. What is forged costs bytes, and is nobody's delivery.
func TestRowsSpeakOfWhatWasAskedFor(t *testing.T) {
	parts := func(name string, set ...string) (p [2 * experiment.Measures]int64, v map[metrics.ID]int64) {
		s, err := scenarios.Load(name, scenarios.Options{Set: set})
		if err != nil {
			t.Fatal(err)
		}
		row, v := story(t, s)
		return row.Parts, v
	}
	for _, c := range []struct {
		name     string
		measure  experiment.Measure
		num, den int64
	}{
		{"erp-resubmits", experiment.Duplicates, 0, 2},
		{"erp-resubmits", experiment.ExtraCopies, 5, 2},
		{"erp-resubmits", experiment.WireBytes, 6_500_000, 2},
		{"backscatter", experiment.Duplicates, 0, 0},
		{"backscatter", experiment.WireBytes, 15_600_000, 1040},
	} {
		p, _ := parts(c.name)
		if p[2*c.measure] != c.num || p[2*c.measure+1] != c.den {
			t.Errorf("%s: %s is %d / %d, not %d / %d", c.name, experiment.Catalogue[c.measure].Name, p[2*c.measure], p[2*c.measure+1], c.num, c.den)
		}
	}
	once, _ := parts("deck-worst-case")
	again, v := parts("deck-worst-case", `mail.deck.resend="100%"`)
	if v[metrics.Duplicates] <= once[2*experiment.Duplicates] || again[2*experiment.Duplicates] != once[2*experiment.Duplicates] ||
		again[2*experiment.Duplicates+1] != once[2*experiment.Duplicates+1] || again[2*experiment.ExtraCopies] == 0 {
		t.Errorf("duplicates and extra copies of what was written once: %v, and again: %v; %d duplicates in the run", once, again, v[metrics.Duplicates])
	}
}
