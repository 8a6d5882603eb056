package plots

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"mailstorm/sim/metrics"
)

// anyCopy reports whether any copy went anywhere.
func anyCopy(s Run) bool { return s.Flow != nil && len(s.Flow.links) > 0 }

// anyBranching reports whether copies went more than one way: all that was written and arrived over two hosts is no question.
func anyBranching(s Run) bool {
	if !anyCopy(s) {
		return false
	}
	hosts := map[Place]bool{}
	for l := range s.Flow.Links() {
		if l.to < 0 && l.to != Arrived {
			return true
		}
		hosts[l.from] = true
	}
	return len(hosts) > 3 // source is one
}

// Stream is a link with its copies.
type Stream struct {
	link
	copies int64
}

// Streams lists the links, in the order of their places; hosts beyond those with most copies become one.
func (f *Flow) Streams() (all []Stream) {
	counts := f.Links()
	most := busiestHosts(counts)
	merged := map[link]int64{}
	for l, n := range counts {
		for _, end := range [2]*Place{&l.from, &l.to} {
			if *end >= 0 && !slices.Contains(most, *end) {
				*end = OtherHosts
			}
		}
		if l.from != l.to && n > 0 {
			merged[l] += n
		}
	}
	for _, l := range slices.SortedFunc(maps.Keys(merged), func(a, b link) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) }) {
		all = append(all, Stream{l, merged[l]})
	}
	return all
}

const maxHosts = 9

// busiestHosts are the hosts that have a bar of their own.
func busiestHosts(counts map[link]int64) (hosts []Place) {
	passed := map[Place]int64{}
	for l, n := range counts {
		if l.to >= 0 {
			passed[l.to] += n
		}
	}
	hosts = slices.SortedFunc(maps.Keys(passed), func(a, b Place) int { return cmp.Or(cmp.Compare(passed[b], passed[a]), cmp.Compare(a, b)) })
	if len(hosts) > maxHosts {
		hosts = hosts[:maxHosts-1]
	}
	return hosts
}

// CopiesTo is how many copies came to a place.
func (f *Flow) CopiesTo(to Place) (n int64) {
	for l, copies := range f.Links() {
		if l.to == to {
			n += copies
		}
	}
	return n
}

// MultiplyingHost is the host that sent most copies more than it took.
func (f *Flow) MultiplyingHost() (host Place, took, sent int64) {
	in, out := map[Place]int64{}, map[Place]int64{}
	for l, n := range f.Links() {
		in[l.to] += n
		if l.to >= 0 {
			out[l.from] += n
		}
	}
	host = Source
	for _, h := range slices.Sorted(maps.Keys(out)) {
		if h >= 0 && out[h]-in[h] > sent-took {
			host, took, sent = h, in[h], out[h]
		}
	}
	return host, took, sent
}

// copiesTitle says how many copies became of what was written, and which host made them.
func copiesTitle(s Run) string {
	if !anyCopy(s) {
		return "No copy went anywhere"
	}
	text := SendersText(s) + ": " + destinationsText(s)
	if again := s.Flow.CopiesTo(Duplicated); again > 0 {
		text = SendersText(s) + ", " + metrics.Number(s.Flow.CopiesTo(Arrived)+again) + " copies"
	}
	if host, took, sent := s.Flow.MultiplyingHost(); host != Source {
		text += ": " + s.HostName(int(host)) + " took " + metrics.Number(took) + " and sent " + metrics.Number(sent)
	}
	return text
}

// destinationsText says where copies ended of which none arrived twice.
func destinationsText(s Run) string {
	var parts []string
	for at := Arrived; at > Source; at-- {
		if n := s.Flow.CopiesTo(at); n > 0 {
			parts = append(parts, metrics.Number(n)+" "+placeNames[at])
		}
	}
	text := strings.Join(parts, ", ")
	if s.Number(metrics.Deliveries) == 1 && len(parts) == 1 {
		text = strings.TrimPrefix(text, "1 ")
	}
	switch n := s.Number(metrics.LoopsCut); {
	case n > 0 && n == s.Flow.CopiesTo(Bounced):
		text += " after going in circles"
	case n > 0:
		text += ", " + metrics.Number(n) + " of them after going in circles"
	}
	return text
}

