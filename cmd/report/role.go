package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/metrics"
	"mailstorm/sim/smtp"
)

func durationOf(v metrics.Value) time.Duration { return time.Duration(v.Num / v.Den) }

// role is what one person concerned saw of the run.
type role struct{ who, what string }

const mostRoles = 16

func roles(r *Run) []role {
	c := newClock(r.Config.Clock, r.Result.End)
	c.coarse = r.Result.End > 2*time.Hour
	all := []role{{"sender", senderSaw(r)}}
	all = append(all, recipientsSaw(r, c)...)
	left := 0
	for i := range r.Config.Hosts {
		h := &r.Result.Hosts[i]
		if h.Values[metrics.Attempts].Num == 0 && !h.Contacted && h.Values[metrics.AutoCount].Num == 0 {
			continue
		}
		if nobodyThere(h) {
			continue
		}
		if len(all) > mostRoles {
			left++
			continue
		}
		var saw []string
		if h.Contacted || len(h.Said) > 0 {
			saw = append(saw, receiverAdminSaw(h)+removedAt(h))
		}
		if h.Values[metrics.Attempts].Num > 0 {
			saw = append(saw, senderAdminSaw(h, r.Config.Hosts[i].Profile.Ends, c))
		}
		if s := mailboxesDid(h, c); s != "" {
			saw = append(saw, s)
		}
		all = append(all, role{"admin of " + r.Config.Hosts[i].Name, strings.Join(saw, "; ")})
	}
	if left > 0 {
		all = append(all, role{"and " + counted(int64(left), "more host", "more hosts"), "see --format csv"})
	}
	return all
}

// nobodyThere tells a domain that does not exist from a host that has an administrator.
func nobodyThere(h *sim.HostResult) bool {
	other := func(t sim.Tally) bool { return t.Cause != smtp.NoSuchDomain }
	return len(h.Said) > 0 && h.Accepted == 0 && !slices.ContainsFunc(h.Said, other) && h.Values[metrics.Attempts].Num == 0
}

func senderSaw(r *Run) string {
	first, ndr := r.known(metrics.NDRFirst)
	last, _ := r.known(metrics.NDRMax)
	notice, warned := r.known(metrics.DelayFirst)
	died := r.value(metrics.NDRLost)
	var parts []string
	if warned {
		parts = append(parts, counted(r.value(metrics.DelayCount), "delay notice", "delay notices")+", after "+Span(notice))
	}
	switch {
	case !ndr && !warned && died > 0:
		return "silence: nothing told; " + deaths(died)
	case r.value(metrics.Messages) == 0:
		return "nobody wrote"
	case !ndr && !warned && r.value(metrics.AutoCount) > r.value(metrics.Messages):
		return "nothing told: the mail itself arrived"
	case !ndr && !warned && r.value(metrics.Delivered) == r.value(metrics.Deliveries) && r.value(metrics.DeliveryMax) == 0:
		return "nothing to tell: all went well"
	case !ndr && !warned:
		return "silence: nothing told"
	case !ndr:
		parts = append(parts, "no NDR")
	default:
		parts = append(parts, counted(r.value(metrics.NDRDelivered), "NDR", "NDRs")+", "+from(first, last, r.value(metrics.NDRExcess) > 0)+codesOf(r))
	}
	if n := r.value(metrics.Backscatter); n > 0 {
		of := Number(n) + " of the NDRs"
		if n == r.value(metrics.NDRDelivered) {
			of = "all of them"
		}
		parts = append(parts, of+" to people who had written nothing")
	}
	if died > 0 {
		parts = append(parts, deaths(died))
	}
	if n := r.value(metrics.Resent); n > 0 {
		parts = append(parts, counted(n, "message", "messages")+" written again, "+counted(r.value(metrics.ExtraCopies), "extra copy", "extra copies"))
	}
	return strings.Join(parts, "; ")
}

func deaths(n int64) string {
	return counted(n, "NDR died on its way", "NDRs died on their way")
}

