package plots

import (
	"time"

	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// fated reports whether there are deliveries to follow.
func fated(s Story) bool { return s.Deliveries != nil && s.number(metrics.Deliveries) > 0 }

// tarried reports whether any of them took its time, to arrive or to bounce.
func tarried(s Story) bool {
	last, _ := s.moment(metrics.DeliveryMax)
	ndr, _ := s.moment(metrics.NDRMax)
	return fated(s) && (last >= time.Minute || ndr >= time.Minute && s.Result.Fates[sim.RowNDR][0] > 0)
}

// settlement is how many deliveries had arrived, or were told to have failed, at an age.
type settlement struct {
	all             int64
	oldest          time.Duration // age at which something still happened
	width           time.Duration // of a bin
	arrived, failed []int64       // by bin
	falsely         int64         // of those that arrived: bounced all the same, later
}

const mostBins = 480

// settlementOf counts deliveries by the age at which they arrived or, if they never did, an NDR reached their sender. It looks at them twice, and
// keeps only the counts.
func settlementOf(s Story) settlement {
	a := settlement{oldest: time.Minute}
	for d := range s.Deliveries {
		a.all++
		age, _ := settled(&d)
		a.oldest = max(a.oldest, age)
	}
	a.oldest = max(a.oldest, s.patience().after)
	a.oldest += min(a.oldest/20, 1<<63-1-a.oldest)
	a.width = atMost(a.oldest, mostBins)
	bins := int(a.oldest/a.width) + 1
	a.arrived, a.failed = make([]int64, bins), make([]int64, bins)
	for d := range s.Deliveries {
		switch age, how := settled(&d); how {
		case arrived:
			a.arrived[int(age/a.width)]++
			a.falsely += int64(min(d.NDRsDelivered, 1))
		case bounced:
			a.failed[int(age/a.width)]++
		}
	}
	return a
}

// settled says how old a delivery was when it arrived or its sender was told otherwise, whichever was first.
func settled(d *sim.Delivery) (age time.Duration, how place) {
	switch {
	case d.Copies > 0 && (d.NDRsDelivered == 0 || d.First <= d.NDRAt):
		return max(d.First-d.Written, 0), arrived
	case d.NDRsDelivered > 0:
		return max(d.NDRAt-d.Written, 0), bounced
	}
	return 0, queued
}

// deadline is when a host gives up.
type deadline struct {
	after time.Duration
	host  string
}

// patience is that of the watched host, 0 when nothing ever waited there so long that it would matter.
func (s Story) patience() deadline {
	h, _ := s.waiter()
	if h.Profile == nil {
		return deadline{}
	}
	end, _ := s.moment(metrics.DeliveryMax)
	ndr, bounced := s.moment(metrics.NDRMax)
	after := h.Profile.Lifetime
	if after < time.Minute {
		return deadline{}
	}
	if bounced && ndr >= after || end >= after/8 {
		return deadline{after, h.Name}
	}
	return deadline{}
}

// arrivalTitle says when mail arrived, and when word came of the rest.
func arrivalTitle(s Story) string {
	if !fated(s) {
		return "Nobody wrote a mail"
	}
	a := settlementOf(s)
	here, gone := sum(a.arrived), sum(a.failed)
	text := who(s) + ": " + s.comings(here, a.all)
	if gone+a.falsely > 0 {
		text += s.bounces(gone, a.falsely)
	}
	if rest := a.all - here - gone; rest > 0 {
		text += "; " + metrics.Number(rest) + " without a word"
	}
	return text
}

// comings says how many arrived, and how fast.
func (s Story) comings(here, all int64) string {
	half, _ := s.moment(metrics.DeliveryP50)
	last, _ := s.moment(metrics.DeliveryMax)
	text := metrics.Number(here) + " arrived"
	switch {
	case here == 0:
		return "nothing arrived"
	case all == 1:
		text = "it arrived"
	case here == all:
		text = "all arrived"
	}
	switch {
	case last < time.Second:
		return text + " at once"
	case here == 1 || half == last:
		return text + " after " + metrics.Span(last)
	case here < all:
		return text + ", the last after " + metrics.Span(last)
	case half < time.Second:
		return text + ", half at once, the last after " + metrics.Span(last)
	}
	return text + ", half within " + metrics.Span(half) + ", the last after " + metrics.Span(last)
}

// bounces says how many senders were told of a failure: of mail that did not arrive before, and of some that had.
func (s Story) bounces(gone, falsely int64) string {
	first, _ := s.moment(metrics.NDRFirst)
	after := " at once"
	if first >= time.Second {
		after = " after " + metrics.Span(first)
	}
	if gone+falsely > 1 {
		after = ", the first" + after
	}
	switch {
	case gone == 0:
		return "; " + metrics.Number(falsely) + " bounced all the same" + after
	case falsely == 0:
		return "; " + metrics.Number(gone) + " bounced" + after
	}
	return "; " + metrics.Number(gone) + " bounced and " + metrics.Number(falsely) + " more all the same" + after
}

func sum(v []int64) (n int64) {
	for _, k := range v {
		n += k
	}
	return n
}

// Where the curves stand: their names take the right side.
const (
	arrivalLeft  = 96 * pt
	arrivalRight = pageRight - 190*pt
)

// drawArrival draws what had arrived from below, and what had bounced from above; between them is what nobody knew of.
func drawArrival(p *paper, s Story) {
	p.subheading(s.subtitle(), "")
	if !fated(s) {
		p.write(headFace, grey, spot{pageWidth / 2, pageHeight / 2}, centred, "nobody wrote a mail")
		return
	}
	a := settlementOf(s)
	c := clock{left: arrivalLeft, right: arrivalRight, span: a.oldest}
	g := newPanel(c, 82*pt, axisLine).upTo(a.all)
	here, gone := soFar(a.arrived), soFar(a.failed)
	left := make([]int64, len(gone))
	for i, n := range gone {
		left[i] = a.all - n
	}
	p.waiters(g, "DELIVERIES", "arrived so far from below, bounced from above; the white between is neither")
	p.ages(g, "time since each was written")
	p.area(blue, g, here, a.width)
	p.hanging(grey, g, left, a.width)
	p.stroke(totalPen, g.steps(here, a.width)...)
	p.stroke(bouncedPen, g.steps(left, a.width)...)
	p.edge(g)
	if d := s.patience(); d.after > 0 {
		x := c.x(d.after)
		p.stroke(pen{white, 4 * pt, nil}, spot{x, g.top - 4*pt}, spot{x, g.bottom})
		p.stroke(limitPen, spot{x, g.top - 4*pt}, spot{x, g.bottom})
		text := d.host + " gives up: " + metrics.Span(d.after)
		p.write(headFace, vermillion, spot{min(x-headFace.width(text)/2, arrivalRight-headFace.width(text)), g.top - 9*pt}, fromLeft, text)
	}
	p.shares(g, here[len(here)-1], gone[len(gone)-1], a.all)
}

var bouncedPen = pen{black, 2 * pt, []int{6 * pt, 3 * pt}}

// hanging fills between the line over the columns and the top of the numbers.
func (p *paper) hanging(in ink, g panel, v []int64, width time.Duration) {
	line, top := g.steps(v, width), g.y(g.highest)
	ends := []spot{{line[len(line)-1].x, top}, {line[0].x, top}}
	p.fill(in, append(line, ends...)...)
}

// shares names, at the right end, what became of all.
func (p *paper) shares(g panel, here, gone, all int64) {
	const left, pitch = arrivalRight + 14*pt, 36 * pt
	lowest := g.y(all) - pitch
	for _, part := range []struct {
		from, to int64
		in       ink
		name     string
	}{{all - gone, all, grey, "bounced"}, {here, all - gone, white, "without a word"}, {0, here, blue, "arrived"}} {
		if part.from == part.to {
			continue
		}
		y := min(max((g.y(part.from)+g.y(part.to))/2, lowest+pitch), g.bottom-18*pt)
		lowest = y
		p.fill(part.in, box{arrivalRight, g.y(part.to), arrivalRight + 5*pt, g.y(part.from)}.corners()...)
		p.write(headFace, black, spot{left, y}, fromLeft, metrics.Number(part.to-part.from))
		p.write(labelFace, black, spot{left, y + 16*pt}, fromLeft, part.name)
	}
}
