package plots

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"mailstorm/sim/metrics"
)

// moved reports whether any copy went anywhere.
func moved(s Story) bool { return s.Flow != nil && len(s.Flow.links) > 0 }

// forked reports whether copies went more than one way: all that was written and arrived over two hosts is no question.
func forked(s Story) bool {
	if !moved(s) {
		return false
	}
	hosts := map[place]bool{}
	for l := range s.Flow.all() {
		if l.to < 0 && l.to != arrived {
			return true
		}
		hosts[l.from] = true
	}
	return len(hosts) > 3 // source is one
}

// stream is a link with its copies.
type stream struct {
	link
	copies int64
}

// gathered lists the links, in the order of their places; hosts beyond those with most copies become one.
func (f *Flow) gathered() (all []stream) {
	counts := f.all()
	most := busiest(counts)
	merged := map[link]int64{}
	for l, n := range counts {
		for _, end := range [2]*place{&l.from, &l.to} {
			if *end >= 0 && !slices.Contains(most, *end) {
				*end = others
			}
		}
		if l.from != l.to && n > 0 {
			merged[l] += n
		}
	}
	for _, l := range slices.SortedFunc(maps.Keys(merged), func(a, b link) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) }) {
		all = append(all, stream{l, merged[l]})
	}
	return all
}

// busiest are the hosts that have a bar of their own.
func busiest(counts map[link]int64) (hosts []place) {
	passed := map[place]int64{}
	for l, n := range counts {
		if l.to >= 0 {
			passed[l.to] += n
		}
	}
	hosts = slices.SortedFunc(maps.Keys(passed), func(a, b place) int { return cmp.Or(cmp.Compare(passed[b], passed[a]), cmp.Compare(a, b)) })
	if len(hosts) > mostHosts {
		hosts = hosts[:mostHosts-1]
	}
	return hosts
}

// sum is how many copies came to a place.
func (f *Flow) sum(to place) (n int64) {
	for l, copies := range f.all() {
		if l.to == to {
			n += copies
		}
	}
	return n
}

// maker is the host that sent most copies more than it took.
func (f *Flow) maker() (host place, took, sent int64) {
	in, out := map[place]int64{}, map[place]int64{}
	for l, n := range f.all() {
		in[l.to] += n
		if l.to >= 0 {
			out[l.from] += n
		}
	}
	host = source
	for _, h := range slices.Sorted(maps.Keys(out)) {
		if h >= 0 && out[h]-in[h] > sent-took {
			host, took, sent = h, in[h], out[h]
		}
	}
	return host, took, sent
}

// copiesTitle says how many copies became of what was written, and which host made them.
func copiesTitle(s Story) string {
	if !moved(s) {
		return "No copy went anywhere"
	}
	text := who(s) + ": " + s.whereabouts()
	if again := s.Flow.sum(duplicated); again > 0 {
		text = who(s) + ", " + metrics.Number(s.Flow.sum(arrived)+again) + " copies"
	}
	if host, took, sent := s.Flow.maker(); host != source {
		text += ": " + s.host(int(host)) + " took " + metrics.Number(took) + " and sent " + metrics.Number(sent)
	}
	return text
}

// whereabouts says where copies ended of which none arrived twice.
func (s Story) whereabouts() string {
	var parts []string
	for at := arrived; at > source; at-- {
		if n := s.Flow.sum(at); n > 0 {
			parts = append(parts, metrics.Number(n)+" "+placeNames[at])
		}
	}
	text := strings.Join(parts, ", ")
	if s.number(metrics.Deliveries) == 1 && len(parts) == 1 {
		text = strings.TrimPrefix(text, "1 ")
	}
	switch n := s.number(metrics.LoopsCut); {
	case n > 0 && n == s.Flow.sum(bounced):
		text += " after going in circles"
	case n > 0:
		text += ", " + metrics.Number(n) + " of them after going in circles"
	}
	return text
}

