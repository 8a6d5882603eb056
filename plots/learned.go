package plots

import (
	"errors"
	"time"
)

// Learned is what was learned from records of mail servers. Nothing in it names a person, and moments are rounded before they come here: what is
// drawn can be read to a hundredth of a point.
type Learned struct {
	Subtitle  string        // which records
	Begins    time.Time     // the records, in the zone of the report
	Lasts     time.Duration // the records
	Traffic   LearnedTraffic
	Places    []LearnedPlace
	Lengths   LearnedLengths
	Waits     []LearnedWaits
	Schedule  string // title of the picture of waits
	Profile   string // the schedule that the waits are compared with; "": none
	Simulated LearnedValidation
}

// LearnedValidation is where figures of the records fall among those of simulated storms.
type LearnedValidation struct {
	Title, Subtitle string
	Figures         []LearnedFigure
}

// LearnedFigure is one figure, from the least value of storms and records to the largest, in millionths of the way.
type LearnedFigure struct {
	Name            string
	Observed, Range string // in words: of the records, and what holds 95 % of the storms
	At              int64  // of the records
	Low, High       int64  // what holds 95 % of the storms
	Storms          []int64
	Fits            bool
}

// LearnedTraffic is messages an hour by hour of the week, from Monday 00:00, in thousandths.
type LearnedTraffic struct {
	Title  string
	Hours  []int64 // that were counted; -1: not in the records; none: not to be shown
	Fitted []int64 // that a scenario has
}

// LearnedPlace is where mail goes to.
type LearnedPlace struct {
	Name    string
	Outages []LearnedOutage
}

// LearnedOutage is when a place could not be reached, as far as mail met it. Times are those since the records began.
type LearnedOutage struct {
	BeganFrom, BeganTo, EndedFrom, EndedTo time.Duration // it began between the first two, and ended between the others
	Unbegun, Unended                       bool          // the records show no mail that arrived before it, or after it
}

// LearnedLengths is how long outages last.
type LearnedLengths struct {
	Title              string
	Least, Half        time.Duration // of shorter outages mail would meet fewer than one in ten, and fewer than half
	Longest            time.Duration // that may have been met
	Expiration         time.Duration // after which mail is given up; 0: unknown
	Steps              []LearnedStep // the estimate without a law, from Least on
	Quantiles, Fitted  []LearnedQuantile
	Law                string // "lognormal"
	Half50, Half90, To string // words: half, nine in ten, and how many they rest on
}

// LearnedStep says which share of outages lasts longer than a length, in millionths.
type LearnedStep struct {
	Length time.Duration
	Longer int64
}

// LearnedQuantile is a length that so many percent of outages do not exceed.
type LearnedQuantile struct {
	Percent          int
	Value, Low, High time.Duration // 0: no bound
}

// LearnedWaits is how long a server waited after the first, second, ... failure, and what a profile predicts for the same messages.
type LearnedWaits struct {
	Number         int // of the failure
	Met, Predicted LearnedSpread
}

// LearnedSpread is a median, and where nine in ten lie.
type LearnedSpread struct {
	Low, Median, High time.Duration // 0: nothing is known
}

// Check tells of records without a time.
func (l Learned) Check() error {
	if l.Lasts <= 0 {
		return errors.New("plots: what was learned needs records of some length")
	}
	return nil
}
