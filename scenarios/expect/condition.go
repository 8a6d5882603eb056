package expect

import (
	"errors"
	"fmt"
	"math/big"
	"strings"

	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/quantity"
	"mailstorm/scenarios/resolve"
	"mailstorm/sim/metrics"
	"mailstorm/sim/smtp"
)

// condition is what a number, the codes or the fates are compared with.
type condition struct {
	none      bool   // it does not exist
	not       bool   // the opposite
	low, high *bound // of a number; nil: no end on this side
	open      bool   // the ends themselves are excluded
	codes     []smtp.Reply
	fates     [3][3]bool
}

// bound is a number, or another metric of the same run.
type bound struct {
	value *big.Rat
	other *topic // nil: value
	name  string // of other, as written
	dated bool   // value is written as a date or a weekday
}

func (t *bound) named() bool { return t != nil && t.other != nil }

const expectHint = "write a number, a comparison as in \">= 10\", a range as in \"10 .. 30\", or \"none\""

var expectHints = [...]string{
	number: expectHint,
	code:   "write a code, several as in \"5.4.316, 5.4.318\", \"!= 5.4.318\", or \"none\"",
	fate:   "write a fate, several as in \"waiting, in doubt\", \"!= lost\", or \"none\"",
}

// measure is what is compared.
type measure struct {
	what  kind
	unit  metrics.Unit
	alone bool // with numbers, and not with other metrics
	isAt  bool // it is a time since the clock, and not how long something took
}

// readCondition reads "28", ">= 10", "24h .. 24h15m", "> exo.attempts", "none", "!= none"; of codes and fates "A, B" and "!= A, B".
func (l *reader) readCondition(n *parse.Node, text string, m measure) (w condition, ok bool) {
	p := parse.ValuePhrase(n, text).Trim()
	if meant := inSigns(p.Text); meant != "" && m.what == number {
		l.Report(p.Problem("%s is not an expectation; write %s", parse.Quoted(p.Text), parse.Quoted(meant)))
		return w, false
	}
	sign, rest := p.CutSign()
	if rest.Text == "none" && (sign == "" || sign == "=" || sign == "!=") {
		return condition{none: true, not: sign == "!="}, true
	}
	if m.what != number {
		return l.readWords(p, sign, rest, m.what)
	}
	if low, high, between := p.CutFirst(".."); between {
		return l.between(p, low, high, m)
	}
	t, ok := l.readBound(n, rest, m)
	if !ok {
		return w, false
	}
	switch sign {
	case "", "=":
		return condition{low: t, high: t}, true
	case "!=":
		return condition{low: t, high: t, not: true}, true
	case "<", "<=":
		return condition{high: t, open: sign == "<"}, true
	case ">", ">=":
		return condition{low: t, open: sign == ">"}, true
	}
	l.Report(n.Problem("%s is not a comparison; write =, !=, <, <=, > or >=", parse.Quoted(sign)))
	return w, false
}

func (l *reader) between(p, low, high parse.Phrase, m measure) (w condition, ok bool) {
	if w.low, ok = l.readBound(p.Node, low, m); !ok {
		return w, false
	}
	if w.high, ok = l.readBound(p.Node, high, m); !ok {
		return w, false
	}
	if w.low.other == nil && w.high.other == nil && w.low.value.Cmp(w.high.value) > 0 {
		l.Report(p.Node.Problem("the range %s ends before it begins", parse.Quoted(p.Text)))
		return w, false
	}
	return w, true
}

