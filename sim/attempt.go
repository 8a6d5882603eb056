package sim

import (
	"math/bits"
	"time"

	"mailstorm/sim/metrics"
	"mailstorm/sim/random"
)

// flight is a session under way: everything about it was decided when it began, and shows itself as time passes.
type flight struct {
	talk
	told    []uint16      // what each recipient was told at RCPT, with talk.mixed
	ways    []way         // what the peer does with each recipient, with talk.sorted
	started time.Duration // the attempt
	begins  time.Duration // when the line was free for its first byte
	landed  time.Duration // when the last byte arrived
	ends    time.Duration // when the sender knows
	session uint32        // of the attempt, 0 the first
}

type flights struct {
	rows []flight
	free []uint32
}

// attempt wakes a copy to hand it on, unless its queue or the lack of a connection makes it wait.
func (w *World) attempt(slot uint32) {
	if w.again(slot) {
		return
	}
	c := &w.copies[slot]
	q := &w.queues[c.queue]
	if c.state&called != 0 {
		c.state &^= called
		q.busy--
	}
	if q.retrying && !w.isLast(c) {
		w.waitsOn(c)
		c.outcome, c.due = q.outcome, never
		w.delay(c)
		w.record(&Record{Kind: Deferred, Copy: c.number, Message: c.message, Delivery: w.only(c), Host: q.host, Peer: NoPeer,
			Attempt: c.attempts, Flags: FlagTimer, Until: q.due, Reply: w.outcomes.rows[q.outcome].reply})
		w.wait(slot)
		return
	}
	if limit := w.hosts[q.host].profile.Connections; limit > 0 && q.busy >= limit {
		if c.state&inLine == 0 { // else its last try found it there
			c.state |= inLine
			c.due = never
			q.line.add(slot, c.number)
			w.record(&Record{Kind: LinedUp, Copy: c.number, Message: c.message, Delivery: w.only(c), Host: q.host, Peer: q.next[0],
				Attempt: c.attempts + 1})
		}
		w.wait(slot)
		return
	}
	w.dial(slot, 0, w.now)
}

// dial opens the n-th session of an attempt that started at the given time.
func (w *World) dial(slot, n uint32, started time.Duration) {
	c := &w.copies[slot]
	q := &w.queues[c.queue]
	h := &w.hosts[q.host]
	if n == 0 {
		c.attempts++
		w.ledger.attempts++
		c.due = w.now
		if w.ours(c.mail) {
			h.values[metrics.Attempts]++
			h.values[metrics.AttemptsMax] = max(h.values[metrics.AttemptsMax], int64(c.attempts))
			w.series.at(w.now).Attempts++
		}
	}
	q.busy++
	f := flight{started: started, session: n}
	w.converse(c, q, int(n), &f.talk)
	w.carry(h, &w.hosts[q.next[n]], &f)
	w.hosts[q.next[n]].met = w.hosts[q.next[n]].met || w.tables[c.mail].class != reports
	if w.ours(c.mail) {
		h.values[metrics.Sessions]++
	}
	w.talked(c, q, &f)
	if f.ends == w.now {
		w.crossed(c, &f, w.now)
		if f.kept {
			w.hand(c, &f)
		}
		w.answer(slot, &f)
		return
	}
	w.depart(slot, f)
}

// horizon is as far as a line can be busy: what would cross later crosses then.
const horizon = 20 * 365 * day

// carry occupies both lines with the bytes of a session: a line is a pipe with a busy-until time.
func (w *World) carry(from, to *host, f *flight) {
	f.begins, f.landed = w.now, w.now
	if rate := slower(from.speed, to.speed); rate > 0 && f.bytes > 0 {
		occupy(from, to, f, rate)
	}
	f.begins, f.landed = f.begins+f.waits, f.landed+f.waits // the lines are kept as if nobody waited: who comes later goes first
	f.ends = f.landed + f.lasts
}

// occupy keeps both lines busy.
func occupy(from, to *host, f *flight, rate int64) {
	if from.speed > 0 {
		f.begins = max(f.begins, from.sends)
	}
	if to.speed > 0 {
		f.begins = max(f.begins, to.takes)
	}
	f.landed = min(f.begins+transfer(f.bytes, rate), horizon)
	if from.speed > 0 { // each line is busy for its own time: a slow peer leaves room on it for others
		from.sends = min(f.begins+transfer(f.bytes, from.speed), horizon)
	}
	if to.speed > 0 {
		to.takes = min(f.begins+transfer(f.bytes, to.speed), horizon)
	}
}

