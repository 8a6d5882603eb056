package plots

import (
	"strings"
	"time"

	"mailstorm/plots/draw"
	"mailstorm/plots/runs"
	"mailstorm/sim/metrics"
)

// hasTrouble reports whether anything went wrong.
func hasTrouble(s runs.Run) bool { return s.Result.Values[metrics.TroubleAt].Known }

// seenTitle says for how long nobody was told, and what ended that. A second copy tells nobody: it is noticed.
func seenTitle(s runs.Run) string {
	trouble, _ := s.Duration(metrics.TroubleAt)
	sign, told := s.Duration(metrics.SignAt)
	by := silenceEndText(s)
	switch {
	case !hasTrouble(s):
		return "Nothing went wrong, so there was nothing to hide"
	case !told && s.Result.Over > trouble:
		return "Nobody was told of the trouble, which was over after " + metrics.Span(s.Result.Over-trouble)
	case !told:
		return "Nobody was told of the trouble, from " + runs.TimeAxisOf(s, 0, 1).Format(trouble) + " to the end"
	case sign-trouble < time.Second && by != "":
		return "The trouble showed at once: " + by
	case sign-trouble < time.Second:
		return "The trouble showed at once"
	case by != "":
		by = ", then " + by
	}
	return "For " + metrics.Span(sign-trouble) + " nobody " + silenceVerb(s) + by
}

func silenceVerb(s runs.Run) string {
	if silenceEndText(s) == secondCopy {
		return "noticed"
	}
	return "was told"
}

const secondCopy = "a recipient had a second copy"

// silenceEndText says what ended the silence, as far as that can be told.
func silenceEndText(s runs.Run) string {
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

func articleText(s runs.Run) string {
	if s.Number(metrics.Messages) > 1 {
		return "a"
	}
	return "the"
}

const observerHeight = 32 * pt

// drawSeen draws what was true above what people saw of it.
func drawSeen(p *draw.Canvas, s runs.Run) {
	p.Subtitle(s.Subtitle(), "")
	c := runs.TimeAxisOf(s, marginLeft, marginRight)
	top := drawSilence(p, s, c, marginTop)
	rows := faultBars(s, c)
	top = drawFaultBars(p, rows, c, top, top+len(rows)*faultHeight) // bars alone: what is shaded here is the silence
	all := observersOf(s)
	floor := axisLine - draw.PanelTitleHeight - len(all)*observerHeight
	panels := draw.SplitPanels(c, top, floor, 1, 1)
	if !anyQueued(s) {
		panels = draw.SplitPanels(c, top, floor, 1)
	}
	p.DrawTimeAxis(c, axisLine, append(panels, draw.Panel{Top: floor + draw.PanelTitleHeight, Bottom: axisLine})...)
	drawTruth(p, panels[0], s)
	if anyQueued(s) {
		drawQueueDepth(p, panels[1], s, "WAITING")
	}
	if sign, told := s.Duration(metrics.SignAt); told && hasTrouble(s) && sign <= c.End {
		for _, g := range panels {
			p.Stroke(draw.EventPen, draw.At(c.X(sign), g.Top), draw.At(c.X(sign), g.Bottom))
		}
	}
	at := draw.At(c.Left, floor+draw.PanelTitleHeight-6*pt)
	p.Text(draw.BoldFont, draw.Black, at, draw.AlignLeft, "SEEN")
	p.Text(draw.LabelFont, draw.Grey, draw.At(at.X+draw.BoldFont.Width("SEEN")+8*pt, at.Y), draw.AlignLeft, "what people were told, or would have found had they asked")
	used := [draw.Markers]bool{}
	for i, w := range all {
		drawObserver(p, c, w, floor+draw.PanelTitleHeight+(i+1)*observerHeight, &used)
	}
	p.Legend(used, markerMeanings)
}

// drawSilence draws a bar for the time in which nobody was told, and shades the page under it.
func drawSilence(p *draw.Canvas, s runs.Run, c draw.TimeAxis, top int) (below int) {
	const high = 20 * pt
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
	bar := draw.Box(c.X(from), top+2*pt, max(c.X(until), c.X(from)+pt/2), top+high-pt)
	p.Fill(draw.TransparentBlack, draw.Box(bar.Left, top+high, bar.Right, axisLine).Corners()...)
	p.Fill(draw.Black, bar.Corners()...)
	p.MarginText(draw.BoldFont, draw.At(c.Left-overhang-6*pt, top+15*pt), "HIDDEN")
	p.BarLabel(bar, text)
	return top + high
}

// drawTruth draws what happened, whoever knew of it.
func drawTruth(p *draw.Canvas, g draw.Panel, s runs.Run) {
	cols, width := runs.Bins(s, g.Axis)
	none := ""
	if !anyQueued(s) {
		none = "; nothing waited"
	}
	attempts := draw.Cumulative(runs.BinValues(cols, func(c *runs.Bin) int64 { return c.Attempts }))
	copies := draw.Cumulative(runs.BinValues(cols, func(c *runs.Bin) int64 { return c.Copies }))
	g = g.UpTo(max(draw.Highest(attempts), draw.Highest(copies)))
	p.PanelScale(g, "TRUE", "copies in mailboxes so far: "+metrics.Number(draw.Highest(copies))+" (filled); attempts so far, on every hop: "+metrics.Number(draw.Highest(attempts))+" (dashed)"+none)
	p.AreaUnder(draw.Green, g, copies, width)
	p.Stroke(draw.TotalPen, g.StepLine(copies, width)...)
	p.Stroke(draw.DashedPen, g.StepLine(attempts, width)...)
	p.PanelFrame(g)
}
