package fault

import (
	"time"

	"mailstorm/sim/smtp"
)

var slowReply = Kind{
	Name: "slow-reply",
	Meaning: "The host keeps the message at once but says 250 late, as a gateway does that scans first; " +
		"a client with less patience hangs up.",
	Seen: "If the 250 comes in time, Exchange Online records an ordinary delivery that took long. If not, it records a " +
		"connection that broke off, 450 4.4.318 (inferred), and sends the message again: each attempt leaves a duplicate. " +
		"How long Exchange Online waits was not found; RFC 5321 asks for ten minutes.",
	Takes:   []string{"delay"},
	Source:  "RFC 1047 and RFC 5321 section 4.5.3.2.6 (official)",
	Example: "kind        = \"slow-reply\"\ndelay       = \"11m\"\nlarger_than = \"20MB\"",
	Make:    makeSlow,
}

const usualDelay = 11 * time.Minute // a minute beyond RFC 5321's patience

func makeSlow(p Params) (Fault, error) {
	if p.Delay < 0 {
		return slow(usualDelay), nil
	}
	return slow(p.Delay), nil
}

// slow is how long after the last byte the 250 comes.
type slow time.Duration

func (f slow) Bend(s Session) Answer {
	delay := time.Duration(f)
	if delay > s.Patience[smtp.Dot] {
		return givenUp(s)
	}
	a := Healthy(s.Size)
	a.Lasts = delay
	return a
}

// givenUp is a session whose client, after the last byte, waited as long as it would.
func givenUp(s Session) Answer {
	return Answer{Phase: smtp.Dot, Cause: smtp.Stalled, Kept: true, Bytes: s.Size, Lasts: s.Patience[smtp.Dot]}
}
