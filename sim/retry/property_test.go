package retry

import (
	"cmp"
	"math"
	"slices"
	"testing"
	"time"

	"mailstorm/sim/random"
	"mailstorm/sim/smtp"
	"pgregory.net/rapid"
)

// lately leaves room for a wait before the end of time.
const lately = math.MaxInt64 / 2

func drawHistory(t *rapid.T) History {
	received := rapid.Int64Range(0, lately).Draw(t, "received")
	started := rapid.Int64Range(received, lately).Draw(t, "started")
	return History{
		Failures: rapid.Uint32Min(1).Draw(t, "failures"),
		Received: time.Duration(received),
		Started:  time.Duration(started),
		Ended:    time.Duration(rapid.Int64Range(started, lately).Draw(t, "ended")),
		Waiting:  rapid.Uint32().Draw(t, "waiting"),
		Priority: Priority(rapid.IntRange(0, 2).Draw(t, "priority")),
		Cause:    smtp.Cause(rapid.IntRange(0, int(smtp.Causes)-1).Draw(t, "cause")),
		Draw:     rapid.Uint64().Draw(t, "draw"),
	}
}

var (
	waits = rapid.Custom(func(t *rapid.T) time.Duration {
		return time.Duration(rapid.Int64Range(int64(shortest), int64(century)).Draw(t, "wait"))
	})
	ratios = rapid.Custom(func(t *rapid.T) random.Ratio {
		return ratio(rapid.Uint32Min(1).Draw(t, "num"), rapid.Uint32Min(1).Draw(t, "den"))
	})
)

func drawShaping(t *rapid.T) Shaping {
	s := Shaping{
		Steps:  rapid.SliceOfN(waits, 1, 12).Draw(t, "steps"),
		Early:  rapid.Uint32Max(12).Draw(t, "early"),
		Jitter: random.Share(rapid.Uint64Max(uint64(random.All)).Draw(t, "jitter")),
		From:   From(rapid.IntRange(0, 1).Draw(t, "from")),
		Max:    waits.Draw(t, "max"),
		Every:  waits.Draw(t, "every"),
		Phase:  Phase{At: time.Duration(rapid.Int64Range(0, lately).Draw(t, "phase"))},
		Rules:  drawRules(t),
		Skip:   rapid.Uint32Min(1).Draw(t, "skip"),
	}
	s.Min = time.Duration(rapid.Int64Range(0, int64(s.Max)).Draw(t, "min"))
	if rapid.Bool().Draw(t, "capped") {
		s.Cap = waits.Draw(t, "cap")
	}
	for i := range s.Priority {
		s.Priority[i] = ratios.Draw(t, "priority weight")
	}
	for i := range s.Cause {
		s.Cause[i] = ratios.Draw(t, "error weight")
	}
	s.Growth = drawGrowths(t)
	return s
}

// drawRules are up to five rules, of which some grow.
func drawRules(t *rapid.T) (rules Rules) {
	until := time.Duration(0)
	for range rapid.IntRange(1, 5).Draw(t, "rules") {
		until += waits.Draw(t, "until")
		rule := Rule{Until: until, Wait: waits.Draw(t, "wait of a rule")}
		if rapid.Bool().Draw(t, "grows") {
			rule.Factor = ratio(rapid.Uint32Range(110, 1000).Draw(t, "percent"), 100)
		}
		rules = append(rules, rule)
	}
	return rules
}

func drawGrowths(t *rapid.T) Growths {
	factors := rapid.SliceOfN(ratios, 0, 5).Draw(t, "factors")
	slices.SortFunc(factors, func(a, b random.Ratio) int {
		return cmp.Compare(uint64(a.Num)*uint64(b.Den), uint64(b.Num)*uint64(a.Den))
	})
	var growths Growths
	queue := uint32(0)
	for _, factor := range factors {
		growths = append(growths, Growth{queue, factor})
		queue += rapid.Uint32Range(1, 100_000).Draw(t, "queue")
	}
	return growths
}

