package survival

// Estimate is what spells tell about outages. All of it is about outages that last longer than Least.
type Estimate struct {
	Spells  int      // that were seen; of more than 400, as many that are evenly spread make the estimate
	Open    int      // of them: the records do not show the beginning or the end
	Span    int64    // seconds of records, over all destinations
	Least   int64    // of shorter outages fewer than one in ten would be seen
	Half    int64    // of shorter outages fewer than half would be seen; Unended: of all
	PerWeek Interval // in which there is no outage, at an average destination
	Up      float64  // part of the time of the records without outage

	// Shares are how many times as many outages as the average each destination has; nil: all are average. Of a destination that tells little it is
	// near 1.
	Shares []float64

	Late      []Late     // of usual message expirations
	Quantiles []Quantile // of Percents
	Beyond    []Step     // Turnbull's estimate: the share of outages that last longer

	// Laws are those that were fitted, the likeliest first.
	Laws []Law

	// Points and Observations are for lasts = {p0 = ..., p5 = ..., observations = N}. A sweep that draws from them has honest intervals, with what is
	// uncertain about the rate of long outages included, and no bias from a tail that nobody saw. A list of lengths would have such a tail.
	Points       []Point
	Observations int

	// TooFew: fewer than 8 spells are longer than Least, so the estimate may be far off. Where there is hardly one, the rate alone has an
	// interval, and all else is missing.
	TooFew bool
}

// Interval is a number with its 95 % confidence interval.
type Interval struct{ Value, Low, High float64 }

// Quantile is a length in seconds that so many percent of outages do not exceed; Unended: the records set no upper bound.
type Quantile struct {
	Percent          int
	Value, Low, High int64
}

// Step says which share of outages lasts longer than Length.
type Step struct {
	Length int64
	Share  float64
}

// Point is a quantile of lengths: so many percent of outages are no longer.
type Point struct {
	Percent float64
	Length  int64
}

// Law is a fitted law.
type Law struct {
	Name      string // lognormal, exponential, Weibull
	Scale     int64  // seconds: the median of a lognormal law, the mean of an exponential one, the scale of a Weibull
	Shape     float64
	AIC       float64    // Akaike's criterion, above that of the first
	PerWeek   float64    // outages longer than Least
	Quantiles []Quantile // of those; only the first law has intervals
}

// Percents are those of quantiles.
var Percents = []int{5, 10, 25, 50, 75, 90, 95, 98}
