package sim

import "time"

// alert finds the first moment at which so many copies for a connector have each been in the watched queue for so long.
type alert struct {
	threshold int64
	after     time.Duration
	arrivals  []arrival // in order of arrival, those not yet so old
	head      int
	waiting   int64 // copies in the queue that are so old
	at        time.Duration
	raised    bool
}

type arrival struct {
	at   time.Duration
	copy copyRef
}

func (a *alert) open(c *Config) { a.threshold, a.after = int64(c.AlertQueue), c.AlertAfter }

// advance lets time pass: nothing enters or leaves between two calls, so each copy comes of age exactly then.
func (a *alert) advance(ob *observer) {
	for a.head < len(a.arrivals) && a.arrivals[a.head].at+a.after <= ob.now {
		row := a.arrivals[a.head]
		a.head++
		c := &ob.copies[row.copy.slot]
		if c.number != row.copy.number {
			continue
		}
		c.state |= countedByAlert
		a.waiting++
		if a.waiting == a.threshold && !a.raised {
			a.raised, a.at = true, row.at+a.after
			ob.alertRaised(a.at)
		}
	}
	if a.head > 1024 && a.head > len(a.arrivals)/2 {
		a.arrivals = a.arrivals[:copy(a.arrivals, a.arrivals[a.head:])]
		a.head = 0
	}
}

func (a *alert) enter(ob *observer, slot uint32) {
	if a.threshold == 0 || a.raised || ob.queues[ob.copies[slot].queue].direct {
		return
	}
	a.advance(ob)
	a.arrivals = append(a.arrivals, arrival{ob.now, copyRef{ob.copies[slot].number, slot}})
}

func (a *alert) leave(ob *observer, slot uint32) {
	if a.threshold == 0 || a.raised {
		return
	}
	a.advance(ob)
	if ob.copies[slot].state&countedByAlert != 0 {
		a.waiting--
	}
}
