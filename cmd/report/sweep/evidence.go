package sweep

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"mailstorm/cmd/report/encode"
	"mailstorm/cmd/report/english"
	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/analysis"
)

// apart names the values that few observations cannot tell apart.
func (s *Sweep) apart(a *analysis.Advice) string {
	if len(a.Open) < 2 {
		return ""
	}
	first, others := a.Open[0], slices.Sorted(slices.Values(a.Open[1:]))
	return fmt.Sprintf(" to tell %s from %s", s.Plan.Label(first), s.Plan.SpanOf(others))
}

// outages are so many observations as outages that are met: of lengths that are known only between bounds, and of outages that mail meets by chance, it
// takes more or fewer.
func outages(a *analysis.Advice, observations uint64) uint64 {
	if a.Risk.Met == 0 {
		return observations
	}
	return uint64(math.Ceil(float64(observations)*float64(a.Risk.Met)/float64(a.Risk.Observations) - 1e-9))
}

// fewestMet outages tell how often outages come: the interval of the rate of fewer spans more than a factor of four.
const fewestMet = 8

// fewMet says that the outages that were met are too few for anything; empty: they are not, or nobody says how many were met.
func (s *Sweep) fewMet(a *analysis.Advice) string {
	n := a.Risk.Met
	if n == 0 || n >= fewestMet {
		return ""
	}
	verb := "are"
	if n == 1 {
		verb = "is"
	}
	apart := s.apart(a)
	if apart != "" {
		apart += ", and"
	}
	return fmt.Sprintf("%s %s too few%s to say how often outages come; the intervals leave that out. Records with %d or more are a beginning.",
		s.Plan.Observations(uint64(n)), verb, apart, fewestMet)
}

// weeks says how long it takes to see so many more outages, where the scenario says how long it took to see those there are.
func (s *Sweep) weeks(a *analysis.Advice, observations uint64) string {
	const week = 7 * 24 * time.Hour
	if a.Risk.Over <= 0 || a.Risk.Observations == 0 {
		return ""
	}
	weeks := float64(observations) * float64(a.Risk.Over) / float64(week) / float64(a.Risk.Observations)
	if weeks > 5200 {
		return " (records of more than a century)"
	}
	return " (" + english.Counted(int64(roundedUp(uint64(math.Ceil(weeks-1e-9)))), "more week", "more weeks") + " like those of the records)"
}

// bounds says what is advised if each observed outage was as short, and as long, as its observation allows; empty: the sweep did not try.
func (s *Sweep) bounds() string {
	short, long := s.in(experiment.AsShortAsSeen), s.in(experiment.AsLongAsSeen)
	if short == nil || long == nil {
		return ""
	}
	return fmt.Sprintf(" If each was as short as its observation allows, the advice is %s; if as long, %s%s.", s.advisedIn(short), s.advisedIn(long), s.questionMark(short, long))
}

// questionMark explains the sign behind what is not certain.
func (s *Sweep) questionMark(all ...*analysis.Advice) string {
	for _, a := range all {
		if len(a.Open) > 0 && len(a.Best) == 0 {
			return " (? = looks cheapest so far)"
		}
	}
	return ""
}

// in is the advice in a world; nil: it was not tried.
func (s *Sweep) in(world string) *analysis.Advice {
	if len(s.Robust) == 0 {
		return nil
	}
	for _, i := range s.Plan.Worlds() {
		if s.Plan.Variants[i].World == world {
			return s.Findings[i].Advice
		}
	}
	return nil
}

// tail says how much of the cost rests on outages that are longer than any that was observed; empty: the sweep did not try without them.
func (s *Sweep) tail(first int) string {
	without := s.in(experiment.NoLongerThanSeen)
	if without == nil || s.early.Advice == nil || first < 0 {
		return ""
	}
	with := s.early.Advice.Verdicts[first].Cost
	if share := 100 * (1 - without.Verdicts[first].Cost.Value/with.Value); with.Value > 0 && share >= 0.5 {
		return fmt.Sprintf(" Outages longer than any that was observed make %.0f %% of the cost of %s.", share, s.Plan.Label(first))
	}
	return fmt.Sprintf(" Outages longer than any that was observed make less than 1 %% of the cost of %s.", s.Plan.Label(first))
}

// riskJSON is what few observations leave open, for programs.
func riskJSON(a *analysis.Advice) string {
	if a.Risk.Observations == 0 {
		return "null"
	}
	over := "null"
	if a.Risk.Over > 0 {
		over = programmed(a.Risk.Over.Seconds())
	}
	return encode.Object(encode.Field("n", strconv.Itoa(int(a.Risk.Observations))), encode.Field("met", strconv.FormatUint(outages(a, uint64(a.Risk.Observations)), 10)), encode.Field("over_s", over), encode.Field("needs", strconv.FormatUint(a.ObservationsNeeded, 10)),
		encode.Field("expected_loss", programmed(a.Risk.ExpectedLoss)), encode.Field("expected_loss_after_100_more", programmed(a.Risk.LossAfterMore)),
		encode.Field("share_of_uncertainty", programmed(a.Risk.Share)))
}
