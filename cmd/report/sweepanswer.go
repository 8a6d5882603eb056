package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"mailstorm/sim/experiment"
)

// answer is what somebody who reads one paragraph needs: what to choose, how sure that is and why, what would turn it; or else what is traded
// for what.
func (s *Sweep) answer() []string {
	var all []string
	switch a := s.Findings[0].Advice; {
	case a != nil:
		all = append(all, s.advised(a))
		all = append(all, s.unbound(a)...)
		all = append(all, s.risk(a)...)
		all = append(all, s.turns(a)...)
		all = append(all, s.weighed()...)
	case s.Plan.NoAdvice != "" && s.Plan.Decision != nil:
		all = append(all, "No advice: "+s.Plan.NoAdvice)
	}
	if beyond := s.Plan.Beyond(); beyond != "" {
		all = append(all, beyond)
	}
	if len(s.Plan.Choices) > 1 {
		all = append(all, s.trade(s.rival()))
	}
	return all
}

// Unadvised says, behind a colon, why nothing is advised whatever the replications say; empty: nothing forbids it.
func (p *Plan) Unadvised() string {
	why, _, _ := strings.Cut(p.NoAdvice, ";")
	return strings.TrimSuffix(why, ".")
}

// advised says what the decision comes to.
func (s *Sweep) advised(a *experiment.Advice) string {
	switch a.Answer {
	case experiment.Decided:
		return s.chosen(a) + " " + s.confidence(a)
	case experiment.Infeasible:
		return "No value: " + s.excluded(a)
	case experiment.Equal:
		return fmt.Sprintf("The value does not matter here: over %s all values come to the same%s.", replications(s.main().Runs), s.calm())
	case experiment.Barred:
		return "No value: none of these can be set."
	default:
		return s.undecided(a)
	}
}

// chosen names the value, and why it is that one.
func (s *Sweep) chosen(a *experiment.Advice) string {
	first, word, d := a.Best[0], "Choose", s.Plan.Decision
	if first == s.Plan.Current && s.Plan.InForce {
		word = "Stay with"
	}
	var why []string
	switch {
	case len(d.Limits) == 1:
		why = append(why, "it holds the limit "+d.Limits[0].String())
	case len(d.Limits) > 1:
		why = append(why, "it holds all limits")
	}
	if len(d.Weights) > 0 {
		why = append(why, "it costs least ("+d.cost(a.Verdicts[first].Cost.Value)+")")
	}
	text := fmt.Sprintf("%s %s = %s: %s.", word, strings.Join(s.Plan.Keys, ", "), s.Plan.Label(first), strings.Join(why, ", and "))
	others := slices.Sorted(slices.Values(a.Best[1:]))
	switch {
	case len(others) > 0 && len(d.Weights) == 0:
		return text + fmt.Sprintf(" So does %s. Nothing is weighed, so %s is preferred because it %s.", s.Plan.spanOf(others), s.Plan.Label(first), s.rule(first))
	case len(others) > 0:
		return text + s.alike(a, others)
	case a.Next >= 0:
		return text + fmt.Sprintf(" The runner-up, %s, costs %s more.", s.Plan.Label(a.Next), d.costs(a.Verdicts[a.Next].Difference))
	}
	return text
}

// alike says why values beside the first are good enough.
func (s *Sweep) alike(a *experiment.Advice, others []int) string {
	d, apart := s.Plan.Decision, func(i int) bool { return a.Verdicts[i].Difference.Low > 0 }
	if !slices.ContainsFunc(others, apart) {
		return fmt.Sprintf(" %s would do as well: these runs cannot tell them apart, and it makes no difference above %s.", s.Plan.spanOf(others), d.cost(a.Indifference))
	}
	most := slices.MaxFunc(others, func(i, j int) int { return cmp.Compare(a.Verdicts[i].Difference.Value, a.Verdicts[j].Difference.Value) })
	costs := "it costs"
	if len(others) > 1 {
		costs = "they cost up to"
	}
	return fmt.Sprintf(" %s would do as well: %s %s more, and less than %s counts as none.", s.Plan.spanOf(others), costs, d.costs(a.Verdicts[most].Difference), d.cost(a.Indifference))
}

// rule is what decides between values that come to the same.
func (s *Sweep) rule(choice int) string {
	if choice == s.Plan.Current && s.Plan.InForce {
		return "is in force"
	}
	return "expires later"
}

