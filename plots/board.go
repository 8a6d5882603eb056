package plots

// LabelLayout remembers which room of the page is taken, so that labels stand where nothing else does.
type LabelLayout struct {
	Bounds Rect
	taken  []Rect // by marks and labels
	lines  []Rect // by lines, which a label may cover when it must
}

func (b *LabelLayout) Reserve(room Rect) { b.taken = append(b.taken, room) }

func (b *LabelLayout) IsFree(room Rect) bool {
	return b.isFreeOfMarks(room) && !room.overlapsAny(b.lines)
}

// isFreeOfMarks reports whether a label may stand there if it must.
func (b *LabelLayout) isFreeOfMarks(room Rect) bool {
	if room.left < b.Bounds.left || room.right > b.Bounds.right || room.top < b.Bounds.top || room.bottom > b.Bounds.bottom {
		return false
	}
	return !room.overlapsAny(b.taken)
}

func (room Rect) overlapsAny(others []Rect) bool {
	for _, t := range others {
		if room.left < t.right && t.left < room.right && room.top < t.bottom && t.top < room.bottom {
			return true
		}
	}
	return false
}

// ReserveLine takes the room along a line.
func (b *LabelLayout) ReserveLine(line []Point, half int) {
	const pace = 6 * Pt
	for i := 1; i < len(line); i++ {
		from, to := line[i-1], line[i]
		steps := max(Abs(to.x-from.x), Abs(to.y-from.y))/pace + 1
		for k := range steps + 1 {
			at := Point{from.x + (to.x-from.x)*k/steps, from.y + (to.y-from.y)*k/steps}
			b.lines = append(b.lines, Square(at, half))
		}
	}
}

func Abs(n int) int { return max(n, -n) }

func Square(at Point, half int) Rect {
	return Rect{at.x - half, at.y - half, at.x + half, at.y + half}
}

// directions is where a label may stand beside its mark: in which direction, and then how far along.
var directions = [...]struct{ x, y int }{{1, -1}, {-1, -1}, {1, 0}, {-1, 0}, {1, 1}, {-1, 1}, {0, -1}, {0, 1}}

// Place finds room for a text near a mark, no farther than so many times its reach, and takes it.
func (b *LabelLayout) Place(at Point, reach, times int, f Font, text string) (room Rect, ok bool) {
	return b.place(at, reach, times, f, text, b.IsFree)
}

// PlaceOnLines is beside, over lines.
func (b *LabelLayout) PlaceOnLines(at Point, reach, times int, f Font, text string) (room Rect, ok bool) {
	return b.place(at, reach, times, f, text, b.isFreeOfMarks)
}

func (b *LabelLayout) place(at Point, reach, times int, f Font, text string, free func(Rect) bool) (room Rect, ok bool) {
	wide, high := f.Width(text), f.size*3/4
	for n := 1; n <= times; n *= 2 {
		for _, d := range directions {
			middle := Point{at.x + d.x*(n*reach+wide/2), at.y + d.y*(n*reach+high/2)}
			room = Rect{middle.x - wide/2, middle.y - high/2, middle.x - wide/2 + wide, middle.y + high/2}
			if free(room) {
				b.Reserve(Rect{room.left - 2*Pt, room.top - Pt, room.right + 2*Pt, room.bottom + Pt})
				return room, true
			}
		}
	}
	return room, false
}

// LeaderLine draws a line from a mark to its label when that is far.
func (p *Canvas) LeaderLine(at Point, reach int, label Rect) {
	to := Point{min(max(at.x, label.left), label.right), min(max(at.y, label.top), label.bottom)}
	if max(Abs(to.x-at.x), Abs(to.y-at.y)) > 2*reach {
		p.Stroke(LeaderPen, at, to)
	}
}
