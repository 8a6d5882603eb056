package expect

import (
	"slices"
	"strings"
	"time"

	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/quantity"
	"mailstorm/sim/metrics"
)

// topic is what an expectation speaks of: WHAT [of DELIVERY] [at TIME], or DELIVERY [at TIME].
type topic struct {
	what  kind
	Id    metrics.ID  // of a number
	Host  int         // index into Config.Hosts; -1: the whole run
	of    *deliveries // nil: all deliveries
	at    time.Duration
	early bool // at a time, and not at the end
}

// kind is asked for.
type kind uint8

const (
	number kind = iota
	code        // those that NDRs show
	fate
)

const (
	CodeName       = "ndr.code"
	deliveriesHint = "write a table of mail and a recipient, as in \"deck to partner@fabrikam.example\""
)

// readTopic reads what an expectation speaks of.
func (l *reader) readTopic(p parse.Phrase) (t topic, ok bool) {
	t.Host = -1
	rest, at, timed := p.CutLast(" at ")
	if timed {
		if t.at, ok = l.readTime(at); !ok {
			return t, false
		}
		t.early = l.Config.Length == 0 || t.at < l.Config.Length
	}
	what, whose, some := rest.CutFirst(" of ")
	if !some || strings.Contains(what.Text, " ") {
		if _, _, alone := rest.CutLast(" to "); alone {
			t.what = fate
			t.of, ok = l.readDeliveries(rest)
			return t, ok
		}
		return t, !l.forgetsRecipient(rest) && l.readKind(rest, &t)
	}
	if ok = l.readKind(what, &t); !ok {
		return t, false
	}
	if t.Host >= 0 {
		l.Report(what.Problem("a metric of one host is not counted for single deliveries; leave %s out", l.Config.Hosts[t.Host].Name))
		return t, false
	}
	if t.what == number && !slices.Contains(DeliveryMetrics(), metrics.Catalogue[t.Id].Name) {
		l.Report(what.Problem("%s is not counted for single deliveries", what.Text)).Suggest("metrics of deliveries", "", DeliveryMetrics())
		return t, false
	}
	t.of, ok = l.readDeliveries(whose)
	return t, ok
}

// forgetsRecipient complains of a table of mail, or one of its messages, without a recipient.
func (l *reader) forgetsRecipient(p parse.Phrase) bool {
	name, _, _ := strings.Cut(p.Text, " ")
	_, isMail := l.MailIndex[name]
	_, isMetric := metrics.Lookup(p.Text)
	if isMail = isMail && !isMetric; isMail {
		l.Report(p.Problem("%s does not name deliveries; %s", parse.Quoted(p.Text), deliveriesHint))
	}
	return isMail
}

// readKind reads a metric or ndr.code, with a host in front or not.
func (l *reader) readKind(p parse.Phrase, t *topic) bool {
	host, ofHost := strings.CutSuffix(p.Text, "."+CodeName)
	switch {
	case p.Text == CodeName:
		t.what = code
		return true
	case ofHost:
		t.what = code
		index, known := l.HostIndex[host]
		if t.Host = index; !known {
			l.Report(p.Problem("unknown host %s", parse.Quoted(host))).Suggest("hosts", host, l.HostNames())
		}
		return known
	}
	var ok bool
	t.Id, t.Host, ok = l.Metric(p)
	return ok
}

// readTime reads a time within the run.
func (l *reader) readTime(p parse.Phrase) (time.Duration, bool) {
	at, err := quantity.ParseMoment(p.Text, l.Clock, 0)
	late := l.Config.Length > 0 && at > l.Config.Length
	switch {
	case err != nil:
		l.Report(p.Problem("%s", err))
		return 0, false
	case late && l.shortened && !slices.Contains(l.times, at):
		l.Warn("%s lies after the end of the run, which --set length moved; what is told of it is told of the end", quantity.Dated(p.Text, at))
	case late && !l.shortened:
		l.Report(p.Problem("%s is after the end of the run; length is %s", quantity.Dated(p.Text, at), quantity.FormatDuration(l.Config.Length)))
		return 0, false
	}
	if !slices.Contains(l.times, at) {
		l.times = append(l.times, at)
	}
	if len(l.times) > MostTimes {
		l.Report(p.Problem("more than 50 different times, which is the limit: the simulation runs once more for each of them"))
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
	return metrics.Catalogue[t.Id].Unit
}

func (w kind) String() string {
	return [...]string{number: "a number", code: "a code", fate: "a fate"}[w]
}

// isMoment reports whether the topic is when something happens, as alert.at is.
func (t topic) isMoment() bool {
	return t.what == number && strings.HasSuffix(metrics.Catalogue[t.Id].Name, ".at")
}
