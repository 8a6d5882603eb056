package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"mailstorm/sim/fault"
)

// everyFault are the keys that any fault takes beside its own.
var everyFault = []struct{ name, meaning string }{
	{"starts", "when it begins, 0s when left out; a duration, or quantiles of one"},
	{"ends, lasts", "when it is over; left out: never"},
	{"share", "how much of it is befallen, 100% when left out"},
	{"of", "what the share is drawn for: attempts, messages, recipients, sender-servers or receiver-servers"},
	{"from_host", "only sessions of this host, or of one of these hosts"},
	{"servers", "only sessions of these servers of the sending pool, numbered from 1"},
	{"mail_from, rcpt_to", "only mail from, or to, this address or one of these"},
	{"larger_than", "only larger messages; a size, as in 10MB"},
	{"smaller_than", "only smaller messages; a size"},
}

func (s *sheet) parameters(k fault.Kind) {
	s.Widen("mail_from, rcpt_to")
	s.Line("Its parameters:")
	if len(k.Takes) == 0 {
		s.Line("none of its own")
	}
	for _, p := range fault.Parameters {
		if slices.Contains(k.Takes, p.Name) {
			s.Entry(p.Name, kindOf(p)+": "+p.Meaning+defaulted(k.Default(p)))
		}
	}
	s.Line("")
	s.Line("And those of every fault:")
	for _, p := range everyFault {
		meaning := p.meaning
		if p.name == "of" {
			meaning += "; " + cmp.Or(k.Of, "attempts") + " when left out"
		}
		s.Entry(p.name, meaning)
	}
}

// kindOf says what is to be written for a parameter; the type behind it knows.
func kindOf(p fault.Parameter) string {
	switch at := p.At(&fault.Params{}).(type) {
	case *time.Duration:
		return "duration, as in 11m"
	case *int64:
		return "size, as in 10MB"
	case *bool:
		return "true or false"
	case *[]fault.Step:
		return "list of {at = DURATION, share = SHARE}"
	default:
		_, name, _ := strings.Cut(fmt.Sprintf("%T", at), ".")
		return strings.ToLower(name)
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
