package guard

import (
	"errors"
	"fmt"

	"mailstorm/sim/smtp"
)

var tooManyHops = reply(554, 5, 4, 14)

var hopLimitKind = Kind{
	Name:    "hop-limit",
	Meaning: "The host refuses a message that passed too many hosts, as counted by the Received lines in its header.",
	Seen: "Exchange Online as the client does not retry and writes the NDR at once with the host's reply. As the host it " +
		"replies 554 5.4.14. Exchange Server replies 554 5.4.6.",
	Takes: []string{"hops", "code"},
	Code:  tooManyHops,
	Source: "Microsoft, non-delivery reports in Exchange Online, and Set-ReceiveConnector, MaxHopCount 30 (official); the " +
		"limit of Exchange Online itself was not found; RFC 5321 section 6.3 asks for 100 or more",
	Example: "kind = \"hop-limit\"\nhops = 30",
	Loop:    true,
	Phase:   smtp.Dot,
	Make:    makeHopLimit,
}

type hopLimit struct {
	hops  uint32
	reply smtp.Reply
}

func makeHopLimit(p Params) (Guard, error) {
	hops := p.Hops
	switch {
	case hops == unset:
		hops = 30
	case hops == 0:
		return nil, errors.New("hops is 0: no message would pass; write a number from 1 up")
	case hops > 255:
		return nil, fmt.Errorf("hops is at most 255, not %d: no message passes more hosts here", hops)
	}
	reply, err := replyOr(p, tooManyHops, 4, 5)
	if err != nil {
		return nil, err
	}
	return hopLimit{hops, reply}, nil
}

func (g hopLimit) Check(e *Request) Verdict {
	if uint32(e.Hops) < g.hops {
		return Verdict{}
	}
	return Verdict{Action: Refuse, Reply: g.reply}
}
