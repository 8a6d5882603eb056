package player

import (
	"cmp"
	"encoding/hex"
	"slices"
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/run"
	"mailstorm/sim"
	"mailstorm/sim/calendar"
	"mailstorm/sim/metrics"
)

// Schema is the version of stage.json.
const Schema = "mailstorm/stage/v1"

// Stage is what the player needs beside events and series: who stands where, how long what holds, and who sees what. Times are nanoseconds of
// simulated time, as in events.jsonl; messages, deliveries and copies are numbered from 1. Hosts and addresses are named by their places in
// the lists, from 0.
type Stage struct {
	Schema   string        `json:"schema"`
	Scenario string        `json:"scenario"`
	Title    string        `json:"title"`
	Why      string        `json:"why"`
	Seed     int64         `json:"seed"`
	Version  string        `json:"version"`
	Digest   string        `json:"digest"`
	Clock    string        `json:"clock"` // what time 0 is called
	Zone     string        `json:"zone"`
	Offsets  []Offset      `json:"offsets"` // of the zone from UTC
	Ends     time.Duration `json:"ends"`    // the run
	Last     time.Duration `json:"last"`    // event
	Stopped  string        `json:"stopped,omitempty"`

	Hosts      []Host     `json:"hosts"` // in the order of the routes
	Routes     []Route    `json:"routes"`
	Spans      []Span     `json:"spans"`
	Addresses  []string   `json:"addresses"`
	Messages   []Message  `json:"messages"`   // none for a crowd
	Deliveries []Delivery `json:"deliveries"` // none for a crowd
	Copies     []Copy     `json:"copies"`     // none for a crowd
	Sees       []Sight    `json:"sees"`
	Stops      []Stop     `json:"stops"`
	Result     Outcome    `json:"result"`
}

// Offset of a zone from UTC holds from a moment on.
type Offset struct {
	From    time.Duration `json:"from"`
	Minutes int64         `json:"minutes"`
}

// Host is a box on the stage. Column is how many hops it is away from where mail enters, on the longest way; Idle: no mail came to it.
type Host struct {
	Name       string        `json:"name"`
	Number     int           `json:"number"` // in the order of the scenario
	Profile    string        `json:"profile"`
	Title      string        `json:"title"` // of the profile
	Domains    []string      `json:"domains"`
	Column     int           `json:"column"`
	Servers    uint32        `json:"servers"`
	Expiration time.Duration `json:"expiration"`
	Idle       bool          `json:"idle,omitempty"`
}

// Route leads from a host to one that it hands mail to.
type Route struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// Span is a fault, guard or change, while it holds: half-open. Ends -1: to the end. What changes switch off and on again has a span for each time.
type Span struct {
	Host   int           `json:"host"`
	Sort   string        `json:"sort"` // fault, guard, change
	Name   string        `json:"name"`
	Kind   string        `json:"kind"`
	Starts time.Duration `json:"starts"`
	Ends   time.Duration `json:"ends"`
}

// Message is one that somebody wrote: a person, a mailbox or a host. From -1 is <>.
type Message struct {
	Number uint32        `json:"number"`
	Sort   string        `json:"sort"` // mail, automatic, delay notice, NDR, report (a DSN about automatic mail)
	Name   string        `json:"name,omitempty"`
	Parent uint64        `json:"parent,omitempty"` // the message that caused it
	From   int           `json:"from"`
	To     []int         `json:"to"`
	Host   int           `json:"host"`
	Size   int64         `json:"size"`
	At     time.Duration `json:"at"`
	About  []uint32      `json:"about,omitempty"` // deliveries of which a DSN tells
}

// Delivery is a message for a recipient, with the cell in which it ends. Double is the delivery of the same message that another mail table wrote:
// who has that one has this one.
type Delivery struct {
	Number  uint32 `json:"number"`
	Message uint32 `json:"message"`
	To      int    `json:"to"`
	Row     int    `json:"row"`
	Column  int    `json:"column"`
	Double  uint32 `json:"double,omitempty"`
}

// Copy is one that waited in a queue: for whom, and when it expires.
type Copy struct {
	Number   uint64        `json:"number"`
	To       []uint32      `json:"to"` // deliveries
	Deadline time.Duration `json:"deadline"`
	Moved    []Moved       `json:"moved,omitempty"` // by interventions, also where the copy had left by then
}

