package plots

import "time"

// interval is room that a label takes.
type interval struct{ left, right int }

// news draws what recipients got above the lanes, and what the sender was told below them.
func (p *paper) news(l lane, all []news, used *[glyphs]bool) {
	above, below := []interval{}, []interval{}
	for _, what := range [3]glyph{ndr, arrival, notice} {
		for _, bunch := range bunches(l.clock, all, what) {
			used[what] = true
			x := l.clock.x(bunch.at)
			text := bunch.text(l.clock)
			if what == arrival {
				at := spot{x, l.top + (l.kept-l.top)*2/5}
				p.stroke(pen{grey, 60, nil}, at, spot{x, l.kept - l.radius})
				p.mark(what, at, l.radius)
				p.beside(l.clock, spot{x, at.y + 5*pt}, l.radius+5*pt, text, &above)
				continue
			}
			foot := spot{x, l.bottom - 3*pt}
			p.stroke(pen{grey, 60, nil}, spot{x, l.heard + l.radius}, foot)
			p.mark(what, foot, l.radius)
			p.beside(l.clock, spot{x, foot.y - l.radius}, 3*l.radius+5*pt, text, &below)
		}
	}
}

// beside writes a label to the right of its mark, or to the left, or nowhere when others stand there.
func (p *paper) beside(c clock, at spot, gap int, text string, taken *[]interval) {
	wide := labelFace.width(text)
	for _, left := range [2]int{at.x + gap, at.x - 6*pt - wide} {
		room := interval{left, left + wide}
		if left < c.left || room.right > pageRight || collides(room, *taken) {
			continue
		}
		*taken = append(*taken, interval{min(at.x, left) - 4*pt, room.right + 8*pt})
		p.write(labelFace, black, spot{left, at.y}, fromLeft, text)
		return
	}
	*taken = append(*taken, interval{at.x, at.x + gap})
}

func collides(room interval, taken []interval) bool {
	for _, t := range taken {
		if room.left < t.right && t.left < room.right {
			return true
		}
	}
	return false
}

// bunch is news of one sort that cannot be told apart on the page.
type bunch struct {
	news
	count int64
	last  time.Duration
}

func bunches(c clock, all []news, what glyph) []bunch {
	const near = 20 * pt
	var found []bunch
	for _, n := range all {
		if n.what != what {
			continue
		}
		if k := len(found) - 1; k >= 0 && found[k].reply == n.reply && c.x(n.at)-c.x(found[k].at) < near {
			found[k].count++
			found[k].last = n.at
			continue
		}
		found = append(found, bunch{n, 1, n.at})
	}
	return found
}

func (b *bunch) text(c clock) string {
	var text string
	switch b.what {
	case ndr:
		text = counted(b.count, "NDR", "NDRs")
		if b.count == 1 {
			text = "NDR"
		}
		if b.reply != "" {
			text += " " + b.reply
		}
	case notice:
		text = counted(b.count, "delay notice", "delay notices")
		if b.count == 1 {
			text = "delay notice"
		}
	case arrival:
		text = "first copy"
		if b.count > 1 {
			text = "first copies of " + grouped(b.count) + " recipients"
		}
	}
	if first, last := c.moment(b.at), c.moment(b.last); first != last {
		return text + ", " + first + " to " + last
	}
	return text + ", " + c.moment(b.at)
}
