// Package learn turns messages of records into what a scenario needs to know: traffic, outages, retry schedules and answers, each with how
// many observations it rests on, its interval, and what the records hide.
package learn

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"mailstorm/scenarios/profile"
	"mailstorm/scenarios/records"
)

// Options are what records do not say.
type Options struct {
	Zone *time.Location // in which hours of the week are counted
	Plan int            // of how many messages details may be fetched; 0: none are planned
	Own  []string       // domains of the organisation; empty: those that most messages come from or go to

	Hosts  []string                 // whose logs are read, as far as these name them
	Others string                   // what else is read, which names no host; empty: nothing
	Log    func(file string) string // tells files of one server or organisation from others; nil: they are those of one

	Profile *profile.Entry // that waits are compared with as with those of the library; nil: none
}

// Learner takes messages one at a time and keeps counts.
type Learner struct {
	options  Options
	own      map[string]bool
	waiting  []submission // messages before the own domains are known
	targets  int          // of those
	traffic  traffic
	schedule schedule
	servers  servers
	answers  answers
	outages  outages
	plan     plan
	findings Findings
}

// Findings is what was learned.
type Findings struct {
	Messages, Open int
	First, Last    time.Time
	Zone           *time.Location
	Own            []string // domains
	OwnFound       bool     // nobody named them
	Listed         int      // messages of which rows of a list tell
	Returned       int      // messages that nothing but DSNs tells of
	Backlog        int      // messages that were there before the records begin; they are no traffic of theirs
	Hides          bool     // they come from a message trace, which hides attempts
	Traffic        Traffic
	Schedule       Schedule // of several servers that of the first
	Servers        []Server // the one from which most mail left first; none: there is one
	Outages        Outages
	Answers        Answers
	Delays         *Delays
}

// New begins to learn.
func New(o Options) *Learner {
	l := &Learner{options: o, traffic: newTraffic(o.Zone), schedule: newSchedule(o.Profile), servers: newServers(&o), answers: newAnswers(), outages: newOutages(), plan: newPlan(o.Plan)}
	for _, domain := range o.Own {
		l.setOwn(domain)
	}
	return l
}

func (l *Learner) setOwn(domain string) {
	if l.own == nil {
		l.own = map[string]bool{}
	}
	l.own[strings.ToLower(domain)] = true
	l.findings.Own = append(l.findings.Own, strings.ToLower(domain))
}

// Message learns from one message, which it does not keep.
func (l *Learner) Message(m *records.Message) {
	if s := l.servers.in(m); s != nil {
		s.schedule.message(m)
	} else {
		l.schedule.message(m)
	}
	if m = l.servers.leaves(m); m == nil {
		return
	}
	f := &l.findings
	f.Messages++
	f.Open += counted(m.Open)
	f.Listed += counted(m.Listed)
	f.Hides = f.Hides || m.Late
	if began := m.Began; !began.IsZero() && !returned(m) {
		if f.First.IsZero() || began.Before(f.First) {
			f.First = began
		}
		if began.After(f.Last) {
			f.Last = began
		}
	}
	l.outages.message(m)
	if returned(m) {
		f.Returned++
		return // it is one of many that nobody told of
	}
	l.answers.message(m, l.serverOf(m))
	l.plan.message(m)
	if m.Began.Sub(m.Received) > backlogAge {
		f.Backlog++
		return // the records hold only those of its time that were still there
	}
	if l.own == nil {
		e := newSubmission(m)
		l.waiting, l.targets = append(l.waiting, e), l.targets+len(e.to)
		if len(l.waiting) == enoughForOwn || l.targets > 20*enoughForOwn {
			l.findOwn()
		}
		return
	}
	l.traffic.message(newSubmission(m), l.own)
}

// backlogAge is how much later than its receipt the first row about a message is at least when the records begin in the middle.
const backlogAge = 5 * time.Minute

// returned reports whether only DSNs tell of a message: of its attempts they know the first and the last, and of other mail nothing.
func returned(m *records.Message) bool { return m.Key == "" && !m.Listed }

