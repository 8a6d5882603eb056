package plots

import (
	"cmp"
	"math"
	"slices"

	"mailstorm/sim/experiment"
)

// priceMap is what costs least at which prices of two weights: a column for each price of the first.
type priceMap struct {
	prices *experiment.Prices
	x, y   priceAxis
	order  []int                  // of choices: those that cost least at low prices of the second weight first
	least  [][]experiment.Stretch // by the estimates, for each column
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
	return a.from + int(Round(part, float64(a.through-a.from)))
}

// ticks are parts of the price, the same on both sides.
func (a priceAxis) ticks() []float64 {
	if a.decades > 2 {
		return []float64{0.01, 0.1, 1, 10, 100}
	}
	return []float64{0.1, 0.2, 0.5, 1, 2, 5, 10}
}

// newPriceMap asks for the map so many decades wide; ok is false where two prices, or two values for them, are missing.
func newPriceMap(s Sweep, decades, left, right, top, bottom int) (t priceMap, ok bool) {
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
	t.prices = s.Decision.Prices(s.Plan, s.Summary)
	t.x = priceAxis{of[0], s.Decision.Weights[of[0]], decades, left, right}
	t.y = priceAxis{of[1], s.Decision.Weights[of[1]], decades, bottom, top}
	several := map[int]bool{}
	for k := range mapColumns + 1 {
		at := t.prices.At(t.x.weight, t.x.price(k, mapColumns))
		t.least = append(t.least, at.Least(t.y.weight))
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

// Where the map stands.
const (
	mapLeft   = 120 * Pt
	mapRight  = PageRight - 24*Pt
	mapTop    = 92 * Pt
	mapBottom = 448 * Pt
)

// priceMapOf is the map at its place: from a tenth of the prices to ten times them, or where one value costs least in all of that, from a hundredth
// to a hundred times.
func priceMapOf(s Sweep) (t priceMap, ok bool) {
	for _, decades := range [2]int{2, 4} {
		if t, ok = newPriceMap(s, decades, mapLeft, mapRight, mapTop, mapBottom); ok {
			break
		}
	}
	return t, ok
}

// hasPriceMap reports whether another price of the first two weights would turn what costs least.
func hasPriceMap(s Sweep) bool {
	_, ok := priceMapOf(s)
	return ok
}

// pricesTitle says how far a price may go until another value costs least.
func pricesTitle(s Sweep) string {
	if s.Advice == nil || len(s.Decision.Weights) < 2 {
		return "There are no two prices to weigh against each other"
	}
	text, nearest := "No price of any one measure would turn what costs least", math.Inf(1)
	for k := range s.Decision.Weights {
		here, _ := s.PriceRanges(k)
		if here == nil {
			continue
		}
		w := s.Decision.Weights[k]
		if len(here.Choices) > 1 && s.Advice.Answer == experiment.Decided {
			return "At these prices " + s.Join(here.Choices) + " costs least, and it makes no difference above " + s.Decision.Money(s.Advice.Loss)
		}
		if len(here.Choices) > 1 {
			return "At these prices the storms leave open whether " + s.Join(here.Choices) + " costs least"
		}
		if far := min(w.Cost/here.From, here.To/w.Cost); far < nearest {
			nearest, text = far, s.Name(here.Choices[0])+" is cheapest while "+w.Subject.Words()+" costs "+s.priceRangeText(w, here)
		}
	}
	return text
}

// priceRangeText is a range of a price, and the price itself.
func (s Sweep) priceRangeText(w experiment.Weight, r *experiment.Stretch) string {
	return s.Decision.PriceRange(w, r.From, r.To) + ", now " + s.Decision.Price(w, w.Cost)
}

// PriceRanges is the stretch of a price in which the stated one lies, and the certain ones next to it; nil where no price of it would turn anything.
func (s Sweep) PriceRanges(weight int) (here *experiment.Stretch, beside []experiment.Stretch) {
	all := s.Decision.Prices(s.Plan, s.Summary).Along(weight)
	if len(all) < 2 {
		return nil, nil
	}
	at := slices.IndexFunc(all, func(r experiment.Stretch) bool { return s.Decision.Weights[weight].Cost < r.To })
	if at < 0 {
		return nil, nil
	}
	for i := at - 1; i >= 0 && len(beside) == 0; i-- {
		if len(all[i].Choices) == 1 {
			beside = append(beside, all[i])
		}
	}
	for _, r := range all[at+1:] {
		if len(r.Choices) == 1 {
			return &all[at], append(beside, r)
		}
	}
	return &all[at], beside
}

// The inks of neighbours on the map.
var regionColors = []Color{RGB(0xdceef8), RGB(0xfbf0d9), RGB(0xd9f0ea), RGB(0xf5e4ed)}

func drawPrices(p *Canvas, s Sweep) {
	p.Subtitle(s.Subtitle(), "")
	t, ok := priceMapOf(s)
	frame := Rect{mapLeft, mapTop, mapRight, mapBottom}
	if !ok {
		p.Text(BoldFont, Grey, Point{PageWidth / 2, PageHeight / 2}, AlignCentre, "one value costs least at all of these prices")
		return
	}
	for rank := range t.order {
		p.Fill(regionColors[rank%len(regionColors)], append(t.lowerEdge(rank), Point{frame.right, frame.top}, Point{frame.left, frame.top})...)
		drawRegionEdge(p, t, rank)
	}
	drawOpenRegion(p, t)
	drawPriceAxes(p, &s.Decision, t, frame)
	room := LabelLayout{Bounds: frame}
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
func (t priceMap) lowerEdge(rank int) (line []Point) {
	for k, all := range t.least {
		y := t.y.through
		for _, r := range all {
			if at := slices.Index(t.order, r.Choices[0]); at >= rank && r.To > t.y.price(0, 1) {
				y = t.y.at(r.From)
				break
			}
		}
		line = append(line, Point{t.columnX(k), y})
	}
	return line
}

func (t priceMap) columnX(k int) int { return t.x.from + (t.x.through-t.x.from)*k/mapColumns }

// drawRegionEdge draws the floor of a choice where it lies within the map.
func drawRegionEdge(p *Canvas, t priceMap, rank int) {
	var line []Point
	within := func(y int) bool { return y < t.y.from && y > t.y.through }
	for _, at := range append(t.lowerEdge(rank), Point{}) {
		if within(at.y) {
			line = append(line, at)
			continue
		}
		if len(line) > 1 {
			p.Stroke(AxisPen, line...)
		}
		line = nil
	}
}

// drawOpenRegion veils what the intervals leave open.
func drawOpenRegion(p *Canvas, t priceMap) {
	var last []openStretch
	for k := 0; k <= mapColumns; k += openStep {
		var here []openStretch
		for _, r := range t.prices.At(t.x.weight, t.x.price(k, mapColumns)).Along(t.y.weight) {
			if low, high := t.y.at(r.From), t.y.at(r.To); len(r.Choices) > 1 && low > high {
				here = append(here, openStretch{r.Choices, Point{t.columnX(k), low}, Point{t.columnX(k), high}})
			}
		}
		for _, b := range here {
			same := slices.IndexFunc(last, func(a openStretch) bool { return slices.Equal(a.choices, b.choices) })
			for i, a := range last {
				if i == same || same < 0 && a.low.y >= b.high.y && b.low.y >= a.high.y {
					p.Fill(TransparentBlack, a.low, b.low, b.high, a.high)
				}
			}
		}
		last = here
	}
}

// openStretch is what is open in a column.
type openStretch struct {
	choices   []int
	low, high Point
}

// drawPriceAxes draws the frame, and what the prices are.
func drawPriceAxes(p *Canvas, d *experiment.Decision, t priceMap, frame Rect) {
	for _, part := range t.x.ticks() {
		x := t.x.at(t.x.of.Cost * part)
		p.Stroke(AxisPen, Point{x, frame.bottom}, Point{x, frame.bottom + 5*Pt})
		p.Text(LabelFont, Black, Point{x, frame.bottom + 20*Pt}, AlignCentre, d.Price(t.x.of, t.x.of.Cost*part))
		y := t.y.at(t.y.of.Cost * part)
		p.Stroke(AxisPen, Point{frame.left - 5*Pt, y}, Point{frame.left, y})
		p.Text(LabelFont, Black, Point{frame.left - 9*Pt, y + 5*Pt}, AlignRight, d.Price(t.y.of, t.y.of.Cost*part))
	}
	p.Stroke(AxisPen, append(frame.Corners(), Point{frame.left, frame.top})...)
	p.Text(BoldFont, Black, Point{PageLeft, frame.top - 12*Pt}, AlignLeft, BoldFont.Truncate("price of "+t.y.of.Subject.Words()+", upwards", frame.right-PageLeft))
	p.Text(BoldFont, Black, Point{frame.right, frame.bottom + 40*Pt}, AlignRight, "price of "+t.x.of.Subject.Words())
}

// drawCurrentPrices marks the stated prices.
func drawCurrentPrices(p *Canvas, t priceMap, frame Rect, room *LabelLayout) (at Point) {
	at = Point{t.x.at(t.x.of.Cost), t.y.at(t.y.of.Cost)}
	p.Stroke(EventPen, Point{at.x, frame.bottom}, at, Point{frame.left, at.y})
	p.FillPath(Black, Circle(at, 6*Pt))
	room.Reserve(Square(at, 16*Pt))
	room.ReserveLine([]Point{{at.x, frame.bottom}, at, {frame.left, at.y}}, 3*Pt)
	return at
}

func labelCurrentPrices(p *Canvas, d *experiment.Decision, t priceMap, at Point, room *LabelLayout) {
	text := "now: " + d.Price(t.x.of, t.x.of.Cost) + " and " + d.Price(t.y.of, t.y.of.Cost)
	if label, ok := room.PlaceOnLines(at, 10*Pt, 8, BoldFont, text); ok {
		p.Fill(White, Rect{label.left - 3*Pt, label.top - 3*Pt, label.right + 3*Pt, label.bottom + 3*Pt}.Corners()...)
		p.LeaderLine(at, 10*Pt, label)
		p.Text(BoldFont, Black, Point{label.left, label.bottom}, AlignLeft, text)
	}
}

// labelRegion writes the name of a choice where its part of the map is widest; ok is false where it is too narrow for one.
func labelRegion(p *Canvas, s Sweep, t priceMap, rank int, room *LabelLayout) (ok bool) {
	const least = 16 * Pt
	floor, ceiling := t.lowerEdge(rank), t.lowerEdge(rank+1)
	text := s.Name(t.order[rank])
	if i := t.order[rank]; i == s.Advised() || i == s.Plan.Current {
		text += " (" + s.Role(i) + ")"
	}
	text = BoldFont.Truncate(text, 260*Pt)
	half, best, score := BoldFont.Width(text)/2, Rect{}, 0
	for k, at := range floor {
		high, middle := at.y-ceiling[k].y, (at.y+ceiling[k].y)/2
		label := Rect{at.x - half, middle - 5*Pt, at.x + half, middle + 5*Pt}
		// near the line on which both prices change alike, the other way round, and off the edges
		across := Abs((at.x-t.x.from)*(t.y.from-t.y.through)/(t.x.through-t.x.from) - (middle - t.y.through))
		value := 2*min(high, 2*(at.x-t.x.from), 2*(t.x.through-at.x)) - across
		if high >= least && room.IsFree(label) && (!ok || value > score) {
			best, score, ok = label, value, true
		}
	}
	if ok {
		room.Reserve(best)
		p.Text(BoldFont, Black, Point{best.left, best.bottom}, AlignLeft, text)
	}
	return ok
}

func drawPricesLegend(p *Canvas, s Sweep, narrow []int) {
	at := Point{PageLeft, PageHeight - 17*Pt}
	if s.Summary.Runs > 1 {
		p.Fill(TransparentBlack, Rect{at.x, at.y - 8*Pt, at.x + 24*Pt, at.y + 4*Pt}.Corners()...)
		p.Text(LabelFont, Black, Point{at.x + 32*Pt, at.y + 5*Pt - Pt}, AlignLeft, "left open by these storms")
		at.x += 52*Pt + LabelFont.Width("left open by these storms")
	}
	text := "elsewhere the value named costs least"
	if len(s.Decision.Limits) > 0 {
		text += ", of those that keep all limits"
	}
	if len(narrow) > 0 {
		text += "; too narrow for a name: " + s.Join(narrow)
	}
	p.Text(LabelFont, Grey, Point{at.x, at.y + 4*Pt}, AlignLeft, LabelFont.Truncate(text, PageRight-at.x))
}
