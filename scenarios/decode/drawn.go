package decode

import (
	"fmt"
	"math"
	"math/big"
	"strings"
	"time"

	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/quantity"
	"mailstorm/sim/random"
)

// Scale says how the values of a quantity that may be drawn are written.
type Scale struct {
	what  string                                   // with an article
	read  func(*Decoder, *parse.Node, *int64) bool // a value of the scenario
	parse func(string) (int64, error)              // a cell of a CSV file
	Units []quantity.Unit                          // that numbers in a column may count; none: they need none
	per   int64                                    // units are so many times too large
	Names []quantity.Unit                          // as names of columns end
	least int64                                    // in a cell
	most  int64                                    // that may be drawn
	limit string                                   // the same in words
	usual string                                   // the unit that numbers need; empty: they need none
	Ends  bool                                     // at its most, so that it is never exponential
}

// The most that one run takes, such that it ends and fits into memory.
const (
	MostSize     = 1_000_000_000 // bytes of one message; mail systems take up to 150 MB
	MostMessages = 50_000_000
)

var (
	DurationScale = &Scale{
		what: "a duration", read: byUnit(quantity.ParseNanoseconds), parse: quantity.ParseNanoseconds, Units: quantity.DurationUnits, per: 1, Names: namesOfTimes,
		most: int64(quantity.LongestTime), limit: "3650d", usual: "minutes",
	}
	SizeScale = &Scale{
		what: "a size", read: byUnit(quantity.ParseSize), parse: quantity.ParseSize, Units: quantity.SizeUnits, per: 1, Names: namesOfSizes, least: 1,
		most: MostSize, limit: "1GB", usual: "MB",
	}
	CountScale = &Scale{what: "a count", read: byCount, parse: parseCount, most: MostMessages, limit: "50,000,000"}
	ShareScale = &Scale{
		what: "a share", read: byUnit(parsePart), parse: parsePart, Units: namesOfShares, per: 100, Names: namesOfShares,
		most: int64(random.All), limit: "100 %", Ends: true,
	}
)

func byUnit(number func(string) (int64, error)) func(*Decoder, *parse.Node, *int64) bool {
	return func(r *Decoder, n *parse.Node, to *int64) bool { return ParseWord(r, n, to, number) }
}

func byCount(r *Decoder, n *parse.Node, to *int64) bool {
	return r.decodeCount(n, math.MaxInt64, func(v uint64) { *to = int64(v) })
}

// decodeMoment reads when something happens, from a time since the clock on. Quantiles of it ascend, so the weekday of each is the first after the
// one before.
func (r *Decoder) decodeMoment(n *parse.Node, to *random.Quantity, after time.Duration) bool {
	if n.Kind == parse.Table && (n.Has("exponential") || n.Has("csv") || n.Has("column")) {
		return r.decodeDrawn(n, to, DurationScale)
	}
	scale := *DurationScale
	scale.read = func(r *Decoder, n *parse.Node, to *int64) bool {
		ok := r.readMoment(n, to, after)
		after = max(after, time.Duration(*to))
		return ok
	}
	return r.decodeDrawn(n, to, &scale)
}

func (r *Decoder) readMoment(n *parse.Node, to *int64, after time.Duration) bool {
	parseMoment := func(s string) (int64, error) {
		d, err := quantity.ParseMoment(s, r.Clock, after)
		return int64(d), err
	}
	s, date := n.Date()
	if !date {
		return ParseWord(r, n, to, parseMoment)
	}
	d, err := parseMoment(s)
	if err != nil {
		r.Report(n.Problem("%s", err))
		return false
	}
	*to = d
	return true
}

func parsePart(s string) (int64, error) {
	share, err := quantity.ParseShare(s)
	return int64(share), err
}

// decodeDrawn reads a fixed value, or one of {p50 = "40m", p90 = "5h"}, {exponential = "3h"} and {csv = FILE, column = NAME}.
func (r *Decoder) decodeDrawn(n *parse.Node, to *random.Quantity, s *Scale) bool {
	var q random.Quantity
	ok := false
	switch {
	case n.Kind != parse.Table && s.isRange(n.Text()):
		low, high, _ := cutRange(n.Text())
		r.Report(n.Problem("%s is a range; for values between both ends, write {p0 = \"%s\", p100 = \"%s\"}", parse.Quoted(n.Text()), low, high))
	case n.Kind != parse.Table:
		ok = s.read(r, n, &q.Fixed)
	case n.Has("exponential"):
		ok = r.decodeExponential(n, &q, s)
	case n.Has("csv"), n.Has("column"):
		q.Samples, ok = r.decodeColumn(n, s)
	default:
		ok = r.decodeQuantiles(n, &q, s)
	}
	if ok {
		*to = q
	}
	return ok
}

// isRange tells two values with dots or a dash between them.
func (s *Scale) isRange(text string) bool {
	low, high, ok := cutRange(text)
	if !ok {
		return false
	}
	_, err := s.parse(low)
	_, err2 := s.parse(high)
	return err == nil && err2 == nil
}

func cutRange(text string) (low, high string, ok bool) {
	for _, between := range []string{"..", " to ", "-", "–"} {
		if low, high, ok = strings.Cut(text, between); ok {
			return strings.TrimSpace(low), strings.TrimSpace(high), low != ""
		}
	}
	return "", "", false
}

