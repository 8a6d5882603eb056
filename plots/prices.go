package plots

import (
	"cmp"
	"math"
	"slices"

	"mailstorm/plots/draw"
	"mailstorm/plots/sweeps"
	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/analysis"
)

// priceMap is what costs least at which prices of two weights: a column for each price of the first.
type priceMap struct {
	prices *analysis.Prices
	x, y   priceAxis
	order  []int                     // of choices: those that cost least at low prices of the second weight first
	least  [][]analysis.PriceSegment // by the estimates, for each column
}

// priceAxis is a weight along a side of the map, its price in the middle.
type priceAxis struct {
	weight  int
	of      experiment.Weight
	decades int
	from    int // on the page
	through int
}

const (
	mapColumns = 192
	openStep   = 8 // columns
)

// price is that at a part of the side.
func (a priceAxis) price(part, of int) float64 {
	return a.of.Cost * math.Pow(10, float64(a.decades*part)/float64(of)-float64(a.decades)/2)
}

// at is the place of a price.
func (a priceAxis) at(price float64) int {
	if price <= 0 {
		return a.from
	}
	part := min(max(math.Log10(price/a.of.Cost)/float64(a.decades)+0.5, 0), 1)
	return a.from + int(sweeps.Round(part, float64(a.through-a.from)))
}

// ticks are parts of the price, the same on both sides.
func (a priceAxis) ticks() []float64 {
	if a.decades > 2 {
		return []float64{0.01, 0.1, 1, 10, 100}
	}
	return []float64{0.1, 0.2, 0.5, 1, 2, 5, 10}
}

// newPriceMap builds the map, decades wide; ok is false where two prices, or two values for them, are missing.
func newPriceMap(s sweeps.Sweep, decades, left, right, top, bottom int) (t priceMap, ok bool) {
	if s.Advice == nil {
		return t, false
	}
	var of []int
	for k, w := range s.Decision.Weights {
		if w.Cost > 0 && !math.IsInf(w.Cost, 1) {
			of = append(of, k)
		}
	}
	if len(of) < 2 {
		return t, false
	}
	t.prices = analysis.NewPrices(s.Decision, s.Plan, s.Summary)
	t.x = priceAxis{of[0], s.Decision.Weights[of[0]], decades, left, right}
	t.y = priceAxis{of[1], s.Decision.Weights[of[1]], decades, bottom, top}
	several := map[int]bool{}
	for k := range mapColumns + 1 {
		at := t.prices.At(t.x.weight, t.x.price(k, mapColumns))
		t.least = append(t.least, at.Envelope(t.y.weight))
		for _, r := range t.least[k] {
			if r.To > t.y.price(0, 1) && r.From < t.y.price(1, 1) {
				several[r.Choices[0]] = true
			}
		}
	}
	for i := range s.Plan.Choices {
		if several[i] {
			t.order = append(t.order, i)
		}
	}
	high := func(i int) float64 { return s.Summary.Choices[i].Estimate(t.y.of.Subject).Value }
	slices.SortStableFunc(t.order, func(i, j int) int { return cmp.Compare(high(j), high(i)) })
	return t, len(t.order) > 1
}

// The place of the map.
const (
	mapLeft   = 120 * pt
	mapRight  = draw.PageRight - 24*pt
	mapTop    = 92 * pt
	mapBottom = 448 * pt
)

// priceMapOf is the map at its place: from a tenth of the prices to ten times them, or where one value costs least in all of that, from a hundredth
// to a hundred times.
func priceMapOf(s sweeps.Sweep) (t priceMap, ok bool) {
	for _, decades := range [2]int{2, 4} {
		if t, ok = newPriceMap(s, decades, mapLeft, mapRight, mapTop, mapBottom); ok {
			break
		}
	}
	return t, ok
}

// hasPriceMap reports whether another price of the first two weights would turn what costs least.
func hasPriceMap(s sweeps.Sweep) bool {
	_, ok := priceMapOf(s)
	return ok
}

// pricesTitle says how far a price may go until another value costs least.
func pricesTitle(s sweeps.Sweep) string {
	if s.Advice == nil || len(s.Decision.Weights) < 2 {
		return "There are fewer than two prices to compare"
	}
	text, nearest := "No change of a single price changes the cheapest value", math.Inf(1)
	for k := range s.Decision.Weights {
		here, _ := s.PriceRanges(k)
		if here == nil {
			continue
		}
		w := s.Decision.Weights[k]
		if len(here.Choices) > 1 && s.Advice.Answer == analysis.Decided {
			return "At these prices " + s.Join(here.Choices) + " costs least; the difference is at most " + s.Decision.Money(s.Advice.Indifference)
		}
		if len(here.Choices) > 1 {
			return "At these prices it is not decided whether " + s.Join(here.Choices) + " costs least"
		}
		if far := min(w.Cost/here.From, here.To/w.Cost); far < nearest {
			nearest, text = far, s.Name(here.Choices[0])+" is cheapest while "+w.Subject.Words()+" costs "+s.PriceRangeText(w, here)
		}
	}
	return text
}

