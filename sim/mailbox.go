package sim

import (
	"time"

	"mailstorm/sim/metrics"
)

// delivery is one message for one recipient.
type delivery struct {
	first   time.Duration // copy in the mailbox
	last    time.Duration
	told    time.Duration // of the first NDR
	copies  uint32
	ndrs    uint32
	held    uint32 // copies for it that hosts hold
	notices uint16
	lost    uint16        // copies that a host lost after its 250
	code    uint16        // of the first NDR: an index into outcomes
	silence time.Duration // until its sender was told anything, if it had not arrived by then: see silent
	hinted  bool          // its sender was told something
	silent  bool
}

// deposit puts a copy into a mailbox of the host. That is no attempt and costs no bytes.
func (w *World) deposit(p *parcel, number uint32) {
	d := &w.deliveries[number]
	flags := Flags(0)
	if d.copies == 0 {
		flags = FlagFirst
		d.first = w.now
		w.paths.useful += p.bytes
		w.paths.mark(p.path)
	}
	d.copies++
	w.ledger.deposited++
	d.last = w.now
	h, cell := &w.hosts[p.host], w.series.at(w.now)
	h.values[metrics.Copies]++
	cell.Copies++
	if d.copies > 1 {
		h.values[metrics.Duplicates]++
		cell.Duplicates++
	}
	w.record(&Record{Kind: Delivered, Copy: p.parent, Message: p.message, Delivery: number, Host: p.host, Peer: p.peer,
		Bytes: p.size, Flags: flags})
}
