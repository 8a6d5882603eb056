package player

import (
	"encoding/base64"
	"encoding/binary"
	"slices"
	"time"

	"mailstorm/cmd/report/encode"
	"mailstorm/sim"
	"mailstorm/sim/smtp"
)

// Series is a storm in slices of time, for a crowd of messages: columns of numbers, a row for each slice.
type Series struct {
	Width   int64    `json:"width"` // of a slice, milliseconds
	Count   int      `json:"count"` // slices
	Columns []Column `json:"columns"`
	Data    string   `json:"data"` // as packEvents writes columns, each number as a zigzag difference to the one before

	bytes []byte
}

// Column says what a column of the series counts. Host and Peer are hosts in the order of the scenario.
type Column struct {
	Name string `json:"name"`
	Host *int   `json:"host,omitempty"`
	Peer *int   `json:"peer,omitempty"`
	Age  *int   `json:"age,omitempty"` // of Name "age": copies that have been in the queue for Age to Age+1 eighths of the host's expiration
}

// Names of columns that count events within a slice.
var countNames = [counts]string{"arrived", "duplicates", "ndrs", "notices", "vanished", "automatic", "bytes", "automatic bytes"}

const (
	countArrived = iota
	countDuplicates
	countNDRs // that reached a sender, one for each delivery of which they tell
	countNotices
	countVanished
	countAutomatic
	countBytes // of what people wrote, and of automatic messages
	countAutomaticBytes
	counts
)

// Names of columns about the sessions from one host to another, within a slice: the cells of the table, and in how many the peer replied with an error.
var truthNames = [truths + 1]string{"kept, heard 250", "kept, heard 4xx or nothing", "kept, heard 5xx", "not kept, heard 250", "not kept, heard 4xx or nothing", "not kept, heard 5xx", "replied"}

const truths = 6 // cells of the table

const (
	mostSlices = 960
	ageClasses = 8
)

type link struct{ from, to uint16 }

// series counts in slices that become twice as wide whenever there are too many.
type series struct {
	config  *sim.Config
	width   time.Duration
	slices  []slice
	depth   []int64  // by host, now
	touched []uint16 // hosts whose depth changed at this moment
	ages    []map[int]int64
	links   map[link]int // place in slice.links
	order   []link
	notices map[due][]bool
	further map[uint32]int64 // by NDR: deliveries of which it tells besides the first
}

type slice struct {
	counts  [counts]int64
	queue   []int64 // by host, at the end
	most    []int64
	links   [][truths + 1]int64
	classes [][ageClasses]int64 // by host, at the end
}

// due is a DSN that was announced: by which host, about which message.
type due struct {
	host    uint16
	message uint32
}

func newSeries(c *sim.Config) *series {
	s := &series{config: c, width: time.Minute, depth: make([]int64, len(c.Hosts)), links: map[link]int{}, notices: map[due][]bool{}, further: map[uint32]int64{}}
	for range c.Hosts {
		s.ages = append(s.ages, map[int]int64{})
	}
	return s
}

// dueIsNotice reports whether a DSN that is written now is a delay notice: they are written in the order in which they are announced.
func (s *series) dueIsNotice(r *sim.Record) bool {
	key := due{r.Host, uint32(r.Parent - 1)}
	all := s.notices[key]
	if len(all) == 0 {
		return false
	}
	if s.notices[key] = all[1:]; len(all) == 1 {
		delete(s.notices, key)
	}
	return all[0]
}

