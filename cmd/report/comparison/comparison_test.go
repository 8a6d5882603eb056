package comparison

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mailstorm/cmd/report/encode"
	"mailstorm/cmd/report/layout"
	"mailstorm/cmd/report/reporttest"
	"mailstorm/cmd/report/run"
	"mailstorm/cmd/report/sweepfolder"
	"mailstorm/sim/metrics"
)

// drawnSide is a side with mail of few moments and recipients, so that much of it is the same on two sides.
func drawnSide(t *rapid.T, name string) Side {
	s := Side{tables: []table{}}
	for _, of := range rapid.SliceOfDistinct(rapid.SampledFrom([]string{"deck", "news", "office"}), rapid.ID[string]).Draw(t, name+" tables") {
		rows := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) delivery {
			d := delivery{written: time.Duration(rapid.IntRange(0, 4).Draw(t, "written")), to: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "to"), first: -1, size: 7}
			if rapid.Bool().Draw(t, "arrived") {
				d.first = d.written + time.Duration(rapid.IntRange(0, 9).Draw(t, "wait"))
			}
			d.bounced = rapid.Bool().Draw(t, "bounced")
			return d
		}), 0, 12).Draw(t, name+" mail")
		s.tables = append(s.tables, table{of, rows})
	}
	s.sort()
	return s
}

// What is paired is counted once, as a plain search finds it, whichever side comes first.
func TestPairsAreWhatASearchFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sides := []Side{drawnSide(t, "one"), drawnSide(t, "two")}
		p, q := pair(sides), pair([]Side{sides[1], sides[0]})
		if p.Common != q.Common || p.Arrived != q.Arrived || p.Saved[0] != q.Saved[1] || p.Only[0] != q.Only[1] || !slices.Equal(slices.Sorted(slices.Values(p.Waits[0])), slices.Sorted(slices.Values(q.Waits[1]))) {
			t.Fatalf("it matters who comes first: %+v and %+v", p, q)
		}
		var common, arrived, only, saved int64
		for i := range sides[0].tables {
			other := sides[1].table(sides[0].tables[i].name)
			if other == nil {
				continue
			}
			left := slices.Clone(other.deliveries)
			for _, d := range sides[0].tables[i].deliveries {
				k := slices.IndexFunc(left, func(o delivery) bool { return o.compare(d) == 0 })
				if k < 0 {
					continue
				}
				o := left[k]
				left = slices.Delete(left, k, k+1)
				common++
				switch {
				case d.first >= 0 && o.first >= 0:
					arrived++
				case d.first >= 0:
					only++
				case d.bounced && o.first >= 0:
					saved++
				}
			}
		}
		if p.Common != common || p.Arrived != arrived || p.Only[0] != only || p.Saved[0] != saved || int64(len(p.Waits[0])) != arrived {
			t.Fatalf("%+v, and a search finds %d the same, %d arrived with both, %d only with one, %d saved", p, common, arrived, only, saved)
		}
	})
}

// A result that is read back is the one that was written, as far as files are precise.
func TestAResultIsReadBack(t *testing.T) {
	s := reporttest.Simulate(t, reporttest.Load(t, reporttest.TwoHosts))
	of := SideOf(s.Scenario.Config, s.Result, s.World.Deliveries, "1.2.3")
	r := &run.Run{Config: s.Scenario.Config, Result: s.Result, Version: "1.2.3", Profiles: s.Scenario.Profiles, Deliveries: s.World.Deliveries}
	dir := t.TempDir()
	var result, messages bytes.Buffer
	if err := run.JSON(&result, r); err != nil {
		t.Fatal(err)
	}
	if err := run.Messages(&messages, r); err != nil {
		t.Fatal(err)
	}
	reporttest.Write(t, filepath.Join(dir, run.ResultFile), result.String())
	reporttest.Write(t, filepath.Join(dir, run.MessagesFile), messages.String())
	back, err := ReadResult(dir)
	if err != nil {
		t.Fatal(err)
	}
	if back.Seed != of.Seed || back.Version != of.Version || back.Digest != of.Digest || !slices.Equal(back.Hosts, of.Hosts) || len(back.Metrics) != len(of.Metrics) {
		t.Errorf("%+v", back.Side)
	}
	for i, m := range of.Metrics {
		if b := back.Metrics[i]; b.Name != m.Name || encode.Exact(b.Value, b.Unit) != encode.Exact(m.Value, m.Unit) {
			t.Errorf("%s is %v, and read back %v", m.Name, m.Value, b.Value)
		}
	}
	for i := range of.tables {
		for k := range of.tables[i].deliveries {
			d := &of.tables[i].deliveries[k]
			if d.written = d.written.Round(time.Millisecond); d.first >= 0 {
				d.first = d.first.Round(time.Millisecond)
			}
		}
	}
	if !reflect.DeepEqual(of.tables, back.tables) {
		t.Errorf("%+v, and read back %+v", of.tables, back.tables)
	}
	for _, broken := range []string{"mail,to\n", messages.String() + "\"", strings.Replace(messages.String(), "27000000", "much", 1)} {
		reporttest.Write(t, filepath.Join(dir, run.MessagesFile), broken)
		if _, err := ReadResult(dir); err == nil || !strings.Contains(err.Error(), run.MessagesFile) {
			t.Errorf("%.40q: %v", broken, err)
		}
	}
	if err := os.Remove(filepath.Join(dir, run.MessagesFile)); err != nil {
		t.Fatal(err)
	}
	if back, err = ReadResult(dir); err != nil || back.tables != nil {
		t.Errorf("without messages.csv: %v", err)
	}
}

