package scenarios

import (
	"fmt"
	"math"
	"math/big"
	"strings"

	"mailstorm/sim/random"
)

// scale says how the values of a quantity that may be drawn are written.
type scale struct {
	what  string                             // with an article
	read  func(*reading, *node, *int64) bool // a value of the scenario
	parse func(string) (int64, error)        // a cell of a CSV file
	units []unit                             // that numbers in a column may count; none: they need none
	per   int64                              // units are so many times too large
	names []unit                             // as names of columns end
	least int64                              // in a cell
	most  int64                              // that may be drawn
	limit string                             // the same in words
	usual string                             // the unit that numbers need; empty: they need none
	ends  bool                               // at its most, so that it is never exponential
}

// The most that one run takes, such that it ends and fits into memory.
const (
	mostSize     = 1_000_000_000 // bytes of one message; mail systems take up to 150 MB
	mostMessages = 50_000_000
)

var (
	momentScale = &scale{
		what: "a duration", read: worded(nanoseconds), parse: nanoseconds, units: durationUnits, per: 1, names: namesOfTimes,
		most: int64(longestTime), limit: "3650d", usual: "minutes",
	}
	sizeScale = &scale{
		what: "a size", read: worded(ParseSize), parse: ParseSize, units: sizeUnits, per: 1, names: namesOfSizes, least: 1,
		most: mostSize, limit: "1GB", usual: "MB",
	}
	countScale = &scale{what: "a count", read: counted, parse: parseCount, most: mostMessages, limit: "50,000,000"}
	shareScale = &scale{
		what: "a share", read: worded(parsePart), parse: parsePart, units: namesOfShares, per: 100, names: namesOfShares,
		most: int64(random.All), limit: "100 %", ends: true,
	}
)

func worded(number func(string) (int64, error)) func(*reading, *node, *int64) bool {
	return func(r *reading, n *node, to *int64) bool { return word(r, n, to, number) }
}

func counted(r *reading, n *node, to *int64) bool {
	return r.count(n, math.MaxInt64, func(v uint64) { *to = int64(v) })
}

func parsePart(s string) (int64, error) {
	share, err := ParseShare(s)
	return int64(share), err
}

// drawn reads a fixed value, or one of {p50 = "40m", p90 = "5h"}, {exponential = "3h"} and {csv = FILE, column = NAME}.
func (r *reading) drawn(n *node, to *random.Quantity, s *scale) bool {
	var q random.Quantity
	ok := false
	switch {
	case n.shape != tableShape:
		ok = s.read(r, n, &q.Fixed)
	case n.has("exponential"):
		ok = r.exponential(n, &q, s)
	case n.has("csv"), n.has("column"):
		q.Samples, ok = r.column(n, s)
	default:
		ok = r.quantiles(n, &q, s)
	}
	if ok {
		*to = q
	}
	return ok
}

// exponential reads a mean. The longest draws are 44 times as long, and must be of use as well.
func (r *reading) exponential(n *node, q *random.Quantity, s *scale) bool {
	t, before := r.open(n), len(r.problems)
	switch mean := t.get("exponential"); {
	case s.ends:
		r.complain(mean.misnamed("%s has an upper end, and an exponential one has none; write quantiles", s.what))
	case !s.read(r, mean, &q.Mean):
	case q.Mean == 0:
		r.complain(mean.problem("%s must be more than 0", mean.path()))
	case q.Max() > s.most:
		r.complain(mean.problem("this is too large for a mean: the largest draws are 44 times as large, and the most is %s", s.limit))
	}
	t.done()
	return len(r.problems) == before
}

func (r *reading) quantiles(n *node, q *random.Quantity, s *scale) bool {
	var points []*node
	for _, p := range n.inner {
		if p.name != observations {
			points = append(points, p)
		} else if !r.observations(p, n, q) {
			return false
		}
	}
	for i, p := range points {
		point := random.Point{}
		share, err := percentile(p.name)
		if err != nil {
			r.complain(p.misnamed("%s", err))
			return false
		}
		if point.Share = share; !s.read(r, p, &point.Value) {
			return false
		}
		if i > 0 && (point.Share <= q.Points[i-1].Share || point.Value < q.Points[i-1].Value) {
			r.complain(p.misnamed("quantiles ascend: %s and its value come after those of %s", p.name, points[i-1].name))
			return false
		}
		q.Points = append(q.Points, point)
	}
	if len(q.Points) == 0 {
		r.complain(n.problem("no quantiles; write some, as in {p50 = ..., p90 = ...}"))
		return false
	}
	return true
}

// observations is the key that says on how many of them quantiles rest.
const observations = "observations"

// observations reads how many stand behind the quantiles of a fault's length.
func (r *reading) observations(n, of *node, q *random.Quantity) bool {
	if of.name != "lasts" {
		r.complain(n.misnamed("observations has no effect here: it says how sure the length of an outage is; leave it out"))
		return false
	}
	var seen uint64
	if !r.count(n, math.MaxUint32, func(v uint64) { seen = v }) {
		return false
	}
	if seen < 2 {
		r.complain(n.problem("quantiles rest on two observations at least"))
		return false
	}
	q.Seen = uint32(seen)
	return true
}

// percentile reads p0 to p100, with decimals as in "p99.9".
func percentile(name string) (random.Share, error) {
	part, ok := exactQuantile(name)
	if !ok {
		return 0, fmt.Errorf("%s is no quantile; write p0 to p100, as in {p50 = ..., p90 = ...}, or exponential, or csv and column", quoted(name))
	}
	return random.Share(nearest(part.Mul(part, whole(int64(random.All))))), nil
}

func exactQuantile(name string) (part *big.Rat, ok bool) {
	number, ok := strings.CutPrefix(name, "p")
	n, err := decimal(number)
	if !ok || err != nil || n.Cmp(whole(100)) > 0 {
		return nil, false
	}
	return n.Quo(n, whole(100)), true
}
