package guard

import (
	"errors"
	"fmt"
	"time"

	"mailstorm/sim/smtp"
)

var hourExceeded = reply(550, 5, 7, 1)

var hourlyLimitKind = Kind{
	Name: "hourly-limit",
	Meaning: "Limits what the users of a domain of the host send in an hour, by the number of recipients, or by how many of the " +
		"host's attempts to deliver their mail failed or were deferred.",
	Seen: "Exchange Online as the next hop sees nothing of it. The sender gets an NDR at once, also for a recipient who could have been reached. The host logs that the domain has exceeded the " +
		"max defers and failures per hour. A greylist or a partner that is down is enough: retries of mail that waits count " +
		"again each hour.",
	Remembers: "Three numbers for each domain that sends, so the memory never fills.",
	Takes:     []string{"count", "failures", "percent", "code"},
	Code:      hourExceeded,
	Source: "cPanel, Tweak Settings: maximum hourly email by domain, number and percentage of failed or deferred messages that a " +
		"domain may send (official); log lines with 5/5 (100%) and Message discarded, and retries that count " +
		"(observed: support.cpanel.net 360049231233, hivebook.wiki); hours of the clock, the code, and that mail beyond the " +
		"number is refused at once, where cPanel keeps a quarter more for later (inferred)",
	Example:       "kind     = \"hourly-limit\"\nfailures = 5",
	Phase:         smtp.Rcpt,
	PerRecipient:  true,
	Submission:    true,
	TracksResults: true,
	Make:          makeHourlyLimit,
}

// hourlyLimit counts in hours of the clock.
type hourlyLimit struct {
	most, failures, percent uint64 // 0: no limit
	hours                   map[uint64]hour
	reply                   smtp.Reply
}

// hour is what a domain did in one.
type hour struct {
	number       time.Duration
	sent, failed uint64
}

func makeHourlyLimit(p Params) (Guard, error) {
	g := &hourlyLimit{percent: 100, hours: map[uint64]hour{}}
	var err error
	switch {
	case p.Count == unset64 && p.Failures == unset64:
		return nil, errors.New("failures is needed, or count: how many in an hour are too many, as in failures = 5")
	case p.Failures == 0:
		return nil, errors.New("failures is 0: nothing would pass; write a number from 1 up")
	case p.Share != unset64 && p.Failures == unset64:
		return nil, errors.New("percent is that of failures; write failures as well")
	case p.Share != unset64 && (p.Share == 0 || p.Share > 100):
		return nil, fmt.Errorf("percent is from 1 to 100, not %d", p.Share)
	}
	if p.Count != unset64 {
		if g.most, err = countOf(p, 0); err != nil {
			return nil, err
		}
	}
	if p.Failures != unset64 {
		g.failures = p.Failures
	}
	if p.Share != unset64 {
		g.percent = p.Share
	}
	if g.reply, err = replyOr(p, hourExceeded, 5); err != nil {
		return nil, err
	}
	return g, nil
}

func (g *hourlyLimit) Check(e *Request) Verdict {
	h := g.hours[e.Domain]
	if now := e.At / time.Hour; h.number != now {
		h = hour{number: now}
	}
	switch {
	case e.Moment == Failed:
		h.failed++
	case e.Moment != Checked:
		return Verdict{}
	case g.most > 0 && h.sent >= g.most, g.failures > 0 && h.failed >= g.failures && 100*h.failed >= g.percent*h.sent:
		return Verdict{Action: Refuse, Reply: g.reply}
	default:
		h.sent++
	}
	g.hours[e.Domain] = h
	return Verdict{}
}
