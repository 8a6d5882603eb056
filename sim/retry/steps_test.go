package retry

import (
	"testing"
	"time"

	"mailstorm/sim/random"
	"mailstorm/sim/smtp"
)

func ratio(num, den uint32) random.Ratio { return random.Ratio{Num: num, Den: den} }

func stepsOf(t *testing.T, s Shaping) Schedule {
	t.Helper()
	schedule, err := newSteps(s)
	if err != nil {
		t.Fatal(err)
	}
	return schedule
}

func TestGrowthWithTheQueue(t *testing.T) {
	schedule := stepsOf(t, documented)
	for _, row := range []struct {
		failures, waiting uint32
		want              time.Duration
	}{
		{3, 1_000_000, 15 * time.Minute}, // an early step
		{4, 999, 20 * time.Minute},
		{4, 1000, 22 * time.Minute},
		{10, 0, 54 * time.Minute},
		{10, 1000, 59*time.Minute + 24*time.Second},
		{10, 10000, time.Hour}, // 67.5 min without the cap
		{1000, 0, time.Hour},
	} {
		if got := schedule.Next(History{Failures: row.failures, Waiting: row.waiting}); got != row.want {
			t.Errorf("after failure %d with %d waiting: %v, want %v", row.failures, row.waiting, got, row.want)
		}
	}
}

func TestWeights(t *testing.T) {
	s := Shaping{Steps: minutes(10, 30), Early: 1}
	s.Priority[High] = ratio(1, 2)
	s.Cause[smtp.Refused] = ratio(3, 1)
	schedule := stepsOf(t, s)
	for _, row := range []struct {
		h    History
		want time.Duration
	}{
		{History{Failures: 1, Priority: High, Cause: smtp.Refused}, 10 * time.Minute}, // an early step
		{History{Failures: 2}, 30 * time.Minute},
		{History{Failures: 2, Priority: High}, 15 * time.Minute},
		{History{Failures: 2, Cause: smtp.Refused}, 90 * time.Minute},
		{History{Failures: 2, Priority: High, Cause: smtp.Refused}, 45 * time.Minute},
	} {
		if got := schedule.Next(row.h); got != row.want {
			t.Errorf("%+v: %v, want %v", row.h, got, row.want)
		}
	}
}

func TestJitterComesAfterTheCapAndIsClippedToIt(t *testing.T) {
	s := documented
	s.Jitter = random.All / 10
	schedule := stepsOf(t, s)
	for _, row := range []struct {
		failures uint32
		draw     uint64
		want     time.Duration
	}{
		{1, 0, 13*time.Minute + 30*time.Second}, // the early steps too
		{1, 1<<32 - 1, 15 * time.Minute},        // "the first few deferrals are 15 minutes or less"
		{11, 0, 54 * time.Minute},
		{11, 1<<32 - 1, time.Hour}, // 66 min without the clip
	} {
		got := schedule.Next(History{Failures: row.failures, Draw: row.draw})
		if got.Round(time.Second) != row.want {
			t.Errorf("failure %d, draw %#x: %v, want about %v", row.failures, row.draw, got, row.want)
		}
	}
}

func TestIntervalsFromStartOrEnd(t *testing.T) {
	slow := History{Failures: 1, Started: time.Hour, Ended: time.Hour + 10*time.Minute}
	hung := History{Failures: 1, Started: time.Hour, Ended: 2 * time.Hour}
	for _, row := range []struct {
		from From
		h    History
		want time.Duration
	}{
		{FromStart, slow, time.Hour + 15*time.Minute},
		{FromEnd, slow, time.Hour + 25*time.Minute},
		{FromStart, hung, 2 * time.Hour}, // longer than the wait: at once
		{FromEnd, hung, 2*time.Hour + 15*time.Minute},
	} {
		if got := stepsOf(t, Shaping{Steps: minutes(15), From: row.from}).Next(row.h); got != row.want {
			t.Errorf("from %v, ended %v: %v, want %v", row.from, row.h.Ended, got, row.want)
		}
	}
}

// A table of waits may be taken up at queue runs: Exim's -q30m, the workers of a job queue.
func TestStepsAreTakenUpAtQueueRuns(t *testing.T) {
	s := Shaping{Steps: minutes(15, 60), Every: 10 * time.Minute, Phase: Phase{At: 3 * time.Minute}}
	for _, row := range []struct {
		failures       uint32
		started, wants time.Duration
	}{
		{1, 0, 23 * time.Minute},
		{1, 8 * time.Minute, 23 * time.Minute}, // due at a run itself
		{2, 23 * time.Minute, 83 * time.Minute},
	} {
		if got := stepsOf(t, s).Next(History{Failures: row.failures, Started: row.started, Ended: row.started}); got != row.wants {
			t.Errorf("failure %d at %v: next at %v, want %v", row.failures, row.started, got, row.wants)
		}
	}
}

// What is due may be taken up late: a quarter within 2 min, three quarters after 5 to 7 min.
func TestPickupDelay(t *testing.T) {
	share := func(percent uint64) random.Share { return random.Share(uint64(random.All) / 100 * percent) }
	s := Shaping{Steps: minutes(15), Pickup: random.Quantity{Points: []random.Point{{Value: 0}, {Share: share(25), Value: int64(2 * time.Minute)},
		{Share: share(26), Value: int64(5 * time.Minute)}, {Share: random.All, Value: int64(7 * time.Minute)}}}}
	schedule, early, late := stepsOf(t, s), 0, 0
	for n := range uint64(4000) {
		switch wait := schedule.Next(History{Failures: 1, Draw: random.NewSeed(1).Draw(random.Jitter, n, 0)}); {
		case wait <= 17*time.Minute:
			early++
		case wait >= 20*time.Minute && wait <= 22*time.Minute:
			late++
		}
	}
	if early < 900 || early > 1100 || late < 2860 || late > 3060 {
		t.Errorf("of 4000 waits %d are up to 17 min and %d from 20 to 22 min; a quarter and nearly three quarters were expected", early, late)
	}
}
