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

	influences [][Measures]influence // of each choice; none in a Summary that no Collector made
}

// Outcome is what one choice came to.
type Outcome struct {
	Measures   [Measures]Estimate // ratio estimators over all deliveries of all replications, clustered by replication
	Difference [Measures]Estimate // to the current choice, paired: both met the same storms
	Unpaired   [Measures]Estimate // the same difference as if they had not: to show what pairing gains
	Told       Quantiles          // of all dead deliveries (see MeanTold), over messages: minutes until their sender was told
	Silence    Quantiles          // over messages, minutes
	Extra      []RunQuantiles     // of Plan.Extra, over replications
}

// Quantiles are over messages of all replications together; nearest rank. They have no interval.
type Quantiles struct {
	Count         uint64
	P50, P95, Max uint32 // minutes
	Survival      []Bin  // how many are still waiting after so many minutes, at each minute at which one ends
}

// RunQuantiles are over replications, one value each, all times Scale; nearest rank.
type RunQuantiles struct {
	Mean         Estimate
	P5, P50, P95 int64
	Least, Most  int64
	Known        uint32 // replications that had a value
}

// Estimate is that of a subject. A quantile over messages has no interval.
func (o *Outcome) Estimate(s Subject) Estimate {
	of := &o.Told
	if s.Quantile >= SilenceP50 {
		of = &o.Silence
	}
	minute := uint32(0)
	switch s.Quantile {
	case NoQuantile:
		return o.Measures[s.Measure]
	case ToldP50, SilenceP50:
		minute = of.P50
	case ToldP95, SilenceP95:
		minute = of.P95
	default:
		minute = of.Max
	}
	v := float64(minute)
	return Estimate{Value: v, Low: v, High: v, Known: of.Count > 0}
}
