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
		text = grouped(messages) + " mails"
	}
	if deliveries > messages {
		text += " to " + grouped(deliveries) + " recipients"
	}
	return text
}

// happened names the worst that befell the mail.
func happened(s Story) string {
	attempts := counted(s.number(metrics.Attempts), "attempt", "attempts")
	copies, arrived := s.number(metrics.Copies), s.arrived()
	switch {
	case s.number(metrics.Attempts) == 0 && arrived == 0:
		return "not one attempt"
	case s.number(metrics.Duplicates) > 0:
		return grouped(copies) + " copies"
	case arrived == 0 && s.number(metrics.Kept) == 0:
		return attempts + ", nothing kept"
	case arrived == 0:
		return attempts + ", nothing arrived"
	case arrived < s.number(metrics.Deliveries):
		return attempts + ", " + grouped(arrived) + " arrived"
	}
	return attempts + ", one copy each"
}

// told says how long senders were left without a word, or what else they should know.
func told(s Story) string {
	delay, delayed := s.moment(metrics.DelayFirst)
	verdict, bounced := s.moment(metrics.NDRFirst)
	lost := s.number(metrics.LostDeliveries)
	text := ""
	switch {
	case delayed && (!bounced || delay < verdict):
		text = first(s) + "delay notice after " + lasting(delay)
		if bounced {
			text += ", NDR after " + lasting(verdict)
		}
	case bounced && verdict < time.Minute:
		text = first(s) + "NDR at once"
	case bounced && s.number(metrics.Duplicates) > 0:
		text = "nobody told the sender for " + lasting(verdict)
	case bounced:
		text = first(s) + "NDR after " + lasting(verdict)
	case s.number(metrics.Duplicates) > 0:
		text = "nobody told the sender"
	default:
		return quiet(s, lost)
	}
	return text + losses(lost)
}

// first says so when there are several mails, of which others may have waited longer.
func first(s Story) string {
	if s.number(metrics.Deliveries) > 1 {
		return "the first "
	}
	return ""
}

// quiet is the end of a title when nobody was told anything and nobody had a duplicate.
func quiet(s Story, lost int64) string {
	switch pending := s.number(metrics.Pending); {
	case lost > 0:
		return grouped(lost) + " lost, and nobody was told"
	case pending > 0:
		return grouped(pending) + " still waiting after " + lasting(s.Result.End)
	}
	last, ok := s.moment(metrics.DeliveryMax)
	if !ok || last < time.Minute {
		return "all went well"
	}
	return "the last arrived after " + lasting(last)
}

func losses(lost int64) string {
	if lost == 0 {
		return ""
	}
	return ", and " + grouped(lost) + " lost"
}

// arrived counts deliveries of which a copy is in the mailbox.
func (s Story) arrived() int64 {
	var n int64
	for _, row := range s.Result.Fates {
		n += row[1] + row[2]
	}
	return n
}

// queueTitle says how deep the queue was, and whether it emptied.
func queueTitle(s Story) string {
	name := s.watched().Name
	if name == "" {
		name = "no host"
	}
	peak := s.number(metrics.QueuePeak)
	if peak == 0 {
		return "The queue of " + name + " was empty all the time"
	}
	c := clockOf(s, 0, 1)
	text := "The queue of " + name + ": up to " + counted(peak, "copy", "copies")
	if at, ok := s.moment(metrics.QueuePeakAt); ok && peak > 1 {
		text += " at " + c.moment(at)
	}
	if empty, ok := s.moment(metrics.QueueEmptyAt); ok {
		return text + ", empty from " + c.moment(empty) + " on"
	}
	return text + ", not empty at the end"
}
