package plots

import (
	"cmp"
	"slices"
)

// valueAxis lays the choices of a sweep along the page: by their values when those are quantities, else one after the other.
type valueAxis struct {
	left, right int
	x           []int // of each choice
	order       []int // from left to right
}

// numbers are the values of a sweep over one key, when they are quantities of one unit.
func (s Sweep) numbers() (values []int64, ok bool) {
	unit := ""
	for i, c := range s.Plan.Choices {
		if len(c.Values) != 1 {
			return nil, false
		}
		q, ok := ParseQuantity(c.Values[0])
		if !ok || i > 0 && q.unit != unit {
			return nil, false
		}
		unit = q.unit
		values = append(values, q.N)
	}
	return values, true
}

// HasNumericAxis reports whether there is an axis for more than one value.
func HasNumericAxis(s Sweep) bool {
	values, ok := s.numbers()
	return ok && len(values) > 1 && slices.Min(values) < slices.Max(values)
}

// Order is that of the values, if they have one.
func (s Sweep) Order() []int {
	order := make([]int, len(s.Plan.Choices))
	for i := range order {
		order[i] = i
	}
	if values, ok := s.numbers(); ok {
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	}
	return order
}

const valueAxisInset = 30 * Pt // so that no mark lies on an edge

func newValueAxis(s Sweep, left, right int) valueAxis {
	r := valueAxis{left: left, right: right, order: s.Order(), x: make([]int, len(s.Plan.Choices))}
	values, _ := s.numbers()
	if !HasNumericAxis(s) {
		values = make([]int64, len(r.x))
		for i := range values {
			values[i] = int64(i)
		}
	}
	least, most := slices.Min(values), slices.Max(values)
	for i, v := range values {
		r.x[i] = left + valueAxisInset + int(Proportion(v-least, most-least, int64(right-left-2*valueAxisInset)))
		if least == most {
			r.x[i] = (left + right) / 2
		}
	}
	return r
}

// gap is the room between neighbours, if they stand at equal distances.
func (r valueAxis) gap() int { return (r.right - r.left - 2*valueAxisInset) / max(len(r.x)-1, 1) }

// drawValueAxis writes the names of choices under a panel: those that matter first, then as many as there is room for.
func drawValueAxis(p *Canvas, s Sweep, r valueAxis, y int) {
	var line LabelRow
	for _, i := range slices.Concat(s.Highlights(), r.order) {
		text := LabelFont.Truncate(s.Name(i), 150*Pt)
		left := min(r.x[i]-LabelFont.Width(text)/2, PageRight-LabelFont.Width(text))
		room := Interval{left - 4*Pt, left + LabelFont.Width(text) + 4*Pt}
		if !line.IsFree(room) {
			continue
		}
		line.Reserve(room)
		p.Stroke(AxisPen, Point{r.x[i], y}, Point{r.x[i], y + 5*Pt})
		p.Text(LabelFont, Black, Point{left, y + 20*Pt}, AlignLeft, text)
	}
}

// Highlights are the choices that a reader looks for, each once: advised, current, runner-up, both ends.
func (s Sweep) Highlights() []int {
	order := s.Order()
	var found []int
	for _, i := range [5]int{s.Advised(), s.Plan.Current, s.RunnerUp(), order[0], order[len(order)-1]} {
		if i >= 0 && !slices.Contains(found, i) {
			found = append(found, i)
		}
	}
	return found
}

// flaggedChoices are the current and the advised choice, from left to right.
func flaggedChoices(s Sweep, r valueAxis) (marked []int) {
	for _, i := range r.order {
		if i == s.Advised() || i == s.Plan.Current {
			marked = append(marked, i)
		}
	}
	return marked
}

// drawFlagLines draw a line down a panel at each.
func drawFlagLines(p *Canvas, s Sweep, r valueAxis, top, bottom int) {
	for _, i := range flaggedChoices(s, r) {
		with := EventPen
		if i == s.Advised() {
			with = advisedPen
		}
		p.Stroke(with, Point{r.x[i], top}, Point{r.x[i], bottom})
	}
}

// drawFlags name them above the panels.
func drawFlags(p *Canvas, s Sweep, r valueAxis, y int) {
	marked := flaggedChoices(s, r)
	lefts := make([]int, len(marked))
	for k, i := range marked {
		lefts[k] = r.x[i] - BoldFont.Width(flagText(s, i))/2
	}
	if len(marked) == 2 && lefts[0]+BoldFont.Width(flagText(s, marked[0]))+10*Pt > lefts[1] {
		middle := (r.x[marked[0]] + r.x[marked[1]]) / 2
		lefts[0], lefts[1] = middle-5*Pt-BoldFont.Width(flagText(s, marked[0])), middle+5*Pt
	}
	drawFlagLines(p, s, r, y+4*Pt, y+10*Pt)
	for k, i := range marked {
		text := flagText(s, i)
		left := max(min(lefts[k], PageRight-BoldFont.Width(text)), PageLeft)
		p.Text(BoldFont, Black, Point{left, y}, AlignLeft, text)
	}
}

var advisedPen = Pen{Green, 250, nil}

func flagText(s Sweep, choice int) string {
	text := "current: "
	switch {
	case choice == s.Advised() && choice == s.Plan.Current:
		text = "advised, and current: "
	case choice == s.Advised():
		text = "advised: "
	}
	return BoldFont.Truncate(text+s.Name(choice), 300*Pt)
}