func (s *series) take(r *sim.Record, kind byte) {
	now := s.at(r.At)
	switch r.Kind {
	case sim.Written:
		if kind == ofMailbox {
			now.counts[countAutomatic]++
		}
	case sim.Bounced, sim.Notified:
		if r.Parent == 0 {
			key := due{r.Host, r.Message}
			s.notices[key] = append(s.notices[key], r.Kind == sim.Notified)
		} else {
			s.further[uint32(r.Parent-1)]++
		}
	case sim.Talked:
		switch kind {
		case ofPeople:
			now.counts[countBytes] += r.Bytes
		case ofMailbox:
			now.counts[countAutomaticBytes] += r.Bytes
		}
		now.session(s.link(r), r)
	case sim.Kept:
		s.depth[r.Host]++
		s.ages[r.Host][len(s.slices)-1]++
		s.touched = append(s.touched, r.Host)
	case sim.Delivered:
		s.countArrival(now, r, kind)
	case sim.Lost, sim.Discarded, sim.Quarantined, sim.Died:
		if kind == ofPeople {
			now.counts[countVanished]++
		}
	}
}

func (s *series) countArrival(now *slice, r *sim.Record, kind byte) {
	first := r.Flags&sim.FlagFirst != 0
	switch {
	case kind == ndr && first:
		now.counts[countNDRs] += 1 + s.further[r.Message]
	case kind == delayNotice && first:
		now.counts[countNotices]++
	case kind == ofPeople && first:
		now.counts[countArrived]++
	case kind == ofPeople:
		now.counts[countDuplicates]++
	}
}

// truthOf is the cell of the table of two truths to which a session belongs, row by row.
func truthOf(r *sim.Record) int {
	cell := 0
	if r.Flags&sim.FlagKept == 0 {
		cell = 3
	}
	switch {
	case r.Cause == smtp.None:
		return cell
	case r.Reply.Permanent():
		return cell + 2
	}
	return cell + 1
}

func (s *series) link(r *sim.Record) int {
	key := link{r.Host, r.Peer}
	i, known := s.links[key]
	if !known {
		i = len(s.order)
		s.links[key] = i
		s.order = append(s.order, key)
	}
	return i
}

func (b *slice) session(link int, r *sim.Record) {
	for len(b.links) <= link {
		b.links = append(b.links, [truths + 1]int64{})
	}
	b.links[link][truthOf(r)]++
	if r.Cause == smtp.Said || r.Cause == smtp.Declined {
		b.links[link][truths]++
	}
}

// leave takes a copy off the queue of its host, in the slice of the present moment.
func (s *series) leave(c heldCopy) {
	s.depth[c.host]--
	born := int(c.since / s.width)
	if s.ages[c.host][born]--; s.ages[c.host][born] == 0 {
		delete(s.ages[c.host], born)
	}
	s.touched = append(s.touched, c.host)
}

// pass notes how deep the queues are with which time passes: what comes and goes in one moment leaves no trace.
func (s *series) pass() {
	for _, host := range s.touched {
		b := &s.slices[len(s.slices)-1]
		b.queue[host] = s.depth[host]
		b.most[host] = max(b.most[host], s.depth[host])
	}
	s.touched = s.touched[:0]
}

// at is the slice of a moment; those before it are over.
func (s *series) at(t time.Duration) *slice {
	for int(t/s.width) >= mostSlices {
		s.halve()
	}
	for int(t/s.width) >= len(s.slices) {
		s.closeSlice()
		s.slices = append(s.slices, slice{queue: slices.Clone(s.depth), most: slices.Clone(s.depth)})
	}
	return &s.slices[len(s.slices)-1]
}

// closeSlice notes how old the copies are that wait at the end of the last slice.
func (s *series) closeSlice() {
	n := len(s.slices)
	if n == 0 {
		return
	}
	b := &s.slices[n-1]
	b.classes = make([][ageClasses]int64, len(s.ages))
	for host, ages := range s.ages {
		for born, copies := range ages {
			b.classes[host][s.ageClass(host, n-born)] += copies
		}
	}
}

// ageClass is the class of copies that are so many slices old, half a slice more or less.
func (s *series) ageClass(host, age int) int {
	life := max(s.config.Hosts[host].Profile.Lifetime, time.Minute)
	return min(int((time.Duration(2*age-1)*s.width/2)/(life/ageClasses+1)), ageClasses-1)
}