// The colours of neighbours on the map.
var regionColors = []draw.Color{draw.RGB(0xdceef8), draw.RGB(0xfbf0d9), draw.RGB(0xd9f0ea), draw.RGB(0xf5e4ed)}

func drawPrices(p *draw.Canvas, s sweeps.Sweep) {
	p.Subtitle(s.Subtitle(), "")
	t, ok := priceMapOf(s)
	frame := draw.Box(mapLeft, mapTop, mapRight, mapBottom)
	if !ok {
		p.Text(draw.BoldFont, draw.Grey, draw.At(draw.PageWidth/2, draw.PageHeight/2), draw.AlignCentre, "one value is cheapest at all of these prices")
		return
	}
	for rank := range t.order {
		p.Fill(regionColors[rank%len(regionColors)], append(t.lowerEdge(rank), draw.At(frame.Right, frame.Top), draw.At(frame.Left, frame.Top))...)
		drawRegionEdge(p, t, rank)
	}
	drawOpenRegion(p, t)
	drawPriceAxes(p, &s.Decision, t, frame)
	room := draw.LabelLayout{Bounds: frame}
	at := drawCurrentPrices(p, t, frame, &room)
	var narrow []int
	for rank := range t.order {
		if !labelRegion(p, s, t, rank, &room) {
			narrow = append(narrow, t.order[rank])
		}
	}
	labelCurrentPrices(p, &s.Decision, t, at, &room)
	drawPricesLegend(p, s, narrow)
}

// lowerEdge is the line above which the choices from a rank on cost least.
func (t priceMap) lowerEdge(rank int) (line []draw.Point) {
	for k, all := range t.least {
		y := t.y.through
		for _, r := range all {
			if at := slices.Index(t.order, r.Choices[0]); at >= rank && r.To > t.y.price(0, 1) {
				y = t.y.at(r.From)
				break
			}
		}
		line = append(line, draw.At(t.columnX(k), y))
	}
	return line
}

func (t priceMap) columnX(k int) int { return t.x.from + (t.x.through-t.x.from)*k/mapColumns }

// drawRegionEdge draws the floor of a choice where it lies within the map.
func drawRegionEdge(p *draw.Canvas, t priceMap, rank int) {
	var line []draw.Point
	within := func(y int) bool { return y < t.y.from && y > t.y.through }
	for _, at := range append(t.lowerEdge(rank), draw.Point{}) {
		if within(at.Y) {
			line = append(line, at)
			continue
		}
		if len(line) > 1 {
			p.Stroke(draw.AxisPen, line...)
		}
		line = nil
	}
}

// drawOpenRegion veils what the intervals leave open.
func drawOpenRegion(p *draw.Canvas, t priceMap) {
	var last []openStretch
	for k := 0; k <= mapColumns; k += openStep {
		var here []openStretch
		for _, r := range t.prices.At(t.x.weight, t.x.price(k, mapColumns)).Segments(t.y.weight) {
			if low, high := t.y.at(r.From), t.y.at(r.To); len(r.Choices) > 1 && low > high {
				here = append(here, openStretch{r.Choices, draw.At(t.columnX(k), low), draw.At(t.columnX(k), high)})
			}
		}
		for _, b := range here {
			same := slices.IndexFunc(last, func(a openStretch) bool { return slices.Equal(a.choices, b.choices) })
			for i, a := range last {
				if i == same || same < 0 && a.low.Y >= b.high.Y && b.low.Y >= a.high.Y {
					p.Fill(draw.TransparentBlack, a.low, b.low, b.high, a.high)
				}
			}
		}
		last = here
	}
}

// openStretch is what is open in a column.
type openStretch struct {
	choices   []int
	low, high draw.Point
}

// drawPriceAxes draws the frame, and what the prices are.
func drawPriceAxes(p *draw.Canvas, d *experiment.Decision, t priceMap, frame draw.Rect) {
	for _, part := range t.x.ticks() {
		x := t.x.at(t.x.of.Cost * part)
		p.Stroke(draw.AxisPen, draw.At(x, frame.Bottom), draw.At(x, frame.Bottom+5*pt))
		p.Text(draw.LabelFont, draw.Black, draw.At(x, frame.Bottom+20*pt), draw.AlignCentre, d.Price(t.x.of, t.x.of.Cost*part))
		y := t.y.at(t.y.of.Cost * part)
		p.Stroke(draw.AxisPen, draw.At(frame.Left-5*pt, y), draw.At(frame.Left, y))
		p.Text(draw.LabelFont, draw.Black, draw.At(frame.Left-9*pt, y+5*pt), draw.AlignRight, d.Price(t.y.of, t.y.of.Cost*part))
	}
	p.Stroke(draw.AxisPen, append(frame.Corners(), draw.At(frame.Left, frame.Top))...)
	p.Text(draw.BoldFont, draw.Black, draw.At(draw.PageLeft, frame.Top-12*pt), draw.AlignLeft, draw.BoldFont.Truncate("price of "+t.y.of.Subject.Words()+" (vertical)", frame.Right-draw.PageLeft))
	p.Text(draw.BoldFont, draw.Black, draw.At(frame.Right, frame.Bottom+40*pt), draw.AlignRight, "price of "+t.x.of.Subject.Words())
}

