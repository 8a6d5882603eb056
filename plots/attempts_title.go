package plots

import (
	"strings"
	"time"

	"mailstorm/plots/draw"
	"mailstorm/plots/runs"
	"mailstorm/sim/metrics"
)

// attemptsTitle says in one line what was sent, what became of it, and who was notified.
func attemptsTitle(s runs.Run) string {
	if s.Number(metrics.Messages) == 0 {
		return "No message was sent"
	}
	if text := sendersText(s); text != "" {
		return text
	}
	return runs.SendersText(s) + ", " + outcomeText(s) + ": " + notificationText(s)
}

// sendersText compares senders that tried side by side until all had arrived.
func sendersText(s runs.Run) string {
	all := runs.SendersOf(s)
	if len(all) == 0 || countMessages(s.Records) <= maxMessages || countArrived(s) < s.Number(metrics.Deliveries) {
		return ""
	}
	var parts []string
	for i, one := range all {
		needed := metrics.Number(one.Attempts)
		if i == 0 {
			needed = "needed " + draw.Count(one.Attempts, "attempt", "attempts")
		}
		parts = append(parts, s.HostName(one.Host)+" "+needed+" in "+metrics.Span(one.Last))
	}
	return runs.SendersText(s) + ": " + strings.Join(parts, ", ")
}

// outcomeText names the worst outcome.
func outcomeText(s runs.Run) string {
	attempts := draw.Count(s.Number(metrics.Attempts), "attempt", "attempts")
	arrived, deliveries := countArrived(s), s.Number(metrics.Deliveries)
	switch {
	case s.Number(metrics.Duplicates) > 0:
		return metrics.Number(s.Number(metrics.Copies)) + " copies"
	case arrived == 0 && s.Number(metrics.Attempts) == 0:
		return "no attempts"
	case arrived == 0 && s.Number(metrics.Kept) == 0:
		return attempts + ", nothing kept"
	case arrived == 0:
		return attempts + ", nothing arrived"
	case arrived < deliveries:
		return attempts + ", " + metrics.Number(arrived) + " arrived"
	case deliveries == 1:
		return attempts + ", one copy"
	}
	if n := s.Number(metrics.Deferrals); n > 0 && n < deliveries/hiddenBeside {
		attempts += " with " + draw.Count(n, "deferral", "deferrals")
	}
	return attempts + ", one copy each"
}

// notificationText says how long senders were not notified, or what else they should know.
func notificationText(s runs.Run) string {
	delay, delayed := s.Duration(metrics.DelayFirst)
	verdict, bounced := s.Duration(metrics.NDRFirst)
	twice := s.Number(metrics.Duplicates) > 0
	switch {
	case delayed && bounced && delay < verdict:
		return firstText(s) + "delay notice after " + metrics.Span(delay) + ", NDR after " + metrics.Span(verdict) + denialText(s)
	case delayed && !bounced:
		return firstText(s) + "delay notice after " + metrics.Span(delay) + denialText(s)
	case bounced && twice && verdict >= time.Second:
		return notNotifiedText(s) + " for " + metrics.Span(verdict) + denialText(s)
	case bounced:
		return ndrsText(s) + denialText(s)
	case twice:
		return notNotifiedText(s) + denialText(s)
	}
	return silenceText(s)
}

// ndrsText says how many NDRs there were and how long after their messages: of one, and of the first of several, or of half of them where most
// came much later.
func ndrsText(s runs.Run) string {
	n := max(s.Number(metrics.NDRCount), 1)
	first, _ := s.Duration(metrics.NDRFirst)
	half, _ := s.Duration(metrics.NDRP50)
	last, _ := s.Duration(metrics.NDRMax)
	after := "after " + metrics.Span(first)
	if first < time.Second {
		after = "immediately"
	}
	switch {
	case n == 1 && s.Number(metrics.Deliveries) == 1:
		return "NDR " + after
	case n == 1:
		return "one NDR, " + after
	case s.Number(metrics.Deliveries) == 1:
		return metrics.Number(n) + " NDRs for it, the first " + after
	case first < time.Second && last >= time.Minute && half < time.Minute:
		return metrics.Number(n) + " NDRs, the last after " + metrics.Span(last)
	case first < time.Second && half >= time.Minute:
		return metrics.Number(n) + " NDRs, half of them after " + metrics.Span(half) + " or more"
	case first < time.Second:
		return metrics.Number(n) + " NDRs, the first at " + runs.TimeAxisOf(s, 0, 1).Format(firstBounce(s))
	}
	return metrics.Number(n) + " NDRs, the first " + after
}

// firstBounce is when the first NDR was written, as far as the series tells.
func firstBounce(s runs.Run) time.Duration {
	for i := range s.Result.Series {
		if s.Result.Series[i].Bounced > 0 {
			return s.Result.Series[i].Starts
		}
	}
	return 0
}

// firstText says so when there are several deliveries, of which others may have waited longer.
func firstText(s runs.Run) string {
	if s.Number(metrics.Deliveries) > 1 {
		return "the first "
	}
	return ""
}

func notNotifiedText(s runs.Run) string {
	if s.Number(metrics.Messages) > 1 {
		return "no sender was notified"
	}
	return "the sender was not notified"
}

// denialText adds what makes it worse: mail that arrived although its NDR denies it, mail that is lost.
func denialText(s runs.Run) string {
	text := ""
	denied, lost := s.Number(metrics.DeliveredFalse), s.Number(metrics.LostDeliveries)
	if denied > 0 && s.Number(metrics.Duplicates) == 0 {
		switch n := s.Number(metrics.NDRCount); {
		case s.Number(metrics.Deliveries) == 1:
			text = ", although it arrived"
		case denied == n && n == 1:
			text = ", and it is false"
		case denied == n:
			text = ", all of them false"
		default:
			text = ", " + metrics.Number(denied) + " of them false"
		}
	}
	if lost > 0 {
		text += ", and " + metrics.Number(lost) + " lost"
	}
	return text
}

// silenceText is the end of a title when nobody was notified and there was no duplicate.
func silenceText(s runs.Run) string {
	last, ok := s.Duration(metrics.DeliveryMax)
	lost, pending := s.Number(metrics.LostDeliveries), s.Number(metrics.Pending)
	switch {
	case s.Number(metrics.NDRLost) > 0:
		return draw.Count(s.Number(metrics.NDRCount), "NDR", "NDRs") + " sent, none delivered"
	case lost > 0:
		return metrics.Number(lost) + " lost, nobody was notified"
	case pending > 0:
		return metrics.Number(pending) + " still queued after " + metrics.Span(s.Result.End)
	case !ok || countArrived(s) < s.Number(metrics.Deliveries):
		return "nobody was notified"
	case last < time.Second:
		return "delivered immediately"
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
