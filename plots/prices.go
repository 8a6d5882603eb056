package plots

import (
	"cmp"
	"math"
	"slices"

	"mailstorm/sim/experiment"
)

// tariff is what costs least at which prices of two weights: a column for each price of the first.
type tariff struct {
	prices *experiment.Prices
	x, y   scaled
	order  []int                       // of choices: those that cost least at low prices of the second weight first
	least  [][]experiment.PriceSegment // by the estimates, for each column
}

// scaled is a weight along a side of the map, its price in the middle.
type scaled struct {
	weight  int
	of      experiment.Weight
	decades int
	from    int // on the page
	through int
}

const (
	tariffColumns = 192
	eachOpen      = 8 // columns
)

// price is that at a part of the side.
func (a scaled) price(part, of int) float64 {
	return a.of.Cost * math.Pow(10, float64(a.decades*part)/float64(of)-float64(a.decades)/2)
}

// at is the place of a price.
func (a scaled) at(price float64) int {
	if price <= 0 {
		return a.from
	}
	part := min(max(math.Log10(price/a.of.Cost)/float64(a.decades)+0.5, 0), 1)
	return a.from + int(whole(part, float64(a.through-a.from)))
}

// ticks are parts of the price, the same on both sides.
func (a scaled) ticks() []float64 {
	if a.decades > 2 {
		return []float64{0.01, 0.1, 1, 10, 100}
	}
	return []float64{0.1, 0.2, 0.5, 1, 2, 5, 10}
}