// removedAt is what the guards and mailboxes of a host swallowed, threw away or locked away.
func removedAt(h *sim.HostResult) (s string) {
	for _, g := range []struct {
		id        metrics.ID
		one, many string
	}{
		{metrics.Suppressed, "duplicate swallowed", "duplicates swallowed"},
		{metrics.Discarded, "mail thrown away", "mails thrown away"},
		{metrics.Quarantined, "mail locked away", "mails locked away"},
	} {
		if n := h.Values[g.id].Num; n > 0 {
			s += ", " + counted(n, g.one, g.many)
		}
	}
	return s
}

// mailboxesDid is what the mailboxes of a host wrote by themselves.
func mailboxesDid(h *sim.HostResult, c clock) (s string) {
	n, stopped := h.Values[metrics.AutoCount].Num, h.Values[metrics.AutoStopped].Num
	if n > 0 {
		s = "its mailboxes wrote " + counted(n, "automatic message", "automatic messages")
	}
	if stopped > 0 {
		s = joined(s, counted(stopped, "more was", "more were")+" forbidden by a limit, a switch or good manners")
	}
	if full := h.Values[metrics.FullAt]; full.Known {
		s = joined(s, "a mailbox was full at "+c.at(durationOf(full)))
	}
	return s
}

func joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}

// from says when the first of several things came, and the last if that is known.
func from(first, last time.Duration, more bool) string {
	start := "after " + Span(first)
	if first == 0 {
		start = "at once"
	}
	switch {
	case last < time.Second:
		return "at once"
	case more:
		return "the first " + start
	case first == 0 && last >= time.Second:
		return "the first at once, the last after " + Span(last)
	case Span(first) == Span(last):
		return start
	default:
		return start + " to " + Span(last)
	}
}

// codesOf lists what the NDRs show, most frequent first.
func codesOf(r *Run) string {
	var all []sim.Tally
	for i := range r.Result.Hosts {
		all = append(all, r.Result.Hosts[i].Wrote...)
	}
	if all = merged(all); len(all) == 1 {
		return " (" + all[0].Reply.String() + ")"
	}
	return " (" + tallied(all, 3) + ")"
}

// recipientsSaw has a line for all recipients alike, or one each where a single message went different ways.
func recipientsSaw(r *Run, c clock) []role {
	if r.value(metrics.Messages) != 1 {
		return []role{{"recipients", crowdSaw(r)}}
	}
	var each []role
	same := true
	for d := range r.Deliveries {
		each = append(each, role{r.Config.Addresses[d.To].Name, mailboxHas(d, c)})
		same = same && each[0].what == each[len(each)-1].what
		if len(each) > 8 && !same {
			return []role{{"recipients", crowdSaw(r)}}
		}
	}
	switch {
	case len(each) == 1:
		return []role{{"recipient", each[0].what}}
	case same && len(each) > 0:
		return []role{{"each recipient", each[0].what}}
	default:
		return each
	}
}

func mailboxHas(d sim.Delivery, c clock) string {
	switch {
	case d.Copies == 0:
		return "nothing arrived"
	case d.Copies == 1:
		return "1 copy, " + c.at(d.First)
	case d.First == d.Last:
		return fmt.Sprintf("%d copies at once, %s", d.Copies, c.at(d.First))
	default:
		return fmt.Sprintf("%s copies, %s, %s to %s", Number(int64(d.Copies)), rhythm(d), c.at(d.First), c.at(d.Last))
	}
}

// rhythm is the gap between copies: the exact one if it may be exact, else the mean to the minute.
func rhythm(d sim.Delivery) string {
	gap := (d.Last - d.First) / time.Duration(d.Copies-1)
	switch {
	case gap%time.Minute == 0 && gap*time.Duration(d.Copies-1) == d.Last-d.First:
		return "one each " + Span(gap)
	case gap > 10*time.Minute:
		return "one about each " + Span(gap.Round(time.Minute))
	default:
		return "one about each " + Span(gap)
	}
}

