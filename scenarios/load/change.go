package load

import (
	"cmp"
	"slices"
	"strings"

	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/quantity"
	"mailstorm/sim"
	"mailstorm/sim/retry"
)

// purge is sim.Purge with words.
type purge sim.Purge

var purgeWords = []string{"silently", "with-ndr"}

func (purge) Words() []string { return purgeWords }

func (p *purge) Choose(word string) bool {
	i := slices.Index(purgeWords, word)
	*p = purge(i + 1)
	return i >= 0
}

// writtenChange is a change on its way: the figures that it names wait for those of the changes before it.
type writtenChange struct {
	sim.Change
	table   *decode.Table
	figures []retry.Figure
}

// readChanges comes after faults and guards: a change may switch them.
func (l *loader) readChanges() {
	for i, h := range l.hosts {
		if h.changes == nil {
			continue
		}
		var all []writtenChange
		for _, n := range l.Open(h.changes).Node.Children {
			all = append(all, l.readChange(l.Open(n), i))
		}
		l.refigure(all, i)
		for _, w := range all {
			l.Config.Hosts[i].Changes = append(l.Config.Hosts[i].Changes, w.Change)
		}
		slices.SortFunc(l.Config.Hosts[i].Changes, func(a, b sim.Change) int { return strings.Compare(a.Name, b.Name) })
	}
}

func (l *loader) readChange(t *decode.Table, host int) writtenChange {
	w := writtenChange{Change: sim.Change{Name: t.Node.Name, Bandwidth: -1}, table: t}
	before := len(l.Problems)
	at := t.Read("at", (*decode.DrawnMoment)(&w.At))
	if at == nil {
		t.Missing("at", "when the change is made, as in at = \"2h\"")
	}
	l.late("change "+w.Name, at, w.At)
	if n := t.Take("bandwidth", (*decode.Bandwidth)(&w.Bandwidth)); n != nil && n.Text() == Unlimited {
		w.Bandwidth = 0
	} else if n != nil && quantity.MeansUnlimited(n.Text()) {
		l.Report(n.Problem("%s is not a valid bandwidth; write \"%s\" for no limit", parse.Quoted(n.Text()), Unlimited))
	} else if n != nil {
		l.Decode(n, (*decode.Bandwidth)(&w.Bandwidth))
	}
	w.Switches = append(l.switches(t, "fault", host), l.switches(t, "guard", host)...)
	w.NextHops = l.replacedHops(t, host)
	l.byHand(t, &w.Change, host)
	for _, f := range retry.Figures {
		if t.Take(f.Name, f.At(&retry.Profile{})) != nil {
			w.figures = append(w.figures, f)
		}
	}
	if t.Done(); len(l.Problems) == before && !w.does() && !t.Invalid {
		l.Report(t.Node.Problem("this change changes nothing; write a figure, bandwidth, fault, guard, next_hop, purge or retry"))
	}
	return w
}

// Unlimited is the word for a line without limit.
const Unlimited = "unlimited"

func (w *writtenChange) does() bool {
	return len(w.figures) > 0 || w.Bandwidth >= 0 || len(w.Switches) > 0 || len(w.NextHops) > 0 || w.Purge > 0 || w.Retry
}

// switches reads {again = "on"}: what an administrator turns on and off, whatever its span says.
func (l *loader) switches(t *decode.Table, what string, host int) (all []sim.Switch) {
	n := t.Get(what)
	if n == nil {
		return nil
	}
	if n.Kind != parse.Table {
		l.Report(n.Problem("%s is a table, as in %s = {NAME = \"off\"}", what, what))
		return nil
	}
	names := l.switchable(what, host)
	for _, e := range n.Children {
		index := slices.Index(names, e.Name)
		switch on := e.Text(); {
		case index < 0:
			p := l.Report(e.KeyProblem("host %s has no %s %s", l.hosts[host].name, what, parse.Quoted(e.Name)))
			p.Suggest(what+"s of host "+l.hosts[host].name, e.Name, names)
		case on != "on" && on != "off":
			l.Report(e.Problem("%s must be \"on\" or \"off\", in quotes", e.Name))
		default:
			all = append(all, sim.Switch{Guard: what == "guard", Index: index, On: on == "on"})
		}
	}
	return all
}

