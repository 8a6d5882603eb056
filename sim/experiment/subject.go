package experiment

import (
	"slices"
	"strings"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// Subject is what a limit or a weight speaks of: a measure, or a quantile of told or silence.
type Subject struct {
	Measure  Measure
	Quantile Quantile
	From, To time.Duration // of Late and Delay
	Group    string        // the recipients whose mail is meant: an address, or "@" and a domain; empty: all
	OfAll    bool          // of a group, and divided by all deliveries nonetheless, as costs are that add up
}

// AllSubjects lists all that a decision may speak of and that needs no time and no group: the measures in the order of tables, then the
// quantiles over messages.
func AllSubjects() (all []Subject) {
	for m := range Measures {
		all = append(all, Subject{Measure: m})
	}
	for q := ToldP50; q <= SilenceMax; q++ {
		all = append(all, Subject{Quantile: q})
	}
	return all
}

// Timed are examples of those that need a time.
func Timed() []Subject {
	return []Subject{{Measure: Late, From: 4 * time.Hour}, {Measure: Delay, From: time.Hour, To: 4 * time.Hour}}
}

// Definition is the row of the catalogue for a measure; that of a time is made for it.
func (s Subject) Definition() Definition {
	switch s.Measure {
	case Late:
		return Definition{"late." + shortDuration(s.From), "mail later than " + shortDuration(s.From), metrics.Ratio, true, true, true,
			"deliveries that arrive later than " + shortDuration(s.From) + " after first submission, divided by all deliveries"}
	case Delay:
		span := shortDuration(s.From) + "-" + shortDuration(s.To)
		return Definition{"delay." + span, "delay between " + shortDuration(s.From) + " and " + shortDuration(s.To), metrics.Duration, false, true, true,
			"the part between " + shortDuration(s.From) + " and " + shortDuration(s.To) + " of the time from submission to the first copy, summed over deliveries that arrive, divided by all deliveries"}
	}
	return Catalogue[s.Measure]
}

// shortDuration writes a time as users do: 1h30m.
func shortDuration(t time.Duration) string {
	s := t.String()
	for _, zero := range [...]string{"m0s", "h0m"} {
		if strings.HasSuffix(s, zero) {
			s = s[:len(s)-2]
		}
	}
	return s
}

// Name is what users call the subject.
func (s Subject) Name() string {
	name := quantileNames[s.Quantile]
	if s.Quantile == NoQuantile {
		name = s.Definition().Name
	}
	if s.Group != "" {
		name += groupSeparator + s.Group
	}
	return name
}

// groupSeparator stands between a measure and the recipients of whose mail it is asked.
const groupSeparator = " of "

// Words are what people call the subject, in a sentence.
func (s Subject) Words() string {
	to := ""
	if s.Group != "" {
		to = ", to " + s.Group
	}
	switch {
	case s.Quantile == NoQuantile:
		return s.Definition().Words + to
	case s.Quantile >= SilenceP50:
		return quantileWords[(s.Quantile-1)%3] + " silence"
	default:
		return quantileWords[(s.Quantile-1)%3] + " wait for the NDR"
	}
}

// Meaning is one sentence about the subject.
func (s Subject) Meaning() string {
	switch {
	case s.Quantile != NoQuantile:
		of := "from submission to the NDR, over deliveries that would not have arrived within five days either"
		if s.Quantile >= SilenceP50 {
			of = "from submission to the first delay notice or NDR, over deliveries that had not arrived by then"
		}
		return quantileWords[(s.Quantile-1)%3] + " time " + of
	case s.Group == "":
		return s.Definition().Meaning
	case s.OfAll:
		return "of mail to " + s.Group + " only: " + s.Definition().Meaning
	default:
		return "of mail to " + s.Group + " only, all deliveries being those: " + s.Definition().Meaning
	}
}

var quantileWords = [3]string{"median", "95 % quantile of the", "longest"}

// Unit is the unit of the subject; durations are in minutes.
func (s Subject) Unit() metrics.Unit {
	if s.Quantile != NoQuantile {
		return metrics.Duration
	}
	return s.Definition().Unit
}

// Share reports whether the subject is a share of deliveries.
func (s Subject) Share() bool { return s.Quantile == NoQuantile && s.Definition().Share }

// AddsUp reports whether the subject is divided by all deliveries, so that costs of several are costs of one delivery.
func (s Subject) AddsUp() bool {
	return s.Quantile == NoQuantile && s.Definition().PerDelivery && (s.Group == "" || s.OfAll)
}

// IsMeasure reports whether the subject is a measure of tables.
func (s Subject) IsMeasure() bool {
	return s.Quantile == NoQuantile && s.Measure < Measures && s.Group == ""
}

// concerns reports whether the mail to an address is meant.
func (s Subject) concerns(a *sim.Address) bool {
	if domain, all := strings.CutPrefix(s.Group, "@"); all {
		return a.Domain == domain
	}
	return s.Group == "" || a.Name == s.Group
}

// LookupSubject finds the subject of a name; ok is false when there is none.
func LookupSubject(name string) (s Subject, ok bool) {
	name, group, some := strings.Cut(name, groupSeparator)
	for _, one := range AllSubjects() {
		if one.Name() == name {
			s, ok = one, true
		}
	}
	if !ok {
		s, ok = lookupTimed(name)
	}
	s.Group = group
	return s, ok && (!some || group != "" && s.Quantile == NoQuantile && s.Definition().ByRecipient)
}

// lookupTimed finds the subject of late.4h and delay.1h-4h.
func lookupTimed(name string) (s Subject, ok bool) {
	var err, err2 error
	if after, is := strings.CutPrefix(name, "late."); is {
		s.Measure = Late
		s.From, err = time.ParseDuration(after)
		return s, err == nil && s.From > 0
	}
	span, is := strings.CutPrefix(name, "delay.")
	from, to, _ := strings.Cut(span, "-")
	s.Measure = Delay
	s.From, err = time.ParseDuration(from)
	s.To, err2 = time.ParseDuration(to)
	return s, is && err == nil && err2 == nil && s.From >= 0 && s.From < s.To
}

// CustomSubjects are what rows answer beside the measures: what a decision asks of times and of groups, and of each domain of recipients what
// its mail lost and how long it waited.
func CustomSubjects(d *Decision, domains []string) (all []Subject) {
	for _, l := range d.Limits {
		all = appendCustom(all, l.Subject)
	}
	for _, w := range d.Weights {
		all = appendCustom(all, w.Subject)
	}
	for _, domain := range domains {
		for _, m := range Losses {
			all = appendCustom(all, Subject{Measure: m, Group: "@" + domain})
		}
	}
	return all
}

// Losses are the measures that say who loses.
var Losses = []Measure{BouncedGood, BouncedLost, Waiting}

func appendCustom(all []Subject, s Subject) []Subject {
	if s.Quantile != NoQuantile || s.IsMeasure() || slices.Contains(all, s) {
		return all
	}
	return append(all, s)
}

// Standard is the standard that a subject is measured by, if it needs one.
func (s *Subject) Standard() (by int, needed bool) {
	return int(one(s.Measure == BouncedLong)), s.Quantile == NoQuantile && s.Measure <= BouncedLost
}

// denominator is what the numerator of so many deliveries is divided by: times are summed in seconds, and told in minutes.
func (s *Subject) denominator(deliveries int64) int64 {
	if s.Definition().Unit == metrics.Duration {
		return 60 * deliveries
	}
	return deliveries
}
