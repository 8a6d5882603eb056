package scenarios

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"mailstorm/sim"
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

// letters are the deliveries of a table of mail, or of its N-th message, to one recipient: MAIL [N] to ADDRESS.
type letters struct {
	mail, until int    // indices into Config.Mails: one table, or those that a message trace was made into
	nth         uint64 // in the order of writing, 1 the first; 0: all
	to          int    // index into Config.Addresses
}

const (
	codeName    = "ndr.code"
	lettersHint = "write a table of mail and a recipient, as in \"deck to partner@fabrikam.example\""
)

// topic reads what an expectation speaks of.
func (l *loading) topic(p phrase) (t topic, ok bool) {
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
func (l *loading) forgetsRecipient(p phrase) bool {
	name, _, _ := strings.Cut(p.text, " ")
	_, isMail := l.tables[name]
	_, isMetric := metrics.Lookup(p.text)
	if isMail = isMail && !isMetric; isMail {
		l.complain(p.problem("%s names no deliveries; %s", quoted(p.text), lettersHint))
	}
	return isMail
}

// what reads a metric or ndr.code, with a host in front or not.
func (l *loading) what(p phrase, t *topic) bool {
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
func (l *loading) point(p phrase) (time.Duration, bool) {
	at, err := ParseDuration(p.text)
	if err == nil && l.config.Length > 0 && at > l.config.Length {
		l.complain(p.problem("%s lies after the end of the run; length is %s", p.text, formatDuration(l.config.Length)))
		return 0, false
	}
	if err != nil {
		l.complain(p.problem("%s", err))
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

// letters reads MAIL [N] to ADDRESS.
func (l *loading) letters(p phrase) (*letters, bool) {
	mail, to, ok := p.last(" to ")
	if !ok {
		l.complain(p.problem("%s names no deliveries; %s", quoted(p.text), lettersHint))
		return nil, false
	}
	d := &letters{}
	if !l.whichMails(mail, d) {
		return nil, false
	}
	name, domain, _ := splitAddress(to.text)
	address, known := l.written[name+"@"+domain]
	if d.to = address; !known || !slices.ContainsFunc(l.config.Mails[d.mail:d.until], func(m sim.Mail) bool { return slices.Contains(m.To, address) }) {
		if names := l.recipientsOf(d); len(names) > 0 { // else its own table is wrong, which was said
			l.complain(to.problem("%s does not go to %s", mail.text, quoted(to.text))).among("recipients", to.text, names)
		}
		return nil, false
	}
	return d, true
}

// whichMails reads MAIL [N].
func (l *loading) whichMails(p phrase, d *letters) bool {
	name := p
	index, known := l.tables[p.text]
	if before, nth, ok := p.last(" "); ok && !known {
		n, err := strconv.ParseUint(nth.text, 10, 32)
		if err != nil || n == 0 {
			l.complain(nth.problem("%s is no number of a message; the first is 1", quoted(nth.text)))
			return false
		}
		d.nth, name = n, before
		index, known = l.tables[name.text]
	}
	if !known {
		l.complain(name.problem("unknown table of mail %s", quoted(name.text))).among("tables of mail", name.text, l.mailNames())
		return false
	}
	if d.mail, d.until = index, index+1; index < 0 {
		d.mail, d.until = l.tracedMails(name.text)
	}
	return d.mail < d.until && l.reachable(p, d)
}

// reachable complains of the N-th message of a table that has fewer.
func (l *loading) reachable(p phrase, d *letters) bool {
	m := &l.config.Mails[d.mail]
	if d.until-d.mail > 1 || d.nth <= 1 || m.Rate.Count > 0 || m.Volume.Drawn() || m.DoubleOf > 0 || len(m.Listed) > 0 || d.nth <= m.Count {
		return true
	}
	_, nth, _ := p.last(" ")
	l.complain(nth.problem("%s has no message %d; its count is %d", m.Name, d.nth, m.Count))
	return false
}

// tracedMails are the tables that a message trace was made into; they lie side by side.
func (l *loading) tracedMails(name string) (from, until int) {
	made := func(m sim.Mail) bool { return strings.HasPrefix(m.Name, name+"/") }
	from = max(slices.IndexFunc(l.config.Mails, made), 0)
	for until = from; until < len(l.config.Mails) && made(l.config.Mails[until]); {
		until++
	}
	return from, until
}

func (l *loading) mailNames() (names []string) {
	for i := range l.config.Mails {
		if name := l.config.Mails[i].Name; l.tables[name] == i && len(names) < mostNamed {
			names = append(names, name)
		}
	}
	return names
}

const mostNamed = 20 // in a list of legal words

// recipientsOf lists the recipients of deliveries, as many as people read.
func (l *loading) recipientsOf(d *letters) (names []string) {
	for _, m := range l.config.Mails[d.mail:d.until] {
		for _, a := range m.To {
			if name := l.config.Addresses[a].Name; len(names) < mostNamed && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
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
