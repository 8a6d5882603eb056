package sim

import "time"

// alert finds the first moment at which so many copies for a connector have each been in the watched queue for so long.
type alert struct {
	threshold int64
	after     time.Duration
	line      []arrival // in order of arrival, those not yet so old
	head      int
	old       int64 // copies in the queue that are so old
	at        time.Duration
	raised    bool
}

type arrival struct {
	at  time.Duration
	who ticket
}

func (a *alert) open(c *Config) { a.threshold, a.after = int64(c.AlertQueue), c.AlertAfter }

// age lets time pass: nothing enters or leaves between two calls, so each copy comes of age exactly then.
func (a *alert) age(w *World) {
	for a.head < len(a.line) && a.line[a.head].at+a.after <= w.now {
		row := a.line[a.head]
		a.head++
		c := &w.copies[row.who.slot]
		if c.number != row.who.number {
			continue
		}
		c.state |= aged
		a.old++
		if a.old == a.threshold && !a.raised {
			a.raised, a.at = true, row.at+a.after
			w.alarm(a.at)
		}
	}
	if a.head > 1024 && a.head > len(a.line)/2 {
		a.line = a.line[:copy(a.line, a.line[a.head:])]
		a.head = 0
	}
}

func (a *alert) enter(w *World, slot uint32) {
	if a.threshold == 0 || a.raised || w.queues[w.copies[slot].queue].direct {
		return
	}
	a.age(w)
	a.line = append(a.line, arrival{w.now, ticket{w.copies[slot].number, slot}})
}

func (a *alert) leave(w *World, slot uint32) {
	if a.threshold == 0 || a.raised {
		return
	}
	a.age(w)
	if w.copies[slot].state&aged != 0 {
		a.old--
	}
}
