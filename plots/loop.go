package plots

import (
	"time"

	"mailstorm/plots/draw"
	"mailstorm/plots/runs"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
	"mailstorm/sim/observe"
)

// anyAutomatic reports whether mailboxes wrote anything on their own.
func anyAutomatic(s runs.Run) bool { return s.Number(metrics.AutoCount) > 0 }

// anyLoop reports whether automatic messages can have answered each other: two are an answer to each of two messages. A few within minutes have no
// course.
func anyLoop(s runs.Run) bool { return s.Number(metrics.AutoCount) > 2 && !s.IsBrief() }

// loopTitle says how far the loop grew, in what time, and what ended it.
func loopTitle(s runs.Run) string {
	if !anyAutomatic(s) {
		return "No mailbox sent an automatic message"
	}
	n := s.Number(metrics.AutoCount)
	text := runs.SendersText(s) + ", " + draw.Count(n, "automatic message", "automatic messages")
	if first, last := loopSpan(s); n > 1 {
		text += " in " + metrics.Span(last-first)
	}
	return text + ": " + loopEndOf(s).title
}

// loopSpan is when the first automatic message was written, and when the last one.
func loopSpan(s runs.Run) (first, last time.Duration) {
	known := false
	for i := range s.Result.Series {
		if cell := &s.Result.Series[i]; cell.Auto > 0 {
			if !known {
				first, known = cell.Starts, true
			}
			last = cell.Starts
		}
	}
	if r := firstRecord(s, isAutomatic, first); r != nil {
		first = r.At
	}
	if at, ok := s.Duration(metrics.AutoLast); ok {
		last = at
	}
	return first, max(first, last)
}

func isAutomatic(r *sim.Record) bool {
	return r.Kind == sim.Written && r.Flags&sim.FlagAuto != 0 && r.Flags&sim.FlagReport == 0
}

// firstRecord is the first such record from a moment on, nil without one.
func firstRecord(s runs.Run, such func(*sim.Record) bool, from time.Duration) *sim.Record {
	for i := range s.Records {
		if r := &s.Records[i]; r.At >= from && such(r) {
			return r
		}
	}
	return nil
}

// loopEnd is what ended a loop.
type loopEnd struct {
	title string        // the end of a title
	label string        // of its mark
	at    time.Duration // of its mark, if there is one
	marks bool
}

// loopEndOf is the first thing after the last automatic message that can have kept the next from being written.
func loopEndOf(s runs.Run) loopEnd {
	first, last := loopSpan(s)
	full, filled := s.Duration(metrics.FullAt)
	switch overflow := (loopEnd{"stopped when a mailbox was full", "mailbox full", full, true}); {
	case filled && full >= last && full <= firstSuppressed(s, last).at:
		return overflow
	case isLoopRunning(s, first, last):
		return loopEnd{title: "still running at the end"}
	case firstSuppressed(s, last).marks:
		return firstSuppressed(s, last)
	case s.Number(metrics.LoopsCut) > 0:
		return loopEnd{title: "stopped by the hop limit"}
	case s.Number(metrics.AutoStopped) > 0:
		return loopEnd{title: "stopped when the next was suppressed"}
	}
	c := runs.TimeAxisOf(s, 0, 1)
	return loopEnd{"the last at " + c.Format(last), "the last one", last, true}
}

// firstSuppressed is the first time from a moment on that a hop limit stopped a copy or a mailbox did not send; without one, at the end of time.
func firstSuppressed(s runs.Run, from time.Duration) loopEnd {
	r := firstRecord(s, func(r *sim.Record) bool { return r.Kind == sim.Looped || r.Kind == sim.Stopped }, from)
	switch {
	case r == nil:
		return loopEnd{at: 1<<63 - 1}
	case r.Kind == sim.Looped:
		return loopEnd{"stopped by the hop limit", "hop limit", r.At, true}
	}
	return loopEnd{"stopped when the next was suppressed", "the next one was suppressed", r.At, true}
}

// isLoopRunning reports whether the run was cut off before the loop's next message can have been due.
func isLoopRunning(s runs.Run, first, last time.Duration) bool {
	cut := s.Result.Stopped != "" || s.Config.Length > 0 && s.Result.End >= s.Config.Length
	return cut && (s.Result.End-last)/2 <= max(loopPace(s, first, last), loopRound(s))
}

