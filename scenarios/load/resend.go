package scenarios

import (
	"slices"
	"time"

	"mailstorm/sim"
)

// precedence is what a message says about itself; automatic mail treats all of them alike.
type precedence uint8

var precedenceWords = []string{"bulk", "list", "junk"}

func (precedence) Words() []string { return precedenceWords }

func (p *precedence) Choose(word string) bool { return slices.Contains(precedenceWords, word) }

const (
	usualResend = 10 * time.Minute // inferred: who reads an NDR needs a while
	mostResends = 100
)

// resend reads a share of deliveries, or {share = "50%", after = "10m", times = 1}.
func (l *loading) resend(n *node) sim.Resend {
	again := sim.Resend{After: usualResend, Times: 1}
	if n.shape != tableShape {
		l.fill(n, &again.Share)
		return again
	}
	t := l.open(n)
	if t.read("share", &again.Share) == nil {
		t.need("share", "how many of those who got an NDR write again, as in share = \"50%\"")
	}
	t.read("after", &again.After)
	if times := t.more("times", &again.Times); again.Times > mostResends {
		l.complain(times.problem("%d times; the most is %d", again.Times, mostResends))
	}
	t.done()
	return again
}

// double is a table of mail that names another, of which it is written once more.
type double struct {
	mail int
	node *node
}

// follow reads when doubles are written: so long after the messages that they double, from which all else follows.
func (l *loading) follow(t *table, m *sim.Mail, of *node) {
	t.read("at", (*moments)(&m.Starts))
	for _, key := range []string{"size", "attachment", "count", "rate", "starts", "ends", "lasts", "hours"} {
		if n := t.get(key); n != nil {
			l.complain(n.misnamed("%s follows from the table %s, whose messages these are once more; at says how much later they are written", key, quoted(of.text())))
		}
	}
}

// resolveDoubles finds the tables that double_of names: they may come later in the file. A double of a double is none.
func (l *loading) resolveDoubles(sum *volume) {
	doubled := map[int]bool{}
	for _, d := range l.doubles {
		doubled[d.mail] = true
	}
	for _, d := range l.doubles {
		other, ok := l.twin(d)
		switch {
		case !ok:
		case doubled[other]:
			l.complain(d.node.problem("%s is a double itself; name the table whose messages are written first", d.node.text()))
		default:
			m, twin := &l.config.Mails[d.mail], &l.config.Mails[other]
			m.DoubleOf, m.Count, m.Volume, m.Size = other+1, twin.Count, twin.Volume, twin.Size
			l.measure(d.node.up, sum, *m, d.node)
		}
	}
}

// twin is the table whose messages are doubled; it has one for each of the doubles.
func (l *loading) twin(d double) (other int, ok bool) {
	var name string
	if !l.fill(d.node, &name) {
		return 0, false
	}
	m := l.config.Mails[d.mail]
	other, ok = l.tables[name]
	if !ok {
		l.complain(d.node.problem("no mail %s", quoted(name))).among("tables of mail", name, l.tableNames())
		return 0, false
	}
	switch {
	case other < 0:
		l.complain(d.node.problem("%s lists its messages in a trace; a double needs a table with a count", name))
	case other == d.mail:
		l.complain(d.node.problem("%s cannot be a double of itself", name))
	case l.config.Mails[other].Rate.Count > 0:
		l.complain(d.node.problem("the n-th message of %s is a double of the n-th of %s, which needs a count, not a rate", m.Name, name))
	case m.From != l.config.Mails[other].From:
		l.complain(d.node.problem("%s has another sender; a double is the same message, so its sender is the same", name))
	default:
		return other, true
	}
	return 0, false
}

// tableNames lists the tables of mail in the order of the file, without those that a trace makes.
func (l *loading) tableNames() (names []string) {
	for _, m := range l.config.Mails {
		if _, ok := l.tables[m.Name]; ok {
			names = append(names, m.Name)
		}
	}
	return names
}
