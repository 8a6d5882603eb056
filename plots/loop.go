package plots

import (
	"time"

	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// loops reports whether mailboxes wrote anything on their own.
func loops(s Story) bool { return s.number(metrics.AutoCount) > 0 }

// loopTitle says how far the loop grew, in what time, and what ended it.
func loopTitle(s Story) string {
	if !loops(s) {
		return "No mailbox wrote an automatic message"
	}
	n := s.number(metrics.AutoCount)
	text := who(s) + ", " + counted(n, "automatic message", "automatic messages")
	if first, last := s.loop(); n > 1 {
		text += " in " + metrics.Span(last-first)
	}
	return text + ": " + s.brake().title
}

// loop is when the first automatic message was written, and when the last one.
func (s Story) loop() (first, last time.Duration) {
	known := false
	for i := range s.Result.Series {
		if cell := &s.Result.Series[i]; cell.Auto > 0 {
			if !known {
				first, known = cell.Starts, true
			}
			last = cell.Starts
		}
	}
	if r := s.earliest(writtenAlone, first); r != nil {
		first = r.At
	}
	if at, ok := s.moment(metrics.AutoLast); ok {
		last = at
	}
	return first, max(first, last)
}

func writtenAlone(r *sim.Record) bool {
	return r.Kind == sim.Written && r.Flags&sim.FlagAuto != 0 && r.Flags&sim.FlagReport == 0
}

// earliest is the first such record from a moment on, nil without one.
func (s Story) earliest(such func(*sim.Record) bool, from time.Duration) *sim.Record {
	for i := range s.Records {
		if r := &s.Records[i]; r.At >= from && such(r) {
			return r
		}
	}
	return nil
}

// brake is what ended a loop.
type brake struct {
	title string        // the end of a title
	label string        // of its mark
	at    time.Duration // of its mark, if there is one
	marks bool
}

// brake is the first thing after the last automatic message that can have kept the next from being written.
func (s Story) brake() brake {
	first, last := s.loop()
	full, filled := s.moment(metrics.FullAt)
	switch overflow := (brake{"stopped when a mailbox was full", "mailbox full", full, true}); {
	case filled && full >= last && full <= s.forbidden(last).at:
		return overflow
	case s.running(first, last):
		return brake{title: "still running at the end"}
	case s.forbidden(last).marks:
		return s.forbidden(last)
	case s.number(metrics.LoopsCut) > 0:
		return brake{title: "stopped by the hop limit"}
	case s.number(metrics.AutoStopped) > 0:
		return brake{title: "stopped when the next was forbidden"}
	}
	c := clockOf(s, 0, 1)
	return brake{"the last one " + c.moment(last), "the last one", last, true}
}

// forbidden is the first time from a moment on that a hop limit stopped a copy or a mailbox might not write; without one, at the end of time.
func (s Story) forbidden(from time.Duration) brake {
	r := s.earliest(func(r *sim.Record) bool { return r.Kind == sim.Looped || r.Kind == sim.Stopped }, from)
	switch {
	case r == nil:
		return brake{at: 1<<63 - 1}
	case r.Kind == sim.Looped:
		return brake{"stopped by the hop limit", "hop limit", r.At, true}
	}
	return brake{"stopped when the next was forbidden", "the next one was forbidden", r.At, true}
}

// running reports whether the run was cut off before the loop's next message can have been due.
func (s Story) running(first, last time.Duration) bool {
	cut := s.Result.Stopped != "" || s.Config.Length > 0 && s.Result.End >= s.Config.Length
	return cut && (s.Result.End-last)/2 <= s.pace(first, last)
}

// pace is the mean time from one automatic message to the next.
func (s Story) pace(first, last time.Duration) time.Duration {
	return (last - first) / time.Duration(max(s.number(metrics.AutoCount)-1, 1))
}

// drawLoop draws the automatic messages so far over the bytes that crossed so far.
func drawLoop(p *paper, s Story) {
	p.subheading(s.subtitle(), "")
	c := clockOf(s, marginLeft, marginRight)
	const floor = pageHeight - 56*pt
	top := p.faultLines(faults(s, c), c, marginTop, floor)
	panels := split(c, top, floor, 1, 1)
	p.axis(c, floor, panels...)
	p.growth(panels[0], s)
	p.crossed(panels[1], s)
	if b := s.brake(); loops(s) && b.marks && b.at <= c.span {
		p.milestone(panels[0], panels[1], b.at, panels[0].bottom-14*pt, b.label+", "+c.moment(b.at))
	}
}

func (p *paper) growth(g panel, s Story) {
	cols, width := columns(s, g.clock)
	wrote := soFar(heights(cols, func(c *column) int64 { return c.auto }))
	g = g.upTo(highest(wrote))
	p.scale(g, "WRITTEN", "automatic messages so far"+s.every())
	p.area(sky, g, wrote, width)
	p.stroke(linePen, g.steps(wrote, width)...)
	p.edge(g)
}

// every says how fast the loop turned, and what it might not write.
func (s Story) every() string {
	text := ""
	switch pace := s.pace(s.loop()); {
	case s.number(metrics.AutoCount) <= 1:
	case pace < time.Second:
		text = ", more than one a second"
	default:
		text = ", one every " + metrics.Span(pace)
	}
	if n := s.number(metrics.AutoStopped); n > 0 {
		text += "; " + metrics.Number(n) + " more forbidden (a limit, a switch, good manners)"
	}
	return text
}

func (p *paper) crossed(g panel, s Story) {
	cols, width := columns(s, g.clock)
	bytes := soFar(heights(cols, func(c *column) int64 { return c.bytes }))
	all := highest(bytes)
	u := unitFor(all, byteUnits)
	g = g.upTo(all).in(u)
	p.scale(g, "WIRE", u.name+" that crossed so far; "+s.crossing())
	p.area(green, g, bytes, width)
	p.stroke(pen{black, 80, nil}, g.steps(bytes, width)...)
	p.edge(g)
}
