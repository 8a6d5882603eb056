package run

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// Role is what somebody saw of the run.
type Role struct{ Who, What string }

const mostRoles = 16

func Roles(r *Run) []Role {
	c := r.coarseClock()
	var all []Role
	if s := senderSaw(r); s != "" {
		all = append(all, Role{"sender", s})
	}
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
		saw = append(saw, outagesMissed(r, i, c)...)
		if h.Values[metrics.Attempts].Num > 0 {
			saw = append(saw, senderAdminSaw(h, r.Config.Hosts[i].Profile.Ends, c))
		}
		if s := mailboxesSent(h, c); s != "" {
			saw = append(saw, s)
		}
		if what := strings.Join(saw, "; "); what != "" {
			all = append(all, Role{"admin of " + r.Config.Hosts[i].Name, what})
		}
	}
	if left > 0 {
		all = append(all, Role{english.Counted(int64(left), "more host", "more hosts"), "see --format csv"})
	}
	return all
}

// senderSaw is what the sentence leaves out: codes of NDRs, delay notices before them, NDRs that went wrong.
func senderSaw(r *Run) string {
	var parts []string
	_, ndr := r.known(metrics.NDRFirst)
	if notice, noticed := r.known(metrics.DelayFirst); ndr && noticed {
		parts = append(parts, english.Counted(r.value(metrics.DelayCount), "delay notice", "delay notices, the first")+" after "+english.Span(notice))
	}
	if ndr {
		parts = append(parts, codesOf(r))
	}
	if n, all := r.value(metrics.Backscatter), r.value(metrics.NDRDelivered); n > 0 && n == all {
		parts = append(parts, "all NDRs went to people who had sent nothing")
	} else if n > 0 {
		parts = append(parts, english.Counted(n, "NDR", "NDRs")+" went to people who had sent nothing")
	}
	if n := r.value(metrics.NDRLost); n > 0 {
		if ndr || r.value(metrics.LostDeliveries) == 0 {
			parts = append(parts, english.Counted(n, "NDR", "NDRs")+" could not be delivered")
		}
		if host, domain := unroutedNDRs(r); host != "" {
			parts = append(parts, host+" has no route for NDRs to "+domain)
		}
	}
	return strings.Join(parts, "; ")
}

// unroutedNDRs names the first host that could not send its NDRs to the sender for want of a route; empty: there is none.
func unroutedNDRs(r *Run) (host, domain string) {
	if slices.ContainsFunc(r.Config.Mails, func(m sim.Mail) bool { return m.Forged }) {
		return "", "" // whose NDRs they are is not known here
	}
	for i, h := range r.Config.Hosts {
		if r.Result.Hosts[i].Values[metrics.NDRCount].Num == 0 {
			continue
		}
		for _, m := range r.Config.Mails {
			if m.From < len(h.Paths) && h.Paths[m.From] == sim.NoRoute {
				return h.Name, r.Config.Addresses[m.From].Domain
			}
		}
	}
	return "", ""
}

func joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}

// codesOf lists the codes of the NDRs, most frequent first.
func codesOf(r *Run) string {
	var all []sim.Tally
	for i := range r.Result.Hosts {
		all = append(all, r.Result.Hosts[i].Wrote...)
	}
	if all = merged(all); len(all) == 1 {
		return "NDR code " + all[0].Reply.String()
	}
	return "NDR codes " + tallied(all, 3)
}

// recipientsSaw has a row for all recipients alike, or one each where a single message went different ways.
func recipientsSaw(r *Run, c english.Clock) []Role {
	if r.value(metrics.Messages) != 1 {
		return recipientsTogether(r)
	}
	if arrived := r.delivered(); r.value(metrics.Duplicates) == 0 && (arrived == 0 || arrived == r.value(metrics.Deliveries)) {
		return nil // the sentence has said it
	}
	var each []Role
	same := true
	for d := range r.Deliveries {
		each = append(each, Role{r.Config.Addresses[d.To].Name, mailboxHas(d, c)})
		same = same && each[0].What == each[len(each)-1].What
		if len(each) > 8 && !same {
			return recipientsTogether(r)
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
		return "no copy"
	case d.Copies == 1:
		return "1 copy, " + c.At(d.First)
	case d.First == d.Last:
		return fmt.Sprintf("%d copies at %s", d.Copies, c.At(d.First))
	default:
		return fmt.Sprintf("%s copies, %s, %s to %s", english.Number(int64(d.Copies)), gapOfCopies(d), c.At(d.First), c.At(d.Last))
	}
}

// gapOfCopies is the gap between copies: the exact one if it may be exact, else the mean to the minute.
func gapOfCopies(d sim.Delivery) string {
	gap := (d.Last - d.First) / time.Duration(d.Copies-1)
	switch {
	case gap%time.Minute == 0 && gap*time.Duration(d.Copies-1) == d.Last-d.First:
		return "one every " + english.Span(gap)
	case gap > 10*time.Minute:
		return "one about every " + english.Span(gap.Round(time.Minute))
	default:
		return "one about every " + english.Span(gap)
	}
}

// recipientsTogether is what the sentence leaves out: how fast mail arrived, and how many duplicates there were.
func recipientsTogether(r *Run) []Role {
	var parts []string
	arrived := r.delivered()
	if half, ok := r.known(metrics.DeliveryP50); ok {
		last, _ := r.known(metrics.DeliveryMax)
		complete := arrived == r.value(metrics.Deliveries) && r.value(metrics.Duplicates) == 0 && r.sentTwice() == 0
		speed := "half arrived within " + english.Span(half)
		if half < time.Second {
			speed = "half arrived immediately"
		}
		switch {
		case last < time.Second:
		case complete:
			parts = append(parts, speed)
		case english.Span(half) == english.Span(last):
			parts = append(parts, "the last arrived after "+english.Span(last))
		default:
			parts = append(parts, speed+", the last after "+english.Span(last))
		}
	}
	if n := r.value(metrics.Duplicates); n > 0 {
		parts = append(parts, english.Counted(n, "duplicate", "duplicates")+", at most "+english.Number(r.value(metrics.DuplicatesMax))+" of one message")
	}
	if len(parts) == 0 {
		return nil
	}
	return []Role{{"recipients", strings.Join(parts, "; ")}}
}
