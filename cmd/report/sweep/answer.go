package sweep

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"mailstorm/cmd/report/english"
	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/analysis"
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
		all = append(all, s.priceRanges(a)...)
		all = append(all, s.statesSentence()...)
	case s.Plan.NoAdvice != "" && s.Plan.Decision != nil:
		all = append(all, "No advice: "+s.Plan.NoAdvice)
	}
	if beyond := s.Plan.Beyond(); beyond != "" {
		all = append(all, beyond)
	}
	if s.hasTradeOff() {
		all = append(all, s.tradeOff(s.rivalChoice()))
	}
	return all
}

// hasTradeOff reports whether values are to be compared: where nothing is advised because no mail was late, an interval around 0 would mislead.
func (s *Sweep) hasTradeOff() bool {
	return len(s.Plan.Choices) > 1 && (s.Plan.NoAdvice == "" || s.Plan.Decision == nil || s.nothingLate() == "")
}

// advised says what the decision comes to.
func (s *Sweep) advised(a *analysis.Advice) string {
	switch a.Answer {
	case analysis.Decided:
		return strings.TrimSpace(s.chosen(a) + " " + s.confidence(a) + " " + english.Capitalised(s.fewMet(a)))
	case analysis.Infeasible:
		return s.excluded(a)
	case analysis.Equal:
		return fmt.Sprintf("The value makes no difference here: over %s all values give the same result%s.", replications(s.main().Runs), s.nothingLate())
	case analysis.Barred:
		return "None of these values can be set."
	default:
		return s.undecided(a)
	}
}

// chosen names the value, and why it is that one.
func (s *Sweep) chosen(a *analysis.Advice) string {
	first, word, d := a.Best[0], "Choose", s.Plan.Decision
	if first == s.Plan.Current && s.Plan.InForce {
		word = "Keep"
	}
	var why []string
	switch {
	case len(d.Limits) == 1:
		why = append(why, "meets the limit "+d.Limits[0].String())
	case len(d.Limits) > 1:
		why = append(why, "meets all limits")
	}
	if len(d.Weights) > 0 {
		why = append(why, "has the lowest cost ("+money(d, a.Verdicts[first].Cost.Value)+")")
	}
	text := fmt.Sprintf("%s %s = %s: it %s.", word, strings.Join(s.Plan.Keys, ", "), s.Plan.Label(first), strings.Join(why, " and "))
	others := slices.Sorted(slices.Values(a.Best[1:]))
	switch {
	case len(others) > 0 && len(d.Weights) == 0:
		return text + fmt.Sprintf(" So does %s. No costs are given; %s is preferred because it %s.", s.Plan.SpanOf(others), s.Plan.Label(first), s.rule(first))
	case len(others) > 0:
		return text + s.alike(a, others)
	case a.Next >= 0:
		return text + fmt.Sprintf(" The runner-up, %s, costs %s more.", s.Plan.Label(a.Next), costsOf(d, a.Verdicts[a.Next].Difference))
	}
	return text
}

// alike says why values beside the first are good enough.
func (s *Sweep) alike(a *analysis.Advice, others []int) string {
	d, apart := s.Plan.Decision, func(i int) bool { return a.Verdicts[i].Difference.Low > 0 }
	if !slices.ContainsFunc(others, apart) {
		return fmt.Sprintf(" %s would do as well: these runs cannot tell them apart, and the difference is at most %s.", s.Plan.SpanOf(others), money(d, a.Indifference))
	}
	most := slices.MaxFunc(others, func(i, j int) int { return cmp.Compare(a.Verdicts[i].Difference.Value, a.Verdicts[j].Difference.Value) })
	costs := "it costs"
	if len(others) > 1 {
		costs = "they cost up to"
	}
	return fmt.Sprintf(" %s would do as well: %s %s more, and less than %s is negligible here.", s.Plan.SpanOf(others), costs, costsOf(d, a.Verdicts[most].Difference), money(d, a.Indifference))
}

// rule is what decides between values that come to the same.
func (s *Sweep) rule(choice int) string {
	if choice == s.Plan.Current && s.Plan.InForce {
		return "is the current value"
	}
	return "expires later"
}

// confidence says what the answer promises.
func (s *Sweep) confidence(a *analysis.Advice) string {
	sure := brief(100 * s.Plan.Promise().Confidence)
	if len(s.Plan.Decision.Weights) == 0 {
		return "This holds with " + sure + " % confidence."
	}
	others := "no other value"
	if len(s.Plan.Decision.Limits) > 0 {
		others = "no value that meets the limits"
	}
	return fmt.Sprintf("With %s %% confidence, %s costs over %s less.", sure, others, money(s.Plan.Decision, a.Indifference))
}

