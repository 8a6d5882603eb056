package plots

import (
	"time"

	"mailstorm/plots/draw"
	"mailstorm/plots/runs"
	"mailstorm/sim/metrics"
)

// attemptsTitle says what the run found, in one line: who wrote, what came of it, who was told.
func attemptsTitle(s runs.Run) string {
	if s.Number(metrics.Messages) == 0 {
		return "Nobody wrote a mail"
	}
	return runs.SendersText(s) + ", " + outcomeText(s) + ": " + notificationText(s)
}

// outcomeText names the worst that befell the mail.
func outcomeText(s runs.Run) string {
	attempts := draw.Count(s.Number(metrics.Attempts), "attempt", "attempts")
	arrived, deliveries := countArrived(s), s.Number(metrics.Deliveries)
	switch {
	case s.Number(metrics.Duplicates) > 0:
		return metrics.Number(s.Number(metrics.Copies)) + " copies"
	case arrived == 0 && s.Number(metrics.Attempts) == 0:
		return "not one attempt"
	case arrived == 0 && s.Number(metrics.Kept) == 0:
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

// notificationText says how long senders were left without a word, or what else they should know.
func notificationText(s runs.Run) string {
	delay, delayed := s.Duration(metrics.DelayFirst)
	verdict, bounced := s.Duration(metrics.NDRFirst)
	twice := s.Number(metrics.Duplicates) > 0
	switch {
	case delayed && bounced && delay < verdict:
		return firstText(s) + "delay notice after " + metrics.Span(delay) + ", NDR after " + metrics.Span(verdict) + denialText(s)
	case delayed && !bounced:
		return firstText(s) + "delay notice after " + metrics.Span(delay) + denialText(s)
	case bounced && verdict < time.Second:
		return firstText(s) + "NDR at once" + denialText(s)
	case bounced && twice:
		return "nobody told " + senderText(s) + " for " + metrics.Span(verdict) + denialText(s)
	case bounced:
		return firstText(s) + "NDR after " + metrics.Span(verdict) + denialText(s)
	case twice:
		return "nobody told " + senderText(s) + denialText(s)
	}
	return silenceText(s)
}

// firstText says so when there are several deliveries, of which others may have waited longer.
func firstText(s runs.Run) string {
	if s.Number(metrics.Deliveries) > 1 {
		return "the first "
	}
	return ""
}

func senderText(s runs.Run) string {
	if s.Number(metrics.Messages) > 1 {
		return "any sender"
	}
	return "the sender"
}

// denialText adds what makes it worse: mail that arrived although its NDR denies it, mail that is lost.
func denialText(s runs.Run) string {
	text := ""
	denied, lost := s.Number(metrics.DeliveredFalse), s.Number(metrics.LostDeliveries)
	if denied > 0 && s.Number(metrics.Duplicates) == 0 {
		text = ", although it arrived"
		if s.Number(metrics.Deliveries) > 1 {
			text = ", " + metrics.Number(denied) + " of them false"
		}
	}
	if lost > 0 {
		text += ", and " + metrics.Number(lost) + " lost"
	}
	return text
}

// silenceText is the end of a title when nobody was told anything and nobody had a duplicate.
func silenceText(s runs.Run) string {
	last, ok := s.Duration(metrics.DeliveryMax)
	lost, pending := s.Number(metrics.LostDeliveries), s.Number(metrics.Pending)
	switch {
	case s.Number(metrics.NDRLost) > 0:
		return draw.Count(s.Number(metrics.NDRCount), "NDR", "NDRs") + " written, none arrived"
	case lost > 0:
		return metrics.Number(lost) + " lost, and nobody was told"
	case pending > 0:
		return metrics.Number(pending) + " still waiting after " + metrics.Span(s.Result.End)
	case !ok || countArrived(s) < s.Number(metrics.Deliveries):
		return "nobody was told anything"
	case last < time.Second:
		return "delivered at once"
	case s.Number(metrics.Deliveries) == 1:
		return "it arrived after " + metrics.Span(last)
	}
	return "the last arrived after " + metrics.Span(last)
}

// countArrived counts deliveries of which a copy is in the mailbox.
func countArrived(s runs.Run) int64 {
	var n int64
	for _, row := range s.Result.Fates {
		n += row[1] + row[2]
	}
	return n
}
