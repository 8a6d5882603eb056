package plots

import (
	"time"

	"mailstorm/sim/metrics"
)

// attemptsTitle says what the run found, in one line: who wrote, what came of it, who was told.
func attemptsTitle(s Story) string {
	if s.number(metrics.Messages) == 0 {
		return "Nobody wrote a mail"
	}
	return who(s) + ", " + happened(s) + ": " + told(s)
}

func who(s Story) string {
	messages, deliveries := s.number(metrics.Messages), s.number(metrics.Deliveries)
	text := "One mail"
	if messages > 1 {
		text = metrics.Number(messages) + " mails"
	}
	if deliveries > messages {
		text += " to " + metrics.Number(deliveries) + " recipients"
	}
	return text
}

// happened names the worst that befell the mail.
func happened(s Story) string {
	attempts := counted(s.number(metrics.Attempts), "attempt", "attempts")
	arrived, deliveries := s.arrived(), s.number(metrics.Deliveries)
	switch {
	case s.number(metrics.Duplicates) > 0:
		return metrics.Number(s.number(metrics.Copies)) + " copies"
	case arrived == 0 && s.number(metrics.Attempts) == 0:
		return "not one attempt"
	case arrived == 0 && s.number(metrics.Kept) == 0:
		return attempts + ", nothing kept"
	case arrived == 0:
		return attempts + ", nothing arrived"
	case arrived < deliveries:
		return attempts + ", " + metrics.Number(arrived) + " arrived"
	case deliveries == 1:
		return attempts + ", one copy"
	}
	return attempts + ", one copy each"
}

// told says how long senders were left without a word, or what else they should know.
func told(s Story) string {
	delay, delayed := s.moment(metrics.DelayFirst)
	verdict, bounced := s.moment(metrics.NDRFirst)
	twice := s.number(metrics.Duplicates) > 0
	switch {
	case delayed && bounced && delay < verdict:
		return first(s) + "delay notice after " + metrics.Span(delay) + ", NDR after " + metrics.Span(verdict) + but(s)
	case delayed && !bounced:
		return first(s) + "delay notice after " + metrics.Span(delay) + but(s)
	case bounced && verdict < time.Second:
		return first(s) + "NDR at once" + but(s)
	case bounced && twice:
		return "nobody told " + sender(s) + " for " + metrics.Span(verdict) + but(s)
	case bounced:
		return first(s) + "NDR after " + metrics.Span(verdict) + but(s)
	case twice:
		return "nobody told " + sender(s) + but(s)
	}
	return quiet(s)
}

// first says so when there are several deliveries, of which others may have waited longer.
func first(s Story) string {
	if s.number(metrics.Deliveries) > 1 {
		return "the first "
	}
	return ""
}

func sender(s Story) string {
	if s.number(metrics.Messages) > 1 {
		return "any sender"
	}
	return "the sender"
}

// but adds what makes it worse: mail that arrived although its NDR denies it, mail that is lost.
func but(s Story) string {
	text := ""
	denied, lost := s.number(metrics.DeliveredFalse), s.number(metrics.LostDeliveries)
	if denied > 0 && s.number(metrics.Duplicates) == 0 {
		text = ", although it arrived"
		if s.number(metrics.Deliveries) > 1 {
			text = ", " + metrics.Number(denied) + " of them false"
		}
	}
	if lost > 0 {
		text += ", and " + metrics.Number(lost) + " lost"
	}
	return text
}

// quiet is the end of a title when nobody was told anything and nobody had a duplicate.
func quiet(s Story) string {
	last, ok := s.moment(metrics.DeliveryMax)
	lost, pending := s.number(metrics.LostDeliveries), s.number(metrics.Pending)
	switch {
	case s.number(metrics.NDRLost) > 0:
		return counted(s.number(metrics.NDRCount), "NDR", "NDRs") + " written, none arrived"
	case lost > 0:
		return metrics.Number(lost) + " lost, and nobody was told"
	case pending > 0:
		return metrics.Number(pending) + " still waiting after " + metrics.Span(s.Result.End)
	case !ok || s.arrived() < s.number(metrics.Deliveries):
		return "nobody was told anything"
	case last < time.Second:
		return "delivered at once"
	case s.number(metrics.Deliveries) == 1:
		return "it arrived after " + metrics.Span(last)
	}
	return "the last arrived after " + metrics.Span(last)
}

// arrived counts deliveries of which a copy is in the mailbox.
func (s Story) arrived() int64 {
	var n int64
	for _, row := range s.Result.Fates {
		n += row[1] + row[2]
	}
	return n
}

// queueTitle says how deep the queue was, and until when anything waited in it after a failed attempt.
func queueTitle(s Story) string {
	h, held := s.waiter()
	name := h.Name
	if name == "" {
		name = "no host"
	}
	switch {
	case held.Values[metrics.QueuePeak].Num == 0:
		return "The queue of " + name + " was empty all the time"
	case held.Held == 0:
		return "Nothing waited in the queue of " + name + ": each copy left it at once"
	}
	c := clockOf(s, 0, 1)
	text := "The queue of " + name + ": up to " + counted(held.Held, "copy", "copies")
	if held.Held > 1 {
		text += " (" + c.moment(held.HeldAt) + ")"
	}
	switch {
	case !held.Values[metrics.QueueEmptyAt].Known:
		return text + ", not empty at the end"
	case held.DeferredEmptyAt > 0:
		return text + ", pending until " + c.moment(held.DeferredEmptyAt)
	}
	return text + ", empty from " + c.moment(held.HeldUntil) + " on"
}
