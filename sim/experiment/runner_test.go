package experiment

import (
	"bytes"
	"context"
	"errors"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"mailstorm/sim/experiment/stormtest"
	"mailstorm/sim/metrics"
)

func small(t testing.TB, runs uint32) *Plan {
	p := sweep(t, runs, 24*time.Hour, 40, 24, 18, 12)
	p.Extra = []metrics.ID{metrics.NDRMax, metrics.Amplification, metrics.DelayFirst}
	return p
}

func lines(all []Row) (b []byte) {
	for i := range all {
		b = AppendRow(b, &all[i])
	}
	return b
}

func TestTheNumberOfCoresChangesNothing(t *testing.T) {
	want := lines(rows(t, small(t, 30), 1))
	for _, cores := range []int{2, 3, 16} {
		if got := lines(rows(t, small(t, 30), cores)); !bytes.Equal(got, want) {
			t.Errorf("%d cores give other rows than one", cores)
		}
	}
}

func TestRowsComeInOrder(t *testing.T) {
	for i, r := range rows(t, small(t, 25), 4) {
		if r.Run != uint32(i/3) || r.Choice != uint32(i%3) {
			t.Fatalf("row %d is that of run %d, choice %d", i, r.Run, r.Choice)
		}
	}
}

func TestWhatIsThereIsNotRunAgain(t *testing.T) {
	var got []uint32
	err := Run(context.Background(), small(t, 10), 2, func(run uint32) bool { return run < 6 || run == 8 }, func(r *Row) error {
		if r.Choice == 0 {
			got = append(got, r.Run)
		}
		return nil
	})
	if want := []uint32{6, 7, 9}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("runs %v, %v; want %v", got, err, want)
	}
}

// A choice that is a standard is run once, and its rows are the same as if it had been run by itself.
func TestSharedConfigIsTheSame(t *testing.T) {
	apart, shared := small(t, 10), small(t, 10)
	apart.Standards[0][0] = stormtest.Outage(t, 24*time.Hour, stormtest.Exponential(24*time.Hour), 40)
	shared.Standards[0][0] = shared.Choices[0].Config
	if !bytes.Equal(lines(rows(t, apart, 2)), lines(rows(t, shared, 2))) {
		t.Error("a standard that is a choice gives other rows")
	}
}

