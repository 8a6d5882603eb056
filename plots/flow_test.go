package plots

import (
	"testing"

	"mailstorm/plots/runs"
	"mailstorm/scenarios"
	"mailstorm/scenarios/load"
	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// What a flow counts is what the run counts, in every storm of the library, and no host hands on what it never got.
func TestFlowAgreesWithTheBooks(t *testing.T) {
	for _, e := range scenarios.Library() {
		s, err := load.Load(e.Name, load.Options{})
		if err != nil {
			t.Fatal(err)
		}
		f := runs.NewFlow()
		agrees(t, e.Name, f, scenariotest.Finish(t, sim.New(s.Config, f.Take)))
		balances(t, e.Name, f)
	}
}

func agrees(t *testing.T, name string, f *runs.Flow, r *sim.Result) {
	t.Helper()
	for _, sum := range []struct {
		at   []runs.Place
		want []metrics.ID
	}{
		{[]runs.Place{runs.Arrived, runs.Duplicated}, []metrics.ID{metrics.Copies}},
		{[]runs.Place{runs.Suppressed}, []metrics.ID{metrics.Suppressed}},
		{[]runs.Place{runs.Discarded, runs.Quarantined}, []metrics.ID{metrics.Discarded, metrics.Quarantined}},
		{[]runs.Place{runs.Bounced}, []metrics.ID{metrics.NDRCount}},
	} {
		got, want := int64(0), int64(0)
		for _, at := range sum.at {
			got += f.CopiesTo(at)
		}
		for _, id := range sum.want {
			want += r.Values[id].Num
		}
		if got != want {
			t.Errorf("%s: %d copies end %q, and the run counts %d", name, got, runs.PlaceNames[sum.at[0]], want)
		}
	}
}

func balances(t *testing.T, name string, f *runs.Flow) {
	t.Helper()
	in, out := map[runs.Place]int64{}, map[runs.Place]int64{}
	for l, n := range f.Links() {
		in[l.To] += n
		out[l.From] += n
		if n < 0 || l.From < 0 && l.From != runs.Source {
			t.Errorf("%s: %d copies from %s", name, n, runs.PlaceNames[l.From])
		}
	}
	for host := range in {
		if host >= 0 && out[host] < in[host] {
			t.Errorf("%s: host %d got %d copies, and only %d left it", name, host, in[host], out[host])
		}
	}
}
