package run

import (
	"fmt"
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/sim/metrics"
)

// Automatic is what mailboxes and hosts sent by themselves.
func Automatic(r *Run) (s string) {
	switch n, last := r.value(metrics.AutoCount), r.Result.Values[metrics.AutoLast]; {
	case r.isLoop():
		s = english.Size(r.value(metrics.AutoBytes)) + " of automatic messages"
	case n > 0:
		s = english.Counted(n, "automatic message", "automatic messages") + ", " + english.Size(r.value(metrics.AutoBytes)) + ", the last after " + english.Span(english.DurationOf(last))
	}
	return joined(s, r.dsns())
}

// dsns are NDRs and delay notices as messages; in a loop each has its answer, so that their number counts.
func (r *Run) dsns() string {
	n, bytes := r.value(metrics.DSNCount), r.value(metrics.DSNBytes)
	switch {
	case r.isLoop() && n > 0 && bytes == 0:
		return english.Counted(n, "DSN", "DSNs")
	case r.isLoop() && n > 0:
		return english.Counted(n, "DSN", "DSNs") + " of " + english.Size(bytes)
	case bytes > 0:
		return english.Size(bytes) + " of NDRs and delay notices"
	}
	return ""
}

// Visible says when the problem began, when an administrator could have found it, and when somebody was notified.
func Visible(r *Run) string {
	began, found := r.known(metrics.TroubleAt)
	if !found {
		return ""
	}
	s := "the problem began"
	if r.Result.Before {
		s = "the problem that stayed hidden longest began"
	}
	if began > 0 {
		s += fmt.Sprintf(" after %s (%s)", english.Span(began), r.coarseClock().At(began))
	} else {
		s += " at the start"
	}
	if _, notified := r.known(metrics.SignAt); !notified && r.Result.Over > began {
		s += " and was over" + later(r.Result.Over-began)
	}
	shown := false
	for _, sign := range []struct {
		id   metrics.ID
		what string
	}{
		{metrics.PendingAt, "a message trace for pending mail showed it"}, {metrics.ReportAt, "the queued messages report showed it"}, {metrics.AlertAt, "the alert was raised"},
	} {
		if at, ok := r.known(sign.id); ok && r.concerns(sign.id, at) {
			s, shown = s+"; "+sign.what+later(at-began), true
		}
	}
	if sign, notified := r.known(metrics.SignAt); notified {
		hidden, _ := r.known(metrics.Hidden)
		what := "; the first notification came"
		if r.doubled(sign) {
			what = "; a recipient received a second copy"
		}
		return s + what + later(hidden)
	}
	if !shown {
		s += "; nothing showed it"
	}
	return s
}

// concerns reports whether a sign belongs to the problem of the report: the alert may belong to another.
func (r *Run) concerns(sign metrics.ID, at time.Duration) bool {
	first, notified := r.known(metrics.SignAt)
	return sign != metrics.AlertAt || notified && at >= first && (r.Result.Over == 0 || at <= r.Result.Over)
}

func later(d time.Duration) string {
	if d < time.Second {
		return " immediately"
	}
	return " " + english.Span(d) + " later"
}

// doubled reports whether the first sign was a second copy in a mailbox, so that nobody was notified.
func (r *Run) doubled(sign time.Duration) bool {
	alert, raised := r.known(metrics.AlertAt)
	notice, noticed := r.known(metrics.DelayFirst)
	if r.value(metrics.Duplicates) == 0 || raised && alert == sign {
		return false
	}
	for d := range r.Deliveries {
		if d.NDRsDelivered > 0 && d.NDRAt == sign || noticed && d.Written+notice <= sign {
			return false
		}
	}
	return true
}