// crossed counts the bytes of a session that have crossed by a time, its landing or the end of the run.
func (w *World) crossed(c *custody, f *flight, until time.Duration) {
	bytes := f.bytes
	switch {
	case bytes == 0 || until < f.begins || until == f.begins && f.landed > until:
		return
	case until < f.landed:
		bytes = part(bytes, until-f.begins, f.landed-f.begins)
	}
	h := w.holder(c)
	h.values[wires[w.tables[c.mail].class]] += bytes
	if f.clear && w.ours(c.mail) {
		h.values[metrics.Cleartext]++
	}
	w.series.carry(f.begins, min(f.landed, until), bytes)
}

// wires are the tallies of bytes by class of message.
var wires = [...]metrics.ID{people: metrics.WireBytes, reports: metrics.DSNBytes, automatic: metrics.AutoBytes}

func slower(a, b int64) int64 {
	if a == 0 || b > 0 && b < a {
		return b
	}
	return a
}

// transfer is how long so many bytes take at so many bits per second, rounded up to a nanosecond.
func transfer(bytes, rate int64) time.Duration {
	hi, lo := bits.Mul64(uint64(bytes), uint64(8*time.Second))
	if hi >= uint64(rate) {
		return horizon
	}
	q, rest := bits.Div64(hi, lo, uint64(rate))
	if rest > 0 {
		q++
	}
	return time.Duration(min(q, uint64(horizon)))
}

// depart files the end of a session that takes time, or first the arrival of its last byte.
func (w *World) depart(slot uint32, f flight) {
	c := &w.copies[slot]
	if f.mixed {
		f.told = append([]uint16(nil), w.told...)
	}
	if f.sorted {
		f.ways = append([]way(nil), w.ways...)
	}
	row := uint32(len(w.flights.rows))
	if n := len(w.flights.free); n > 0 {
		row = w.flights.free[n-1]
		w.flights.free = w.flights.free[:n-1]
		w.flights.rows[row] = f
	} else {
		w.flights.rows = append(w.flights.rows, f)
	}
	c.due = time.Duration(row)
	c.state |= underWay
	if f.kept && f.landed < f.ends {
		w.file(slot, f.landed, arrives)
	} else {
		w.file(slot, f.ends, heard)
	}
}

// arrive serves the moment at which the peer has the message and the sender does not know yet.
func (w *World) arrive(slot uint32) {
	c := &w.copies[slot]
	f := &w.flights.rows[c.due]
	w.recall(f)
	w.crossed(c, f, w.now)
	w.hand(c, f)
	f.kept, f.handed = false, true
	w.file(slot, f.ends, heard)
}

// hear serves the end of a session that took time.
func (w *World) hear(slot uint32) {
	c := &w.copies[slot]
	row := uint32(c.due)
	f := w.flights.rows[row]
	w.flights.rows[row].told, w.flights.rows[row].ways = nil, nil
	w.flights.free = append(w.flights.free, row)
	c.state &^= underWay
	c.due = w.now
	w.recall(&f)
	if !f.handed {
		w.crossed(c, &f, f.landed)
	}
	if f.kept {
		w.hand(c, &f)
	}
	w.answer(slot, &f)
}

func (w *World) recall(f *flight) {
	if f.mixed {
		w.told = append(w.told[:0], f.told...)
	}
	if f.sorted {
		w.ways = append(w.ways[:0], f.ways...)
	}
}

// hand gives the peer its copy of the recipients that it accepted.
func (w *World) hand(c *custody, f *flight) {
	q := &w.queues[c.queue]
	peer := q.next[f.session]
	p := parcel{message: c.message, mail: c.mail, size: w.size(c), key: random.Mix(c.key, uint64(c.attempts)<<8|uint64(f.session)), parent: c.number, path: c.path,
		bytes: f.bytes, host: peer, peer: q.host, hops: c.hops + 1, first: c.to, count: uint32(c.count)}
	if c.count > 1 {
		p.listed = w.accepted(c, f)
		p.count = uint32(len(p.listed))
	}
	if !f.sorted {
		w.hosts[peer].believe(w.tables[c.mail].class)
		w.take(&p)
		return
	}
	way := w.extend(&p) // one transfer, however many ways lead on from it
	p.path, p.bytes = way, 0
	w.sort(&p, c, f)
	if p.count > 0 || !w.diverted(c.count, f) {
		w.hosts[peer].believe(w.tables[c.mail].class)
	}
	if p.count > 0 {
		w.take(&p)
	}
	w.paths.release(way)
}

// take lets a host have what it accepted from another.
func (w *World) take(p *parcel) {
	if w.ours(p.mail) {
		w.hosts[p.host].values[metrics.Kept]++
		w.series.at(w.now).Kept++
	}
	w.admit(*p)
}

// accepted lists the recipients whom the peer took.
func (w *World) accepted(c *custody, f *flight) []uint32 {
	all := w.sets.rows[c.to]
	if !f.mixed {
		return all
	}
	w.taken = w.taken[:0]
	for i, d := range all {
		if w.told[i] == 0 {
			w.taken = append(w.taken, d)
		}
	}
	return w.taken
}
