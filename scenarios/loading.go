package scenarios

import (
	"fmt"
	"time"

	"mailstorm/sim"
)

// loading is a scenario on its way from tables to numbers.
type loading struct {
	reading
	config    *sim.Config
	expect    []Expectation
	runs      uint32          // that expectations speak of
	times     []time.Duration // that they ask for
	shortened bool            // length is an override's
	lines     int             // of [expect]
	model     string          // of the figures; empty: the newest
	pins      []pin           // by host
	profiles  []string
	broken    []string // profiles with mistakes

	experiment Experiment
	varied     bool // it stays as it is

	hosts      []*hostTable
	named      map[string]int  // hosts by name
	homes      map[string]int  // hosts by domain
	nowhere    map[string]bool // domains of which the name servers say that there is none
	written    map[string]int  // addresses by name
	domains    []string        // all that addresses use
	numbered   map[string]int  // indices into domains
	entries    []entry         // of mail, and of what rules write
	tables     map[string]int  // mail by name of its table; -1: of a message trace
	altered    map[string]bool // tables of mail that an override changed
	doubles    []double
	matches    int // addresses that filters looked at
	particular int // limits and weights beside the measures
}

const (
	usualCopies   = 10_000_000
	usualAttempts = 1_000_000_000
	usualAlert    = 2000
)

// monday is what simulated time 0 is called unless the scenario says otherwise.
var monday = time.Date(2026, time.January, 5, 8, 0, 0, 0, time.UTC)

func (l *loading) scenario(t *table, seed *int64) {
	c := l.config
	c.Clock, c.CopyLimit, c.AttemptLimit, c.AlertQueue, c.AlertAfter = monday, usualCopies, usualAttempts, usualAlert, time.Hour
	l.named, l.homes, l.written, l.numbered = map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	l.tables, l.altered, l.nowhere = map[string]int{}, map[string]bool{}, map[string]bool{}
	if len(t.node.inner) == 0 {
		l.complain(t.node.src.problem(span{}, span{},
			"the scenario is empty; it needs a table [host.NAME] and a table [mail.NAME]"))
		return
	}
	t.read("title", &c.Title)
	t.read("why", &c.Why)
	t.read("source", &c.Source)
	l.readModel(t)
	l.seed(t, seed)
	l.clock(t.get("clock"))
	length := t.more("length", &c.Length)
	l.shortened = length != nil && length.src.rank >= rankOverride
	l.limits(t)
	watch := t.get("watch")
	hosts, mails, mailboxes, expect := t.sub("host"), t.sub("mail"), t.sub("mailbox"), t.sub("expect")
	experiment, decision := t.sub("experiment"), t.sub("decision")
	l.top = t.asked
	t.done()
	l.readHosts(hosts)
	l.readMails(mails)
	l.readMailboxes(mailboxes)
	l.readFaults()
	l.readGuards()
	l.readChanges()
	l.readRoutes()
	l.readRemotes()
	if len(l.problems) == 0 {
		l.pinHosts()
		l.checkGuards()
		l.silent()
		l.checkReplies()
	}
	l.crossings()
	l.watch(watch)
	l.readExpect(expect)
	if !l.varied {
		l.experiment = Experiment{}
		l.readExperiment(experiment, len(decision.node.inner) > 0)
		l.readDecision(decision)
	}
}

func (l *loading) limits(t *table) {
	c := l.config
	t.more("copy_limit", &c.CopyLimit)
	t.more("attempt_limit", &c.AttemptLimit)
	alert := t.sub("alert")
	alert.more("queue", &c.AlertQueue)
	alert.read("after", &c.AlertAfter)
	alert.done()
}

func (l *loading) seed(t *table, given *int64) {
	seed := uint64(1)
	t.read("seed", &seed)
	if l.config.Seed = int64(seed); given == nil {
		return
	}
	if l.config.Seed = *given; *given < 0 {
		flag := fmt.Sprintf("--seed %d", *given)
		l.complain(&Problem{File: flag, Message: "a seed is not negative", rank: rankOverride})
	}
}

func (l *loading) clock(n *node) {
	if n == nil {
		return
	}
	at, ok := n.value.(time.Time)
	if s, text := n.value.(string); text {
		t, err := time.Parse(time.RFC3339, s)
		at, ok = t, err == nil
	}
	switch at.Location().String() { // the decoder's names for dates without a zone
	case "datetime-local", "date-local", "time-local":
		ok = false
	}
	if !ok {
		l.complain(n.problem("%s is no moment with a zone; write \"2026-01-05T08:00:00Z\", or the hours from UTC in place of Z, as +01:00", n.kind()))
		return
	}
	if at.Year() < 1970 || at.Year() > 9000 {
		l.complain(n.problem("the year %d is not from 1970 to 9000", at.Year()))
	}
	l.config.Clock = at.In(zoneOf(at))
}

// zoneOf is the zone of a moment, named by its offset alone: the machine's own has summer time.
func zoneOf(at time.Time) *time.Location {
	_, offset := at.Zone()
	if offset == 0 {
		return time.UTC
	}
	return time.FixedZone("UTC"+at.Format("-07:00"), offset)
}

func (l *loading) watch(n *node) {
	if n == nil {
		if len(l.config.Mails) > 0 {
			l.config.Watch = l.config.Mails[0].Enters
		}
		return
	}
	if host, ok := l.host(n); ok {
		l.config.Watch, l.config.Chosen = host, true
	}
}

// host resolves a host's name.
func (l *loading) host(n *node) (index int, ok bool) {
	var name string
	if !l.fill(n, &name) {
		return 0, false
	}
	if index, ok = l.named[name]; !ok {
		l.complain(n.problem("unknown host %s", quoted(name))).among("hosts", name, l.hostNames())
	}
	return index, ok
}

func (l *loading) hostNames() []string {
	if len(l.problems) >= mostKept {
		return nil
	}
	var names []string
	for _, h := range l.hosts {
		names = append(names, h.name)
	}
	return names
}