// decodeExponential reads a mean. The longest draws are 44 times as long, and must be of use as well.
func (r *Decoder) decodeExponential(n *parse.Node, q *random.Quantity, s *Scale) bool {
	t, before := r.Open(n), len(r.Problems)
	switch mean := t.Get("exponential"); {
	case s.Ends:
		r.Report(mean.KeyProblem("%s has a maximum, but an exponential distribution has none; write quantiles", s.what))
	case !s.read(r, mean, &q.Mean):
	case q.Mean == 0:
		r.Report(mean.Problem("%s must be more than 0", mean.Path()))
	case q.Max() > s.most:
		r.Report(mean.Problem("this mean is too large: the largest draws are 44 times as large, and the limit is %s", s.limit))
	}
	t.Done()
	return len(r.Problems) == before
}

func (r *Decoder) decodeQuantiles(n *parse.Node, q *random.Quantity, s *Scale) bool {
	var points []*parse.Node
	for _, p := range n.Children {
		switch p.Name {
		case Observations:
			if !r.decodeObservations(p, n, q) {
				return false
			}
		case Over, Met, Longest, AtLeast, AtMost:
			if !r.decodeEvidence(p, n, &q.Evidence, s) {
				return false
			}
		default:
			points = append(points, p)
		}
	}
	return r.decodePoints(n, points, &q.Points, s)
}

func (r *Decoder) decodeAboveZero(n *parse.Node, to *int64, s *Scale) bool {
	if !s.read(r, n, to) {
		return false
	}
	if *to == 0 {
		r.Report(n.Problem("%s must be more than 0", n.Path()))
	}
	return *to > 0
}

func (r *Decoder) decodePoints(n *parse.Node, points []*parse.Node, to *[]random.Point, s *Scale) bool {
	var all []random.Point
	for i, p := range points {
		point := random.Point{}
		share, err := percentile(p.Name)
		if err != nil {
			r.Report(p.KeyProblem("%s", err))
			return false
		}
		if point.Share = share; !s.read(r, p, &point.Value) {
			return false
		}
		if i > 0 && (point.Share <= all[i-1].Share || point.Value < all[i-1].Value) {
			r.Report(p.KeyProblem("quantiles must ascend, in name and in value: %s comes after %s", p.Name, points[i-1].Name))
			return false
		}
		all = append(all, point)
	}
	if len(all) == 0 {
		r.Report(n.Problem("no quantiles; write some, as in {p50 = ..., p90 = ...}"))
		return false
	}
	*to = all
	return true
}

// Keys beside quantiles of a length that was observed.
const (
	Observations = "observations" // how many they rest on
	Over         = "over"         // the time in which these were made
	Met          = "met"          // how many outages were met, where these tell as much as so many observations
	Longest      = "longest"      // of them
	AtLeast      = "at_least"     // the quantiles, were each observed outage as short as its bounds allow
	AtMost       = "at_most"      // the same, as long
)

// decodeEvidence reads what else is known of observations.
func (r *Decoder) decodeEvidence(n, of *parse.Node, e *random.Evidence, s *Scale) bool {
	if !of.Has(Observations) {
		r.Report(n.KeyProblem("%s has no effect here: it says more about observations of an outage's length, and there is no observations = N; leave it out", n.Name))
		return false
	}
	switch {
	case n.Name == Over:
		return r.decodeAboveZero(n, &e.Over, s)
	case n.Name == Met:
		return r.decodeAboveZero(n, &e.Met, CountScale)
	case n.Name == Longest:
		return r.decodeAboveZero(n, &e.Longest, s)
	case n.Kind != parse.Table:
		r.Report(n.Problem("%s needs quantiles, as in {p50 = \"30m\", p90 = \"4h\"}", n.Path()))
		return false
	case n.Name == AtLeast:
		return r.decodePoints(n, n.Children, &e.Least, s)
	}
	return r.decodePoints(n, n.Children, &e.Most, s)
}

// decodeObservations reads how many stand behind the quantiles of a fault's length.
func (r *Decoder) decodeObservations(n, of *parse.Node, q *random.Quantity) bool {
	if of.Name != "lasts" {
		r.Report(n.KeyProblem("observations has no effect here: it applies only to the length of an outage; leave it out"))
		return false
	}
	var seen uint64
	if !r.decodeCount(n, math.MaxUint32, func(v uint64) { seen = v }) {
		return false
	}
	if seen < 2 {
		r.Report(n.Problem("quantiles need at least two observations"))
		return false
	}
	q.Seen = uint32(seen)
	return true
}

// quantileHabits are what people call them.
var quantileHabits = map[string]string{"median": "p50", "min": "p0", "minimum": "p0", "from": "p0", "max": "p100", "maximum": "p100", "to": "p100",
	"mean": "exponential for a mean", "average": "exponential for a mean", "avg": "exponential for a mean"}

// percentile reads p0 to p100, with decimals as in "p99.9".
func percentile(name string) (random.Share, error) {
	part, ok := ExactQuantile(name)
	if !ok {
		if meant := quantileHabits[strings.ToLower(name)]; meant != "" {
			return 0, fmt.Errorf("%s is not a quantile; write %s", parse.Quoted(name), meant)
		}
		if _, numbered := ExactQuantile("p" + strings.TrimRight(name, "%thsndr")); numbered {
			return 0, fmt.Errorf("%s is not a quantile; write p%s", parse.Quoted(name), strings.TrimRight(name, "%thsndr"))
		}
		return 0, fmt.Errorf("%s is not a quantile; write p0 to p100, as in {p50 = ..., p90 = ...}, or exponential, or csv and column", parse.Quoted(name))
	}
	return random.Share(quantity.Round(part.Mul(part, quantity.Whole(int64(random.All))))), nil
}

func ExactQuantile(name string) (part *big.Rat, ok bool) {
	number, ok := strings.CutPrefix(name, "p")
	n, err := quantity.Decimal(number)
	if !ok || err != nil || n.Cmp(quantity.Whole(100)) > 0 {
		return nil, false
	}
	return n.Quo(n, quantity.Whole(100)), true
}
