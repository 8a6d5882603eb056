package plots

import (
	"errors"
	"slices"
	"strings"
	"time"

	"mailstorm/sim/metrics"
)

// Comparison is one storm under several choices.
type Comparison struct {
	Keys    []string   // that differ, as the user wrote them
	Values  [][]string // of each choice, one for each key
	Current int        // the choice that the others are compared with
	Marked  string     // what stands behind its name: "now", "base"
	Stories []Story    // as Values; their series are enough
}

// ComparisonPicture is one way to look at a comparison.
type ComparisonPicture = picture[Comparison]

// Comparisons lists all pictures of comparisons.
var Comparisons = []ComparisonPicture{
	{"comparison", "before and after: what differs between the runs, along one clock", nil, comparisonTitle, drawComparison},
}

func (c Comparison) check() error {
	if len(c.Stories) == 0 || len(c.Stories) != len(c.Values) || c.Current < 0 || c.Current >= len(c.Stories) {
		return errors.New("plots: a comparison needs a story for each choice, and one that the others are compared with")
	}
	for _, s := range c.Stories {
		if err := s.check(); err != nil {
			return err
		}
	}
	return nil
}

func (c Comparison) name(choice int) string { return called(c.Keys, c.Values[choice], choice) }

// contrast is something in which runs may differ that people ask about.
type contrast struct {
	id        metrics.ID
	one, many string // nouns of a count
	before    string // what stands before a duration
	bytes     bool   // all that crossed, automatic messages and DSNs included
}

var contrasts = []contrast{
	{id: metrics.Copies, one: "copy", many: "copies"},
	{id: metrics.NDRCount, one: "NDR", many: "NDRs"},
	{id: metrics.NDRFirst, before: "the first NDR after "},
	{id: metrics.DelayCount, one: "delay notice", many: "delay notices"},
	{id: metrics.DeliveryMax, before: "the last mail after "},
	{id: metrics.AutoCount, one: "automatic message", many: "automatic messages"},
	{id: metrics.Attempts, one: "attempt", many: "attempts"},
	{id: metrics.WireBytes, bytes: true},
	{id: metrics.QueuePeak, one: "copy queued at most", many: "copies queued at most"},
}

// alike watches the host in all runs that is watched in the current one.
func (c Comparison) alike() Comparison {
	c.Stories = slices.Clone(c.Stories)
	host := c.Stories[c.Current].watched()
	for i := range c.Stories {
		c.Stories[i] = c.Stories[i].watching(host)
	}
	return c
}

func (k contrast) number(s Story) int64 {
	switch _, held := s.waiter(); {
	case k.bytes:
		return s.crossed() // as the curve has it
	case k.id == metrics.QueuePeak:
		return held.Held
	}
	return s.number(k.id)
}

// say writes the value of a run, with its noun or without.
func (k contrast) say(s Story, alone bool) string {
	n := k.number(s)
	switch {
	case k.bytes:
		return metrics.Size(n)
	case k.many == "" && alone:
		return k.before + metrics.Span(time.Duration(n))
	case k.many == "":
		return metrics.Span(time.Duration(n))
	case alone:
		return counted(n, k.one, k.many)
	}
	return metrics.Number(n)
}

// differs reports whether all runs have the value, and not the same.
func (c Comparison) differs(k contrast) bool {
	said := map[string]bool{}
	for _, s := range c.Stories {
		if !s.Result.Values[k.id].Known {
			return false
		}
		said[k.say(s, true)] = true
	}
	return len(said) > 1
}

// comparisonTitle says the first one or two things in which two runs differ, and between what more of them lie.
func comparisonTitle(c Comparison) string {
	c = c.alike()
	var parts []string
	for _, k := range contrasts {
		if !c.differs(k) {
			continue
		}
		if len(c.Stories) > 2 {
			return c.between(k)
		}
		parts = append(parts, k.say(c.Stories[1-c.Current], true)+", not "+k.say(c.Stories[c.Current], false))
	}
	switch {
	case len(c.Stories) == 1:
		return c.name(0) + ", and nothing to compare it with"
	case len(parts) == 0 && len(c.Stories) > 2:
		return "No difference that anybody would see"
	case len(parts) == 0:
		parts = []string{"no difference that anybody would see"}
	}
	return c.name(1-c.Current) + " in place of " + c.name(c.Current) + ": " + strings.Join(parts[:min(len(parts), 2)], "; ")
}

// between names the runs that have least and most of something.
func (c Comparison) between(k contrast) string {
	least, most := 0, 0
	for i, s := range c.Stories {
		if k.number(s) < k.number(c.Stories[least]) {
			least = i
		}
		if k.number(s) > k.number(c.Stories[most]) {
			most = i
		}
	}
	return capital(k.say(c.Stories[least], true)) + " with " + c.name(least) + ", " + k.say(c.Stories[most], false) + " with " + c.name(most)
}

const mostCompared = 6

// shown are the runs that have a line: the first ones, and the current one.
func (c Comparison) shown() (choices []int) {
	for i := range c.Stories {
		if i == c.Current || len(choices) < mostCompared-1 || len(choices) < mostCompared && c.Current < i {
			choices = append(choices, i)
		}
	}
	return choices
}