// Moved is from when on a copy has another deadline.
type Moved struct {
	At       time.Duration `json:"at"`
	Deadline time.Duration `json:"deadline"`
}

// Sight is what somebody sees for the first time. Host is that of the administrator, -1 for senders and recipients.
type Sight struct {
	At   time.Duration `json:"at"`
	Who  string        `json:"who"` // sender, recipient, administrator
	Host int           `json:"host"`
	What string        `json:"what"`
}

// Stop is a moment at which the player pauses. Event counts the lines of events.jsonl from 1; 0: it is none of them. Span: a fault begins or
// ends, before whatever else happens at this moment.
type Stop struct {
	At    time.Duration `json:"at"`
	Event int           `json:"event,omitempty"`
	Span  bool          `json:"span,omitempty"`
	What  string        `json:"what"`
}

// Outcome is how the run ends.
type Outcome struct {
	Messages   int64       `json:"messages"`
	Deliveries int64       `json:"deliveries"`
	Copies     int64       `json:"copies"`
	Duplicates int64       `json:"duplicates"`
	NDRs       int64       `json:"ndrs"`
	Bytes      int64       `json:"bytes"`
	Fates      [3][3]int64 `json:"fates"`
	Noticed    *Sight      `json:"noticed"` // who notices first that something is wrong, without asking; null: nobody
}

// stager builds a stage.
type stager struct {
	*Stage
	run   *run.Run
	rec   *Recorder
	place []int // on the stage, by number of the host
}

func newStage(s *Storm) *Stage {
	r, c := s.Run, s.Run.Config
	clock := english.NewClock(c.Clock, r.Result.End)
	b := &stager{run: r, rec: s.Records, Stage: &Stage{Schema: Schema, Scenario: c.Name, Title: english.OneLine(r.Title()), Why: english.OneLine(c.Why), Seed: c.Seed,
		Version: r.Version, Digest: hex.EncodeToString(r.Result.Digest[:]), Clock: c.Clock.Format(time.RFC3339), Zone: clock.Zone(), Ends: r.Result.End,
		Stopped: r.Result.Stopped, Routes: []Route{}, Spans: []Span{}, Addresses: []string{}, Messages: []Message{}, Deliveries: []Delivery{}, Copies: []Copy{},
		Sees: []Sight{}, Stops: []Stop{}}}
	b.rec.finish()
	b.setClock()
	b.setHosts()
	b.setSpans()
	if b.rec.hasEvents() {
		b.setMessages()
		b.setCopies()
	}
	b.setSights()
	b.setStops()
	b.setOutcome()
	return b.Stage
}

func (b *stager) setClock() {
	for _, s := range calendar.Stretches(b.run.Config.Clock, 0, b.Ends+1) {
		b.Offsets = append(b.Offsets, Offset{s.Starts, int64(s.Offset / time.Minute)})
	}
	b.Last = b.rec.last
}

// setHosts puts the hosts in the order of the routes: first those where mail enters, then those to which they hand it on.
func (b *stager) setHosts() {
	c := b.run.Config
	columns := routeColumns(c)
	order := make([]int, len(c.Hosts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(columns[x], columns[y]) })
	b.place = make([]int, len(order))
	for place, i := range order {
		b.place[i] = place
		h := &c.Hosts[i]
		b.Hosts = append(b.Hosts, Host{Name: english.OneLine(h.Name), Number: i, Profile: b.run.Profiles[i], Title: h.Profile.Title, Domains: domainsOf(c, h), Column: columns[i],
			Servers: max(h.Profile.Pool.Servers, 1), Expiration: h.Profile.Lifetime, Idle: !b.rec.met[i]})
	}
	for from := range c.Hosts {
		for _, to := range nextHops(&c.Hosts[from]) {
			b.Routes = append(b.Routes, Route{b.place[from], b.place[to]})
		}
	}
	for _, l := range b.rec.series.order { // where mail was given to another host than the routes say
		if r := (Route{b.place[l.from], b.place[l.to]}); !slices.Contains(b.Routes, r) {
			b.Routes = append(b.Routes, r)
		}
	}
	slices.SortFunc(b.Routes, func(x, y Route) int { return cmp.Or(cmp.Compare(x.From, y.From), cmp.Compare(x.To, y.To)) })
}

