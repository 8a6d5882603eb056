// Package story writes the life of one message of a run, for people.
package story

import (
	"fmt"
	"io"
	"strings"
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/layout"
	"mailstorm/cmd/report/run"
	"mailstorm/sim"
)

// Recorder keeps the records of one message of a run, and of all messages that it caused. Without a message it only counts the records of each.
type Recorder struct {
	config  *sim.Config
	want    int64 // number of the message, -1: none
	records []sim.Record
	left    int64    // records beyond the most that are kept
	roots   []uint32 // by message: the one of the scenario that caused it
	counts  []uint32 // by message
	written int      // messages of the scenario
}

// mostRecords keeps a loop that never ends from filling the memory.
const mostRecords = 200_000

// NewRecorder records a message, 0 the first; with -1 it finds the message with most records.
func NewRecorder(c *sim.Config, message int64) *Recorder { return &Recorder{config: c, want: message} }

// Take receives the next record of the run; it is a sim.Sink.
func (t *Recorder) Take(r *sim.Record) {
	if r.Message == sim.None {
		t.keep(r) // an intervention concerns every story
		return
	}
	for uint32(len(t.counts)) <= r.Message {
		t.counts, t.roots = append(t.counts, 0), append(t.roots, uint32(len(t.roots)))
	}
	switch {
	case r.Kind == sim.Written && r.Parent > 0:
		t.roots[r.Message] = t.roots[r.Parent-1]
	case r.Kind == sim.Written:
		t.written++
	}
	root := t.roots[r.Message]
	t.counts[root]++
	if r.Kind == sim.Lost || r.Kind == sim.Bounced {
		t.counts[root] += 1000 // messages that went wrong come first
	}
	if int64(root) == t.want {
		t.keep(r)
	}
}

func (t *Recorder) keep(r *sim.Record) {
	switch {
	case t.want < 0:
	case len(t.records) < mostRecords:
		t.records = append(t.records, *r)
	default:
		t.left++
	}
}

// Messages is how many messages of the scenario the run wrote.
func (t *Recorder) Messages() int { return t.written }

// Longest is the message with most records, the first of several.
func (t *Recorder) Longest() int64 {
	longest := 0
	for i, n := range t.counts {
		if n > t.counts[longest] {
			longest = i
		}
	}
	return int64(longest)
}

// Write writes the life of the message in a world that has come to its end; full leaves out nothing, else moments that repeat
// themselves are told once.
func (t *Recorder) Write(to io.Writer, world world, style layout.Style, full bool) error {
	w := layout.NewPage(to, style)
	s := newStory(t.config, uint32(t.want), world, t.records)
	if len(s.deliveries) == 0 {
		w.Line("This message was not sent before the run ended.")
		return w.Flush()
	}
	for _, line := range layout.Wrap(s.title(t.want, t.written), style.Columns()) {
		w.Line(style.Strong(line))
	}
	w.Line("")
	moments := s.moments(t.records, full)
	for i := 0; i < len(moments); {
		same, round, nearly := folded(moments[i:])
		if full {
			same, round = 1, 1
		}
		for _, m := range moments[i : i+round] {
			writeMoment(w, m)
		}
		if i += same * round; same > 1 {
			dots := "  ..."
			for _, part := range layout.Wrap(s.repeated(moments[i-same*round:i], round, nearly), style.Columns()-15) {
				w.Line(style.Faint(fmt.Sprintf("%-14s %s", dots, part)))
				dots = ""
			}
		}
	}
	if t.left > 0 {
		w.Line(style.Faint(fmt.Sprintf("%-14s %s more records omitted", "  ...", english.Number(t.left))))
	}
	w.Line("")
	for _, line := range s.ends(full) {
		w.Line(line)
	}
	return w.Flush()
}

// repeated tells that a round of moments comes again and again, just or nearly the same.
func (s *story) repeated(moments []moment, round int, nearly bool) string {
	least, most := time.Duration(1<<63-1), time.Duration(0)
	for i := round; i < len(moments); i++ {
		gap := moments[i].at - moments[i-round].at
		least, most = min(least, gap), max(most, gap)
	}
	every := english.Span(least)
	if nearly && english.Span(most) != every || most-least > least/4 {
		every += " to " + english.Span(most)
	}
	times := english.Number(int64(len(moments)/round-1)) + " more times, every " + every + ", the last at " + s.clock.At(moments[len(moments)-1].at)
	if nearly {
		times = "nearly the same " + times
	}
	if round > 1 {
		return "the last " + english.Number(int64(round)) + " steps " + times
	}
	return times
}

