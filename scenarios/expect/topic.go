package scenarios

import (
	"slices"
	"strings"
	"time"

	"mailstorm/sim/metrics"
)

// topic is what an expectation speaks of: WHAT [of DELIVERY] [at TIME], or DELIVERY [at TIME].
type topic struct {
	what  what
	id    metrics.ID // of a number
	host  int        // index into Config.Hosts; -1: the whole run
	of    *letters   // nil: all deliveries
	at    time.Duration
	early bool // at a time, and not at the end
}

// what is asked for.
type what uint8

const (
	number what = iota
	code        // those that NDRs show
	fate
)

const (
	codeName    = "ndr.code"
	lettersHint = "write a table of mail and a recipient, as in \"deck to partner@fabrikam.example\""
)

// topic reads what an expectation speaks of.
func (l *expectReader) topic(p phrase) (t topic, ok bool) {
	t.host = -1
	rest, at, timed := p.last(" at ")
	if timed {
		if t.at, ok = l.point(at); !ok {
			return t, false
		}
		t.early = l.config.Length == 0 || t.at < l.config.Length
	}
	what, whose, some := rest.first(" of ")
	if !some || strings.Contains(what.text, " ") {
		if _, _, alone := rest.last(" to "); alone {
			t.what = fate
			t.of, ok = l.letters(rest)
			return t, ok
		}
		return t, !l.forgetsRecipient(rest) && l.what(rest, &t)
	}
	if ok = l.what(what, &t); !ok {
		return t, false
	}
	if t.host >= 0 {
		l.complain(what.problem("a number of one host cannot be had of single deliveries; leave %s out", l.config.Hosts[t.host].Name))
		return t, false
	}
	if t.what == number && !slices.Contains(lettered(), metrics.Catalogue[t.id].Name) {
		l.complain(what.problem("%s is not counted for single deliveries", what.text)).among("metrics of deliveries", "", lettered())
		return t, false
	}
	t.of, ok = l.letters(whose)
	return t, ok
}

// forgetsRecipient complains of a table of mail, or one of its messages, without a recipient.
func (l *expectReader) forgetsRecipient(p phrase) bool {
	name, _, _ := strings.Cut(p.text, " ")
	_, isMail := l.tables[name]
	_, isMetric := metrics.Lookup(p.text)
	if isMail = isMail && !isMetric; isMail {
		l.complain(p.problem("%s names no deliveries; %s", quoted(p.text), lettersHint))
	}
	return isMail
}

// what reads a metric or ndr.code, with a host in front or not.
func (l *expectReader) what(p phrase, t *topic) bool {
	host, ofHost := strings.CutSuffix(p.text, "."+codeName)
	switch {
	case p.text == codeName:
		t.what = code
		return true
	case ofHost:
		t.what = code
		index, known := l.named[host]
		if t.host = index; !known {
			l.complain(p.problem("unknown host %s", quoted(host))).among("hosts", host, l.hostNames())
		}
		return known
	}
	var ok bool
	t.id, t.host, ok = l.metric(p)
	return ok
}

// point reads a time within the run.
func (l *expectReader) point(p phrase) (time.Duration, bool) {
	at, err := ParseDuration(p.text)
	late := l.config.Length > 0 && at > l.config.Length
	switch {
	case err != nil:
		l.complain(p.problem("%s", err))
		return 0, false
	case late && l.shortened && !slices.Contains(l.times, at):
		l.warn("%s lies after the end of the run, which --set length moved; what is told of it is told of the end", p.text)
	case late && !l.shortened:
		l.complain(p.problem("%s lies after the end of the run; length is %s", p.text, formatDuration(l.config.Length)))
		return 0, false
	}
	if !slices.Contains(l.times, at) {
		l.times = append(l.times, at)
	}
	if len(l.times) > mostTimes {
		l.complain(p.problem("more than 50 different times; for each the storm runs once more, and that is the most"))
		return 0, false
	}
	return at, true
}

// same reports whether two topics are one.
func (t topic) same(other topic) bool {
	of := t.of == other.of || t.of != nil && other.of != nil && *t.of == *other.of
	t.of, other.of = nil, nil
	return of && t == other
}

// unit is that of a number, and empty for all else.
func (t *topic) unit() metrics.Unit {
	if t.what != number {
		return ""
	}
	return metrics.Catalogue[t.id].Unit
}

func (w what) String() string {
	return [...]string{number: "a number", code: "a code", fate: "a fate"}[w]
}
