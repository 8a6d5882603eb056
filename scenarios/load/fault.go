package scenarios

import (
	"slices"
	"strings"

	"mailstorm/sim"
	"mailstorm/sim/fault"
	"mailstorm/sim/random"
	"mailstorm/sim/smtp"
)

// subject is sim.Subject with words.
type subject sim.Subject

var subjectWords = []string{"attempts", "messages", "recipients", "sender-servers", "receiver-servers"}

func (subject) Words() []string { return subjectWords }

func (s *subject) Choose(word string) bool {
	i := slices.Index(subjectWords, word)
	if i >= 0 {
		*s = subject(i)
	}
	return i >= 0
}

// readFaults comes after the mail: filters name addresses.
func (l *loading) readFaults() {
	for i, h := range l.hosts {
		if h.faults == nil {
			continue
		}
		for _, n := range l.open(h.faults).node.inner {
			l.config.Hosts[i].Faults = append(l.config.Hosts[i].Faults, l.readFault(l.open(n), n.name))
		}
	}
}

// late warns of what begins when the scenario is over.
func (l *loading) late(what string, starts random.Quantity) {
	if l.config.Length > 0 && starts.Min() >= int64(l.config.Length) {
		l.warn("%s: it starts only after the end of the scenario at %s", what, formatDuration(l.config.Length))
	}
}

func (l *loading) readFault(t *table, name string) sim.Fault {
	f := sim.Fault{Name: name, Share: random.All}
	var kind *fault.Kind
	row := l.kind(t, faultShelf, faultShelf.names)
	if row >= 0 {
		kind = &fault.Kinds[row]
		f.Kind = kind.Name
		(*subject)(&f.Of).Choose(kind.Of)
	}
	w := t.when()
	f.Starts, f.Lasts = w.starts, w.lasts
	l.late("fault "+name, f.Starts)
	share := l.part(t, &f)
	t.read("of", (*subject)(&f.Of))
	l.filter(t, &f.Filter)
	l.bend(t, kind, row, &f, share)
	t.done()
	return f
}

// nobodyNamed refuses what asks for recipients of something that happens before any of them is named: it would befall all of them.
func (l *loading) nobodyNamed(t *table, what string, of sim.Subject) {
	if n := t.node.named["rcpt_to"]; len(several(n)) > 0 {
		l.complain(n.misnamed("%s happens before RCPT TO names anybody, so rcpt_to cannot restrict it; leave it out, or use a kind that acts at RCPT or later", what))
	}
	if n := t.node.named["of"]; n != nil && of == sim.OfRecipients {
		l.complain(n.problem("%s happens before RCPT TO names anybody, so its share cannot be one of recipients; write \"messages\" or \"attempts\"", what))
	}
}

// part reads the share that a fault befalls.
func (l *loading) part(t *table, f *sim.Fault) *node {
	q := random.Quantity{Fixed: int64(f.Share)}
	n := t.read("share", (*parts)(&q))
	if f.Share = random.Share(q.Max()); q.Drawn() {
		f.ShareOf = q
	}
	return n
}

// bend reads the parameters of the kind and lets it build the fault.
func (l *loading) bend(t *table, kind *fault.Kind, row int, f *sim.Fault, share *node) {
	params := fault.Unset
	if !l.parameters(t, faultShelf, row, func(n *node, i int) { l.fill(n, fault.Parameters[i].At(&params)) }) {
		return
	}
	bend, err := kind.Make(params)
	if err != nil {
		l.complain(faultShelf.culprit(t, err.Error()).problem("%s", err))
		return
	}
	f.Bend = bend
	if kind.TLS != fault.AnyTLS || bend.Bend(fault.Session{Size: 1, Patience: new(smtp.Patience)}).Phase < smtp.Rcpt {
		l.nobodyNamed(t, kind.Name, f.Of)
	}
	if kind.Falls == nil {
		return
	}
	f.Falls = kind.Falls(params)
	if share != nil {
		l.complain(share.misnamed("the share of %s follows from %s", kind.Name, strings.Join(kind.Takes, ", ")))
	}
}