// loopRound is the mean time from one moment with automatic messages to the next, of which each may have several; 0 where the records do not tell.
func loopRound(s runs.Run) time.Duration {
	var first, last time.Duration
	rounds := 0
	for i := range s.Records {
		if r := &s.Records[i]; isAutomatic(r) && (rounds == 0 || r.At > last) {
			if rounds++; rounds == 1 {
				first = r.At
			}
			last = r.At
		}
	}
	return (last - first) / time.Duration(max(rounds-1, 1))
}

// loopPace is the mean time from one automatic message to the next.
func loopPace(s runs.Run, first, last time.Duration) time.Duration {
	return (last - first) / time.Duration(max(s.Number(metrics.AutoCount)-1, 1))
}

// isSteady reports whether about half of the messages were written in half of the time: a burst and what follows it have no pace.
func isSteady(s runs.Run, first, last time.Duration) bool {
	n, early := s.Number(metrics.AutoCount), int64(0)
	for i := range s.Result.Series {
		if cell := &s.Result.Series[i]; cell.Starts < first+(last-first)/2 {
			early += cell.Auto
		}
	}
	return last-first < 2*observe.Slice || early >= n/3 && early <= n-n/3
}

// drawLoop draws the automatic messages so far over the bytes so far.
func drawLoop(p *draw.Canvas, s runs.Run) {
	p.Subtitle(s.Subtitle(), "")
	c := runs.TimeAxisOf(s, marginLeft, marginRight)
	const floor = draw.PageHeight - 56*pt
	top := drawFaultBars(p, s, c, marginTop, floor)
	panels := draw.SplitPanels(c, top, floor, 1, 1)
	if s.BytesSent() == 0 {
		panels = draw.SplitPanels(c, top, floor, 1)
	}
	lowest := panels[len(panels)-1]
	p.DrawTimeAxis(c, floor, panels...)
	drawAutomatic(p, panels[0], s)
	if len(panels) > 1 {
		drawBytes(p, lowest, s)
	}
	if b := loopEndOf(s); anyAutomatic(s) && b.marks && b.at <= c.End {
		p.VerticalLine(panels[0], lowest, b.at, panels[0].Bottom-14*pt, b.label+", "+c.Format(b.at))
	}
}

func drawAutomatic(p *draw.Canvas, g draw.Panel, s runs.Run) {
	cols, width := runs.Bins(s, g.Axis)
	wrote := draw.Cumulative(runs.BinValues(cols, func(c *runs.Bin) int64 { return c.Auto }))
	g = g.UpTo(draw.Highest(wrote))
	p.PanelScale(g, "SENT", "automatic messages so far"+loopPaceText(s))
	p.AreaUnder(draw.Sky, g, wrote, width)
	p.Stroke(draw.LinePen, g.StepLine(wrote, width)...)
	p.PanelFrame(g)
}

// loopPaceText says how fast the loop turned, and how many it did not send.
func loopPaceText(s runs.Run) string {
	text := ""
	first, last := loopSpan(s)
	switch pace := loopPace(s, first, last); {
	case s.Number(metrics.AutoCount) <= 1 || !isSteady(s, first, last):
	case pace < time.Second:
		text = ", more than one a second"
	default:
		text = ", one every " + metrics.Span(pace)
	}
	if n := s.Number(metrics.AutoStopped); n > 0 {
		text += "; " + metrics.Number(n) + " more were suppressed"
	}
	return text
}

func drawBytes(p *draw.Canvas, g draw.Panel, s runs.Run) {
	cols, width := runs.Bins(s, g.Axis)
	bytes := draw.Cumulative(runs.BinValues(cols, func(c *runs.Bin) int64 { return c.Bytes }))
	all := draw.Highest(bytes)
	u := draw.UnitFor(all, draw.ByteUnits)
	g = g.UpTo(all).In(u)
	p.PanelScale(g, "TRAFFIC", u.Name+" transferred so far; "+s.BytesText())
	p.AreaUnder(draw.Green, g, bytes, width)
	p.Stroke(draw.NewPen(draw.Black, 80), g.StepLine(bytes, width)...)
	p.PanelFrame(g)
}
