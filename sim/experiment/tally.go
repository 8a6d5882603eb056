package experiment

import (
	"math/bits"
	"slices"

	"mailstorm/sim"
	"mailstorm/sim/experiment/estimate"
	"mailstorm/sim/metrics"
)

// tally counts deliveries for a row, and keeps the memory for the next.
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
	custom                   []customSum // as Plan.Custom
	resends                  resends
}

// customSum is what is asked beside the measures.
type customSum struct{ sum, deliveries int64 }

// row is what a storm came to.
func (t *tally) row(p *Plan, by standards, c *sim.Config, s *simulation) Row {
	*t = tally{told: t.told[:0], dead: t.dead[:0], silent: t.silent[:0], custom: make([]customSum, len(p.Custom)), resends: t.resends.find(s.world)}
	for d := range s.world.Deliveries {
		if d.ResendOf > 0 {
			continue
		}
		t.mailDigest = mailDigest(t.mailDigest, &d)
		t.asked++
		if m := &c.Mails[d.Mail]; !m.Forged {
			f := fateOf(&d, s, by, t.resends)
			t.add(&f, c.Hosts[c.Watch].Own[m.From])
			t.addCustom(p.Custom, &f, &c.Addresses[d.To])
		}
	}
	told, toldSeconds := t.told, t.toldSeconds
	if by.comparable(1, t.mailDigest) {
		told, toldSeconds = t.dead, t.deadSeconds
	}
	r := Row{Lasts: s.lasts, Told: estimate.Bins(told), Silent: estimate.Bins(t.silent), Custom: t.customParts(p.Custom, by)}
	t.fill(&r, by, &s.result.Values)
	r.Set(MeanTold, toldSeconds, 60*int64(len(told)))
	for _, id := range p.Extra {
		r.Extra = append(r.Extra, extra(id, s.result.Values[id]))
	}
	return r
}

// perDelivery are the measures that are sums over deliveries.
var perDelivery = slices.DeleteFunc(AllSubjects(), func(s Subject) bool { return s.Quantile != NoQuantile || !Catalogue[s.Measure].ByRecipient })

// add takes a delivery in.
func (t *tally) add(f *fate, own bool) {
	t.deliveries++
	t.own += one(own)
	t.goodOwn += one(own && f.good)
	t.late += one(f.delivery.Copies == 0 || f.delivery.Deferred)
	for i := range perDelivery {
		t.sums[perDelivery[i].Measure] += f.numerator(&perDelivery[i])
	}
	if f.noticed {
		t.silent = append(t.silent, minutes(f.silence))
		t.silentSeconds += seconds(f.silence)
	}
	if !f.bounced {
		return
	}
	told := f.delivery.NDRAt - f.delivery.Written
	t.told = append(t.told, minutes(told))
	t.toldSeconds += seconds(told)
	if !f.long {
		t.dead = append(t.dead, minutes(told))
		t.deadSeconds += seconds(told)
	}
}

// addCustom counts a delivery to an address for what is asked beside the measures.
func (t *tally) addCustom(asked []Subject, f *fate, to *sim.Address) {
	for k := range asked {
		s := &asked[k]
		if concerned := s.concerns(to); concerned || s.OfAll {
			t.custom[k].deliveries++
			t.custom[k].sum += one(concerned) * f.numerator(s)
		}
	}
}

// customParts are the numerators and the denominators.
func (t *tally) customParts(asked []Subject, by standards) (all []int64) {
	for k, s := range asked {
		num, den := t.custom[k].sum, s.denominator(t.custom[k].deliveries)
		if !by.measure(&s, t.mailDigest) {
			num, den = 0, 0
		}
		all = append(all, num, den)
	}
	return all
}

// fill writes the parts. What no standard is there for, or was measured on other mail, stays nothing divided by nothing.
func (t *tally) fill(r *Row, by standards, v *metrics.Values) {
	for i := range perDelivery {
		if s := &perDelivery[i]; by.measure(s, t.mailDigest) {
			r.Set(s.Measure, t.sums[s.Measure], s.denominator(t.deliveries))
		}
	}
	if good := t.sums[BouncedGood]; by.comparable(0, t.mailDigest) {
		r.Set(BouncedOwn, t.goodOwn, t.own)
		r.Set(BouncedStrangers, good-t.goodOwn, t.deliveries-t.own)
		r.Set(BouncedLate, good, t.late)
	}
	r.Set(ExtraCopies, v[metrics.ExtraCopies].Num, t.deliveries)
	r.Set(MeanSilence, t.silentSeconds, 60*int64(len(t.silent)))
	r.Set(WireBytes, v[metrics.WireBytes].Num, t.asked)
	r.Set(QueuePeak, v[metrics.QueuePeak].Num, 1)
}

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
