package analysis

import (
	"slices"

	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/estimate"
	"mailstorm/sim/experiment/input"
	"mailstorm/sim/random"
)

// sample is what the replications of a plan counted. Of each row it keeps integers only, and of its histograms their sums.
type sample struct {
	plan       *experiment.Plan
	runs       uint32 // complete ones
	perStratum [estimate.Strata]int
	choices    []choiceSample
	lasts      [][]int64 // of Plan.Observed, by replication
	resamples  *input.Resamples

	influences    map[seriesKey]*estimate.Influence
	uncertainties map[seriesKey]*input.Uncertainty
}

// choiceSample is what the rows of one choice hold.
type choiceSample struct {
	parts        [2 * experiment.Measures][]int64
	custom       [][]int64 // numerators and denominators, as parts
	extra        [][]int64
	told, silent estimate.BatchHistograms
}

// seriesKey names the first replications of a subject of a choice.
type seriesKey struct {
	choice int
	of     experiment.Subject
	runs   int
}

func newSample(p *experiment.Plan) *sample {
	s := &sample{plan: p, choices: make([]choiceSample, len(p.Choices)), lasts: make([][]int64, len(p.Observed))}
	for i := range s.choices {
		s.choices[i].extra = make([][]int64, len(p.Extra))
		s.choices[i].custom = make([][]int64, 2*len(p.Custom))
	}
	s.forget()
	return s
}

// forget drops what is remembered of former numbers of replications.
func (s *sample) forget() {
	s.influences, s.uncertainties = map[seriesKey]*estimate.Influence{}, map[seriesKey]*input.Uncertainty{}
}

// add takes in the rows of a replication, once all are there: no choice is judged by more storms than another.
func (s *sample) add(run uint32, rows []experiment.Row) {
	stratum := s.plan.Stratum(run)
	for i := range rows {
		r := &rows[i]
		c := &s.choices[r.Choice]
		appendEach(c.parts[:], r.Parts[:])
		appendEach(c.custom, r.Custom)
		appendEach(c.extra, r.Extra)
		c.told.Add(stratum, s.perStratum[stratum], r.Told)
		c.silent.Add(stratum, s.perStratum[stratum], r.Silent)
	}
	appendEach(s.lasts, rows[0].Lasts)
	s.perStratum[stratum]++
	s.runs++
}

// appendEach adds one value to each series.
func appendEach(series [][]int64, values []int64) {
	for k, v := range values {
		series[k] = append(series[k], v)
	}
}

// runsOf is how many replications of a choice there are.
func (s *sample) runsOf(choice int) int { return len(s.choices[choice].parts[0]) }

// extras are the extra metrics of a replication of a choice.
func (s *sample) extras(choice, run int) (all []int64) {
	for _, values := range s.choices[choice].extra {
		all = append(all, values[run])
	}
	return all
}

// series is what the replications of a choice hold of a subject that is no quantile; nothing where nobody asked.
func (s *sample) series(choice int, of experiment.Subject, runs int) (nums, dens []int64) {
	c := &s.choices[choice]
	all, at := c.parts[:], 2*int(of.Measure)
	if !of.IsMeasure() {
		if all, at = c.custom, 2*slices.Index(s.plan.Custom, of); at < 0 {
			return make([]int64, runs), make([]int64, runs)
		}
	}
	return all[at][:runs], all[at+1][:runs]
}

// influence is that of a subject over the first replications of a choice.
func (s *sample) influence(choice int, of experiment.Subject, runs int) *estimate.Influence {
	at := seriesKey{choice, of, runs}
	if s.influences[at] == nil {
		nums, dens := s.series(choice, of, runs)
		influence := estimate.Ratio(nums, dens, s.plan.Design(runs))
		s.influences[at] = &influence
	}
	return s.influences[at]
}

// fewestObserved is the number of replications below which only they are uncertain enough.
const fewestObserved = 30

// resample weighs the replications so far anew, by the laws that may be true; nil where nothing rests on observations.
func (s *sample) resample() *input.Resamples {
	if len(s.plan.Observed) == 0 || s.runs < fewestObserved {
		return nil
	}
	if s.resamples == nil || s.resamples.Replications() != int(s.runs) {
		var factors []input.Factor
		for k, o := range s.plan.Observed {
			factors = append(factors, input.Factor{Law: o.Law, Values: s.lasts[k]})
		}
		posterior := input.NewPosterior(s.plan.Design(int(s.runs)).Weights(), factors...)
		s.resamples = posterior.Resample(random.NewSeed(s.plan.Seed))
	}
	return s.resamples
}

// uncertainty is what few observations leave open of a subject over the first replications of a choice.
func (s *sample) uncertainty(choice int, of experiment.Subject, runs int) *input.Uncertainty {
	r := s.resample()
	if r == nil {
		return nil
	}
	at := seriesKey{choice, of, runs}
	if s.uncertainties[at] == nil {
		s.uncertainties[at] = r.Ratio(s.series(choice, of, runs))
	}
	return s.uncertainties[at]
}

// same reports whether two choices came to the same in each replication.
func (s *sample) same(choice, other int) bool {
	a, b := &s.choices[choice], &s.choices[other]
	return slices.EqualFunc(a.parts[:], b.parts[:], slices.Equal) && slices.EqualFunc(a.custom, b.custom, slices.Equal) &&
		a.told.Equal(&b.told) && a.silent.Equal(&b.silent)
}
