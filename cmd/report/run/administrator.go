package run

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
	"mailstorm/sim/smtp"
)

// nobodyThere tells a domain that does not exist from a host that has an administrator.
func nobodyThere(h *sim.HostResult) bool {
	other := func(t sim.Tally) bool { return t.Cause != smtp.NoSuchDomain }
	return len(h.Said) > 0 && h.Accepted == 0 && !slices.ContainsFunc(h.Said, other) && h.Values[metrics.Attempts].Num == 0
}

// removedAt is what the guards and mailboxes of a host accepted and did not deliver.
func removedAt(h *sim.HostResult) (s string) {
	for _, g := range []struct {
		id        metrics.ID
		one, many string
	}{
		{metrics.Suppressed, "duplicate suppressed", "duplicates suppressed"},
		{metrics.Discarded, "message discarded", "messages discarded"},
		{metrics.Quarantined, "message quarantined", "messages quarantined"},
	} {
		if n := h.Values[g.id].Num; n > 0 {
			s += ", " + english.Counted(n, g.one, g.many)
		}
	}
	return s
}

// mailboxesSent is the automatic mail of a host's mailboxes.
func mailboxesSent(h *sim.HostResult, c english.Clock) (s string) {
	n, stopped := h.Values[metrics.AutoCount].Num, h.Values[metrics.AutoStopped].Num
	if n > 0 {
		s = "its mailboxes sent " + english.Counted(n, "automatic message", "automatic messages")
	}
	if stopped > 0 {
		s = joined(s, english.Counted(stopped, "automatic message was", "automatic messages were")+" suppressed by a limit or a setting")
	}
	if full := h.Values[metrics.FullAt]; full.Known {
		s = joined(s, "a mailbox was full at "+c.At(english.DurationOf(full)))
	}
	return s
}

// outagesMissed are the times in which a host could not be reached, if nobody tried.
func outagesMissed(r *Run, host int, c english.Clock) (missed []string) {
	for _, t := range r.Result.Hosts[host].Said {
		if slices.Contains([]smtp.Cause{smtp.Refused, smtp.Unanswered, smtp.Unreachable, smtp.Unresolved}, t.Cause) {
			return nil
		}
	}
	for _, s := range r.Result.Spans {
		if s.Host != host || s.Ends <= s.Starts || !slices.Contains([]string{"connection-refused", "connect-timeout", "unreachable"}, s.Kind) {
			continue
		}
		span := "from " + c.At(s.Starts)
		if s.Ends < r.Result.End {
			span = c.At(s.Starts) + " to " + c.At(s.Ends)
		}
		missed = append(missed, s.Name+" ("+s.Kind+", "+span+") affected no mail")
	}
	return missed
}

// between says when the first and the last of several things came.
func between(first, last time.Duration) string {
	switch {
	case last < time.Second:
		return "immediately"
	case first == 0:
		return "within " + english.Span(last) + ", the first immediately"
	case english.Span(first) == english.Span(last):
		return "after " + english.Span(first)
	default:
		return "after " + english.Span(first) + " to " + english.Span(last)
	}
}

