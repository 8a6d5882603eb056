package plots

import (
	"time"

	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// anyDelivery reports whether there are deliveries to follow.
func anyDelivery(s Run) bool { return s.Deliveries != nil && s.Number(metrics.Deliveries) > 0 }

// anyDelayed reports whether any of them took its time, to arrive or to bounce.
func anyDelayed(s Run) bool {
	last, _ := s.Duration(metrics.DeliveryMax)
	ndr, _ := s.Duration(metrics.NDRMax)
	return anyDelivery(s) && (last >= time.Minute || ndr >= time.Minute && s.Result.Fates[sim.RowNDR][0] > 0)
}

// arrivalBins is how many deliveries had arrived, or were told to have failed, at an age.
type arrivalBins struct {
	all             int64
	oldest          time.Duration // age at which something still happened
	width           time.Duration // of a bin
	arrived, failed []int64       // by bin
	bouncedAfter    int64         // of those that arrived: bounced all the same, later
}

const maxArrivalBins = 480

// binArrivals counts deliveries by the age at which they arrived or, if they never did, an NDR reached their sender. It looks at them twice, and
// keeps only the counts.
func binArrivals(s Run) arrivalBins {
	a := arrivalBins{oldest: time.Minute}
	for d := range s.Deliveries {
		a.all++
		age, _ := settledAt(&d)
		a.oldest = max(a.oldest, age)
	}
	a.oldest = max(a.oldest, expirationOf(s).after)
	a.oldest += min(a.oldest/20, 1<<63-1-a.oldest)
	a.width = DurationStep(a.oldest, maxArrivalBins)
	bins := int(a.oldest/a.width) + 1
	a.arrived, a.failed = make([]int64, bins), make([]int64, bins)
	for d := range s.Deliveries {
		switch age, how := settledAt(&d); how {
		case Arrived:
			a.arrived[int(age/a.width)]++
			a.bouncedAfter += int64(min(d.Reached, 1))
		case Bounced:
			a.failed[int(age/a.width)]++
		}
	}
	return a
}

// settledAt says how old a delivery was when it arrived or its sender was told otherwise, whichever was first.
func settledAt(d *sim.Delivery) (age time.Duration, how Place) {
	switch {
	case d.Copies > 0 && (d.Reached == 0 || d.First <= d.Told):
		return max(d.First-d.Written, 0), Arrived
	case d.Reached > 0:
		return max(d.Told-d.Written, 0), Bounced
	}
	return 0, Queued
}

// expiration is when a host gives up.
type expiration struct {
	after time.Duration
	host  string
}

// expirationOf is that of the watched host, 0 when nothing ever waited there so long that it would matter.
func expirationOf(s Run) expiration {
	h, _ := s.Watched()
	if h.Profile == nil {
		return expiration{}
	}
	end, _ := s.Duration(metrics.DeliveryMax)
	ndr, bounced := s.Duration(metrics.NDRMax)
	after := h.Profile.Lifetime
	if after < time.Minute {
		return expiration{}
	}
	if bounced && ndr >= after || end >= after/8 {
		return expiration{after, h.Name}
	}
	return expiration{}
}

// arrivalTitle says when mail arrived, and when word came of the rest.
func arrivalTitle(s Run) string {
	if !anyDelivery(s) {
		return "Nobody wrote a mail"
	}
	a := binArrivals(s)
	here, gone := sum(a.arrived), sum(a.failed)
	text := SendersText(s) + ": " + arrivedText(s, here, a.all)
	if gone+a.bouncedAfter > 0 {
		text += bouncedText(s, gone, a.bouncedAfter)
	}
	if rest := a.all - here - gone; rest > 0 {
		text += "; " + metrics.Number(rest) + " without a word"
	}
	return text
}

// arrivedText says how many arrived, and how fast.
func arrivedText(s Run, here, all int64) string {
	half, _ := s.Duration(metrics.DeliveryP50)
	last, _ := s.Duration(metrics.DeliveryMax)
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

// bouncedText says how many senders were told of a failure: of mail that did not arrive before, and of some that had.
func bouncedText(s Run, gone, falsely int64) string {
	first, _ := s.Duration(metrics.NDRFirst)
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
	arrivalLeft  = 96 * Pt
	arrivalRight = PageRight - 190*Pt
)

// drawArrival draws what had arrived from below, and what had bounced from above; between them is what nobody knew of.
func drawArrival(p *Canvas, s Run) {
	p.Subtitle(s.Subtitle(), "")
	if !anyDelivery(s) {
		p.Text(BoldFont, Grey, Point{PageWidth / 2, PageHeight / 2}, AlignCentre, "nobody wrote a mail")
		return
	}
	a := binArrivals(s)
	c := TimeAxis{left: arrivalLeft, right: arrivalRight, End: a.oldest}
	g := NewPanel(c, 82*Pt, axisLine).UpTo(a.all)
	here, gone := Cumulative(a.arrived), Cumulative(a.failed)
	left := make([]int64, len(gone))
	for i, n := range gone {
		left[i] = a.all - n
	}
	drawWaitScale(p, g, "DELIVERIES", "arrived so far from below, bounced from above; the white between is neither")
	p.AgeAxis(g, "time since each was written")
	p.AreaUnder(Blue, g, here, a.width)
	p.AreaAbove(Grey, g, left, a.width)
	p.Stroke(TotalPen, g.StepLine(here, a.width)...)
	p.Stroke(bouncedPen, g.StepLine(left, a.width)...)
	p.PanelFrame(g)
	if d := expirationOf(s); d.after > 0 {
		x := c.X(d.after)
		p.Stroke(Pen{White, 4 * Pt, nil}, Point{x, g.top - 4*Pt}, Point{x, g.bottom})
		p.Stroke(LimitPen, Point{x, g.top - 4*Pt}, Point{x, g.bottom})
		text := d.host + " gives up: " + metrics.Span(d.after)
		p.Text(BoldFont, Vermillion, Point{min(x-BoldFont.Width(text)/2, arrivalRight-BoldFont.Width(text)), g.top - 9*Pt}, AlignLeft, text)
	}
	drawOutcomeShares(p, g, here[len(here)-1], gone[len(gone)-1], a.all)
}

var bouncedPen = Pen{Black, 2 * Pt, []int{6 * Pt, 3 * Pt}}

// AreaAbove fills between the line over the columns and the top of the numbers.
func (p *Canvas) AreaAbove(in Color, g Panel, v []int64, width time.Duration) {
	line, top := g.StepLine(v, width), g.Y(g.highest)
	ends := []Point{{line[len(line)-1].x, top}, {line[0].x, top}}
	p.Fill(in, append(line, ends...)...)
}

// drawOutcomeShares names, at the right end, what became of all.
func drawOutcomeShares(p *Canvas, g Panel, here, gone, all int64) {
	const left, pitch = arrivalRight + 14*Pt, 36 * Pt
	lowest := g.Y(all) - pitch
	for _, part := range []struct {
		from, to int64
		in       Color
		name     string
	}{{all - gone, all, Grey, "bounced"}, {here, all - gone, White, "without a word"}, {0, here, Blue, "arrived"}} {
		if part.from == part.to {
			continue
		}
		y := min(max((g.Y(part.from)+g.Y(part.to))/2, lowest+pitch), g.bottom-18*Pt)
		lowest = y
		p.Fill(part.in, Rect{arrivalRight, g.Y(part.to), arrivalRight + 5*Pt, g.Y(part.from)}.Corners()...)
		p.Text(BoldFont, Black, Point{left, y}, AlignLeft, metrics.Number(part.to-part.from))
		p.Text(LabelFont, Black, Point{left, y + 16*Pt}, AlignLeft, part.name)
	}
}
