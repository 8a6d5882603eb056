package report

import (
	"bufio"
	"fmt"
	"io"
	"time"

	"mailstorm/sim"
)

// Teller listens to a run and tells the life of one message. Asked for none, it only counts how much happens to each.
type Teller struct {
	config  *sim.Config
	want    int64 // number of the message, -1: none
	records []sim.Record
	counts  []uint32
}

// NewTeller listens for a message, 0 the first; with -1 it finds out which has the longest life.
func NewTeller(c *sim.Config, message int64) *Teller { return &Teller{config: c, want: message} }

// Take hears the next record of the run; it is a sim.Sink.
func (t *Teller) Take(r *sim.Record) {
	if t.want >= 0 && int64(r.Message) == t.want {
		t.records = append(t.records, *r)
	}
	for uint32(len(t.counts)) <= r.Message {
		t.counts = append(t.counts, 0)
	}
	t.counts[r.Message]++
	if r.Kind == sim.Lost || r.Kind == sim.Bounced {
		t.counts[r.Message] += 1000 // what went wrong makes the better story
	}
}

// Messages is how many messages the run wrote.
func (t *Teller) Messages() int { return len(t.counts) }

// Longest is the message to which most happened, the first of several.
func (t *Teller) Longest() int64 {
	longest := 0
	for i, n := range t.counts {
		if n > t.counts[longest] {
			longest = i
		}
	}
	return int64(longest)
}

// Tell writes the life of the message in a world that has come to its end; full leaves out nothing, else moments that repeat
// themselves are told once.
func (t *Teller) Tell(to io.Writer, world *sim.World, style Style, full bool) error {
	w := &page{out: bufio.NewWriter(to), style: style}
	s := newStory(t, world)
	if len(t.records) == 0 || len(s.fates) == 0 {
		w.line("Nothing happened to this message: it was not written before the run ended.")
		return w.out.Flush()
	}
	for _, line := range wrap(s.title(t.want, len(t.counts)), style.width()) {
		w.line(style.strong(line))
	}
	w.line("")
	moments := s.moments(t.records)
	for i := 0; i < len(moments); i++ {
		w.moment(moments[i])
		if same := repeats(moments[i:]); same > 2 && !full {
			last := moments[i+same-1]
			gap := (last.at - moments[i].at) / time.Duration(same-1)
			w.line(style.faint(fmt.Sprintf("%-14s %s more times just like this, one each %s, the last at %s", "  ...",
				Number(int64(same-1)), Span(gap), s.clock.at(last.at))))
			i += same - 1
		}
	}
	w.line("")
	for _, line := range s.ends() {
		w.line(line)
	}
	return w.out.Flush()
}

// moment is all that happened to the message at one time.
type moment struct {
	at    time.Duration
	clock string
	lines []string
	shape string // the lines without what differs each time
}

// repeats is how many moments from the first on tell the same.
func repeats(moments []moment) int {
	n := 1
	for n < len(moments) && moments[n].shape == moments[0].shape {
		n++
	}
	return n
}

func (p *page) moment(m moment) {
	for i, line := range m.lines {
		when := ""
		if i == 0 {
			when = m.clock
		}
		for j, part := range wrap(line, p.style.width()-15) {
			if i+j > 0 {
				when = ""
			}
			p.line(fmt.Sprintf("%-14s %s", when, part))
		}
	}
}

// moments puts the records of one time together. The first session with a peer is never taken for a repetition.
func (s *story) moments(records []sim.Record) (all []moment) {
	for i := range records {
		r := &records[i]
		line, shape := s.line(r)
		if line == "" {
			continue
		}
		if len(all) == 0 || all[len(all)-1].at != r.At {
			all = append(all, moment{at: r.At, clock: s.clock.at(r.At)})
		}
		m := &all[len(all)-1]
		m.lines = append(m.lines, line)
		m.shape += shape + "\n"
	}
	return all
}

// story knows the names behind the numbers of a message's records, and counts what has arrived so far.
type story struct {
	config *sim.Config
	clock  clock
	end    time.Duration         // of the run
	fates  []sim.Delivery        // of the message, in order
	copies []int                 // so far, by delivery
	last   map[uint64]sim.Record // session of each copy
}

func newStory(t *Teller, world *sim.World) *story {
	s := &story{config: t.config, end: world.Now(), last: map[uint64]sim.Record{}}
	last := time.Duration(0)
	for i := range t.records {
		last = max(last, t.records[i].At, t.records[i].Until) // what is promised counts, too
	}
	s.clock = newClock(t.config.Clock, last)
	for d := range world.Deliveries {
		if int64(d.Message) == t.want {
			s.fates = append(s.fates, d)
		}
	}
	s.copies = make([]int, len(s.fates))
	return s
}

func (s *story) mail() *sim.Mail { return &s.config.Mails[s.fates[0].Mail] }

func (s *story) title(message int64, all int) string {
	return fmt.Sprintf("Message %s of %s: %s, %s, from %s to %s", Number(message+1), Number(int64(all)), s.mail().Name, Size(s.fates[0].Size),
		s.sender(), listed(s.recipients(), 5))
}

func (s *story) sender() string { return s.config.Addresses[s.mail().From].Name }

func (s *story) recipients() (names []string) {
	for i := range s.fates {
		names = append(names, s.config.Addresses[s.fates[i].To].Name)
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
	return s.config.Addresses[s.fates[r.Delivery-s.fates[0].Number].To].Name
}

func (s *story) ends() (lines []string) {
	lines = append(lines, "At the end:")
	for i := range s.fates {
		d := &s.fates[i]
		line := fmt.Sprintf("  %s has %s", s.config.Addresses[d.To].Name, counted(int64(d.Copies), "copy", "copies"))
		switch {
		case d.NDRs > 0:
			line += fmt.Sprintf("; the sender has %s", counted(int64(d.NDRs), "NDR", "NDRs"))
		case d.Row == sim.RowPending:
			line += "; a host still holds one more"
		case d.Notices > 0:
			line += "; the sender had a delay notice"
		default:
			line += "; the sender was told nothing"
		}
		lines = append(lines, line+": "+Fates[d.Row][min(d.Copies, 2)])
	}
	return lines
}

func ordinal(n int) string {
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return Number(int64(n)) + suffix
}
