package load

import (
	"strings"
	"time"

	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/quantity"
	"mailstorm/sim"
	"mailstorm/sim/fault"
	"mailstorm/sim/random"
	"mailstorm/sim/smtp"
)

// subject is sim.Subject with words.
type subject sim.Subject

var subjectWords = []string{"attempts", "messages", "recipients", "sender-servers", "receiver-servers"}

func (subject) Words() []string { return subjectWords }

func (s *subject) Choose(word string) bool { return smtp.Choose(s, subjectWords, word) }

// readFaults comes after the mail: filters name addresses.
func (l *loader) readFaults() {
	for i, h := range l.hosts {
		if h.faults == nil {
			continue
		}
		for _, n := range l.Open(h.faults).Node.Children {
			l.Config.Hosts[i].Faults = append(l.Config.Hosts[i].Faults, l.readFault(l.Open(n), n.Name))
		}
	}
}

// late warns of what begins when the scenario is over.
func (l *loader) late(what string, n *parse.Node, starts random.Quantity) {
	if l.Config.Length > 0 && starts.Min() >= int64(l.Config.Length) {
		l.Warn("%s: it starts only after the end of the scenario at %s%s", what, quantity.FormatDuration(l.Config.Length), converted(n, starts))
	}
}

// converted says when something starts that a key has as a day and a time; what is written as a time since clock needs no words.
func converted(n *parse.Node, starts random.Quantity) string {
	if n == nil || starts.Drawn() {
		return ""
	}
	if s := decode.Moment(n, starts.Fixed); s != quantity.FormatDuration(time.Duration(starts.Fixed)) {
		return "; it starts at " + s
	}
	return ""
}

func (l *loader) readFault(t *decode.Table, name string) sim.Fault {
	f := sim.Fault{Name: name, Share: random.All}
	var kind *fault.Kind
	row := l.ReadKind(t, decode.Faults, decode.Faults.Names)
	if row >= 0 {
		kind = &fault.Kinds[row]
		f.Kind = kind.Name
		(*subject)(&f.Of).Choose(kind.Of)
	}
	w := t.ReadSpan()
	f.Starts, f.Lasts = w.Starts, w.Lasts
	l.late("fault "+name, w.StartNode, f.Starts)
	share := l.part(t, &f)
	t.Read("of", (*subject)(&f.Of))
	l.filter(t, &f.Filter)
	l.readKind(t, kind, row, &f, share)
	t.Done()
	return f
}

// nobodyNamed refuses what asks for recipients of something that happens before any of them is named: it would affect all of them.
func (l *loader) nobodyNamed(t *decode.Table, what string, of sim.Subject) {
	if n := t.Node.Child["rcpt_to"]; len(parse.Elements(n)) > 0 {
		l.Report(n.KeyProblem("%s acts before RCPT TO, so rcpt_to cannot restrict it; leave it out, or use a kind that acts at RCPT or later", what))
	}
	if n := t.Node.Child["of"]; n != nil && of == sim.OfRecipients {
		l.Report(n.Problem("%s acts before RCPT TO, so its share cannot be of recipients; write \"messages\" or \"attempts\"", what))
	}
}

// part reads the share that a fault affects.
func (l *loader) part(t *decode.Table, f *sim.Fault) *parse.Node {
	q := random.Quantity{Fixed: int64(f.Share)}
	n := t.Read("share", (*decode.DrawnShare)(&q))
	if f.Share = random.Share(q.Max()); q.Drawn() {
		f.ShareOf = q
	}
	return n
}

// readKind reads the parameters of the kind and lets it build the fault.
func (l *loader) readKind(t *decode.Table, kind *fault.Kind, row int, f *sim.Fault, share *parse.Node) {
	params := fault.Unset
	if !l.ReadParameters(t, decode.Faults, row, func(n *parse.Node, i int) { l.Decode(n, fault.Parameters[i].At(&params)) }) {
		return
	}
	behaviour, err := kind.Make(params)
	if err != nil {
		l.Report(decode.Faults.NodeOf(t, err.Error()).Problem("%s", err))
		return
	}
	f.Behaviour = behaviour
	if kind.TLS != fault.AnyTLS || behaviour.Apply(fault.Session{Size: 1, Patience: new(smtp.Patience)}).Phase < smtp.Rcpt {
		l.nobodyNamed(t, kind.Name, f.Of)
	}
	if kind.ShareSteps == nil {
		return
	}
	f.ShareSteps = kind.ShareSteps(params)
	if share != nil {
		l.Report(share.KeyProblem("the share of %s follows from %s; leave share out", kind.Name, strings.Join(kind.Takes, ", ")))
	}
}