// halve puts each two slices together.
func (s *series) halve() {
	s.closeSlice()
	n := len(s.slices)
	for i := 0; i < n; i += 2 {
		b := s.slices[i]
		if i+1 < n {
			b = b.followedBy(s.slices[i+1])
		}
		s.slices[i/2] = b
	}
	s.slices = s.slices[:(n+1)/2]
	s.width *= 2
	for host, ages := range s.ages {
		half := make(map[int]int64, len(ages)/2+1)
		for born, copies := range ages {
			half[born/2] += copies
		}
		s.ages[host] = half
	}
}

// followedBy is a slice together with the next one.
func (b slice) followedBy(next slice) slice {
	for i, n := range b.counts {
		next.counts[i] += n
	}
	for i, n := range b.links {
		for k, sessions := range n {
			for len(next.links) <= i {
				next.links = append(next.links, [truths + 1]int64{})
			}
			next.links[i][k] += sessions
		}
	}
	for host, n := range b.most {
		next.most[host] = max(next.most[host], n)
	}
	return next
}

// columns are the columns that hold anything. Deliveries count as written, and as settled when their first copy or NDR came.
func (s *series) columns(deliveries func(yield func(sim.Delivery) bool)) *Series {
	s.closeSlice()
	out := &Series{Width: millis(s.width), Count: len(s.slices)}
	out.bytes = binary.AppendUvarint(nil, uint64(len(s.slices)))
	written, settled := s.countDeliveries(deliveries)
	out.add(Column{Name: "written"}, s.slices, func(i int, _ *slice) int64 { return written[i] })
	out.add(Column{Name: "settled"}, s.slices, func(i int, _ *slice) int64 { return settled[i] })
	for i, name := range countNames {
		out.add(Column{Name: name}, s.slices, func(_ int, b *slice) int64 { return b.counts[i] })
	}
	for host := range s.config.Hosts {
		out.add(Column{Name: "queue", Host: &host}, s.slices, func(_ int, b *slice) int64 { return b.queue[host] })
		out.add(Column{Name: "most", Host: &host}, s.slices, func(_ int, b *slice) int64 { return b.most[host] })
		for age := range ageClasses {
			out.add(Column{Name: "age", Host: &host, Age: &age}, s.slices, func(_ int, b *slice) int64 { return b.classes[host][age] })
		}
	}
	for i, l := range s.order {
		from, to := int(l.from), int(l.to)
		for k, name := range truthNames {
			out.add(Column{Name: name, Host: &from, Peer: &to}, s.slices, func(_ int, b *slice) int64 {
				if i >= len(b.links) {
					return 0
				}
				return b.links[i][k]
			})
		}
	}
	return out
}

// countDeliveries counts by slice the deliveries that were written, and those of which the first copy or the first NDR came.
func (s *series) countDeliveries(deliveries func(yield func(sim.Delivery) bool)) (written, settled []int64) {
	written, settled = make([]int64, len(s.slices)), make([]int64, len(s.slices))
	for d := range deliveries {
		written[d.Written/s.width]++
		if d.Copies == 0 && d.NDRsDelivered == 0 {
			continue
		}
		at := d.First
		if d.Copies == 0 || d.NDRsDelivered > 0 && d.NDRAt < at {
			at = d.NDRAt
		}
		settled[at/s.width]++
	}
	return written, settled
}

// add adds a column, unless it is empty.
func (s *Series) add(c Column, rows []slice, of func(int, *slice) int64) {
	var packed []byte
	before, empty := int64(0), true
	for i := range rows {
		n := of(i, &rows[i])
		packed = binary.AppendVarint(packed, n-before)
		before, empty = n, empty && n == 0
	}
	if empty {
		return
	}
	s.Columns = append(s.Columns, c)
	s.bytes = binary.AppendUvarint(s.bytes, uint64(len(packed)))
	s.bytes = append(s.bytes, packed...)
}

func (s *Series) deflate() {
	if s != nil {
		s.Data = encode.Deflated(s.bytes)
	}
}

func (s *Series) encode() {
	if s != nil {
		s.Data = base64.StdEncoding.EncodeToString(s.bytes)
	}
}
