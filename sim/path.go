package sim

// path is a transfer on the way of copies; the bytes of transfers that led to a first copy were not wasted.
type path struct {
	bytes  int64
	parent uint32
	refs   uint32 // copies and transfers that came this way
	host   uint16 // that sent it; NoPeer: none did
	useful bool
}

// paths holds the transfers behind all queued copies. Node 0 is "written here".
type paths struct {
	nodes  []path
	free   []uint32
	useful int64 // bytes, each transfer once
}

func (s *paths) add(n path) uint32 {
	s.hold(n.parent)
	if k := len(s.free); k > 0 {
		node := s.free[k-1]
		s.free = s.free[:k-1]
		s.nodes[node] = n
		return node
	}
	s.nodes = append(s.nodes, n)
	return uint32(len(s.nodes) - 1)
}

func (s *paths) hold(node uint32) {
	if node != 0 {
		s.nodes[node].refs++
	}
}

func (s *paths) release(node uint32) {
	for node != 0 {
		n := &s.nodes[node]
		n.refs--
		if n.refs > 0 {
			return
		}
		s.free = append(s.free, node)
		node = n.parent
	}
}

// mark counts the transfers of a first copy, each once however many first copies it served.
func (s *paths) mark(node uint32) {
	for node != 0 && !s.nodes[node].useful {
		s.nodes[node].useful = true
		s.useful += s.nodes[node].bytes
		node = s.nodes[node].parent
	}
}