func TestInterruptionIsPrompt(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	p := sweep(t, 1000, 24*time.Hour, 20_000, 24, 12)
	taken := 0
	err := Run(ctx, p, 2, nil, func(*Row) error {
		if taken++; taken == 2 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("it ends with %v", err)
	}
	if taken > 20 {
		t.Errorf("it went on for %d rows", taken)
	}
}

func TestAnErrorOfTakeEndsIt(t *testing.T) {
	full := errors.New("the disk is full")
	n := 0
	synctest.Test(t, func(t *testing.T) { // it ends when all goroutines that were started in it have
		err := Run(t.Context(), small(t, 1000), 2, nil, func(*Row) error {
			if n++; n == 5 {
				return full
			}
			return nil
		})
		if err != full || n != 5 {
			t.Errorf("it ends with %v after %d rows", err, n)
		}
	})
}

func TestTheLimitOfCopiesIsAnErrorThatSaysWhere(t *testing.T) {
	p := small(t, 5)
	p.Seed = 70
	limited := *p.Choices[1].Config
	limited.CopyLimit = 20
	p.Choices[1].Config = &limited
	n := 0
	err := Run(context.Background(), p, 2, nil, func(*Row) error { n++; return nil })
	if err == nil || n != 0 || !strings.Contains(err.Error(), "seed 70") || !strings.Contains(err.Error(), "18h") || !strings.Contains(err.Error(), "limit of copies") {
		t.Errorf("it ends with %v after %d rows", err, n)
	}
	p = small(t, 5)
	limited = *p.Standards[0][0]
	limited.CopyLimit = 20
	p.Standards[0][0] = &limited
	if err := Run(context.Background(), p, 2, nil, func(*Row) error { return nil }); err == nil || !strings.Contains(err.Error(), "good mail") {
		t.Errorf("it ends with %v", err)
	}
}

// What people write does not depend on the choice, unless the choice is about that: then there is no common measure of good mail.
func TestOtherMailIsNotCompared(t *testing.T) {
	p := small(t, 1)
	p.Choices[1].Config = stormtest.Outage(t, 18*time.Hour, stormtest.Exponential(24*time.Hour), 44)
	all := rows(t, p, 1)
	if all[1].Parts[2*BouncedGood+1] != 0 || all[1].Parts[2*BouncedLong+1] != 0 || all[1].Parts[2*WireBytes+1] != 44 {
		t.Errorf("parts %v", all[1].Parts)
	}
	if all[2].Parts[2*BouncedGood+1] != 40 {
		t.Errorf("parts %v", all[2].Parts)
	}
}

func TestForgedMailIsNobodysLoss(t *testing.T) {
	p := small(t, 3)
	whole := rows(t, p, 1)
	configs := slices.Clone(p.Standards[0])
	for i := range p.Choices {
		configs = append(configs, p.Choices[i].Config)
	}
	for _, c := range configs {
		c.Mails[1].Forged = true
	}
	for i, r := range rows(t, p, 1) {
		if r.Parts[2*BouncedGood+1] != 30 || r.Parts[2*BouncedStrangers+1] != 0 || r.Parts[2*BouncedOwn] != whole[i].Parts[2*BouncedOwn] {
			t.Errorf("parts %v", r.Parts)
		}
	}
}

func TestWhatARowCounts(t *testing.T) {
	p := small(t, 40)
	for _, r := range rows(t, p, 2) {
		num, den := func(m Measure) int64 { return r.Parts[2*m] }, func(m Measure) int64 { return r.Parts[2*m+1] }
		switch {
		case num(BouncedGood) != num(BouncedOwn)+num(BouncedStrangers) || den(BouncedGood) != den(BouncedOwn)+den(BouncedStrangers):
			t.Errorf("own and strangers are not all: %v", r.Parts)
		case num(BouncedLong) > num(BouncedGood) || num(BouncedLate) != num(BouncedGood) || den(BouncedLate) > den(BouncedGood) || num(BouncedLate) > den(BouncedLate):
			t.Errorf("a part is more than the whole: %v", r.Parts)
		case den(MeanTold) != 60*(num(BouncedGood)-num(BouncedLong)) || count(r.Told) != uint64(num(BouncedGood)-num(BouncedLong)):
			t.Errorf("dead is what bounced though the first standard delivers it and the second does not: %v, told %v", r.Parts, r.Told)
		case den(MeanSilence) != 60*num(BouncedGood) || count(r.Silent) != uint64(num(BouncedGood)):
			t.Errorf("without notices the silence of all that bounced lasts until the NDR: %v, %v", r.Parts, r.Silent)
		case len(r.Silent) > 0 && r.Extra[0] != int64(r.Silent[len(r.Silent)-1].Minute)*int64(time.Minute):
			t.Errorf("ndr.max %v, silent %v", r.Extra, r.Silent)
		case len(r.Silent) == 0 && r.Extra[0] != Missing || r.Extra[2] != Missing || r.Extra[1] < 1_000_000:
			t.Errorf("extra %v", r.Extra)
		}
	}
}

// Mail is late because it was deferred, not because its data takes a second to cross.
func TestLateMailWasDeferred(t *testing.T) {
	fast, slow := small(t, 30), small(t, 30)
	for _, c := range append(slices.Clone(slow.Standards[0]), slow.Choices[0].Config, slow.Choices[1].Config, slow.Choices[2].Config) {
		c.Hosts[0].Bandwidth = 10_000_000
	}
	late, all := int64(0), int64(0)
	other := rows(t, slow, 2)
	for i, r := range rows(t, fast, 2) {
		if d := other[i].Parts[2*BouncedLate+1] - r.Parts[2*BouncedLate+1]; d < -1 || d > 1 { // one may fall under way into the outage
			t.Errorf("run %d, choice %d: %d of 40 are late, with slow lines %d", r.Run, r.Choice, r.Parts[2*BouncedLate+1], other[i].Parts[2*BouncedLate+1])
		}
		late, all = late+r.Parts[2*BouncedLate+1], all+r.Parts[2*BouncedGood+1]
	}
	if late == 0 || late == all {
		t.Errorf("%d of %d are late", late, all)
	}
}

func count(bins []Bin) (n uint64) {
	for _, b := range bins {
		n += b.Count
	}
	return n
}

// Twice the runs take twice the time, and no more memory: what is under way is bounded by the window.
func TestMemoryDoesNotGrowWithRuns(t *testing.T) {
	var kept [2]uint64
	for i, runs := range []uint32{100, 800} {
		p := sweep(t, runs, 12*time.Hour, 100, 24, 12)
		err := Run(context.Background(), p, 2, nil, func(r *Row) error {
			if r.Run+40 >= runs && r.Run%5 == 0 && r.Choice == 0 { // several looks: the worlds under way differ in size
				var m runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&m)
				if kept[i] == 0 || m.HeapAlloc < kept[i] {
					kept[i] = m.HeapAlloc
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%.1f MB after 100 runs, %.1f MB after 800", float64(kept[0])/1e6, float64(kept[1])/1e6)
	if kept[1] > kept[0]+2_000_000 {
		t.Errorf("%d bytes after 100 runs, %d after 800", kept[0], kept[1])
	}
}