// drawCurrentPrices marks the stated prices.
func drawCurrentPrices(p *draw.Canvas, t priceMap, frame draw.Rect, room *draw.LabelLayout) (at draw.Point) {
	at = draw.At(t.x.at(t.x.of.Cost), t.y.at(t.y.of.Cost))
	p.Stroke(draw.EventPen, draw.At(at.X, frame.Bottom), at, draw.At(frame.Left, at.Y))
	p.FillPath(draw.Black, draw.Circle(at, 6*pt))
	room.Reserve(draw.Square(at, 16*pt))
	room.ReserveLine([]draw.Point{draw.At(at.X, frame.Bottom), at, draw.At(frame.Left, at.Y)}, 3*pt)
	return at
}

func labelCurrentPrices(p *draw.Canvas, d *experiment.Decision, t priceMap, at draw.Point, room *draw.LabelLayout) {
	text := "stated: " + d.Price(t.x.of, t.x.of.Cost) + " and " + d.Price(t.y.of, t.y.of.Cost)
	if label, ok := room.PlaceOnLines(at, 10*pt, 8, draw.BoldFont, text); ok {
		p.Fill(draw.White, draw.Box(label.Left-3*pt, label.Top-3*pt, label.Right+3*pt, label.Bottom+3*pt).Corners()...)
		p.LeaderLine(at, 10*pt, label)
		p.Text(draw.BoldFont, draw.Black, draw.At(label.Left, label.Bottom), draw.AlignLeft, text)
	}
}

// labelRegion writes the name of a choice where its part of the map is widest; ok is false where it is too narrow for one.
func labelRegion(p *draw.Canvas, s sweeps.Sweep, t priceMap, rank int, room *draw.LabelLayout) (ok bool) {
	const least = 16 * pt
	floor, ceiling := t.lowerEdge(rank), t.lowerEdge(rank+1)
	text := s.Name(t.order[rank])
	if i := t.order[rank]; i == s.Advised() || i == s.Plan.Current {
		text += " (" + s.Role(i) + ")"
	}
	text = draw.BoldFont.Truncate(text, 260*pt)
	half, best, score := draw.BoldFont.Width(text)/2, draw.Rect{}, 0
	for k, at := range floor {
		high, middle := at.Y-ceiling[k].Y, (at.Y+ceiling[k].Y)/2
		label := draw.Box(at.X-half, middle-5*pt, at.X+half, middle+5*pt)
		// near the line on which both prices change alike, the other way round, and off the edges
		across := draw.Abs((at.X-t.x.from)*(t.y.from-t.y.through)/(t.x.through-t.x.from) - (middle - t.y.through))
		value := 2*min(high, 2*(at.X-t.x.from), 2*(t.x.through-at.X)) - across
		if high >= least && room.IsFree(label) && (!ok || value > score) {
			best, score, ok = label, value, true
		}
	}
	if ok {
		room.Reserve(best)
		p.Text(draw.BoldFont, draw.Black, draw.At(best.Left, best.Bottom), draw.AlignLeft, text)
	}
	return ok
}

func drawPricesLegend(p *draw.Canvas, s sweeps.Sweep, narrow []int) {
	at := draw.At(draw.PageLeft, draw.PageHeight-17*pt)
	if s.Summary.Runs > 1 {
		p.Fill(draw.TransparentBlack, draw.Box(at.X, at.Y-8*pt, at.X+24*pt, at.Y+4*pt).Corners()...)
		p.Text(draw.LabelFont, draw.Black, draw.At(at.X+32*pt, at.Y+5*pt-pt), draw.AlignLeft, "not decided by these storms")
		at.X += 52*pt + draw.LabelFont.Width("not decided by these storms")
	}
	text := "elsewhere the named value is cheapest"
	if len(s.Decision.Limits) > 0 {
		text += " of those that meet all limits"
	}
	if len(narrow) > 0 {
		text += "; too narrow for a name: " + s.Join(narrow)
	}
	p.Text(draw.LabelFont, draw.Grey, draw.At(at.X, at.Y+4*pt), draw.AlignLeft, draw.LabelFont.Truncate(text, draw.PageRight-at.X))
}