// tariff asks for the map so many decades wide; ok is false where two prices, or two values for them, are missing.
func (s Sweep) tariff(decades, left, right, top, bottom int) (t tariff, ok bool) {
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
	t.x = scaled{of[0], s.Decision.Weights[of[0]], decades, left, right}
	t.y = scaled{of[1], s.Decision.Weights[of[1]], decades, bottom, top}
	several := map[int]bool{}
	for k := range tariffColumns + 1 {
		at := t.prices.At(t.x.weight, t.x.price(k, tariffColumns))
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

// Where the map stands.
const (
	tariffLeft   = 120 * pt
	tariffRight  = pageRight - 24*pt
	tariffTop    = 92 * pt
	tariffBottom = 448 * pt
)

// priced is the map at its place: from a tenth of the prices to ten times them, or where one value costs least in all of that, from a hundredth
// to a hundred times.
func (s Sweep) priced() (t tariff, ok bool) {
	for _, decades := range [2]int{2, 4} {
		if t, ok = s.tariff(decades, tariffLeft, tariffRight, tariffTop, tariffBottom); ok {
			break
		}
	}
	return t, ok
}

// tariffed reports whether another price of the first two weights would turn what costs least.
func tariffed(s Sweep) bool {
	_, ok := s.priced()
	return ok
}

// pricesTitle says how far a price may go until another value costs least.
func pricesTitle(s Sweep) string {
	if s.Advice == nil || len(s.Decision.Weights) < 2 {
		return "There are no two prices to weigh against each other"
	}
	text, nearest := "No price of any one measure would turn what costs least", math.Inf(1)
	for k := range s.Decision.Weights {
		here, _ := s.turn(k)
		if here == nil {
			continue
		}
		w := s.Decision.Weights[k]
		if len(here.Choices) > 1 && s.Advice.Answer == experiment.Decided {
			return "At these prices " + s.or(here.Choices) + " costs least, and it makes no difference above " + s.Decision.Money(s.Advice.Indifference)
		}
		if len(here.Choices) > 1 {
			return "At these prices the storms leave open whether " + s.or(here.Choices) + " costs least"
		}
		if far := min(w.Cost/here.From, here.To/w.Cost); far < nearest {
			nearest, text = far, s.name(here.Choices[0])+" is cheapest while "+w.Subject.Words()+" costs "+s.stated(w, here)
		}
	}
	return text
}

// stated is a range of a price, and the price itself.
func (s Sweep) stated(w experiment.Weight, r *experiment.PriceSegment) string {
	return s.Decision.PriceRange(w, r.From, r.To) + ", now " + s.Decision.Price(w, w.Cost)
}

// turn is the stretch of a price in which the stated one lies, and the certain ones next to it; nil where no price of it would turn anything.
func (s Sweep) turn(weight int) (here *experiment.PriceSegment, beside []experiment.PriceSegment) {
	all := s.Decision.Prices(s.Plan, s.Summary).Segments(weight)
	if len(all) < 2 {
		return nil, nil
	}
	at := slices.IndexFunc(all, func(r experiment.PriceSegment) bool { return s.Decision.Weights[weight].Cost < r.To })
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
var countries = []ink{opaque(0xdceef8), opaque(0xfbf0d9), opaque(0xd9f0ea), opaque(0xf5e4ed)}

func drawPrices(p *paper, s Sweep) {
	p.heading(pricesTitle(s))
	p.subheading(s.subtitle(), "")
	t, ok := s.priced()
	frame := box{tariffLeft, tariffTop, tariffRight, tariffBottom}
	if !ok {
		p.write(headFace, grey, spot{pageWidth / 2, pageHeight / 2}, centred, "one value costs least at all of these prices")
		return
	}
	for rank := range t.order {
		p.fill(countries[rank%len(countries)], append(t.floor(rank), spot{frame.right, frame.top}, spot{frame.left, frame.top})...)
		p.border(t, rank)
	}
	p.open(t)
	p.sides(&s.Decision, t, frame)
	room := board{page: frame}
	at := p.today(t, frame, &room)
	var narrow []int
	for rank := range t.order {
		if !p.country(s, t, rank, &room) {
			narrow = append(narrow, t.order[rank])
		}
	}
	p.nameToday(&s.Decision, t, at, &room)
	p.pricesKey(s, narrow)
}

// floor is the line above which the choices from a rank on cost least.
func (t tariff) floor(rank int) (line []spot) {
	for k, all := range t.least {
		y := t.y.through
		for _, r := range all {
			if at := slices.Index(t.order, r.Choices[0]); at >= rank && r.To > t.y.price(0, 1) {
				y = t.y.at(r.From)
				break
			}
		}
		line = append(line, spot{t.column(k), y})
	}
	return line
}

func (t tariff) column(k int) int { return t.x.from + (t.x.through-t.x.from)*k/tariffColumns }

// border draws the floor of a choice where it lies within the map.
func (p *paper) border(t tariff, rank int) {
	var line []spot
	within := func(y int) bool { return y < t.y.from && y > t.y.through }
	for _, at := range append(t.floor(rank), spot{}) {
		if within(at.y) {
			line = append(line, at)
			continue
		}
		if len(line) > 1 {
			p.stroke(axisPen, line...)
		}
		line = nil
	}
}

// open veils what the intervals leave open.
func (p *paper) open(t tariff) {
	var last []veiled
	for k := 0; k <= tariffColumns; k += eachOpen {
		var here []veiled
		for _, r := range t.prices.At(t.x.weight, t.x.price(k, tariffColumns)).Segments(t.y.weight) {
			if low, high := t.y.at(r.From), t.y.at(r.To); len(r.Choices) > 1 && low > high {
				here = append(here, veiled{r.Choices, spot{t.column(k), low}, spot{t.column(k), high}})
			}
		}
		for _, b := range here {
			same := slices.IndexFunc(last, func(a veiled) bool { return slices.Equal(a.choices, b.choices) })
			for i, a := range last {
				if i == same || same < 0 && a.low.y >= b.high.y && b.low.y >= a.high.y {
					p.fill(veil, a.low, b.low, b.high, a.high)
				}
			}
		}
		last = here
	}
}

// veiled is what is open in a column.
type veiled struct {
	choices   []int
	low, high spot
}

// sides draws the frame, and what the prices are.
func (p *paper) sides(d *experiment.Decision, t tariff, frame box) {
	for _, part := range t.x.ticks() {
		x := t.x.at(t.x.of.Cost * part)
		p.stroke(axisPen, spot{x, frame.bottom}, spot{x, frame.bottom + 5*pt})
		p.write(labelFace, black, spot{x, frame.bottom + 20*pt}, centred, d.Price(t.x.of, t.x.of.Cost*part))
		y := t.y.at(t.y.of.Cost * part)
		p.stroke(axisPen, spot{frame.left - 5*pt, y}, spot{frame.left, y})
		p.write(labelFace, black, spot{frame.left - 9*pt, y + 5*pt}, fromRight, d.Price(t.y.of, t.y.of.Cost*part))
	}
	p.stroke(axisPen, append(frame.corners(), spot{frame.left, frame.top})...)
	p.write(headFace, black, spot{pageLeft, frame.top - 12*pt}, fromLeft, headFace.fit("price of "+t.y.of.Subject.Words()+", upwards", frame.right-pageLeft))
	p.write(headFace, black, spot{frame.right, frame.bottom + 40*pt}, fromRight, "price of "+t.x.of.Subject.Words())
}

// today marks the stated prices.
func (p *paper) today(t tariff, frame box, room *board) (at spot) {
	at = spot{t.x.at(t.x.of.Cost), t.y.at(t.y.of.Cost)}
	p.stroke(alertPen, spot{at.x, frame.bottom}, at, spot{frame.left, at.y})
	p.fillPath(black, circle(at, 6*pt))
	room.take(around(at, 16*pt))
	room.takeLine([]spot{{at.x, frame.bottom}, at, {frame.left, at.y}}, 3*pt)
	return at
}

func (p *paper) nameToday(d *experiment.Decision, t tariff, at spot, room *board) {
	text := "now: " + d.Price(t.x.of, t.x.of.Cost) + " and " + d.Price(t.y.of, t.y.of.Cost)
	if label, ok := room.onLines(at, 10*pt, 8, headFace, text); ok {
		p.fill(white, box{label.left - 3*pt, label.top - 3*pt, label.right + 3*pt, label.bottom + 3*pt}.corners()...)
		p.tie(at, 10*pt, label)
		p.write(headFace, black, spot{label.left, label.bottom}, fromLeft, text)
	}
}

// country writes the name of a choice where its part of the map is widest; ok is false where it is too narrow for one.
func (p *paper) country(s Sweep, t tariff, rank int, room *board) (ok bool) {
	const least = 16 * pt
	floor, ceiling := t.floor(rank), t.floor(rank+1)
	text := s.name(t.order[rank])
	if i := t.order[rank]; i == s.best() || i == s.Plan.Current {
		text += " (" + s.role(i) + ")"
	}
	text = headFace.fit(text, 260*pt)
	half, best, score := headFace.width(text)/2, box{}, 0
	for k, at := range floor {
		high, middle := at.y-ceiling[k].y, (at.y+ceiling[k].y)/2
		label := box{at.x - half, middle - 5*pt, at.x + half, middle + 5*pt}
		// near the line on which both prices change alike, the other way round, and off the edges
		across := abs((at.x-t.x.from)*(t.y.from-t.y.through)/(t.x.through-t.x.from) - (middle - t.y.through))
		value := 2*min(high, 2*(at.x-t.x.from), 2*(t.x.through-at.x)) - across
		if high >= least && room.free(label) && (!ok || value > score) {
			best, score, ok = label, value, true
		}
	}
	if ok {
		room.take(best)
		p.write(headFace, black, spot{best.left, best.bottom}, fromLeft, text)
	}
	return ok
}

func (p *paper) pricesKey(s Sweep, narrow []int) {
	at := spot{pageLeft, pageHeight - 17*pt}
	if s.Summary.Runs > 1 {
		p.fill(veil, box{at.x, at.y - 8*pt, at.x + 24*pt, at.y + 4*pt}.corners()...)
		p.write(labelFace, black, spot{at.x + 32*pt, at.y + 5*pt - pt}, fromLeft, "left open by these storms")
		at.x += 52*pt + labelFace.width("left open by these storms")
	}
	text := "elsewhere the value named costs least"
	if len(s.Decision.Limits) > 0 {
		text += ", of those that keep all limits"
	}
	if len(narrow) > 0 {
		text += "; too narrow for a name: " + s.or(narrow)
	}
	p.write(labelFace, grey, spot{at.x, at.y + 4*pt}, fromLeft, labelFace.fit(text, pageRight-at.x))
}
