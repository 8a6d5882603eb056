package run

import (
	"strings"
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// Sentence is the answer in short: what became of the mail, whether its senders know, and whether anything is still queued.
func Sentence(r *Run) string {
	var all []string
	for _, s := range []string{r.arrivals(), r.resent(), r.lostMail(), r.notifications(), r.automaticMail(), r.ending()} {
		if s != "" {
			all = append(all, s+".")
		}
	}
	return strings.Join(all, " ")
}

// arrivals says what became of the mail.
func (r *Run) arrivals() string {
	n, to, arrived := r.value(metrics.Messages), r.value(metrics.Deliveries), r.delivered()
	slowest, _ := r.known(metrics.DeliveryMax)
	switch copies := english.Counted(r.value(metrics.Copies), "copy", "copies"); {
	case to == 0:
		return "No message was sent"
	case r.value(metrics.Duplicates) > 0 && arrived < to && n == 1:
		return r.messages() + " produced " + copies + ", but " + english.Number(to-arrived) + " of " + english.Number(to) + " recipients received none"
	case r.value(metrics.Duplicates) > 0 && arrived < to:
		return r.messages() + " produced " + copies + ", but " + english.Number(to-arrived) + " of " + r.units() + " did not arrive"
	case r.value(metrics.Duplicates) > 0:
		return r.messages() + " produced " + copies
	case arrived == 0 && r.row(sim.RowPending) == to:
		return r.messages() + was(n-r.sentTwice()) + " still queued at the end of the run"
	case arrived == 0 && n == 1:
		return r.messages() + " was not delivered"
	case arrived == 0:
		return "None of the " + r.units() + " arrived"
	case arrived < to && n == 1:
		return "One message reached " + english.Number(arrived) + " of " + english.Number(to) + " recipients"
	case arrived < to && slowest < time.Second:
		return english.Number(arrived) + " of " + r.units() + " arrived" + each(arrived) + " immediately"
	case arrived < to:
		return english.Number(arrived) + " of " + r.units() + " arrived"
	case r.sentTwice() > 0:
		return r.messages() + " arrived " + timesOrCopies(r.value(metrics.Copies))
	case slowest < time.Second:
		return r.all() + " arrived immediately" + eachOnce(to)
	case to == 1:
		return r.all() + " arrived after " + english.Span(slowest)
	default:
		return r.all() + " arrived" + eachOnce(to) + ", the last after " + english.Span(slowest)
	}
}

// messages names what was sent, as the subject of a sentence.
func (r *Run) messages() string {
	n, to, twice := r.value(metrics.Messages), r.value(metrics.Deliveries), r.sentTwice()
	switch {
	case twice > 0 && n-twice == 1:
		return "One message was sent twice and"
	case twice > 0:
		return english.Number(n-twice) + " messages were sent, " + english.Number(twice) + " of them twice, and"
	case n == 1 && to == 1:
		return "One message to one recipient"
	case n == 1:
		return "One message to " + english.Number(to) + " recipients"
	case to == n:
		return english.Number(n) + " messages"
	default:
		return english.Number(n) + " messages with " + english.Number(to) + " recipients in total"
	}
}

func (r *Run) all() string {
	switch {
	case r.value(metrics.Messages) == 1:
		return r.messages()
	case r.value(metrics.Deliveries) == 2:
		return "Both messages"
	}
	return "All " + r.units()
}

func (r *Run) units() string { return r.counted(r.value(metrics.Deliveries)) }

// counted counts what arrives or not: messages, or their deliveries where some have several recipients.
func (r *Run) counted(n int64) string {
	if r.value(metrics.Deliveries) > r.value(metrics.Messages) {
		return english.Counted(n, "delivery", "deliveries")
	}
	return english.Counted(n, "message", "messages")
}

func was(n int64) string {
	if n == 1 {
		return " was"
	}
	return " were"
}

func each(n int64) string {
	if n > 1 {
		return ", all"
	}
	return ""
}

func eachOnce(to int64) string {
	if to > 1 {
		return ", one copy each"
	}
	return ""
}

func timesOrCopies(copies int64) string {
	if copies == 1 {
		return "once"
	}
	return "as " + english.Number(copies) + " copies"
}

func (r *Run) row(i int) int64 {
	return r.Result.Fates[i][0] + r.Result.Fates[i][1] + r.Result.Fates[i][2]
}

// delivered counts deliveries of which the recipient has at least one copy.
func (r *Run) delivered() (n int64) {
	for _, row := range r.Result.Fates {
		n += row[1] + row[2]
	}
	return n
}

// sentTwice counts the messages that somebody sent a second time, to another address of the same recipient.
func (r *Run) sentTwice() (n int64) {
	last := int64(-1)
	for d := range r.Deliveries {
		if r.Config.Mails[d.Mail].DoubleOf > 0 && int64(d.Message) != last {
			n++
			last = int64(d.Message)
		}
	}
	return n
}

func (r *Run) resent() string {
	n := r.value(metrics.Resent)
	if n == 0 {
		return ""
	}
	s := "These include " + english.Counted(n, "message", "messages") + " sent again after an NDR"
	if extra := r.value(metrics.ExtraCopies); extra > 0 {
		s += ", which made " + english.Counted(extra, "extra copy", "extra copies")
	}
	return s
}

// automaticMail is what mailboxes sent, if that was more than the mail itself.
func (r *Run) automaticMail() string {
	n := r.value(metrics.AutoCount)
	if !r.isLoop() {
		return ""
	}
	last, _ := r.known(metrics.AutoLast)
	return "Mailboxes then sent " + english.Counted(n, "automatic message", "automatic messages") + ", the last after " + english.Span(last)
}

func (r *Run) isLoop() bool { return r.value(metrics.AutoCount) > r.value(metrics.Messages) }

// lostMail says what happened to the mail of which nobody was notified that it did not arrive.
func (r *Run) lostMail() string {
	n := r.value(metrics.LostDeliveries)
	if n == 0 {
		return ""
	}
	sender := "its sender was"
	if n > 1 {
		sender = "their senders were"
	}
	return r.remaining(n) + was(n) + " " + r.lossReasons(n) + ", and " + sender + " not notified"
}

// areTheOthers reports whether n deliveries and those that arrived are all.
func (r *Run) areTheOthers(n int64) bool {
	return r.value(metrics.Duplicates) == 0 && r.delivered() > 0 && r.delivered()+n == r.value(metrics.Deliveries)
}

// remaining names deliveries that did not arrive, at the beginning of a sentence.
func (r *Run) remaining(n int64) string {
	if r.areTheOthers(n) {
		return "T" + others(n)[1:]
	}
	return r.counted(n)
}

func others(n int64) string {
	if n == 1 {
		return "the other one"
	}
	return "the other " + english.Number(n)
}

// lossReasons says where the lost mail went, the most frequent first.
func (r *Run) lossReasons(lost int64) string {
	var counts [sim.GoneUnreported + 1]int64
	for d := range r.Deliveries {
		if goneWord(d) != "" {
			counts[d.Gone]++
		}
	}
	var reasons []string
	for g, n := range counts {
		reason := sim.Disappearance(g).String()
		switch sim.Disappearance(g) {
		case sim.GoneLost:
			reason = "lost after a 250 reply"
		case sim.GoneUnwritten:
			reason = "given up without an NDR, because the host had written as many as it may"
		case sim.GoneUnreported:
			reason = "returned with an NDR that could not be delivered"
		}
		switch {
		case n == lost:
			return reason
		case n > 0:
			reasons = append(reasons, english.Number(n)+" "+reason)
		}
	}
	if len(reasons) == 0 {
		return "lost"
	}
	return "lost (" + strings.Join(reasons, ", ") + ")"
}

// notifications is what the senders know.
func (r *Run) notifications() string {
	notice, noticed := r.known(metrics.DelayFirst)
	one := r.value(metrics.Messages) == 1
	switch {
	case r.row(sim.RowNDR) > 0:
		return r.ndrs()
	case noticed && one:
		return "The sender received a delay notice after " + english.Span(notice) + ", but no NDR"
	case noticed:
		n := r.value(metrics.DelayCount)
		return "Senders received " + english.Counted(n, "delay notice", "delay notices") + ", the first after " + english.Span(notice) + ", but no NDR"
	case r.value(metrics.LostDeliveries) > 0 || r.value(metrics.Deferrals) == 0 && r.value(metrics.Duplicates) == 0:
		return ""
	case one:
		return "The sender was not notified"
	default:
		return "No sender was notified"
	}
}

// ndrs says how many deliveries ended with an NDR, when, and whether the NDR was true.
func (r *Run) ndrs() string {
	n, to, contradicted := r.row(sim.RowNDR), r.value(metrics.Deliveries), r.value(metrics.DeliveredFalse)
	first, _ := r.known(metrics.NDRFirst)
	last, _ := r.known(metrics.NDRMax)
	s := "For " + english.Number(n) + " of " + r.units() + ", the sender received "
	switch {
	case n == to && r.value(metrics.Messages) == 1:
		s = "The sender received "
	case n == to:
		s = "All senders received "
	case contradicted == 0 && r.areTheOthers(n):
		s = "For " + others(n) + ", the sender received "
	}
	ndr := "an NDR "
	if contradicted == n {
		ndr = "a false NDR "
	}
	s += ndr + between(first, last)
	if contradicted > 0 && contradicted < n {
		s += ", " + english.Number(contradicted) + " of them false"
	}
	if more := r.value(metrics.NDRExcess); more > 0 {
		s += ", and " + english.Number(more) + " more later"
	}
	return s
}

// ending says what is still queued, or when the retries that made duplicates ended.
func (r *Run) ending() string {
	last, pending := lastToRetry(r.Result.Hosts), r.row(sim.RowPending)
	switch {
	case pending == r.value(metrics.Deliveries) && r.delivered() == 0:
		return ""
	case pending > 0 && r.value(metrics.Deliveries) == 1:
		return "It was still queued at the end of the run"
	case pending > 0:
		return r.remaining(pending) + was(pending) + " still queued at the end of the run"
	case r.row(sim.RowNDR) > 0 || r.value(metrics.Deferrals) == 0 || r.value(metrics.Duplicates) == 0 || !r.Result.Hosts[last].Values[metrics.QueueEmptyAt].Known:
		return ""
	default:
		return "The retries ended after " + english.Span(r.Result.Hosts[last].DeferredEmptyAt)
	}
}

// lastToRetry is the host that had deferred mail for longest.
func lastToRetry(hosts []sim.HostResult) (last int) {
	for i := range hosts {
		if hosts[i].DeferredEmptyAt > hosts[last].DeferredEmptyAt {
			last = i
		}
	}
	return last
}
