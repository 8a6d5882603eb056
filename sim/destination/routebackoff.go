package destination

import (
	"time"

	"mailstorm/sim/smtp"
)

var routeBackoff = Kind{
	Name: "route-backoff",
	Meaning: "One session at a time finds out whether a next hop works; after the n-th failure before MAIL in a row it is left alone for 15 s times " +
		"n squared, and what is due meanwhile is deferred.",
	Seen: "OpenSMTPD makes one connection for all messages that wait, and logs the failure for each of them. A route that failed is closed for " +
		"every message to that address.",
	Source: "OpenSMTPD mta.c, route penalties and delays (official); one contact for five messages on OpenSMTPD 6.8 (observed)",
	Make:   func(Params) Memory { return &route{} },
}

// route is what OpenSMTPD keeps of a route.
type route struct {
	failures    time.Duration // in a row
	closedUntil time.Duration
}

func (r *route) Ask(m Message) Verdict {
	switch {
	case m.At < r.closedUntil:
		return Verdict{Action: Suspend}
	case r.failures > 0 && m.Sessions > 0:
		return Verdict{Action: Wait}
	default:
		return Verdict{}
	}
}

func (r *route) Ended(s Session) Verdict {
	switch {
	case s.More:
		return Verdict{}
	case !s.failed() || s.Phase >= smtp.Mail: // a route that was ready once is none that failed
		*r = route{}
		return Verdict{}
	}
	r.failures++
	r.closedUntil = s.At + 15*time.Second*r.failures*r.failures
	return Verdict{}
}
