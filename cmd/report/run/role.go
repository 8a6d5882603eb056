package run

import (
	"fmt"
	"strings"
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// Role is what one person concerned saw of the run.
type Role struct{ Who, What string }

const mostRoles = 16

func Roles(r *Run) []Role {
	c := english.NewClock(r.Config.Clock, r.Result.End)
	c.Coarse = r.Result.End > 2*time.Hour
	all := []Role{{"sender", senderSaw(r)}}
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
		all = append(all, Role{"admin of " + r.Config.Hosts[i].Name, strings.Join(saw, "; ")})
	}
	if left > 0 {
		all = append(all, Role{"and " + english.Counted(int64(left), "more host", "more hosts"), "see --format csv"})
	}
	return all
}

func senderSaw(r *Run) string {
	first, ndr := r.known(metrics.NDRFirst)
	last, _ := r.known(metrics.NDRMax)
	notice, warned := r.known(metrics.DelayFirst)
	died := r.value(metrics.NDRLost)
	var parts []string
	if warned {
		parts = append(parts, english.Counted(r.value(metrics.DelayCount), "delay notice", "delay notices")+", after "+english.Span(notice))
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
		parts = append(parts, english.Counted(r.value(metrics.NDRDelivered), "NDR", "NDRs")+", "+from(first, last, r.value(metrics.NDRExcess) > 0)+codesOf(r))
	}
	if n := r.value(metrics.Backscatter); n > 0 {
		of := english.Number(n) + " of the NDRs"
		if n == r.value(metrics.NDRDelivered) {
			of = "all of them"
		}
		parts = append(parts, of+" to people who had written nothing")
	}
	if died > 0 {
		parts = append(parts, deaths(died))
	}
	if n := r.value(metrics.Resent); n > 0 {
		parts = append(parts, english.Counted(n, "message", "messages")+" written again, "+english.Counted(r.value(metrics.ExtraCopies), "extra copy", "extra copies"))
	}
	return strings.Join(parts, "; ")
}

func deaths(n int64) string {
	return english.Counted(n, "NDR died on its way", "NDRs died on their way")
}

func joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
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
func recipientsSaw(r *Run, c english.Clock) []Role {
	if r.value(metrics.Messages) != 1 {
		return []Role{{"recipients", recipientsTogether(r)}}
	}
	var each []Role
	same := true
	for d := range r.Deliveries {
		each = append(each, Role{r.Config.Addresses[d.To].Name, mailboxHas(d, c)})
		same = same && each[0].What == each[len(each)-1].What
		if len(each) > 8 && !same {
			return []Role{{"recipients", recipientsTogether(r)}}
		}
	}
	switch {
	case len(each) == 1:
		return []Role{{"recipient", each[0].What}}
	case same && len(each) > 0:
		return []Role{{"each recipient", each[0].What}}
	default:
		return each
	}
}

func mailboxHas(d sim.Delivery, c english.Clock) string {
	switch {
	case d.Copies == 0:
		return "nothing arrived"
	case d.Copies == 1:
		return "1 copy, " + c.At(d.First)
	case d.First == d.Last:
		return fmt.Sprintf("%d copies at once, %s", d.Copies, c.At(d.First))
	default:
		return fmt.Sprintf("%s copies, %s, %s to %s", english.Number(int64(d.Copies)), gapOfCopies(d), c.At(d.First), c.At(d.Last))
	}
}

// gapOfCopies is the gap between copies: the exact one if it may be exact, else the mean to the minute.
func gapOfCopies(d sim.Delivery) string {
	gap := (d.Last - d.First) / time.Duration(d.Copies-1)
	switch {
	case gap%time.Minute == 0 && gap*time.Duration(d.Copies-1) == d.Last-d.First:
		return "one each " + english.Span(gap)
	case gap > 10*time.Minute:
		return "one about each " + english.Span(gap.Round(time.Minute))
	default:
		return "one about each " + english.Span(gap)
	}
}

func recipientsTogether(r *Run) string {
	arrived := r.delivered()
	s := english.Number(arrived) + " of " + english.Number(r.value(metrics.Deliveries)) + " arrived"
	if p50, ok := r.known(metrics.DeliveryP50); ok {
		most, _ := r.known(metrics.DeliveryMax)
		switch {
		case most < time.Second:
			s += ", all at once"
		case p50 == 0:
			s += ", half of them at once, the last after " + english.Span(most)
		default:
			s += ", half of them within " + english.Span(p50) + ", the last after " + english.Span(most)
		}
	}
	if n := r.value(metrics.Duplicates); n > 0 {
		s += "; " + english.Counted(n, "duplicate", "duplicates") + ", up to " + english.Number(r.value(metrics.DuplicatesMax)) + " of one mail"
	}
	return s
}
