package load

import (
	"slices"
	"time"

	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
	"mailstorm/sim"
	"mailstorm/sim/retry"
)

// tagging is how a program changes the envelope senders of its own mail: what forwarders do to those of others is not among it.
type tagging retry.SenderRewriting

var taggingWords = []string{"none", "verp", "batv", "each-message"}

func (tagging) Words() []string { return taggingWords }

func (s *tagging) Choose(word string) bool {
	return slices.Contains(taggingWords, word) && (*retry.SenderRewriting)(s).Choose(word)
}

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
func (l *loader) resend(n *parse.Node) sim.Resend {
	again := sim.Resend{After: usualResend, Times: 1}
	if n.Kind != parse.Table {
		l.Decode(n, &again.Share)
		return again
	}
	t := l.Open(n)
	if t.Read("share", &again.Share) == nil {
		t.Missing("share", "how many of those who got an NDR write again, as in share = \"50%\"")
	}
	t.Read("after", &again.After)
	if times := t.ReadPositive("times", &again.Times); again.Times > mostResends {
		l.Report(times.Problem("%d times are too many; the maximum is %d", again.Times, mostResends))
	}
	t.Done()
	return again
}

// double is a table of mail that names another, of which it is written once more.
type double struct {
	mail int
	node *parse.Node
}

// readDouble reads when doubles are written: so long after the messages that they double, from which all else follows.
func (l *loader) readDouble(t *decode.Table, m *sim.Mail, of *parse.Node) {
	t.Read("at", (*decode.DrawnDuration)(&m.Starts))
	for _, key := range []string{"size", "attachment", "count", "rate", "starts", "ends", "lasts", "hours"} {
		if n := t.Get(key); n != nil {
			l.Report(n.KeyProblem("%[1]s follows from the table %[2]s, whose messages are repeated; leave %[1]s out, and write at for the delay", key, parse.Quoted(of.Text())))
		}
	}
}

// resolveDoubles finds the tables that double_of names: they may come later in the file. A double of a double is none.
func (l *loader) resolveDoubles(sum *volume) {
	doubled := map[int]bool{}
	for _, d := range l.doubles {
		doubled[d.mail] = true
	}
	for _, d := range l.doubles {
		other, ok := l.doubled(d)
		switch {
		case !ok:
		case doubled[other]:
			l.Report(d.node.Problem("%s is itself a double; name the table of the original messages", d.node.Text()))
		default:
			m, twin := &l.Config.Mails[d.mail], &l.Config.Mails[other]
			m.DoubleOf, m.Count, m.Volume, m.Size = other+1, twin.Count, twin.Volume, twin.Size
			l.measure(d.node.Parent, sum, *m, d.node)
		}
	}
}

// doubled is the table whose messages are doubled; it has one for each of the doubles.
func (l *loader) doubled(d double) (other int, ok bool) {
	var name string
	if !l.Decode(d.node, &name) {
		return 0, false
	}
	m := l.Config.Mails[d.mail]
	other, ok = l.MailIndex[name]
	if !ok {
		l.Report(d.node.Problem("there is no mail table %s", parse.Quoted(name))).Suggest("tables of mail", name, l.tableNames())
		return 0, false
	}
	switch {
	case other < 0:
		l.Report(d.node.Problem("%s takes its messages from a trace; a double needs a table with a count", name))
	case other == d.mail:
		l.Report(d.node.Problem("%s cannot be a double of itself", name))
	case l.Config.Mails[other].Rate.Count > 0:
		l.Report(d.node.Problem("the n-th message of %s is a double of the n-th of %s, which needs a count, not a rate", m.Name, name))
	case m.From != l.Config.Mails[other].From:
		l.Report(d.node.Problem("%s has a different sender; a double is the same message, so its sender must be the same", name))
	default:
		return other, true
	}
	return 0, false
}

// tableNames lists the tables of mail in the order of the file, without those that a trace makes.
func (l *loader) tableNames() (names []string) {
	for _, m := range l.Config.Mails {
		if _, ok := l.MailIndex[m.Name]; ok {
			names = append(names, m.Name)
		}
	}
	return names
}
