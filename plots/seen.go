package plots

import (
	"slices"
	"strings"
	"time"

	"mailstorm/plots/draw"
	"mailstorm/plots/runs"
	"mailstorm/sim/metrics"
)

// hasTrouble reports whether anything went wrong.
func hasTrouble(s runs.Run) bool { return s.Result.Values[metrics.TroubleAt].Known }

// hasHiddenTime reports whether time passed in which trouble was hidden, or at least in which anything happened after it was noticed.
func hasHiddenTime(s runs.Run) bool {
	if !hasTrouble(s) || s.IsBrief() {
		return false
	}
	trouble, _ := s.Duration(metrics.TroubleAt)
	if sign, notified := s.Duration(metrics.SignAt); !notified || sign-trouble >= time.Second {
		return true
	}
	return areAttemptsSpread(s)
}

// seenTitle says for how long nobody was notified, and what ended that. A second copy is no notification: it is noticed.
func seenTitle(s runs.Run) string {
	trouble, _ := s.Duration(metrics.TroubleAt)
	sign, notified := s.Duration(metrics.SignAt)
	by := silenceEndText(s)
	switch {
	case !hasTrouble(s):
		return "Nothing went wrong"
	case !notified && s.Result.Over > trouble:
		return "Nobody was notified of the problem, which was over after " + metrics.Span(s.Result.Over-trouble)
	case !notified:
		return "Nobody was notified of the problem, from " + runs.TimeAxisOf(s, 0, 1).Format(trouble) + " to the end"
	case sign-trouble < time.Second && by != "":
		return "The problem was noticed immediately: " + by
	case sign-trouble < time.Second:
		return "The problem was noticed immediately"
	case by != "":
		by = "; then " + by
	}
	if isAfterOtherSigns(s, trouble, sign) {
		return "Nobody " + strings.Replace(silenceVerb(s), "notified", "notified of", 1) + " the worst problem for " + metrics.Span(sign-trouble) + by
	}
	return "Nobody " + silenceVerb(s) + " for " + metrics.Span(sign-trouble) + by
}

// isAfterOtherSigns reports whether people were told something else while the problem was hidden.
func isAfterOtherSigns(s runs.Run, trouble, sign time.Duration) bool {
	if len(s.Records) == 0 {
		return false
	}
	for _, w := range observersOf(s) {
		for _, seen := range w.observations {
			if seen.marker != visibleMarker && seen.at >= trouble && seen.last < sign-time.Minute {
				return true
			}
		}
	}
	return false
}

func silenceVerb(s runs.Run) string {
	if silenceEndText(s) == secondCopy {
		return "noticed"
	}
	return "was notified"
}

const secondCopy = "a recipient received a second copy"

