package sim

import (
	"strings"
	"testing"
	"time"

	"mailstorm/sim/observe"
	"mailstorm/sim/random"
)

// Whatever series has one thing more than its tally, the books do not balance.
func TestEverySeriesSumsToItsTally(t *testing.T) {
	for name, more := range map[string]func(c *observe.Cell){
		"attempts":   func(c *observe.Cell) { c.Attempts++ },
		"deferrals":  func(c *observe.Cell) { c.Deferrals++ },
		"kept":       func(c *observe.Cell) { c.Kept++ },
		"copies":     func(c *observe.Cell) { c.Copies++ },
		"duplicates": func(c *observe.Cell) { c.Duplicates++ },
		"ndr.count":  func(c *observe.Cell) { c.Bounced++ },
		"delay":      func(c *observe.Cell) { c.Notified++ },
		"wire.bytes": func(c *observe.Cell) { c.Bytes++ },
		"auto.count": func(c *observe.Cell) { c.Auto++ },
		"suppressed": func(c *observe.Cell) { c.Suppressed++ },
	} {
		w := New(hop(fixed15(), 5, 0, 75_000, kind(t, "connection-refused", random.All, nil)), nil)
		for w.Now() < time.Hour {
			w.Advance(1)
		}
		more(w.observer.series.At(w.env.now))
		if _, err := w.Result(); err == nil || !strings.HasPrefix(err.Error(), "the books do not balance: ") {
			t.Errorf("%s: the audit says %v", name, err)
		}
	}
}

// However little is left of the last nanosecond, the line is busy until its end: 2 bytes at 3 bit/s take 5333333333 and a third.
func TestTransferIsRoundedUp(t *testing.T) {
	for _, c := range []struct {
		bytes, rate int64
		want        time.Duration
	}{{2, 3, 5_333_333_334}, {1, 3, 2_666_666_667}, {3, 3, 8_000_000_000}, {1 << 62, 1, horizon}} {
		if got := transferTime(c.bytes, c.rate); got != c.want {
			t.Errorf("%d bytes at %d bit/s take %v, want %v", c.bytes, c.rate, got, c.want)
		}
	}
}
