package plots

import (
	"errors"
	"slices"
	"time"

	"mailstorm/sim/metrics"
)

// Schedule is what a profile does for one message to a host that refuses for ever.
type Schedule struct {
	Profile     string
	Attempts    []time.Duration // ascending, since submission
	Notice, NDR time.Duration   // 0: none
	AtLeast     bool            // the profile replays a log, which hides attempts
}

// Schedules are the sieges of some profiles.
type Schedules []Schedule

// SchedulesPicture is one way to look at schedules.
type SchedulesPicture = picture[Schedules]

// Profiles lists all pictures of profiles.
var Profiles = []SchedulesPicture{
	{"schedules", "when each profile tries, all below each other, with attempts in 24 h and the time until it gives up", nil, schedulesTitle, drawSchedules},
}

func (s Schedules) Check() error {
	if len(s) == 0 {
		return errors.New("plots: schedules need a profile")
	}
	return nil
}

// attemptsWithin counts the attempts before an age.
func (s Schedule) attemptsWithin(age time.Duration) int64 {
	n, _ := slices.BinarySearch(s.Attempts, age)
	return int64(n)
}

// ranked has those with most attempts in a day first.
func (s Schedules) ranked() Schedules {
	ranked := slices.Clone(s)
	slices.SortStableFunc(ranked, func(a, b Schedule) int { return int(b.attemptsWithin(Day) - a.attemptsWithin(Day)) })
	return ranked
}

// schedulesTitle says how far the profiles differ; what a log hides counts for neither end.
func schedulesTitle(s Schedules) string {
	known := slices.DeleteFunc(s.ranked(), func(one Schedule) bool { return one.AtLeast })
	const told = "One message that nobody takes: "
	if len(known) == 0 {
		return told + "at least " + Count(s.ranked()[0].attemptsWithin(Day), "attempt", "attempts") + " in 24 h"
	}
	most, fewest := known[0].attemptsWithin(Day), known[len(known)-1].attemptsWithin(Day)
	if most == fewest {
		return told + Count(most, "attempt", "attempts") + " in 24 h"
	}
	return told + "between " + metrics.Number(fewest) + " and " + metrics.Number(most) + " attempts in 24 h, depending on the server"
}

// Where the strips stand on the page: names on the left, a table on the right.
const (
	schedulesLeft   = 216 * Pt
	schedulesRight  = 680 * Pt
	schedulesTop    = 104 * Pt
	schedulesBottom = PageHeight - 62*Pt
	maxSchedules    = 16
	columnInDay     = schedulesRight + 66*Pt
	columnAll       = columnInDay + 74*Pt
)

// drawSchedules draws a strip a profile, a bar an attempt, over a day and what follows at once.
func drawSchedules(p *Canvas, s Schedules) {
	ranked := s.ranked()
	note := ""
	if n := len(ranked) - maxSchedules; n > 0 {
		note, ranked = "Not drawn: "+Count(int64(n), "more profile", "more profiles")+".", ranked[:maxSchedules]
	}
	p.Subtitle("a bar is an attempt; to a host that refuses for ever, jitter off", note)
	c := TimeAxis{left: schedulesLeft, right: schedulesRight, End: Day + Day/24}
	g := Panel{Axis: c, top: schedulesTop, bottom: schedulesBottom}
	p.AgeAxis(g, "time since the message was written")
	used := [Markers]bool{}
	height := (schedulesBottom - schedulesTop) / len(ranked)
	for i, one := range ranked {
		drawSchedule(p, c, one, schedulesTop+i*height, min(height, 44*Pt), &used)
	}
	p.Stroke(AxisPen, Point{c.left, schedulesBottom}, Point{c.right, schedulesBottom})
	for _, h := range []struct {
		x    int
		name string
	}{{columnInDay, "in 24 h"}, {columnAll, "in all"}, {PageRight, "NDR after"}} {
		p.Text(LabelFont, Grey, Point{h.x, schedulesTop - 10*Pt}, AlignRight, h.name)
	}
	p.Text(LabelFont, Grey, Point{c.left, schedulesTop - 10*Pt}, AlignLeft, "attempts")
	p.Legend(used, markerMeanings)
}

// drawSchedule draws one profile: its name, its attempts, what it tells the sender, its numbers.
func drawSchedule(p *Canvas, c TimeAxis, s Schedule, top, height int, used *[Markers]bool) {
	middle := top + height/2
	p.Stroke(GridPen, Point{PageLeft, top}, Point{PageRight, top})
	p.MarginText(BoldFont, Point{c.left - 10*Pt, middle + 5*Pt}, s.Profile)
	shown := -PageWidth
	for _, at := range s.Attempts {
		if x := c.X(at); at <= c.End && x-shown >= Pt { // closer ones are one bar
			p.Stroke(attemptPen, Point{x, top + height/4}, Point{x, top + height*3/4})
			shown = x
		}
	}
	for _, flag := range []struct {
		what Marker
		at   time.Duration
	}{{delayMarker, s.Notice}, {ndrMarker, s.NDR}} {
		if flag.at > 0 && flag.at <= c.End {
			used[flag.what] = true
			p.Marker(flag.what, Point{c.X(flag.at), top + height - 3*Pt}, min(5*Pt, height/7))
		}
	}
	number, all := metrics.Number(s.attemptsWithin(Day)), metrics.Number(int64(len(s.Attempts)))
	if s.AtLeast {
		number, all = "≥ "+number, "≥ "+all
	}
	p.Text(numberFont, Black, Point{columnInDay, middle + 6*Pt}, AlignRight, number)
	p.Text(LabelFont, Black, Point{columnAll, middle + 5*Pt}, AlignRight, all)
	p.Text(LabelFont, Black, Point{PageRight, middle + 5*Pt}, AlignRight, s.endText())
}

// endText says when it gives up.
func (s Schedule) endText() string {
	switch {
	case s.NDR == 0:
		return "never"
	case s.NDR < time.Second:
		return "at once"
	}
	return metrics.Span(s.NDR)
}

var (
	attemptPen = Pen{Blue, 160, nil}
	numberFont = Font{17 * Pt, true}
)