// drawCopies draws the flow: bars for hosts, ribbons as wide as they have copies.
func drawCopies(p *paper, s Story) {
	p.subheading(s.subtitle(), "of what people wrote, a copy for each recipient; a bar is as high as what came or went")
	if !moved(s) {
		p.write(headFace, grey, spot{pageWidth / 2, pageHeight / 2}, centred, "nobody wrote a mail")
		return
	}
	k := sankeyOf(s.Flow)
	lane := k.bottom
	for _, r := range k.ribbons {
		switch {
		case r.from.at == passing: // drawn with where it comes from
			continue
		case !r.back:
			p.fillPath(r.ink(), r.path())
			continue
		}
		r.lane = lane + laneGap
		lane = r.lane + r.wide
		p.fillPath(stillMoving, r.turn())
	}
	for _, n := range k.nodes { // those that only pass have no bar
		p.fill(black, n.bar.corners()...)
		p.nameNode(s, n, k)
	}
	for _, r := range k.ribbons {
		p.count(s, r)
	}
}

// ink tells how a ribbon ends, which its name says too.
func (r *ribbon) ink() ink {
	switch r.ends {
	case arrived:
		return blue
	case duplicated:
		return vermillion
	case bounced, died:
		return grey
	case withheld, discarded, quarantined:
		return orange
	case purged, lost:
		return purple
	case queued:
		return faded
	}
	return stillMoving
}

// count writes how many copies a ribbon between hosts has, where that is not said by its ends.
func (p *paper) count(s Story, r *ribbon) {
	if r.back {
		at := spot{(r.from.bar.right + r.to.bar.left) / 2, r.lane - 6*pt}
		p.write(labelFace, black, at, centred, metrics.Number(r.copies)+" to "+s.placeName(r.to.at))
		return
	}
	split := len(r.from.links) > 1 && (r.to.at == passing || len(r.to.sources) > 1)
	steep := abs(r.leaves-r.comes) > 2*r.wide
	if !split || steep || r.wide < 16*pt || r.to.at == passing && r.ends < 0 {
		return
	}
	at := spot{(r.from.bar.right + r.to.bar.left) / 2, (r.leaves+r.comes+r.wide)/2 + 5*pt}
	in := ink(black)
	if r.to.isEnd() {
		in = white
	}
	p.write(smallFace, in, at, centred, metrics.Number(r.copies))
}

// nameNode writes the name of a bar, and how many copies came and went.
func (p *paper) nameNode(s Story, n *node, k *sankey) {
	if n.isEnd() {
		left, middle := n.bar.right+10*pt, (n.bar.top+n.bar.bottom)/2
		p.write(headFace, black, spot{left, middle - 3*pt}, fromLeft, metrics.Number(n.in))
		name := placeNames[n.at]
		if n.in == 1 {
			name = strings.TrimSuffix(name, "s")
		}
		p.write(labelFace, black, spot{left, middle + 13*pt}, fromLeft, labelFace.fit(name, pageRight-left))
		return
	}
	room := (flowEnds-pageLeft)/max(len(k.columns)-1, 1) - 10*pt
	at := spot{n.bar.left, n.bar.top - 22*pt}
	p.write(headFace, black, at, fromLeft, headFace.fit(s.placeName(n.at), room))
	f, in, text := n.passed()
	p.write(f, in, spot{at.x, at.y + 17*pt}, fromLeft, f.fit(text, room))
}

// passed says how many copies a host took, and how many it sent if those are more, which stands out.
func (n *node) passed() (f face, in ink, text string) {
	sent := int64(0)
	for _, r := range n.links {
		if r.ends >= 0 {
			sent += r.copies
		}
	}
	switch {
	case n.at == source:
		return labelFace, black, counted(n.out, "copy", "copies")
	case sent > n.in:
		return headFace, vermillion, "took " + metrics.Number(n.in) + ", sent " + metrics.Number(sent)
	}
	return labelFace, black, metrics.Number(n.in)
}

func (s Story) placeName(at place) string {
	if name := placeNames[at]; name != "" {
		return name
	}
	return s.host(int(at))
}