// routeColumns is in which column each host stands: to the right of those that hand mail to it.
func routeColumns(c *sim.Config) []int {
	columns := slices.Repeat([]int{-1}, len(c.Hosts))
	var next []int
	for i := range c.Mails {
		if h := c.Mails[i].Enters; columns[h] < 0 {
			columns[h] = 0
			next = append(next, h)
		}
	}
	var routes []Route // those that lead on from where mail enters
	for len(next) > 0 {
		h := next[0]
		next = next[1:]
		for _, to := range nextHops(&c.Hosts[h]) {
			routes = append(routes, Route{h, to})
			if columns[to] < 0 {
				columns[to] = columns[h] + 1
				next = append(next, to)
			}
		}
	}
	alignColumns(columns, routes)
	last := slices.Max(columns)
	for i := range columns {
		if columns[i] < 0 {
			columns[i] = last + 1
		}
	}
	return columns
}

// alignColumns moves hosts to the right until each route leads there, but for those that lead back, or to where mail enters.
func alignColumns(columns []int, routes []Route) {
	reaches := make([][]bool, len(columns))
	for i := range reaches {
		reaches[i] = make([]bool, len(columns))
	}
	for _, r := range routes {
		reaches[r.From][r.To] = true
	}
	for via := range reaches {
		for from := range reaches {
			for to := 0; reaches[from][via] && to < len(columns); to++ {
				reaches[from][to] = reaches[from][to] || reaches[via][to]
			}
		}
	}
	onward := slices.DeleteFunc(routes, func(r Route) bool {
		return columns[r.To] == 0 || reaches[r.To][r.From] && columns[r.To] != columns[r.From]+1
	})
	for moved := true; moved; {
		moved = false
		for _, r := range onward {
			if columns[r.To] <= columns[r.From] {
				columns[r.To], moved = columns[r.From]+1, true
			}
		}
	}
}

// nextHops are the hosts that a host hands mail to, those of addresses that occur.
func nextHops(h *sim.Host) (all []int) {
	for _, p := range h.Paths {
		if p < 0 {
			continue
		}
		for _, to := range h.Routes[p] {
			if !slices.Contains(all, to) {
				all = append(all, to)
			}
		}
	}
	return all
}

func domainsOf(c *sim.Config, h *sim.Host) []string {
	all := []string{}
	for i := range c.Addresses {
		if d := english.OneLine(c.Addresses[i].Domain); i < len(h.Own) && h.Own[i] && !slices.Contains(all, d) && len(all) < 5 {
			all = append(all, d)
		}
	}
	return all
}

// setMessages lists what was written, and who gets it.
func (b *stager) setMessages() {
	places := map[int]int{}
	about := aboutOf(b.rec.records)
	deliveries := map[uint32][]sim.Delivery{}
	var all []sim.Delivery
	for d := range b.run.Deliveries {
		all = append(all, d)
		deliveries[d.Message] = append(deliveries[d.Message], d)
	}
	doubles := b.doubles(all)
	for i, d := range all {
		b.Deliveries = append(b.Deliveries, Delivery{d.Number + 1, d.Message + 1, b.address(places, d.To), d.Row, d.Column, doubles[i]})
	}
	for i := range b.rec.records {
		r := &b.rec.records[i]
		if r.Kind != sim.Written {
			continue
		}
		m := Message{Number: r.Message + 1, Sort: sorts[b.rec.kindOf(r.Message)], Parent: r.Parent, Host: b.place[r.Host], Size: r.Bytes, At: r.At, About: about[r.Message]}
		if own := deliveries[r.Message]; len(own) > 0 {
			mail := &b.run.Config.Mails[own[0].Mail]
			m.Name, m.From = english.OneLine(mail.Name), b.address(places, mail.From)
			for _, d := range own {
				m.To = append(m.To, b.address(places, d.To))
			}
		} else {
			from, to := b.run.GeneratedBy(r.Message)
			m.From, m.To = b.address(places, from), []int{b.address(places, to)}
		}
		b.Messages = append(b.Messages, m)
	}
}

// doubles are the deliveries that others double: the same recipient of the message with the same ordinal in the table that they double.
func (b *stager) doubles(all []sim.Delivery) []uint32 {
	type place struct{ mail, ordinal, to int }
	written, last := map[int]int{}, map[int]uint32{}
	at := map[place]uint32{}
	doubled := make([]uint32, len(all))
	places := make([]place, len(all))
	for i, d := range all {
		if before, known := last[d.Mail]; d.ResendOf == 0 && (!known || before != d.Message) {
			written[d.Mail]++
			last[d.Mail] = d.Message
		}
		places[i] = place{d.Mail, written[d.Mail], d.To}
		if d.ResendOf == 0 {
			at[places[i]] = d.Number + 1
		}
	}
	for i, p := range places {
		if twin := b.run.Config.Mails[p.mail].DoubleOf; twin > 0 && all[i].ResendOf == 0 {
			doubled[i] = at[place{twin - 1, p.ordinal, p.to}]
		}
	}
	return doubled
}

