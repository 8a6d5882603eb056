package plots

import (
	"time"

	"mailstorm/plots/draw"
	"mailstorm/plots/runs"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// anyDelivery reports whether there are deliveries to follow.
func anyDelivery(s runs.Run) bool { return s.Deliveries != nil && s.Number(metrics.Deliveries) > 0 }

// anyDelayed reports whether any of them took its time, to arrive or to bounce, and others not as long. In a brief run seconds count.
func anyDelayed(s runs.Run) bool {
	last, _ := s.Duration(metrics.DeliveryMax)
	ndr, _ := s.Duration(metrics.NDRMax)
	least := time.Minute
	if s.IsBrief() {
		least = time.Second
	}
	return anyDelivery(s) && (last >= least || ndr >= least && s.Result.Fates[sim.RowNDR][0] > 0) && haveAges(s)
}

// haveAges reports whether not all deliveries were settled in the same way at the same age, which a title says as well.
func haveAges(s runs.Run) bool {
	var known bool
	var age time.Duration
	var how runs.Place
	for d := range s.Deliveries {
		a, h := settledAt(&d)
		if known && (h != how || a.Round(time.Second) != age.Round(time.Second)) {
			return true
		}
		known, age, how = true, a, h
	}
	return false
}

// arrivalBins is how many deliveries had arrived or failed at an age.
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
func binArrivals(s runs.Run) arrivalBins {
	a := arrivalBins{oldest: time.Second}
	for d := range s.Deliveries {
		a.all++
		age, _ := settledAt(&d)
		a.oldest = max(a.oldest, age)
	}
	a.oldest = max(a.oldest, expirationOf(s).after)
	a.oldest += min(a.oldest/20, 1<<63-1-a.oldest)
	a.width = draw.DurationStep(a.oldest, maxArrivalBins)
	bins := int(a.oldest/a.width) + 1
	a.arrived, a.failed = make([]int64, bins), make([]int64, bins)
	for d := range s.Deliveries {
		switch age, how := settledAt(&d); how {
		case runs.Arrived:
			a.arrived[int(age/a.width)]++
			a.bouncedAfter += int64(min(d.NDRsDelivered, 1))
		case runs.Bounced:
			a.failed[int(age/a.width)]++
		}
	}
	return a
}

// settledAt says how old a delivery was when it arrived or bounced, whichever was first.
func settledAt(d *sim.Delivery) (age time.Duration, how runs.Place) {
	switch {
	case d.Copies > 0 && (d.NDRsDelivered == 0 || d.First <= d.NDRAt):
		return max(d.First-d.Written, 0), runs.Arrived
	case d.NDRsDelivered > 0:
		return max(d.NDRAt-d.Written, 0), runs.Bounced
	}
	return 0, runs.Queued
}

// expiration is when a host gives up.
type expiration struct {
	after time.Duration
	host  string
}

// expirationOf is that of the watched host, 0 when nothing ever waited there so long that it would matter.
func expirationOf(s runs.Run) expiration {
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
	if bounced && ndr >= after || end >= after/3 {
		return expiration{after, h.Name}
	}
	return expiration{}
}

// arrivalTitle says when mail arrived, and when word came of the rest.
func arrivalTitle(s runs.Run) string {
	if !anyDelivery(s) {
		return "No message was sent"
	}
	a := binArrivals(s)
	here, gone := sum(a.arrived), sum(a.failed)
	text := runs.SendersText(s) + ": " + arrivedText(s, here, a.all)
	if gone+a.bouncedAfter > 0 {
		text += bouncedText(s, gone, a.bouncedAfter)
	}
	if rest := a.all - here - gone; rest > 0 {
		text += "; " + metrics.Number(rest) + " neither arrived nor bounced"
	}
	return text
}

// arrivedText says how many arrived, and how fast.
func arrivedText(s runs.Run, here, all int64) string {
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
		return text + " immediately"
	case here == 1 || half == last:
		return text + " after " + metrics.Span(last)
	case here < all:
		return text + ", the last after " + metrics.Span(last)
	case half < time.Second:
		return text + ", half immediately, the last after " + metrics.Span(last)
	}
	return text + ", half within " + metrics.Span(half) + ", the last after " + metrics.Span(last)
}

