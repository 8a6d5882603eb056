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
			s += ", " + english.Counted(n, g.one, g.many)
		}
	}
	return s
}

// mailboxesDid is what the mailboxes of a host wrote by themselves.
func mailboxesDid(h *sim.HostResult, c english.Clock) (s string) {
	n, stopped := h.Values[metrics.AutoCount].Num, h.Values[metrics.AutoStopped].Num
	if n > 0 {
		s = "its mailboxes wrote " + english.Counted(n, "automatic message", "automatic messages")
	}
	if stopped > 0 {
		s = joined(s, english.Counted(stopped, "more was", "more were")+" forbidden by a limit, a switch or good manners")
	}
	if full := h.Values[metrics.FullAt]; full.Known {
		s = joined(s, "a mailbox was full at "+c.At(english.DurationOf(full)))
	}
	return s
}

// from says when the first of several things came, and the last if that is known.
func from(first, last time.Duration, more bool) string {
	start := "after " + english.Span(first)
	if first == 0 {
		start = "at once"
	}
	switch {
	case last < time.Second:
		return "at once"
	case more:
		return "the first " + start
	case first == 0 && last >= time.Second:
		return "the first at once, the last after " + english.Span(last)
	case english.Span(first) == english.Span(last):
		return start
	default:
		return start + " to " + english.Span(last)
	}
}

// senderAdminSaw is what the administrator of a sending host could know.
func senderAdminSaw(h *sim.HostResult, ends func(smtp.Phase) bool, c english.Clock) string {
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
		s += "; at most " + english.Number(h.Held) + " queued, " + c.At(h.HeldAt)
	}
	if n := h.Values[metrics.Purged].Num; n > 0 {
		s += "; " + english.Counted(n, "copy", "copies") + " removed by hand"
	}
	if n := h.Values[metrics.NDRCount].Num; n > 0 {
		s += "; " + english.Counted(n, "NDR", "NDRs") + " written"
	}
	return s
}

// backlog says how long anything waited after a failed attempt.
func backlog(h *sim.HostResult, c english.Clock) string {
	deferrals := english.Counted(h.Values[metrics.Deferrals].Num, "deferral", "deferrals")
	switch {
	case h.Values[metrics.Deferrals].Num == 0 && h.Values[metrics.NDRCount].Num > 0:
		return "nothing deferred"
	case h.Values[metrics.Deferrals].Num == 0 && !h.Values[metrics.QueueEmptyAt].Known:
		return "still queued at the end"
	case h.Values[metrics.Deferrals].Num == 0:
		return "all sent at the first attempt"
	case h.Values[metrics.QueueEmptyAt].Known:
		return "pending until " + c.At(h.DeferredEmptyAt) + "; " + deferrals
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
		words = append(words, english.Number(t.Count)+" x "+t.Reply.String())
	}
	return english.Listed(words, most)
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
		parts = append(parts, english.Times(h.Accepted)+" \"250 accepted\"")
	}
	if len(said) > 0 {
		parts = append(parts, "it said "+tallied(said, 3))
	}
	if turned > 0 {
		parts = append(parts, "it turned "+english.Counted(turned, "call", "calls")+" away with a 5xx before MAIL")
	}
	if broken > 0 {
		parts = append(parts, english.Counted(broken, "connection that came to nothing", "connections that came to nothing"))
	}
	if unseen > 0 && len(parts) == 0 {
		return "nothing: " + english.Counted(unseen, "call", "calls") + " never reached it"
	}
	if unseen > 0 {
		parts = append(parts, english.Counted(unseen, "call", "calls")+" it never saw")
	}
	if len(parts) == 1 && h.Accepted > 0 {
		parts = append(parts, "no error anywhere")
	}
	return strings.Join(parts, ", ")
}
