package guard

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

type happening struct {
	key uint64
	at  time.Duration
}

func TestTallyAgreesWithAList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		span := time.Duration(rapid.IntRange(1, 12).Draw(t, "span"))
		counts, now := newEventLog(span), time.Duration(0)
		var all []happening
		for range rapid.IntRange(1, 60).Draw(t, "events") {
			now += time.Duration(rapid.IntRange(0, 5).Draw(t, "passes"))
			counts.prune(now)
			if rapid.Bool().Draw(t, "counts") {
				e := happening{rapid.Uint64Range(0, 3).Draw(t, "key"), now}
				all = append(all, e)
				counts.put(e.key, e.at)
			}
			for key := range uint64(4) {
				if got, want := counts.count(key), rolling(all, key, now-span, now); got != want {
					t.Fatalf("%d of %d in the %d up to %d, want %d", got, key, span, now, want)
				}
			}
		}
	})
}

// rolling counts the events of a name after one moment and up to another.
func rolling(all []happening, key uint64, after, until time.Duration) (count uint64) {
	for _, e := range all {
		if e.key == key && e.at > after && e.at <= until {
			count++
		}
	}
	return count
}

// TestLimitHoldsInEverySpan draws times at which messages come, and looks at every span that begins with one of them.
func TestLimitHoldsInEverySpan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most, span := rapid.Uint64Range(1, 5).Draw(t, "most"), time.Duration(rapid.IntRange(1, 10).Draw(t, "span"))
		l := newLimit(1000, most, span, throttled)
		now, taken := time.Duration(0), []happening(nil)
		for range rapid.IntRange(1, 60).Draw(t, "messages") {
			now += time.Duration(rapid.IntRange(0, 3).Draw(t, "passes"))
			key := rapid.Uint64Range(0, 2).Draw(t, "key")
			v := l.check(key, now)
			if full := rolling(taken, key, now-span, now) >= most; full != (v.Action == Refuse) || v.Evicted {
				t.Fatalf("at %d: %+v, and the limit is reached: %v", now, v, full)
			}
			if v.Action == Pass {
				taken = append(taken, happening{key, now})
			}
		}
		for _, e := range taken {
			if n := rolling(taken, e.key, e.at-1, e.at+span-1); n > most {
				t.Fatalf("%d messages from %d on", n, e.at)
			}
		}
	})
}