// moment is all that happened to the message at one time.
type moment struct {
	at    time.Duration
	clock string
	lines []string
	shape string // the lines without what differs each time
	near  string // the shape without how long is waited
}

// longestRound is how many moments a round may have that repeats itself: a loop of forwards and answers has a few.
const longestRound = 4

// folded finds how often the first moments are told again: just the same, or five and more the same but for the wait, if that folds more.
func folded(moments []moment) (times, round int, nearly bool) {
	times, round = repeats(moments, 1, func(m *moment) string { return m.shape })
	most, of := repeats(moments, 5, func(m *moment) string { return m.near })
	if most*of > times*round {
		return most, of, true
	}
	return times, round, false
}

// repeats finds the shortest round of moments that tells the same several times from the first on, and how often it does: so many moments at least.
func repeats(moments []moment, least int, told func(*moment) string) (times, round int) {
	for round = 1; round <= longestRound; round++ {
		n := round
		for n < len(moments) && told(&moments[n]) == told(&moments[n-round]) {
			n++
		}
		if n/round > 2 && n >= least {
			return n / round, round
		}
	}
	return 1, 1
}

func writeMoment(p *layout.Page, m moment) {
	if len(m.clock) > 14 { // an hour that comes twice
		p.Line(m.clock)
		m.clock = ""
	}
	for i, line := range m.lines {
		when := ""
		if i == 0 {
			when = m.clock
		}
		for j, part := range layout.Wrap(line, p.Style.Columns()-15) {
			if i+j > 0 {
				when = ""
			}
			p.Line(fmt.Sprintf("%-14s %s", when, part))
		}
	}
}

// moments puts the records of one time together. The first session with a peer is never taken for a repetition.
func (s *story) moments(records []sim.Record, full bool) (all []moment) {
	var before *sim.Record
	alike := 0
	for i := range records {
		r := &records[i]
		line, shape := s.line(r)
		if line == "" {
			continue
		}
		if len(all) == 0 || all[len(all)-1].at != r.At {
			all = append(all, moment{at: r.At, clock: s.clock.At(r.At)})
		}
		m := &all[len(all)-1]
		m.shape += shape + "\n"
		if r.Kind == sim.Deferred && r.Until >= 0 {
			shape = s.host(r.Host) + " defers it"
		}
		m.near += shape + "\n"
		if alike++; before == nil || !same(before, r) {
			alike = 1
		}
		before = r
		switch {
		case full || alike <= mostAlike:
			m.lines = append(m.lines, line)
		case alike == mostAlike+1:
			m.lines = append(m.lines, "... and 1 more like this.")
		default:
			m.lines[len(m.lines)-1] = "... and " + english.Number(int64(alike-mostAlike)) + " more like this."
		}
	}
	return all
}

// mostAlike is how many recipients with the same event at one time are listed one by one.
const mostAlike = 5

// same reports whether two records tell the same of two recipients.
func same(a, b *sim.Record) bool {
	switch a.Kind {
	case sim.Delivered, sim.Bounced, sim.Suppressed, sim.Discarded, sim.Quarantined, sim.Purged, sim.Refused:
		return a.Kind == b.Kind && a.At == b.At && a.Host == b.Host && a.Reply == b.Reply && a.Flags == b.Flags
	}
	return false
}

// story knows the names behind the numbers of a message's records, and counts what has arrived so far.
type story struct {
	config     *sim.Config
	clock      english.Clock
	end        time.Duration         // of the run
	deliveries []sim.Delivery        // of the message, in order
	copies     []int                 // so far, by delivery
	last       map[uint64]sim.Record // session of each copy
	message    uint32                // the message whose story it is
	world      world
	others     map[uint32]string // what was written because of it, as the story calls it
	count      int               // of automatic messages among them
	hosts      map[uint16]bool   // hosts that any of these messages met: what others' administrators do is no part of the story
}

