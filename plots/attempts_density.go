package plots

import (
	"time"

	"mailstorm/plots/draw"
	"mailstorm/plots/runs"
	"mailstorm/sim/metrics"
)

// drawDensity draws many messages: attempts per slice, first by what was kept, then by what was heard, then DSNs.
func drawDensity(p *draw.Canvas, s runs.Run, c draw.TimeAxis, top int) {
	p.Subtitle(s.Subtitle(), "")
	cols, width := runs.Bins(s, c)
	hasDSNs := s.Number(metrics.NDRCount)+s.Number(metrics.DelayCount) > 0
	parts := []int{1, 1}
	if hasDSNs {
		parts = []int{4, 4, 3}
	}
	panels := draw.SplitPanels(c, top, axisLine, parts...)
	attempts := runs.BinValues(cols, func(c *runs.Bin) int64 { return c.Attempts })
	kept := runs.BinValues(cols, func(c *runs.Bin) int64 { return c.Kept })
	deferrals := runs.BinValues(cols, func(c *runs.Bin) int64 { return c.Deferrals })
	largest := max(draw.Highest(attempts), draw.Highest(kept), draw.Highest(deferrals))
	p.DrawTimeAxis(c, axisLine, panels...)
	per := "per " + metrics.Span(width)
	key := []draw.Swatch{draw.Swatch{Color: nil, Name: "attempts"}, draw.Swatch{Color: draw.Blue, Name: "kept"}, draw.Swatch{Color: draw.Orange, Name: "message stayed queued"}}
	drawDensityPanel(p, panels[0].UpTo(largest), draw.Blue, kept, attempts, width, "KEPT", "attempts "+per+", and how many of them the receiving host kept")
	drawDensityPanel(p, panels[1].UpTo(largest), draw.Orange, deferrals, attempts, width, "HEARD", "attempts "+per+", and how many left the message queued because no 250 was heard")
	if hasDSNs {
		drawDSNs(p, panels[2], cols, width)
		key = append(key, draw.Swatch{Color: draw.Black, Name: "NDR"})
	}
	if s.Number(metrics.DelayCount) > 0 {
		key = append(key, draw.Swatch{Color: draw.Sky, Name: "delay notice"})
	}
	p.SwatchLegend(marginLeft, key)
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
	p.AreaUnder(draw.Sky, g, both, width)
	p.AreaUnder(draw.Black, g, ndrs, width)
	p.PanelFrame(g)
}