func crowdSaw(r *Run) string {
	arrived := r.arrived()
	s := Number(arrived) + " of " + Number(r.value(metrics.Deliveries)) + " arrived"
	if p50, ok := r.known(metrics.DeliveryP50); ok {
		most, _ := r.known(metrics.DeliveryMax)
		switch {
		case most < time.Second:
			s += ", all at once"
		case p50 == 0:
			s += ", half of them at once, the last after " + Span(most)
		default:
			s += ", half of them within " + Span(p50) + ", the last after " + Span(most)
		}
	}
	if n := r.value(metrics.Duplicates); n > 0 {
		s += "; " + counted(n, "duplicate", "duplicates") + ", up to " + Number(r.value(metrics.DuplicatesMax)) + " of one mail"
	}
	return s
}

// senderAdminSaw is what the administrator of a sending host could know.
func senderAdminSaw(h *sim.HostResult, ends func(smtp.Phase) bool, c clock) string {
	s := backlog(h, c)
	var later, never []sim.Tally
	for _, t := range h.Heard {
		if t.Reply.Permanent() && t.Cause == smtp.Said && ends(t.Phase) {
			never = append(never, t)
		} else {
			later = append(later, t)
		}
	}
	deferrals := h.Values[metrics.Deferrals].Num
	switch {
	case len(later) == 0:
	case deferrals == 0 && h.Values[metrics.NDRCount].Num > 0:
		s += ", given up at once after " + tallied(later, 3)
	case len(later) == 1 && later[0].Count == deferrals+1 && h.Values[metrics.NDRCount].Num > 0:
		s += " and a last attempt, " + later[0].Reply.String()
	case len(later) == 1 && later[0].Count == deferrals:
		s += " " + later[0].Reply.String()
	case deferrals == 0:
		s += ", though not always by the first host: " + tallied(later, 3)
	default:
		s += ": " + tallied(later, 3)
	}
	if len(never) > 0 {
		s += "; refused for good " + tallied(never, 3)
	}
	if h.Held > 1 {
		s += "; at most " + Number(h.Held) + " queued, " + c.at(h.HeldAt)
	}
	if n := h.Values[metrics.Purged].Num; n > 0 {
		s += "; " + counted(n, "copy", "copies") + " removed by hand"
	}
	if n := h.Values[metrics.NDRCount].Num; n > 0 {
		s += "; " + counted(n, "NDR", "NDRs") + " written"
	}
	return s
}

// backlog says how long anything waited after a failed attempt.
func backlog(h *sim.HostResult, c clock) string {
	deferrals := counted(h.Values[metrics.Deferrals].Num, "deferral", "deferrals")
	switch {
	case h.Values[metrics.Deferrals].Num == 0 && h.Values[metrics.NDRCount].Num > 0:
		return "nothing deferred"
	case h.Values[metrics.Deferrals].Num == 0 && !h.Values[metrics.QueueEmptyAt].Known:
		return "still queued at the end"
	case h.Values[metrics.Deferrals].Num == 0:
		return "all sent at the first attempt"
	case h.Values[metrics.QueueEmptyAt].Known:
		return "pending until " + c.at(h.DeferredEmptyAt) + "; " + deferrals
	default:
		return "still pending at the end; " + deferrals
	}
}

// merged puts the same replies together, at whatever phase they were said.
func merged(all []sim.Tally) (out []sim.Tally) {
	for _, t := range all {
		if i := slices.IndexFunc(out, func(o sim.Tally) bool { return o.Reply == t.Reply }); i >= 0 {
			out[i].Count += t.Count
		} else {
			out = append(out, t)
		}
	}
	slices.SortStableFunc(out, func(a, b sim.Tally) int { return cmp.Compare(b.Count, a.Count) })
	return out
}

func tallied(all []sim.Tally, most int) string {
	var words []string
	for _, t := range merged(all) {
		words = append(words, Number(t.Count)+" x "+t.Reply.String())
	}
	return listed(words, most)
}

