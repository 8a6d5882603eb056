package plots

import (
	"cmp"
	"slices"

	"mailstorm/plots/draw"
	"mailstorm/plots/runs"
	"mailstorm/sim/metrics"
)

// countText says how many copies a host accepted, and how many it sent if those are more.
func (n *node) countText() (f draw.Font, in draw.Color, text string) {
	sent := int64(0)
	for _, r := range n.links {
		if r.destination >= 0 {
			sent += r.copies
		}
	}
	switch {
	case n.at == runs.Source:
		return draw.LabelFont, draw.Black, draw.Count(n.out, "copy", "copies")
	case sent > n.in:
		return draw.BoldFont, draw.DarkVermillion, "accepted " + metrics.Number(n.in) + ", sent " + metrics.Number(sent)
	}
	return draw.LabelFont, draw.Black, metrics.Number(n.in)
}

// The place of the flow on the page.
const (
	flowTop        = 78 * pt
	flowBottom     = draw.PageHeight - 20*pt
	flowEnds       = draw.PageRight - 196*pt // where the bars of the ends stand; their names take the rest
	barWidth       = 12 * pt
	nodeNameHeight = 38 * pt // over a bar: two lines
	endNameHeight  = 34 * pt // that the name of an end takes beside its bar
	backLaneGap    = 24 * pt // over a ribbon that leads back
	minRibbon      = pt
)

// node is a place with its bar.
type node struct {
	at             runs.Place
	rank           int // of its column, from the left
	in, out        int64
	links, sources []*ribbon // that lead from it, and to it
	bar            draw.Rect
}

// sankey is the places of a flow in columns.
type sankey struct {
	nodes   []*node // in the order of their places
	ribbons []*ribbon
	columns [][]*node
	bottom  int
}

// newSankey makes bars of places and ribbons of links.
func newSankey(f *runs.Flow) *sankey {
	s := &sankey{bottom: flowBottom}
	for _, l := range f.Streams() {
		r := &ribbon{from: s.node(l.From), to: s.node(l.To), copies: l.Copies, destination: l.To}
		r.connect()
		r.from.out += r.copies
		r.to.in += r.copies
		s.ribbons = append(s.ribbons, r)
	}
	s.rankNodes()
	s.addPassThroughs()
	s.arrange()
	return s
}

// addPassThroughs leads ribbons over more than one column through room of their own in each.
func (s *sankey) addPassThroughs() {
	for _, r := range slices.Clone(s.ribbons) {
		for !r.back && r.to.rank > r.from.rank+1 {
			n := &node{at: runs.PassThrough, rank: r.from.rank + 1, in: r.copies, out: r.copies}
			s.columns[n.rank] = append(s.columns[n.rank], n)
			rest := &ribbon{from: n, to: r.to, copies: r.copies, destination: r.destination}
			r.to.sources[slices.Index(r.to.sources, r)] = rest
			r.to = n
			n.links, n.sources = []*ribbon{rest}, []*ribbon{r}
			s.ribbons = append(s.ribbons, rest)
			r = rest
		}
	}
}

func (s *sankey) node(at runs.Place) *node {
	for _, n := range s.nodes {
		if n.at == at {
			return n
		}
	}
	n := &node{at: at}
	s.nodes = append(s.nodes, n)
	return n
}

// rankNodes puts each host into the column after the last of those that lead to it; what closes a circle leads back. The ends come last.
func (s *sankey) rankNodes() {
	const open, done = 1, 2
	state := map[*node]int{}
	var order []*node
	var walk func(n *node)
	walk = func(n *node) {
		state[n] = open
		for _, r := range n.links {
			if r.back = state[r.to] == open; state[r.to] == 0 {
				walk(r.to)
			}
		}
		state[n] = done
		order = append(order, n)
	}
	for _, n := range s.nodes {
		if state[n] == 0 {
			walk(n)
		}
	}
	last := 0
	for _, n := range slices.Backward(order) {
		for _, r := range n.links {
			if !r.back {
				r.to.rank = max(r.to.rank, n.rank+1)
			}
		}
		last = max(last, n.rank)
	}
	for _, n := range s.nodes {
		if n.isEnd() {
			n.rank = last
		}
	}
	s.columns = make([][]*node, last+1)
	for _, n := range s.nodes {
		s.columns[n.rank] = append(s.columns[n.rank], n)
	}
}

