package plots

import (
	"cmp"
	"slices"
)

// ruler lays the choices of a sweep along the page: by their values when those are quantities, else one after the other.
type ruler struct {
	left, right int
	x           []int // of each choice
	order       []int // from left to right
}

// grades are the values of a sweep over one key, when they are quantities of one unit.
func (s Sweep) grades() (values []int64, ok bool) {
	unit := ""
	for i, c := range s.Plan.Choices {
		if len(c.Values) != 1 {
			return nil, false
		}
		q, ok := read(c.Values[0])
		if !ok || i > 0 && q.unit != unit {
			return nil, false
		}
		unit = q.unit
		values = append(values, q.n)
	}
	return values, true
}

// graded reports whether there is an axis for more than one value.
func graded(s Sweep) bool {
	values, ok := s.grades()
	return ok && len(values) > 1 && slices.Min(values) < slices.Max(values)
}

// order is that of the values, if they have one.
func (s Sweep) order() []int {
	order := make([]int, len(s.Plan.Choices))
	for i := range order {
		order[i] = i
	}
	if values, ok := s.grades(); ok {
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	}
	return order
}

const rulerInset = 30 * pt // so that no mark lies on an edge

func (s Sweep) ruler(left, right int) ruler {
	r := ruler{left: left, right: right, order: s.order(), x: make([]int, len(s.Plan.Choices))}
	values, _ := s.grades()
	if !graded(s) {
		values = make([]int64, len(r.x))
		for i := range values {
			values[i] = int64(i)
		}
	}
	least, most := slices.Min(values), slices.Max(values)
	for i, v := range values {
		r.x[i] = left + rulerInset + int(share(v-least, most-least, int64(right-left-2*rulerInset)))
		if least == most {
			r.x[i] = (left + right) / 2
		}
	}
	return r
}

// gap is the room between neighbours, if they stand at equal distances.
func (r ruler) gap() int { return (r.right - r.left - 2*rulerInset) / max(len(r.x)-1, 1) }

// values writes the names of choices under a panel: those that matter first, then as many as there is room for.
func (p *paper) values(s Sweep, r ruler, y int) {
	var line strip
	for _, i := range slices.Concat(s.prominent(), r.order) {
		text := labelFace.fit(s.name(i), 150*pt)
		left := min(r.x[i]-labelFace.width(text)/2, pageRight-labelFace.width(text))
		room := interval{left - 4*pt, left + labelFace.width(text) + 4*pt}
		if !line.free(room) {
			continue
		}
		line.take(room)
		p.stroke(axisPen, spot{r.x[i], y}, spot{r.x[i], y + 5*pt})
		p.write(labelFace, black, spot{left, y + 20*pt}, fromLeft, text)
	}
}

// prominent are the choices that a reader looks for, each once: advised, current, runner-up, both ends.
func (s Sweep) prominent() []int {
	order := s.order()
	var found []int
	for _, i := range [5]int{s.best(), s.Plan.Current, s.second(), order[0], order[len(order)-1]} {
		if i >= 0 && !slices.Contains(found, i) {
			found = append(found, i)
		}
	}
	return found
}

// flagged are the current and the advised choice, from left to right.
func (s Sweep) flagged(r ruler) (marked []int) {
	for _, i := range r.order {
		if i == s.best() || i == s.Plan.Current {
			marked = append(marked, i)
		}
	}
	return marked
}

// flagPoles draw a line down a panel at each.
func (p *paper) flagPoles(s Sweep, r ruler, top, bottom int) {
	for _, i := range s.flagged(r) {
		with := alertPen
		if i == s.best() {
			with = advisedPen
		}
		p.stroke(with, spot{r.x[i], top}, spot{r.x[i], bottom})
	}
}

// flags name them above the panels.
func (p *paper) flags(s Sweep, r ruler, y int) {
	marked := s.flagged(r)
	lefts := make([]int, len(marked))
	for k, i := range marked {
		lefts[k] = r.x[i] - headFace.width(s.flag(i))/2
	}
	if len(marked) == 2 && lefts[0]+headFace.width(s.flag(marked[0]))+10*pt > lefts[1] {
		middle := (r.x[marked[0]] + r.x[marked[1]]) / 2
		lefts[0], lefts[1] = middle-5*pt-headFace.width(s.flag(marked[0])), middle+5*pt
	}
	p.flagPoles(s, r, y+4*pt, y+10*pt)
	for k, i := range marked {
		text := s.flag(i)
		left := max(min(lefts[k], pageRight-headFace.width(text)), pageLeft)
		p.write(headFace, black, spot{left, y}, fromLeft, text)
	}
}

var advisedPen = pen{green, 250, nil}

func (s Sweep) flag(choice int) string {
	text := "current: "
	switch {
	case choice == s.best() && choice == s.Plan.Current:
		text = "advised, and current: "
	case choice == s.best():
		text = "advised: "
	}
	return headFace.fit(text+s.name(choice), 300*pt)
}
