package scenarios

import (
	"slices"
	"strings"

	"mailstorm/sim"
	"mailstorm/sim/fault"
	"mailstorm/sim/random"
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

func (l *loading) readFault(t *table, name string) sim.Fault {
	f := sim.Fault{Name: name, Share: random.All}
	kind := l.kind(t)
	if kind != nil {
		f.Kind = kind.Name
		(*subject)(&f.Of).Choose(kind.Of)
	}
	w := t.when()
	f.Starts, f.Lasts = w.starts, w.lasts
	if l.config.Length > 0 && f.Starts.Min() >= int64(l.config.Length) {
		l.warn("fault %s: it starts only after the end of the scenario at %s", name, formatDuration(l.config.Length))
	}
	share := t.read("share", &f.Share)
	t.read("of", (*subject)(&f.Of))
	l.filter(t, &f.Filter)
	l.bend(t, kind, &f, share)
	t.done()
	return f
}

func (l *loading) kind(t *table) *fault.Kind {
	var names []string
	for _, k := range fault.Kinds {
		names = append(names, k.Name)
	}
	slices.Sort(names)
	var word string
	n := t.get("kind")
	if n == nil {
		t.complain(t.node.problem("%s lacks kind", t.node.path())).among("faults", "", names)
		return nil
	}
	if !l.fill(n, &word) {
		return nil
	}
	for i := range fault.Kinds {
		if fault.Kinds[i].Name == word {
			return &fault.Kinds[i]
		}
	}
	l.complain(n.problem("unknown fault %s", quoted(word))).among("faults", word, names)
	return nil
}

// bend reads the parameters of the kind and lets it build the fault.
func (l *loading) bend(t *table, kind *fault.Kind, f *sim.Fault, share *node) {
	params, before := fault.Unset, len(l.problems)
	for _, p := range fault.Parameters {
		switch n := t.get(p.Name); {
		case n == nil || kind == nil:
		case !slices.Contains(kind.Takes, p.Name):
			l.complain(n.misnamed("%s does not take %s; %s", kind.Name, p.Name, takers(p.Name)))
		default:
			l.fill(n, p.At(&params))
		}
	}
	if kind == nil || len(l.problems) > before {
		return
	}
	bend, err := kind.Make(params)
	if err != nil {
		l.complain(t.culprit(err.Error()).problem("%s", err))
		return
	}
	if f.Bend = bend; kind.Falls == nil {
		return
	}
	f.Falls = kind.Falls(params)
	if share != nil {
		l.complain(share.misnamed("the share of %s follows from %s", kind.Name, strings.Join(kind.Takes, ", ")))
	}
}

// culprit is the parameter with which a message begins, or whose value it repeats, else the table.
func (t *table) culprit(message string) *node {
	word, _, _ := strings.Cut(message, " ")
	for _, p := range fault.Parameters {
		n := t.node.named[p.Name]
		if n != nil && n.shape != absent && (p.Name == word || n.text() != "" && strings.Contains(message, n.text())) {
			return n
		}
	}
	return t.node
}

func takers(parameter string) string {
	var kinds []string
	for _, k := range fault.Kinds {
		if slices.Contains(k.Takes, parameter) {
			kinds = append(kinds, k.Name)
		}
	}
	return "it belongs to " + strings.Join(kinds, ", ")
}