// Findings sums up.
func (l *Learner) Findings() *Findings {
	if l.own == nil {
		l.findOwn()
	}
	f := &l.findings
	f.Zone = l.options.Zone
	f.Traffic = l.traffic.findings(f.First, f.Last)
	if f.Servers = l.servers.findings(); len(f.Servers) > 0 {
		l.schedule = l.servers[f.Servers[0].Number-1].schedule
	}
	l.outages.expires = l.schedule.expiration().Guess
	f.Outages = l.outages.findings(f.First, f.Last)
	if l.schedule.ofHosts {
		l.schedule.forgetMessages()
		for _, p := range slices.Concat(f.Outages.Places, f.Outages.Gone) {
			l.schedule.hostWaits(p.Name, l.outages.places[p.Name].tries)
		}
	}
	f.Schedule = l.schedule.findings()
	f.Answers = l.answers.findings()
	f.Delays = l.traffic.delays
	return f
}

// submission is what traffic needs of a message.
type submission struct {
	at        time.Time
	from      string
	to        []target
	size      int64
	direction records.Direction
	null      bool
}

// target is a recipient as traffic counts it.
type target struct {
	domain, place string
	delivery      delivery
}

func newSubmission(m *records.Message) submission {
	e := submission{at: m.Received, from: m.From, size: m.Size, direction: m.Direction, null: m.NullFrom}
	for i := range m.Recipients {
		if r := &m.Recipients[i]; r.End != records.Expanded && r.End != records.Dropped && !leftOut(r.Status) && r.To != "" {
			e.to = append(e.to, target{domainOf(r.To), placeOf(m, r), deliveryOf(m, r)})
		}
	}
	return e
}

// leftOut reports whether a list's word says that a recipient is none: others stand for it, or it was never sent on.
func leftOut(status string) bool {
	switch strings.ToLower(strings.ReplaceAll(status, " ", "")) {
	case "expanded", "resolved", "quarantined", "filteredasspam":
		return true
	}
	return false
}

// common are transports that say nothing of the destination.
var common = []string{"", "smtp", "relay", "esmtp", "remote_smtp", "lmtp", "local", "virtual", "dnslookup", "external_smtp", "local_delivery"}

// placeOf names the destination of a recipient: the connector where one is known, else the domain.
func placeOf(m *records.Message, r *records.Recipient) string {
	connector := m.Connector
	for i := range r.Tries {
		connector = cmp.Or(r.Tries[i].Connector, connector)
	}
	if slices.Contains(common, strings.ToLower(connector)) || m.Direction == records.Inbound {
		return domainOf(r.To)
	}
	return "connector " + connector
}

func domainOf(address string) string {
	return address[strings.LastIndexByte(address, '@')+1:]
}

// enoughForOwn is after how many messages the own domains are decided on.
const enoughForOwn = 5000

// findOwn takes those domains that most messages come from or go to: each message of a server is from or for its own organisation.
func (l *Learner) findOwn() {
	left := l.waiting
	for len(left) > 0 && len(l.own) < 20 {
		best, most := mostCommon(left)
		if most*20 < len(l.waiting) { // fewer than one in twenty
			break
		}
		l.setOwn(best)
		left = slices.DeleteFunc(slices.Clone(left), func(e submission) bool { return e.concerns(best) })
	}
	if l.own == nil {
		l.own = map[string]bool{}
	}
	slices.Sort(l.findings.Own)
	l.findings.OwnFound = true
	for _, e := range l.waiting {
		l.traffic.message(e, l.own)
	}
	l.waiting = nil
}

func (e *submission) concerns(domain string) bool {
	return domainOf(e.from) == domain || slices.ContainsFunc(e.to, func(t target) bool { return t.domain == domain })
}

// mostCommon is the domain that the most messages come from or go to. Whose direction is known counts once more, and so do senders.
func mostCommon(all []submission) (best string, most int) {
	counts := map[string][2]int{}
	add := func(domain string, sender int) {
		if domain != "" {
			c := counts[domain]
			counts[domain] = [2]int{c[0] + 1, c[1] + sender}
		}
	}
	for i := range all {
		from := domainOf(all[i].from)
		if all[i].direction != records.Inbound {
			add(from, 1)
		}
		if all[i].direction == records.Outbound {
			continue
		}
		seen := map[string]bool{}
		for _, t := range all[i].to {
			if t.domain != from && !seen[t.domain] {
				seen[t.domain] = true
				add(t.domain, 0)
			}
		}
	}
	for domain, c := range counts {
		b := counts[best]
		if better := cmp.Or(cmp.Compare(c[0], b[0]), cmp.Compare(c[1], b[1]), strings.Compare(best, domain)); best == "" || better > 0 {
			best = domain
		}
	}
	return best, counts[best][0]
}

func counted(b bool) int {
	if b {
		return 1
	}
	return 0
}
