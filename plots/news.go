package plots

import (
	"slices"
	"time"

	"mailstorm/sim/metrics"
)

// interval is room that a mark or a label takes.
type interval struct{ left, right int }

// strip is a line of news along a lane.
type strip struct{ taken []interval }

// news draws what recipients got above the lanes, and what the sender was told below them. All marks come first, then
// labels where there is room left: those of NDRs have the first choice.
func (p *paper) news(l lane, all []news, used *[glyphs]bool) {
	var above, below strip
	on := map[glyph]*strip{arrival: &above, ndr: &below, notice: &below}
	if l.low {
		on[ndr], on[notice] = &above, &above
	}
	found := slices.Concat(bunches(l.clock, all, ndr), bunches(l.clock, all, arrival), bunches(l.clock, all, notice))
	for _, b := range found {
		used[b.what] = true
		on[b.what].take(p.pin(l, b))
	}
	for _, b := range found {
		p.beside(l, b, on[b.what])
	}
}

var mastPen = pen{grey, 60, nil}

// pin draws the mark, and the mast that ties it to its lane.
func (p *paper) pin(l lane, b bunch) interval {
	x, r := l.clock.x(b.at), min(l.radius, 6*pt)
	if b.what == arrival {
		at := spot{x, l.above - 5*pt}
		p.stroke(mastPen, at, spot{x, l.kept - l.radius})
		p.mark(arrival, at, r)
		return interval{x - r, x + r}
	}
	foot := spot{x, l.below}
	if !l.low {
		p.stroke(mastPen, spot{x, l.heard + r}, foot)
	}
	p.mark(b.what, foot, r)
	return interval{x - pt, x + 3*r}
}

// beside writes a label to the right of its mark, or to the left, or nowhere when others stand there.
func (p *paper) beside(l lane, b bunch, s *strip) {
	x, y, right := l.clock.x(b.at), l.below, l.clock.x(b.at)+3*l.radius+5*pt
	if b.what == arrival {
		y, right = l.above, x+l.radius+5*pt
	}
	text := b.text(l.clock)
	wide := labelFace.width(text)
	for _, left := range [2]int{right, x - l.radius - 5*pt - wide} {
		room := interval{left, left + wide}
		if left >= l.clock.left && room.right <= pageRight && s.free(room) {
			s.take(room)
			p.write(labelFace, black, spot{left, y}, fromLeft, text)
			return
		}
	}
}

func (s *strip) take(room interval) { s.taken = append(s.taken, room) }

func (s *strip) free(room interval) bool {
	const gap = 3 * pt
	for _, t := range s.taken {
		if room.left < t.right+gap && t.left-gap < room.right {
			return false
		}
	}
	return true
}

// bunch is news of one sort that cannot be told apart on the page.
type bunch struct {
	news
	count int64
	last  time.Duration
}

// bunches joins news where flags would cover each other; many bunches become one, that says from when to when.
func bunches(c clock, all []news, what glyph) []bunch {
	const near, most = 20 * pt, 6
	found := bunched(c, all, what, near)
	if len(found) > most {
		return bunched(c, all, what, c.right-c.left)
	}
	return found
}

func bunched(c clock, all []news, what glyph, near int) []bunch {
	var found []bunch
	for _, n := range all {
		if n.what != what {
			continue
		}
		if k := len(found) - 1; k >= 0 && found[k].reply == n.reply && c.x(n.at)-c.x(found[k].at) <= near {
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
			text = "first copies of " + metrics.Number(b.count) + " recipients"
		}
	}
	if first, last := c.moment(b.at), c.moment(b.last); first != last {
		return text + ", " + first + " to " + last
	}
	return text + ", " + c.moment(b.at)
}
