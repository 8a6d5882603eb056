package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"mailstorm/sim/fault"
	"mailstorm/sim/guard"
	"mailstorm/sim/mailbox"
)

// thing is a row of a shelf, whichever: a fault, a guard or a rule of mailboxes.
type thing struct {
	name, is  string // "a fault"
	meaning   string
	seen      string
	remembers string
	source    string
	above     string // the header above the example
	example   string
	own       []setting
	common    []setting
	whose     string // "every fault"
}

// setting is a key that a row takes.
type setting struct{ name, value, usual, meaning string }

// everyFault are the keys that any fault takes beside its own.
var everyFault = []setting{
	{name: "starts", meaning: "when it begins, 0s when left out; a duration, or quantiles of one"},
	{name: "ends, lasts", meaning: "when it is over; left out: never"},
	{name: "share", meaning: "how much of it is befallen, 100% when left out"},
	{name: "of", meaning: "what the share is drawn for: attempts, messages, recipients, sender-servers or receiver-servers"},
	{name: "from_host", meaning: "only sessions of this host, or of one of these hosts"},
	{name: "servers", meaning: "only sessions of these servers of the sending pool, numbered from 1"},
	{name: "mail_from, rcpt_to", meaning: "only mail from, or to, this address or one of these"},
	{name: "larger_than", meaning: "only larger messages; a size, as in 10MB"},
	{name: "smaller_than", meaning: "only smaller messages; a size"},
}

// everyGuard are the keys that any guard takes beside its own.
func everyGuard() []setting {
	all := slices.Clone(everyFault)
	all[2].meaning = "how much of it the guard concerns, 100% when left out"
	all[3].meaning = "what the share is drawn for: attempts, messages or recipients; attempts when left out"
	return append(all, setting{name: "on", meaning: "false: off until an intervention switches it on"})
}

func faultThing(k fault.Kind) thing {
	t := thing{name: k.Name, is: "a fault", meaning: k.Meaning, seen: k.Seen, source: k.Source, above: "[host.relay.fault.example]",
		example: k.Example, common: slices.Clone(everyFault), whose: "every fault"}
	t.common[3].meaning += "; " + cmp.Or(k.Of, "attempts") + " when left out"
	for _, p := range fault.Parameters {
		if slices.Contains(k.Takes, p.Name) {
			t.own = append(t.own, setting{p.Name, kindOf(p.At(&fault.Params{})), k.Default(p), p.Meaning})
		}
	}
	return t
}

func guardThing(k guard.Kind) thing {
	t := thing{name: k.Name, is: "a guard", meaning: k.Meaning, seen: k.Seen, remembers: k.Remembers, source: k.Source,
		above: "[host.relay.guard.example]", example: k.Example, common: everyGuard(), whose: "every guard"}
	if k.Submission {
		t.above = "[host.exo.guard.example]"
	}
	for _, p := range guard.Parameters {
		if slices.Contains(k.Takes, p.Name) {
			t.own = append(t.own, setting{p.Name, kindOf(p.At(&guard.Params{})), k.Default(p), p.Meaning})
		}
	}
	return t
}

func ruleThing(r mailbox.Row) thing {
	t := thing{name: r.Name, is: "a rule of mailboxes", meaning: r.Meaning, seen: r.Seen, source: r.Source,
		above: "[mailbox.\"sender@contoso.example\".rule.example]", example: r.Example}
	if r.Key != "" {
		t.above = "[mailbox.\"sender@contoso.example\"]"
	}
	for _, p := range mailbox.Parameters {
		if slices.Contains(r.Takes, p.Name) {
			t.own = append(t.own, setting{p.Name, kindOf(p.At(&mailbox.Params{})), r.Default(p), p.Meaning})
		}
	}
	return t
}

// kindOf says what is to be written for a parameter; the type of its field knows.
func kindOf(field any) string {
	switch at := field.(type) {
	case *time.Duration:
		return "duration, as in 11m"
	case *int64:
		return "size, as in 10MB"
	case *bool, *mailbox.Choice:
		return "true or false"
	case *uint32, *uint64:
		return "whole number"
	case *[]int:
		return "address, or list of them"
	case *[]string:
		return "name, or list of them"
	case *[]fault.Step:
		return "list of {at = DURATION, good = SHARE}"
	case *[]guard.Tenant:
		return "table of hosts by domain"
	case *guard.Rate:
		return "rate, as in 600/m"
	case interface{ Words() []string }:
		return strings.Join(at.Words(), ", ")
	default:
		_, name, _ := strings.Cut(fmt.Sprintf("%T", at), ".")
		return strings.ToLower(name)
	}
}

func explainThing(s *sheet, t thing) {
	s.Title(t.name + ": " + t.is)
	s.Text(t.meaning)
	s.Line("")
	s.Entry("what is seen", t.seen)
	if t.remembers != "" {
		s.Entry("memory", t.remembers)
	}
	s.Entry("source", t.source)
	s.Line("")
	s.settings(t)
	s.Line("")
	s.Line(t.above)
	s.verbatim(t.example)
}

func (s *sheet) settings(t thing) {
	s.Widen("mail_from, rcpt_to")
	s.Line("Its parameters:")
	if len(t.own) == 0 {
		s.Line("none of its own")
	}
	for _, p := range t.own {
		s.Entry(p.name, p.value+": "+p.meaning+defaulted(p.usual))
	}
	if len(t.common) == 0 {
		return
	}
	s.Line("")
	s.Line("And those of " + t.whose + ":")
	for _, p := range t.common {
		s.Entry(p.name, p.meaning)
	}
}

func defaulted(value string) string {
	if value == "" {
		return ""
	}
	return " Default: " + value + "."
}

// verbatim writes TOML as it stands.
func (s *sheet) verbatim(text string) {
	for line := range strings.Lines(text) {
		s.Line(strings.TrimRight(line, "\r\n"))
	}
}
