package scenarios

import (
	"errors"
	"fmt"
	"math/big"
	"strings"

	"mailstorm/sim/metrics"
	"mailstorm/sim/smtp"
)

// want is what a number, the codes or the fates are compared with.
type want struct {
	none      bool  // it does not exist
	not       bool  // the opposite
	low, high *term // of a number; nil: no end on this side
	open      bool  // the ends themselves are excluded
	codes     []smtp.Reply
	fates     [3][3]bool
}

// term is a number, or another metric of the same run.
type term struct {
	value *big.Rat
	other *topic // nil: value
	name  string // of other, as written
}

func (t *term) named() bool { return t != nil && t.other != nil }

const expectHint = "write a number, a comparison as in \">= 10\", a range as in \"10 .. 30\", or \"none\""

var expectHints = [...]string{
	number: expectHint,
	code:   "write a code, several as in \"5.4.316, 5.4.318\", \"!= 5.4.318\", or \"none\"",
	fate:   "write a fate, several as in \"waiting, in doubt\", \"!= lost\", or \"none\"",
}

// measure is what is compared.
type measure struct {
	what  what
	unit  metrics.Unit
	alone bool // with numbers, and not with other metrics
}

// want reads "28", ">= 10", "24h .. 24h15m", "> exo.attempts", "none", "!= none"; of codes and fates "A, B" and "!= A, B".
func (l *expectReader) want(n *node, text string, m measure) (w want, ok bool) {
	p := valuePhrase(n, text).trim()
	sign, rest := p.sign()
	if rest.text == "none" && (sign == "" || sign == "=" || sign == "!=") {
		return want{none: true, not: sign == "!="}, true
	}
	if m.what != number {
		return l.words(p, sign, rest, m.what)
	}
	if low, high, between := p.first(".."); between {
		return l.between(p, low, high, m)
	}
	t, ok := l.term(n, rest, m)
	if !ok {
		return w, false
	}
	switch sign {
	case "", "=":
		return want{low: t, high: t}, true
	case "!=":
		return want{low: t, high: t, not: true}, true
	case "<", "<=":
		return want{high: t, open: sign == "<"}, true
	case ">", ">=":
		return want{low: t, open: sign == ">"}, true
	}
	l.complain(n.problem("%s is no comparison; there are = != < <= > >=", quoted(sign)))
	return w, false
}

func (l *expectReader) between(p, low, high phrase, m measure) (w want, ok bool) {
	if w.low, ok = l.term(p.node, low, m); !ok {
		return w, false
	}
	if w.high, ok = l.term(p.node, high, m); !ok {
		return w, false
	}
	if w.low.other == nil && w.high.other == nil && w.low.value.Cmp(w.high.value) > 0 {
		l.complain(p.node.problem("the range %s ends before it begins", quoted(p.text)))
		return w, false
	}
	return w, true
}

// term reads a number, or the name of a metric with the same unit.
func (l *expectReader) term(n *node, p phrase, m measure) (*term, bool) {
	if !l.isMetric(p.text) {
		v, err := parseNumber(p.text, m.unit)
		if err != nil {
			l.complain(n.problem("%s", err))
		}
		return &term{value: v}, err == nil
	}
	if m.alone {
		l.complain(p.problem("a mean or a quantile of many runs is compared with a number, and not with another metric"))
		return nil, false
	}
	other, ok := l.topic(p)
	switch {
	case !ok:
		return nil, false
	case other.what != number:
		l.complain(p.problem("%s is %s, and what it is compared with a number", p.text, other.what))
		return nil, false
	case other.unit() != m.unit:
		l.complain(p.problem("%s has the unit %s, and what it is compared with the unit %s", p.text, other.unit(), m.unit))
		return nil, false
	}
	return &term{other: &other, name: p.text}, true
}

// isMetric tells a metric, or what is meant for one, from a number: it begins with a letter, and has a dot, a space or a known name.
func (l *expectReader) isMetric(s string) bool {
	if s == "" || strings.ContainsRune("0123456789.-+", rune(s[0])) {
		return false
	}
	_, known := metrics.Lookup(s)
	return known || strings.ContainsAny(s, ". ") || suggestion(s, metricNames(false)) != ""
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
	if unit == metrics.Count {
		if err := single(s); err != nil {
			return nil, err
		}
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

// words reads codes or fates, with commas between several.
func (l *expectReader) words(p phrase, sign string, rest phrase, what what) (w want, ok bool) {
	if sign != "" && sign != "=" && sign != "!=" {
		l.complain(p.problem("%s is neither more nor less; there are = and !=", what))
		return w, false
	}
	w.not = sign == "!="
	for more := true; more; {
		var word phrase
		if word, rest, more = rest.first(","); !more {
			word = word.trim()
		}
		if what == fate && !w.addFate(word.text) {
			l.complain(word.problem("unknown fate %s", quoted(word.text))).among("fates", word.text, fateNames())
			return w, false
		}
		if what == code {
			reply, err := parseCode(word.text)
			if err != nil {
				l.complain(word.problem("%s; a code is \"550 5.4.318\", \"550\" or \"5.4.318\"", err))
				return w, false
			}
			w.codes = append(w.codes, reply)
		}
	}
	return w, true
}

// parseCode reads "550 5.4.318", "550" or "5.4.318"; what is left out may be anything.
func parseCode(s string) (smtp.Reply, error) {
	if first, _, _ := strings.Cut(s, " "); !strings.Contains(first, ".") {
		return smtp.ParseReply(s)
	}
	r, err := smtp.ParseReply("550 " + s)
	r.Code = 0
	return r, err
}
