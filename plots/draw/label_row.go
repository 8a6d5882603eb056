package draw

// Interval is room along the page, as a marker or a label takes it.
type Interval struct{ Left, Right int }

// LabelRow remembers which room of a line of labels is taken.
type LabelRow struct{ taken []Interval }

// Reserve takes room.
func (s *LabelRow) Reserve(room Interval) { s.taken = append(s.taken, room) }

// IsFree reports whether room is left, with a gap on both sides.
func (s *LabelRow) IsFree(room Interval) bool {
	const gap = 3 * Pt
	for _, t := range s.taken {
		if room.Left < t.Right+gap && t.Left-gap < room.Right {
			return false
		}
	}
	return true
}
