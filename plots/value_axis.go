package plots

import (
	"slices"

	"mailstorm/plots/draw"
	"mailstorm/plots/sweeps"
)

// valueAxis lays the choices of a sweep along the page: by their values when those are quantities, else one after the other.
type valueAxis struct {
	left, right int
	x           []int // of each choice
	order       []int // from left to right
}

const valueAxisInset = 30 * pt // so that no mark lies on an edge

func newValueAxis(s sweeps.Sweep, left, right int) valueAxis {
	r := valueAxis{left: left, right: right, order: s.Order(), x: make([]int, len(s.Plan.Choices))}
	values, _ := s.Numbers()
	if !sweeps.HasNumericAxis(s) {
		values = make([]int64, len(r.x))
		for i := range values {
			values[i] = int64(i)
		}
	}
	least, most := slices.Min(values), slices.Max(values)
	for i, v := range values {
		r.x[i] = left + valueAxisInset + int(draw.Proportion(v-least, most-least, int64(right-left-2*valueAxisInset)))
		if least == most {
			r.x[i] = (left + right) / 2
		}
	}
	return r
}

// gap is the room between neighbours, if they stand at equal distances.
func (r valueAxis) gap() int { return (r.right - r.left - 2*valueAxisInset) / max(len(r.x)-1, 1) }

// drawValueAxis writes the names of choices under a panel: those that matter first, then as many as there is room for.
func drawValueAxis(p *draw.Canvas, s sweeps.Sweep, r valueAxis, y int) {
	var line draw.LabelRow
	for _, i := range slices.Concat(s.Highlights(), r.order) {
		text := draw.LabelFont.Truncate(s.Name(i), 150*pt)
		left := min(r.x[i]-draw.LabelFont.Width(text)/2, draw.PageRight-draw.LabelFont.Width(text))
		room := draw.Interval{Left: left - 4*pt, Right: left + draw.LabelFont.Width(text) + 4*pt}
		if !line.IsFree(room) {
			continue
		}
		line.Reserve(room)
		p.Stroke(draw.AxisPen, draw.At(r.x[i], y), draw.At(r.x[i], y+5*pt))
		p.Text(draw.LabelFont, draw.Black, draw.At(left, y+20*pt), draw.AlignLeft, text)
	}
}

// flaggedChoices are the current and the advised choice, from left to right.
func flaggedChoices(s sweeps.Sweep, r valueAxis) (marked []int) {
	for _, i := range r.order {
		if i == s.Advised() || i == s.Plan.Current {
			marked = append(marked, i)
		}
	}
	return marked
}

// drawFlagLines draw a line down a panel at each.
func drawFlagLines(p *draw.Canvas, s sweeps.Sweep, r valueAxis, top, bottom int) {
	for _, i := range flaggedChoices(s, r) {
		with := draw.EventPen
		if i == s.Advised() {
			with = advisedPen
		}
		p.Stroke(with, draw.At(r.x[i], top), draw.At(r.x[i], bottom))
	}
}

// drawFlags name them above the panels.
func drawFlags(p *draw.Canvas, s sweeps.Sweep, r valueAxis, y int) {
	marked := flaggedChoices(s, r)
	lefts := make([]int, len(marked))
	for k, i := range marked {
		lefts[k] = r.x[i] - draw.BoldFont.Width(flagText(s, i))/2
	}
	if len(marked) == 2 && lefts[0]+draw.BoldFont.Width(flagText(s, marked[0]))+10*pt > lefts[1] {
		middle := (r.x[marked[0]] + r.x[marked[1]]) / 2
		lefts[0], lefts[1] = middle-5*pt-draw.BoldFont.Width(flagText(s, marked[0])), middle+5*pt
	}
	drawFlagLines(p, s, r, y+4*pt, y+10*pt)
	for k, i := range marked {
		text := flagText(s, i)
		left := max(min(lefts[k], draw.PageRight-draw.BoldFont.Width(text)), draw.PageLeft)
		p.Text(draw.BoldFont, draw.Black, draw.At(left, y), draw.AlignLeft, text)
	}
}

var advisedPen = draw.NewPen(draw.Green, 250)

func flagText(s sweeps.Sweep, choice int) string {
	text := "current: "
	switch {
	case choice == s.Advised() && choice == s.Plan.Current:
		text = "advised, and current: "
	case choice == s.Advised():
		text = "advised: "
	}
	return draw.BoldFont.Truncate(text+s.Name(choice), 300*pt)
}
