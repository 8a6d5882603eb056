package plots

import (
	"strings"
	"time"

	"mailstorm/sim/metrics"
)

// troubled reports whether anything went wrong.
func troubled(s Story) bool { return s.Result.Values[metrics.TroubleAt].Known }

// seenTitle says for how long nobody was told, and what ended that. A second copy tells nobody: it is noticed.
func seenTitle(s Story) string {
	trouble, _ := s.moment(metrics.TroubleAt)
	sign, told := s.moment(metrics.SignAt)
	by := s.broke()
	switch {
	case !troubled(s):
		return "Nothing went wrong, so there was nothing to hide"
	case !told && s.Result.Over > trouble:
		return "Nobody was told of the trouble, which was over after " + metrics.Span(s.Result.Over-trouble)
	case !told:
		return "Nobody was told of the trouble, from " + clockOf(s, 0, 1).moment(trouble) + " to the end"
	case sign-trouble < time.Second && by != "":
		return "The trouble showed at once: " + by
	case sign-trouble < time.Second:
		return "The trouble showed at once"
	case by != "":
		by = ", then " + by
	}
	return "For " + metrics.Span(sign-trouble) + " nobody " + s.verb() + by
}

func (s Story) verb() string {
	if s.broke() == secondCopy {
		return "noticed"
	}
	return "was told"
}

const secondCopy = "a recipient had a second copy"

// broke says what ended the silence, as far as that can be told.
func (s Story) broke() string {
	for _, w := range s.witnessed() {
		for _, seen := range w.sights {
			if !s.ends(seen) {
				continue
			}
			switch seen.what {
			case alarm:
				return "the queue alert came"
			case again:
				return secondCopy
			case notice:
				return s.one() + " sender had a delay notice"
			case ndr:
				return s.one() + " sender had an NDR"
			}
		}
	}
	return ""
}

func (s Story) one() string {
	if s.number(metrics.Messages) > 1 {
		return "a"
	}
	return "the"
}

const laneStep = 32 * pt

// drawSeen draws what was true above what people saw of it.
func drawSeen(p *paper, s Story) {
	p.subheading(s.subtitle(), "")
	c := clockOf(s, marginLeft, marginRight)
	top := p.hidden(s, c, marginTop)
	rows := faults(s, c)
	top = p.faultLines(rows, c, top, top+len(rows)*faultHeight) // bars alone: what is shaded here is the silence
	all := s.witnessed()
	floor := axisLine - headHeight - len(all)*laneStep
	panels := split(c, top, floor, 1, 1)
	if !s.waited() {
		panels = split(c, top, floor, 1)
	}
	p.axis(c, axisLine, append(panels, panel{top: floor + headHeight, bottom: axisLine})...)
	p.truth(panels[0], s)
	if s.waited() {
		p.depth(panels[1], s, "WAITING")
	}
	if sign, told := s.moment(metrics.SignAt); told && troubled(s) && sign <= c.span {
		for _, g := range panels {
			p.stroke(alertPen, spot{c.x(sign), g.top}, spot{c.x(sign), g.bottom})
		}
	}
	at := spot{c.left, floor + headHeight - 6*pt}
	p.write(headFace, black, at, fromLeft, "SEEN")
	p.write(labelFace, grey, spot{at.x + headFace.width("SEEN") + 8*pt, at.y}, fromLeft, "what people were told, or would have found had they asked")
	used := [glyphs]bool{}
	for i, w := range all {
		p.witness(c, w, floor+headHeight+(i+1)*laneStep, &used)
	}
	p.legend(used)
}

// hidden draws a bar for the time in which nobody was told, and shades the page under it.
func (p *paper) hidden(s Story, c clock, top int) (below int) {
	const high = 20 * pt
	from, ok := s.moment(metrics.TroubleAt)
	if !ok || from > c.span {
		return top
	}
	until, told := s.moment(metrics.SignAt)
	text := "nobody " + strings.TrimPrefix(s.verb(), "was ") + " for " + metrics.Span(until-from)
	switch {
	case !told && s.Result.Over > from:
		until, text = s.Result.Over, "nobody told until it was over"
	case !told:
		until, text = c.span, "nobody told until the end"
	case until-from < time.Second:
		text = strings.TrimPrefix(s.verb(), "was ") + " at once"
	}
	bar := box{c.x(from), top + 2*pt, max(c.x(until), c.x(from)+pt/2), top + high - pt}
	p.fill(veil, box{bar.left, top + high, bar.right, axisLine}.corners()...)
	p.fill(black, bar.corners()...)
	p.margin(headFace, spot{c.left - overhang - 6*pt, top + 15*pt}, "HIDDEN")
	p.caption(bar, text)
	return top + high
}

// caption writes into a black bar, or beside it where it is too short.
func (p *paper) caption(bar box, text string) {
	wide, y := headFace.width(text), bar.bottom-3*pt-pt/2
	switch {
	case wide+12*pt <= bar.right-bar.left:
		p.write(headFace, white, spot{(bar.left + bar.right) / 2, y}, centred, text)
	case bar.right+8*pt+wide <= pageRight:
		p.write(headFace, black, spot{bar.right + 8*pt, y}, fromLeft, text)
	default:
		p.write(headFace, black, spot{bar.left - 8*pt, y}, fromRight, text)
	}
}

// truth draws what happened, whoever knew of it.
func (p *paper) truth(g panel, s Story) {
	cols, width := columns(s, g.clock)
	none := ""
	if !s.waited() {
		none = "; nothing waited"
	}
	attempts := soFar(heights(cols, func(c *column) int64 { return c.attempts }))
	copies := soFar(heights(cols, func(c *column) int64 { return c.copies }))
	g = g.upTo(max(highest(attempts), highest(copies)))
	p.scale(g, "TRUE", "copies in mailboxes so far: "+metrics.Number(highest(copies))+" (filled); attempts so far, on every hop: "+metrics.Number(highest(attempts))+" (dashed)"+none)
	p.area(green, g, copies, width)
	p.stroke(totalPen, g.steps(copies, width)...)
	p.stroke(attemptsPen, g.steps(attempts, width)...)
	p.edge(g)
}
