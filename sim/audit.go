package sim

import (
	"fmt"

	"mailstorm/sim/metrics"
	"mailstorm/sim/observe"
)

// audit proves that the books balance; its error names the two sides that differ.
func (w *World) audit(r *Result) error {
	l := &w.env.counters
	var live, waiting, held, copies, fates uint64
	amiss := uint64(r.Values[metrics.NDRCount].Num - l.ndrsDelivered)
	for i := range w.net.copies {
		if c := &w.net.copies[i]; c.number != 0 {
			live++
			waiting += uint64(c.count)
			if c.outcome != 0 && w.mail.fromScenario(c.mail) {
				amiss++
			}
		}
	}
	for i := range w.mail.deliveries {
		held += uint64(w.mail.deliveries[i].held)
		copies += uint64(w.mail.deliveries[i].copies)
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
		{"what is open in troubles, and copies that failed, or NDRs under way", w.observer.troubles.Held(), amiss},
		{"recipients received, and in mailboxes, unroutable, suppressed, removed, without room, denied or waiting", l.received,
			l.deposited + l.unroutable + l.suppressed + l.removed + l.full + l.denied + l.queued},
		{"recipients entrusted, and handed over, lost, rejected, expired, purged or waiting", l.queued,
			l.handedOver + l.lost + l.rejected + l.expired + l.purged + waiting},
		{"copies begun, and ended or live", l.copiesBegun, l.copiesEnded + live},
		{"recipients of live copies, and deliveries held", waiting, held},
		{"copies in mailboxes, and of deliveries", l.deposited, copies},
		{"live copies, and live events or idle copies", live, w.liveEvents() + l.idle},
		{"NDRs written or impossible, and rejected, expired, unroutable, without room or denied", l.bounced + l.died,
			l.rejected + l.expired + l.unroutable + l.full + l.denied},
		{"NDRs on mail of the scenario, and told, lost or under way", uint64(r.Values[metrics.NDRCount].Num),
			uint64(r.Values[metrics.NDRDelivered].Num+r.Values[metrics.NDRLost].Num) + w.ndrsUnderWay},
		{"bytes that crossed, and of mail, DSNs and automatic messages", uint64(r.bytes()),
			uint64(r.Values[metrics.WireBytes].Num + r.Values[metrics.DSNBytes].Num + r.Values[metrics.AutoBytes].Num)},
		{"useful bytes, and those of them that crossed", uint64(w.observer.paths.Useful), uint64(min(w.observer.paths.Useful, r.Values[metrics.WireBytes].Num))},
	} {
		if b.left != b.right {
			return fmt.Errorf("the books do not balance: %s: %d and %d", b.what, b.left, b.right)
		}
	}
	return r.auditSeries()
}

// liveEvents counts copies queued for which the agenda holds a live event, each once. It empties the agenda.
func (w *World) liveEvents() (n uint64) {
	for {
		e, ok := w.env.agenda.Next()
		if !ok {
			return n
		}
		if k := e.Kind(); k >= dataArrived && k < generatedDue && k != queueRetryDue && !w.net.isStale(e) {
			w.net.copies[e.Slot].turn++ // a second event for it would not be live
			n++
		}
	}
}

// bytes is what crossed, as the series has it.
func (r *Result) bytes() (n int64) {
	for i := range r.Series {
		n += r.Series[i].Bytes
	}
	return n
}

// auditSeries proves that every series sums to its tally.
func (r *Result) auditSeries() error {
	var sum observe.Cell
	for i := range r.Series {
		sum.Add(&r.Series[i])
	}
	for _, b := range []struct {
		id  metrics.ID
		sum int64
	}{
		{metrics.Attempts, sum.Attempts}, {metrics.Deferrals, sum.Deferrals}, {metrics.Kept, sum.Kept}, {metrics.Copies, sum.Copies},
		{metrics.Duplicates, sum.Duplicates}, {metrics.NDRCount, sum.Bounced}, {metrics.DelayCount, sum.Notified},
		{metrics.AutoCount, sum.Auto}, {metrics.Suppressed, sum.Suppressed},
	} {
		if tally := r.Values[b.id].Num; tally != b.sum {
			return fmt.Errorf("the books do not balance: the series of %s sums to %d, its tally is %d", metrics.Catalogue[b.id].Name, b.sum, tally)
		}
	}
	return nil
}
