package run

import (
	"strings"
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// Sentence is what a manager needs to hear of a run: what became of the mail, what its writers were told, how it ended.
func Sentence(r *Run) string {
	s := outcomeOf(r) + "." + automaticMessages(r)
	if told := notifications(r); told != "" {
		s += " " + told
		if end := ending(r); end != "" {
			s += "; " + end
		}
		return s + "."
	}
	return s
}

// automaticMessages is what mailboxes made of the mail by themselves, if that was more than the mail.
func automaticMessages(r *Run) string {
	n := r.value(metrics.AutoCount)
	if n <= r.value(metrics.Messages) {
		return ""
	}
	last, _ := r.known(metrics.AutoLast)
	of := " of it"
	if r.value(metrics.Messages) > 1 {
		of = " of them"
	}
	s := " Mailboxes made " + english.Counted(n, "automatic message", "automatic messages") + of + ", the last after " + english.Span(last)
	if full, ok := r.known(metrics.FullAt); ok {
		s += "; a mailbox was full after " + english.Span(full)
	}
	return s + "."
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

func subject(r *Run) string {
	n, to := r.value(metrics.Messages), r.value(metrics.Deliveries)
	doubles, again := r.doubles(), r.value(metrics.Resent)
	switch {
	case again > 0 && n > again:
		return english.Number(n) + " mails, " + english.Number(again) + " of them written again after an NDR,"
	case doubles > 0 && n-doubles == 1:
		return "One mail, written twice,"
	case doubles > 0:
		return english.Number(n-doubles) + " mails, " + english.Number(doubles) + " of them written twice,"
	case n == 0:
		return "No mail"
	case n == 1:
		name, _, _ := strings.Cut(r.only().Name, "/") // a table that a message trace made has a number
		s := "One " + name
		if to == 1 {
			return s + " to one recipient"
		}
		return s + " to " + english.Number(to) + " recipients"
	case to == n:
		return english.Number(n) + " mails"
	default:
		return english.Number(n) + " mails for " + english.Number(to) + " recipients in all"
	}
}

// doubles counts the messages that somebody wrote a second time.
func (r *Run) doubles() (n int64) {
	last := int64(-1)
	for d := range r.Deliveries {
		if r.Config.Mails[d.Mail].DoubleOf > 0 && int64(d.Message) != last {
			n++
			last = int64(d.Message)
		}
	}
	return n
}

// only is the mail table of a run that has written a single message.
func (r *Run) only() *sim.Mail {
	for d := range r.Deliveries {
		return &r.Config.Mails[d.Mail]
	}
	return &r.Config.Mails[0]
}

// outcomeOf says what became of the mail.
func outcomeOf(r *Run) string {
	to, n, arrived := r.value(metrics.Deliveries), r.value(metrics.Messages), r.delivered()
	if n > 1 && arrived > 0 && arrived < to && r.value(metrics.Duplicates) == 0 {
		what := "mails"
		if to > n {
			what = "deliveries"
		}
		return english.Number(arrived) + " of " + english.Number(to) + " " + what + " arrived"
	}
	return subject(r) + " " + predicate(r)
}

func predicate(r *Run) string {
	to, copies, arrived := r.value(metrics.Deliveries), r.value(metrics.Copies), r.delivered()
	slowest, _ := r.known(metrics.DeliveryMax)
	switch {
	case to == 0:
		return "was written"
	case r.doubles() > 0 && arrived == to && copies == 1:
		return "arrived once"
	case r.doubles() > 0 && arrived == to && r.value(metrics.Duplicates) == 0:
		return "arrived, " + english.Counted(copies, "copy", "copies") + " in all"
	case r.value(metrics.Duplicates) > 0 && arrived < to:
		return "became " + english.Counted(copies, "copy", "copies") + ", and " + english.Number(to-arrived) + " never got theirs"
	case r.value(metrics.Duplicates) > 0:
		return "became " + english.Counted(copies, "copy", "copies")
	case arrived == 0 && r.row(sim.RowPending) == to:
		return "had not arrived at the end"
	case arrived == 0:
		return "never arrived"
	case arrived < to:
		return "reached " + english.Number(arrived) + " of them"
	case slowest < time.Second:
		return "arrived at once, and once"
	default:
		return "arrived once" + each(to) + ", after " + english.Span(slowest) + atMost(to)
	}
}

func each(n int64) string {
	if n > 1 {
		return " each"
	}
	return ""
}

func atMost(n int64) string {
	if n > 1 {
		return " at the latest"
	}
	return ""
}

// notifications is what the writers learnt.
func notifications(r *Run) string {
	ndrs, to := r.row(sim.RowNDR), r.value(metrics.Deliveries)
	first, _ := r.known(metrics.NDRFirst)
	notice, warned := r.known(metrics.DelayFirst)
	lost := r.value(metrics.LostDeliveries)
	one := r.value(metrics.Messages) == 1
	switch {
	case ndrs > 0 && one && ndrs == to:
		s := "The sender was told \"not delivered\" after " + english.Span(first)
		if first == 0 {
			s = "The sender was told \"not delivered\" at once"
		}
		if last, _ := r.known(metrics.NDRMax); to > 1 && last-first >= time.Hour {
			s += ", for the last recipient after " + english.Span(last)
		}
		if more := r.value(metrics.NDRExcess); more > 0 {
			s += ", and " + english.Times(more) + " more"
		}
		return s + falseNDRs(r, ndrs)
	case ndrs > 0:
		return "For " + english.Number(ndrs) + " of " + english.Number(to) + " the sender was told \"not delivered\", the first " + from(first, first, false) + falseNDRs(r, ndrs)
	case lost > 0:
		return english.Number(lost) + " vanished without a word to anybody" + lostMail(r)
	case warned:
		return "The first delay notice came after " + english.Span(notice) + ", an NDR never"
	case one && r.value(metrics.Deferrals) > 0:
		return "The sender was told nothing"
	case r.value(metrics.Deferrals) > 0:
		return "Nobody was told anything"
	default:
		return ""
	}
}

// lostMail says where lost mail went, the most frequent first.
func lostMail(r *Run) string {
	var counts [sim.GoneUnreported + 1]int64
	total := int64(0)
	for d := range r.Deliveries {
		if word := goneWord(d); word != "" {
			counts[d.Gone]++
			total++
		}
	}
	var words []string
	for g, n := range counts {
		switch {
		case n == 0 || sim.Disappearance(g) == sim.GoneLost && n == total:
		case n == total && n > 1 && sim.Disappearance(g) == sim.GoneUnreported:
			words = append(words, "their NDRs died")
		case n == total:
			words = append(words, sim.Disappearance(g).String())
		default:
			words = append(words, english.Number(n)+" "+sim.Disappearance(g).String())
		}
	}
	if len(words) == 0 {
		return ""
	}
	return " (" + strings.Join(words, ", ") + ")"
}

func falseNDRs(r *Run, ndrs int64) string {
	switch n := r.value(metrics.DeliveredFalse); {
	case n == 0:
		return ""
	case n == ndrs && n == 1 && r.value(metrics.Copies) > 1:
		return ", although it had arrived " + english.Number(r.value(metrics.Copies)) + " times"
	case n == ndrs && n == 1:
		return ", although it had arrived"
	case n == ndrs:
		return ", although all of them had arrived"
	default:
		return ", falsely for " + english.Number(n)
	}
}

// ending is how the storm ended, if there was one.
func ending(r *Run) string {
	last, pending := lastToSettle(r.Result.Hosts), r.row(sim.RowPending)
	switch {
	case pending > 0:
		return english.Counted(pending, "delivery still waits", "deliveries still wait") + " at the end"
	case r.row(sim.RowNDR) > 0 || r.value(metrics.Deferrals) == 0 || !r.Result.Hosts[last].Values[metrics.QueueEmptyAt].Known:
		return ""
	case r.value(metrics.Messages) == 1:
		return "it ended when a 250 got through after " + english.Span(r.Result.Hosts[last].DeferredEmptyAt)
	default:
		return r.Config.Hosts[last].Name + " was rid of the last deferred mail after " + english.Span(r.Result.Hosts[last].DeferredEmptyAt)
	}
}

// lastToSettle is the host that had deferred mail for longest.
func lastToSettle(hosts []sim.HostResult) (last int) {
	for i := range hosts {
		if hosts[i].DeferredEmptyAt > hosts[last].DeferredEmptyAt {
			last = i
		}
	}
	return last
}
