package sim

import (
	"strings"
	"testing"
	"time"

	"mailstorm/sim/metrics"
	"mailstorm/sim/random"
)

// Every side of the books, falsified by one, makes the audit fail.
func TestAuditHasTeeth(t *testing.T) {
	for name, falsify := range map[string]func(w *World){
		"a delivery that nobody wrote":   func(w *World) { w.env.counters.deliveries++ },
		"a recipient out of nowhere":     func(w *World) { w.env.counters.received++ },
		"an end that did not happen":     func(w *World) { w.env.counters.rejected++ },
		"a copy too many":                func(w *World) { w.env.counters.copiesBegun++ },
		"a copy that ended twice":        func(w *World) { w.env.counters.copiesEnded++ },
		"a delivery held by nobody":      func(w *World) { w.mail.deliveries[0].held++ },
		"a copy in a mailbox":            func(w *World) { w.mail.deliveries[0].copies++ },
		"an event that is gone":          func(w *World) { w.env.agenda.Next() },
		"a copy that waits for nothing":  func(w *World) { w.env.counters.idle++ },
		"an NDR that no host wrote":      func(w *World) { w.net.hosts[0].values[metrics.NDRCount]++ },
		"an attempt outside the series":  func(w *World) { w.observer.series.At(w.env.now).Attempts++ },
		"bytes outside the series":       func(w *World) { w.observer.series.At(w.env.now).Bytes++ },
		"more useful bytes than crossed": func(w *World) { w.observer.paths.Useful = 1 << 60 },
	} {
		w := New(hop(fixed15(), 50, 0, 75_000, kind(t, "connection-refused", random.All, nil)), nil)
		for w.Now() < time.Hour {
			w.Advance(1)
		}
		falsify(w)
		if _, err := w.Result(); err == nil || !strings.HasPrefix(err.Error(), "the books do not balance: ") {
			t.Errorf("%s: the audit says %v", name, err)
		}
	}
}