func (n *node) isEnd() bool { return n.at < 0 && n.at > runs.Source }

// slot is what a bar takes of its column: the names of hosts stand over their bars, those of ends beside them.
func (n *node) slot() int {
	switch {
	case n.at == runs.PassThrough:
		return n.height() + 8*pt
	case n.isEnd():
		return max(n.height(), endNameHeight) + 8*pt
	}
	return nodeNameHeight + n.height() + 8*pt
}

// arrange makes ribbons as wide as the columns allow, and lays the columns out from the left.
func (s *sankey) arrange() {
	most := int64(1)
	for _, column := range s.columns {
		copies := int64(0)
		for _, n := range column {
			copies += max(n.in, n.out)
		}
		most = max(most, copies)
	}
	for room := flowBottom - flowTop; s.widen(most, room) > 0 && room > minRibbon; room = room * 32 / 33 {
	}
	for i, column := range s.columns {
		s.stack(i, column)
	}
	for _, column := range s.columns {
		for _, n := range column {
			n.dockRibbons()
		}
	}
}

// widen gives all ribbons their width, and says how much the fullest column is too high then.
func (s *sankey) widen(most int64, room int) (over int) {
	s.bottom = flowBottom
	for _, r := range s.ribbons {
		r.wide = max(minRibbon, int(draw.Proportion(r.copies, most, int64(room))))
		if r.back {
			s.bottom -= r.wide + backLaneGap
		}
	}
	for _, column := range s.columns {
		high := 0
		for _, n := range column {
			high += n.slot()
		}
		over = max(over, high-(s.bottom-flowTop))
	}
	return over
}

// stack orders a column by where its copies come from, what only passes last; the ends keep their order.
func (s *sankey) stack(rank int, column []*node) {
	slices.SortStableFunc(column, func(a, b *node) int {
		if a.isEnd() {
			return cmp.Compare(b.at, a.at)
		}
		return cmp.Or(cmp.Compare(a.sourcesMiddle(), b.sourcesMiddle()), cmp.Compare(b.at, a.at)*a.passThroughOrder(b))
	})
	x := draw.PageLeft + (flowEnds-draw.PageLeft)*rank/max(len(s.columns)-1, 1)
	y := flowTop
	for _, n := range column {
		top := y
		switch {
		case n.isEnd():
			top += max(0, endNameHeight-n.height()) / 2
		case n.at != runs.PassThrough:
			top += nodeNameHeight
		}
		n.bar = draw.Box(x, top, x+barWidth, top+n.height())
		y += n.slot()
	}
}

// passThroughOrder is 1 when one of two places has no bar, else 0.
func (n *node) passThroughOrder(other *node) int {
	if (n.at == runs.PassThrough) != (other.at == runs.PassThrough) {
		return 1
	}
	return 0
}

// sourcesMiddle is how far down the middle of what leads to a bar is.
func (n *node) sourcesMiddle() int {
	if n.at == runs.PassThrough && n.links[0].destination < 0 {
		return n.sources[0].from.bar.Bottom + nodeNameHeight // what ends there stays out of the way
	}
	sum, copies := int64(0), int64(0)
	for _, r := range n.sources {
		if !r.back {
			sum += int64((r.from.bar.Top+r.from.bar.Bottom)/2) * int64(r.wide)
			copies += int64(r.wide)
		}
	}
	return int(sum / max(copies, 1))
}

func (n *node) height() int {
	in, out := 0, 0
	for _, r := range n.links {
		out += r.wide
	}
	for _, r := range n.sources {
		in += r.wide
	}
	return max(in, out)
}