// world is a storm that has come to its end.
type world interface {
	Now() time.Duration
	Deliveries(yield func(sim.Delivery) bool)
	GeneratedBy(message uint32) (from, to int)
	StopReason() string
}

func newStory(c *sim.Config, message uint32, world world, records []sim.Record) *story {
	s := &story{config: c, end: world.Now(), last: map[uint64]sim.Record{}, message: message, world: world, others: map[uint32]string{}}
	last := time.Duration(0)
	s.hosts = map[uint16]bool{}
	for i := range records {
		r := &records[i]
		last = max(last, r.At, r.Until) // what is promised counts, too
		if r.Kind != sim.Changed {
			s.hosts[r.Host], s.hosts[r.Peer] = true, true
		}
	}
	s.clock = english.NewClock(c.Clock, last)
	for d := range world.Deliveries {
		if d.Message == message {
			s.deliveries = append(s.deliveries, d)
		}
	}
	s.copies = make([]int, len(s.deliveries))
	return s
}

func (s *story) mail() *sim.Mail { return &s.config.Mails[s.deliveries[0].Mail] }

func (s *story) title(message int64, all int) string {
	return fmt.Sprintf("Message %s of %s: %s, %s, from %s to %s; time zone %s", english.Number(message+1), english.Number(int64(all)), s.mail().Name, english.Size(s.deliveries[0].Size),
		s.sender(), english.Listed(s.recipients(), 5), s.clock.Zone())
}

func (s *story) sender() string { return s.config.Addresses[s.mail().From].Name }

func (s *story) recipients() (names []string) {
	for i := range s.deliveries {
		names = append(names, s.config.Addresses[s.deliveries[i].To].Name)
	}
	return names
}

func (s *story) host(i uint16) string { return s.config.Hosts[i].Name }

// from is a sending host, with the server of its pool where it has several.
func (s *story) from(r *sim.Record) string {
	if n := s.config.Hosts[r.Host].Profile.Pool.Servers; n > 1 {
		return fmt.Sprintf("%s (server %d)", s.host(r.Host), r.Server+1)
	}
	return s.host(r.Host)
}

// concerned names whom a record concerns, where the message has several recipients.
func (s *story) concerned(r *sim.Record) string {
	if r.Delivery == sim.None {
		return ""
	}
	if r.Message != s.message {
		_, to := s.world.GeneratedBy(r.Message)
		return s.config.Addresses[to].Name
	}
	return s.config.Addresses[s.deliveries[r.Delivery-s.deliveries[0].Number].To].Name
}

func (s *story) ends(full bool) (lines []string) {
	before, alike := "", 0
	lines = append(lines, "At the end:")
	if reason := s.world.StopReason(); reason != "" {
		lines[0] = "When the run was stopped (" + reason + "):"
	}
	for i := range s.deliveries {
		d := &s.deliveries[i]
		line := fmt.Sprintf("  %s: %s", s.config.Addresses[d.To].Name, english.Counted(int64(d.Copies), "copy", "copies"))
		if d.Column > int(d.Copies) {
			line += " and the copy of " + s.config.Mails[s.mail().DoubleOf-1].Name + ", which is the same message"
		}
		switch {
		case d.NDRsDelivered > 0:
			line += fmt.Sprintf("; the sender received %s", english.Counted(int64(d.NDRsDelivered), "NDR", "NDRs"))
		case d.NDRs > 0 && d.Gone == sim.GoneUnreported:
			line += "; the NDR could not be delivered"
		case d.Row == sim.RowPending && d.Copies == 0:
			line += "; still queued"
		case d.Row == sim.RowPending:
			line += "; another copy is still queued"
		case d.Notices > 0:
			line += "; the sender received a delay notice"
		default:
			line += "; the sender was not notified"
		}
		line += " (" + run.Outcomes[d.Row][d.Column] + ")"
		_, end, _ := strings.Cut(line, ": ")
		if alike++; end != before {
			before, alike = end, 1
		}
		switch {
		case full || alike <= mostAlike:
			lines = append(lines, line)
		case alike == mostAlike+1:
			lines = append(lines, "  ... and 1 more like this")
		default:
			lines[len(lines)-1] = "  ... and " + english.Number(int64(alike-mostAlike)) + " more like this"
		}
	}
	return lines
}
