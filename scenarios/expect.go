package scenarios

import (
	"errors"
	"fmt"
	"math/big"
	"strings"

	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// Expectation is a line of [expect].
type Expectation struct {
	Metric    string // as written, with the host's name in front if there is one
	Wanted    string // as written
	File      string
	Line, Col int
	ID        metrics.ID
	Host      int // index into Config.Hosts; -1 for the whole run
	want      want
}

// want is what a number is compared with.
type want struct {
	none      bool     // the value does not exist
	not       bool     // the opposite
	low, high *big.Rat // nil: no end on this side
	open      bool     // the ends themselves are excluded
}

// Holds gives the value of a run, and whether it is as expected.
// A value that does not exist meets "none" and "!= NUMBER" only.
func (e *Expectation) Holds(r *sim.Result) (actual metrics.Value, ok bool) {
	actual = r.Values[e.ID]
	if e.Host >= 0 {
		actual = r.Hosts[e.Host].Values[e.ID]
	}
	return actual, e.want.meets(actual)
}

func (w want) meets(v metrics.Value) bool {
	if w.none || !v.Known {
		return (w.none && !v.Known) != w.not
	}
	n := big.NewRat(v.Num, max(v.Den, 1))
	within := true
	if w.low != nil {
		c := n.Cmp(w.low)
		within = within && (c > 0 || c == 0 && !w.open)
	}
	if w.high != nil {
		c := n.Cmp(w.high)
		within = within && (c < 0 || c == 0 && !w.open)
	}
	return within != w.not
}

// readExpect takes "ndr.first" = ... and ndr.first = ... alike.
func (l *loading) readExpect(t *table) {
	t.node.leaves("", l.expectation)
}

func (l *loading) expectation(n *node, name string) {
	id, host, ok := l.metric(n, name)
	written, isWord := n.word()
	if !isWord {
		l.complain(n.problem("%s is no expectation; %s", n.kind(), expectHint))
		return
	}
	if !ok {
		return
	}
	w, err := parseWant(written, metrics.Catalogue[id].Unit)
	if err != nil {
		l.complain(n.problem("%s", err))
		return
	}
	p := n.problem("") // for its place
	l.expect = append(l.expect, Expectation{name, written, p.File, p.Line, p.Col, id, host, w})
}

// metric resolves a name, with or without a host in front.
func (l *loading) metric(n *node, name string) (id metrics.ID, host int, ok bool) {
	if id, ok = metrics.Lookup(name); ok {
		return id, -1, true
	}
	first, rest, _ := strings.Cut(name, ".")
	host, known := l.named[first]
	id, ok = metrics.Lookup(rest)
	switch {
	case ok && !known:
		l.complain(n.misnamed("unknown host %s", quoted(first))).among("hosts", first, l.hostNames())
	case ok && !metrics.Catalogue[id].PerHost:
		l.complain(n.misnamed("%s is not counted for each host; write it without %s in front", rest, first))
		return id, host, false
	case !ok && known:
		l.complain(n.misnamed("unknown metric %s", quoted(rest))).among("metrics", rest, metricNames(true))
	case !ok:
		l.complain(n.misnamed("unknown metric %s", quoted(name))).among("metrics", name, metricNames(false))
	}
	return id, host, ok && known
}

func metricNames(perHost bool) []string {
	var names []string
	for _, m := range metrics.Catalogue {
		if m.PerHost || !perHost {
			names = append(names, m.Name)
		}
	}
	return names
}

const expectHint = "write a number, a comparison as in \">= 10\", a range as in \"10 .. 30\", or \"none\""

// parseWant reads "28", ">= 10", "24h .. 24h15m", "none", "!= none".
func parseWant(s string, unit metrics.Unit) (w want, err error) {
	s = strings.TrimSpace(s)
	if low, high, ok := strings.Cut(s, ".."); ok {
		if w.low, err = parseNumber(low, unit); err != nil {
			return w, err
		}
		if w.high, err = parseNumber(high, unit); err == nil && w.low.Cmp(w.high) > 0 {
			err = fmt.Errorf("the range %s ends before it begins", quoted(s))
		}
		return w, err
	}
	sign := s[:len(s)-len(strings.TrimLeft(s, "=!<>"))]
	rest := strings.TrimSpace(s[len(sign):])
	if rest == "none" && (sign == "" || sign == "=" || sign == "!=") {
		return want{none: true, not: sign == "!="}, nil
	}
	n, err := parseNumber(rest, unit)
	if err != nil {
		return w, err
	}
	switch sign {
	case "", "=":
		return want{low: n, high: n}, nil
	case "!=":
		return want{low: n, high: n, not: true}, nil
	case "<", "<=":
		return want{high: n, open: sign == "<"}, nil
	case ">", ">=":
		return want{low: n, open: sign == ">"}, nil
	}
	return w, fmt.Errorf("%s is no comparison; there are = != < <= > >=", quoted(sign))
}

// parseNumber reads a number with the unit of its metric.
func parseNumber(s string, unit metrics.Unit) (*big.Rat, error) {
	s = strings.TrimSpace(s)
	switch unit {
	case metrics.Duration:
		return duration(s)
	case metrics.Bytes:
		return size(s)
	case metrics.Rate:
		n, err := bandwidth(s)
		if err != nil {
			return nil, err
		}
		return n.Quo(n, whole(8)), nil
	}
	if s == "" {
		return nil, errors.New("a number is missing; " + expectHint)
	}
	n, err := decimal(s)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s is no number; %s", quoted(s), expectHint)
	case unit == metrics.Count && !n.IsInt():
		return nil, fmt.Errorf("%s is no whole number; %s", quoted(s), expectHint)
	}
	return n, nil
}