// excluded says which limit forbids which values.
func (s *Sweep) excluded(a *analysis.Advice) string {
	var parts []string
	for k, l := range s.Plan.Decision.Limits {
		var breaking []int
		for i := range a.Verdicts {
			if slices.Contains(a.Verdicts[i].Violated, k) {
				breaking = append(breaking, i)
			}
		}
		if len(breaking) > 0 {
			parts = append(parts, l.String()+" rules out "+s.Plan.AllOf(breaking))
		}
	}
	return "No value meets all limits: " + strings.Join(parts, "; ") + ". Raise a limit, or try other values."
}

// undecided says what is still in question, and what would tell.
func (s *Sweep) undecided(a *analysis.Advice) string {
	text := fmt.Sprintf("Not decided yet after %s: %s may be the best", replications(s.main().Runs), s.Plan.SpanOf(slices.Sorted(slices.Values(a.Open))))
	if len(a.Open) > 1 {
		text += ". So far " + s.Plan.Label(a.Open[0]) + " looks cheapest"
	}
	if v := a.Verdicts[a.Open[0]]; len(v.Uncertain) > 0 {
		breaks := ", but may break "
		if a.NoneByEstimate {
			breaks = ", but by its estimate breaks "
		}
		text += breaks + english.OrListed(writtenLimits(s.Plan.Decision, v.Uncertain))
	}
	if few := s.fewMet(a); a.ObservationsNeeded > 0 && few != "" {
		return text + ". More replications do not help: " + few
	}
	if a.ObservationsNeeded > 0 {
		return text + fmt.Sprintf(". More replications do not help: %s are too few%s; about %s would decide which is best%s.", s.Plan.Observations(outages(a, uint64(a.Risk.Observations))), s.apart(a),
			english.Number(int64(roundedUp(outages(a, a.ObservationsNeeded)))), s.weeks(a, a.ObservationsNeeded-min(a.ObservationsNeeded, uint64(a.Risk.Observations))))
	}
	flag := "--most-runs"
	if s.Plan.MostRuns == 0 {
		flag = "--runs"
	}
	if a.RunsNeeded > 0 {
		return text + fmt.Sprintf(". About %s replications would decide it: use %s %d, and --resume if --out kept these.", english.Number(int64(roundedUp(a.RunsNeeded))), flag, roundedUp(a.RunsNeeded))
	}
	if a.NoneByEstimate {
		return text + fmt.Sprintf(". More replications may show that no value meets all limits: use %s %d.", flag, 10*s.main().Runs)
	}
	return text + ". They differ so little, or are so close to a limit, that more replications do not help. A larger --loss or another limit does."
}

// risk says what few observations may cost, and what more of them are worth.
func (s *Sweep) risk(a *analysis.Advice) []string {
	if a.Risk.Observations == 0 || len(s.Plan.Decision.Weights) == 0 {
		return nil
	}
	d := s.Plan.Decision
	text := fmt.Sprintf("Outage lengths come from %s, and all intervals include that uncertainty. Choosing %s on these data costs %s more, on average, than if outage lengths were known exactly",
		s.Plan.Observations(outages(a, uint64(a.Risk.Observations))), s.Plan.Label(a.First()), money(d, a.Risk.ExpectedLoss))
	switch {
	case a.Risk.ExpectedLoss <= a.Indifference/10:
		text += ", so more records are hardly worth collecting."
	default:
		text += fmt.Sprintf("; records of %d more outages%s would reduce this to %s.", roundedUp(outages(a, 100)), s.weeks(a, 100), money(d, a.Risk.LossAfterMore))
	}
	return []string{text + s.bounds() + s.tail(a.First())}
}

// roundedUp rounds up to two digits.
func roundedUp(n uint64) uint64 {
	size := uint64(1)
	for n > 99*size {
		size *= 10
	}
	return (n + size - 1) / size * size
}

// nothingLate adds, where it is so, that nothing was late.
func (s *Sweep) nothingLate() string {
	for i := range s.Plan.Choices {
		if o := s.outcome(i); o.Told.Count > 0 || o.Silence.Count > 0 {
			return ""
		}
	}
	return "; no mail was late enough for a delay notice or an NDR"
}