// between compares two sides with the metrics that are given.
func between(values ...map[metrics.ID]int64) *Comparison {
	c := &Comparison{Plan: &sweepfolder.Plan{Keys: []string{sweepfolder.DesignKey}}}
	for i, given := range values {
		s := Side{Digest: fmt.Sprint(i)}
		for id, m := range metrics.Catalogue {
			s.Metrics = append(s.Metrics, Metric{m.Name, m.Unit, metrics.Int(given[metrics.ID(id)])})
		}
		c.Sides, c.Plan.Choices = append(c.Sides, s), append(c.Plan.Choices, []string{string(rune('a' + i))})
	}
	return c
}

func TestTheFirstSentence(t *testing.T) {
	const hour = int64(time.Hour)
	base := map[metrics.ID]int64{metrics.Copies: 100, metrics.NDRCount: 10, metrics.HeardMax: 24 * hour, metrics.Duplicates: 0}
	for _, row := range []struct {
		change map[metrics.ID]int64
		want   string
	}{
		{nil, "With b instead of a: no difference that people would notice."},
		{map[metrics.ID]int64{metrics.Copies: 110, metrics.NDRCount: 0, metrics.HeardMax: 22 * hour}, "With b instead of a: 10 fewer NDRs and 2 h less silence."},
		{map[metrics.ID]int64{metrics.Copies: 150, metrics.Duplicates: 40, metrics.NDRCount: 0}, "With b instead of a: 10 fewer NDRs, but 40 more duplicates."},
		{map[metrics.ID]int64{metrics.Copies: 99, metrics.LostDeliveries: 1}, "With b instead of a: 1 fewer delivery arrives and 1 more mail lost without an NDR."},
		{map[metrics.ID]int64{metrics.HeardMax: 24*hour + int64(30*time.Second)}, "With b instead of a: no difference that people would notice."},
		{map[metrics.ID]int64{metrics.WireWasted: 3_000_000}, "With b instead of a: 3 MB more transferred for nothing."},
	} {
		other := map[metrics.ID]int64{}
		for id, v := range base {
			other[id] = v
		}
		for id, v := range row.change {
			other[id] = v
		}
		if got := between(base, other).headline(); got != row.want {
			t.Errorf("%q, want %q", got, row.want)
		}
	}
	if got, want := between(base, base, map[metrics.ID]int64{metrics.Copies: 99, metrics.HeardMax: hour}).headline(), "Most mail arrives with a or b (100); shortest silence with c (1 h)."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// A silence that does not end is no short one.
func TestALossIsSilenceWithoutEnd(t *testing.T) {
	c := between(map[metrics.ID]int64{metrics.LostDeliveries: 1, metrics.HeardMax: 5}, map[metrics.ID]int64{metrics.HeardMax: 7})
	var b strings.Builder
	if err := Text(&b, c, false, layout.Style{}); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(strings.Fields(b.String()), " "); !strings.Contains(got, "longest silence no end less than 1 s -") || !strings.HasPrefix(got, "With b instead of a: 1 fewer mail lost without an NDR.") {
		t.Error(b.String())
	}
}
