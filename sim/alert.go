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