// unbound says that a limit follows from the value itself, and what would be advised without it.
func (s *Sweep) unbound(a *analysis.Advice) []string {
	u := a.WithoutImplied
	if u == nil {
		return nil
	}
	text := fmt.Sprintf("The limit %s depends on the value alone: whoever writes to a dead destination waits for the whole expiration.",
		english.OrListed(writtenLimits(s.Plan.Decision, a.ImpliedLimits)))
	switch {
	case u.Answer == analysis.Decided && a.Answer == analysis.Decided && u.Best[0] == a.Best[0]:
		return []string{text + " Without it the answer is the same."}
	case u.Answer == analysis.Decided:
		return []string{text + " Without it the answer is " + s.Plan.Label(u.Best[0]) + "."}
	case u.Answer == analysis.Undecided:
		return []string{text + " Without it nothing is decided yet; " + s.Plan.Label(u.First()) + " looks cheapest so far."}
	}
	return []string{text}
}

// priceRanges reads off the map of prices what would turn the answer.
func (s *Sweep) priceRanges(a *analysis.Advice) (all []string) {
	if a.Answer != analysis.Decided {
		return nil
	}
	d, _ := s.Plan.Wants()
	for k, w := range d.Weights {
		var parts []string
		for _, r := range analysis.NewPrices(d, s.Storms, s.main()).Segments(k) {
			if len(r.Choices) == 1 {
				parts = append(parts, s.Plan.Label(r.Choices[0])+" "+d.PriceRange(w, r.From, r.To))
			}
		}
		if len(parts) > 1 {
			all = append(all, fmt.Sprintf("The price of %s is %s. The cheapest value at other prices: %s.", w.Subject.Words(), d.Price(w, w.Cost), strings.Join(parts, "; ")))
		}
	}
	if len(all) == 0 && len(d.Weights) > 0 {
		return []string{"No change of a single price changes the advice."}
	}
	return all
}

// tradeOff says what choosing the rival in place of the current value would change.
func (s *Sweep) tradeOff(rival int) string {
	now, then, better := s.Plan.Label(s.Plan.Current), s.Plan.Label(rival), s.outcome(rival)
	var parts []string
	if d := better.Difference[experiment.BouncedLong]; d.Known && d.High < 0 {
		parts = append(parts, fmt.Sprintf("%s %% of all mail no longer bounces that does with %s", between(analysis.Estimate{Value: -d.Value, Low: -d.High, High: -d.Low, Known: true, Bounded: d.Bounded}, experiment.BouncedLong), now))
	} else if d := better.Difference[experiment.BouncedGood]; d.Known {
		parts = append(parts, changed(d, experiment.BouncedGood, "of all mail bounces, although "+s.Plan.Standard(0)+" would have delivered it"))
	}
	old := s.outcome(s.Plan.Current)
	if old.Told.Count > 0 && better.Told.Count > 0 && old.Told.P50.Minute != better.Told.P50.Minute {
		parts = append(parts, fmt.Sprintf("half of the NDRs for dead destinations come within %s, not %s", minutes(float64(better.Told.P50.Minute)), minutes(float64(old.Told.P50.Minute))))
	}
	if w := s.Plan.Worst; len(w) > 0 && w[rival] != w[s.Plan.Current] {
		parts = append(parts, fmt.Sprintf("a message that is never acknowledged makes %s (%s), not %s (%s)",
			english.Counted(w[rival].Duplicates, "duplicate", "duplicates"), english.Size(w[rival].Bytes), english.Number(w[s.Plan.Current].Duplicates), english.Size(w[s.Plan.Current].Bytes)))
	}
	for _, m := range []experiment.Measure{experiment.Duplicates, experiment.WireBytes, experiment.QueuePeak} {
		if d := better.Difference[m]; len(parts) < 2 && d.Known && amount(d.Value, m) != amount(0, m) {
			parts = append(parts, experiment.Catalogue[m].Name+" changes by "+change(d, m))
		}
	}
	if len(parts) == 0 {
		return fmt.Sprintf("%s instead of %s changes nothing that is measured here.", then, now)
	}
	return fmt.Sprintf("%s instead of %s: %s.", then, now, strings.Join(parts, "; "))
}

// changed writes a difference in words: "0.4 (0.3 to 0.5) % more".
func changed(d analysis.Estimate, m experiment.Measure, what string) string {
	if between(d, m) == "0" {
		return "no more " + what
	}
	word := "more "
	if d.Value < 0 {
		d.Value, d.Low, d.High, word = -d.Value, -d.High, -d.Low, "less "
	}
	return between(d, m) + " % " + word + what
}
