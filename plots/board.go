package plots

// board remembers which room of the page is taken, so that labels stand where nothing else does.
type board struct {
	page  box
	taken []box // by marks and labels
	lines []box // by lines, which a label may cover when it must
}

func (b *board) take(room box) { b.taken = append(b.taken, room) }

func (b *board) free(room box) bool { return b.clear(room) && !room.meets(b.lines) }

// clear reports whether a label may stand there if it must.
func (b *board) clear(room box) bool {
	if room.left < b.page.left || room.right > b.page.right || room.top < b.page.top || room.bottom > b.page.bottom {
		return false
	}
	return !room.meets(b.taken)
}

func (room box) meets(others []box) bool {
	for _, t := range others {
		if room.left < t.right && t.left < room.right && room.top < t.bottom && t.top < room.bottom {
			return true
		}
	}
	return false
}

// takeLine takes the room along a line.
func (b *board) takeLine(line []spot, half int) {
	const pace = 6 * pt
	for i := 1; i < len(line); i++ {
		from, to := line[i-1], line[i]
		steps := max(abs(to.x-from.x), abs(to.y-from.y))/pace + 1
		for k := range steps + 1 {
			at := spot{from.x + (to.x-from.x)*k/steps, from.y + (to.y-from.y)*k/steps}
			b.lines = append(b.lines, around(at, half))
		}
	}
}

func abs(n int) int { return max(n, -n) }

func around(at spot, half int) box {
	return box{at.x - half, at.y - half, at.x + half, at.y + half}
}

// compass is where a label may stand beside its mark: in which direction, and then how far along.
var compass = [...]struct{ x, y int }{{1, -1}, {-1, -1}, {1, 0}, {-1, 0}, {1, 1}, {-1, 1}, {0, -1}, {0, 1}}

// beside finds room for a text near a mark, no farther than so many times its reach, and takes it.
func (b *board) beside(at spot, reach, times int, f face, text string) (room box, ok bool) {
	return b.near(at, reach, times, f, text, b.free)
}

// onLines is beside, over lines.
func (b *board) onLines(at spot, reach, times int, f face, text string) (room box, ok bool) {
	return b.near(at, reach, times, f, text, b.clear)
}

func (b *board) near(at spot, reach, times int, f face, text string, free func(box) bool) (room box, ok bool) {
	wide, high := f.width(text), f.size*3/4
	for n := 1; n <= times; n *= 2 {
		for _, d := range compass {
			middle := spot{at.x + d.x*(n*reach+wide/2), at.y + d.y*(n*reach+high/2)}
			room = box{middle.x - wide/2, middle.y - high/2, middle.x - wide/2 + wide, middle.y + high/2}
			if free(room) {
				b.take(box{room.left - 2*pt, room.top - pt, room.right + 2*pt, room.bottom + pt})
				return room, true
			}
		}
	}
	return room, false
}

// tie draws a line from a mark to its label when that is far.
func (p *paper) tie(at spot, reach int, label box) {
	to := spot{min(max(at.x, label.left), label.right), min(max(at.y, label.top), label.bottom)}
	if max(abs(to.x-at.x), abs(to.y-at.y)) > 2*reach {
		p.stroke(tiePen, at, to)
	}
}