// confidence says what the answer promises.
func (s *Sweep) confidence(a *experiment.Advice) string {
	sure := brief(100 * s.Plan.Promise().Confidence)
	if len(s.Plan.Decision.Weights) == 0 {
		return "That holds with a confidence of " + sure + " %."
	}
	return fmt.Sprintf("With a confidence of %s %% nothing that holds the limits costs less by more than %s.", sure, s.Plan.Decision.cost(a.Indifference))
}

// excluded says which limit forbids which values.
func (s *Sweep) excluded(a *experiment.Advice) string {
	var parts []string
	for k, l := range s.Plan.Decision.Limits {
		var breaking []int
		for i := range a.Verdicts {
			if slices.Contains(a.Verdicts[i].Violated, k) {
				breaking = append(breaking, i)
			}
		}
		if len(breaking) > 0 {
			parts = append(parts, l.String()+" forbids "+s.Plan.spanOf(breaking))
		}
	}
	if len(parts) == 1 {
		return parts[0] + ", and those are all."
	}
	return "the limits exclude each other: " + strings.Join(parts, "; ") + "."
}

// spanOf names choices: those that stand side by side by the first and the last.
func (p *Plan) spanOf(choices []int) string {
	var words []string
	for k := 0; k < len(choices); {
		end := k
		for end+1 < len(choices) && choices[end+1] == choices[end]+1 {
			end++
		}
		if end-k > 1 {
			words = append(words, p.Label(choices[k])+" to "+p.Label(choices[end]))
		} else {
			for _, i := range choices[k : end+1] {
				words = append(words, p.Label(i))
			}
		}
		k = end + 1
	}
	return orList(words)
}

// orList joins words as a choice: a, b or c.
func orList(words []string) string {
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " or " + words[n-1]
	}
	return strings.Join(words, "")
}

// undecided says what is still in question, and what would tell.
func (s *Sweep) undecided(a *experiment.Advice) string {
	text := fmt.Sprintf("Cannot tell yet after %s: %s may be the best", replications(s.main().Runs), s.Plan.spanOf(slices.Sorted(slices.Values(a.Open))))
	if len(a.Open) > 1 {
		text += "; so far " + s.Plan.Label(a.Open[0]) + " looks cheapest"
	}
	if v := a.Verdicts[a.Open[0]]; len(v.Uncertain) > 0 {
		text += ", but may break " + orList(s.Plan.Decision.written(v.Uncertain))
	}
	if a.ObservationsNeeded > 0 {
		return text + fmt.Sprintf(". More replications are no help: the %s are too few, and about %s would tell.", s.Plan.observations(a.Risk.Observations), Number(int64(nicely(a.ObservationsNeeded))))
	}
	if a.RunsNeeded > 0 {
		flag := "--most-runs"
		if s.Plan.MostRuns == 0 {
			flag = "--runs"
		}
		return text + fmt.Sprintf(". It needs about %s replications: give %s %d, and --resume where --out kept these.", Number(int64(nicely(a.RunsNeeded))), flag, nicely(a.RunsNeeded))
	}
	return text + ". They differ so little, or lie so near a limit, that more replications are no help; a larger --loss or another limit is."
}

// observations are so many outages that a law rests on.
func (p *Plan) observations(n uint32) string {
	return counted(int64(n), "observed outage", "observed outages")
}

// risk says what few observations may cost, and what more of them are worth.
func (s *Sweep) risk(a *experiment.Advice) []string {
	if a.Risk.Observations == 0 || len(s.Plan.Decision.Weights) == 0 {
		return nil
	}
	d := s.Plan.Decision
	text := fmt.Sprintf("It rests on %s, and all intervals hold what so few leave open. Whoever chooses %s by them loses %s on average against who knows how long outages last",
		s.Plan.observations(a.Risk.Observations), s.Plan.Label(a.First()), d.cost(a.Risk.ExpectedLoss))
	switch {
	case a.Risk.ExpectedLoss <= a.Indifference/10:
		return []string{text + ", so that more records are hardly worth having."}
	default:
		return []string{text + fmt.Sprintf("; 100 more outages would lower that to %s.", d.cost(a.Risk.LossAfterMore))}
	}
}

