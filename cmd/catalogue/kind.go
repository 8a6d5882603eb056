package catalogue

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

// Kind describes a fault, a guard or a mailbox rule.
type Kind struct {
	Name, class      string // "a fault"
	Meaning          string
	Seen             string
	Remembers        string
	Source           string
	Header           string // the header above the example
	Example          string
	Parameters       []Parameter
	commonParameters []Parameter
	commonOwner      string // "every fault"
}

// Parameter is a key that a row takes.
type Parameter struct{ Name, Value, Default, Meaning string }

// commonParameters are the keys of every fault or guard; of is what a share is drawn for by default.
func commonParameters(kind, of string, more ...string) (all []Parameter) {
	for _, key := range append([]string{"starts", "ends", "lasts", "share", "of", "from_host", "servers", "mail_from", "rcpt_to", "larger_than", "smaller_than"}, more...) {
		all = append(all, Parameter{Name: key, Meaning: schema.Meaning("host.*." + kind + ".*." + key)})
		if key == "of" {
			all[len(all)-1].Meaning += "; default: " + of
		}
	}
	return all
}

// OfFault describes a fault.
func OfFault(k fault.Kind) Kind {
	t := Kind{Name: k.Name, class: "a fault", Meaning: k.Meaning, Seen: k.Seen, Source: k.Source, Header: "[host.relay.fault.example]",
		Example: k.Example, commonParameters: commonParameters("fault", cmp.Or(k.Of, "attempts")), commonOwner: "every fault"}
	for _, p := range fault.Parameters {
		if slices.Contains(k.Takes, p.Name) {
			t.Parameters = append(t.Parameters, Parameter{p.Name, valueHint(p.At(&fault.Params{})), k.Default(p), p.Meaning})
		}
	}
	return t
}

// OfGuard describes a guard.
func OfGuard(k guard.Kind) Kind {
	t := Kind{Name: k.Name, class: "a guard", Meaning: k.Meaning, Seen: k.Seen, Remembers: k.Remembers, Source: k.Source,
		Header: "[host.relay.guard.example]", Example: k.Example, commonParameters: commonParameters("guard", "attempts", "on"), commonOwner: "every guard"}
	if k.Submission {
		t.Header = "[host.exo.guard.example]"
	}
	for _, p := range guard.Parameters {
		if slices.Contains(k.Takes, p.Name) {
			t.Parameters = append(t.Parameters, Parameter{p.Name, valueHint(p.At(&guard.Params{})), k.Default(p), p.Meaning})
		}
	}
	return t
}

// OfRule describes a mailbox rule.
func OfRule(r mailbox.Row) Kind {
	t := Kind{Name: r.Name, class: "a mailbox rule", Meaning: r.Meaning, Seen: r.Seen, Source: r.Source,
		Header: "[mailbox.\"sender@contoso.example\".rule.example]", Example: r.Example}
	if r.Key != "" {
		t.Header = "[mailbox.\"sender@contoso.example\"]"
	}
	for _, p := range mailbox.Parameters {
		if slices.Contains(r.Takes, p.Name) {
			t.Parameters = append(t.Parameters, Parameter{p.Name, valueHint(p.At(&mailbox.Params{})), r.Default(p), p.Meaning})
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
func explainMemory(s *page, k destination.Kind) {
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

func explainKind(s *page, t Kind) {
	s.Title(t.Name + ": " + t.class)
	s.Text(t.Meaning)
	s.Line("")
	s.Entry("visible as", t.Seen)
	if t.Remembers != "" {
		s.Entry("memory", t.Remembers)
	}
	s.Entry("source", t.Source)
	s.scenariosWith(`kind *= "` + t.Name + `"`)
	s.Line("")
	s.settings(t)
	s.Line("")
	s.Line(t.Header)
	s.verbatim(t.Example)
}

func (s *page) settings(t Kind) {
	s.Widen("mail_from, rcpt_to")
	s.Line("Parameters:")
	if len(t.Parameters) == 0 {
		s.Line("none")
	}
	for _, p := range t.Parameters {
		s.Entry(p.Name, p.Value+": "+p.Meaning+defaultText(p.Default))
	}
	if len(t.commonParameters) == 0 {
		return
	}
	s.Line("")
	s.Line("Parameters of " + t.commonOwner + ":")
	for _, p := range t.commonParameters {
		s.Entry(p.Name, p.Meaning)
	}
}

func defaultText(value string) string {
	if value == "" {
		return ""
	}
	return " Default: " + value + "."
}

// verbatim writes TOML unchanged.
func (s *page) verbatim(text string) {
	for line := range strings.Lines(text) {
		s.Line(strings.TrimRight(line, "\r\n"))
	}
}
