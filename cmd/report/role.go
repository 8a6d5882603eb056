package report

import (
	"fmt"
	"strings"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/metrics"
	"mailstorm/sim/smtp"
)

func durationOf(v metrics.Value) time.Duration { return time.Duration(v.Num / v.Den) }

// role is what one person concerned saw of the run.
type role struct{ who, what string }

func roles(r *Run) []role {
	c := newClock(r.Config.Clock, r.Result.End)
	c.coarse = r.Result.End > 2*time.Hour
	all := []role{{"sender", senderSaw(r)}}
	all = append(all, recipientsSaw(r, c)...)
	for i := range r.Config.Hosts {
		h := &r.Result.Hosts[i]
		if h.Values[metrics.Attempts].Num == 0 && !h.Met {
			continue
		}
		var saw []string
		if h.Met {
			saw = append(saw, receiverAdminSaw(h))
		}
		if h.Values[metrics.Attempts].Num > 0 {
			saw = append(saw, senderAdminSaw(h, c))
		}
		all = append(all, role{"admin of " + r.Config.Hosts[i].Name, strings.Join(saw, "; ")})
	}
	return all
}

func senderSaw(r *Run) string {
	first, ndr := r.known(metrics.NDRFirst)
	last, _ := r.known(metrics.NDRMax)
	notice, warned := r.known(metrics.DelayFirst)
	var parts []string
	if warned {
		parts = append(parts, counted(r.value(metrics.DelayCount), "delay notice", "delay notices")+", after "+Span(notice))
	}
	switch {
	case !ndr && !warned && r.value(metrics.Deferrals)+r.value(metrics.LostDeliveries) == 0:
		return "nothing to tell: all went well"
	case !ndr && !warned:
		return "silence: nothing told"
	case !ndr:
		parts = append(parts, "no NDR")
	default:
		s := counted(r.value(metrics.NDRCount), "NDR", "NDRs")
		if first == last {
			s += ", after " + Span(first)
		} else {
			s += ", after " + Span(first) + " to " + Span(last)
		}
		parts = append(parts, s+codesOf(r))
	}
	return strings.Join(parts, "; ")
}

// codesOf lists the codes of the first NDRs, most frequent first.
func codesOf(r *Run) string {
	var codes []smtp.Reply
	counts := map[smtp.Reply]int{}
	for d := range r.Deliveries {
		if d.NDRs > 0 {
			if counts[d.Code] == 0 {
				codes = append(codes, d.Code)
			}
			counts[d.Code]++
		}
	}
	var words []string
	for _, c := range codes {
		words = append(words, c.String())
	}
	return " (" + listed(words, 3) + ")"
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
		gap := (d.Last - d.First) / time.Duration(d.Copies-1)
		return fmt.Sprintf("%s copies, one each %s, %s to %s", Number(int64(d.Copies)), about(gap, c), c.at(d.First), c.at(d.Last))
	}
}

// about is a mean gap between copies, to the minute where the report shows no seconds.
func about(gap time.Duration, c clock) string {
	if c.coarse && gap > time.Minute {
		gap = gap.Round(time.Minute)
	}
	return Span(gap)
}

func crowdSaw(r *Run) string {
	arrived := r.arrived()
	s := Number(arrived) + " of " + Number(r.value(metrics.Deliveries)) + " arrived"
	if p50, ok := r.known(metrics.DeliveryP50); ok {
		most, _ := r.known(metrics.DeliveryMax)
		switch {
		case most == 0:
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
func senderAdminSaw(h *sim.HostResult, c clock) string {
	var s string
	empty := h.Values[metrics.QueueEmptyAt]
	switch {
	case h.Values[metrics.Deferrals].Num == 0:
		s = "all sent at the first attempt"
		if n := h.Values[metrics.NDRCount].Num; n > 0 {
			s = "no deferral"
		}
	case empty.Known:
		s = "pending until " + c.at(time.Duration(empty.Num)) + "; " + counted(h.Values[metrics.Deferrals].Num, "deferral", "deferrals")
	default:
		s = "still pending at the end; " + counted(h.Values[metrics.Deferrals].Num, "deferral", "deferrals")
	}
	if len(h.Heard) == 1 && h.Heard[0].Count == h.Values[metrics.Deferrals].Num {
		s += " " + h.Heard[0].Reply.String()
	} else if heard := tallied(h.Heard, 3); heard != "" {
		s += ": " + heard
	}
	if peak := h.Values[metrics.QueuePeak].Num; peak > 1 {
		s += "; up to " + Number(peak) + " queued at a time, " + c.at(time.Duration(h.Values[metrics.QueuePeakAt].Num))
	}
	if n := h.Values[metrics.NDRCount].Num; n > 0 {
		s += "; " + counted(n, "NDR", "NDRs") + " written"
	}
	return s
}

func tallied(all []sim.Tally, most int) string {
	var words []string
	for _, t := range all {
		words = append(words, Number(t.Count)+" x "+t.Reply.String())
	}
	return listed(words, most)
}

// receiverAdminSaw is what the administrator of a receiving host could know: not what the caller heard.
func receiverAdminSaw(h *sim.HostResult) string {
	var said []sim.Tally
	var broken, unseen int64
	for _, t := range h.Said {
		switch t.Cause {
		case smtp.Said, smtp.Declined:
			said = append(said, t)
		case smtp.Refused, smtp.Unanswered, smtp.Unreachable, smtp.Unresolved:
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
	if broken > 0 {
		parts = append(parts, counted(broken, "connection that came to nothing", "connections that came to nothing"))
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
	if s := elsewhere(r); s != "" {
		lines = append(lines, s)
	}
	return lines
}

// elsewhere is what the same storm comes to under the other profiles of the family, in the number that tells most.
func elsewhere(r *Run) string {
	id, one, many := metrics.Attempts, "attempt", "attempts"
	for _, o := range r.Others {
		if o.Values[metrics.Copies] != r.Result.Values[metrics.Copies] {
			id, one, many = metrics.Copies, "copy", "copies"
		}
	}
	var others []string
	for _, o := range r.Others {
		others = append(others, o.Profile+" gives "+counted(o.Values[id].Num, one, many))
	}
	return listed(others, len(others))
}
