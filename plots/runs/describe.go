package runs

import (
	"strconv"

	"mailstorm/sim/metrics"
)

// BytesText says how much was transferred in total, as the curve shows it, and how much of that was automatic.
func (s Run) BytesText() string {
	own, notices := s.Number(metrics.AutoBytes), s.Number(metrics.DSNBytes)
	all := s.BytesSent()
	text := "in total " + metrics.Size(all)
	for _, part := range []struct {
		bytes int64
		name  string
	}{{own, "automatic messages"}, {notices, "NDRs and notices"}} {
		switch {
		case part.bytes == 0:
		case part.bytes == all:
			text += ", all of it " + part.name
		default:
			text += ", " + metrics.Size(part.bytes) + " of it " + part.name
		}
	}
	return text
}

// BytesSent is what the curve sums up to; no number is larger than the largest.
func (s Run) BytesSent() (all int64) {
	for i := range s.Result.Series {
		all += min(s.Result.Series[i].Bytes, 1<<63-1-all)
	}
	return all
}

// SendersText says how many messages were sent to how many recipients.
func SendersText(s Run) string {
	messages, deliveries := s.Number(metrics.Messages), s.Number(metrics.Deliveries)
	text := "One message"
	if messages > 1 {
		text = metrics.Number(messages) + " messages"
	}
	if deliveries > messages {
		text += " to " + metrics.Number(deliveries) + " recipients"
	}
	return text
}

// Subtitle names the scenario.
func (s Run) Subtitle() string {
	name := s.Config.Title
	if name == "" {
		name = s.Config.Name
	}
	if name == "" {
		name = "unnamed"
	}
	text := name + ", seed " + strconv.FormatInt(s.Config.Seed, 10)
	if s.Result.Stopped != "" {
		text += "; stopped early: " + s.Result.Stopped
	}
	return text
}
