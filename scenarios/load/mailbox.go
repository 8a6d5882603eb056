package scenarios

import (
	"cmp"
	"slices"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/mailbox"
	"mailstorm/sim/random"
)

// mostSpecial mailboxes have rules or limits of their own.
const mostSpecial = 100_000

// fullAnswer is what a full mailbox answers.
type fullAnswer bool

var fullWords = []string{"bounce", "defer"}

func (fullAnswer) Words() []string { return fullWords }

func (f *fullAnswer) Choose(word string) bool {
	*f = word == "defer"
	return slices.Contains(fullWords, word)
}

// shelved is a rule with its place on the shelf.
type shelved struct {
	row  int
	rule sim.Rule
}

// readMailboxes comes after the mail and before what filters it: rules may name addresses of their own.
func (l *loading) readMailboxes(t *table) {
	if len(t.node.inner) > mostSpecial {
		l.complain(t.node.inner[mostSpecial].misnamed("more than %s special mailboxes; that is the most in one run", grouped(mostSpecial)))
		return
	}
	places := map[int]*node{}
	for _, n := range t.node.inner {
		index, ok := l.special(n)
		if _, twice := places[index]; ok && twice {
			l.complain(n.misnamed("the mailbox %s has a table already", l.config.Addresses[index].Name))
		} else if ok {
			places[index] = n
			l.config.Mailboxes = append(l.config.Mailboxes, l.readMailbox(l.open(n), index))
		}
	}
	slices.SortFunc(l.config.Mailboxes, func(a, b sim.Mailbox) int { return cmp.Compare(a.Address, b.Address) })
}

// special gives the index of a mailbox that must live on a host.
func (l *loading) special(n *node) (index int, ok bool) {
	name, domain, ok := splitAddress(n.name)
	if !ok {
		l.complain(n.misnamed("%s is no address; write name@domain", quoted(n.name)))
		return 0, false
	}
	if _, lives := l.homes[domain]; !lives {
		l.complain(n.misnamed("no host has the domain %s, so this mailbox is nowhere%s", domain, suggestion(domain, l.allHomes())))
		return 0, false
	}
	return l.mailbox(name, domain), true
}

func (l *loading) readMailbox(t *table, index int) sim.Mailbox {
	box := sim.Mailbox{Address: index}
	var all []shelved
	for i := range mailbox.Rows {
		if mailbox.Rows[i].Key != "" {
			all = append(all, l.keyed(t, i)...)
		}
	}
	answer := t.read("quota_answer", (*fullAnswer)(&box.Defers))
	if answer != nil && t.get("quota") == nil {
		l.complain(answer.misnamed("quota_answer is what a full mailbox answers; it needs quota"))
	}
	rules := t.sub("rule")
	for _, n := range rules.node.inner {
		if rule, ok := l.readRule(l.open(n), index); ok {
			all = append(all, rule)
		}
	}
	if t.done(); len(t.node.inner) == 0 && !t.none {
		l.complain(t.node.problem("nothing is special about this mailbox; write dedup, quota or a rule, or leave it out"))
	}
	slices.SortStableFunc(all, func(a, b shelved) int { return cmp.Compare(a.row, b.row) })
	for _, s := range all {
		box.Rules = append(box.Rules, s.rule)
	}
	return box
}

// keyed reads a row that is no rule table but a key of the mailbox, with the keys that belong to it.
func (l *loading) keyed(t *table, index int) []shelved {
	row, params, before := &mailbox.Rows[index], mailbox.Unset, len(l.problems)
	var key *node
	for i, p := range mailbox.Parameters {
		if p.Name == row.Takes[0] {
			key = t.take(row.Key, ruleShelf.fields[i])
		}
	}
	for i, p := range mailbox.Parameters {
		switch place := slices.Index(row.Takes, p.Name); {
		case place < 0:
		case place == 0 && key != nil:
			l.ruleParameter(key, &params, i, -1)
		case place > 0:
			if n := t.take(p.Name, ruleShelf.fields[i]); n != nil && key == nil {
				l.complain(n.misnamed("%s belongs to %s, which is missing", p.Name, row.Key))
			} else if n != nil {
				l.ruleParameter(n, &params, i, -1)
			}
		}
	}
	if key == nil || len(l.problems) > before {
		return nil
	}
	if _, err := row.Make(params); err != nil {
		at := ruleShelf.culprit(t, err.Error())
		if at == t.node {
			at = key
		}
		l.complain(at.problem("%s", err))
		return nil
	}
	return []shelved{{index, sim.Rule{Name: row.Name, Row: row, Params: params}}}
}

