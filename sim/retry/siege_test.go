package retry

import (
	"testing"
	"time"
)

// siege is what happens to one message for a host that refuses for ever; attempts take no time.
type siege struct {
	attempts    []time.Duration
	notice, ndr time.Duration // 0: none
}

func besiege(t *testing.T, p Profile) siege {
	t.Helper()
	if err := p.Build(); err != nil {
		t.Fatal(err)
	}
	var s siege
	for now := p.Shaping.First; s.ndr == 0; {
		if p.Expiry == ByTimer && now >= p.Lifetime {
			s.ndr = p.Lifetime + p.Check.From
			break
		}
		s.attempts = append(s.attempts, now)
		switch {
		case p.Expiry == AfterAttempt && now >= p.Lifetime, p.Expiry == LastAttempt && now > p.Lifetime:
			s.ndr = now
		case p.Notice > 0 && p.NoticeAt == NoticeAfterAttempt && s.notice == 0 && now >= p.Notice:
			s.notice = now
		}
		now = p.Schedule.Next(History{Failures: uint32(len(s.attempts)), Started: now, Ended: now, Waiting: 1})
	}
	if p.Notice > 0 && p.NoticeAt == NoticeByTimer {
		s.notice = p.Notice
	}
	return s
}

// before counts the attempts in [0, end).
func (s siege) before(end time.Duration) int {
	count := 0
	for _, at := range s.attempts {
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