func TestEverySchedule(t *testing.T) {
	for _, shape := range Shapes {
		t.Run(shape.Name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				schedule, err := shape.Make(drawShaping(t))
				if err != nil {
					t.Fatal(err)
				}
				h := drawHistory(t)
				next := schedule.Next(h)
				if next <= h.Started || next < h.Ended {
					t.Fatalf("next at %v, yet the last one lasted from %v to %v", next, h.Started, h.Ended)
				}
				if again := schedule.Next(h); again != next {
					t.Fatalf("equal input, %v and then %v", next, again)
				}
			})
		})
	}
}

// A ladder says what its schedule says, as long as it holds.
func TestLadder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Profile{Shaping: drawShaping(t)}
		p.Shaping.Every = 0
		schedule, err := newSteps(p.Shaping)
		if err != nil {
			t.Fatal(err)
		}
		p.Schedule = schedule
		h := drawHistory(t)
		var l Ladder
		if !p.Ladder(&l, h.Priority, h.Cause, h.Waiting) || h.Waiting < l.Least || h.Waiting > l.Most {
			t.Fatalf("no ladder for %d waiting", h.Waiting)
		}
		h.Waiting = rapid.Uint32Range(l.Least, l.Most).Draw(t, "waiting then")
		h.Failures, h.Ended = rapid.Uint32Range(1, 20).Draw(t, "failures then"), h.Started
		if next := l.Next(h.Failures, h.Started, h.Draw); next != schedule.Next(h) {
			t.Fatalf("the ladder says %v, the schedule %v", next, schedule.Next(h))
		}
	})
}

func TestWaitsNeverShrinkWithTheQueue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		schedule, err := newSteps(drawShaping(t))
		if err != nil {
			t.Fatal(err)
		}
		h := drawHistory(t)
		longer := h
		longer.Waiting = rapid.Uint32Min(h.Waiting).Draw(t, "longer queue")
		if schedule.Next(longer) < schedule.Next(h) {
			t.Fatalf("%v with %d waiting, only %v with %d", schedule.Next(h), h.Waiting, schedule.Next(longer), longer.Waiting)
		}
	})
}

func TestWaitsStayBelowTheCap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawShaping(t)
		s.Cap, s.Every = waits.Draw(t, "cap"), 0
		h := drawHistory(t)
		h.Ended = h.Started
		schedule, err := newSteps(s)
		if err != nil {
			t.Fatal(err)
		}
		if wait := schedule.Next(h) - h.Started; wait > s.Cap {
			t.Fatalf("waits %v, beyond the cap of %v", wait, s.Cap)
		}
	})
}

func TestScansLieOnTheirGrid(t *testing.T) {
	for _, name := range []string{"age", "runs"} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				s := drawShaping(t)
				s.Every = time.Duration(rapid.Int64Range(int64(shortest), int64(day)).Draw(t, "every"))
				i := slices.IndexFunc(Shapes, func(row Shape) bool { return row.Name == name })
				schedule, err := Shapes[i].Make(s)
				if err != nil {
					t.Fatal(err)
				}
				next := schedule.Next(drawHistory(t))
				if next != end && (next < s.Phase.At || (next-s.Phase.At)%s.Every != 0) {
					t.Fatalf("%v is no moment of %v + k x %v", next, s.Phase.At, s.Every)
				}
			})
		})
	}
}

func TestRoot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Uint64Max(math.MaxInt64).Draw(t, "n")
		if r := root(n); r*r > n || (r+1)*(r+1) <= n {
			t.Fatalf("root of %d is not %d", n, r)
		}
	})
	for n := range uint64(10_000) {
		if r := root(n); r*r > n || (r+1)*(r+1) <= n {
			t.Fatalf("root of %d is not %d", n, r)
		}
	}
}
