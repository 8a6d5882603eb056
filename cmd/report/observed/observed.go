// Package observed writes what a real mail server did beside what was predicted for it.
package observed

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/serve/prediction"
	"mailstorm/sim/smtp"
)

// Sentence is the answer.
func Sentence(c *prediction.Comparison) string {
	j := c.Judge()
	whose := source(c)
	switch {
	case j.Attempts == 0 && len(c.Messages) == 0:
		return "There is nothing to compare: no client came as far as MAIL."
	case len(c.Messages) == 0:
		return fmt.Sprintf("There is nothing to compare: none of %s came as far as MAIL.", english.Counted(int64(c.Observed.Sessions), "session", "sessions"))
	case unknownArrival(c) == len(c.Messages):
		return fmt.Sprintf("Nothing could be predicted: of %s neither a session nor a DSN tells the arrival.", english.Counted(int64(len(c.Messages)), "message", "messages"))
	case j.Attempts == 0 && otherEnds(&j) == "":
		return fmt.Sprintf("No attempt could be seen, but %s ended as %s predicts.", english.Counted(int64(len(c.Messages)), "message", "messages"), whose)
	case j.Attempts == 0:
		return fmt.Sprintf("No attempt could be seen, and %s.", otherEnds(&j))
	case j.Missing+j.Extra > 0:
		return otherNumber(c, &j)
	case j.InTime < j.Attempts:
		return fmt.Sprintf("%s of %s were within %s of what %s predicts; the largest difference is %s.", english.Number(int64(j.InTime)),
			english.Counted(int64(j.Attempts), "attempt", "attempts"), seconds(c.Within), whose, seconds(j.Largest))
	}
	all := fmt.Sprintf("%s of %s within %s", english.Number(int64(j.InTime)), english.Counted(int64(j.Attempts), "attempt", "attempts"), seconds(limit(c, &j)))
	if rest := otherEnds(&j); rest != "" {
		return fmt.Sprintf("The server made its attempts as %s predicts, %s, but %s.", whose, all, rest)
	}
	return fmt.Sprintf("The server behaved as %s predicts: %s.", whose, all)
}

// source names what predicted.
func source(c *prediction.Comparison) string {
	if c.Run {
		return "the run"
	}
	if len(c.Profiles) == 1 {
		return "profile " + c.Profiles[0]
	}
	return "profiles " + english.Listed(c.Profiles, len(c.Profiles))
}

// limit is how far all pairs lie apart at most: as much as is allowed, or as they do.
func limit(c *prediction.Comparison, j *prediction.Judgement) time.Duration {
	return cmp.Or(c.Within, j.Largest)
}

// otherNumber says that there were more or fewer attempts than predicted, and why where the record shows it.
func otherNumber(c *prediction.Comparison, j *prediction.Judgement) string {
	made, predicted := c.Observed.Attempts, c.Predicted.Attempts
	text := fmt.Sprintf("It made %s where %s predicted", english.Counted(int64(made), "attempt", "attempts"), english.Counted(int64(predicted), "was", "were"))
	if predicted != 1 {
		text = fmt.Sprintf("It made %s where %s were predicted", english.Counted(int64(made), "attempt", "attempts"), english.Number(int64(predicted)))
	}
	switch {
	case made == predicted:
		return fmt.Sprintf("It made as many attempts as predicted, %s, but not for the same messages.", english.Number(int64(made)))
	case remembers(c, j):
		return text + fmt.Sprintf(": %s has no memory of a failing host.", source(c))
	}
	return text + " by " + source(c) + "."
}

// remembers reports whether the server spared a host that had failed: many messages waited for it, their sessions failed as such, and most of
// them were not tried.
func remembers(c *prediction.Comparison, j *prediction.Judgement) bool {
	const many = 6
	waiting, failed := 0, 0
	for _, m := range c.Messages {
		if len(m.Predicted.Attempts)+len(m.Unseen) > 1 || len(c.Early.Predicted.Attempts) > len(c.Messages) {
			waiting++
		}
		failed += failures(m)
	}
	failed += failures(&c.Early)
	return waiting >= many && 3*c.Observed.Attempts <= 2*c.Predicted.Attempts && 2*failed > c.Predicted.Attempts && j.Extra*10 <= j.Missing
}

