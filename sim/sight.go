package sim

import (
	"slices"
	"time"
)

// sight is what could be seen of the run, and when first.
type sight struct {
	trouble time.Duration // the first thing that went wrong
	told    time.Duration // the first sign that came to somebody by itself
	pending time.Duration // when a copy had been in the watched queue for pendingAge
	report  time.Duration // and one for a connector for reportAge
}

// What administrators of Exchange Online look at: the field's query for pending mail, and the queued messages report.
const (
	pendingAge = 10 * time.Minute
	reportAge  = time.Hour
)

func (s *sight) open() { *s = sight{never, never, never, never} }

// sign notes that somebody was told.
func (s *sight) sign(now time.Duration) { s.told = min(s.told, now) }

// trouble notes that something went wrong with mail of the scenario.
func (w *World) trouble(mail uint16) {
	if w.ours(mail) {
		w.sight.trouble = min(w.sight.trouble, w.now)
	}
}

// watched notes how long a copy was, or is, in the watched queue.
func (w *World) watched(c *custody, until time.Duration) {
	if until-c.since > pendingAge {
		w.sight.pending = min(w.sight.pending, c.since+pendingAge)
		if until-c.since > reportAge && !w.queues[c.queue].direct {
			w.sight.report = min(w.sight.report, c.since+reportAge)
		}
	}
}

// connects finds the queues that lead to nobody's own host: to a smart host, so over a connector, and not to an MX.
func (w *World) connects() {
	for i := range w.hosts {
		for a, q := range w.hosts[i].queueOf {
			if q >= 0 && slices.ContainsFunc(w.queues[q].next, func(n uint16) bool { return w.hosts[n].Own[a] }) {
				w.queues[q].direct = true
			}
		}
	}
}
