package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"mailstorm/scenarios/profile"
	"mailstorm/scenarios/schema"
	"mailstorm/sim/destination"
	"mailstorm/sim/fault"
	"mailstorm/sim/guard"
	"mailstorm/sim/mailbox"
)

// kindHelp describes a fault, a guard or a mailbox rule.
type kindHelp struct {
	name, class      string // "a fault"
	meaning          string
	seen             string
	remembers        string
	source           string
	header           string // the header above the example
	example          string
	parameters       []parameterHelp
	commonParameters []parameterHelp
	commonOwner      string // "every fault"
}

// parameterHelp is a key that a row takes.
type parameterHelp struct{ name, value, defaultValue, meaning string }

// commonParameters are the keys of every fault or guard; of is what a share is drawn for by default.
func commonParameters(kind, of string, more ...string) (all []parameterHelp) {
	for _, key := range append([]string{"starts", "ends", "lasts", "share", "of", "from_host", "servers", "mail_from", "rcpt_to", "larger_than", "smaller_than"}, more...) {
		all = append(all, parameterHelp{name: key, meaning: schema.Meaning("host.*." + kind + ".*." + key)})
		if key == "of" {
			all[len(all)-1].meaning += "; default: " + of
		}
	}
	return all
}

func faultHelp(k fault.Kind) kindHelp {
	t := kindHelp{name: k.Name, class: "a fault", meaning: k.Meaning, seen: k.Seen, source: k.Source, header: "[host.relay.fault.example]",
		example: k.Example, commonParameters: commonParameters("fault", cmp.Or(k.Of, "attempts")), commonOwner: "every fault"}
	for _, p := range fault.Parameters {
		if slices.Contains(k.Takes, p.Name) {
			t.parameters = append(t.parameters, parameterHelp{p.Name, valueHint(p.At(&fault.Params{})), k.Default(p), p.Meaning})
		}
	}
	return t
}

func guardHelp(k guard.Kind) kindHelp {
	t := kindHelp{name: k.Name, class: "a guard", meaning: k.Meaning, seen: k.Seen, remembers: k.Remembers, source: k.Source,
		header: "[host.relay.guard.example]", example: k.Example, commonParameters: commonParameters("guard", "attempts", "on"), commonOwner: "every guard"}
	if k.Submission {
		t.header = "[host.exo.guard.example]"
	}
	for _, p := range guard.Parameters {
		if slices.Contains(k.Takes, p.Name) {
			t.parameters = append(t.parameters, parameterHelp{p.Name, valueHint(p.At(&guard.Params{})), k.Default(p), p.Meaning})
		}
	}
	return t
}

func ruleHelp(r mailbox.Row) kindHelp {
	t := kindHelp{name: r.Name, class: "a mailbox rule", meaning: r.Meaning, seen: r.Seen, source: r.Source,
		header: "[mailbox.\"sender@contoso.example\".rule.example]", example: r.Example}
	if r.Key != "" {
		t.header = "[mailbox.\"sender@contoso.example\"]"
	}
	for _, p := range mailbox.Parameters {
		if slices.Contains(r.Takes, p.Name) {
			t.parameters = append(t.parameters, parameterHelp{p.Name, valueHint(p.At(&mailbox.Params{})), r.Default(p), p.Meaning})
		}
	}
	return t
}

// valueHint says what a parameter takes, by the type of its field.
func valueHint(field any) string {
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
		return "address, or list of addresses"
	case *[]string:
		return "name, or list of names"
	case *[]fault.Step:
		return "list of {at = DURATION, good = SHARE}"
	case *[]guard.Tenant:
		return "table of hosts by domain"
	case *guard.CountMarks:
		return "table {closes = NUMBER, opens = NUMBER}"
	case *guard.ByteMarks:
		return "table {closes = SIZE, opens = SIZE}"
	case *guard.Rate:
		return "rate, as in 600/m"
	case interface{ Words() []string }:
		return strings.Join(at.Words(), ", ")
	default:
		_, name, _ := strings.Cut(fmt.Sprintf("%T", at), ".")
		return strings.ToLower(name)
	}
}

// explainMemory describes what a sender remembers of a next hop.
func explainMemory(s *helpText, k destination.Kind) {
	s.Title(k.Name + ": a memory of a next hop")
	s.Text(k.Meaning)
	s.Line("")
	s.Entry("visible as", k.Seen+" The metric is suspended.")
	s.Entry("source", k.Source)
	if len(k.Takes) > 0 {
		s.Entry("figures", strings.Join(k.Takes, ", "))
	}
	var profiles []string
	for _, e := range profile.Library() {
		if e.Profile.Memory.String() == k.Name {
			profiles = append(profiles, e.Name)
		}
	}
	s.Entry("profiles", strings.Join(profiles, ", "))
	s.Line("")
	s.Line("[host.relay]")
	s.verbatim("destination_memory = \"" + k.Name + "\"")
}

func explainKind(s *helpText, t kindHelp) {
	s.Title(t.name + ": " + t.class)
	s.Text(t.meaning)
	s.Line("")
	s.Entry("visible as", t.seen)
	if t.remembers != "" {
		s.Entry("memory", t.remembers)
	}
	s.Entry("source", t.source)
	s.scenariosWith(`kind *= "` + t.name + `"`)
	s.Line("")
	s.settings(t)
	s.Line("")
	s.Line(t.header)
	s.verbatim(t.example)
}

func (s *helpText) settings(t kindHelp) {
	s.Widen("mail_from, rcpt_to")
	s.Line("Parameters:")
	if len(t.parameters) == 0 {
		s.Line("none")
	}
	for _, p := range t.parameters {
		s.Entry(p.name, p.value+": "+p.meaning+defaultText(p.defaultValue))
	}
	if len(t.commonParameters) == 0 {
		return
	}
	s.Line("")
	s.Line("Parameters of " + t.commonOwner + ":")
	for _, p := range t.commonParameters {
		s.Entry(p.name, p.meaning)
	}
}

func defaultText(value string) string {
	if value == "" {
		return ""
	}
	return " Default: " + value + "."
}

// verbatim writes TOML unchanged.
func (s *helpText) verbatim(text string) {
	for line := range strings.Lines(text) {
		s.Line(strings.TrimRight(line, "\r\n"))
	}
}
