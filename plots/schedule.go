package plots

import (
	"errors"
	"slices"
	"time"

	"mailstorm/sim/metrics"
)

// Siege is what a profile does for one message to a host that refuses for ever.
type Siege struct {
	Profile     string
	Attempts    []time.Duration // ascending, since submission
	Notice, NDR time.Duration   // 0: none
	AtLeast     bool            // the profile replays a log, which hides attempts
}

// Schedules are the sieges of some profiles.
type Schedules []Siege

// SchedulesPicture is one way to look at schedules.
type SchedulesPicture = picture[Schedules]

// Profiles lists all pictures of profiles.
var Profiles = []SchedulesPicture{
	{"schedules", "when each profile tries, all below each other, with attempts in 24 h and the time until it gives up", nil, schedulesTitle, drawSchedules},
}

func (s Schedules) check() error {
	if len(s) == 0 {
		return errors.New("plots: schedules need a profile")
	}
	return nil
}

// within counts the attempts before an age.
func (s Siege) within(age time.Duration) int64 {
	n, _ := slices.BinarySearch(s.Attempts, age)
	return int64(n)
}

// ranked has those with most attempts in a day first.
func (s Schedules) ranked() Schedules {
	ranked := slices.Clone(s)
	slices.SortStableFunc(ranked, func(a, b Siege) int { return int(b.within(day) - a.within(day)) })
	return ranked
}

// schedulesTitle says how far the profiles differ; what a log hides counts for neither end.
func schedulesTitle(s Schedules) string {
	known := slices.DeleteFunc(s.ranked(), func(one Siege) bool { return one.AtLeast })
	const told = "One message that nobody takes: "
	if len(known) == 0 {
		return told + "at least " + counted(s.ranked()[0].within(day), "attempt", "attempts") + " in 24 h"
	}
	most, fewest := known[0].within(day), known[len(known)-1].within(day)
	if most == fewest {
		return told + counted(most, "attempt", "attempts") + " in 24 h"
	}
	return told + "between " + metrics.Number(fewest) + " and " + metrics.Number(most) + " attempts in 24 h, depending on the server"
}

// Where the strips stand on the page: names on the left, a table on the right.
const (
	stripLeft   = 216 * pt
	stripRight  = 680 * pt
	stripTop    = 104 * pt
	stripFloor  = pageHeight - 62*pt
	mostStrips  = 16
	columnInDay = stripRight + 66*pt
	columnAll   = columnInDay + 74*pt
)

// drawSchedules draws a strip a profile, a bar an attempt, over a day and what follows at once.
func drawSchedules(p *paper, s Schedules) {
	ranked := s.ranked()
	note := ""
	if n := len(ranked) - mostStrips; n > 0 {
		note, ranked = "Not drawn: "+counted(int64(n), "more profile", "more profiles")+".", ranked[:mostStrips]
	}
	p.subheading("a bar is an attempt; to a host that refuses for ever, jitter off", note)
	c := clock{left: stripLeft, right: stripRight, span: day + day/24}
	g := panel{clock: c, top: stripTop, bottom: stripFloor}
	p.ages(g, "time since the message was written")
	used := [glyphs]bool{}
	height := (stripFloor - stripTop) / len(ranked)
	for i, one := range ranked {
		p.strip(c, one, stripTop+i*height, min(height, 44*pt), &used)
	}
	p.stroke(axisPen, spot{c.left, stripFloor}, spot{c.right, stripFloor})
	for _, h := range []struct {
		x    int
		name string
	}{{columnInDay, "in 24 h"}, {columnAll, "in all"}, {pageRight, "NDR after"}} {
		p.write(labelFace, grey, spot{h.x, stripTop - 10*pt}, fromRight, h.name)
	}
	p.write(labelFace, grey, spot{c.left, stripTop - 10*pt}, fromLeft, "attempts")
	p.legend(used)
}

// strip draws one profile: its name, its attempts, what it tells the sender, its numbers.
func (p *paper) strip(c clock, s Siege, top, height int, used *[glyphs]bool) {
	middle := top + height/2
	p.stroke(gridPen, spot{pageLeft, top}, spot{pageRight, top})
	p.margin(headFace, spot{c.left - 10*pt, middle + 5*pt}, s.Profile)
	shown := -pageWidth
	for _, at := range s.Attempts {
		if x := c.x(at); at <= c.span && x-shown >= pt { // closer ones are one bar
			p.stroke(attemptPen, spot{x, top + height/4}, spot{x, top + height*3/4})
			shown = x
		}
	}
	for _, flag := range []struct {
		what glyph
		at   time.Duration
	}{{notice, s.Notice}, {ndr, s.NDR}} {
		if flag.at > 0 && flag.at <= c.span {
			used[flag.what] = true
			p.mark(flag.what, spot{c.x(flag.at), top + height - 3*pt}, min(5*pt, height/7))
		}
	}
	number, all := metrics.Number(s.within(day)), metrics.Number(int64(len(s.Attempts)))
	if s.AtLeast {
		number, all = "≥ "+number, "≥ "+all
	}
	p.write(numberFace, black, spot{columnInDay, middle + 6*pt}, fromRight, number)
	p.write(labelFace, black, spot{columnAll, middle + 5*pt}, fromRight, all)
	p.write(labelFace, black, spot{pageRight, middle + 5*pt}, fromRight, s.ending())
}

// ending says when it gives up.
func (s Siege) ending() string {
	switch {
	case s.NDR == 0:
		return "never"
	case s.NDR < time.Second:
		return "at once"
	}
	return metrics.Span(s.NDR)
}

var (
	attemptPen = pen{blue, 160, nil}
	numberFace = face{17 * pt, true}
)
