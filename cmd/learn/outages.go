package learn

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"mailstorm/scenarios/records"
	"mailstorm/sim/experiment/survival"
	"mailstorm/sim/random"
)

// Outages is when hosts could not be reached.
type Outages struct {
	Refused  string  // why nothing can be said; empty: something can
	Places   []Place // destinations to which mail was tried, by name; without those of Gone
	Gone     []Place // those that never took mail while others did: mistyped domains, and hosts that are no more
	Skipped  int     // attempts beyond those that are kept
	Observed *survival.Observed
	Estimate *survival.Estimate
	Pairs    int     // outages of two destinations that overlap
	ByChance float64 // the chance of so many, if destinations had nothing in common
}

// Place is a destination: a domain, or "connector NAME".
type Place struct{ Name, Domain string }

const mostTries = 2_000_000

type outages struct {
	places    map[string]*place
	kept      int // attempts
	skipped   int
	lists     bool // of some recipients a list tells, and no attempt is known
	others    map[string]*others
	delivered int           // of all others
	expires   time.Duration // after so long messages are given up
}

// others are messages of a list to a destination whose attempts nothing tells.
type others struct {
	delivered       []int64 // when they came
	fetched, missed int     // of those that failed or are pending: whose attempts are known, and whose are not
}

type place struct {
	domain string
	tries  []survival.Attempt
}

func newOutages() outages { return outages{places: map[string]*place{}, others: map[string]*others{}} }

func (o *outages) message(m *records.Message) {
	for i := range m.Recipients {
		r := &m.Recipients[i]
		name := placeOf(m, r)
		o.list(name, m, r)
		for _, t := range r.Tries {
			if outcome, is := outcomeOf(t); !is {
			} else if o.kept >= mostTries || len(o.places) >= mostDestinations {
				o.skipped++
			} else {
				p := o.place(name, domainOf(r.To))
				p.tries = append(p.tries, survival.Attempt{At: t.At.Unix(), Message: uint32(keyOf(m.Key, m.MessageID)), Outcome: outcome})
				o.kept++
			}
		}
	}
}

// list takes in a recipient of a list.
func (o *outages) list(name string, m *records.Message, r *records.Recipient) {
	if r.Status == "" {
		return
	}
	known := len(r.Tries) > 0
	o.lists = o.lists || !known
	if leftOut(r.Status) || m.Direction == records.Inbound || m.Received.IsZero() {
		return
	}
	other := o.others[name]
	if other == nil {
		if len(o.others) >= mostDestinations {
			return
		}
		other = &others{}
		o.others[strings.Clone(name)] = other
	}
	switch {
	case isBad(r.Status):
		other.fetched, other.missed = other.fetched+counted(known), other.missed+counted(!known)
	case !known && o.delivered < mostTries:
		other.delivered = append(other.delivered, m.Received.Unix())
		o.delivered++
	}
}

// chosen are the delivered messages to a destination of which no details were fetched, where they were of nearly all that failed: those others would
// have told of an outage that had lasted until they were given up.
func (o *outages) chosen(name string) (came []int64, givenUp int64) {
	const usual = 24 * time.Hour // of Exchange Online
	other := o.others[name]
	if other == nil || other.missed*10 > other.fetched+other.missed {
		return nil, 0
	}
	return other.delivered, int64(cmp.Or(o.expires, usual) / time.Second)
}

func (o *outages) place(name, domain string) *place {
	p := o.places[name]
	if p == nil {
		p = &place{domain: strings.Clone(domain)}
		o.places[strings.Clone(name)] = p
	}
	return p
}

// outcomeOf is what an attempt says about the host; what is none, is none of an attempt.
func outcomeOf(t records.Try) (outcome survival.Outcome, is bool) {
	switch {
	case t.Kind == records.Sent:
		return survival.Up, true
	case t.Kind == records.Deferred, t.Kind == records.Failed && refused(t.Reply):
	default:
		return 0, false // into a mailbox here; without a session; given up
	}
	lower, code := strings.ToLower(t.Reply), codeOf(t.Reply)
	switch {
	case code.Reply == "" && (strings.Contains(lower, "end of data") || strings.Contains(lower, "more than once")): // with a code it answered
		return survival.Lost, true
	case code.Reply == "" && code.Enhanced == "" || code.Reply == "421" || ofNetwork(code.Enhanced) || t.Kind == records.Deferred && records.Unreached(t.Reply) || strings.Contains(lower, "refused to talk to me"):
		return survival.Down, true
	case code.Class() == 5 && !refused(t.Reply): // a DSN says of the last attempt why the message was given up: 5.4.316 is the end of 4.4.316
		return survival.Down, strings.HasPrefix(code.Enhanced, "5.4.3")
	}
	return survival.Up, true
}

// ofNetwork reports whether an enhanced code says that the host was not there, or does not take mail from anyone.
func ofNetwork(enhanced string) bool {
	return strings.HasPrefix(enhanced, "4.4.") || strings.HasPrefix(enhanced, "4.7.32") || enhanced == "4.3.2"
}

func (o *outages) findings(first, last time.Time) (f Outages) {
	if len(o.places) == 0 {
		if f.Refused = "no row tells of an attempt"; o.lists {
			f.Refused = "a list of messages (Get-MessageTraceV2) says neither when mail was delivered nor that it was deferred"
		}
		return f
	}
	f.Places, f.Gone = o.split()
	var timelines []survival.Timeline
	for _, p := range f.Places {
		t := survival.Timeline{Attempts: o.places[p.Name].tries}
		if t.From, t.To = t.Attempts[0].At, t.Attempts[0].At; !first.IsZero() {
			t.From, t.To = first.Unix(), last.Unix()
		}
		for _, a := range t.Attempts {
			t.From, t.To = min(t.From, a.At), max(t.To, a.At)
		}
		t.Others, t.GivenUp = o.chosen(p.Name)
		timelines = append(timelines, t)
	}
	f.Skipped = o.skipped
	f.Observed = survival.Observe(timelines)
	f.Estimate = survival.Fit(f.Observed)
	f.Pairs, f.ByChance = survival.Together(f.Observed, random.NewSeed(1))
	return f
}

// split parts destinations that took mail from those that never did. Where none did, as in NDRs alone, this tells nothing. To take a host that is no
// more for one with an endless outage would make outages of all others longer.
func (o *outages) split() (took, never []Place) {
	for name, p := range o.places {
		if slices.ContainsFunc(p.tries, func(a survival.Attempt) bool { return a.Outcome == survival.Up }) {
			took = append(took, Place{name, p.domain})
		} else {
			never = append(never, Place{name, p.domain})
		}
	}
	if len(took) == 0 {
		took, never = never, nil
	}
	byName := func(a, b Place) int { return strings.Compare(a.Name, b.Name) }
	slices.SortFunc(took, byName)
	slices.SortFunc(never, byName)
	return took, never
}
