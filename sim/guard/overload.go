package guard

import (
	"errors"
	"time"

	"mailstorm/sim/smtp"
)

var busy = reply(421, 4, 3, 2)

var overloadKind = Kind{
	Name: "overload",
	Meaning: "The host handles a limited number of messages per unit of time, one after another. Other clients wait; those " +
		"that would wait too long, or find too many waiting, are turned away.",
	Seen: "Exchange Online records the host's own 421 and retries; mail that waits shows as a slow delivery. After a repair " +
		"all senders connect at once: the host turns most of them away, and their retries keep the load high.",
	Remembers: "It remembers only until when the host is busy, so the memory never fills.",
	Takes:     []string{"rate", "patience", "connections", "code"},
	Code:      busy,
	Source: "RFC 5321 section 3.8 for 421, section 4.5.3.2.1 for the patience of five minutes, and Set-ReceiveConnector, " +
		"MaxInboundConnection 5000 (official); one server without parallel work (inferred)",
	Example: "kind     = \"overload\"\nrate     = \"20/s\"\npatience = \"1m\"",
	Phase:   smtp.Connect,
	Make:    makeOverload,

	EachMessage: true,
}

// overload is a queue with one server. Service is the time for one message, rounded up to the nanosecond.
type overload struct {
	service, patience time.Duration
	backlog           uint32
	until             time.Duration // busy with those that were taken
	reply             smtp.Reply
}

func makeOverload(p Params) (Guard, error) {
	if err := checkRate(p); err != nil {
		return nil, err
	}
	reply, err := replyOr(p, busy, 4, 5)
	if err != nil {
		return nil, err
	}
	service := time.Duration(uint64(p.Rate.Per-1)/p.Rate.Count + 1)
	g := &overload{service: service, patience: durationOr(p.Patience, 5*time.Minute), backlog: p.Backlog, reply: reply}
	if g.backlog == unset {
		g.backlog = 5000
	}
	return g, nil
}

func (g *overload) Check(e *Request) Verdict {
	wait := max(g.until-e.At, 0)
	before := (wait + g.service - 1) / g.service // the one that is served included
	if wait > g.patience || before > time.Duration(g.backlog) {
		return Verdict{Action: Refuse, Reply: g.reply}
	}
	g.until = e.At + wait + g.service
	return Verdict{Delay: wait + g.service}
}

func checkRate(p Params) error {
	if p.Rate.Count == 0 || p.Rate.Per <= 0 {
		return errors.New("rate is needed, as in rate = \"600/m\"; write it as in \"600/m\"")
	}
	return nil
}