// replacedHops reads {relay = "backup"}: which host takes the place of which in the routes of this one. What waits in Exchange Online keeps
// the next hop that it had.
func (l *loader) replacedHops(t *decode.Table, host int) (all []sim.NextHop) {
	n := t.Get("next_hop")
	if n == nil {
		return nil
	}
	if n.Kind != parse.Table {
		l.Report(n.Problem("next_hop is a table, as in next_hop = {relay = \"backup\"}"))
		return nil
	}
	for _, e := range n.Children {
		of, known := l.HostIndex[e.Name]
		to, ok := l.Host(e)
		switch {
		case !known:
			l.Report(e.KeyProblem("unknown host %s", parse.Quoted(e.Name))).Suggest("hosts", e.Name, l.HostNames())
		case !ok:
		case to == host:
			l.Report(e.Problem("host %s cannot be its own next hop", l.hosts[host].name))
		case to == of:
			l.Report(e.Problem("%s cannot take the place of itself; name another host", e.Text()))
		default:
			all = append(all, sim.NextHop{Of: of, To: to, Queued: l.Config.Hosts[host].Profile.Family != noQueueView})
			l.rerouted = append(l.rerouted, rerouted{host, of, to, e})
		}
	}
	return all
}

// rerouted is a next hop that a change replaces.
type rerouted struct {
	host, of, to int
	node         *parse.Node
}

// checkRerouted comes after the routes: what takes the place of a next hop must be able to take its mail.
func (l *loader) checkRerouted() {
	for _, r := range l.rerouted {
		h, named := &l.Config.Hosts[r.host], false
		for a, path := range h.Paths {
			if path < 0 || !slices.Contains(h.Routes[path], r.of) {
				continue
			}
			if named = true; l.Config.Hosts[r.to].Paths[a] == sim.NoRoute {
				l.Report(r.node.Problem("host %s has no route for %s, which goes to %s now", l.hosts[r.to].name, l.Config.Addresses[a].Domain, l.hosts[r.of].name))
				break
			}
		}
		if !named {
			l.Report(r.node.KeyProblem("host %s sends no mail to %s, so this changes nothing", h.Name, l.hosts[r.of].name))
		}
	}
}

// switchable lists the faults or the guards of a host.
func (l *loader) switchable(what string, host int) (names []string) {
	h := l.Config.Hosts[host]
	if what == "guard" {
		for _, g := range h.Guards {
			names = append(names, g.Name)
		}
		return names
	}
	for _, f := range h.Faults {
		names = append(names, f.Name)
	}
	return names
}

// noQueueView is the family whose queues no administrator can touch.
const noQueueView = "exchange-online"

// byHand reads what an administrator does with the queues.
func (l *loader) byHand(t *decode.Table, c *sim.Change, host int) {
	for _, n := range []*parse.Node{t.Read("purge", (*purge)(&c.Purge)), t.Read("retry", &c.Retry)} {
		if n != nil && l.Config.Hosts[host].Profile.Family == noQueueView {
			l.Report(n.KeyProblem("you cannot %s in Exchange Online: it has no queue view, and a transport rule does not reach queued mail",
				n.Name))
		}
	}
}

// refigure builds the profile that holds from each change on: that of the change before it, with what this one overrides.
func (l *loader) refigure(all []writtenChange, host int) {
	var order []*writtenChange
	for i := range all {
		if len(all[i].figures) > 0 {
			order = append(order, &all[i])
		}
	}
	slices.SortFunc(order, func(a, b *writtenChange) int {
		return cmp.Or(cmp.Compare(a.At.Min(), b.At.Min()), strings.Compare(a.Name, b.Name))
	})
	profile := l.Config.Hosts[host].Profile
	for i, w := range order {
		if i > 0 && w.At.Min() <= order[i-1].At.Max() && (w.At.Drawn() || order[i-1].At.Drawn()) {
			l.Report(w.table.Node.Problem("%s and %s both change figures, and either may come first; write times in a definite order",
				order[i-1].Name, w.Name))
		}
		if w.Profile = l.reprofile(w, profile, host); w.Profile != nil {
			profile = w.Profile
		}
	}
}

// reprofile is a profile with the figures of a change; nil when something is wrong with them.
func (l *loader) reprofile(w *writtenChange, before *retry.Profile, host int) *retry.Profile {
	p, problems := *before, len(l.Problems)
	for _, f := range w.figures {
		l.DecodeFigure(f, &p, w.table.Get(f.Name))
	}
	for _, f := range w.figures {
		if n := w.table.Get(f.Name); len(l.Problems) == problems && (f.Zero == "" || n.Text() != f.Zero) {
			l.unused(n, &p)
		}
	}
	if p.Pool.Servers != before.Pool.Servers || p.Pool.Networks != before.Pool.Networks {
		l.Report(w.table.Get("pool").Problem("a change cannot set the servers or networks of a pool, only pick"))
	}
	if len(l.Problems) > problems {
		return nil
	}
	l.rebuild(&p, "change "+w.Name+" at host "+l.hosts[host].name, w.table.Node)
	return &p
}
