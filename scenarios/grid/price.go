package grid

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/quantity"
	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
)

// curve reads what a delivery costs that is so late: in straight lines from point to point, nothing before the first, and no more after
// the last. Each line is a weight of what lies between its ends.
func (l *reader) curve(n *parse.Node) {
	_, whose, some := parse.KeyPhrase(n, n.Name).CutFirst(" of ")
	s := experiment.Subject{Measure: experiment.Delay}
	if n.Kind != parse.Table {
		l.Report(n.Problem("delay is a table of what a message costs by its delay, as in {\"1h\" = 0, \"4h\" = 1, \"1d\" = 10}; to give each hour the same cost, weigh waiting.late"))
		return
	}
	if some && !l.group(&s, parse.KeyPhrase(n, DelayName), whose) || !l.room(n) {
		return
	}
	s.OfAll = some
	before := len(l.Problems)
	points := l.points(n)
	for i, p := range points {
		switch {
		case i == 0 && p.cost.Sign() != 0:
			l.Report(p.at.Problem("the first point must cost 0, because mail up to that delay costs nothing"))
		case i > 0 && p.time == points[i-1].time:
			l.Report(p.at.KeyProblem("%s is here twice", p.at.Name))
		case i > 0 && p.cost.Cmp(points[i-1].cost) < 0:
			l.Report(p.at.Problem("a longer delay cannot cost less than a shorter one; at %s the cost is higher", points[i-1].at.Name))
		}
	}
	if len(l.Problems) > before {
		return
	}
	if len(points) > MostPoints {
		l.Report(n.Problem("more than %d points in a curve, which is the limit", MostPoints))
		return
	}
	if len(points) < 2 {
		l.Report(n.Problem("a curve needs at least two points, as in {\"1h\" = 0, \"4h\" = 1}"))
		return
	}
	for i, p := range points[1:] {
		s.From, s.To = points[i].time, p.time
		l.slope(s, new(big.Rat).Sub(p.cost, points[i].cost))
	}
}

// MostPoints bounds a curve.
const MostPoints = 20

// slope takes a part of a curve in, which costs so much from one end to the other.
func (l *reader) slope(s experiment.Subject, cost *big.Rat) {
	if cost.Sign() == 0 {
		return
	}
	minutes := big.NewRat(int64(s.To-s.From), int64(time.Minute))
	perMinute, _ := new(big.Rat).Quo(cost, minutes).Float64()
	perHour := new(big.Rat).Quo(new(big.Rat).Mul(cost, quantity.Whole(60)), minutes)
	d := &l.experiment.Decision
	d.Weights = append(d.Weights, experiment.Weight{Subject: s, Cost: perMinute, Written: trimmed(perHour.FloatString(6)) + "/h"})
}

func trimmed(number string) string { return strings.TrimRight(strings.TrimRight(number, "0"), ".") }

// point is one of a curve.
type point struct {
	at   *parse.Node
	time time.Duration
	cost *big.Rat
}

// points are those of a curve, in order of time.
func (l *reader) points(n *parse.Node) (all []point) {
	for _, e := range n.Children {
		time, err := quantity.ParseDuration(e.Name)
		if err != nil {
			l.Report(e.KeyProblem("%s", err))
			continue
		}
		written, ok := e.Written()
		if !ok {
			l.Report(e.Problem("%s is not a number; write one", e.Describe()))
			continue
		}
		cost, per, err := parsePrice(strings.TrimSpace(written), l.experiment.Decision.Unit, "10/mail")
		switch {
		case err != nil:
			l.Report(e.Problem("%s", err))
			continue
		case per != "" && per != MailUnit:
			l.Report(e.Problem("%s is a cost per %s; a curve takes the cost of one message, as in 10 or \"10/mail\"", parse.Quoted(written), per))
			continue
		}
		all = append(all, point{e, time, cost})
	}
	slices.SortStableFunc(all, func(a, b point) int { return cmp.Compare(a.time, b.time) })
	return all
}

// parsePrice reads "100", "100/%" or "50 EUR/mail" in that unit: how much, and for how much of it; as it is in the example.
func parsePrice(s, unit, example string) (price *big.Rat, per string, err error) {
	if err := quantity.Unambiguous(s); err != nil {
		return nil, "", err
	}
	number, per, ok := strings.Cut(s, "/")
	at := len(number) - len(strings.TrimLeft(number, "0123456789."))
	word := strings.TrimSpace(number[at:])
	switch per = strings.TrimSpace(per); {
	case at > 0 && word != "" && unit == "":
		return nil, "", fmt.Errorf("%s is in %s, but no unit is declared; write unit = %q once in [decision]", parse.Quoted(s), word, word)
	case at > 0 && word != "" && word != unit:
		return nil, "", fmt.Errorf("%s is in %s, but the unit of all costs here is %s", parse.Quoted(s), word, unit)
	}
	if price, err = quantity.Decimal(number[:at]); err != nil {
		return nil, "", fmt.Errorf("%s is not a valid weight; write the cost of one unit, as in %q", parse.Quoted(s), example)
	}
	if ok && per == "" {
		return nil, "", fmt.Errorf("%s is not a cost per unit of this measure; write one, as in %q", parse.Quoted(s), example)
	}
	return price, per, nil
}

// parseCost reads "100/%" or "1/h": what one of that unit costs.
func parseCost(s string, of experiment.Subject, unit string) (*big.Rat, error) {
	_, example := examples(of)
	n, per, err := parsePrice(s, unit, example)
	own, scale := UnitsOf(of)
	switch {
	case err != nil:
		return nil, err
	case (per != "") != (len(own) > 0) || per != "" && quantity.UnitSize(own, per) == 0:
		return nil, fmt.Errorf("%s is not a cost per unit of this measure; write one, as in %q", parse.Quoted(s), example)
	case n.Sign() == 0:
		return nil, fmt.Errorf("%s is zero; leave it out", parse.Quoted(s))
	case per != "":
		n.Mul(n, big.NewRat(scale, quantity.UnitSize(own, per)))
	}
	return n, nil
}

// MailUnit is one delivery, of measures that are divided by all of them.
const MailUnit = "mail"

// UnitsOf are the units of a subject, and how large that is in which it is counted.
func UnitsOf(s experiment.Subject) (units []quantity.Unit, counted int64) {
	switch {
	case s.Share() && s.AddsUp():
		return []quantity.Unit{{Name: "%", Size: 1}, {Name: MailUnit, Size: 100}}, 100
	case s.Share():
		return []quantity.Unit{{Name: "%", Size: 1}}, 100
	case s.Unit() == metrics.Duration:
		return quantity.DurationUnits, int64(time.Minute)
	case s.Unit() == metrics.Bytes:
		return quantity.SizeUnits, 1
	}
	return nil, 1
}