// ruleRows are the kinds that rule tables have.
func ruleRows() (rows []mailbox.Row) {
	for _, r := range mailbox.Rows {
		if r.Key == "" {
			rows = append(rows, r)
		}
	}
	return rows
}

func ruleNames() (names []string) {
	for _, r := range ruleRows() {
		names = append(names, r.Name)
	}
	return names
}

func (l *loading) readRule(t *table, owner int) (s shelved, ok bool) {
	params := mailbox.Unset
	s.row = l.kind(t, ruleShelf, ruleNames())
	fixed := l.onDuty(t, &params)
	ok = l.parameters(t, ruleShelf, s.row, func(n *node, i int) { l.ruleParameter(n, &params, i, owner) })
	if t.done(); !ok || !fixed {
		return s, false
	}
	row := &mailbox.Rows[s.row]
	if _, err := row.Make(params); err != nil {
		l.complain(ruleShelf.culprit(t, err.Error()).problem("%s", err))
		return s, false
	}
	if len(params.To) > 0 {
		l.entries = append(l.entries, entry{l.homes[l.config.Addresses[owner].Domain], params.To, t.node.named["to"]})
	}
	s.rule = sim.Rule{Name: t.node.name, Row: row, Params: params}
	return s, true
}

// onDuty reads the span of a rule, which is written as all spans are, but fixed; it reports whether that went well.
func (l *loading) onDuty(t *table, params *mailbox.Params) bool {
	before, w := len(l.problems), t.when()
	for _, end := range []struct {
		n *node
		q random.Quantity
	}{{w.first, w.starts}, {w.last, w.lasts}} {
		if end.q.Drawn() {
			l.complain(end.n.problem("the span of a rule is not drawn; write one duration"))
		}
	}
	params.Starts = time.Duration(w.starts.Fixed)
	if w.last != nil {
		params.Lasts = time.Duration(w.lasts.Fixed)
	}
	return len(l.problems) == before
}

// ruleParameter reads one parameter of the shelf; onDuty has read the span.
func (l *loading) ruleParameter(n *node, params *mailbox.Params, index, owner int) {
	switch to := mailbox.Parameters[index].At(params).(type) {
	case *[]int:
		l.targets(n, to, owner)
	default:
		if to != any(&params.Starts) && to != any(&params.Lasts) {
			l.fill(n, to)
		}
	}
}

// targets reads the addresses to which a rule writes.
func (l *loading) targets(n *node, to *[]int, owner int) {
	seen := map[int]bool{}
	for _, e := range several(n) {
		var s string
		if !l.fill(e, &s) {
			continue
		}
		a, ok := l.address(e, s)
		switch {
		case !ok:
		case a == owner:
			l.complain(e.problem("%s is the mailbox itself", quoted(s)))
		case seen[a]:
			l.complain(e.problem("%s is named twice", quoted(s)))
		default:
			seen[a] = true
			*to = append(*to, a)
		}
	}
}

// silent comes when all is well: it warns of special mailboxes to which nothing can come: nobody writes to them, and they write nothing that returns.
func (l *loading) silent() {
	reached := make([]bool, len(l.config.Addresses))
	for _, m := range l.config.Mails {
		reached[m.From] = true
		for _, a := range m.To {
			reached[a] = true
		}
	}
	for _, box := range l.config.Mailboxes {
		for _, r := range box.Rules {
			for _, a := range r.Params.To {
				reached[a] = true
			}
		}
	}
	for _, box := range l.config.Mailboxes {
		if !reached[box.Address] {
			l.warn("mailbox %s: nobody writes or forwards to it", l.config.Addresses[box.Address].Name)
		}
	}
}

// checkReplies comes after the routes: it warns of replies that cannot leave the host where they are written.
func (l *loading) checkReplies() {
	type way struct{ host, from int }
	replies, warned := map[int]bool{}, map[way]bool{}
	for _, box := range l.config.Mailboxes {
		replies[box.Address] = slices.ContainsFunc(box.Rules, func(r sim.Rule) bool { return r.Row.Key == "" && len(r.Params.To) == 0 })
	}
	for _, m := range l.config.Mails {
		for _, a := range m.To {
			home, lives := l.homes[l.config.Addresses[a].Domain]
			if !replies[a] || !lives || warned[way{home, m.From}] || l.config.Hosts[home].Paths[m.From] != sim.NoRoute {
				continue
			}
			warned[way{home, m.From}] = true
			l.warn("host %s has no route for %s: a reply to %s is not delivered", l.hosts[home].name, l.config.Addresses[m.From].Domain,
				l.config.Addresses[m.From].Name)
		}
	}
}
