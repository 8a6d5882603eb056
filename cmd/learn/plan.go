package learn

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"mailstorm/scenarios/records"
)

// The service's limits for message traces.
const (
	CallsAtOnce  = 100 // in CallsWithin
	CallsWithin  = 5 * time.Minute
	DaysOfAQuery = 10 // of Get-MessageTraceV2
	DaysBack     = 90
)

// Fetch is one message and recipient of whom details are worth fetching.
type Fetch struct {
	Trace     string // MessageTraceId
	Received  time.Time
	Domain    string
	Status    string
	Recipient string
}

// Plan is of which messages details are fetched: of all that failed or are pending, and of a random share of the delivered.
type Plan struct {
	Bad, Good  []Fetch
	Delivered  int // in the list, for a recipient each, without details
	TooOld     int // the service has no details of them: they are from more than DaysBack days before the newest
	BadSkipped int // beyond the number of calls
	Nameless   int // recipients in the list of messages without a MessageTraceId, which the service needs
}

// Calls is how many messages details are fetched of.
func (p *Plan) Calls() int { return len(p.Bad) + len(p.Good) }

// Takes is how long the service needs for all calls, at the pace that it allows.
func (p *Plan) Takes() time.Duration { return time.Duration(p.Calls()) * CallsWithin / CallsAtOnce }

type plan struct {
	calls     int // 0: there is no plan
	bad, good sample[Fetch]
	newest    time.Time
	nameless  int
	seen      map[int64][2]int // recipients without details by day, fine and bad
}

func newPlan(calls int) plan {
	return plan{calls: calls, bad: sample[Fetch]{most: calls}, good: sample[Fetch]{most: calls}, seen: map[int64][2]int{}}
}

// message keeps what a list tells and no detail yet.
func (p *plan) message(m *records.Message) {
	if p.calls == 0 || !m.Listed || m.Key == "" || m.Direction == records.Inbound {
		return
	}
	if m.Received.After(p.newest) {
		p.newest = m.Received
	}
	for i := range m.Recipients {
		r := &m.Recipients[i]
		if r.Status == "" || leftOut(r.Status) || len(r.Tries) > 0 {
			continue
		}
		if !isTraceID(m.Key) {
			p.nameless++
			continue
		}
		kind, into := fine, &p.good
		if isBad(r.Status) {
			kind, into = bad, &p.bad
		}
		p.see(m.Received, kind, 1)
		if p.old(m.Received) {
			continue
		}
		if len(into.kept)+1 >= 2*into.most { // those that are too old by now take no room
			into.kept = slices.DeleteFunc(into.kept, func(k keyed[Fetch]) bool { return p.old(k.value.Received) })
		}
		into.add(keyOf(m.Key, r.To), Fetch{m.Key, m.Received, domainOf(r.To), r.Status, r.To})
	}
}

// isTraceID reports whether a key is a GUID. Where a list names none, the key is made of addresses, which no plan may name.
func isTraceID(key string) bool {
	const length = len("11111111-1111-1111-1111-111111111111")
	if len(key) != length {
		return false
	}
	for i := range len(key) {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if hex := isDigit(key[i]) || key[i]|0x20 >= 'a' && key[i]|0x20 <= 'f'; dash && key[i] != '-' || !dash && !hex {
			return false
		}
	}
	return true
}

// see counts recipients of a day.
func (p *plan) see(at time.Time, kind, n int) {
	day := dayOf(at.UTC())
	if seen, known := p.seen[day]; known || len(p.seen) < mostHours/24 {
		seen[kind] += n
		p.seen[day] = seen
	}
}

func (p *plan) old(at time.Time) bool { return p.newest.Sub(at) > DaysBack*24*time.Hour }

// Plan says of which messages details are fetched.
func (l *Learner) Plan() *Plan {
	p := &Plan{Nameless: l.plan.nameless}
	recent := func(s *sample[Fetch]) []Fetch {
		return slices.DeleteFunc(s.values(), func(f Fetch) bool { return l.plan.old(f.Received) })
	}
	total := [2]int{}
	for day, seen := range l.plan.seen {
		if dayOf(l.plan.newest.UTC())-day > DaysBack {
			p.TooOld += seen[fine] + seen[bad]
		} else {
			total[fine], total[bad] = total[fine]+seen[fine], total[bad]+seen[bad]
		}
	}
	p.Bad, p.Good = recent(&l.plan.bad), recent(&l.plan.good)
	p.Good = p.Good[:min(len(p.Good), l.plan.calls-len(p.Bad))]
	if p.Delivered = total[fine]; len(p.Bad) == l.plan.calls {
		p.BadSkipped = max(total[bad]-len(p.Bad), 0)
	}
	for _, all := range [][]Fetch{p.Bad, p.Good} {
		slices.SortFunc(all, func(a, b Fetch) int {
			return cmp.Or(strings.Compare(a.Domain, b.Domain), a.Received.Compare(b.Received), strings.Compare(a.Trace, b.Trace), strings.Compare(a.Recipient, b.Recipient))
		})
	}
	return p
}
