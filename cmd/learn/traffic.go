package learn

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"mailstorm/scenarios/records"
)

// Week is the hours of a week, from Monday 00:00.
const Week = 7 * 24

// Traffic is who wrote, when and how much.
type Traffic struct {
	Outbound, Inbound, Internal, Null int        // messages; Null are DSNs and the like
	Rate                              Figure     // outbound messages a week
	Hours                             [Week]int  // outbound messages by hour of the week
	Seen                              [Week]int  // how often the records hold that hour
	Known                             int        // hours of the week that the records hold at all
	Stretches                         []Stretch  // of equal rates
	Sizes                             []Quantile // bytes
	Recipients                        []Recipients
	Destinations                      []Destination // the largest first
	Senders                           int           // different own addresses, at most as many as are counted
}

// Recipients counts messages with so many recipients.
type Recipients struct {
	From, To, Messages int
	Mean               int // recipients of such a message, rounded
}

// Destination is where outbound mail went.
type Destination struct {
	Place    string // a domain, or "connector NAME"
	Domain   string
	Messages int
	People   int // different own senders, up to fewest
	Share    Figure
}

// Fewest is how many people a group has at least; smaller ones are merged.
const Fewest = 5

const (
	mostDestinations = 10_000
	mostSenders      = 100_000
	mostHours        = 10 * 366 * 24
)

// recipientClasses are the upper ends.
var recipientClasses = []int{1, 5, 20, 100, math.MaxInt}

type traffic struct {
	zone    *time.Location
	counts  Traffic
	hours   map[int64]int // outbound messages by hour since 1970
	sizes   sample[int64]
	classes []struct{ messages, recipients int }
	places  map[string]*destination
	senders map[uint64]bool
	delays  *Delays
}

type destination struct {
	domain   string
	messages int
	people   []uint64
}

func newTraffic(zone *time.Location) traffic {
	if zone == nil {
		zone = time.UTC
	}
	return traffic{zone: zone, hours: map[int64]int{}, sizes: sample[int64]{most: 20_000}, places: map[string]*destination{}, senders: map[uint64]bool{}, delays: NewDelays(zone),
		classes: make([]struct{ messages, recipients int }, len(recipientClasses))}
}

// message counts one.
func (t *traffic) message(e submission, own map[string]bool) {
	fromOwn := e.direction == records.Outbound || e.direction == records.Unknown && own[domainOf(e.from)]
	outside := slices.DeleteFunc(slices.Clone(e.to), func(a target) bool { return own[a.domain] })
	switch {
	case e.from == "" || e.null:
		t.counts.Null++
	case e.direction == records.Inbound || !fromOwn:
		t.counts.Inbound++
	case len(outside) == 0:
		t.counts.Internal++
	default:
		t.outbound(e, outside)
	}
}

func (t *traffic) outbound(e submission, to []target) {
	t.counts.Outbound++
	if !e.at.IsZero() && (len(t.hours) < mostHours || t.hours[hourOf(e.at)] > 0) {
		t.hours[hourOf(e.at)]++
	}
	key := keyOf(e.from)
	if len(t.senders) < mostSenders {
		t.senders[key] = true
	}
	if e.size > 0 {
		t.sizes.add(keyOf(e.from, e.at.String(), to[0].domain), e.size)
	}
	class := slices.IndexFunc(recipientClasses, func(most int) bool { return len(to) <= most })
	t.classes[class].messages++
	t.classes[class].recipients += len(to)
	seen := map[string]bool{}
	for _, a := range to {
		t.delays.add(e.at, a.delivery)
		if !seen[a.place] {
			seen[a.place] = true
			t.place(a).add(key)
		}
	}
}

func hourOf(at time.Time) int64 { return at.Unix() / 3600 }

// place finds or adds a destination; beyond a number that only strangers reach they are one.
func (t *traffic) place(a target) *destination {
	d := t.places[a.place]
	if d == nil && len(t.places) >= mostDestinations {
		a = target{}
		d = t.places[""]
	}
	if d == nil {
		d = &destination{domain: strings.Clone(a.domain)}
		t.places[strings.Clone(a.place)] = d
	}
	return d
}

func (d *destination) add(sender uint64) {
	d.messages++
	if len(d.people) < Fewest && !slices.Contains(d.people, sender) {
		d.people = append(d.people, sender)
	}
}

func (t *traffic) findings(first, last time.Time) Traffic {
	f := t.counts
	f.Senders = len(t.senders)
	sizes := t.sizes.values()
	slices.Sort(sizes)
	f.Sizes = quantiles(sizes, t.sizes.seen, 10, 50, 90, 99)
	for i := range f.Sizes { // the exact size of a message might tell which it was
		q := &f.Sizes[i].Figure
		q.Value, q.Low, q.High = digits(q.Value, 2), digits(q.Low, 2), digits(q.High, 2)
	}
	least := 1
	for i, c := range t.classes {
		if c.messages > 0 {
			f.Recipients = append(f.Recipients, Recipients{least, recipientClasses[i], c.messages, (c.recipients + c.messages/2) / c.messages})
		}
		least = recipientClasses[i] + 1
	}
	total := 0
	for place, d := range t.places {
		f.Destinations = append(f.Destinations, Destination{Place: place, Domain: d.domain, Messages: d.messages, People: len(d.people)})
		total += d.messages
	}
	slices.SortFunc(f.Destinations, func(a, b Destination) int {
		return cmp.Or(cmp.Compare(b.Messages, a.Messages), strings.Compare(a.Place, b.Place))
	})
	for i := range f.Destinations {
		f.Destinations[i].Share = Share(f.Destinations[i].Messages, total)
	}
	if f.Outbound > 0 {
		t.week(&f, first, last)
	}
	return f
}

// week counts by hour of the week, as clocks in the zone show them, and finds stretches of equal rates.
func (t *traffic) week(f *Traffic, first, last time.Time) {
	from, to := hourOf(first), hourOf(last)
	for hour := from; hour <= to && hour-from < mostHours; hour++ {
		at := hourOfWeek(time.Unix(hour*3600, 0).In(t.zone))
		f.Seen[at]++
		f.Hours[at] += t.hours[hour]
	}
	for _, n := range f.Seen {
		f.Known += counted(n > 0)
	}
	f.Stretches = stretches(f.Hours, f.Seen)
	f.Rate = t.rate(f, from, to)
}

func hourOfWeek(at time.Time) int { return (int(at.Weekday())+6)%7*24 + at.Hour() }

// rate is outbound messages a week. Its interval knows that mail comes in bursts: it is as much wider than that of independent messages as
// the counts of hours scatter more around the rates of their stretches.
func (t *traffic) rate(f *Traffic, from, to int64) Figure {
	var expected [Week]float64
	weekly := 0.0
	for _, s := range f.Stretches {
		for _, h := range s.hours() {
			expected[h] = s.Rate
			weekly += s.Rate
		}
	}
	scatter, cells, total := 0.0, 0, 0
	for hour := from; hour <= to && hour-from < mostHours; hour++ {
		n := t.hours[hour]
		total += n
		if mean := expected[hourOfWeek(time.Unix(hour*3600, 0).In(t.zone))]; mean > 0 {
			off := float64(n) - mean
			scatter += float64(off*off) / mean
			cells++
		}
	}
	dispersion := 1.0
	if free := cells - len(f.Stretches); free > 0 {
		dispersion = max(scatter/float64(free), 1)
	}
	arm := normal * weekly * math.Sqrt(dispersion/float64(max(total, 1)))
	return Figure{weekly, max(weekly-arm, 0), weekly + arm, total, true}.round()
}
