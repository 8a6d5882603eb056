package sim

// recipientSets keeps the recipients of copies that have several; rows are reused.
type recipientSets struct {
	rows [][]uint32
	why  [][]uint16 // of a row whose recipients heard different things: the outcome of each; else empty
	free []uint32
}

func (s *recipientSets) take() uint32 {
	if n := len(s.free); n > 0 {
		row := s.free[n-1]
		s.free = s.free[:n-1]
		return row
	}
	s.rows, s.why = append(s.rows, nil), append(s.why, nil)
	return uint32(len(s.rows) - 1)
}

func (s *recipientSets) add(row, delivery uint32) { s.rows[row] = append(s.rows[row], delivery) }

func (s *recipientSets) drop(row uint32) {
	s.rows[row], s.why[row] = s.rows[row][:0], s.why[row][:0]
	s.free = append(s.free, row)
}

// cut moves what is beyond so many recipients to a row of its own, or 0.
func (s *recipientSets) cut(row uint32, most int) (rest uint32) {
	if most == 0 || len(s.rows[row]) <= most {
		return 0
	}
	rest = s.take()
	s.rows[rest] = append(s.rows[rest], s.rows[row][most:]...)
	s.rows[row] = s.rows[row][:most]
	return rest
}

// narrow is how a copy holds these recipients: a single one needs no set.
func (s *recipientSets) narrow(row uint32) (to uint32, count uint16) {
	if len(s.rows[row]) > 1 {
		return row, uint16(len(s.rows[row]))
	}
	only := s.rows[row][0]
	s.drop(row)
	return only, 1
}
