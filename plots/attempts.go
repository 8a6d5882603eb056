package plots

import (
	"slices"

	"mailstorm/plots/draw"
	"mailstorm/plots/runs"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// The most messages and rows that are drawn one by one.
const (
	maxMessages = 8
	maxHops     = 8
)

// anyAttempt reports whether attempts are what a run is about, and not automatic messages beside which they are few. Many of them at one time are no
// density.
func anyAttempt(s runs.Run) bool {
	n := s.Number(metrics.Attempts)
	return n > 0 && n >= s.Number(metrics.AutoCount)/10 && (areFew(s) || !s.IsBrief() && (s.Number(metrics.Deferrals) > 0 || areAttemptsSpread(s)))
}

func areAttemptsSpread(s runs.Run) bool {
	cols, _ := runs.Bins(s, runs.TimeAxisOf(s, marginLeft, marginRight))
	return isSpread(runs.BinValues(cols, func(c *runs.Bin) int64 { return c.Attempts }))
}

// areFew reports whether messages are drawn one by one: more of them where their minutes would be no density.
func areFew(s runs.Run) bool {
	n, most := countMessages(withSessions(s.Records)), maxMessages
	if s.IsBrief() {
		most *= 2
	}
	return n > 0 && n <= most
}

// drawAttempts draws what happened when: one row a message and hop as long as they are few, else their density.
func drawAttempts(p *draw.Canvas, s runs.Run) {
	c := runs.TimeAxisOf(s, marginLeft, marginRight)
	few := areFew(s)
	s.Records = withSessions(s.Records)
	if _, is := s.Instant(); is && few {
		s, c = s.InOrder(marginLeft, marginRight)
	}
	top := drawFaultBars(p, s, c, marginTop, axisLine)
	if !few {
		drawDensity(p, s, c, top)
		return
	}
	p.DrawTimeAxis(c, axisLine, draw.Panel{Top: top, Bottom: axisLine})
	drawHops(p, s, c, top)
}

// withSessions leaves out reports that needed no session: the flag where they were written says enough.
func withSessions(records []sim.Record) []sim.Record {
	quiet := map[uint32]bool{}
	for i := range records {
		switch r := &records[i]; {
		case r.Kind == sim.Written && r.Flags&sim.FlagReport != 0:
			quiet[r.Message] = true
		case r.Kind == sim.Talked:
			delete(quiet, r.Message)
		}
	}
	return slices.DeleteFunc(slices.Clone(records), func(r sim.Record) bool { return quiet[r.Message] })
}

func countMessages(records []sim.Record) int {
	seen := map[uint32]bool{}
	for i := range records {
		seen[records[i].Message] = true
		if len(seen) > 2*maxMessages {
			break
		}
	}
	return len(seen)
}

// drawHops divides the page among the hops.
func drawHops(p *draw.Canvas, s runs.Run, c draw.TimeAxis, top int) {
	messages := countMessages(s.Records)
	all := hopsOf(s.Records)
	drawn := mostTroubled(all, maxHops)
	used := [draw.Markers]bool{}
	p.Subtitle(s.Subtitle(), omittedText(all, drawn))
	if len(drawn) == 0 {
		p.PanelFrame(draw.Panel{Axis: c, Top: top, Bottom: axisLine})
		return
	}
	height := (axisLine - top) / len(drawn)
	for i, r := range drawn {
		l := newLane(c, top+i*height, height)
		drawLane(p, l, r.title(s, messages))
		drawLaneAttempts(p, l, r.attempts, r.events, &used)
		drawEvents(p, l, r.events, &used)
	}
	p.Stroke(draw.AxisPen, draw.At(c.Left, axisLine), draw.At(c.Right, axisLine))
	p.Legend(used, markerMeanings)
}

// mostTroubled keeps the most important rows, in their order: those with most trouble, of equal ones the early.
func mostTroubled(rows []*hop, most int) []*hop {
	if len(rows) <= most {
		return rows
	}
	order := slices.Clone(rows)
	slices.SortStableFunc(order, func(a, b *hop) int { return b.troubles - a.troubles })
	chosen := map[*hop]bool{}
	for _, r := range order[:most] {
		chosen[r] = true
	}
	return slices.DeleteFunc(slices.Clone(rows), func(r *hop) bool { return !chosen[r] })
}

// omittedText says in words what the rows are that had no room.
func omittedText(all, drawn []*hop) string {
	if len(all) == len(drawn) {
		return ""
	}
	trouble := 0
	for _, r := range all {
		trouble += min(r.troubles, 1)
	}
	text := "Not drawn: " + draw.Count(int64(len(all)-len(drawn)), "more hop", "more hops")
	if trouble <= len(drawn) {
		text += ", with successful sessions only"
	} else {
		text += ", none with more failures than these"
	}
	return text + "."
}
