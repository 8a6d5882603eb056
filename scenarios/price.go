package scenarios

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
)

// curve reads what a delivery costs that is so late: in straight lines from point to point, nothing before the first, and no more after
// the last. Each line is a weight of what lies between its ends.
func (l *loading) curve(n *node) {
	_, whose, some := keyPhrase(n, n.name).first(" of ")
	s := experiment.Subject{Measure: experiment.Delay}
	if n.shape != tableShape {
		l.complain(n.problem("delay is a table of what a mail costs that is so late, as in {\"1h\" = 0, \"4h\" = 1, \"1d\" = 10}; each hour of all delay is the weight of waiting.late"))
		return
	}
	if some && !l.group(&s, keyPhrase(n, delayName), whose) || !l.room(n) {
		return
	}
	s.OfAll = some
	before := len(l.problems)
	points := l.points(n)
	for i, p := range points {
		switch {
		case i == 0 && p.cost.Sign() != 0:
			l.complain(p.at.problem("the first point costs 0: mail that is no later costs nothing"))
		case i > 0 && p.time == points[i-1].time:
			l.complain(p.at.misnamed("%s stands here twice", p.at.name))
		case i > 0 && p.cost.Cmp(points[i-1].cost) < 0:
			l.complain(p.at.problem("what is later costs no less; at %s it is more", points[i-1].at.name))
		}
	}
	if len(l.problems) > before {
		return
	}
	if len(points) > mostPoints {
		l.complain(n.problem("more than %d points in a curve; that is the most", mostPoints))
		return
	}
	if len(points) < 2 {
		l.complain(n.problem("a curve has two points or more, as in {\"1h\" = 0, \"4h\" = 1}"))
		return
	}
	for i, p := range points[1:] {
		s.From, s.To = points[i].time, p.time
		l.slope(s, new(big.Rat).Sub(p.cost, points[i].cost))
	}
}

// mostPoints bounds a curve.
const mostPoints = 20

// slope takes a part of a curve in, which costs so much from one end to the other.
func (l *loading) slope(s experiment.Subject, cost *big.Rat) {
	if cost.Sign() == 0 {
		return
	}
	minutes := big.NewRat(int64(s.To-s.From), int64(time.Minute))
	perMinute, _ := new(big.Rat).Quo(cost, minutes).Float64()
	perHour := new(big.Rat).Quo(new(big.Rat).Mul(cost, whole(60)), minutes)
	d := &l.experiment.Decision
	d.Weights = append(d.Weights, experiment.Weight{Subject: s, Cost: perMinute, Written: trimmed(perHour.FloatString(6)) + "/h"})
}

func trimmed(number string) string { return strings.TrimRight(strings.TrimRight(number, "0"), ".") }

// point is one of a curve.
type point struct {
	at   *node
	time time.Duration
	cost *big.Rat
}

// points are those of a curve, in order of time.
func (l *loading) points(n *node) (all []point) {
	for _, e := range n.inner {
		time, err := ParseDuration(e.name)
		if err != nil {
			l.complain(e.misnamed("%s", err))
			continue
		}
		written, ok := e.word()
		if !ok {
			l.complain(e.problem("%s is no number; write one", e.kind()))
			continue
		}
		cost, per, err := parsePrice(strings.TrimSpace(written), l.experiment.Decision.Unit, "10/mail")
		switch {
		case err != nil:
			l.complain(e.problem("%s", err))
			continue
		case per != "" && per != mailUnit:
			l.complain(e.problem("%s is a cost per %s; a curve says what a mail costs that is so late, as in 10 or \"10/mail\"", quoted(written), per))
			continue
		}
		all = append(all, point{e, time, cost})
	}
	slices.SortStableFunc(all, func(a, b point) int { return cmp.Compare(a.time, b.time) })
	return all
}

// parsePrice reads "100", "100/%" or "50 EUR/mail" in that unit: how much, and for how much of it; as it is in the example.
func parsePrice(s, unit, example string) (price *big.Rat, per string, err error) {
	if err := single(s); err != nil {
		return nil, "", err
	}
	number, per, ok := strings.Cut(s, "/")
	at := len(number) - len(strings.TrimLeft(number, "0123456789."))
	word := strings.TrimSpace(number[at:])
	switch per = strings.TrimSpace(per); {
	case at > 0 && word != "" && unit == "":
		return nil, "", fmt.Errorf("%s is in %s, and no unit is named: write unit = %q once in [decision]", quoted(s), word, word)
	case at > 0 && word != "" && word != unit:
		return nil, "", fmt.Errorf("%s is in %s, and the unit of all costs here is %s", quoted(s), word, unit)
	}
	if price, err = decimal(number[:at]); err != nil {
		return nil, "", fmt.Errorf("%s is no weight; write what one costs, as in %q", quoted(s), example)
	}
	if ok && per == "" {
		return nil, "", fmt.Errorf("%s does not say of what it is the cost; write one as in %q", quoted(s), example)
	}
	return price, per, nil
}

// parseCost reads "100/%" or "1/h": what one of that unit costs.
func parseCost(s string, of experiment.Subject, unit string) (*big.Rat, error) {
	_, example := examples(of)
	n, per, err := parsePrice(s, unit, example)
	own, scale := unitsOf(of)
	switch {
	case err != nil:
		return nil, err
	case (per != "") != (len(own) > 0) || per != "" && unitSize(own, per) == 0:
		return nil, fmt.Errorf("%s does not say of what it is the cost; write one as in %q", quoted(s), example)
	case n.Sign() == 0:
		return nil, fmt.Errorf("%s weighs nothing; leave it out", quoted(s))
	case per != "":
		n.Mul(n, big.NewRat(scale, unitSize(own, per)))
	}
	return n, nil
}

// mailUnit is one delivery, of measures that are divided by all of them.
const mailUnit = "mail"

// unitsOf are the units of a subject, and how large that is in which it is counted.
func unitsOf(s experiment.Subject) (units []unit, counted int64) {
	switch {
	case s.Share() && s.AddsUp():
		return []unit{{"%", 1}, {mailUnit, 100}}, 100
	case s.Share():
		return []unit{{"%", 1}}, 100
	case s.Unit() == metrics.Duration:
		return durationUnits, int64(time.Minute)
	case s.Unit() == metrics.Bytes:
		return sizeUnits, 1
	}
	return nil, 1
}