// readBound reads a number, or the name of a metric with the same unit.
func (l *reader) readBound(n *parse.Node, p parse.Phrase, m measure) (*bound, bool) {
	if m.isAt && quantity.IsMoment(p.Text) {
		at, err := quantity.ParseMoment(p.Text, l.Clock, 0)
		if err != nil {
			l.Report(n.Problem("%s", err))
		}
		return &bound{value: quantity.Whole(int64(at)), dated: true}, err == nil
	}
	if !l.isMetric(p.Text) {
		v, err := parseNumber(p.Text, m.unit)
		if err != nil {
			l.Report(n.Problem("%s", err))
		}
		return &bound{value: v}, err == nil
	}
	if m.alone {
		l.Report(p.Problem("a mean or a quantile of many runs must be compared with a number, not with another metric"))
		return nil, false
	}
	other, ok := l.readTopic(p)
	switch {
	case !ok:
		return nil, false
	case other.what != number:
		l.Report(p.Problem("%s is %s and cannot be compared with a number", p.Text, other.what))
		return nil, false
	case other.unit() != m.unit:
		l.Report(p.Problem("%s has the unit %s and cannot be compared with the unit %s", p.Text, other.unit(), m.unit))
		return nil, false
	}
	return &bound{other: &other, name: p.Text}, true
}

// isMetric tells a metric, or what is meant for one, from a number: it begins with a letter, and has a dot, a space or a known name.
func (l *reader) isMetric(s string) bool {
	if s == "" || strings.ContainsRune("0123456789.-+", rune(s[0])) {
		return false
	}
	_, known := metrics.Lookup(s)
	return known || strings.ContainsAny(s, ". ") || parse.Suggestion(s, resolve.MetricNames(false)) != ""
}

// parseNumber reads a number with the unit of its metric.
func parseNumber(s string, unit metrics.Unit) (*big.Rat, error) {
	s = strings.TrimSpace(s)
	switch unit {
	case metrics.Duration:
		return quantity.ExactDuration(s)
	case metrics.Bytes:
		return quantity.ExactSize(s)
	case metrics.Rate:
		n, err := quantity.ExactBandwidth(s)
		if err != nil {
			return nil, err
		}
		return n.Quo(n, quantity.Whole(8)), nil
	}
	if s == "" {
		return nil, errors.New("a number is missing; " + expectHint)
	}
	if unit == metrics.Count {
		s = quantity.UngroupedCount(s)
		if err := quantity.Unambiguous(s); err != nil {
			return nil, err
		}
	}
	n, err := quantity.Decimal(s)
	low, high, _ := strings.Cut(s, "-")
	switch {
	case err != nil && isDecimal(low) && isDecimal(high):
		return nil, fmt.Errorf("%s is not a number; write the range as \"%s .. %s\"", parse.Quoted(s), low, high)
	case err != nil:
		return nil, fmt.Errorf("%s is not a number; %s", parse.Quoted(s), expectHint)
	case unit == metrics.Count && !n.IsInt():
		return nil, fmt.Errorf("%s is not a whole number; %s", parse.Quoted(s), expectHint)
	}
	return n, nil
}

func isDecimal(s string) bool {
	_, err := quantity.Decimal(s)
	return err == nil
}

// readWords reads codes or fates, with commas between several.
func (l *reader) readWords(p parse.Phrase, sign string, rest parse.Phrase, what kind) (w condition, ok bool) {
	if sign != "" && sign != "=" && sign != "!=" {
		l.Report(p.Problem("%s cannot be more or less; write = or !=", what))
		return w, false
	}
	w.not = sign == "!="
	for more := true; more; {
		var word parse.Phrase
		if word, rest, more = rest.CutFirst(","); !more {
			word = word.Trim()
		}
		if what == fate && !w.addFate(word.Text) {
			if fate := fateHabits[strings.ToLower(word.Text)]; fate != "" {
				l.Report(word.Problem("unknown fate %s; did you mean %q?", parse.Quoted(word.Text), fate)).Suggest("fates", "", fateNames())
				return w, false
			}
			l.Report(word.Problem("unknown fate %s", parse.Quoted(word.Text))).Suggest("fates", word.Text, fateNames())
			return w, false
		}
		if what == code {
			reply, err := parseCode(word.Text)
			if err != nil {
				l.Report(word.Problem("%s; a code is \"550 5.4.318\", \"550\" or \"5.4.318\"", err))
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
