package scenarios

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
)

const limitHint = "a limit is the most that is allowed; write \"<= %s\""

// readDecision takes limits as [expect] takes expectations, and weights = {NAME = COST}.
func (l *loading) readDecision(t *table) {
	d, seen := &l.experiment.Decision, map[experiment.Subject]bool{}
	weights := t.get("weights")
	limits := &node{src: t.node.src}
	for _, n := range t.node.inner {
		switch {
		case n == weights:
		case n.shape == tableShape && !beginsMeasure(n.name):
			l.complain(n.misnamed("unknown key %s", quoted(n.name))).among("keys here beside measures", n.name, []string{"weights"})
		default:
			limits.inner = append(limits.inner, n)
		}
	}
	limits.leaves("", func(n *node, name string) {
		if s, ok := l.subject(n, name, seen); ok {
			limit := experiment.Limit{Subject: s}
			limit.Written, limit.Most = l.criterion(n, s, parseMost)
			d.Limits = append(d.Limits, limit)
		}
	})
	if weights == nil {
		return
	}
	seen = map[experiment.Subject]bool{}
	l.open(weights).node.leaves("", func(n *node, name string) {
		if s, ok := l.subject(n, name, seen); ok {
			weight := experiment.Weight{Subject: s}
			weight.Written, weight.Cost = l.criterion(n, s, parseCost)
			d.Weights = append(d.Weights, weight)
		}
	})
}

// beginsMeasure reports whether a word is a measure, or stands before the dot of one, as "told" does.
func beginsMeasure(word string) bool {
	return slices.ContainsFunc(experiment.Subjects(), func(s experiment.Subject) bool { return strings.HasPrefix(s.Name()+".", word+".") })
}

// subject resolves a name of a measure or a quantile, once each.
func (l *loading) subject(n *node, name string, seen map[experiment.Subject]bool) (s experiment.Subject, ok bool) {
	s, ok = experiment.LookupSubject(name)
	switch {
	case !ok:
		var names []string
		for _, s := range experiment.Subjects() {
			names = append(names, s.Name())
		}
		l.complain(n.misnamed("unknown measure %s", quoted(name))).among("measures", name, names)
		return s, false
	case seen[s]:
		l.complain(n.misnamed("%s stands here twice", name))
		return s, false
	}
	seen[s] = true
	return s, true
}

// criterion reads a limit or a weight; it gives it as written, and as a number.
func (l *loading) criterion(n *node, s experiment.Subject, parse func(string, experiment.Subject) (*big.Rat, error)) (string, float64) {
	written, ok := n.word()
	if !ok {
		l.complain(n.problem("%s is no number; write one between quotes", n.kind()))
		return "", 0
	}
	v, err := parse(strings.TrimSpace(written), s)
	if err != nil {
		l.complain(n.problem("%s", err))
		return "", 0
	}
	f, _ := v.Float64()
	return written, f
}

// examples of limits and of what one unit costs, by unit.
func examples(s experiment.Subject) (limit, cost string) {
	switch {
	case s.Share():
		return "0.5%", "100/%"
	case s.Unit() == metrics.Duration:
		return "14h", "1/h"
	case s.Unit() == metrics.Bytes:
		return "100MB", "5/GB"
	}
	return "3", "2"
}

// parseMost reads "<= 0.5%" in the unit of its subject.
func parseMost(s string, of experiment.Subject) (*big.Rat, error) {
	number, ok := strings.CutPrefix(s, "<=")
	if number = strings.TrimSpace(number); !ok || number == "" {
		example, _ := examples(of)
		return nil, fmt.Errorf("%s is no limit; "+limitHint, quoted(s), example)
	}
	switch {
	case of.Share():
		return signedShare(number)
	case of.Unit() == metrics.Duration:
		n, err := duration(number)
		if err != nil {
			return nil, err
		}
		return n.Quo(n, whole(int64(time.Minute))), nil
	case of.Unit() == metrics.Bytes:
		return size(number)
	}
	if err := single(number); err != nil {
		return nil, err
	}
	return decimal(number)
}

// signedShare reads a share of which nobody can doubt what it is: whoever allows 0.5 may mean half of all mail, or one in 200.
func signedShare(s string) (*big.Rat, error) {
	share, err := exactShare(s)
	if err != nil || share.Sign() == 0 || strings.HasSuffix(s, "%") {
		return share, err
	}
	hundredths := strings.TrimRight(strings.TrimRight(new(big.Rat).Mul(share, whole(100)).FloatString(6), "0"), ".")
	return nil, fmt.Errorf("%s can be %s %% or %s %%: write \"<= %s%%\" or \"<= %s%%\"", quoted(s), hundredths, s, hundredths, s)
}

// parseCost reads "100/%" or "1/h": what one of that unit costs.
func parseCost(s string, of experiment.Subject) (*big.Rat, error) {
	_, example := examples(of)
	if err := single(s); err != nil {
		return nil, err
	}
	number, per, ok := strings.Cut(s, "/")
	n, err := decimal(strings.TrimSpace(number))
	if err != nil {
		return nil, fmt.Errorf("%s is no weight; write what one costs, as in %q", quoted(s), example)
	}
	own, scale := unitsOf(of)
	if per = strings.TrimSpace(per); ok != (len(own) > 0) || ok && unitSize(own, per) == 0 {
		return nil, fmt.Errorf("%s does not say of what it is the cost; write one as in %q", quoted(s), example)
	}
	if n.Sign() == 0 {
		return nil, fmt.Errorf("%s weighs nothing; leave it out", quoted(s))
	}
	if ok {
		n.Mul(n, big.NewRat(scale, unitSize(own, per)))
	}
	return n, nil
}

// unitsOf are the units of a subject, and how large that is in which it is counted.
func unitsOf(s experiment.Subject) (units []unit, counted int64) {
	switch {
	case s.Share():
		return []unit{{"%", 1}}, 100
	case s.Unit() == metrics.Duration:
		return durationUnits, int64(time.Minute)
	case s.Unit() == metrics.Bytes:
		return sizeUnits, 1
	}
	return nil, 1
}
