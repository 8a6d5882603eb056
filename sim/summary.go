package sim

import (
	"time"

	"mailstorm/sim/fault"
	"mailstorm/sim/metrics"
	"mailstorm/sim/observe"
)

// Result ends the run, wherever it stands, and answers what it was asked. The error is the audit's: the books did not balance.
func (w *World) Result() (*Result, error) {
	w.queueing.flushFastPaths()
	r := &Result{End: w.env.now, Stopped: w.stopReason, Digest: w.env.log.digest.Sum(),
		Warnings: w.net.warnings()}
	w.observer.alert.advance(&w.observer)
	w.countUnfinished()
	r.Series = w.observer.series.Cells()
	w.observer.series = observe.Series{} // a report may keep the world
	w.sumHosts(r)
	w.mail.indexDoubled()
	w.sumReports(r)
	w.sumDeliveries(r)
	w.sumRest(r)
	w.sumVisibility(r)
	for i := range w.net.hosts {
		for j := range w.net.hosts[i].faults {
			s := &w.net.hosts[i].faults[j]
			r.Spans = append(r.Spans, Span{Host: i, Name: s.Name, Kind: s.Kind, Starts: s.starts, Ends: s.shownEnd(),
				TakesTLS: s.tls == fault.TakesTLS, NeedsTLS: s.tls == fault.BreaksTLS || s.tls == fault.NeedsTLS})
		}
	}
	return r, w.audit(r)
}

// countUnfinished counts what sessions that are under way at the end have brought across so far.
func (w *World) countUnfinished() {
	for i := range w.net.copies {
		if c := &w.net.copies[i]; c.number != 0 && c.state&inSession != 0 {
			if f := &w.sessions.rows[c.due]; !f.handed {
				w.observer.countBytes(c, f, w.env.now)
			}
		}
	}
}

// sumHosts adds the hosts' tallies up, and takes the watched host's for its queue.
func (w *World) sumHosts(r *Result) {
	for i := range w.net.hosts {
		h := &w.net.hosts[i]
		w.observer.recordDepth(h)
		hr := HostResult{Contacted: h.contacted, DeferredEmptyAt: h.deferredEmptyAt, Held: h.depths.Peak, HeldAt: h.depths.PeakAt, HeldUntil: h.depths.OccupiedUntil, Depths: h.depths.Rows, Accepted: h.accepted, Heard: w.net.tallies(h.heard), Said: w.net.tallies(h.said), Wrote: w.net.tallies(h.wrote)}
		for id := range metrics.Catalogue {
			if metrics.Catalogue[id].PerHost {
				hr.Values[id] = metrics.Int(h.values[id])
			}
		}
		h.depthValues(&hr.Values)
		hr.Values[metrics.FullAt] = metrics.Value{Num: int64(h.fullMailboxAt), Den: 1, Known: h.hadFullMailbox}
		r.Hosts = append(r.Hosts, hr)
		for id := range metrics.Catalogue {
			switch m := metrics.ID(id); {
			case m == metrics.Queue || m == metrics.QueuePeak || m == metrics.QueuePeakAt || m == metrics.QueueEmptyAt || m == metrics.DeferredEmptyAt:
				if i == w.env.config.Watch {
					r.Values[id] = hr.Values[id]
				}
			case m == metrics.FullAt:
				r.Values[id] = earlier(r.Values[id], hr.Values[id])
			case m == metrics.AttemptsMax:
				r.Values[id] = metrics.Int(max(r.Values[id].Num, h.values[id]))
			case metrics.Catalogue[id].PerHost:
				r.Values[id] = metrics.Int(r.Values[id].Num + h.values[id])
			}
		}
	}
}

// earlier is the first of two times, of which either may never have come.
func earlier(a, b metrics.Value) metrics.Value {
	if !a.Known || b.Known && b.Num < a.Num {
		return b
	}
	return a
}

// sumReports finds out what became of every NDR.
func (w *World) sumReports(r *Result) {
	died := int64(0)
	for i := range w.mail.generated {
		l := &w.mail.generated[i]
		m := &w.mail.messages[w.mail.scenarioMessages+uint32(i)]
		if w.mail.tables[m.mail].class != dsns || l.traits&ndr == 0 || l.traits&aboutGenerated != 0 {
			continue
		}
		own := &w.mail.deliveries[m.first]
		if own.copies > 0 {
			continue
		}
		for each := range w.mail.reportsOf(w.mail.scenarioMessages + uint32(i)) {
			if about := &w.mail.deliveries[each.about]; own.held > 0 || l.traits&writtenAlready == 0 {
				about.ndrsUnderWay++
				w.ndrsUnderWay++
			} else {
				died++
				about.gone = GoneUnreported
			}
		}
	}
	r.Values[metrics.NDRDelivered] = metrics.Int(w.env.counters.ndrsDelivered)
	r.Values[metrics.NDRLost] = metrics.Int(died)
	r.Values[metrics.Backscatter] = metrics.Int(w.env.counters.backscatter)
}

