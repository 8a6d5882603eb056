package report

import (
	"fmt"
	"strings"
	"time"

	"mailstorm/sim/experiment"
)

// answer is what somebody who reads one paragraph needs: what to choose and why, or else what is traded for what.
func (s *Sweep) answer() []string {
	var all []string
	if a := s.Findings[0].Advice; a != nil {
		if a.Best >= 0 {
			all = append(all, s.advised(a))
		}
		if a.Turns != "" {
			all = append(all, a.Turns)
		}
	}
	if len(s.Plan.Choices) > 1 {
		all = append(all, s.trade(s.rival()))
	}
	return all
}

// advised says what the decision comes to.
func (s *Sweep) advised(a *experiment.Advice) string {
	text := fmt.Sprintf("Choose %s = %s", strings.Join(s.Plan.Keys, ", "), s.Plan.Label(a.Best))
	if a.Best == s.Plan.Current && s.Plan.InForce {
		text = fmt.Sprintf("Stay with %s = %s", strings.Join(s.Plan.Keys, ", "), s.Plan.Label(a.Best))
	}
	text += ": " + s.why(a)
	if a.Second >= 0 {
		text += ". The runner-up is " + s.Plan.Label(a.Second)
		if !a.Certain && !s.even(a) {
			text += ", and the two cannot be told apart with certainty"
		}
	}
	return text + "." + s.Plan.forbidden(a.Best)
}

// even tells whether the first two hold what is asked for, and nothing is weighed: then chance has no say.
func (s *Sweep) even(a *experiment.Advice) bool {
	return len(s.Plan.Decision.Weights) == 0 && a.Standing(a.Best) == experiment.Best && a.Standing(a.Second) == experiment.Allowed
}

// forbidden says that a value is none that the service takes.
func (p *Plan) forbidden(choice int) string {
	if len(p.Allowed) != 2 || p.Lifetimes[choice] >= p.Allowed[0] && p.Lifetimes[choice] <= p.Allowed[1] {
		return ""
	}
	span := func(seconds int64) string { return Span(time.Duration(seconds) * time.Second) }
	return fmt.Sprintf(" But only %s to %s may be set: leave such values out.", span(p.Allowed[0]), span(p.Allowed[1]))
}

func (s *Sweep) why(a *experiment.Advice) string {
	d, best := s.Plan.Decision, a.Verdicts[a.Best]
	var reasons []string
	switch {
	case len(d.Limits) == 0:
	case len(best.Doubts) > 0:
		reasons = append(reasons, "it breaks no limit beyond doubt, though "+listed(d.written(best.Doubts), 3)+" may not hold")
	case len(d.Limits) == 1:
		reasons = append(reasons, "it holds the limit "+d.Limits[0].String())
	default:
		reasons = append(reasons, "it holds all limits")
	}
	if len(d.Weights) > 0 && best.Cost.Known {
		of := ""
		if len(reasons) > 0 {
			of = "of the values that do "
		}
		if len(best.Doubts) > 0 {
			of = "of the values of which that can be said "
		}
		reasons = append(reasons, of+"it costs least by the weights ("+d.cost(best.Cost.Value)+")")
	}
	return strings.Join(reasons, ", and ")
}

func (d *Decision) written(limits []int) (all []string) {
	for _, i := range limits {
		all = append(all, d.Limits[i].String())
	}
	return all
}

// trade says what choosing the rival in place of the current value would change.
func (s *Sweep) trade(rival int) string {
	now, then, better := s.Plan.Label(s.Plan.Current), s.Plan.Label(rival), s.outcome(rival)
	var parts []string
	if d := better.Difference[experiment.BouncedGood]; d.Known {
		parts = append(parts, changed(d, experiment.BouncedGood, "of all mail bounces though "+s.Plan.standard(0)+" would have delivered it"))
	}
	old := s.outcome(s.Plan.Current)
	if old.Told.Count > 0 && better.Told.Count > 0 && old.Told.P50.Minute != better.Told.P50.Minute {
		parts = append(parts, fmt.Sprintf("half of those who write to a dead destination know after %s, not %s", minutes(float64(better.Told.P50.Minute)), minutes(float64(old.Told.P50.Minute))))
	}
	if w := s.Plan.Worst; len(w) > 0 && w[rival] != w[s.Plan.Current] {
		parts = append(parts, fmt.Sprintf("a storm that is never acknowledged ends after %s (%s), not %s (%s)",
			counted(w[rival].Duplicates, "duplicate", "duplicates"), Size(w[rival].Bytes), Number(w[s.Plan.Current].Duplicates), Size(w[s.Plan.Current].Bytes)))
	}
	for _, m := range []experiment.Measure{experiment.Duplicates, experiment.WireBytes, experiment.QueuePeak} {
		if d := better.Difference[m]; len(parts) < 2 && d.Known && amount(d.Value, m) != amount(0, m) {
			parts = append(parts, experiment.Sheets[m].Name+" changes by "+change(d, m))
		}
	}
	if len(parts) == 0 {
		return fmt.Sprintf("%s in place of %s changes nothing that is measured here.", then, now)
	}
	return fmt.Sprintf("%s in place of %s: %s.", then, now, strings.Join(parts, "; "))
}

// changed writes a difference in words: "0.4 (0.3 to 0.5) % more".
func changed(d experiment.Estimate, m experiment.Measure, what string) string {
	if between(d, m) == "0" {
		return "no more " + what
	}
	word := "more "
	if d.Value < 0 {
		d.Value, d.Low, d.High, word = -d.Value, -d.High, -d.Low, "less "
	}
	return between(d, m) + " % " + word + what
}