// senderAdminSaw is what the administrator of a sending host can know.
func senderAdminSaw(h *sim.HostResult, ends func(smtp.Phase) bool, c english.Clock) string {
	var retried, final []sim.Tally
	for _, t := range h.Heard {
		if t.Reply.Permanent() && t.Cause == smtp.Said && ends(t.Phase) {
			final = append(final, t)
		} else {
			retried = append(retried, t)
		}
	}
	s := backlog(h, c)
	deferrals, ndrs := h.Values[metrics.Deferrals].Num, h.Values[metrics.NDRCount].Num
	switch {
	case len(retried) == 0:
	case deferrals == 0 && ndrs > 0:
		s += ", gave up immediately after " + tallied(retried, 3)
	case deferrals == 0 && retried[0].Reply.Enhanced == smtp.Status(4, 5, 3):
		s += ", brought the rest of the recipients at once after " + tallied(retried, 3)
	case deferrals == 0:
		s += ", the next host took over after " + tallied(retried, 3)
	case len(retried) == 1 && retried[0].Count > deferrals && retried[0].Count <= deferrals+ndrs:
		s += " and " + lastAttempts(retried[0].Count-deferrals) + " (" + retried[0].Reply.String() + ")"
	case len(retried) == 1 && retried[0].Count == deferrals:
		s += " (" + retried[0].Reply.String() + ")"
	default:
		s += " (" + tallied(retried, 3) + ")"
	}
	if len(final) > 0 {
		s += "; permanent failures: " + tallied(final, 3)
	}
	if h.Held > 1 {
		s += "; queue peak " + english.Number(h.Held) + " at " + c.At(h.HeldAt)
	}
	if n := h.Values[metrics.Suspended].Num; n > 0 {
		s += "; " + english.Counted(n, "deferral", "deferrals") + " without a session"
	}
	if n, sessions := h.Values[metrics.Connections].Num, h.Values[metrics.Sessions].Num; sessions >= 2*n && n > 0 {
		s += "; " + english.Number(sessions) + " sessions on " + english.Counted(n, "connection", "connections")
	}
	if n := h.Values[metrics.Purged].Num; n > 0 {
		s += "; " + english.Counted(n, "copy", "copies") + " purged"
	}
	if ndrs > 0 {
		s += "; " + english.Counted(ndrs, "NDR", "NDRs") + " generated"
	}
	if n := h.Values[metrics.NDRDiscarded].Num; n > 0 {
		s += "; " + english.Counted(n, "NDR", "NDRs") + " discarded"
	}
	return s
}

func lastAttempts(n int64) string {
	if n == 1 {
		return "a last attempt"
	}
	return english.Number(n) + " last attempts"
}

// backlog says how long mail was deferred.
func backlog(h *sim.HostResult, c english.Clock) string {
	n, empty := h.Values[metrics.Deferrals].Num, h.Values[metrics.QueueEmptyAt].Known
	deferrals := english.Counted(n, "deferral", "deferrals")
	switch {
	case n == 0 && !empty && h.Values[metrics.NDRCount].Num == 0:
		return "no deferrals, mail still queued at the end"
	case n == 0:
		return "no deferrals"
	case empty:
		return "mail deferred until " + c.At(h.DeferredEmptyAt) + ", " + deferrals
	default:
		return "mail still deferred at the end, " + deferrals
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
		words = append(words, english.Number(t.Count)+" x "+t.Reply.String())
	}
	return english.Listed(words, most)
}

// receiverAdminSaw is what the administrator of a receiving host can know: not whether the sender heard the reply.
func receiverAdminSaw(h *sim.HostResult) string {
	var replies []sim.Tally
	var incomplete, unseen, rejected int64
	for _, t := range h.Said {
		switch t.Cause {
		case smtp.Said:
			replies = append(replies, t)
		case smtp.Declined: // the code is the sender's, the receiver's reply is not known
			rejected += t.Count
		case smtp.Refused, smtp.Unanswered, smtp.Unreachable, smtp.Unresolved, smtp.NoSuchDomain, smtp.NullMX:
			unseen += t.Count
		case smtp.TLSFailed, smtp.Mismatch:
			incomplete += t.Count
		default:
			if t.Phase < smtp.Dot {
				incomplete += t.Count
			}
		}
	}
	var parts []string
	if h.Accepted > 0 {
		parts = append(parts, "accepted "+english.Counted(h.Accepted, "message", "messages"))
	}
	if len(replies) > 0 {
		parts = append(parts, "replied "+tallied(replies, 3))
	}
	if rejected > 0 {
		parts = append(parts, "rejected "+english.Counted(rejected, "session", "sessions")+" with a 5xx before MAIL")
	}
	if incomplete > 0 {
		parts = append(parts, english.Counted(incomplete, "incomplete session", "incomplete sessions"))
	}
	if unseen > 0 {
		parts = append(parts, english.Counted(unseen, "connection attempt", "connection attempts")+" never reached it")
	}
	if len(parts) == 1 && h.Accepted > 0 {
		parts = append(parts, "no errors")
	}
	return strings.Join(parts, ", ")
}