// nicely rounds up to two digits.
func nicely(n uint64) uint64 {
	size := uint64(1)
	for n > 99*size {
		size *= 10
	}
	return (n + size - 1) / size * size
}

// calm adds, where it is so, that nothing was late.
func (s *Sweep) calm() string {
	for i := range s.Plan.Choices {
		if o := s.outcome(i); o.Told.Count > 0 || o.Silence.Count > 0 {
			return ""
		}
	}
	return "; no mail was so late that anybody was told"
}

// maker names the product of the host whose expiration is varied.
func (p *Plan) maker() string {
	if strings.HasPrefix(p.Variants[0].Profile, "exchange-online") {
		return "Exchange Online"
	}
	return p.Variants[0].Profile
}

// taken is the range that may be set.
func (p *Plan) taken() string {
	return Span(time.Duration(p.Allowed[0])*time.Second) + " to " + Span(time.Duration(p.Allowed[1])*time.Second)
}

// Beyond says of values that cannot be set that they cannot; empty: all can.
func (p *Plan) Beyond() string {
	longer := slices.ContainsFunc(p.Lifetimes, func(l int64) bool { return len(p.Allowed) == 2 && l > p.Allowed[1] })
	shorter := slices.ContainsFunc(p.Lifetimes, func(l int64) bool { return len(p.Allowed) == 2 && l < p.Allowed[0] })
	switch {
	case longer:
		return fmt.Sprintf("%s takes %s; more than %s needs a relay with a queue of its own.", p.maker(), p.taken(), Span(time.Duration(p.Allowed[1])*time.Second))
	case shorter:
		return fmt.Sprintf("%s takes %s; other values are shown, not advised.", p.maker(), p.taken())
	}
	return ""
}

// unbound says that a limit follows from the value itself, and what would be advised without it.
func (s *Sweep) unbound(a *experiment.Advice) []string {
	u := a.WithoutImplied
	if u == nil {
		return nil
	}
	text := fmt.Sprintf("The limit %s follows the value itself: who writes to a dead destination waits for the expiration, whatever the storms are.",
		orList(s.Plan.Decision.written(a.ImpliedLimits)))
	switch {
	case u.Answer == experiment.Decided && a.Answer == experiment.Decided && u.Best[0] == a.Best[0]:
		return []string{text + " Without it the answer is the same."}
	case u.Answer == experiment.Decided:
		return []string{text + " Without it the answer is " + s.Plan.Label(u.Best[0]) + "."}
	case u.Answer == experiment.Undecided:
		return []string{text + " Without it nothing is decided yet; so far " + s.Plan.Label(u.First()) + " looks cheapest."}
	}
	return []string{text}
}

// turns reads off the map of prices what would turn the answer.
func (s *Sweep) turns(a *experiment.Advice) (all []string) {
	if a.Answer != experiment.Decided {
		return nil
	}
	d, _ := s.Plan.Wants()
	for k, w := range d.Weights {
		var parts []string
		for _, r := range d.Prices(s.Storms, s.main()).Segments(k) {
			if len(r.Choices) == 1 {
				parts = append(parts, s.Plan.Label(r.Choices[0])+" "+d.PriceRange(w, r.From, r.To))
			}
		}
		if len(parts) > 1 {
			all = append(all, fmt.Sprintf("The price of %s is %s here. What costs least at another price: %s.", w.Subject.Words(), d.Price(w, w.Cost), strings.Join(parts, "; ")))
		}
	}
	if len(all) == 0 && len(d.Weights) > 0 {
		return []string{"No price of any one measure would turn it."}
	}
	return all
}

// costs is a difference of costs with its interval.
func (d *Decision) costs(e experiment.Estimate) string {
	factor, unit := d.per()
	return strings.TrimSpace(brief(factor*e.Value) + " (" + brief(factor*e.Low) + " to " + brief(factor*e.High) + ") " + unit)
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
	if d := better.Difference[experiment.BouncedLong]; d.Known && d.High < 0 {
		parts = append(parts, fmt.Sprintf("%s %% of all mail is saved that bounces with %s", between(experiment.Estimate{Value: -d.Value, Low: -d.High, High: -d.Low, Known: true, Bounded: d.Bounded}, experiment.BouncedLong), now))
	} else if d := better.Difference[experiment.BouncedGood]; d.Known {
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
			parts = append(parts, experiment.Catalogue[m].Name+" changes by "+change(d, m))
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
