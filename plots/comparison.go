package plots

import (
	"errors"
	"slices"
	"strings"
	"time"

	"mailstorm/plots/draw"
	"mailstorm/plots/runs"
	"mailstorm/plots/sweeps"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// Comparison is one storm under several choices.
type Comparison struct {
	Keys    []string   // that differ, as the user wrote them
	Values  [][]string // of each choice, one for each key
	Current int        // the choice that the others are compared with
	Marked  string     // what follows its name: "now", "base"
	Runs    []runs.Run // as Values; their series are enough
}

func (c Comparison) Check() error {
	if len(c.Runs) == 0 || len(c.Runs) != len(c.Values) || c.Current < 0 || c.Current >= len(c.Runs) {
		return errors.New("plots: a comparison needs a run for each choice, and one that the others are compared with")
	}
	for _, s := range c.Runs {
		if err := s.Check(); err != nil {
			return err
		}
	}
	return nil
}

func (c Comparison) choiceName(choice int) string {
	return sweeps.JoinValues(c.Keys, c.Values[choice], choice)
}

// metricDifference is something in which runs may differ that people ask about.
type metricDifference struct {
	id        metrics.ID
	one, many string // nouns of a count
	before    string // text before a duration
	bytes     bool   // all that crossed, automatic messages and DSNs included
}

var metricDifferences = []metricDifference{
	{id: metrics.NDRCount, one: "NDR", many: "NDRs"},
	{id: metrics.Copies, one: "copy", many: "copies"},
	{id: metrics.NDRFirst, before: "the first NDR after "},
	{id: metrics.DelayCount, one: "delay notice", many: "delay notices"},
	{id: metrics.DeliveryMax, before: "the last message after "},
	{id: metrics.AutoCount, one: "automatic message", many: "automatic messages"},
	{id: metrics.Attempts, one: "attempt", many: "attempts"},
	{id: metrics.WireBytes, bytes: true},
	{id: metrics.QueuePeak, one: "copy queued at most", many: "copies queued at most"},
}

// withSameHost watches the host in all runs that is watched in the current one.
func (c Comparison) withSameHost() Comparison {
	c.Runs = slices.Clone(c.Runs)
	current := c.Runs[c.Current]
	if len(current.Config.Hosts) == 0 {
		return c
	}
	name := current.Config.Hosts[current.WatchedHost()].Name
	for i := range c.Runs {
		host := slices.IndexFunc(c.Runs[i].Config.Hosts, func(h sim.Host) bool { return h.Name == name })
		if host < 0 {
			host = c.Runs[i].WatchedHost() // a design may do without it
		}
		c.Runs[i] = c.Runs[i].Watching(host)
	}
	return c
}

func (k metricDifference) number(s runs.Run) int64 {
	switch _, held := s.Watched(); {
	case k.bytes:
		return s.BytesSent() // as the curve has it
	case k.id == metrics.QueuePeak:
		return held.Held
	}
	return s.Number(k.id)
}

// text writes the value of a run, with its noun or without.
func (k metricDifference) text(s runs.Run, alone bool) string {
	n := k.number(s)
	switch {
	case k.bytes:
		return metrics.Size(n)
	case k.many == "" && alone:
		return k.before + metrics.Span(time.Duration(n))
	case k.many == "":
		return metrics.Span(time.Duration(n))
	case alone:
		return draw.Count(n, k.one, k.many)
	}
	return metrics.Number(n)
}

// differs reports whether all runs have the value, and not the same.
func (c Comparison) differs(k metricDifference) bool {
	said, arrived := map[string]bool{}, map[int64]bool{}
	for _, s := range c.Runs {
		if arrived[s.Number(metrics.Copies)-s.Number(metrics.Duplicates)] = true; k.id == metrics.DeliveryMax && len(arrived) > 1 {
			return false // what bounced is not fast
		}
		if !s.Result.Values[k.id].Known {
			return false
		}
		said[k.text(s, true)] = true
	}
	return len(said) > 1
}

// comparisonTitle says the first one or two things in which two runs differ, and between what more of them lie.
func comparisonTitle(c Comparison) string {
	c = c.withSameHost()
	var parts []string
	for _, k := range metricDifferences {
		if !c.differs(k) {
			continue
		}
		if len(c.Runs) > 2 {
			return c.rangeText(k)
		}
		parts = append(parts, k.text(c.Runs[1-c.Current], true)+", not "+k.text(c.Runs[c.Current], false))
	}
	switch {
	case len(c.Runs) == 1:
		return c.choiceName(0) + ": nothing to compare with"
	case len(parts) == 0 && len(c.Runs) > 2:
		return "No visible difference"
	case len(parts) == 0:
		parts = []string{"no visible difference"}
	}
	return c.choiceName(1-c.Current) + " instead of " + c.choiceName(c.Current) + ": " + strings.Join(parts[:min(len(parts), 2)], "; ")
}

// rangeText names the runs that have least and most of something.
func (c Comparison) rangeText(k metricDifference) string {
	least, most := 0, 0
	for i, s := range c.Runs {
		if k.number(s) < k.number(c.Runs[least]) {
			least = i
		}
		if k.number(s) > k.number(c.Runs[most]) {
			most = i
		}
	}
	return sweeps.Capitalise(k.text(c.Runs[least], true)) + " with " + c.choiceName(least) + ", " + k.text(c.Runs[most], false) + " with " + c.choiceName(most)
}

const maxCompared = 6

// shown are the runs that have a line: the first ones, and the current one.
func (c Comparison) shown() (choices []int) {
	for i := range c.Runs {
		if i == c.Current || len(choices) < maxCompared-1 || len(choices) < maxCompared && c.Current < i {
			choices = append(choices, i)
		}
	}
	return choices
}

// Where the panels stand: the right side names their lines.
const (
	comparisonLeft  = 96 * pt
	comparisonRight = draw.PageRight - 236*pt
	maxPanels       = 3
)

var equalParts = [maxPanels]int{1, 1, 1}

// aspect is a panel of a comparison.
type aspect struct {
	head, means string
	of          func(*runs.Bin) int64
	total       bool // so far, else as it is
	units       []draw.Unit
}

var aspects = []aspect{
	{"COPIES", "in mailboxes so far", func(c *runs.Bin) int64 { return c.Copies }, true, nil},
	{"NDRS", "sent so far", func(c *runs.Bin) int64 { return c.Bounced }, true, nil},
	{"QUEUE", "copies in the queue of ", func(c *runs.Bin) int64 { return c.Depth }, false, nil},
	{"TRAFFIC", " transferred so far", func(c *runs.Bin) int64 { return c.Bytes }, true, draw.ByteUnits},
	{"ATTEMPTS", "so far, on every hop", func(c *runs.Bin) int64 { return c.Attempts }, true, nil},
}

// drawComparison draws the aspects in which the runs differ, three at most, and the queue when there is none.
func drawComparison(p *draw.Canvas, c Comparison) {
	c = c.withSameHost()
	note := ""
	if n := len(c.Runs) - maxCompared; n > 0 {
		note = "Not drawn: " + draw.Count(int64(n), "more value", "more values") + "."
	}
	p.Subtitle(sweeps.AppendTitle(c.Runs[c.Current].Subtitle(), strings.Join(c.Keys, ", ")), note)
	axis := c.timeAxis()
	top := drawFaultBars(p, c.Runs[c.Current], axis, marginTop, axisLine)
	var chosen []aspect
	for _, a := range aspects {
		if len(chosen) < maxPanels && c.aspectDiffers(a, axis) {
			chosen = append(chosen, a)
		}
	}
	if len(chosen) == 0 {
		if chosen = aspects[2:3]; len(c.Runs) > 1 {
			c = c.oneForAll()
		}
	}
	panels := draw.SplitPanels(axis, top, axisLine, equalParts[:len(chosen)]...)
	p.DrawTimeAxis(axis, axisLine, panels...)
	for i, a := range chosen {
		drawAspect(p, panels[i], a, c)
	}
}

// oneForAll is a comparison whose runs are all alike, as the current one.
func (c Comparison) oneForAll() Comparison {
	c.Values, c.Runs, c.Marked = c.Values[c.Current:c.Current+1], c.Runs[c.Current:c.Current+1], "all alike"
	c.Current = 0
	return c
}

// timeAxis begins with the first run and ends with the last.
func (c Comparison) timeAxis() draw.TimeAxis {
	all := runs.TimeAxisOf(c.Runs[c.Current], comparisonLeft, comparisonRight)
	for _, i := range c.shown() {
		one := runs.TimeAxisOf(c.Runs[i], comparisonLeft, comparisonRight)
		all.From, all.End = min(all.From, one.From), max(all.End, one.End)
	}
	return all
}

func (a aspect) line(s runs.Run, c draw.TimeAxis) (v []int64, width time.Duration) {
	cols, width := runs.Bins(s, c)
	v = runs.BinValues(cols, a.of)
	if a.total {
		v = draw.Cumulative(v)
	}
	return v, width
}

// aspectDiffers reports whether the lines of an aspect are not all the same.
func (c Comparison) aspectDiffers(a aspect, axis draw.TimeAxis) bool {
	now, _ := a.line(c.Runs[c.Current], axis)
	for _, i := range c.shown() {
		if v, _ := a.line(c.Runs[i], axis); !slices.Equal(v, now) {
			return true
		}
	}
	return false
}

// drawAspect draws a panel: a line a run, each named at its end.
func drawAspect(p *draw.Canvas, g draw.Panel, a aspect, c Comparison) {
	top, means := int64(0), a.means
	peaks := map[int64]bool{}
	for _, i := range c.shown() {
		v, _ := a.line(c.Runs[i], g.Axis)
		top = max(top, draw.Highest(v))
		peaks[draw.Highest(v)] = true
	}
	g = g.UpTo(top)
	until := !a.total && len(peaks) == 1
	switch host := c.Runs[c.Current].HostName(c.Runs[c.Current].WatchedHost()); {
	case a.units != nil:
		u := draw.UnitFor(top, a.units)
		g, means = g.In(u), u.Name+means
	case until:
		means += host + "; on the right is when the last one left"
	case !a.total:
		means += host + "; the numbers on the right are peaks"
	}
	p.PanelScale(g, a.head, means)
	var names []lineEnd
	for k, i := range c.shown() {
		v, width := a.line(c.Runs[i], g.Axis)
		line := g.StepLine(v, width)
		p.Stroke(draw.NewPen(draw.White, draw.LinePens[k].Width+150), line...)
		p.Stroke(draw.LinePens[k], line...)
		e := lineEnd{pen: draw.LinePens[k], y: line[len(line)-1].Y, number: metrics.Number(draw.Highest(v)), name: c.choiceName(i), peak: !a.total}
		switch {
		case a.units != nil:
			e.number = metrics.Size(draw.Highest(v))
		case until:
			e.number = g.Axis.Format(lastFilled(c.Runs[i], g.Axis))
		case !a.total:
			e.y = g.Y(draw.Highest(v))
		}
		if i == c.Current {
			e.marked = " (" + c.Marked + ")"
		}
		names = append(names, e)
	}
	p.PanelFrame(g)
	drawLineEnds(p, g, names)
}

// lastFilled is when the queue of a run was empty for good, or the end of the axis.
func lastFilled(s runs.Run, c draw.TimeAxis) time.Duration {
	_, held := s.Watched()
	if n := len(held.Depths); n > 0 && held.Depths[n-1].Last > 0 {
		return c.End
	}
	return held.HeldUntil
}

// lineEnd is the label at the end of a line.
type lineEnd struct {
	pen          draw.Pen
	y            int
	number, name string
	marked       string // behind its name
	peak         bool   // y is that of its highest point, so nothing leads from its end
}

// drawLineEnds writes numbers and names, the highest line first, apart from each other.
func drawLineEnds(p *draw.Canvas, g draw.Panel, all []lineEnd) {
	const pitch, left = 18 * pt, comparisonRight + 12*pt
	order := slices.Clone(all)
	slices.SortStableFunc(order, func(a, b lineEnd) int { return a.y - b.y })
	y := g.Top - pitch
	for k, e := range order {
		y = max(min(e.y+5*pt, g.Bottom-(len(order)-1-k)*pitch), y+pitch)
		if !e.peak {
			p.Stroke(draw.LeaderPen, draw.At(g.Axis.Right, e.y), draw.At(left-2*pt, y-5*pt))
		}
		p.Stroke(e.pen, draw.At(left, y-5*pt), draw.At(left+26*pt, y-5*pt))
		at := draw.At(left+32*pt, y)
		p.Text(draw.BoldFont, draw.Black, at, draw.AlignLeft, e.number)
		at.X += draw.BoldFont.Width(e.number) + 7*pt
		p.Text(draw.LabelFont, draw.Black, at, draw.AlignLeft, draw.LabelFont.TruncateName(e.name, draw.PageRight-at.X-draw.LabelFont.Width(e.marked))+e.marked)
	}
}
