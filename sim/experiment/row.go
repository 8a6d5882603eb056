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
	sums                     [Measures]int64
	deliveries, own          int64
	late                     int64    // deferred, or never arrived
	goodOwn                  int64    // of the sum of BouncedGood
	told, dead, silent       []uint32 // minutes; dead: of those told, what five days would not have delivered either
	toldSeconds, deadSeconds int64
	silentSeconds            int64
	asked                    int64 // forged ones, too
	mailDigest               uint64
	custom                   customSums
}

// row is what a storm came to.
func (w *worker) row(c *sim.Config, s *simulation) Row {
	n := len(w.plan.Custom)
	t := tally{told: w.told[:0], dead: w.dead[:0], silent: w.silent[:0], custom: customSums{make([]int64, n), make([]int64, n)}}
	w.resends = w.resends.find(s.world)
	for d := range s.world.Deliveries {
		if d.Again > 0 {
			continue
		}
		t.mailDigest = mailDigest(t.mailDigest, &d)
		t.asked++
		if m := &c.Mails[d.Mail]; !m.Forged {
			one := w.fate(&d, s)
			t.add(&one, c.Hosts[c.Watch].Own[m.From])
			t.custom.add(w.plan.Custom, &one, &c.Addresses[d.To])
		}
	}
	w.told, w.dead, w.silent = t.told, t.dead, t.silent
	if w.comparable(1, &t) {
		t.told, t.toldSeconds = t.dead, t.deadSeconds
	}
	r := Row{Lasts: s.lasts, Told: bins(t.told), Silent: bins(t.silent), Custom: w.parts(&t.custom, &t)}
	w.fill(&r, &t, &s.result.Values)
	for _, id := range w.plan.Extra {
		r.Extra = append(r.Extra, extra(id, s.result.Values[id]))
	}
	return r
}

// perDelivery are the measures that are sums over deliveries.
var perDelivery = slices.DeleteFunc(AllSubjects(), func(s Subject) bool { return s.Quantile != NoQuantile || !Catalogue[s.Measure].ByRecipient })

// add takes a delivery in.
func (t *tally) add(c *fate, own bool) {
	t.deliveries++
	t.own += one(own)
	t.goodOwn += one(own && c.good)
	t.late += one(c.delivery.Copies == 0 || c.delivery.Deferred)
	for i := range perDelivery {
		t.sums[perDelivery[i].Measure] += c.numerator(&perDelivery[i])
	}
	if c.noticed {
		t.silent = append(t.silent, minutes(c.silence))
		t.silentSeconds += seconds(c.silence)
	}
	if !c.bounced {
		return
	}
	told := c.delivery.Told - c.delivery.Written
	t.told = append(t.told, minutes(told))
	t.toldSeconds += seconds(told)
	if !c.long {
		t.dead = append(t.dead, minutes(told))
		t.deadSeconds += seconds(told)
	}
}

// deliveredBy reports whether a standard delivered what was not delivered here.
func (w *worker) deliveredBy(standard int, d *sim.Delivery) bool {
	return standard < len(w.standards) && w.standards[standard].delivers(d.Number)
}

// fill writes the parts. What no standard is there for, or was measured on other mail, stays nothing divided by nothing.
func (w *worker) fill(r *Row, t *tally, v *metrics.Values) {
	for i := range perDelivery {
		if s := &perDelivery[i]; w.measurable(s, t) {
			r.set(s.Measure, t.sums[s.Measure], s.denominator(t.deliveries))
		}
	}
	if good := t.sums[BouncedGood]; w.comparable(0, t) {
		r.set(BouncedOwn, t.goodOwn, t.own)
		r.set(BouncedStrangers, good-t.goodOwn, t.deliveries-t.own)
		r.set(BouncedLate, good, t.late)
	}
	r.set(ExtraCopies, v[metrics.ExtraCopies].Num, t.deliveries)
	r.set(MeanSilence, t.silentSeconds, 60*int64(len(t.silent)))
	r.set(MeanTold, t.toldSeconds, 60*int64(len(t.told)))
	r.set(WireBytes, v[metrics.WireBytes].Num, t.asked)
	r.set(QueuePeak, v[metrics.QueuePeak].Num, 1)
}

func (w *worker) comparable(standard int, t *tally) bool {
	return standard < len(w.standards) && w.standards[standard].mailDigest == t.mailDigest
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
