package experiment

import (
	"math/bits"
	"slices"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// tally counts deliveries for a row.
type tally struct {
	deliveries, own          int64
	late                     int64    // deferred, or never arrived
	asked                    int64    // forged ones, too
	duplicates               int64    // copies beyond the first of each
	denied                   int64    // told "not delivered", yet it arrived
	good, long, goodOwn      int64    // told so and never arrived, though a standard would have delivered it
	told, dead, silent       []uint32 // minutes; dead: of those told, what five days would not have delivered either
	toldSeconds, deadSeconds int64
	silentSeconds            int64
	post                     uint64
}

// row is what a storm came to.
func (w *worker) row(c *sim.Config, s *play) Row {
	t := tally{told: w.told[:0], dead: w.dead[:0], silent: w.silent[:0]}
	for d := range s.world.Deliveries {
		if d.Again > 0 {
			continue
		}
		t.post = post(t.post, &d)
		t.asked++
		if m := &c.Mails[d.Mail]; !m.Forged {
			w.count(&t, &d, s, c.Hosts[c.Watch].Own[m.From])
		}
	}
	w.told, w.dead, w.silent = t.told, t.dead, t.silent
	if w.comparable(1, &t) {
		t.told, t.toldSeconds = t.dead, t.deadSeconds
	}
	r := Row{Told: bins(t.told), Silent: bins(t.silent)}
	w.fill(&r, &t, &s.result.Values)
	for _, id := range w.plan.Extra {
		r.Extra = append(r.Extra, extra(id, s.result.Values[id]))
	}
	return r
}

// count takes a delivery in.
func (w *worker) count(t *tally, d *sim.Delivery, s *play, own bool) {
	t.deliveries++
	t.own += one(own)
	t.duplicates += max(int64(d.Copies)-1, 0)
	t.late += one(d.Copies == 0 || d.Deferred)
	if silence, ok := s.quiet.of(d); ok {
		t.silent = append(t.silent, minutes(silence))
		t.silentSeconds += seconds(silence)
	}
	switch {
	case d.Row == sim.RowNDR && d.Column > 0:
		t.denied++
	case d.Row == sim.RowNDR:
		t.told = append(t.told, minutes(d.Told-d.Written))
		t.toldSeconds += seconds(d.Told - d.Written)
		good := w.worth(0, d)
		t.good += one(good)
		t.goodOwn += one(good && own)
		long := w.worth(1, d)
		t.long += one(long)
		if !long {
			t.dead = append(t.dead, minutes(d.Told-d.Written))
			t.deadSeconds += seconds(d.Told - d.Written)
		}
	}
}

// worth reports whether a standard delivered what was not delivered here.
func (w *worker) worth(standard int, d *sim.Delivery) bool {
	return standard < len(w.standards) && w.standards[standard].has(d.Number)
}

// fill writes the parts. What no standard is there for, or was measured on other mail, stays nothing divided by nothing.
func (w *worker) fill(r *Row, t *tally, v *metrics.Values) {
	if w.comparable(0, t) {
		r.set(BouncedGood, t.good, t.deliveries)
		r.set(BouncedOwn, t.goodOwn, t.own)
		r.set(BouncedStrangers, t.good-t.goodOwn, t.deliveries-t.own)
		r.set(BouncedLate, t.good, t.late)
	}
	if w.comparable(1, t) {
		r.set(BouncedLong, t.long, t.deliveries)
	}
	r.set(FalseNDRs, t.denied, t.deliveries)
	r.set(ExtraCopies, v[metrics.ExtraCopies].Num, t.deliveries)
	r.set(Duplicates, t.duplicates, t.deliveries)
	r.set(MeanSilence, t.silentSeconds, 60*int64(len(t.silent)))
	r.set(MeanTold, t.toldSeconds, 60*int64(len(t.told)))
	r.set(WireBytes, v[metrics.WireBytes].Num, t.asked)
	r.set(QueuePeak, v[metrics.QueuePeak].Num, 1)
}

func (w *worker) comparable(standard int, t *tally) bool {
	return standard < len(w.standards) && w.standards[standard].post == t.post
}

func (r *Row) set(m Measure, num, den int64) { r.Parts[2*m], r.Parts[2*m+1] = num, den }

// extra is a metric's value, times its Scale, rounded to the nearest integer, halves up.
func extra(id metrics.ID, v metrics.Value) int64 {
	if !v.Known || v.Den <= 0 || v.Num < 0 {
		return Missing
	}
	hi, lo := bits.Mul64(uint64(v.Num), uint64(Scale(id)))
	lo, carry := bits.Add64(lo, uint64(v.Den)/2, 0)
	q, _ := bits.Div64((hi+carry)%uint64(v.Den), lo, uint64(v.Den))
	return int64(q)
}

func one(holds bool) int64 {
	if holds {
		return 1
	}
	return 0
}

func minutes(t time.Duration) uint32 { return uint32((t + time.Minute - 1) / time.Minute) }

func seconds(t time.Duration) int64 { return int64((t + time.Second/2) / time.Second) }

// bins counts equal values.
func bins(values []uint32) (all []Bin) {
	slices.Sort(values)
	for _, v := range values {
		if n := len(all); n > 0 && all[n-1].Minute == v {
			all[n-1].Count++
			continue
		}
		all = append(all, Bin{v, 1})
	}
	return all
}