// drawCopies draws the flow: bars for hosts, ribbons as wide as they have copies.
func drawCopies(p *Canvas, s Run) {
	p.Subtitle(s.Subtitle(), "of what people wrote, a copy for each recipient; a bar is as high as what came or went")
	if !anyCopy(s) {
		p.Text(BoldFont, Grey, Point{PageWidth / 2, PageHeight / 2}, AlignCentre, "nobody wrote a mail")
		return
	}
	k := newSankey(s.Flow)
	lane := k.bottom
	for _, r := range k.ribbons {
		switch {
		case r.from.at == PassThrough: // drawn with where it comes from
			continue
		case !r.back:
			p.FillPath(r.color(), r.path())
			continue
		}
		r.backLane = lane + backLaneGap
		lane = r.backLane + r.wide
		p.FillPath(DenseSky, r.backPath())
	}
	for _, n := range k.nodes { // those that only pass have no bar
		p.Fill(Black, n.bar.Corners()...)
		drawNodeName(p, s, n, k)
	}
	for _, r := range k.ribbons {
		drawRibbonCount(p, s, r)
	}
}

// color tells how a ribbon ends, which its name says too.
func (r *ribbon) color() Color {
	switch r.destination {
	case Arrived:
		return Blue
	case Duplicated:
		return Vermillion
	case Bounced, DroppedSilently:
		return Grey
	case Suppressed, Discarded, Quarantined:
		return Orange
	case Purged, Lost:
		return Purple
	case Queued:
		return MidGrey
	}
	return DenseSky
}

// drawRibbonCount writes how many copies a ribbon between hosts has, where that is not said by its ends.
func drawRibbonCount(p *Canvas, s Run, r *ribbon) {
	if r.back {
		at := Point{(r.from.bar.right + r.to.bar.left) / 2, r.backLane - 6*Pt}
		p.Text(LabelFont, Black, at, AlignCentre, metrics.Number(r.copies)+" to "+s.PlaceName(r.to.at))
		return
	}
	split := len(r.from.links) > 1 && (r.to.at == PassThrough || len(r.to.sources) > 1)
	steep := Abs(r.fromTop-r.toTop) > 2*r.wide
	if !split || steep || r.wide < 16*Pt || r.to.at == PassThrough && r.destination < 0 {
		return
	}
	at := Point{(r.from.bar.right + r.to.bar.left) / 2, (r.fromTop+r.toTop+r.wide)/2 + 5*Pt}
	in := Color(Black)
	if r.to.isEnd() {
		in = White
	}
	p.Text(SmallFont, in, at, AlignCentre, metrics.Number(r.copies))
}

// drawNodeName writes the name of a bar, and how many copies came and went.
func drawNodeName(p *Canvas, s Run, n *node, k *sankey) {
	if n.isEnd() {
		left, middle := n.bar.right+10*Pt, (n.bar.top+n.bar.bottom)/2
		p.Text(BoldFont, Black, Point{left, middle - 3*Pt}, AlignLeft, metrics.Number(n.in))
		name := placeNames[n.at]
		if n.in == 1 {
			name = strings.TrimSuffix(name, "s")
		}
		p.Text(LabelFont, Black, Point{left, middle + 13*Pt}, AlignLeft, LabelFont.Truncate(name, PageRight-left))
		return
	}
	room := (flowEnds-PageLeft)/max(len(k.columns)-1, 1) - 10*Pt
	at := Point{n.bar.left, n.bar.top - 22*Pt}
	p.Text(BoldFont, Black, at, AlignLeft, BoldFont.Truncate(s.PlaceName(n.at), room))
	f, in, text := n.countText()
	p.Text(f, in, Point{at.x, at.y + 17*Pt}, AlignLeft, f.Truncate(text, room))
}

// countText says how many copies a host took, and how many it sent if those are more, which stands out.
func (n *node) countText() (f Font, in Color, text string) {
	sent := int64(0)
	for _, r := range n.links {
		if r.destination >= 0 {
			sent += r.copies
		}
	}
	switch {
	case n.at == Source:
		return LabelFont, Black, Count(n.out, "copy", "copies")
	case sent > n.in:
		return BoldFont, Vermillion, "took " + metrics.Number(n.in) + ", sent " + metrics.Number(sent)
	}
	return LabelFont, Black, metrics.Number(n.in)
}

func (s Run) PlaceName(at Place) string {
	if name := placeNames[at]; name != "" {
		return name
	}
	return s.HostName(int(at))
}
