package run

import (
	"slices"
	"strings"
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/sim/metrics"
)

// profilesUsed names the profile of each host that sent anything, hosts of the same profile together.
func profilesUsed(r *Run) (lines []string) {
	var names []string
	hosts := map[string][]string{}
	for i := range r.Config.Hosts {
		if r.Result.Hosts[i].Values[metrics.Attempts].Num == 0 {
			continue
		}
		p := r.Config.Hosts[i].Profile
		name := p.Name + " (" + p.Title + ")"
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
		hosts[name] = append(hosts[name], r.Config.Hosts[i].Name)
	}
	for _, name := range names {
		lines = append(lines, english.Listed(hosts[name], len(hosts[name]))+": "+name)
	}
	return lines
}

// OtherProfiles compares the run with the same storm under the other profiles of the family.
func OtherProfiles(r *Run) (lines []string) {
	if s := familyTotals(r); s != "" {
		lines = append(lines, s)
		lines = append(lines, familyQueueTimes(r)...)
		lines = append(lines, familyNDRs(r)...)
	}
	return lines
}

// Unknown says what would differ if the profiles answered otherwise where nobody knows the answer.
func Unknown(r *Run) (lines []string) {
	if r.OtherDrops != nil {
		lines = append(lines, droppedSessions(r))
	}
	if r.DelayNotices != nil {
		n := r.DelayNotices.Values[metrics.DelayCount].Num
		lines = append(lines, "whether "+r.DelayNotices.Host+" sends delay notices; if it did after 4 h, it would send "+english.Counted(n, "notice", "notices"))
	}
	return lines
}

// droppedSessions says how many attempts there are if a connection that drops after MAIL is read the other way.
func droppedSessions(r *Run) string {
	here := int64(0)
	for i := range r.Config.Hosts {
		if r.Config.Hosts[i].Name == r.OtherDrops.Host {
			here = r.Result.Hosts[i].Values[metrics.Attempts].Num
		}
	}
	read, other := "message", "queue"
	if r.OtherDrops.Profile == "message" {
		read, other = other, read
	}
	return "whether a connection dropped after MAIL is a failure of the message or of the queue; " + r.OtherDrops.Host + " made " + english.Counted(here, "attempt", "attempts") +
		" (" + read + ") and would make " + english.Number(r.OtherDrops.Values[metrics.Attempts].Num) + " (" + other + ")"
}

// familyTotals compares the number that differs most: copies, else attempts.
func familyTotals(r *Run) string {
	if len(r.Others) == 0 {
		return ""
	}
	id, what := metrics.Attempts, "attempts"
	for _, o := range r.Others {
		if o.Values[metrics.Copies] != r.Result.Values[metrics.Copies] {
			id, what = metrics.Copies, "copies"
		}
	}
	same, alike := true, true
	var amounts []string
	profiles := map[string][]string{}
	for _, o := range r.Others {
		amount := english.Number(o.Values[id].Num)
		if o.AtLeast && o.Values[metrics.Delivered] == r.Result.Values[metrics.Delivered] { // else it differs in more than what it hides
			amount = "at least " + amount
		}
		if !slices.Contains(amounts, amount) {
			amounts = append(amounts, amount)
		}
		profiles[amount] = append(profiles[amount], o.Profile)
		same = same && o.Values == r.Result.Values
		alike = alike && o.Values[id].Num == r.value(id)
	}
	switch {
	case same:
		return "the same result for " + r.Others[0].Host
	case alike:
		return "the same number of " + what + " for " + r.Others[0].Host + ", at other times"
	}
	here := english.Number(r.value(id))
	s := what + ": " + here + " in this run"
	if same := profiles[here]; len(same) > 0 {
		s += " and with " + english.Listed(same, len(same))
	}
	for _, amount := range amounts {
		if amount != here {
			s += "; " + amount + " with " + english.Listed(profiles[amount], len(profiles[amount]))
		}
	}
	return s
}

// familyQueueTimes compares when the last deferred message left the queue.
func familyQueueTimes(r *Run) []string {
	here := r.Result.Hosts[r.Config.Watch].DeferredEmptyAt
	if here == 0 {
		return nil
	}
	return familyRange(r, "last deferred message of "+r.Config.Hosts[r.Config.Watch].Name+": after "+english.Span(here)+" in this run", int64(here), func(o *Other) int64 { return int64(o.DeferredEmptyAt) },
		func(n int64) string { return "after " + english.Span(time.Duration(n)) })
}

// familyNDRs compares the NDRs in the same way.
func familyNDRs(r *Run) []string {
	here := r.value(metrics.NDRCount)
	return familyRange(r, "NDRs: "+english.Number(here)+" in this run", here, func(o *Other) int64 { return o.Values[metrics.NDRCount].Num }, english.Number)
}

// familyRange names the profiles of the family with the least and the most of something, where that is less or more than in this run. Profiles
// that replay one message are left out.
func familyRange(r *Run, text string, here int64, of func(*Other) int64, word func(int64) string) []string {
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
	return []string{text + "; " + strings.Join(parts, "; ")}
}
