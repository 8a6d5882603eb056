package fault

import "mailstorm/sim/smtp"

var silent = Kind{
	Name: "hang",
	Meaning: "The host accepts the connection and then says nothing: no greeting, or no reply to a command. The client waits until its " +
		"patience for this phase ends, and holds one of its connections for that time.",
	Seen: "Exchange Online records a dropped session, 450 4.4.318, and 550 5.4.318 at expiry (both inferred: no sample was found). Postfix says " +
		"\"conversation with HOST timed out\". The host itself may log nothing.",
	Takes: []string{"phase"},
	Phase: "greeting",
	Source: "RFC 5321 section 4.5.3.2, how long a client waits at each phase (official); Postfix 3.7 against a host without a greeting " +
		"(observed)",
	Example: "kind  = \"hang\"\nphase = \"greeting\"\nlasts = \"2h\"",
	Make: func(p Params) (Fault, error) {
		phase, err := silentPhase(p, "hang", smtp.Greeting, map[smtp.Phase]string{smtp.Connect: "connect-timeout", smtp.StartTLS: "tls-hang", smtp.Dot: "slow-reply"})
		if err != nil {
			return nil, err
		}
		return unheard(phase), nil
	},
}

// unheard is the phase to which nothing is said.
type unheard smtp.Phase

func (f unheard) Apply(s Session) Effect {
	phase := smtp.Phase(f)
	return Effect{Phase: phase, Cause: smtp.Stalled, Duration: s.Patience[phase]}
}
