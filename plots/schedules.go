package plots

import (
	"errors"
	"slices"
	"time"

	"mailstorm/plots/draw"
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
	slices.SortStableFunc(ranked, func(a, b Schedule) int { return int(b.attemptsWithin(draw.Day) - a.attemptsWithin(draw.Day)) })
	return ranked
}

// schedulesTitle says how far the profiles differ; what a log hides counts for neither end.
func schedulesTitle(s Schedules) string {
	known := slices.DeleteFunc(s.ranked(), func(one Schedule) bool { return one.AtLeast })
	const text = "An undeliverable message: "
	if len(known) == 0 {
		return text + "at least " + draw.Count(s.ranked()[0].attemptsWithin(draw.Day), "attempt", "attempts") + " in 24 h"
	}
	most, fewest := known[0].attemptsWithin(draw.Day), known[len(known)-1].attemptsWithin(draw.Day)
	if most == fewest {
		return text + draw.Count(most, "attempt", "attempts") + " in 24 h"
	}
	return text + "between " + metrics.Number(fewest) + " and " + metrics.Number(most) + " attempts in 24 h, depending on the server"
}

// Where the strips stand on the page: names on the left, a table on the right.
const (
	schedulesLeft   = 216 * pt
	schedulesRight  = 680 * pt
	schedulesTop    = 104 * pt
	schedulesBottom = draw.PageHeight - 62*pt
	maxSchedules    = 16
	columnInDay     = schedulesRight + 66*pt
	columnAll       = columnInDay + 74*pt
)

// drawSchedules draws a row a profile, a bar an attempt, over a day and what follows at once.
func drawSchedules(p *draw.Canvas, s Schedules) {
	ranked := s.ranked()
	note := ""
	if n := len(ranked) - maxSchedules; n > 0 {
		note, ranked = "Not drawn: "+draw.Count(int64(n), "more profile", "more profiles")+".", ranked[:maxSchedules]
	}
	p.Subtitle("each bar is an attempt at a host that always refuses, without jitter", note)
	c := draw.TimeAxis{Left: schedulesLeft, Right: schedulesRight, End: draw.Day + draw.Day/24}
	g := draw.Panel{Axis: c, Top: schedulesTop, Bottom: schedulesBottom}
	p.AgeAxis(g, "time since the message was sent")
	used := [draw.Markers]bool{}
	height := (schedulesBottom - schedulesTop) / len(ranked)
	for i, one := range ranked {
		drawSchedule(p, c, one, schedulesTop+i*height, min(height, 44*pt), &used)
	}
	p.Stroke(draw.AxisPen, draw.At(c.Left, schedulesBottom), draw.At(c.Right, schedulesBottom))
	for _, h := range []struct {
		x    int
		name string
	}{{columnInDay, "in 24 h"}, {columnAll, "in total"}, {draw.PageRight, "NDR after"}} {
		p.Text(draw.LabelFont, draw.Grey, draw.At(h.x, schedulesTop-10*pt), draw.AlignRight, h.name)
	}
	p.Text(draw.LabelFont, draw.Grey, draw.At(c.Left, schedulesTop-10*pt), draw.AlignLeft, "attempts")
	p.Legend(used, markerMeanings)
}

// drawSchedule draws one profile: its name, its attempts, what it tells the sender, its numbers.
func drawSchedule(p *draw.Canvas, c draw.TimeAxis, s Schedule, top, height int, used *[draw.Markers]bool) {
	middle := top + height/2
	p.Stroke(draw.GridPen, draw.At(draw.PageLeft, top), draw.At(draw.PageRight, top))
	p.MarginText(draw.BoldFont, draw.At(c.Left-10*pt, middle+5*pt), s.Profile)
	shown := -draw.PageWidth
	for _, at := range s.Attempts {
		if x := c.X(at); at <= c.End && x-shown >= pt { // closer ones are one bar
			p.Stroke(attemptPen, draw.At(x, top+height/4), draw.At(x, top+height*3/4))
			shown = x
		}
	}
	for _, flag := range []struct {
		what draw.Marker
		at   time.Duration
	}{{delayMarker, s.Notice}, {ndrMarker, s.NDR}} {
		if flag.at > 0 && flag.at <= c.End {
			used[flag.what] = true
			p.Marker(flag.what, draw.At(c.X(flag.at), top+height-3*pt), min(5*pt, height/7))
		}
	}
	number, all := metrics.Number(s.attemptsWithin(draw.Day)), metrics.Number(int64(len(s.Attempts)))
	if s.AtLeast {
		number, all = "≥ "+number, "≥ "+all
	}
	p.Text(numberFont, draw.Black, draw.At(columnInDay, middle+6*pt), draw.AlignRight, number)
	p.Text(draw.LabelFont, draw.Black, draw.At(columnAll, middle+5*pt), draw.AlignRight, all)
	p.Text(draw.LabelFont, draw.Black, draw.At(draw.PageRight, middle+5*pt), draw.AlignRight, s.endText())
}

// endText says when it gives up.
func (s Schedule) endText() string {
	switch {
	case s.NDR == 0:
		return "never"
	case s.NDR < time.Second:
		return "immediately"
	}
	return metrics.Span(s.NDR)
}

var (
	attemptPen = draw.NewPen(draw.Blue, 160)
	numberFont = draw.Bold(17 * pt)
)
