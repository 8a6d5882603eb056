package draw

// Interval is room that a mark or a label takes.
type Interval struct{ Left, Right int }

// LabelRow is a line of news along a lane.
type LabelRow struct{ taken []Interval }

func (s *LabelRow) Reserve(room Interval) { s.taken = append(s.taken, room) }

func (s *LabelRow) IsFree(room Interval) bool {
	const gap = 3 * Pt
	for _, t := range s.taken {
		if room.Left < t.Right+gap && t.Left-gap < room.Right {
			return false
		}
	}
	return true
}