// sorts name what kindOf says of a message.
var sorts = [...]string{ofPeople: "mail", ofMailbox: "automatic", delayNotice: "delay notice", ndr: "NDR", automaticReport: "report"}

// address is the place of an address in the list of the stage.
func (b *stager) address(places map[int]int, number int) int {
	if number < 0 {
		return -1
	}
	place, known := places[number]
	if !known {
		place = len(b.Addresses)
		places[number] = place
		b.Addresses = append(b.Addresses, english.OneLine(b.run.Config.Addresses[number].Name))
	}
	return place
}

// aboutOf finds of which deliveries each DSN tells: those that were announced before it was written, or named it.
func aboutOf(records []sim.Record) map[uint32][]uint32 {
	about := map[uint32][]uint32{}
	waiting := map[due][]uint32{}
	for i := range records {
		switch r := &records[i]; {
		case (r.Kind == sim.Bounced || r.Kind == sim.Notified) && r.Parent > 0:
			about[uint32(r.Parent-1)] = append(about[uint32(r.Parent-1)], r.Delivery+1)
		case r.Kind == sim.Bounced || r.Kind == sim.Notified:
			key := due{r.Host, r.Message}
			waiting[key] = append(waiting[key], r.Delivery+1)
		case r.Kind == sim.Written && r.Flags&sim.FlagReport != 0:
			if key := (due{r.Host, uint32(r.Parent - 1)}); len(waiting[key]) > 0 {
				about[r.Message] = append([]uint32{waiting[key][0]}, about[r.Message]...)
				waiting[key] = waiting[key][1:]
			}
		}
	}
	return about
}

// setCopies says for whom each copy is: those whom a record settles one by one, and those who still wait at the end.
func (b *stager) setCopies() {
	at := map[uint64]int{}
	var kept []*sim.Record                    // by place in b.Copies
	hosts := slices.Clone(b.run.Config.Hosts) // with the profiles of the moment
	for i := range b.rec.records {
		r := &b.rec.records[i]
		switch r.Kind {
		case sim.Changed:
			h := &hosts[r.Host]
			if p := h.Changes[r.Delivery].Profile; p != nil && p.Lifetime != h.Profile.Lifetime {
				h.Profile = p
				b.moveDeadlines(r, kept, h)
			}
		case sim.Kept:
			at[r.Copy] = len(b.Copies)
			kept = append(kept, r)
			b.Copies = append(b.Copies, Copy{Number: r.Copy, To: []uint32{}, Deadline: r.At + b.lifetime(r, &hosts[r.Host])})
			if r.Delivery != sim.None {
				b.Copies[at[r.Copy]].To = []uint32{r.Delivery + 1}
			}
		case sim.HandedOver, sim.Lost, sim.Bounced, sim.Purged, sim.Died:
			if i, known := at[r.Copy]; known && r.Delivery != sim.None && !slices.Contains(b.Copies[i].To, r.Delivery+1) {
				b.Copies[i].To = append(b.Copies[i].To, r.Delivery+1)
			}
		}
	}
	b.addWaiting(at)
}

// addWaiting adds the recipients who still wait when the run ends to the copies that nobody settled.
func (b *stager) addWaiting(at map[uint64]int) {
	message := map[uint64]uint32{}
	for i := range b.rec.records {
		if r := &b.rec.records[i]; r.Kind == sim.Kept {
			message[r.Copy] = r.Message + 1
		}
	}
	for number := range b.rec.queues.held {
		c := &b.Copies[at[number]]
		for _, d := range b.Deliveries {
			if d.Message == message[number] && d.Row == sim.RowPending && !slices.Contains(c.To, d.Number) {
				c.To = append(c.To, d.Number)
			}
		}
	}
}

// moveDeadlines notes what an intervention makes of the deadlines of the copies that its host kept.
func (b *stager) moveDeadlines(change *sim.Record, kept []*sim.Record, h *sim.Host) {
	for i, r := range kept {
		if r.Host == change.Host {
			b.Copies[i].Moved = append(b.Copies[i].Moved, Moved{change.At, r.At + b.lifetime(r, h)})
		}
	}
}

