package plots

import (
	"math/bits"
	"slices"
	"strings"
	"time"

	"mailstorm/plots/draw"
	"mailstorm/plots/runs"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// hasCourse reports whether a queue changes or bytes come at more than one time, so that their course says more than a title.
func hasCourse(s runs.Run) bool {
	return !s.IsBrief() && (len(changingQueues(s)) > 0 || hasTrafficCourse(s))
}

// hasTrafficCourse reports whether bytes crossed at several times, not evenly all the time, unless a line was full.
func hasTrafficCourse(s runs.Run) bool {
	cols, width := runs.Bins(s, runs.TimeAxisOf(s, marginLeft, marginRight))
	bytes := runs.BinValues(cols, func(c *runs.Bin) int64 { return c.Bytes })
	if h, _ := s.Watched(); h.Bandwidth > 0 && bitRate(draw.Highest(bytes), width) >= h.Bandwidth/4 {
		return isSpread(bytes)
	}
	return isSpread(bytes) && !isEven(bytes)
}

// isSpread reports whether more than a twentieth of a sum lies beside its largest part.
func isSpread(v []int64) bool {
	all, most := draw.Cumulative(v), draw.Highest(v)
	return len(all) > 0 && all[len(all)-1]-most > most/20
}

// isEven reports whether a curve is a block: as high nearly always from its first value to its last.
func isEven(v []int64) bool {
	most, first, last, high := draw.Highest(v), -1, 0, 0
	for i, n := range v {
		if n > 0 {
			if last = i; first < 0 {
				first = i
			}
		}
		if n == most {
			high++
		}
	}
	return first >= 0 && high >= (last-first+1)*19/20
}

// drawQueue draws the depth of the watched queue over what crossed the wire. A queue that only fills once and empties once is told by the title.
func drawQueue(p *draw.Canvas, s runs.Run) {
	p.Subtitle(s.Subtitle(), "")
	c := runs.TimeAxisOf(s, marginLeft, marginRight)
	const floor = draw.PageHeight - 56*pt
	top := drawFaultBars(p, s, c, marginTop, floor)
	hosts, traffic := changingQueues(s), s.BytesSent() > 0
	if !traffic && len(hosts) == 0 {
		hosts, traffic = queuesOf(s), !anyQueued(s)
	}
	count := len(hosts)
	if traffic {
		count++
	}
	panels := draw.SplitPanels(c, top, floor, slices.Repeat([]int{1}, count)...)
	p.DrawTimeAxis(c, floor, panels...)
	for i, host := range hosts {
		drawQueueDepth(p, panels[i], s.Watching(host), "QUEUE")
	}
	if traffic {
		drawTraffic(p, panels[len(hosts)], s)
	}
	if len(hosts) == 1 && s.WatchedHost() == s.Config.Watch {
		drawAlert(p, panels[0], panels[count-1], s)
	}
}

// anyQueued reports whether there is a queue to draw: a copy that leaves in the instant in which it came makes none.
func anyQueued(s runs.Run) bool {
	_, held := s.Watched()
	return held.Held > 0
}

// changingQueues are those of the queues that are more than a block.
func changingQueues(s runs.Run) (hosts []int) {
	for _, i := range queuesOf(s) {
		if !isBlock(&s.Result.Hosts[i]) {
			hosts = append(hosts, i)
		}
	}
	return hosts
}

// isBlock reports whether a queue was as deep as ever nearly all the time from its first copy to its last.
func isBlock(h *sim.HostResult) bool {
	var less, all time.Duration
	for i, d := range h.Depths {
		until := h.HeldUntil
		if i+1 < len(h.Depths) {
			until = min(h.Depths[i+1].Starts, until)
		}
		held := max(until-d.Starts, 0)
		all += held
		if d.Most < h.Held {
			less += held
		}
	}
	return less <= all/50
}

const maxQueues = 4

// queuesOf are the hosts whose queues are drawn: the one that is watched, and where the scenario names none, others that held a tenth as much.
func queuesOf(s runs.Run) (hosts []int) {
	_, held := s.Watched()
	for i := range s.Result.Hosts {
		if h := &s.Result.Hosts[i]; i == s.WatchedHost() || !s.Config.Chosen && h.Held > 1 && h.Held >= held.Held/10 {
			hosts = append(hosts, i)
		}
	}
	if len(hosts) > maxQueues {
		return []int{s.WatchedHost()}
	}
	return hosts
}

// queuesText says of several queues how deep they were, and until when they held deferred mail.
func queuesText(s runs.Run, hosts []int) string {
	c := runs.TimeAxisOf(s, 0, 1)
	var parts []string
	for _, i := range hosts {
		h := &s.Result.Hosts[i]
		text := s.HostName(i) + " up to " + draw.Count(h.Held, "copy", "copies")
		switch {
		case !h.Values[metrics.QueueEmptyAt].Known:
			text += ", not empty at the end"
		case h.DeferredEmptyAt > 0:
			text += " until " + c.Format(h.DeferredEmptyAt)
		}
		parts = append(parts, text)
	}
	return metrics.Number(int64(len(hosts))) + " queues: " + strings.Join(parts, ", ")
}

// drawQueueDepth draws the most copies that waited in each slice.
func drawQueueDepth(p *draw.Canvas, g draw.Panel, s runs.Run, head string) {
	cols, width := runs.Bins(s, g.Axis)
	deep := runs.BinValues(cols, func(c *runs.Bin) int64 { return c.Depth })
	h, _ := s.Watched()
	g = g.UpTo(draw.Highest(deep))
	p.PanelScale(g, head, "copies in the queue of "+h.Name+", most per "+metrics.Span(width))
	p.AreaUnder(draw.Sky, g, deep, width)
	p.Stroke(draw.LinePen, g.StepLine(deep, width)...)
	p.PanelFrame(g)
}

// minBitRate in a second are shown as bytes in a slice: a rate in whole bits would hide slices beside the fullest one.
const minBitRate = 100

// drawTraffic draws the mean rate in each slice, with the bandwidth of the host where the scale reaches it.
func drawTraffic(p *draw.Canvas, g draw.Panel, s runs.Run) {
	cols, width := runs.Bins(s, g.Axis)
	v := runs.BinValues(cols, func(c *runs.Bin) int64 { return bitRate(c.Bytes, width) })
	h, _ := s.Watched()
	top, limit := draw.Highest(v), h.Bandwidth
	within := limit > 0 && limit/4 <= top
	if within {
		top = max(top, limit)
	}
	u, means := draw.UnitFor(top, draw.RateUnits), ", mean per "
	if top < minBitRate {
		v = runs.BinValues(cols, func(c *runs.Bin) int64 { return c.Bytes })
		top = draw.Highest(v)
		u, means = draw.UnitFor(top, draw.ByteUnits), " per "
	}
	g = g.UpTo(top).In(u)
	p.PanelScale(g, "TRAFFIC", u.Name+means+metrics.Span(width)+trafficTotalsText(s, within))
	p.AreaUnder(draw.Green, g, v, width)
	p.Stroke(draw.NewPen(draw.Black, 80), g.StepLine(v, width)...)
	p.PanelFrame(g)
	if within {
		y := g.Y(limit)
		p.Stroke(draw.LimitPen, draw.At(g.Axis.Left, y), draw.At(g.Axis.Right, y))
		p.LabelOnWhite(draw.At(g.Axis.Left+8*pt, y+17*pt), draw.AlignLeft, capacityText(h))
	}
}

// capacityText is the bandwidth of a host.
func capacityText(h sim.Host) string {
	return "bandwidth of " + h.Name + ": " + metrics.BitRate(h.Bandwidth)
}

// trafficTotalsText says the traffic of the whole run, and the bandwidth where that is not drawn.
func trafficTotalsText(s runs.Run, drawn bool) string {
	text := "; " + s.BytesText()
	if wasted := s.Number(metrics.WireWasted); wasted > 0 {
		text += ", " + metrics.Size(wasted) + " of it wasted"
	}
	if h, _ := s.Watched(); h.Bandwidth > 0 && !drawn {
		text += "; " + capacityText(h)
	}
	return text
}

// bitRate is bits per second.
func bitRate(bytes int64, width time.Duration) int64 {
	if bytes <= 0 {
		return 0
	}
	high, low := bits.Mul64(uint64(bytes), uint64(8*time.Second))
	if high >= uint64(width) {
		return 1<<62 - 1
	}
	n, _ := bits.Div64(high, low, uint64(width))
	return int64(min(n, 1<<62-1))
}

// drawAlert marks the moment of the queue alert.
func drawAlert(p *draw.Canvas, upper, lower draw.Panel, s runs.Run) {
	at, ok := s.Duration(metrics.AlertAt)
	if !ok || at > upper.Axis.End {
		return
	}
	text := "alert, " + upper.Axis.Format(at)
	if n := s.Config.AlertQueue; n > 0 {
		text += ": " + draw.Count(int64(n), "copy", "copies") + " for " + metrics.Span(s.Config.AlertAfter)
	}
	p.VerticalLine(upper, lower, at, upper.Top+15*pt, text)
}

// queueTitle says how deep the queue was, and until when anything waited in it after a failed attempt.
func queueTitle(s runs.Run) string {
	h, held := s.Watched()
	name := h.Name
	if name == "" {
		name = "no host"
	}
	switch {
	case held.Values[metrics.QueuePeak].Num == 0:
		return "The queue of " + name + " was always empty"
	case held.Held == 0:
		text := "No copy waited in the queue of " + name
		if n := s.BytesSent(); n > 0 {
			text += "; " + metrics.Size(n) + " transferred"
		}
		return text
	}
	if hosts := queuesOf(s); len(hosts) > 1 {
		return queuesText(s, hosts)
	}
	c := runs.TimeAxisOf(s, 0, 1)
	text := "The queue of " + name + ": up to " + draw.Count(held.Held, "copy", "copies")
	if held.Held > 1 {
		text += " (" + c.Format(held.HeldAt) + ")"
	}
	switch {
	case !held.Values[metrics.QueueEmptyAt].Known:
		return text + ", not empty at the end"
	case held.DeferredEmptyAt > 0:
		return text + ", deferred mail until " + c.Format(held.DeferredEmptyAt)
	case s.Config.Length > 0 && held.HeldUntil >= s.Config.Length:
		return text + ", until the end"
	}
	return text + ", empty from " + c.Format(held.HeldUntil) + " on"
}
