package fault

import (
	"errors"
	"fmt"

	"mailstorm/sim/random"
	"mailstorm/sim/smtp"
)

var tlsRollout = Kind{
	Name: "tls-rollout",
	Meaning: "The servers of a pool drop an old protocol or cipher one after another, the only one that the other side " +
		"supports. The handshake fails with the servers that have dropped it.",
	Seen: "Exchange Online defers a message whose handshake failed and does not fall back to plain text: it records 450 " +
		"4.4.317, and the NDR at expiry says 550 5.4.317. A later attempt from a server that still works delivers the " +
		"message, so delays look random and grow from day to day.",
	Takes: []string{"good", "per_day", "steps"},
	Source: "field report \"EOP Mysteries Solved: mail queuing in EOP\", RC4 half switched off (observed); " +
		"Microsoft notice MC229914, TLS 1.0 and 1.1 enforced step by step from 11 Jan 2021 (official)",
	Example:    "kind    = \"tls-rollout\"\nlasts   = \"10d\"\ngood    = \"50%\"\nper_day = \"10%\"",
	TLS:        BreaksTLS,
	Make:       makeRollout,
	ShareSteps: shareOverTime,
	Of:         "sender-servers",
}

const (
	half      = random.All / 2
	leastFall = random.All / 1000 // a day; a slower rollout would take years and as many steps
)

func makeRollout(p Params) (Fault, error) {
	if p.Good != none && p.Good > random.All {
		return nil, errors.New("good is at most 100%")
	}
	if err := checkPerDay(p.PerDay); err != nil {
		return nil, err
	}
	if err := checkSteps(p); err != nil {
		return nil, err
	}
	return fixed{Phase: smtp.StartTLS, Cause: smtp.TLSFailed}, nil
}

func checkPerDay(s random.Share) error {
	switch {
	case s == none || s == 0 || leastFall <= s && s <= random.All:
		return nil
	case s > random.All:
		return errors.New("per_day is at most 100%")
	}
	return errors.New("per_day is 0% or at least 0.1%; write steps for a slower rollout")
}

func checkSteps(p Params) error {
	switch {
	case p.Steps == nil:
		return nil
	case len(p.Steps) == 0:
		return errors.New("steps is empty; write {at = \"0s\", good = \"50%\"} in it, or leave it out")
	case p.PerDay != none:
		return errors.New("steps and per_day both say how the share falls; leave one out")
	case p.Steps[0].At > 0 && p.Good == none:
		return fmt.Errorf("steps begins at %s; write good, or a step at 0s, for the time before", p.Steps[0].At)
	case p.Steps[0].At == 0 && p.Good != none:
		return errors.New("good and the step at 0s both say how the span starts; leave one out")
	}
	for i, s := range p.Steps {
		if s.Share > random.All {
			return fmt.Errorf("the step at %s: good is at most 100%%", s.At)
		}
		if s.At < 0 || i > 0 && s.At <= p.Steps[i-1].At {
			return fmt.Errorf("the step at %s comes too early; write the steps in order of time", s.At)
		}
	}
	return nil
}
