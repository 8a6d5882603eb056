package player

import (
	"time"

	"mailstorm/sim"
	"mailstorm/sim/smtp"
)

// Up to so many messages and events are played one by one; above, they are a crowd, and only the series is played.
const (
	mostMessages = 8
	mostEvents   = 20_000
)

// Recorder keeps of a run, while it goes, what the player needs.
type Recorder struct {
	config   *sim.Config
	records  []sim.Record
	leaves   []bool // by record: with it the copy leaves its host's queue
	crowded  bool   // the records are not kept any more
	count    int    // of records
	written  int64  // messages of the scenario, those that people wrote again included
	reports  []byte // by message: what kind of DSN, or automatic message
	queues   queues
	series   *series
	sights   []sight
	stops    []stop
	changes  []changed
	met      []bool // by host: whether any mail came to it
	last     time.Duration
	finished bool
}

// changed is an intervention that took place.
type changed struct {
	at     time.Duration
	host   uint16
	number uint32 // of the change at its host
	event  int    // number of its record
}

// What a message is that people and programs of the scenario did not write.
const (
	ofPeople byte = iota
	ofMailbox
	delayNotice
	ndr
	automaticReport // a DSN about an automatic message
)

// NewRecorder records a run of a scenario.
func NewRecorder(c *sim.Config) *Recorder {
	t := &Recorder{config: c, series: newSeries(c), met: make([]bool, len(c.Hosts))}
	t.queues = queues{held: map[uint64]heldCopy{}, left: t.left, over: t.series.pass}
	return t
}

// Err reports that recording cannot fail.
func (t *Recorder) Err() error { return nil }

// Take receives the next record of the run; it is a sim.Sink.
func (t *Recorder) Take(r *sim.Record) {
	t.queues.take(r, t.count)
	t.count++
	t.last = max(t.last, r.At)
	if r.Kind == sim.Talked {
		t.last, t.met[r.Peer] = max(t.last, r.Until), true
	}
	t.met[r.Host] = true
	t.noteWritten(r)
	t.series.take(r, t.kindOf(r.Message))
	t.notice(r)
	if t.crowded = t.crowded || t.written > mostMessages || t.count > mostEvents; t.crowded {
		t.records, t.leaves = nil, nil
		return
	}
	t.records, t.leaves = append(t.records, *r), append(t.leaves, false)
}

// hasEvents reports whether the events are played one by one.
func (t *Recorder) hasEvents() bool { return !t.crowded }

// finish ends the recording, once.
func (t *Recorder) finish() {
	if !t.finished {
		t.finished = true
		t.queues.settle()
	}
}

// left notes that a copy left the queue with the record of that number.
func (t *Recorder) left(c heldCopy, number int) {
	if number < len(t.leaves) {
		t.leaves[number] = true
	}
	t.series.leave(c)
}

// noteWritten remembers what kind of message was written. Of DSNs their Bounced or Notified said why they are.
func (t *Recorder) noteWritten(r *sim.Record) {
	if r.Kind != sim.Written {
		return
	}
	for uint64(len(t.reports)) <= uint64(r.Message) {
		t.reports = append(t.reports, ofPeople)
	}
	switch {
	case r.Flags&sim.FlagReport != 0:
		t.reports[r.Message] = ndr
		if t.series.dueIsNotice(r) {
			t.reports[r.Message] = delayNotice
		}
		if r.Flags&sim.FlagAuto != 0 {
			t.reports[r.Message] = automaticReport
		}
	case r.Flags&sim.FlagAuto != 0:
		t.reports[r.Message] = ofMailbox
	default:
		t.written++
	}
}

func (t *Recorder) kindOf(message uint32) byte {
	if uint64(message) >= uint64(len(t.reports)) {
		return ofPeople
	}
	return t.reports[message]
}

// sight is what somebody sees for the first time.
type sight struct {
	at   time.Duration
	role role
	what string
}

// role is somebody who sees a part of the storm: the senders, the recipients, or the administrator of a host.
type role int

const (
	senders    role = -2
	recipients role = -1
)

// stop is a moment at which the player pauses.
type stop struct {
	at    time.Duration
	event int // number of its record, -1: none
	what  string
}

