package fault

import (
	"fmt"

	"mailstorm/sim/smtp"
)

// said is a host that answers with a 4xx or 5xx of its own.
type said struct {
	phase smtp.Phase
	reply smtp.Reply
	kept  bool
}

func (f said) Apply(s Session) Effect {
	a := Effect{Phase: f.phase, Cause: smtp.Said, Reply: f.reply, Kept: f.kept}
	if f.phase == smtp.Dot {
		a.Bytes = s.Size
	}
	return a
}

// greet makes a host that says no in place of its greeting.
func greet(p Params, kind, other string, usual smtp.Reply) (Fault, error) {
	reply, err := spoken(p, kind, other, usual)
	if err != nil {
		return nil, err
	}
	return said{phase: smtp.Greeting, reply: reply}, nil
}

// answer makes a host that says no to a command, or to the whole message.
func answer(p Params, kind, other string, usual smtp.Reply) (Fault, error) {
	phase := p.Phase
	if phase == smtp.Phases {
		phase = smtp.Rcpt
	}
	if phase < smtp.Mail {
		return nil, fmt.Errorf("%s answers at mail, rcpt, data or dot, not at %s; for a host that refuses before "+
			"MAIL write kind = \"greeting-%s\"", kind, phase, kind)
	}
	if p.Kept && phase != smtp.Dot {
		return nil, fmt.Errorf("kept = true needs phase = \"dot\"; at %s the host has no message to keep yet", phase)
	}
	reply, err := spoken(p, kind, other, usual)
	if err != nil {
		return nil, err
	}
	return said{phase, reply, p.Kept}, nil
}

// spoken is the code given, or the usual one, whose class the kind stands for.
func spoken(p Params, kind, other string, usual smtp.Reply) (smtp.Reply, error) {
	if p.Code == (smtp.Reply{}) {
		return usual, nil
	}
	if class := usual.Code / 100; p.Code.Code/100 != class {
		return p.Code, fmt.Errorf("%s replies with a %dxx such as %q, not with %q; the kind for a %dxx is %q",
			kind, class, usual, p.Code, 9-class, other)
	}
	return p.Code, nil
}
