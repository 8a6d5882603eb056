package load

import (
	"cmp"
	"slices"
	"time"

	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/resolve"
	"mailstorm/sim"
	"mailstorm/sim/mailbox"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
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

// shelved is a rule with its place on the catalogue.
type shelved struct {
	row  int
	rule sim.Rule
}

// readMailboxes comes after the mail and before what filters it: rules may name addresses of their own.
func (l *loader) readMailboxes(t *decode.Table) {
	if len(t.Node.Children) > mostSpecial {
		l.Report(t.Node.Children[mostSpecial].KeyProblem("more than %s special mailboxes, the limit for one run", parse.Grouped(mostSpecial)))
		return
	}
	places := map[int]*parse.Node{}
	for _, n := range t.Node.Children {
		index, ok := l.special(n)
		if _, twice := places[index]; ok && twice {
			l.Report(n.KeyProblem("the mailbox %s already has a table", l.Config.Addresses[index].Name))
		} else if ok {
			places[index] = n
			l.Config.Mailboxes = append(l.Config.Mailboxes, l.readMailbox(l.Open(n), index))
		}
	}
	l.nameDaemons()
	slices.SortFunc(l.Config.Mailboxes, func(a, b sim.Mailbox) int { return cmp.Compare(a.Address, b.Address) })
}

// mailerDaemon is who DSNs say they are from.
const mailerDaemon = "mailer-daemon"

func forwardsBySRS(h sim.Host) bool { return h.Profile.Senders == retry.SRS }

// nameDaemons gives hosts an address that stands in the From line of their DSNs, where some mailbox answers that line; forwarders by SRS
// put its domain into the senders that they rewrite.
func (l *loader) nameDaemons() {
	if !slices.ContainsFunc(l.Config.Mailboxes, answersFromLine) && !slices.ContainsFunc(l.Config.Hosts, forwardsBySRS) {
		return
	}
	for i, h := range l.hosts {
		if len(h.domains) > 0 {
			l.Config.Hosts[i].DSNFrom = 1 + l.Mailbox(mailerDaemon, h.domains[0])
		}
	}
}

func answersFromLine(b sim.Mailbox) bool {
	return slices.ContainsFunc(b.Rules, func(r sim.Rule) bool { return r.Params.Answers == mailbox.FromLine })
}

// special gives the index of a mailbox that must live on a host.
func (l *loader) special(n *parse.Node) (index int, ok bool) {
	name, domain, ok := resolve.SplitAddress(n.Name)
	if !ok {
		l.Report(n.KeyProblem("%s is not a valid address; write name@domain", parse.Quoted(n.Name)))
		return 0, false
	}
	if _, lives := l.homes[domain]; !lives {
		l.Report(n.KeyProblem("no host has the domain %s, so this mailbox does not exist%s", domain, parse.Suggestion(domain, l.allHomes())))
		return 0, false
	}
	return l.Mailbox(name, domain), true
}

func (l *loader) readMailbox(t *decode.Table, index int) sim.Mailbox {
	box := sim.Mailbox{Address: index}
	var all []shelved
	for i := range mailbox.Rows {
		if mailbox.Rows[i].Key != "" {
			all = append(all, l.keyed(t, i)...)
		}
	}
	answer := t.Read("quota_answer", (*fullAnswer)(&box.Defers))
	if answer != nil && t.Get("quota") == nil {
		l.Report(answer.KeyProblem("quota_answer is the answer of a full mailbox, so it needs quota"))
	}
	exists := true
	there := t.Read("exists", &exists)
	box.Missing = !exists
	rules := t.Sub("rule")
	for _, n := range rules.Node.Children {
		if rule, ok := l.readRule(l.Open(n), index); ok {
			all = append(all, rule)
		}
	}
	if t.Done(); len(t.Node.Children) == 0 && !t.Invalid {
		l.Report(t.Node.Problem("this mailbox has no special behaviour; write dedup, quota or a rule, or leave the table out"))
	}
	if box.Missing && len(t.Node.Children) > 1 {
		l.Report(there.KeyProblem("nobody has this address, so nothing else can be said of it; leave the other keys out"))
	}
	slices.SortStableFunc(all, func(a, b shelved) int { return cmp.Compare(a.row, b.row) })
	for _, s := range all {
		box.Rules = append(box.Rules, s.rule)
	}
	return box
}

// keyed reads a row that is no rule table but a key of the mailbox, with the keys that belong to it.
func (l *loader) keyed(t *decode.Table, index int) []shelved {
	row, params, before := &mailbox.Rows[index], mailbox.Unset, len(l.Problems)
	var key *parse.Node
	for i, p := range mailbox.Parameters {
		if p.Name == row.Takes[0] {
			key = t.Take(row.Key, decode.Rules.Fields[i])
		}
	}
	for i, p := range mailbox.Parameters {
		switch place := slices.Index(row.Takes, p.Name); {
		case place < 0:
		case place == 0 && key != nil:
			l.ruleParameter(key, &params, i, -1)
		case place > 0:
			if n := t.Take(p.Name, decode.Rules.Fields[i]); n != nil && key == nil {
				l.Report(n.KeyProblem("%s needs %s, which is missing", p.Name, row.Key))
			} else if n != nil {
				l.ruleParameter(n, &params, i, -1)
			}
		}
	}
	if key == nil || len(l.Problems) > before {
		return nil
	}
	if _, err := row.Make(params); err != nil {
		at := decode.Rules.NodeOf(t, err.Error())
		if at == t.Node {
			at = key
		}
		l.Report(at.Problem("%s", err))
		return nil
	}
	return []shelved{{index, sim.Rule{Name: row.Name, Row: row, Params: params}}}
}

// RuleRows are the kinds that rule tables have.
func RuleRows() (rows []mailbox.Row) {
	for _, r := range mailbox.Rows {
		if r.Key == "" {
			rows = append(rows, r)
		}
	}
	return rows
}

func ruleNames() (names []string) {
	for _, r := range RuleRows() {
		names = append(names, r.Name)
	}
	return names
}

func (l *loader) readRule(t *decode.Table, owner int) (s shelved, ok bool) {
	params := mailbox.Unset
	s.row = l.ReadKind(t, decode.Rules, ruleNames())
	fixed := l.onDuty(t, &params)
	ok = l.ReadParameters(t, decode.Rules, s.row, func(n *parse.Node, i int) { l.ruleParameter(n, &params, i, owner) })
	if t.Done(); !ok || !fixed {
		return s, false
	}
	row := &mailbox.Rows[s.row]
	if _, err := row.Make(params); err != nil {
		l.Report(decode.Rules.NodeOf(t, err.Error()).Problem("%s", err))
		return s, false
	}
	if len(params.To) > 0 {
		l.entries = append(l.entries, entry{l.homes[l.Config.Addresses[owner].Domain], params.To, t.Node.Child["to"]})
	}
	s.rule = sim.Rule{Name: t.Node.Name, Row: row, Params: params}
	return s, true
}

// onDuty reads the span of a rule, which is written as all spans are, but fixed; it reports whether that went well.
func (l *loader) onDuty(t *decode.Table, params *mailbox.Params) bool {
	before, w := len(l.Problems), t.ReadSpan()
	for _, end := range []struct {
		n *parse.Node
		q random.Quantity
	}{{w.StartNode, w.Starts}, {w.EndNode, w.Lasts}} {
		if end.q.Drawn() {
			l.Report(end.n.Problem("the span of a rule cannot be random; write one duration"))
		}
	}
	params.Starts = time.Duration(w.Starts.Fixed)
	if w.EndNode != nil {
		params.Lasts = time.Duration(w.Lasts.Fixed)
	}
	return len(l.Problems) == before
}

// ruleParameter reads one parameter of the catalogue; onDuty has read the span.
func (l *loader) ruleParameter(n *parse.Node, params *mailbox.Params, index, owner int) {
	switch to := mailbox.Parameters[index].At(params).(type) {
	case *[]int:
		l.targets(n, to, owner)
	default:
		if to != any(&params.Starts) && to != any(&params.Lasts) {
			l.Decode(n, to)
		}
	}
}

// targets reads the addresses to which a rule writes.
func (l *loader) targets(n *parse.Node, to *[]int, owner int) {
	seen := map[int]bool{}
	for _, e := range parse.Elements(n) {
		var s string
		if !l.Decode(e, &s) {
			continue
		}
		a, ok := l.Address(e, s)
		switch {
		case !ok:
		case a == owner:
			l.Report(e.Problem("%s is the mailbox itself", parse.Quoted(s)))
		case seen[a]:
			l.Report(e.Problem("%s is named twice", parse.Quoted(s)))
		default:
			seen[a] = true
			*to = append(*to, a)
		}
	}
}

// silent comes when all is well: it warns of special mailboxes to which nothing can come: nobody writes to them, and they write nothing that returns.
func (l *loader) silent() {
	reached := make([]bool, len(l.Config.Addresses))
	for _, m := range l.Config.Mails {
		reached[m.From] = true
		for _, a := range m.To {
			reached[a] = true
		}
	}
	for _, box := range l.Config.Mailboxes {
		for _, r := range box.Rules {
			for _, a := range r.Params.To {
				reached[a] = true
			}
		}
	}
	for _, h := range l.Config.Hosts {
		if h.DSNFrom > 0 {
			reached[h.DSNFrom-1] = true
		}
	}
	for _, box := range l.Config.Mailboxes {
		if !reached[box.Address] {
			l.Warn("mailbox %s: nobody writes or forwards to it", l.Config.Addresses[box.Address].Name)
		}
	}
}

// checkReplies comes after the routes: it warns of replies that cannot leave the host where they are written.
func (l *loader) checkReplies() {
	type way struct{ host, from int }
	replies, warned := map[int]bool{}, map[way]bool{}
	for _, box := range l.Config.Mailboxes {
		replies[box.Address] = slices.ContainsFunc(box.Rules, func(r sim.Rule) bool { return r.Row.Key == "" && len(r.Params.To) == 0 })
	}
	for _, m := range l.Config.Mails {
		for _, a := range m.To {
			home, lives := l.homes[l.Config.Addresses[a].Domain]
			if !replies[a] || !lives || warned[way{home, m.From}] || l.Config.Hosts[home].Paths[m.From] != sim.NoRoute {
				continue
			}
			warned[way{home, m.From}] = true
			l.Warn("host %s has no route for %s: a reply to %s is not delivered", l.hosts[home].name, l.Config.Addresses[m.From].Domain,
				l.Config.Addresses[m.From].Name)
		}
	}
}
