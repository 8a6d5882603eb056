package run

import (
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/sim/metrics"
)

// Automatic is what mailboxes and hosts wrote by themselves.
func Automatic(r *Run) (s string) {
	n := r.value(metrics.AutoCount)
	if n > 0 {
		last, _ := r.known(metrics.AutoLast)
		s = english.Counted(n, "automatic message", "automatic messages") + ", " + english.Size(r.value(metrics.AutoBytes)) + " across the wire, the last after " + english.Span(last)
	}
	if full, ok := r.known(metrics.FullAt); ok {
		s = joined(s, "a mailbox was full after "+english.Span(full))
	}
	if dsn := r.value(metrics.DSNBytes); dsn > 0 {
		s = joined(s, english.Size(dsn)+" of NDRs and delay notices across the wire")
	}
	return s
}

// Visible says when anybody could have known that something was wrong, and when somebody was told.
func Visible(r *Run) string {
	began, trouble := r.known(metrics.TroubleAt)
	if !trouble {
		return ""
	}
	s := "trouble"
	if r.Result.Before {
		s = "of several troubles the one hidden longest came"
	}
	if began > 0 {
		s += " after " + english.Span(began)
	} else {
		s += " from the start"
	}
	if _, told := r.known(metrics.SignAt); !told && r.Result.Over > began {
		s += ", over" + afterwards(r.Result.Over-began)
	}
	for _, sign := range []struct {
		id   metrics.ID
		what string
	}{
		{metrics.PendingAt, "who asked for pending mail saw it"}, {metrics.ReportAt, "it was in the queued messages report"}, {metrics.AlertAt, "the alert came"},
	} {
		if at, ok := r.known(sign.id); ok && r.concerns(sign.id, at) {
			s += "; " + sign.what + afterwards(at-began)
		}
	}
	if sign, told := r.known(metrics.SignAt); told {
		hidden, _ := r.known(metrics.Hidden)
		what := "; somebody was told"
		if r.doubled(sign) {
			what = "; a recipient had a second copy"
		}
		return s + what + afterwards(hidden)
	}
	return s + "; nobody was ever told"
}

// concerns reports whether a sign may be one of the trouble that the report speaks of: the alert may have come of another.
func (r *Run) concerns(sign metrics.ID, at time.Duration) bool {
	first, told := r.known(metrics.SignAt)
	return sign != metrics.AlertAt || told && at >= first && (r.Result.Over == 0 || at <= r.Result.Over)
}

func afterwards(d time.Duration) string {
	if d < time.Second {
		return " at once"
	}
	return " " + english.Span(d) + " later"
}

// doubled reports whether the first sign was a second copy in a mailbox, so that nobody was told anything.
func (r *Run) doubled(sign time.Duration) bool {
	alert, raised := r.known(metrics.AlertAt)
	notice, warned := r.known(metrics.DelayFirst)
	if r.value(metrics.Duplicates) == 0 || raised && alert == sign {
		return false
	}
	for d := range r.Deliveries {
		if d.NDRsDelivered > 0 && d.NDRAt == sign || warned && d.Written+notice <= sign {
			return false
		}
	}
	return true
}
