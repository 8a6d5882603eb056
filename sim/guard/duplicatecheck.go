package guard

import (
	"errors"

	"mailstorm/sim/random"
	"mailstorm/sim/smtp"
)

var duplicateCheckKind = Kind{
	Name: "duplicate-check",
	Meaning: "The host recognises a message that it already accepted for the same recipient: it replies 250 and drops the " +
		"second copy.",
	Seen: "Exchange Online records an ordinary delivery, so the storm ends at the first 250 that arrives, and the recipient " +
		"has one copy. Every attempt still transfers all the data, because the host recognises the message only by its " +
		"header.",
	Remembers: "An entry is a message and a recipient, about 70 bytes. The default is 1,000,000 entries; when the memory is " +
		"full, the oldest is forgotten, and its duplicates are no longer recognised.",
	Takes: []string{"window", "memory"},
	Source: "NoSpamProxy 15, SMTP protocol settings, for the check (official); its window was not found, so the default is a " +
		"day, as long as Exchange Online retries (inferred)",
	Example:      "kind   = \"duplicate-check\"\nwindow = \"24h\"",
	Phase:        smtp.Dot,
	PerRecipient: true,
	Make:         makeDuplicateCheck,
}

type duplicateCheck struct {
	boundedMemory
	seen *memory
}

func makeDuplicateCheck(p Params) (Guard, error) {
	window := durationOr(p.Window, day)
	if window == 0 {
		return nil, errors.New("window is 0s: nothing would be recognised; leave the guard out instead")
	}
	places, err := capacityOf(p, "duplicate-check", 1)
	if err != nil {
		return nil, err
	}
	seen := newMemory(window)
	return &duplicateCheck{boundedMemory{places, []store{seen}}, seen}, nil
}

func (g *duplicateCheck) Check(e *Request) Verdict {
	g.expire(e.At)
	key := deliveryKey(e)
	if g.seen.find(key) != nil {
		return Verdict{Action: Suppress}
	}
	return Verdict{Evicted: g.put(g.seen, key, e.At)}
}

// deliveryKey names one message for one recipient.
func deliveryKey(e *Request) uint64 { return random.Mix(e.Message, e.Recipient) }
