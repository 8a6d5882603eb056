package draw

// LabelLayout remembers which room of the page is taken, so that labels stand where nothing else does.
type LabelLayout struct {
	Bounds Rect
	taken  []Rect // by markers and labels
	lines  []Rect // by lines, which a label may cover when it must
}

// Reserve takes room.
func (b *LabelLayout) Reserve(room Rect) { b.taken = append(b.taken, room) }

// IsFree reports whether the room is empty, and no line passes.
func (b *LabelLayout) IsFree(room Rect) bool {
	return b.isFreeOfMarkers(room) && !room.overlapsAny(b.lines)
}

// isFreeOfMarkers reports whether a label may stand there if it must.
func (b *LabelLayout) isFreeOfMarkers(room Rect) bool {
	if room.Left < b.Bounds.Left || room.Right > b.Bounds.Right || room.Top < b.Bounds.Top || room.Bottom > b.Bounds.Bottom {
		return false
	}
	return !room.overlapsAny(b.taken)
}

// ReserveLine takes the room along a line.
func (b *LabelLayout) ReserveLine(line []Point, half int) {
	const pace = 6 * Pt
	for i := 1; i < len(line); i++ {
		from, to := line[i-1], line[i]
		steps := max(Abs(to.X-from.X), Abs(to.Y-from.Y))/pace + 1
		for k := range steps + 1 {
			at := Point{from.X + (to.X-from.X)*k/steps, from.Y + (to.Y-from.Y)*k/steps}
			b.lines = append(b.lines, Square(at, half))
		}
	}
}

// directions are those in which a label may stand from its marker.
var directions = [...]struct{ x, y int }{{1, -1}, {-1, -1}, {1, 0}, {-1, 0}, {1, 1}, {-1, 1}, {0, -1}, {0, 1}}

// Place finds room for a text near a marker, within some times its reach, and takes it.
func (b *LabelLayout) Place(at Point, reach, times int, f Font, text string) (room Rect, ok bool) {
	return b.place(at, reach, times, f, text, b.IsFree)
}

// PlaceOnLines is Place, but a label may cover lines.
func (b *LabelLayout) PlaceOnLines(at Point, reach, times int, f Font, text string) (room Rect, ok bool) {
	return b.place(at, reach, times, f, text, b.isFreeOfMarkers)
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

// LeaderLine draws a line from a marker to its label when that is far.
func (p *Canvas) LeaderLine(at Point, reach int, label Rect) {
	to := Point{min(max(at.X, label.Left), label.Right), min(max(at.Y, label.Top), label.Bottom)}
	if max(Abs(to.X-at.X), Abs(to.Y-at.Y)) > 2*reach {
		p.Stroke(LeaderPen, at, to)
	}
}

func (room Rect) overlapsAny(others []Rect) bool {
	for _, t := range others {
		if room.Left < t.Right && t.Left < room.Right && room.Top < t.Bottom && t.Top < room.Bottom {
			return true
		}
	}
	return false
}

// Square is the room around a point.
func Square(at Point, half int) Rect {
	return Rect{at.X - half, at.Y - half, at.X + half, at.Y + half}
}

// Abs is a number without its sign.
func Abs(n int) int { return max(n, -n) }
