package retry

import (
	"testing"
	"time"
)

// refusals is what happens to one message for a host that refuses for ever; attempts take no time.
type refusals struct {
	attempts    []time.Duration
	notice, ndr time.Duration // 0: none
}

func refuseAll(t *testing.T, p Profile) refusals {
	t.Helper()
	if err := p.Build(); err != nil {
		t.Fatal(err)
	}
	var r refusals
	for now := p.Shaping.First; r.ndr == 0; {
		if p.Expiry == ByTimer && now >= p.Lifetime {
			r.ndr = p.Lifetime + p.Check.From
			break
		}
		r.attempts = append(r.attempts, now)
		switch {
		case p.Expiry == AfterAttempt && now >= p.Lifetime, p.Expiry == LastAttempt && now > p.Lifetime:
			r.ndr = now
		case p.Notice > 0 && p.NoticeAt == NoticeAfterAttempt && r.notice == 0 && now >= p.Notice:
			r.notice = now
		}
		now = p.Schedule.Next(History{Failures: uint32(len(r.attempts)), Started: now, Ended: now, Waiting: 1})
	}
	if p.Notice > 0 && p.NoticeAt == NoticeByTimer {
		r.notice = p.Notice
	}
	return r
}

// before counts the attempts in [0, end).
func (r refusals) before(end time.Duration) int {
	count := 0
	for _, at := range r.attempts {
		if at < end {
			count++
		}
	}
	return count
}

func minutes(counts ...float64) []time.Duration {
	var waits []time.Duration
	for _, n := range counts {
		waits = append(waits, time.Duration(n*float64(time.Minute)))
	}
	return waits
}

// plain is a profile in which nothing but the schedule and the expiry matters.
func plain(shape string, s Shaping, lifetime time.Duration, e Expiry) Profile {
	return Profile{Shape: shape, Shaping: s, Lifetime: lifetime, Expiry: e, Sessions: 1, Pool: Pool{Servers: 1}, HopLimit: 100}
}

const day = 24 * time.Hour
