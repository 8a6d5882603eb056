package experiment

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"mailstorm/sim/metrics"
)

// turns says what would have to change for the runner-up to win.
func (c *court) turns(a *Advice) string {
	switch {
	case a.Second < 0:
		return "There is no other choice."
	case a.Best < 0:
		return fmt.Sprintf("No choice keeps %s; %s comes nearest. %s", c.limits(), c.name(a.Second), c.relief(a))
	case a.Verdicts[a.Second].standing() > a.Verdicts[a.Best].standing():
		return c.relief(a) + " " + c.afterwards(a)
	}
	outweigh := c.outweigh(a)
	winner := c.name(a.Second) + " would win"
	if strings.HasPrefix(outweigh, winner) {
		winner = "It would also win"
	}
	return strings.TrimSpace(outweigh + " " + c.tighten(a, winner))
}

// limits are what a choice must keep, in words.
func (c *court) limits() string {
	if len(c.decision.Limits) == 1 {
		return "the limit"
	}
	return "the limits"
}

func (c *court) name(choice int) string { return c.plan.Choices[choice].Label() }

// relief says at which numbers the limits would let the runner-up pass.
func (c *court) relief(a *Advice) string {
	var all []string
	v := &a.Verdicts[a.Second]
	for _, i := range slices.Concat(v.Breaks, v.Doubts) {
		l := c.decision.Limits[i]
		if e := c.summary.Choices[a.Second].Estimate(l.Subject); e.Known {
			all = append(all, fmt.Sprintf("the limit on %s stood at %s or more instead of %s", l.Subject.both(), shown(l.Subject, e.High), shown(l.Subject, l.Most)))
		} else {
			all = append(all, l.Subject.both()+" were known")
		}
	}
	return fmt.Sprintf("%s would keep %s beyond doubt if %s.", c.name(a.Second), c.limits(), strings.Join(all, " and "))
}

// afterwards says what would follow if the runner-up kept the limits.
func (c *court) afterwards(a *Advice) string {
	more := -c.cost(a.Best, a.Second).Value
	switch {
	case c.prefer(a.Verdicts, a.Second, a.Best) < 0:
		return "Then it would win."
	case more > 0:
		return fmt.Sprintf("Even then it would cost %s more. %s", c.decision.money(more), c.outweigh(a))
	default:
		return c.tie(a)
	}
}

// tie says which of two rules decides between choices that cost the same.
func (c *court) tie(a *Advice) string {
	why := "it expires later"
	if a.Best == c.plan.Current {
		why = "it is in force now"
	} else if c.expiration(a.Best) == c.expiration(a.Second) {
		why = "it stands first"
	}
	cost := "cost the same"
	if len(c.decision.Weights) == 0 {
		cost = "are equally good, for nothing is weighed"
	}
	return fmt.Sprintf("%s and %s %s; %s is preferred because %s.", c.name(a.Best), c.name(a.Second), cost, c.name(a.Best), why)
}

// outweigh says which weight, changed by the smallest part of itself, would make the runner-up cost no more.
func (c *court) outweigh(a *Advice) string {
	gap := -c.cost(a.Best, a.Second).Value
	if gap <= 0 {
		return c.tie(a)
	}
	said, least := "", math.Inf(1)
	for _, w := range c.decision.Weights {
		best, second := c.summary.Choices[a.Best].Estimate(w.Subject), c.summary.Choices[a.Second].Estimate(w.Subject)
		turned := w.Cost - gap/(second.Value-best.Value)
		change := math.Abs(turned-w.Cost) / w.Cost
		if !best.Known || !second.Known || best.Value == second.Value || turned <= noWeight*w.Cost || !(change < least) {
			continue
		}
		way := "more"
		if turned < w.Cost {
			way = "less"
		}
		said, least = fmt.Sprintf("%s would win if the weight of %s were %s or %s instead of %s.",
			c.name(a.Second), w.Subject.both(), w.priced(turned), way, w.priced(w.Cost)), change
	}
	if said == "" {
		return fmt.Sprintf("No single weight could make %s win.", c.name(a.Second))
	}
	return said
}

// noWeight is the part of a weight that is none: what a sum of floats leaves over.
const noWeight = 1e-9

// tighten says which limit, drawn tighter, only the runner-up would keep.
func (c *court) tighten(a *Advice, winner string) string {
	for _, l := range c.decision.Limits {
		best, second := c.summary.Choices[a.Best].Estimate(l.Subject), c.summary.Choices[a.Second].Estimate(l.Subject)
		if best.Known && best.High <= l.Most && second.High < best.High {
			return fmt.Sprintf("%s if the limit on %s were not %s but less than %s, and at least %s.",
				winner, l.Subject.both(), shown(l.Subject, l.Most), shown(l.Subject, best.High), shown(l.Subject, second.High))
		}
	}
	return ""
}

// priced is such a cost, for each mail where it was written so.
func (w *Weight) priced(cost float64) string {
	if strings.HasSuffix(w.Written, "mail") {
		return plain(cost) + "/mail"
	}
	return priced(w.Subject, cost)
}

// priced is a cost for each unit that people count in, as a decision is written.
func priced(s Subject, cost float64) string {
	switch {
	case s.Share():
		return plain(cost/100) + "/%"
	case s.Unit() == metrics.Duration:
		return plain(60*cost) + "/h"
	case s.Unit() == metrics.Bytes:
		return plain(1e9*cost) + "/GB"
	default:
		return plain(cost)
	}
}

// shown is a value of a subject in words.
func shown(s Subject, v float64) string {
	switch {
	case s.Share():
		return plain(100*v) + " %"
	case s.AddsUp() && s.Unit() == metrics.Duration: // a mean over all deliveries may be a few seconds
		return metrics.Span(time.Duration(math.Round(60*v)) * time.Second)
	case s.Unit() == metrics.Duration:
		return metrics.Span(time.Duration(math.Round(v)) * time.Minute)
	case s.Unit() == metrics.Bytes:
		return metrics.Roughly(int64(math.Round(v)))
	default:
		return plain(v)
	}
}

// plain is a number with three digits that matter, and never an exponent.
func plain(v float64) string {
	if v == 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	decimals := max(0, 2-int(math.Floor(math.Log10(math.Abs(v)))))
	s := strconv.FormatFloat(v, 'f', decimals, 64)
	if decimals > 0 {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}
