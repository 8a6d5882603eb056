package scenarios

import (
	"slices"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
)

const (
	mostDeliveries = 200_000_000
	mostAddresses  = 1_000_000
	mostBytes      = 10_000_000_000_000_000 // written in all: counters of bytes, copies and attempts stay within 63 bits
)

func (l *loading) readMails(t *table) {
	if len(t.node.inner) == 0 && len(l.problems) == 0 {
		l.complain(t.node.problem("the scenario has no mail; write a table [mail.NAME]"))
	}
	var sum volume
	for _, n := range t.node.inner {
		l.altered[n.name] = slices.ContainsFunc(n.inner, func(e *node) bool { return e.src.rank >= rankOverride })
		t := l.open(n)
		if trace := t.take("trace", new(string)); trace != nil {
			l.tables[n.name] = -1
			l.readTrace(t, n.name, trace, &sum)
			continue
		}
		m, written := l.readMail(t, n.name)
		l.tables[n.name] = len(l.config.Mails)
		l.config.Mails = append(l.config.Mails, m)
		l.measure(n, &sum, m, written)
	}
	l.resolveDoubles(&sum)
}

func (l *loading) readMail(t *table, name string) (m sim.Mail, written *node) {
	m = sim.Mail{Name: name, Count: 1, Priority: retry.Normal}
	from := t.take("from", new(mailName))
	sender, ok := l.sender(t, from)
	m.From = sender
	to := t.get("to")
	m.To = l.recipients(t, to)
	l.manner(t, &m)
	if n := t.get("double_of"); n != nil {
		l.doubles = append(l.doubles, double{len(l.config.Mails), n})
		l.follow(t, &m, n)
	} else {
		l.weight(t, &m)
		written = l.timetable(t, &m)
	}
	enters := t.get("enters")
	switch {
	case enters != nil:
		m.Enters, _ = l.host(enters)
	case ok:
		m.Enters = l.entrance(from, m.From)
	}
	t.done()
	if to == nil {
		to = t.node
	}
	l.entries = append(l.entries, entry{m.Enters, m.To, to})
	return m, written
}

// manner reads how mail is written, whoever writes it and when.
func (l *loading) manner(t *table, m *sim.Mail) {
	t.read("priority", &m.Priority)
	if n := t.get("resend"); n != nil {
		m.Resend = l.resend(n)
	}
	t.read("forged", &m.Forged)
	var p precedence
	m.Bulk = t.read("precedence", &p) != nil
}

func (l *loading) sender(t *table, n *node) (int, bool) {
	var s string
	if n == nil {
		t.need("from", "the address of the sender")
		return 0, false
	}
	if !l.fill(n, &s) {
		return 0, false
	}
	return l.address(n, s)
}

// entrance is the host where the sender's domain lives.
func (l *loading) entrance(n *node, from int) int {
	domain := l.config.Addresses[from].Domain
	host, ok := l.homes[domain]
	if !ok {
		if len(l.hosts) > 0 {
			l.complain(n.problem("no host has the sender's domain %s;"+
				" say with enters where the mail enters, or give a host the domain%s", domain, suggestion(domain, l.allHomes())))
		}
	}
	return host
}

// weight reads size or attachment; an attachment grows by base64 and its line ends.
func (l *loading) weight(t *table, m *sim.Mail) {
	var attached random.Quantity
	size := t.more("size", (*sizes)(&m.Size))
	attachment := t.more("attachment", (*sizes)(&attached))
	t.only(size, attachment)
	switch {
	case size == nil && attachment == nil:
		t.need("size", "as in size = \"75KB\"; or attachment = \"20MB\"")
	case size == nil:
		m.Size = mapped(attached, encoded)
	}
}

// encoded is 137/100 of a size, rounded up.
func encoded(n int64) int64 { return n/100*137 + (n%100*137+99)/100 }

// timetable reads when and how many; it gives the key that says how many, for complaints.
func (l *loading) timetable(t *table, m *sim.Mail) (written *node) {
	count := l.volume(t, m)
	rate := t.read("rate", &m.Rate)
	at := t.read("at", (*moments)(&m.Starts))
	w := t.when()
	hours := t.read("hours", &m.Hours)
	t.only(count, rate)
	t.only(at, w.first)
	if w.first == nil {
		t.only(at, w.last)
	}
	if at == nil {
		m.Starts, m.Lasts = w.starts, w.lasts
	}
	switch {
	case rate != nil:
		t.only(at, rate)
		if m.Count, m.Volume = 0, (random.Quantity{}); w.last == nil && l.config.Length == 0 {
			l.complain(rate.misnamed(
				"a rate without end needs a length of the scenario; write ends or lasts here, or length at the top"))
		}
	case w.first != nil && w.last == nil && at == nil:
		l.complain(w.first.misnamed("this starts and does not end; write ends or lasts as well, or at for one moment"))
	case hours != nil && w.last == nil:
		l.complain(hours.misnamed("hours restrict a span; write starts, and ends or lasts"))
	}
	l.check(hours, *m)
	if rate != nil {
		return rate
	}
	return count
}

// volume reads how many messages there are, unless a rate says so.
func (l *loading) volume(t *table, m *sim.Mail) *node {
	q := random.Quantity{Fixed: int64(m.Count)}
	n := t.more("count", (*counts)(&q))
	if m.Count = uint64(q.Fixed); q.Drawn() {
		m.Volume = q
	}
	return n
}

// check warns of mail that nobody writes.
func (l *loading) check(hours *node, m sim.Mail) {
	if l.config.Length > 0 && m.Starts.Min() >= int64(l.config.Length) {
		l.warn("mail %s: nobody writes it before the scenario ends at %s", m.Name, formatDuration(l.config.Length))
	}
	if hours == nil {
		return
	}
	ends := m.Starts.Max() + m.Lasts.Max()
	if m.Lasts.Max() == 0 {
		ends = int64(l.config.Length)
	}
	if ends > m.Starts.Min() && !meets(m.Hours, l.config.Clock, time.Duration(m.Starts.Min()), time.Duration(ends)) {
		l.complain(hours.problem("the span holds none of these hours; simulated time 0 is %s %s",
			l.config.Clock.Format("Mon 2006-01-02 15:04"), l.config.Clock.Location()))
	}
}

// meets reports whether a span holds a moment of the weekly hours.
func meets(h sim.Hours, clock time.Time, starts, ends time.Duration) bool {
	if h == (sim.Hours{}) || ends-starts >= 8*day {
		return true
	}
	from, until := clock.Add(starts), clock.Add(ends)
	midnight := time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, from.Location())
	for d := midnight; d.Before(until); d = d.Add(day) {
		opens, closes := d.Add(h.From), d.Add(h.Until)
		if h.Days[d.Weekday()] && opens.Before(until) && closes.After(from) {
			return true
		}
	}
	return false
}