// Where the panels stand: the right side names their lines.
const (
	comparisonLeft  = 96 * pt
	comparisonRight = pageRight - 236*pt
	mostPanels      = 3
)

var equal = [mostPanels]int{1, 1, 1}

// aspect is a panel of a comparison.
type aspect struct {
	head, means string
	of          func(*column) int64
	total       bool // so far, else as it is
	units       []unit
}

var aspects = []aspect{
	{"COPIES", "in mailboxes so far", func(c *column) int64 { return c.copies }, true, nil},
	{"NDRS", "written so far", func(c *column) int64 { return c.bounced }, true, nil},
	{"QUEUE", "copies in custody of ", func(c *column) int64 { return c.depth }, false, nil},
	{"WIRE", " that crossed so far", func(c *column) int64 { return c.bytes }, true, byteUnits},
	{"ATTEMPTS", "so far, on every hop", func(c *column) int64 { return c.attempts }, true, nil},
}

// drawComparison draws the aspects in which the runs differ, three at most, and the queue when there is none.
func drawComparison(p *paper, c Comparison) {
	c = c.alike()
	note := ""
	if n := len(c.Stories) - mostCompared; n > 0 {
		note = "Not drawn: " + counted(int64(n), "more value", "more values") + "."
	}
	p.subheading(beside(c.Stories[c.Current].subtitle(), strings.Join(c.Keys, ", ")), note)
	axis := c.clock()
	top := p.faultLines(faults(c.Stories[c.Current], axis), axis, marginTop, axisLine)
	var chosen []aspect
	for _, a := range aspects {
		if len(chosen) < mostPanels && c.apart(a, axis) {
			chosen = append(chosen, a)
		}
	}
	if len(chosen) == 0 {
		chosen = aspects[2:3]
	}
	panels := split(axis, top, axisLine, equal[:len(chosen)]...)
	p.axis(axis, axisLine, panels...)
	for i, a := range chosen {
		p.aspect(panels[i], a, c)
	}
}

// clock begins with the first run and ends with the last.
func (c Comparison) clock() clock {
	all := clockOf(c.Stories[c.Current], comparisonLeft, comparisonRight)
	for _, i := range c.shown() {
		one := clockOf(c.Stories[i], comparisonLeft, comparisonRight)
		all.from, all.span = min(all.from, one.from), max(all.span, one.span)
	}
	return all
}

func (a aspect) line(s Story, c clock) (v []int64, width time.Duration) {
	cols, width := columns(s, c)
	v = heights(cols, a.of)
	if a.total {
		v = soFar(v)
	}
	return v, width
}

// apart reports whether the lines of an aspect are not all the same.
func (c Comparison) apart(a aspect, axis clock) bool {
	now, _ := a.line(c.Stories[c.Current], axis)
	for _, i := range c.shown() {
		if v, _ := a.line(c.Stories[i], axis); !slices.Equal(v, now) {
			return true
		}
	}
	return false
}

// aspect draws a panel: a line a run, each named at its end.
func (p *paper) aspect(g panel, a aspect, c Comparison) {
	top, means := int64(0), a.means
	for _, i := range c.shown() {
		v, _ := a.line(c.Stories[i], g.clock)
		top = max(top, highest(v))
	}
	g = g.upTo(top)
	switch {
	case a.units != nil:
		u := unitFor(top, a.units)
		g, means = g.in(u), u.name+means
	case !a.total:
		means += c.Stories[c.Current].host(c.Stories[c.Current].watched()) + "; the numbers beside are the most"
	}
	p.scale(g, a.head, means)
	var names []ending
	for k, i := range c.shown() {
		v, width := a.line(c.Stories[i], g.clock)
		line := g.steps(v, width)
		p.stroke(wayPens[k], line...)
		e := ending{wayPens[k], line[len(line)-1].y, metrics.Number(highest(v)), c.name(i)}
		if a.units != nil {
			e.number = metrics.Size(highest(v))
		}
		if i == c.Current {
			e.name += " (" + c.Marked + ")"
		}
		names = append(names, e)
	}
	p.edge(g)
	p.endings(g, names)
}

// ending is what stands where a line ends.
type ending struct {
	pen          pen
	y            int
	number, name string
}

// endings writes numbers and names, the highest line first, apart from each other.
func (p *paper) endings(g panel, all []ending) {
	const pitch, left = 18 * pt, comparisonRight + 12*pt
	order := slices.Clone(all)
	slices.SortStableFunc(order, func(a, b ending) int { return a.y - b.y })
	y := g.top - pitch
	for k, e := range order {
		y = max(min(e.y+5*pt, g.bottom-(len(order)-1-k)*pitch), y+pitch)
		p.stroke(tiePen, spot{g.clock.right, e.y}, spot{left - 2*pt, y - 5*pt})
		p.stroke(e.pen, spot{left, y - 5*pt}, spot{left + 26*pt, y - 5*pt})
		at := spot{left + 32*pt, y}
		p.write(headFace, black, at, fromLeft, e.number)
		at.x += headFace.width(e.number) + 7*pt
		p.write(labelFace, black, at, fromLeft, labelFace.fit(e.name, pageRight-at.x))
	}
}
