package plots

import (
	"slices"
	"time"

	"mailstorm/plots/draw"
	"mailstorm/plots/runs"
	"mailstorm/sim/metrics"
)

// drawDensity draws many messages: attempts per slice, first by what was kept, then by what was heard, then DSNs. Where several senders try side by
// side and hear what was kept, each has a panel.
func drawDensity(p *draw.Canvas, s runs.Run, c draw.TimeAxis, top int) {
	p.Subtitle(s.Subtitle(), "")
	bins, width := runs.Bins(s, c)
	hasDSNs := s.Number(metrics.NDRCount)+s.Number(metrics.DelayCount) > 0
	all := runs.SendersOf(s)
	parts := []int{4, 4}
	if len(all) > 0 {
		parts = slices.Repeat([]int{4}, len(all))
	}
	if hasDSNs {
		parts = append(parts, 3)
	}
	panels := draw.SplitPanels(c, top, axisLine, parts...)
	p.DrawTimeAxis(c, axisLine, panels...)
	if len(all) > 0 {
		drawSenders(p, panels, s, all)
	} else {
		drawTruths(p, panels, bins, width)
	}
	if hasDSNs {
		drawDSNs(p, panels[len(panels)-1], bins, width)
	}
	p.SwatchLegend(marginLeft, densityKey(bins, len(all) == 0))
}

// densityKey explains what is drawn, and nothing else.
func densityKey(bins []runs.Bin, areDeferralsDrawn bool) []draw.Swatch {
	var all runs.Bin
	for i := range bins {
		all.Add(&bins[i].Cell)
	}
	if !areDeferralsDrawn {
		all.Deferrals = 0
	}
	key := []draw.Swatch{{Name: "attempts"}}
	for _, part := range []struct {
		count int64
		in    draw.Color
		name  string
	}{{all.Kept, draw.Blue, "kept"}, {all.Deferrals, draw.Orange, "message stayed queued"}, {all.Bounced, draw.Black, "NDR"}, {all.Notified, draw.Sky, "delay notice"}} {
		if part.count > 0 {
			key = append(key, draw.Swatch{Color: part.in, Name: part.name})
		}
	}
	return key
}

// drawTruths draws what was kept above what was heard. What is small beside the attempts has a scale of its own.
func drawTruths(p *draw.Canvas, panels []draw.Panel, bins []runs.Bin, width time.Duration) {
	attempts := runs.BinValues(bins, func(c *runs.Bin) int64 { return c.Attempts })
	kept := runs.BinValues(bins, func(c *runs.Bin) int64 { return c.Kept })
	deferrals := runs.BinValues(bins, func(c *runs.Bin) int64 { return c.Deferrals })
	most := max(draw.Highest(attempts), draw.Highest(kept), draw.Highest(deferrals))
	per := "per " + metrics.Span(width)
	drawDensityPanel(p, panels[0].UpTo(most), draw.Blue, kept, attempts, width, "KEPT", "attempts "+per+", and how many of them the receiving host kept")
	switch few := draw.Highest(deferrals); {
	case few == 0:
		drawDensityPanel(p, panels[1].UpTo(most), draw.Orange, deferrals, attempts, width, "HEARD", "attempts "+per+"; none left the message queued")
	case few < most/hiddenBeside:
		text := "attempts " + per + " that left the message queued: " + metrics.Number(sum(deferrals)) + " in total, on a scale of their own"
		drawDensityPanel(p, panels[1].UpTo(few), draw.Orange, deferrals, deferrals, width, "HEARD", text)
	default:
		drawDensityPanel(p, panels[1].UpTo(most), draw.Orange, deferrals, attempts, width, "HEARD", "attempts "+per+", and how many left the message queued because no 250 was heard")
	}
}

// hiddenBeside is how many times as high a bar is beside which another cannot be seen.
const hiddenBeside = 20

// drawSenders draws the attempts of each sender, on one scale unless that would hide one of them.
func drawSenders(p *draw.Canvas, panels []draw.Panel, s runs.Run, all []runs.Sender) {
	most, least := int64(0), int64(1<<63-1)
	for _, one := range all {
		most, least = max(most, draw.Highest(one.Tried)), min(least, draw.Highest(one.Tried))
	}
	for i, one := range all {
		g, text := panels[i].UpTo(most), "attempts per "+metrics.Span(one.Width)+", and how many were kept; "+metrics.Number(one.Attempts)+" attempts in total"
		if least < most/hiddenBeside {
			g = panels[i].UpTo(draw.Highest(one.Tried))
			text += ", on a scale of its own"
		}
		drawDensityPanel(p, g, draw.Blue, one.Kept, one.Tried, one.Width, s.HostName(one.Host), text)
	}
}

// drawDensityPanel fills a part of the attempts under the line of them all.
func drawDensityPanel(p *draw.Canvas, g draw.Panel, in draw.Color, part, all []int64, width time.Duration, head, means string) {
	p.PanelScale(g, head, means)
	p.AreaUnder(in, g, part, width)
	p.Stroke(draw.TotalPen, g.StepLine(all, width)...)
	p.PanelFrame(g)
}

// drawDSNs draws the DSNs: delay notices lie on the NDRs.
func drawDSNs(p *draw.Canvas, g draw.Panel, cols []runs.Bin, width time.Duration) {
	ndrs := runs.BinValues(cols, func(c *runs.Bin) int64 { return c.Bounced })
	both := runs.BinValues(cols, func(c *runs.Bin) int64 { return c.Bounced + c.Notified })
	g = g.UpTo(draw.Highest(both))
	p.PanelScale(g, "DSN", "NDRs and delay notices sent, per "+metrics.Span(width))
	if !slices.Equal(both, ndrs) { // no rim of what is not there
		p.AreaUnder(draw.Sky, g, both, width)
	}
	p.AreaUnder(draw.Black, g, ndrs, width)
	p.PanelFrame(g)
}