// bouncedText says how many deliveries bounced: before they arrived, and after.
func bouncedText(s runs.Run, gone, falsely int64) string {
	first, _ := s.Duration(metrics.NDRFirst)
	last, known := s.Duration(metrics.NDRMax)
	after := " immediately"
	if first >= time.Second {
		after = " after " + metrics.Span(first)
	}
	switch {
	case gone+falsely == 1:
	case known && last < time.Second:
		after = ", all immediately"
	case first < time.Second && last >= time.Minute:
		after = ", the last after " + metrics.Span(last)
	default:
		after = ", the first" + after
	}
	switch {
	case gone == 0:
		return "; " + metrics.Number(falsely) + " bounced falsely" + after
	case falsely == 0:
		return "; " + metrics.Number(gone) + " bounced" + after
	}
	return "; " + metrics.Number(gone) + " bounced and " + metrics.Number(falsely) + " more falsely" + after
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
	arrivalRight = draw.PageRight - 190*pt
)

// drawArrival draws what had arrived from below, and what had bounced from above; between them is what nobody knew of.
func drawArrival(p *draw.Canvas, s runs.Run) {
	p.Subtitle(s.Subtitle(), "")
	if !anyDelivery(s) {
		p.Text(draw.BoldFont, draw.Grey, draw.At(draw.PageWidth/2, draw.PageHeight/2), draw.AlignCentre, "no message was sent")
		return
	}
	a := binArrivals(s)
	c := draw.TimeAxis{Left: arrivalLeft, Right: arrivalRight, End: a.oldest}
	g := draw.NewPanel(c, 82*pt, axisLine).UpTo(a.all)
	here, gone := draw.Cumulative(a.arrived), draw.Cumulative(a.failed)
	left := make([]int64, len(gone))
	for i, n := range gone {
		left[i] = a.all - n
	}
	drawWaitScale(p, g, "DELIVERIES", deliveriesText(here[len(here)-1], gone[len(gone)-1], a.all))
	p.AgeAxis(g, "time since the message was sent")
	p.AreaUnder(draw.Blue, g, here, a.width)
	p.AreaAbove(draw.Grey, g, left, a.width)
	p.Stroke(draw.TotalPen, g.StepLine(here, a.width)...)
	p.Stroke(bouncedPen, g.StepLine(left, a.width)...)
	p.PanelFrame(g)
	if d := expirationOf(s); d.after > 0 {
		x := c.X(d.after)
		p.Stroke(draw.NewPen(draw.White, 4*pt), draw.At(x, g.Top-4*pt), draw.At(x, g.Bottom))
		p.Stroke(draw.LimitPen, draw.At(x, g.Top-4*pt), draw.At(x, g.Bottom))
		text := d.host + " expiration: " + metrics.Span(d.after)
		p.Text(draw.BoldFont, draw.DarkVermillion, draw.At(min(x-draw.BoldFont.Width(text)/2, arrivalRight-draw.BoldFont.Width(text)), g.Top-9*pt), draw.AlignLeft, text)
	}
	drawOutcomeShares(p, g, here[len(here)-1], gone[len(gone)-1], a.all)
}

// deliveriesText explains the areas that are drawn.
func deliveriesText(here, gone, all int64) string {
	switch {
	case gone == 0:
		return "arrived so far (filled), of " + metrics.Number(all) + " (dashed)"
	case here == 0:
		return "bounced so far (from above); white is not yet bounced"
	}
	return "arrived so far (from below) and bounced so far (from above); white is neither"
}

var bouncedPen = draw.NewPen(draw.Black, 2*pt, 6*pt, 3*pt)

// drawOutcomeShares names, at the right end, what became of all.
func drawOutcomeShares(p *draw.Canvas, g draw.Panel, here, gone, all int64) {
	const left, pitch = arrivalRight + 14*pt, 36 * pt
	lowest := g.Y(all) - pitch
	for _, part := range []struct {
		from, to int64
		in       draw.Color
		name     string
	}{{all - gone, all, draw.Grey, "bounced"}, {here, all - gone, draw.White, "neither"}, {0, here, draw.Blue, "arrived"}} {
		if part.from == part.to {
			continue
		}
		y := min(max((g.Y(part.from)+g.Y(part.to))/2, lowest+pitch), g.Bottom-18*pt)
		lowest = y
		p.Fill(part.in, draw.Box(arrivalRight, g.Y(part.to), arrivalRight+5*pt, g.Y(part.from)).Corners()...)
		p.Text(draw.BoldFont, draw.Black, draw.At(left, y), draw.AlignLeft, metrics.Number(part.to-part.from))
		p.Text(draw.LabelFont, draw.Black, draw.At(left, y+16*pt), draw.AlignLeft, part.name)
	}
}