// silenceEndText says what ended the silence, as far as it is known.
func silenceEndText(s runs.Run) string {
	for _, w := range observersOf(s) {
		for _, seen := range w.observations {
			if !endsSilence(s, seen) {
				continue
			}
			switch seen.marker {
			case alertMarker:
				return "the queue alert was raised"
			case secondCopyMarker:
				return secondCopy
			case delayMarker:
				return articleText(s) + " sender received a delay notice"
			case ndrMarker:
				return articleText(s) + " sender received an NDR"
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

// drawSeen draws what happened above what people could see of it.
func drawSeen(p *draw.Canvas, s runs.Run) {
	p.Subtitle(s.Subtitle(), "")
	c := runs.TimeAxisOf(s, marginLeft, marginRight)
	top := drawSilence(p, s, c, marginTop)
	top = drawFaultBars(p, s, c, top, top) // bars alone: what is shaded here is the silence
	all := observersOf(s)
	floor := axisLine - draw.PanelTitleHeight - len(all)*observerHeight
	panels := draw.SplitPanels(c, top, floor, 1, 1)
	isQueueDrawn := slices.Contains(changingQueues(s), s.WatchedHost())
	if !isQueueDrawn {
		panels = draw.SplitPanels(c, top, floor, 1)
	}
	p.DrawTimeAxis(c, axisLine, append(panels, draw.Panel{Top: floor + draw.PanelTitleHeight, Bottom: axisLine})...)
	drawActual(p, panels[0], s, isQueueDrawn)
	if isQueueDrawn {
		drawQueueDepth(p, panels[1], s, "QUEUE")
	}
	if sign, notified := s.Duration(metrics.SignAt); notified && hasTrouble(s) && sign <= c.End {
		for _, g := range panels {
			p.Stroke(draw.EventPen, draw.At(c.X(sign), g.Top), draw.At(c.X(sign), g.Bottom))
		}
	}
	at := draw.At(c.Left, floor+draw.PanelTitleHeight-6*pt)
	p.Text(draw.BoldFont, draw.Black, at, draw.AlignLeft, "VISIBLE")
	p.Text(draw.LabelFont, draw.Grey, draw.At(at.X+draw.BoldFont.Width("VISIBLE")+8*pt, at.Y), draw.AlignLeft, "what people received, or could have found")
	used := [draw.Markers]bool{}
	for i, w := range all {
		drawObserver(p, c, w, floor+draw.PanelTitleHeight+(i+1)*observerHeight, &used)
	}
	p.Legend(used, markerMeanings)
}

// drawSilence draws a bar for the time in which nobody was notified, and shades the page under it.
func drawSilence(p *draw.Canvas, s runs.Run, c draw.TimeAxis, top int) (below int) {
	const high = 20 * pt
	from, ok := s.Duration(metrics.TroubleAt)
	if !ok || from > c.End {
		return top
	}
	until, notified := s.Duration(metrics.SignAt)
	text := "nobody " + strings.TrimPrefix(silenceVerb(s), "was ") + " for " + metrics.Span(until-from)
	switch {
	case !notified && s.Result.Over > from:
		until, text = s.Result.Over, "nobody notified until it was over"
	case !notified:
		until, text = c.End, "nobody notified until the end"
	case until-from < time.Second:
		text = strings.TrimPrefix(silenceVerb(s), "was ") + " immediately"
	}
	bar := draw.Box(c.X(from), top+2*pt, max(c.X(until), c.X(from)+pt/2), top+high-pt)
	p.Fill(draw.TransparentBlack, draw.Box(bar.Left, top+high, bar.Right, axisLine).Corners()...)
	p.Fill(draw.Black, bar.Corners()...)
	p.MarginText(draw.BoldFont, draw.At(c.Left-overhang-6*pt, top+15*pt), "HIDDEN")
	p.BarLabel(bar, text)
	return top + high
}

// drawActual draws what happened, and says how deep the queue was where that is not drawn.
func drawActual(p *draw.Canvas, g draw.Panel, s runs.Run, isQueueDrawn bool) {
	cols, width := runs.Bins(s, g.Axis)
	queued := ""
	switch _, held := s.Watched(); {
	case held.Held == 0:
		queued = "; none queued"
	case !isQueueDrawn:
		queued = "; " + metrics.Number(held.Held) + " queued"
	}
	attempts := draw.Cumulative(runs.BinValues(cols, func(c *runs.Bin) int64 { return c.Attempts }))
	copies := draw.Cumulative(runs.BinValues(cols, func(c *runs.Bin) int64 { return c.Copies }))
	g = g.UpTo(max(draw.Highest(attempts), draw.Highest(copies)))
	p.PanelScale(g, "ACTUAL", "so far: "+draw.Count(draw.Highest(copies), "copy in a mailbox", "copies in mailboxes")+" (filled), "+
		draw.Count(draw.Highest(attempts), "attempt", "attempts")+" on every hop (dashed)"+queued)
	p.AreaUnder(draw.Green, g, copies, width)
	p.Stroke(draw.TotalPen, g.StepLine(copies, width)...)
	p.Stroke(draw.DashedPen, g.StepLine(attempts, width)...)
	p.PanelFrame(g)
}
