package sim

import (
	"fmt"
	"time"

	"mailstorm/sim/metrics"
)

// ledger counts every origin and every end, so that the books can be balanced.
type ledger struct {
	messages   uint64 // written
	deliveries uint64 // of those messages
	received   uint64 // recipients in parcels that hosts took, written ones included
	deposited  uint64 // of them, in a mailbox there
	unroutable uint64 // of them, nowhere to go
	entrusted  uint64 // of them, in copies that wait
	handed     uint64 // recipients whose custody ended with 250
	lost       uint64 // ... and the peer has nothing
	rejected   uint64 // ... with an NDR, refused for good
	expired    uint64 // ... with an NDR, given up
	begun      uint64 // copies
	ended      uint64
	idle       uint64 // copies that wait without an event

	looped      int64
	notified    int64
	firstNotice time.Duration
}

func (l *ledger) copies() uint64 { return l.begun + l.deposited }

// audit proves that the books balance; its error names the two sides that differ.
func (w *World) audit(r *Result) error {
	l := &w.ledger
	var live, waiting, held, copies, fates uint64
	for i := range w.copies {
		if w.copies[i].number != 0 {
			live++
			waiting += uint64(w.copies[i].count)
		}
	}
	for i := range w.deliveries {
		held += uint64(w.deliveries[i].held)
		copies += uint64(w.deliveries[i].copies)
	}
	for _, row := range r.Fates {
		for _, n := range row {
			fates += uint64(n)
		}
	}
	for _, b := range []struct {
		what        string
		left, right uint64
	}{
		{"deliveries written, and fates", l.deliveries, fates},
		{"recipients received, and in mailboxes, unroutable or waiting", l.received, l.deposited + l.unroutable + l.entrusted},
		{"recipients entrusted, and handed over, lost, rejected, expired or waiting", l.entrusted,
			l.handed + l.lost + l.rejected + l.expired + waiting},
		{"copies begun, and ended or live", l.begun, l.ended + live},
		{"recipients of live copies, and deliveries held", waiting, held},
		{"copies in mailboxes, and of deliveries", l.deposited, copies},
		{"live copies, and live events or idle copies", live, w.liveEvents() + l.idle},
		{"NDRs written, and rejected, expired or unroutable", uint64(r.Values[metrics.NDRCount].Num), l.rejected + l.expired + l.unroutable},
		{"useful bytes, and those of them that crossed", uint64(w.paths.useful), uint64(min(w.paths.useful, r.Values[metrics.WireBytes].Num))},
	} {
		if b.left != b.right {
			return fmt.Errorf("the books do not balance: %s: %d and %d", b.what, b.left, b.right)
		}
	}
	return r.auditSeries()
}

// liveEvents counts copies in custody for which the agenda holds a live event, each once. It empties the agenda.
func (w *World) liveEvents() (n uint64) {
	for {
		e, ok := w.agenda.Next()
		if !ok {
			return n
		}
		if k := e.Kind(); k != written && k != retries && !w.stale(e) {
			w.copies[e.Slot].turn++ // a second event for it would not be live
			n++
		}
	}
}

// auditSeries proves that every series sums to its tally.
func (r *Result) auditSeries() error {
	var sum Cell
	for i := range r.Series {
		c := &r.Series[i]
		sum.Attempts += c.Attempts
		sum.Deferrals += c.Deferrals
		sum.Kept += c.Kept
		sum.Copies += c.Copies
		sum.Duplicates += c.Duplicates
		sum.Bounced += c.Bounced
		sum.Notified += c.Notified
		sum.Bytes += c.Bytes
	}
	for _, b := range []struct {
		id  metrics.ID
		sum int64
	}{
		{metrics.Attempts, sum.Attempts}, {metrics.Deferrals, sum.Deferrals}, {metrics.Kept, sum.Kept}, {metrics.Copies, sum.Copies},
		{metrics.Duplicates, sum.Duplicates}, {metrics.NDRCount, sum.Bounced}, {metrics.DelayCount, sum.Notified}, {metrics.WireBytes, sum.Bytes},
	} {
		if tally := r.Values[b.id].Num; tally != b.sum {
			return fmt.Errorf("the books do not balance: the series of %s sums to %d, its tally is %d", metrics.Catalogue[b.id].Name, b.sum, tally)
		}
	}
	return nil
}
