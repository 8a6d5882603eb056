package guard

import (
	"fmt"
	"time"

	"mailstorm/sim/random"
	"mailstorm/sim/smtp"
)

var receiveLimitKind = Kind{
	Name: "receive-limit",
	Meaning: "Limits the number of messages that a mailbox accepts in any hour, and the part of one sender. If the limit is " +
		"exceeded, the mailbox is blocked for a while, for everybody or for that sender.",
	Seen: "Exchange Online as the host replies 550 5.2.122 when the mailbox gets too much mail and 550 5.2.121 when one " +
		"sender sends too much. The sender's host writes the NDR at once. Only mail from outside is blocked; the host's " +
		"own users are not affected. With a 4xx as code the sender's host retries, as with servers that slow a sender " +
		"down.",
	Remembers: "An accepted message takes two entries for an hour, one for the mailbox and one for its sender, 16 to 56 bytes " +
		"each; a blocked mailbox or sender takes one of about 70 bytes. The default is 1,000,000 entries; when the memory " +
		"is full, the oldest is forgotten, and too much mail passes.",
	Takes: []string{"count", "percent", "block", "code", "memory"},
	Source: "Microsoft, report on mailboxes that exceed their receiving limits: 3,600 in an hour, 33 % of them from one sender, " +
		"60 minutes (official); that refused messages do not count (inferred)",
	Example:      "kind    = \"receive-limit\"\ncount   = 3600\npercent = 33\nblock   = \"1h\"",
	Phase:        smtp.Rcpt,
	PerRecipient: true,
	Make:         makeReceiveLimit,
}

type receiveLimit struct {
	boundedMemory
	marks     *eventLog // by mailbox, and by pair of mailbox and sender
	closed    *memory   // mailboxes and pairs
	all, each uint64
	full, one smtp.Reply // the mailbox had too much; one sender sent too much
}

func makeReceiveLimit(p Params) (Guard, error) {
	all, err := countOf(p, 3600)
	if err != nil {
		return nil, err
	}
	each, err := senderLimit(p, all)
	if err != nil {
		return nil, err
	}
	places, err := capacityOf(p, "count", 2*all)
	if err != nil {
		return nil, err
	}
	g := &receiveLimit{marks: newEventLog(time.Hour), closed: newMemory(durationOr(p.Block, time.Hour)), all: all, each: each}
	if g.full, err = replyOr(p, reply(550, 5, 2, 122), 4, 5); err != nil {
		return nil, err
	}
	if g.one, err = replyOr(p, reply(550, 5, 2, 121), 4, 5); err != nil {
		return nil, err
	}
	g.boundedMemory = boundedMemory{places, []store{g.marks, g.closed}}
	return g, nil
}

// senderLimit is what one sender may have of all.
func senderLimit(p Params, all uint64) (uint64, error) {
	percent := p.Share
	switch {
	case percent == unset64 && all < 4:
		return 0, fmt.Errorf("count is so small that 33 percent of %d is less than one message; write percent as well", all)
	case percent == unset64:
		percent = 33
	case percent > 100:
		return 0, fmt.Errorf("percent is at most 100, not %d", percent)
	case all*percent < 100:
		return 0, fmt.Errorf("percent is so small that %d percent of %d is less than one message", percent, all)
	}
	return all * percent / 100, nil
}

func (g *receiveLimit) Check(e *Request) Verdict {
	g.expire(e.At)
	mailbox, pair := e.Recipient, random.Mix(e.Recipient, e.Sender)
	full, forgot := g.exceeds(mailbox, g.all, e.At)
	if full {
		return Verdict{Action: Refuse, Reply: g.full, Evicted: forgot}
	}
	full, forgot = g.exceeds(pair, g.each, e.At)
	if full {
		return Verdict{Action: Refuse, Reply: g.one, Evicted: forgot}
	}
	g.put(g.marks, mailbox, e.At)
	return Verdict{Evicted: g.put(g.marks, pair, e.At)} // where the first finds no place, the second finds none
}

// exceeds says whether a mailbox or pair is closed, and closes it if it has what it may have.
func (g *receiveLimit) exceeds(key, most uint64, now time.Duration) (full, forgot bool) {
	if g.closed.find(key) != nil {
		return true, false
	}
	if g.marks.count(key) < most {
		return false, false
	}
	return true, g.put(g.closed, key, now)
}