// lifetime is how long a copy may wait in the queue of the host that kept it.
func (b *stager) lifetime(r *sim.Record, h *sim.Host) time.Duration {
	for d := range b.run.Deliveries {
		if d.Message == r.Message {
			if !h.Concerns(b.run.Config.Mails[d.Mail].From) {
				return h.Profile.Documented.To
			}
			break
		}
	}
	return h.Profile.Lifetime
}

func (b *stager) setSights() {
	for _, s := range b.rec.sights {
		b.Sees = append(b.Sees, b.sight(s))
	}
	watch := role(b.run.Config.Watch)
	for _, sign := range []struct {
		id   metrics.ID
		what string
	}{{metrics.PendingAt, "pending"}, {metrics.ReportAt, "queued messages report"}, {metrics.AlertAt, "alert"}} {
		if v := b.run.Result.Values[sign.id]; v.Known {
			b.Sees = append(b.Sees, b.sight(sight{english.DurationOf(v), watch, sign.what}))
		}
	}
	slices.SortStableFunc(b.Sees, func(x, y Sight) int { return cmp.Compare(x.At, y.At) })
}

func (b *stager) sight(s sight) Sight {
	switch s.role {
	case senders:
		return Sight{s.at, "sender", -1, s.what}
	case recipients:
		return Sight{s.at, "recipient", -1, s.what}
	}
	return Sight{s.at, "administrator", b.place[s.role], s.what}
}

func (b *stager) setStops() {
	for _, s := range b.rec.stops {
		b.Stops = append(b.Stops, Stop{At: s.at, Event: s.event + 1, What: s.what})
	}
	b.setSpanStops()
	name := english.OneLine(b.run.Config.Hosts[b.run.Config.Watch].Name)
	for _, s := range b.Sees {
		switch s.What {
		case "pending":
			b.Stops = append(b.Stops, Stop{At: s.At, What: "a message trace of " + name + " shows mail as pending"})
		case "queued messages report":
			b.Stops = append(b.Stops, Stop{At: s.At, What: "the queued messages report of " + name + " shows mail"})
		case "alert":
			b.Stops = append(b.Stops, Stop{At: s.At, What: "the alert of " + name + " is raised"})
		}
	}
	slices.SortStableFunc(b.Stops, func(x, y Stop) int { return cmp.Compare(x.At, y.At) })
}

// mostSpanStops is at how many interventions, and beginnings and ends of faults, a player pauses; where there are more, it pauses at none.
const mostSpanStops = 8

// setSpanStops adds the moments at which a fault begins or ends, or somebody intervenes.
func (b *stager) setSpanStops() {
	var stops []Stop
	for _, r := range b.rec.changes {
		h := &b.run.Config.Hosts[r.host]
		stops = append(stops, Stop{At: r.at, Event: r.event + 1, What: "the intervention " + english.OneLine(h.Changes[r.number].Name) + " of " + english.OneLine(h.Name)})
	}
	for _, s := range b.Spans {
		name := "the fault " + s.Name + " of " + b.Hosts[s.Host].Name
		if s.Sort == "fault" && s.Starts > 0 && s.Starts <= b.Last {
			stops = append(stops, Stop{At: s.Starts, Span: true, What: name + " begins"})
		}
		if s.Sort == "fault" && s.Ends > 0 && s.Ends <= b.Last {
			stops = append(stops, Stop{At: s.Ends, Span: true, What: name + " is over"})
		}
	}
	if len(stops) <= mostSpanStops {
		b.Stops = append(b.Stops, stops...)
	}
}

func (b *stager) setOutcome() {
	value := func(id metrics.ID) int64 { return b.run.Result.Values[id].Num }
	b.Result = Outcome{Messages: value(metrics.Messages), Deliveries: value(metrics.Deliveries), Copies: value(metrics.Copies), Duplicates: value(metrics.Duplicates),
		NDRs: value(metrics.NDRCount), Bytes: value(metrics.WireBytes), Fates: b.run.Result.Fates}
	for i, s := range b.Sees {
		if slices.Contains([]string{"NDR", "delay notice", "second copy", "alert"}, s.What) {
			b.Result.Noticed = &b.Sees[i]
			break
		}
	}
}
