package draw

// LabelLayout remembers which room of the page is taken, so that labels stand where nothing else does.
type LabelLayout struct {
	Bounds Rect
	Taken  []Rect // by marks and labels
	Lines  []Rect // by lines, which a label may cover when it must
}

func (b *LabelLayout) Reserve(room Rect) { b.Taken = append(b.Taken, room) }

func (b *LabelLayout) IsFree(room Rect) bool {
	return b.isFreeOfMarks(room) && !room.overlapsAny(b.Lines)
}

// isFreeOfMarks reports whether a label may stand there if it must.
func (b *LabelLayout) isFreeOfMarks(room Rect) bool {
	if room.Left < b.Bounds.Left || room.Right > b.Bounds.Right || room.Top < b.Bounds.Top || room.Bottom > b.Bounds.Bottom {
		return false
	}
	return !room.overlapsAny(b.Taken)
}

func (room Rect) overlapsAny(others []Rect) bool {
	for _, t := range others {
		if room.Left < t.Right && t.Left < room.Right && room.Top < t.Bottom && t.Top < room.Bottom {
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
		steps := max(Abs(to.X-from.X), Abs(to.Y-from.Y))/pace + 1
		for k := range steps + 1 {
			at := Point{from.X + (to.X-from.X)*k/steps, from.Y + (to.Y-from.Y)*k/steps}
			b.Lines = append(b.Lines, Square(at, half))
		}
	}
}

func Abs(n int) int { return max(n, -n) }

func Square(at Point, half int) Rect {
	return Rect{at.X - half, at.Y - half, at.X + half, at.Y + half}
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
	wide, high := f.Width(text), f.Size*3/4
	for n := 1; n <= times; n *= 2 {
		for _, d := range directions {
			middle := Point{at.X + d.x*(n*reach+wide/2), at.Y + d.y*(n*reach+high/2)}
			room = Rect{middle.X - wide/2, middle.Y - high/2, middle.X - wide/2 + wide, middle.Y + high/2}
			if free(room) {
				b.Reserve(Rect{room.Left - 2*Pt, room.Top - Pt, room.Right + 2*Pt, room.Bottom + Pt})
				return room, true
			}
		}
	}
	return room, false
}

// LeaderLine draws a line from a mark to its label when that is far.
func (p *Canvas) LeaderLine(at Point, reach int, label Rect) {
	to := Point{min(max(at.X, label.Left), label.Right), min(max(at.Y, label.Top), label.Bottom)}
	if max(Abs(to.X-at.X), Abs(to.Y-at.Y)) > 2*reach {
		p.Stroke(LeaderPen, at, to)
	}
}