// receiverAdminSaw is what the administrator of a receiving host could know: not what the caller heard.
func receiverAdminSaw(h *sim.HostResult) string {
	var said []sim.Tally
	var broken, unseen, turned int64
	for _, t := range h.Said {
		switch t.Cause {
		case smtp.Said:
			said = append(said, t)
		case smtp.Declined: // the code is the sender's, what was said is not known to it
			turned += t.Count
		case smtp.Refused, smtp.Unanswered, smtp.Unreachable, smtp.Unresolved, smtp.NoSuchDomain, smtp.NullMX:
			unseen += t.Count
		case smtp.TLSFailed, smtp.Mismatch:
			broken += t.Count
		default:
			if t.Phase < smtp.Dot {
				broken += t.Count
			}
		}
	}
	var parts []string
	if h.Accepted > 0 {
		parts = append(parts, times(h.Accepted)+" \"250 accepted\"")
	}
	if len(said) > 0 {
		parts = append(parts, "it said "+tallied(said, 3))
	}
	if turned > 0 {
		parts = append(parts, "it turned "+counted(turned, "call", "calls")+" away with a 5xx before MAIL")
	}
	if broken > 0 {
		parts = append(parts, counted(broken, "connection that came to nothing", "connections that came to nothing"))
	}
	if unseen > 0 && len(parts) == 0 {
		return "nothing: " + counted(unseen, "call", "calls") + " never reached it"
	}
	if unseen > 0 {
		parts = append(parts, counted(unseen, "call", "calls")+" it never saw")
	}
	if len(parts) == 1 && h.Accepted > 0 {
		parts = append(parts, "no error anywhere")
	}
	return strings.Join(parts, ", ")
}

func times(n int64) string {
	if n == 1 {
		return "once"
	}
	return Number(n) + " times"
}

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
	return append(lines, otherwise(r)...)
}

// otherwise is what other profiles would give, and delay notices.
func otherwise(r *Run) (lines []string) {
	if s := elsewhere(r); s != "" {
		lines = append(lines, s)
		lines = append(lines, emptied(r)...)
		lines = append(lines, bounces(r)...)
	}
	if r.Dropped != nil {
		lines = append(lines, droppedSessions(r))
	}
	if r.Noticed != nil {
		n := r.Noticed.Values[metrics.DelayCount].Num
		lines = append(lines, "no delay notices; whether "+r.Noticed.Host+" sends them is unknown: at 4 h it would be "+counted(n, "notice", "notices"))
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
	return counted(here, "attempt", "attempts") + " of " + r.Dropped.Host + "; whether a connection that dies after MAIL is the failure of the message or of the queue is unknown: as that of the " +
		r.Dropped.Profile + " it would be " + Number(r.Dropped.Values[metrics.Attempts].Num)
}

// elsewhere is what the same storm comes to under the other profiles of the family, in the number that tells most.
func elsewhere(r *Run) string {
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
		others = append(others, o.Profile+gives+Number(o.Values[id].Num))
		same = same && o.Values == r.Result.Values
		alike = alike && o.Values[id].Num == r.value(id)
	}
	switch {
	case same:
		return "the other profiles of " + r.Others[0].Host + "'s family give the same"
	case alike:
		return "the other profiles of " + r.Others[0].Host + "'s family give as many " + many + ", at other times"
	}
	return counted(r.value(id), one, many) + " here; " + listed(others, len(others))
}

// emptied compares when the queue was rid of deferred mail, where the profiles of the family differ in it.
func emptied(r *Run) []string {
	here := r.Result.Hosts[r.Config.Watch].DeferredEmptyAt
	if here == 0 {
		return nil
	}
	return ranged(r, "its last deferred mail leaves after "+Span(here)+" here", int64(here), func(o *Other) int64 { return int64(o.Settled) },
		func(n int64) string { return "after " + Span(time.Duration(n)) })
}

// bounces compares the NDRs in the same way.
func bounces(r *Run) []string {
	here := r.value(metrics.NDRCount)
	said := "no NDR here"
	if here > 0 {
		said = counted(here, "NDR", "NDRs") + " here"
	}
	return ranged(r, said, here, func(o *Other) int64 { return o.Values[metrics.NDRCount].Num }, Number)
}

// ranged says which profiles of the family give least and most of something, where they give less or more than is given here. Those that
// replay one message are none of them.
func ranged(r *Run, said string, here int64, of func(*Other) int64, word func(int64) string) []string {
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
