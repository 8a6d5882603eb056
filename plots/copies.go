package plots

import (
	"strings"

	"mailstorm/plots/draw"
	"mailstorm/plots/runs"
	"mailstorm/sim/metrics"
)

// anyCopy reports whether any copy went anywhere.
func anyCopy(s runs.Run) bool { return s.Flow != nil && s.Flow.HasMoved() }

// anyBranching reports whether copies took ways that no count of arrivals and NDRs tells: over many hosts to different ends, to others than these
// ends, or more of them from a host than to it. Where many ways lead back nobody can follow them.
func anyBranching(s runs.Run) bool {
	if !anyCopy(s) || countBack(s.Flow) > maxBack {
		return false
	}
	if host, _, _ := s.Flow.MultiplyingHost(); host != runs.Source {
		return true
	}
	hosts, ends := map[runs.Place]bool{}, map[runs.Place]bool{}
	for l, n := range s.Flow.Links() {
		switch {
		case n <= 0: // what was purged counts there alone
		case l.To >= 0:
			hosts[l.To] = true
		case l.To != runs.Arrived && l.To != runs.Bounced && l.To != runs.Queued:
			return true
		default:
			ends[l.To] = true
		}
	}
	return len(hosts) > 2 && (len(ends) > 1 || s.Number(metrics.LoopsCut) > 0)
}

const maxBack = 3

// countBack is how many ribbons lead back.
func countBack(f *runs.Flow) (n int) {
	for _, r := range newSankey(f).ribbons {
		if r.back {
			n++
		}
	}
	return n
}

// copiesTitle says how many copies became of what was written, and which host made them.
func copiesTitle(s runs.Run) string {
	if !anyCopy(s) {
		return "No copy was sent"
	}
	host, took, sent := s.Flow.MultiplyingHost()
	text := runs.SendersText(s) + ": " + destinationsText(s)
	if host != runs.Source {
		text = runs.SendersText(s) + ", " + destinationsText(s)
	}
	if again := s.Flow.CopiesTo(runs.Duplicated); again > 0 {
		text = runs.SendersText(s) + ", " + metrics.Number(s.Flow.CopiesTo(runs.Arrived)+again) + " copies"
	}
	if host != runs.Source {
		text += ": " + s.HostName(int(host)) + " accepted " + metrics.Number(took) + " and sent " + metrics.Number(sent)
	}
	return text
}

// destinationsText says where copies ended of which none arrived twice.
func destinationsText(s runs.Run) string {
	var parts []string
	for at := runs.Arrived; at > runs.Source; at-- {
		if n := s.Flow.CopiesTo(at); n > 0 {
			parts = append(parts, metrics.Number(n)+" "+runs.PlaceNames[at])
		}
	}
	text := strings.Join(parts, ", ")
	if s.Number(metrics.Deliveries) == 1 && len(parts) == 1 {
		text = strings.TrimPrefix(text, "1 ")
	}
	switch n := s.Number(metrics.LoopsCut); {
	case n > 0 && n == s.Flow.CopiesTo(runs.Bounced):
		text += " after a loop"
	case n > 0:
		text += ", " + metrics.Number(n) + " of them after a loop"
	}
	return text
}

// drawCopies draws the flow: bars for hosts, ribbons as wide as they have copies.
func drawCopies(p *draw.Canvas, s runs.Run) {
	p.Subtitle(s.Subtitle(), "a bar is as high as its copies are many")
	if !anyCopy(s) {
		p.Text(draw.BoldFont, draw.Grey, draw.At(draw.PageWidth/2, draw.PageHeight/2), draw.AlignCentre, "no message was sent")
		return
	}
	k := newSankey(s.Flow)
	lane := k.bottom
	for _, r := range k.ribbons {
		switch {
		case r.from.at == runs.PassThrough: // drawn with where it comes from
			continue
		case !r.back:
			p.FillPath(r.color(), r.path())
			continue
		}
		r.backLane = lane + backLaneGap
		lane = r.backLane + r.wide
		p.FillPath(draw.DenseSky, r.backPath())
	}
	for _, n := range k.nodes { // those that only pass have no bar
		p.Fill(draw.Black, n.bar.Corners()...)
		drawNodeName(p, s, n, k)
	}
	for _, r := range k.ribbons {
		drawRibbonCount(p, s, r)
	}
}

// drawRibbonCount writes how many copies a ribbon between hosts has, where that is not said by its ends.
func drawRibbonCount(p *draw.Canvas, s runs.Run, r *ribbon) {
	if r.back {
		at := draw.At((r.from.bar.Right+r.to.bar.Left)/2, r.backLane-6*pt)
		p.Text(draw.LabelFont, draw.Black, at, draw.AlignCentre, metrics.Number(r.copies)+" to "+s.PlaceName(r.to.at))
		return
	}
	split := len(r.from.links) > 1 && (r.to.at == runs.PassThrough || len(r.to.sources) > 1)
	steep := draw.Abs(r.fromTop-r.toTop) > 2*r.wide
	if !split || steep || r.wide < 16*pt || r.to.at == runs.PassThrough && r.destination < 0 {
		return
	}
	at := draw.At((r.from.bar.Right+r.to.bar.Left)/2, (r.fromTop+r.toTop+r.wide)/2+5*pt)
	in := draw.Color(draw.Black)
	if r.to.isEnd() {
		in = draw.White
	}
	p.Text(draw.SmallFont, in, at, draw.AlignCentre, metrics.Number(r.copies))
}

// drawNodeName writes the name of a bar, and how many copies came and went.
func drawNodeName(p *draw.Canvas, s runs.Run, n *node, k *sankey) {
	if n.isEnd() {
		left, middle := n.bar.Right+10*pt, (n.bar.Top+n.bar.Bottom)/2
		p.Text(draw.BoldFont, draw.Black, draw.At(left, middle-3*pt), draw.AlignLeft, metrics.Number(n.in))
		name := runs.PlaceNames[n.at]
		if n.in == 1 {
			name = strings.TrimSuffix(name, "s")
		}
		p.Text(draw.LabelFont, draw.Black, draw.At(left, middle+13*pt), draw.AlignLeft, draw.LabelFont.Truncate(name, draw.PageRight-left))
		return
	}
	room := (flowEnds-draw.PageLeft)/max(len(k.columns)-1, 1) - 10*pt
	at := draw.At(n.bar.Left, n.bar.Top-22*pt)
	name := draw.BoldFont.TruncateName(s.PlaceName(n.at), room)
	f, in, text := n.countText()
	wide := max(draw.BoldFont.Width(name), f.Width(f.Truncate(text, room)))
	p.Fill(draw.TransparentWhite, draw.Box(at.X-2*pt, at.Y-12*pt, at.X+wide+2*pt, n.bar.Top-pt).Corners()...) // ribbons may pass there
	p.Text(draw.BoldFont, draw.Black, at, draw.AlignLeft, name)
	p.Text(f, in, draw.At(at.X, at.Y+17*pt), draw.AlignLeft, f.Truncate(text, room))
}
