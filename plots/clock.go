package plots

import (
	"time"

	"mailstorm/sim"
)

const day = 24 * time.Hour

// clock lays simulated time along the page.
type clock struct {
	zero        time.Time     // what simulated time 0 is called
	from, span  time.Duration // where the page begins and ends
	left, right int
}

// clockOf makes room for all that happens in a story, and for a minute at least. A long calm before the first event is left out.
func clockOf(s Story, left, right int) clock {
	span := max(s.Result.End, time.Minute)
	for i := range s.Records {
		span = max(span, s.Records[i].At)
		if s.Records[i].Kind == sim.Talked {
			span = max(span, s.Records[i].Until)
		}
	}
	if n := len(s.Result.Series); n > 0 {
		span = max(span, s.Result.Series[n-1].Starts)
	}
	from := s.calm(span)
	if s.Result.Stopped == "" && (s.Config.Length == 0 || s.Result.End < s.Config.Length) {
		span += min((span-from)/40, 1<<63-1-span) // nothing happens any more: show that
	}
	return clock{zero: s.Config.Clock, from: from, span: span, left: left, right: right}
}

// calm is how long nothing happens at first and no fault holds, less what shows that it is calm, in whole columns; 0 when it is short.
func (s Story) calm(end time.Duration) time.Duration {
	first := end
	if len(s.Records) > 0 {
		first = min(first, s.Records[0].At)
	}
	if len(s.Result.Series) > 0 {
		first = min(first, s.Result.Series[0].Starts)
	}
	for _, span := range s.Result.Spans {
		first = min(first, span.Starts)
	}
	if first < end/6 || first == end {
		return 0
	}
	first -= (end - first) / 40
	return first - first%max(atMost(end-first, mostColumns), sim.Slice)
}

// shown is how much time the page has.
func (c clock) shown() time.Duration { return c.span - c.from }

func (c clock) x(t time.Duration) int {
	return c.left + int(share(int64(t-c.from), int64(c.shown()), int64(c.right-c.left)))
}

// humanSteps divide a day, or are whole days.
var humanSteps = []time.Duration{
	time.Second, 5 * time.Second, 15 * time.Second, 30 * time.Second,
	time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute,
	time.Hour, 2 * time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour,
	day, 2 * day, 7 * day, 14 * day, 28 * day, 91 * day, 182 * day, 364 * day,
}

// atMost is the smallest human step of which no more than so many fill the span.
func atMost(span time.Duration, many int64) time.Duration {
	for _, step := range humanSteps {
		if int64(span/step) < many {
			return step
		}
	}
	step := humanSteps[len(humanSteps)-1]
	for int64(span/step) >= many {
		step *= 2
	}
	return step
}

// tick is a place on the time axis with its label; the day is named where it changes.
type tick struct {
	at         time.Duration
	label, day string
}

const tickGap = 18 * pt

// step is the smallest one whose labels do not touch.
func (c clock) step() time.Duration {
	const widest = 104 * pt // "30 Sep 2026", and more than any time of day takes
	sparse := atMost(c.shown(), int64((c.right-c.left)/widest))
	for _, step := range humanSteps {
		room := share(int64(step), int64(max(c.shown(), step)), int64(c.right-c.left))
		if step < sparse && int(room) >= labelFace.width(stepFormat(step))+tickGap {
			return step
		}
	}
	return sparse
}

func stepFormat(step time.Duration) string {
	switch {
	case step < time.Minute:
		return "15:04:05"
	case step < day:
		return "15:04"
	}
	return "Mon 2 Jan"
}

// ticks stand where the clock on the wall shows a multiple of the step.
func (c clock) ticks() []tick {
	step := c.step()
	midnight := time.Date(c.zero.Year(), c.zero.Month(), c.zero.Day(), 0, 0, 0, 0, c.zero.Location())
	first := (step - c.zero.Sub(midnight)%step) % step
	if first < c.from {
		first += (c.from - first + step - 1) / step * step
	}
	var ticks []tick
	shown := ""
	for at := first; at <= c.span; at += step {
		when := c.zero.Add(at)
		name, format := when.Format("Mon 2 Jan"), stepFormat(step)
		if step >= day {
			name = when.Format("2006")
		}
		t := tick{at: at, label: when.Format(format)}
		if name != shown {
			t.day, shown = name, name
		}
		ticks = append(ticks, t)
		if at > c.span-step { // the sum would pass the end of time
			break
		}
	}
	return ticks
}

// moment names a moment of the run, to the nearest minute as reports do: with the weekday when the run is longer than a day.
func (c clock) moment(t time.Duration) string {
	when := c.zero.Add(t).Round(time.Minute)
	switch {
	case c.shown() > 6*day:
		return when.Format("2 Jan 15:04")
	case c.zero.Add(c.from).YearDay() != c.zero.Add(c.span).YearDay():
		return when.Format("Mon 15:04")
	case c.shown() < 10*time.Minute:
		return c.zero.Add(t).Round(time.Second).Format("15:04:05")
	}
	return when.Format("15:04")
}

// axis draws the grid through panels, and the labels under them. The first day has the zone beside it, and gives way to the left.
func (p *paper) axis(c clock, bottom int, panels ...panel) {
	ticks := c.ticks()
	free := pageRight + 100*pt
	for i := len(ticks) - 1; i >= 0; i-- {
		t := ticks[i]
		if i == 0 {
			t.day += ", " + c.zero.Location().String()
		}
		x := c.x(t.at)
		for _, g := range panels {
			p.stroke(gridPen, spot{x, g.top}, spot{x, g.bottom})
		}
		p.stroke(axisPen, spot{x, bottom}, spot{x, bottom + 5*pt})
		p.write(labelFace, black, spot{x, bottom + 20*pt}, centred, t.label)
		half := headFace.width(t.day) / 2
		if i == 0 {
			x = max(min(x, free-half-tickGap), pageLeft+half)
		}
		if t.day != "" && (i == 0 || x+half+tickGap/2 < free) {
			p.write(headFace, black, spot{x, bottom + 37*pt}, centred, t.day)
			free = x - half
		}
	}
}
