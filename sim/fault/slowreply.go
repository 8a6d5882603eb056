package fault

import (
	"errors"
	"time"

	"mailstorm/sim/smtp"
)

var slowReply = Kind{
	Name: "slow-reply",
	Meaning: "The host replies late. At the dot it keeps the message at once and sends its 250 later, like a gateway that " +
		"scans first; at an earlier phase the session takes longer. A client with less patience closes the connection.",
	Seen: "If the reply comes in time, Exchange Online records an ordinary delivery that took long. If not, it records a " +
		"dropped connection, 450 4.4.318 (inferred), and sends the message again. At the dot each attempt leaves a " +
		"duplicate; at earlier phases none does. How long Exchange Online waits was not found; RFC 5321 asks for ten " +
		"minutes at the dot.",
	Takes:   []string{"delay", "phase"},
	Phase:   "dot",
	Source:  "RFC 1047 and RFC 5321 section 4.5.3.2 (official)",
	Example: "kind        = \"slow-reply\"\ndelay       = \"11m\"\nlarger_than = \"20MB\"",
	Make:    makeSlow,
}

const usualDelay = 11 * time.Minute // a minute beyond RFC 5321's patience

func makeSlow(p Params) (Fault, error) {
	f := slow{smtp.Dot, usualDelay}
	if p.Phase == smtp.Connect {
		return nil, errors.New("a connection alone gets no reply; write phase = \"greeting\"")
	}
	if p.Phase != smtp.Phases {
		f.phase = p.Phase
	}
	if p.Delay >= 0 {
		f.delay = p.Delay
	}
	return f, nil
}

// slow is how long a reply takes: at the dot after the last byte, else after the command.
type slow struct {
	phase smtp.Phase
	delay time.Duration
}

func (f slow) Apply(s Session) Effect {
	switch {
	case f.delay > s.Patience[f.phase] && f.phase == smtp.Dot:
		return givenUp(s)
	case f.delay > s.Patience[f.phase]:
		return Effect{Phase: f.phase, Cause: smtp.Stalled, Duration: s.Patience[f.phase]}
	case f.phase < smtp.Dot && f.delay > 0:
		return Effect{Phase: f.phase, Kept: true, Delay: f.delay}
	}
	a := Healthy(s.Size)
	a.Duration = f.delay
	return a
}

// givenUp is a session whose client, after the last byte, waited as long as it would.
func givenUp(s Session) Effect {
	return Effect{Phase: smtp.Dot, Cause: smtp.Stalled, Kept: true, Bytes: s.Size, Duration: s.Patience[smtp.Dot]}
}
