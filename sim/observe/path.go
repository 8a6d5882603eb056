package observe

// Path is a transfer on the way of copies; the bytes of transfers that led to a first copy were not wasted.
type Path struct {
	Bytes  int64
	Parent uint32
	Host   uint16 // that sent it
	useful bool
	refs   uint32 // copies and transfers that came this way
}

// Paths holds the transfers behind all queued copies. Node 0 is "written here".
type Paths struct {
	Useful int64 // bytes, each transfer once
	nodes  []Path
	free   []uint32
}

// NewPaths are those of a run before anything crossed.
func NewPaths() Paths { return Paths{nodes: make([]Path, 1)} }

// At is a transfer.
func (s *Paths) At(node uint32) *Path { return &s.nodes[node] }

// Add makes a node that one copy or transfer came by.
func (s *Paths) Add(n Path) uint32 {
	n.refs = 1
	s.Hold(n.Parent)
	if k := len(s.free); k > 0 {
		node := s.free[k-1]
		s.free = s.free[:k-1]
		s.nodes[node] = n
		return node
	}
	s.nodes = append(s.nodes, n)
	return uint32(len(s.nodes) - 1)
}

// Hold notes that one more came by a node.
func (s *Paths) Hold(node uint32) {
	if node != 0 {
		s.nodes[node].refs++
	}
}

// Release notes that one of them is no more.
func (s *Paths) Release(node uint32) {
	for node != 0 {
		n := &s.nodes[node]
		n.refs--
		if n.refs > 0 {
			return
		}
		s.free = append(s.free, node)
		node = n.Parent
	}
}

// Mark counts the transfers of a first copy, each once however many first copies it served.
func (s *Paths) Mark(node uint32) {
	for node != 0 && !s.nodes[node].useful {
		s.nodes[node].useful = true
		s.Useful += s.nodes[node].Bytes
		node = s.nodes[node].Parent
	}
}