func (t *Recorder) see(at time.Duration, who role, what string) {
	for _, s := range t.sights {
		if s.role == who && s.what == what {
			return
		}
	}
	t.sights = append(t.sights, sight{at, who, what})
}

func (t *Recorder) pause(r *sim.Record, what string) {
	for _, s := range t.stops {
		if s.what == what {
			return
		}
	}
	t.stops = append(t.stops, stop{r.At, t.count - 1, what})
}

// notice finds what somebody sees for the first time, and the moments at which a storm turns.
func (t *Recorder) notice(r *sim.Record) {
	kind := t.kindOf(r.Message)
	switch r.Kind {
	case sim.Talked:
		t.noticeSession(r)
	case sim.Deferred:
		t.see(r.At, role(r.Host), "deferral")
	case sim.Delivered:
		t.noticeArrival(r, kind)
	case sim.Bounced:
		t.see(r.At, role(r.Host), "NDR written")
		t.pause(r, "the first NDR is written")
	case sim.Notified:
		t.see(r.At, role(r.Host), "delay notice written")
	case sim.Changed:
		t.see(r.At, role(r.Host), "intervention")
		t.changes = append(t.changes, changed{r.At, r.Host, r.Delivery, t.count - 1})
	case sim.Looped:
		t.see(r.At, role(r.Host), "loop")
	case sim.Lost:
		t.pause(r, "a message is lost after its 250")
	case sim.Suppressed:
		t.see(r.At, role(r.Host), "duplicate suppressed")
	case sim.Discarded, sim.Quarantined:
		t.pause(r, "a message vanishes after its 250")
	}
}

func (t *Recorder) noticeSession(r *sim.Record) {
	kept := r.Flags&sim.FlagKept != 0
	if kept {
		t.see(r.At, role(r.Peer), "acceptance")
	} else if r.Cause == smtp.Said {
		t.see(r.At, role(r.Peer), "refusal")
	}
	if kept && r.Cause != smtp.None {
		t.pause(r, "kept, and the sender did not hear it")
	}
}

func (t *Recorder) noticeArrival(r *sim.Record, kind byte) {
	first := r.Flags&sim.FlagFirst != 0
	switch {
	case kind == ndr && first:
		t.see(r.At, senders, "NDR")
	case kind == delayNotice && first:
		t.see(r.At, senders, "delay notice")
	case kind == ofPeople && first:
		t.see(r.At, recipients, "copy")
	case kind == ofPeople:
		t.see(r.At, recipients, "second copy")
		t.pause(r, "a second copy lies in a mailbox")
	}
}

// queues knows which copy is in the queue of which host. A copy has left when its last recipient was settled: nobody tries the others
// in the same moment.
type queues struct {
	held   map[uint64]heldCopy
	ending []uint64
	now    time.Duration
	left   func(c heldCopy, number int)
	over   func() // the moment
}

type heldCopy struct {
	host  uint16
	since time.Duration
	last  int // number of the record that settled a recipient; 0: none since the last attempt
}

func (q *queues) take(r *sim.Record, number int) {
	if r.At != q.now {
		q.settle()
		q.now = r.At
	}
	switch r.Kind {
	case sim.Kept:
		q.held[r.Copy] = heldCopy{host: r.Host, since: r.At}
	case sim.Talked, sim.Deferred, sim.LinedUp:
		if c, known := q.held[r.Copy]; known && c.last > 0 {
			c.last = 0
			q.held[r.Copy] = c
		}
	case sim.HandedOver, sim.Lost, sim.Bounced, sim.Purged, sim.Died:
		if c, known := q.held[r.Copy]; known && c.host == r.Host {
			c.last = number
			q.held[r.Copy] = c
			q.ending = append(q.ending, r.Copy)
		}
	}
}

// settle lets copies go that all recipients left.
func (q *queues) settle() {
	for _, number := range q.ending {
		if c, known := q.held[number]; known && c.last > 0 {
			delete(q.held, number)
			q.left(c, c.last)
		}
	}
	q.ending = q.ending[:0]
	q.over()
}
