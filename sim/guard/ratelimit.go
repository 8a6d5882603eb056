package guard

import (
	"fmt"

	"mailstorm/sim/smtp"
)

var throttled = reply(451, 4, 7, 500)

var rateLimitKind = Kind{
	Name: "rate-limit",
	Meaning: "The host accepts at most a given number of messages in any period: from each client, from each sender, or in " +
		"total.",
	Seen: "Exchange Online as the client records the host's own 4xx and retries. As the host it replies 451 4.7.500 to " +
		"addresses that send too much. The sender's queue grows, then drains at the allowed rate.",
	Remembers: "An entry is an accepted message, kept until the span is over, 16 to 56 bytes. The default is 1,000,000 entries; " +
		"when the memory is full, the oldest is forgotten, and too much mail passes.",
	Takes: []string{"rate", "per", "code", "memory"},
	Code:  throttled,
	Source: "Microsoft, non-delivery reports in Exchange Online, 4.7.500 to 4.7.699 (official); that the span is a sliding " +
		"window and that refused messages do not count (inferred)",
	Example: "kind = \"rate-limit\"\nrate = \"600/m\"\nper  = \"client\"",
	Phase:   smtp.Mail,
	Make:    makeRateLimit,
}

type rateLimit struct {
	limit
	per Per
}

func makeRateLimit(p Params) (Guard, error) {
	if err := checkRate(p); err != nil {
		return nil, err
	}
	if p.Rate.Count > largestCount {
		return nil, fmt.Errorf("rate counts at most %d messages", largestCount)
	}
	places, err := capacityOf(p, "rate", p.Rate.Count)
	if err != nil {
		return nil, err
	}
	reply, err := replyOr(p, throttled, 4, 5)
	if err != nil {
		return nil, err
	}
	per := p.Per
	if per == unsetPer {
		per = PerClient
	}
	return &rateLimit{newLimit(places, p.Rate.Count, p.Rate.Per, reply), per}, nil
}

func (g *rateLimit) Check(e *Request) Verdict {
	switch g.per {
	case PerClient:
		return g.check(e.Client, e.At)
	case PerSender:
		return g.check(e.Sender, e.At)
	}
	return g.check(0, e.At)
}
