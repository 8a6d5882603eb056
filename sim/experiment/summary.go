package experiment

// Estimate is a number with its 95 % confidence interval over replications.
type Estimate struct {
	Value, Low, High float64
	Known            bool // false: no replication had such a value, and nothing else holds
	Bounded          bool // false: fewer than two replications had one, so there is no interval; Low and High are Value
}

// Summary is what all rows of a plan come to.
type Summary struct {
	Runs    uint32
	Choices []Outcome // as Plan.Choices

	from *Collector // nil in a Summary that no Collector made
}

// Outcome is what one choice came to.
type Outcome struct {
	Runs       uint32
	Measures   [Measures]Estimate // ratio estimators over all deliveries of all replications, clustered by replication
	Difference [Measures]Estimate // to the current choice, paired: both met the same storms
	Unpaired   [Measures]Estimate // the same difference as if they had not: to show what pairing gains
	Told       Quantiles          // of all dead deliveries (see MeanTold), over messages: minutes until their sender was told
	Silence    Quantiles          // over messages, minutes
	Extra      []RunQuantiles     // of Plan.Extra, over replications
	Custom     []CustomEstimate   // as Plan.Custom
}

// CustomEstimate is what a choice came to in one thing that is asked beside the measures.
type CustomEstimate struct {
	Subject              Subject
	Estimate, Difference Estimate // Difference: to the current choice, paired
}

// Quantiles are over messages of all replications together; nearest rank.
type Quantiles struct {
	Count    uint64
	P50, P95 QuantileEstimate
	Max      QuantileEstimate // the longest seen; it has no interval: more replications can only make it longer
	Survival []Bin            // how many are still waiting after so many minutes, at each minute at which one ends
}

// QuantileEstimate is a quantile in minutes with its 95 % confidence interval, clustered by replication.
type QuantileEstimate struct {
	Minute, Low, High uint32
	Bounded           bool     // false: there is no interval; Low and High are Minute
	Difference        Estimate // to the current choice, paired, in minutes

	jackknife []float64 // what leaving out a part of the replications changes
}

// RunQuantiles are over replications, one value each, all times Scale; nearest rank.
type RunQuantiles struct {
	Mean         Estimate
	P5, P50, P95 int64
	Least, Most  int64
	Known        uint32 // replications that had a value
}

// runs are those of the choice.
func (o *Outcome) runs(s *Summary) int {
	if s.from == nil {
		return int(s.Runs)
	}
	return int(o.Runs)
}

// Estimate is that of a subject. The longest time has no interval.
func (o *Outcome) Estimate(s Subject) Estimate {
	if s.isMeasure() {
		return o.Measures[s.Measure]
	}
	if s.Quantile == NoQuantile {
		return o.custom(s).Estimate
	}
	q, of := o.quantile(s.Quantile)
	return q.Estimate(of.Count > 0)
}

// Change is the paired difference of a subject to the current choice.
func (o *Outcome) Change(s Subject) Estimate {
	if s.isMeasure() {
		return o.Difference[s.Measure]
	}
	if s.Quantile == NoQuantile {
		return o.custom(s).Difference
	}
	q, _ := o.quantile(s.Quantile)
	return q.Difference
}

// custom finds what was asked beside the measures; what nobody asked is unknown.
func (o *Outcome) custom(s Subject) CustomEstimate {
	for _, p := range o.Custom {
		if p.Subject == s {
			return p
		}
	}
	return CustomEstimate{}
}

// quantile finds a quantile over messages, and those that it belongs to.
func (o *Outcome) quantile(q Quantile) (*QuantileEstimate, *Quantiles) {
	of := &o.Told
	if q >= SilenceP50 {
		of = &o.Silence
	}
	switch q {
	case ToldP50, SilenceP50:
		return &of.P50, of
	case ToldP95, SilenceP95:
		return &of.P95, of
	default:
		return &of.Max, of
	}
}

// influence is that of a measure of a choice over its first replications, where it has one.
func (s *Summary) influence(choice int, of Subject, runs int) *Influence {
	if of.Quantile != NoQuantile || s.from == nil {
		return nil
	}
	if part := s.from.influence(choice, of, runs); part.Known() {
		return part
	}
	return nil
}

// estimate is that of a subject, with the interval that misses the truth on either side with that chance.
func (s *Summary) estimate(choice int, of Subject, tail float64) Estimate {
	if of.Quantile == NoQuantile && s.from != nil {
		return s.from.estimate(choice, of, int(s.Choices[choice].Runs), tail)
	}
	e := s.Choices[choice].Estimate(of)
	e.Low, e.High = e.Value-ArmFactor(tail)*(e.Value-e.Low), e.Value+ArmFactor(tail)*(e.High-e.Value)
	return e
}
