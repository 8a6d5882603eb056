package load

import (
	"cmp"
	"slices"
	"time"

	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/quantity"
	"mailstorm/sim"
	"mailstorm/sim/calendar"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
)

const (
	mostDeliveries = 200_000_000
	mostAddresses  = 1_000_000
	mostBytes      = 10_000_000_000_000_000 // written in all: counters of bytes, copies and attempts stay within 63 bits
)

func (l *loader) readMails(t *decode.Table) {
	if len(t.Node.Children) == 0 && len(l.Problems) == 0 {
		l.Report(t.Node.Problem("the scenario has no mail; write a table [mail.NAME]"))
	}
	var sum volume
	for _, n := range t.Node.Children {
		l.Altered[n.Name] = slices.ContainsFunc(n.Children, func(e *parse.Node) bool { return e.Source.Rank >= parse.RankOverride })
		t := l.Open(n)
		if trace := t.Take("trace", new(string)); trace != nil {
			l.MailIndex[n.Name] = -1
			l.readTrace(t, n.Name, trace, &sum)
			continue
		}
		m, written := l.readMail(t, n.Name)
		l.MailIndex[n.Name] = len(l.Config.Mails)
		l.Config.Mails = append(l.Config.Mails, m)
		l.measure(n, &sum, m, written)
	}
	l.resolveDoubles(&sum)
}

func (l *loader) readMail(t *decode.Table, name string) (m sim.Mail, written *parse.Node) {
	m = sim.Mail{Name: name, Count: 1, Priority: retry.Normal}
	from := t.Take("from", new(decode.Address))
	sender, ok := l.sender(t, from)
	m.From = sender
	to := t.Get("to")
	m.To = l.recipients(t, to)
	l.manner(t, &m)
	if n := t.Get("double_of"); n != nil {
		l.doubles = append(l.doubles, double{len(l.Config.Mails), n})
		l.readDouble(t, &m, n)
	} else {
		l.weight(t, &m)
		written = l.timetable(t, &m)
	}
	enters := t.Get("enters")
	switch {
	case enters != nil:
		m.Enters, _ = l.Host(enters)
	case ok:
		m.Enters = l.entrance(from, m.From)
	}
	t.Done()
	if to == nil {
		to = t.Node
	}
	l.entries = append(l.entries, entry{m.Enters, m.To, to})
	return m, written
}

// manner reads how mail is written, whoever writes it and when.
func (l *loader) manner(t *decode.Table, m *sim.Mail) {
	t.Read("priority", &m.Priority)
	if n := t.Get("resend"); n != nil {
		m.Resend = l.resend(n)
	}
	t.Read("forged", &m.Forged)
	var p precedence
	m.Bulk = t.Read("precedence", &p) != nil
	t.Read("sender_rewriting", (*tagging)(&m.Senders))
}

func (l *loader) sender(t *decode.Table, n *parse.Node) (int, bool) {
	var s string
	if n == nil {
		t.Missing("from", "the address of the sender")
		return 0, false
	}
	if !l.Decode(n, &s) {
		return 0, false
	}
	return l.Address(n, s)
}

// entrance is the host where the sender's domain lives.
func (l *loader) entrance(n *parse.Node, from int) int {
	domain := l.Config.Addresses[from].Domain
	host, ok := l.homes[domain]
	if !ok {
		if len(l.hosts) > 0 && !l.wrongDomain {
			l.Report(n.Problem("no host has the sender's domain %s;"+
				" write enters = \"HOST\" for the host where the mail enters, or add the domain to a host%s", domain, parse.Suggestion(domain, l.allHomes())))
		}
	}
	return host
}

// weight reads size or attachment; an attachment grows by base64 and its line ends.
func (l *loader) weight(t *decode.Table, m *sim.Mail) {
	var attached random.Quantity
	size := t.ReadPositive("size", (*decode.DrawnSize)(&m.Size))
	attachment := t.ReadPositive("attachment", (*decode.DrawnSize)(&attached))
	t.Exclusive(size, attachment)
	switch {
	case size == nil && attachment == nil:
		t.Missing("size", "size = \"75KB\" or attachment = \"20MB\"")
	case size == nil:
		m.Size = decode.MapQuantity(attached, encoded)
	}
}

// encoded is 137/100 of a size, rounded up.
func encoded(n int64) int64 { return n/100*137 + (n%100*137+99)/100 }

// timetable reads when and how many; it gives the key that says how many, for complaints.
func (l *loader) timetable(t *decode.Table, m *sim.Mail) (written *parse.Node) {
	count := l.volume(t, m)
	rate := t.Read("rate", &m.Rate)
	at := t.Read("at", (*decode.DrawnMoment)(&m.Starts))
	w := t.ReadSpan()
	hours := t.Read("hours", &m.Hours)
	t.Exclusive(count, rate)
	t.Exclusive(at, w.StartNode)
	if w.StartNode == nil {
		t.Exclusive(at, w.EndNode)
	}
	if at == nil {
		m.Starts, m.Lasts = w.Starts, w.Lasts
	}
	switch {
	case rate != nil:
		t.Exclusive(at, rate)
		if m.Count, m.Volume = 0, (random.Quantity{}); w.EndNode == nil && l.Config.Length == 0 {
			l.Report(rate.KeyProblem(
				"a rate without an end needs a scenario with a length; write ends or lasts here, or length at the top"))
		}
	case w.StartNode != nil && w.EndNode == nil && at == nil:
		l.Report(w.StartNode.KeyProblem("this starts but does not end; write ends or lasts as well, or write at for a single time"))
	case hours != nil && w.EndNode == nil:
		l.Report(hours.KeyProblem("hours restricts a span; write starts, and ends or lasts"))
	}
	l.check(cmp.Or(at, w.StartNode), hours, *m)
	if rate != nil {
		return rate
	}
	return count
}

// volume reads how many messages there are, unless a rate says so.
func (l *loader) volume(t *decode.Table, m *sim.Mail) *parse.Node {
	q := random.Quantity{Fixed: int64(m.Count)}
	n := t.ReadPositive("count", (*decode.DrawnCount)(&q))
	if m.Count = uint64(q.Fixed); q.Drawn() {
		m.Volume = q
	}
	return n
}

// check warns of mail that nobody writes.
func (l *loader) check(starts, hours *parse.Node, m sim.Mail) {
	if l.Config.Length > 0 && m.Starts.Min() >= int64(l.Config.Length) {
		l.Warn("mail %s: nobody writes it before the scenario ends at %s%s", m.Name, quantity.FormatDuration(l.Config.Length), converted(starts, m.Starts))
	}
	if hours == nil {
		return
	}
	ends := m.Starts.Max() + m.Lasts.Max()
	if m.Lasts.Max() == 0 {
		ends = int64(l.Config.Length)
	}
	if ends > m.Starts.Min() && m.Hours != (calendar.Hours{}) && !m.Hours.Meet(l.Config.Clock, time.Duration(m.Starts.Min()), time.Duration(ends)) {
		l.Report(hours.Problem("the span contains none of these hours; simulated time 0 is %s %s",
			l.Config.Clock.Format("Mon 2006-01-02 15:04"), l.Config.Clock.Location()))
	}
}
