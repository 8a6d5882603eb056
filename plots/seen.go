package plots

import (
	"strings"
	"time"

	"mailstorm/sim/metrics"
)

// hasTrouble reports whether anything went wrong.
func hasTrouble(s Run) bool { return s.Result.Values[metrics.TroubleAt].Known }

// seenTitle says for how long nobody was told, and what ended that. A second copy tells nobody: it is noticed.
func seenTitle(s Run) string {
	trouble, _ := s.Duration(metrics.TroubleAt)
	sign, told := s.Duration(metrics.SignAt)
	by := silenceEndText(s)
	switch {
	case !hasTrouble(s):
		return "Nothing went wrong, so there was nothing to hide"
	case !told && s.Result.Over > trouble:
		return "Nobody was told of the trouble, which was over after " + metrics.Span(s.Result.Over-trouble)
	case !told:
		return "Nobody was told of the trouble, from " + TimeAxisOf(s, 0, 1).Format(trouble) + " to the end"
	case sign-trouble < time.Second && by != "":
		return "The trouble showed at once: " + by
	case sign-trouble < time.Second:
		return "The trouble showed at once"
	case by != "":
		by = ", then " + by
	}
	return "For " + metrics.Span(sign-trouble) + " nobody " + silenceVerb(s) + by
}

func silenceVerb(s Run) string {
	if silenceEndText(s) == secondCopy {
		return "noticed"
	}
	return "was told"
}

const secondCopy = "a recipient had a second copy"

// silenceEndText says what ended the silence, as far as that can be told.
func silenceEndText(s Run) string {
	for _, w := range observersOf(s) {
		for _, seen := range w.observations {
			if !endsSilence(s, seen) {
				continue
			}
			switch seen.marker {
			case alertMarker:
				return "the queue alert came"
			case secondCopyMarker:
				return secondCopy
			case delayMarker:
				return articleText(s) + " sender had a delay notice"
			case ndrMarker:
				return articleText(s) + " sender had an NDR"
			}
		}
	}
	return ""
}

func articleText(s Run) string {
	if s.Number(metrics.Messages) > 1 {
		return "a"
	}
	return "the"
}

const observerHeight = 32 * Pt

// drawSeen draws what was true above what people saw of it.
func drawSeen(p *Canvas, s Run) {
	p.Subtitle(s.Subtitle(), "")
	c := TimeAxisOf(s, marginLeft, marginRight)
	top := drawSilence(p, s, c, marginTop)
	rows := faultBars(s, c)
	top = drawFaultBars(p, rows, c, top, top+len(rows)*faultHeight) // bars alone: what is shaded here is the silence
	all := observersOf(s)
	floor := axisLine - PanelTitleHeight - len(all)*observerHeight
	panels := SplitPanels(c, top, floor, 1, 1)
	if !anyQueued(s) {
		panels = SplitPanels(c, top, floor, 1)
	}
	p.DrawTimeAxis(c, axisLine, append(panels, Panel{top: floor + PanelTitleHeight, bottom: axisLine})...)
	drawTruth(p, panels[0], s)
	if anyQueued(s) {
		drawQueueDepth(p, panels[1], s, "WAITING")
	}
	if sign, told := s.Duration(metrics.SignAt); told && hasTrouble(s) && sign <= c.End {
		for _, g := range panels {
			p.Stroke(EventPen, Point{c.X(sign), g.top}, Point{c.X(sign), g.bottom})
		}
	}
	at := Point{c.left, floor + PanelTitleHeight - 6*Pt}
	p.Text(BoldFont, Black, at, AlignLeft, "SEEN")
	p.Text(LabelFont, Grey, Point{at.x + BoldFont.Width("SEEN") + 8*Pt, at.y}, AlignLeft, "what people were told, or would have found had they asked")
	used := [Markers]bool{}
	for i, w := range all {
		drawObserver(p, c, w, floor+PanelTitleHeight+(i+1)*observerHeight, &used)
	}
	p.Legend(used, markerMeanings)
}

// drawSilence draws a bar for the time in which nobody was told, and shades the page under it.
func drawSilence(p *Canvas, s Run, c TimeAxis, top int) (below int) {
	const high = 20 * Pt
	from, ok := s.Duration(metrics.TroubleAt)
	if !ok || from > c.End {
		return top
	}
	until, told := s.Duration(metrics.SignAt)
	text := "nobody " + strings.TrimPrefix(silenceVerb(s), "was ") + " for " + metrics.Span(until-from)
	switch {
	case !told && s.Result.Over > from:
		until, text = s.Result.Over, "nobody told until it was over"
	case !told:
		until, text = c.End, "nobody told until the end"
	case until-from < time.Second:
		text = strings.TrimPrefix(silenceVerb(s), "was ") + " at once"
	}
	bar := Rect{c.X(from), top + 2*Pt, max(c.X(until), c.X(from)+Pt/2), top + high - Pt}
	p.Fill(TransparentBlack, Rect{bar.left, top + high, bar.right, axisLine}.Corners()...)
	p.Fill(Black, bar.Corners()...)
	p.MarginText(BoldFont, Point{c.left - overhang - 6*Pt, top + 15*Pt}, "HIDDEN")
	p.BarLabel(bar, text)
	return top + high
}

// BarLabel writes into a black bar, or beside it where it is too short.
func (p *Canvas) BarLabel(bar Rect, text string) {
	wide, y := BoldFont.Width(text), bar.bottom-3*Pt-Pt/2
	switch {
	case wide+12*Pt <= bar.right-bar.left:
		p.Text(BoldFont, White, Point{(bar.left + bar.right) / 2, y}, AlignCentre, text)
	case bar.right+8*Pt+wide <= PageRight:
		p.Text(BoldFont, Black, Point{bar.right + 8*Pt, y}, AlignLeft, text)
	default:
		p.Text(BoldFont, Black, Point{bar.left - 8*Pt, y}, AlignRight, text)
	}
}

// drawTruth draws what happened, whoever knew of it.
func drawTruth(p *Canvas, g Panel, s Run) {
	cols, width := Bins(s, g.Axis)
	none := ""
	if !anyQueued(s) {
		none = "; nothing waited"
	}
	attempts := Cumulative(BinValues(cols, func(c *Bin) int64 { return c.attempts }))
	copies := Cumulative(BinValues(cols, func(c *Bin) int64 { return c.copies }))
	g = g.UpTo(max(Highest(attempts), Highest(copies)))
	p.PanelScale(g, "TRUE", "copies in mailboxes so far: "+metrics.Number(Highest(copies))+" (filled); attempts so far, on every hop: "+metrics.Number(Highest(attempts))+" (dashed)"+none)
	p.AreaUnder(Green, g, copies, width)
	p.Stroke(TotalPen, g.StepLine(copies, width)...)
	p.Stroke(DashedPen, g.StepLine(attempts, width)...)
	p.PanelFrame(g)
}