// sumDeliveries finds every delivery's fate and how long things took. Only what was written before the end counts.
func (w *World) sumDeliveries(r *Result) {
	var told, silent, arrived []int64
	var excess, most int64
	var heard metrics.Value
	for i, n := range w.mail.writtenMessages {
		m := &w.mail.messages[i]
		for k := range uint32(n) {
			d := &w.mail.deliveries[m.first+k]
			row, column := w.mail.fate(i, k)
			r.Fates[row][column]++
			excess += max(int64(d.ndrs)-1, 0)
			if d.ndrsDelivered > 0 {
				told = append(told, int64(d.ndrAt-m.at))
			}
			if d.hadSilence {
				silent = append(silent, int64(d.silence))
			}
			if d.copies > 0 || column == 0 {
				heard = metrics.Int(max(heard.Num, int64(d.heardAfter(m.at, w.env.now))))
			}
			if d.copies > 0 {
				arrived = append(arrived, int64(d.first-m.at))
				most = max(most, int64(d.copies-1))
			}
		}
	}
	v := &r.Values
	v[metrics.NDRExcess], v[metrics.DuplicatesMax] = metrics.Int(excess), metrics.Int(most)
	v[metrics.NDRP50], v[metrics.NDRP95], v[metrics.NDRMax] = quantile(told, 50), quantile(told, 95), quantile(told, 100)
	v[metrics.NDRFirst] = quantile(told, 0)
	v[metrics.SilenceP50], v[metrics.SilenceP95], v[metrics.SilenceMax] = quantile(silent, 50), quantile(silent, 95), quantile(silent, 100)
	v[metrics.HeardMax] = heard
	v[metrics.DeliveryP50], v[metrics.DeliveryP95], v[metrics.DeliveryMax] = quantile(arrived, 50), quantile(arrived, 95), quantile(arrived, 100)
	v[metrics.Delivered] = metrics.Int(r.Fates[RowAccepted][1])
	v[metrics.Duplicated] = metrics.Int(r.Fates[RowAccepted][2])
	v[metrics.LostDeliveries] = metrics.Int(r.Fates[RowAccepted][0])
	v[metrics.Pending] = metrics.Int(r.Fates[RowPending][0] + r.Fates[RowPending][1] + r.Fates[RowPending][2])
	v[metrics.DeliveredFalse] = metrics.Int(r.Fates[RowNDR][1] + r.Fates[RowNDR][2])
}

func quantile(values []int64, percent int64) metrics.Value {
	n, ok := metrics.Quantile(values, percent, 100)
	return metrics.Value{Num: n, Den: 1, Known: ok}
}

func (w *World) sumRest(r *Result) {
	v := &r.Values
	v[metrics.Messages] = metrics.Int(int64(w.env.counters.messages))
	v[metrics.Deliveries] = metrics.Int(int64(w.env.counters.deliveries))
	v[metrics.WireWasted] = metrics.Int(v[metrics.WireBytes].Num - w.observer.paths.Useful)
	v[metrics.LoopsCut] = metrics.Int(w.env.counters.looped)
	v[metrics.DelayFirst] = metrics.Value{Num: int64(w.env.counters.firstNotice), Den: 1, Known: w.env.counters.noticesDelivered > 0}
	v[metrics.AlertAt] = metrics.Value{Num: int64(w.observer.alert.at), Den: 1, Known: w.observer.alert.raised}
	busiest := int64(0)
	for i := range r.Series {
		busiest = max(busiest, r.Series[i].Bytes)
	}
	v[metrics.WirePeak] = metrics.Value{Num: busiest, Den: int64(observe.Slice / time.Second), Known: true}
	need, known := w.env.counters.needed, w.env.counters.messages > 0
	for i := range w.mail.messages[:w.env.counters.scenarioWritten] {
		n := w.net.handoversNeeded[w.mail.messages[i].mail]
		need += max(n, 0)
		known = known && n >= 0
	}
	v[metrics.Amplification] = metrics.Value{Num: v[metrics.Attempts].Num, Den: max(need, 1), Known: known && need > 0}
}

// sumVisibility says what could be seen, and when first.
func (w *World) sumVisibility(r *Result) {
	for i := range w.net.copies {
		if c := &w.net.copies[i]; c.number != 0 && int(w.net.queues[c.queue].host) == w.env.config.Watch {
			w.observer.countWait(c, w.env.now)
		}
	}
	v, t := &r.Values, w.observer.troubles.Worst()
	r.Before = w.observer.troubles.First < t.Began
	v[metrics.TroubleAt], v[metrics.SignAt] = maybeTime(t.Began), maybeTime(t.SignAt)
	v[metrics.PendingAt], v[metrics.ReportAt] = maybeTime(t.Pending), maybeTime(t.Report)
	if v[metrics.TroubleAt].Known && v[metrics.SignAt].Known {
		v[metrics.Hidden] = metrics.Int(int64(t.SignAt - t.Began))
	}
	if v[metrics.TroubleAt].Known && t.Over != never && !w.observer.troubles.Vanished() {
		r.Over = t.Over
	}
	v[metrics.Resent], v[metrics.ExtraCopies] = metrics.Int(w.env.counters.resent), metrics.Int(w.env.counters.extraCopies)
	if v[metrics.AutoCount].Num > 0 {
		v[metrics.AutoLast] = metrics.Int(int64(w.env.counters.lastAuto))
	}
}

// maybeTime is a time that may never have come.
func maybeTime(t time.Duration) metrics.Value {
	return metrics.Value{Num: int64(t), Den: 1, Known: t != never}
}

// Deliveries calls yield for every delivery that was written, in order, until it returns false.
func (w *World) Deliveries(yield func(Delivery) bool) { w.mail.eachDelivery(yield) }

// GeneratedBy is who wrote a message that the scenario does not list, and to whom: indices into Config.Addresses, -1 for <>.
func (w *World) GeneratedBy(message uint32) (from, to int) {
	g := &w.mail.generated[message-w.mail.scenarioMessages]
	return int(g.from), int(g.to)
}

// StopReason is why the run ended early; empty: it did not.
func (w *World) StopReason() string { return w.stopReason }
