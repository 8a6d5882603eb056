package run

import (
	"strings"
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/sim/metrics"
)

// assumptions name the profiles on which the numbers rest, and what others of their family would give.
func assumptions(r *Run) []string {
	var lines []string
	for i := range r.Config.Hosts {
		if r.Result.Hosts[i].Values[metrics.Attempts].Num > 0 {
			p := r.Config.Hosts[i].Profile
			lines = append(lines, r.Config.Hosts[i].Name+": "+p.Name+" ("+p.Title+")")
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return append(lines, OtherProfiles(r)...)
}

// OtherProfiles is what other profiles would give, and delay notices.
func OtherProfiles(r *Run) (lines []string) {
	if s := familyTotals(r); s != "" {
		lines = append(lines, s)
		lines = append(lines, familyQueueTimes(r)...)
		lines = append(lines, familyNDRs(r)...)
	}
	if r.Dropped != nil {
		lines = append(lines, droppedSessions(r))
	}
	if r.Noticed != nil {
		n := r.Noticed.Values[metrics.DelayCount].Num
		lines = append(lines, "no delay notices; whether "+r.Noticed.Host+" sends them is unknown: at 4 h it would be "+english.Counted(n, "notice", "notices"))
	}
	return lines
}

// droppedSessions says what a storm comes to if a connection that dies after MAIL is read the other way.
func droppedSessions(r *Run) string {
	here := int64(0)
	for i := range r.Config.Hosts {
		if r.Config.Hosts[i].Name == r.Dropped.Host {
			here = r.Result.Hosts[i].Values[metrics.Attempts].Num
		}
	}
	return english.Counted(here, "attempt", "attempts") + " of " + r.Dropped.Host + "; whether a connection that dies after MAIL is the failure of the message or of the queue is unknown: as that of the " +
		r.Dropped.Profile + " it would be " + english.Number(r.Dropped.Values[metrics.Attempts].Num)
}

// familyTotals is what the same storm comes to under the other profiles of the family, in the number that tells most.
func familyTotals(r *Run) string {
	id, one, many := metrics.Attempts, "attempt", "attempts"
	for _, o := range r.Others {
		if o.Values[metrics.Copies] != r.Result.Values[metrics.Copies] {
			id, one, many = metrics.Copies, "copy", "copies"
		}
	}
	if len(r.Others) == 0 {
		return ""
	}
	var others []string
	same, alike := true, true
	for _, o := range r.Others {
		gives := " gives "
		if o.AtLeast && o.Values[metrics.Delivered] == r.Result.Values[metrics.Delivered] { // else it differs in more than what it hides
			gives = " gives at least "
		}
		others = append(others, o.Profile+gives+english.Number(o.Values[id].Num))
		same = same && o.Values == r.Result.Values
		alike = alike && o.Values[id].Num == r.value(id)
	}
	switch {
	case same:
		return "the other profiles of " + r.Others[0].Host + "'s family give the same"
	case alike:
		return "the other profiles of " + r.Others[0].Host + "'s family give as many " + many + ", at other times"
	}
	return english.Counted(r.value(id), one, many) + " here; " + english.Listed(others, len(others))
}

// familyQueueTimes compares when the queue was rid of deferred mail, where the profiles of the family differ in it.
func familyQueueTimes(r *Run) []string {
	here := r.Result.Hosts[r.Config.Watch].DeferredEmptyAt
	if here == 0 {
		return nil
	}
	return familyRange(r, "its last deferred mail leaves after "+english.Span(here)+" here", int64(here), func(o *Other) int64 { return int64(o.DeferredEmptyAt) },
		func(n int64) string { return "after " + english.Span(time.Duration(n)) })
}

// familyNDRs compares the NDRs in the same way.
func familyNDRs(r *Run) []string {
	here := r.value(metrics.NDRCount)
	said := "no NDR here"
	if here > 0 {
		said = english.Counted(here, "NDR", "NDRs") + " here"
	}
	return familyRange(r, said, here, func(o *Other) int64 { return o.Values[metrics.NDRCount].Num }, english.Number)
}

// familyRange says which profiles of the family give least and most of something, where they give less or more than is given here. Those that
// replay one message are none of them.
func familyRange(r *Run, said string, here int64, of func(*Other) int64, word func(int64) string) []string {
	var least, most *Other
	for i := range r.Others {
		o := &r.Others[i]
		switch {
		case o.AtLeast:
			continue
		case of(o) < here && (least == nil || of(o) < of(least)):
			least = o
		case of(o) > here && (most == nil || of(o) > of(most)):
			most = o
		}
	}
	var parts []string
	for _, o := range []*Other{least, most} {
		if o != nil && word(of(o)) != word(here) {
			parts = append(parts, word(of(o))+" with "+o.Profile)
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return []string{said + "; " + strings.Join(parts, ", ")}
}