// failures are the predicted sessions that failed as such, not by a reply that concerns the message.
func failures(m *prediction.Message) (n int) {
	for _, a := range m.Predicted.Attempts {
		early := a.Phase == smtp.Connect.String() || a.Phase == smtp.Greeting.String() || a.Phase == smtp.EHLO.String() || a.Phase == smtp.StartTLS.String()
		if early || a.Cause != smtp.Said.String() && a.Cause != smtp.None.String() {
			n++
		}
	}
	return n
}

// otherEnds says what differs though the attempts do not.
func otherEnds(j *prediction.Judgement) string {
	var parts []string
	for _, p := range []struct {
		n         int
		one, many string
	}{{j.Verdicts, "message ended otherwise", "messages ended otherwise"}, {j.DSNs, "message has other DSNs", "messages have other DSNs"},
		{j.Copies, "message has other copies", "messages have other copies"}} {
		if p.n > 0 {
			parts = append(parts, english.Counted(int64(p.n), p.one, p.many))
		}
	}
	return english.Listed(parts, len(parts))
}

// seconds writes a time of the wall: to a tenth where it is short.
func seconds(d time.Duration) string {
	if d.Abs() >= time.Minute {
		return sign(d) + english.Span(d.Abs())
	}
	return number(d) + " s"
}

func sign(d time.Duration) string {
	if d < 0 {
		return "-"
	}
	return ""
}

// number writes seconds, to a tenth below ten.
func number(d time.Duration) string {
	tenth := 100 * time.Millisecond
	if d.Abs() >= 10*time.Second {
		tenth = time.Second
	}
	return strconv.FormatFloat(d.Round(tenth).Seconds(), 'f', -1, 64)
}

// offsets writes when attempts were, in seconds since the message arrived, in so many letters at most.
func offsets(c *prediction.Comparison, all []prediction.Attempt, from time.Duration, most int) string {
	var words []string
	for _, a := range all {
		words = append(words, number(c.Wall(a.At-from)))
	}
	text := strings.Join(words, " ")
	for n := len(words) - 1; len(text) > most && n > 0; n-- {
		text = strings.Join(words[:n], " ") + " +" + strconv.Itoa(len(words)-n)
	}
	return cmp.Or(text, "none")
}

// largest is the pair of a message that lies furthest apart.
func largest(c *prediction.Comparison, m *prediction.Message) (apart time.Duration, paired bool) {
	for _, p := range m.Pairs {
		if p.Predicted < 0 || p.Observed < 0 {
			continue
		}
		if d := c.Wall(m.Apart(p)); !paired || d.Abs() > apart.Abs() {
			apart, paired = d, true
		}
	}
	return apart, paired
}

// farthest are the messages, those first that differ most from what was predicted.
func farthest(c *prediction.Comparison) []*prediction.Message {
	rank := func(m *prediction.Message) int64 {
		unpaired := 0
		for _, p := range m.Pairs {
			if p.Predicted < 0 || p.Observed < 0 {
				unpaired++
			}
		}
		if m.Predicted.Verdict != m.Observed.Verdict {
			unpaired++
		}
		if unpaired == 0 && len(m.Pairs) == 0 && len(m.Unseen) == 0 {
			return -1
		}
		apart, _ := largest(c, m)
		if c.Within > 0 && apart.Abs() <= c.Within {
			apart = 0
		}
		return int64(unpaired)<<40 + apart.Abs().Milliseconds()
	}
	all := slices.Clone(c.Messages)
	slices.SortStableFunc(all, func(a, b *prediction.Message) int { return cmp.Compare(rank(b), rank(a)) })
	return all
}

// Subtitle says what was served, and how fast.
func Subtitle(c *prediction.Comparison) string {
	text := c.Scenario
	if c.Speed != 1 {
		text += ", " + strconv.FormatFloat(c.Speed, 'f', -1, 64) + " times as fast as the clock"
	}
	if c.Scaled {
		text += ", the server's timers too"
	}
	return text
}

// Last is when something happened last, and a little more.
func Last(c *prediction.Comparison) (last time.Duration) {
	for _, m := range append([]*prediction.Message{&c.Early}, c.Messages...) {
		for _, s := range []*prediction.Course{&m.Predicted, &m.Observed, {Attempts: m.Unseen}} {
			for _, a := range s.Attempts {
				last = max(last, a.At)
			}
			for _, d := range s.DSNs {
				last = max(last, d.At)
			}
		}
	}
	return last + last/20 + time.Duration(c.Speed*float64(time.Second))
}
