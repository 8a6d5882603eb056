package draw

import (
	"slices"
	"strings"
	"time"

	"mailstorm/sim/calendar"
)

// Day is 24 hours of simulated time, which runs evenly; days of the clock on the wall may be longer or shorter.
const Day = 24 * time.Hour

// TimeAxis lays simulated time along the page.
type TimeAxis struct {
	Epoch       time.Time     // what simulated time 0 is called
	From, End   time.Duration // where the axis begins and ends
	Left, Right int

	Sessions int           // of an axis that counts them, one a second; 0: it shows time
	Moment   time.Duration // of all sessions
}

// Length is how much time the axis has.
func (c TimeAxis) Length() time.Duration { return c.End - c.From }

// X is the place of a moment along the page.
func (c TimeAxis) X(t time.Duration) int {
	return c.Left + int(Proportion(int64(t-c.From), int64(c.Length()), int64(c.Right-c.Left)))
}

// durationSteps divide a day, or are whole days.
var durationSteps = []time.Duration{
	time.Second, 5 * time.Second, 15 * time.Second, 30 * time.Second,
	time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute,
	time.Hour, 2 * time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour,
	Day, 2 * Day, 7 * Day, 14 * Day, 28 * Day, 91 * Day, 182 * Day, 364 * Day,
}

// DurationStep is the smallest usual step that needs at most a number of steps for the span.
func DurationStep(span time.Duration, many int64) time.Duration {
	for _, step := range durationSteps {
		if int64(span/step) < many {
			return step
		}
	}
	step := durationSteps[len(durationSteps)-1]
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

const tickGap = 18 * Pt

// step is the smallest one whose labels do not touch.
func (c TimeAxis) step() time.Duration {
	const widest = 104 * Pt // "30 Sep 2026", and more than any time of day takes
	sparse := DurationStep(c.Length(), int64((c.Right-c.Left)/widest))
	for _, step := range durationSteps {
		room := Proportion(int64(step), int64(max(c.Length(), step)), int64(c.Right-c.Left))
		if step < sparse && int(room) >= LabelFont.Width(stepFormat(step))+tickGap {
			return step
		}
	}
	return sparse
}

func stepFormat(step time.Duration) string {
	switch {
	case step < time.Minute:
		return "15:04:05"
	case step < Day:
		return "15:04"
	}
	return "Mon 2 Jan"
}

// monthSteps are steps in months; an axis of years has ticks at the first of a month.
var monthSteps = []int{1, 2, 3, 6, 12, 24, 60, 120, 600, 1200}

// monthTicks are ticks at the first of months, each named with its month or with its year alone.
func (c TimeAxis) monthTicks() (ticks []tick) {
	const widest = 60 * Pt
	months, layout := monthSteps[len(monthSteps)-1], "Jan"
	for _, m := range monthSteps {
		if room := Proportion(int64(m)*30*int64(Day), int64(c.Length()), int64(c.Right-c.Left)); int64(m)*30*int64(Day) <= int64(c.Length()) && room >= widest {
			months = m
			break
		}
	}
	if months >= 12 {
		layout = "2006"
	}
	first, shown := c.Epoch.Add(c.From), ""
	for month := 1; len(ticks) < 1000; month += months {
		at := time.Date(first.Year(), time.Month(month), 1, 0, 0, 0, 0, first.Location())
		if at.Day() != 1 { // its midnight is skipped
			_, at = at.ZoneBounds()
		}
		since := at.Sub(c.Epoch)
		if since > c.End {
			break
		}
		if since < c.From {
			continue
		}
		t := tick{at: since, label: at.Format(layout)}
		if year := at.Format("2006"); year != shown && months < 12 {
			t.day, shown = year, year
		}
		ticks = append(ticks, t)
	}
	return ticks
}

// monthly is the length of an axis from which on its ticks are months.
const monthly = 200 * Day

// ticks stand where the clock on the wall shows a multiple of the step. Where its offset from UTC changes, the first tick after that names the new one.
func (c TimeAxis) ticks() (ticks []tick) {
	if c.Length() > monthly && c.Length() < 200*365*Day {
		return c.monthTicks()
	}
	step := c.step()
	shown := ""
	for i, s := range calendar.Stretches(c.Epoch, c.From, c.End) {
		changed := i > 0
		for at, next := c.firstTicks(s, step, changed); at < s.Ends || at == c.End && s.Ends == c.End; at, next = next, next+step {
			if n := len(ticks); n == 0 || at-ticks[n-1].at > step/2 { // what is shown twice lies close to itself
				t := c.tick(at, step, &shown)
				if changed && n > 0 {
					t.day = strings.TrimPrefix(t.day+", UTC"+c.Epoch.Add(at).Format("-07:00"), ", ")
				}
				ticks, changed = append(ticks, t), false
			}
			if at > c.End-step { // the sum would pass the end of time
				break
			}
		}
	}
	return ticks
}

// firstTicks are the first two multiples of a step in a stretch. A day whose midnight is skipped begins with the stretch.
func (c TimeAxis) firstTicks(s calendar.Stretch, step time.Duration, changed bool) (first, second time.Duration) {
	midnight := s.Midnight(c.Epoch, 0)
	before := midnight + (s.Starts-midnight)/step*step
	switch {
	case before == s.Starts || changed && step >= Day && s.Starts-before < Day && c.Epoch.Add(s.Starts-1).Day() != c.Epoch.Add(s.Starts).Day():
		return s.Starts, before + step
	case s.Starts < midnight:
		return before, before + step
	}
	return before + step, before + 2*step
}

func (c TimeAxis) tick(at, step time.Duration, shown *string) tick {
	when := c.Epoch.Add(at)
	name := when.Format("Mon 2 Jan")
	if step >= Day {
		name = when.Format("2006")
	}
	t := tick{at: at, label: when.Format(stepFormat(step))}
	if name != *shown {
		t.day, *shown = name, name
	}
	return t
}

// Format names a moment of the run, to the nearest minute as reports do: with the weekday when the run is longer than a day.
func (c TimeAxis) Format(t time.Duration) string {
	if c.Sessions > 0 {
		t = c.Moment
	}
	when, layout := c.Epoch.Add(t).Round(time.Minute), "15:04"
	switch {
	case c.Length() > 6*Day && c.Epoch.Add(c.From).Year() != c.Epoch.Add(c.End).Year():
		layout = "2 Jan 2006 15:04"
	case c.Length() > 6*Day:
		layout = "2 Jan 15:04"
	case c.Epoch.Add(c.From).YearDay() != c.Epoch.Add(c.End).YearDay():
		layout = "Mon 15:04"
	case c.Length() < 10*time.Minute:
		when, layout = c.Epoch.Add(t).Round(time.Second), "15:04:05"
	}
	if calendar.Repeated(when) {
		layout += " -07:00"
	}
	return when.Format(layout)
}

// zone names the zone of the axis with its offset at a moment.
func (c TimeAxis) zone(at time.Duration) string { return calendar.Zone(c.Epoch.Add(at), 0) }

// dayLabel is a day or a new offset from UTC under the ticks, centred.
type dayLabel struct {
	x    int
	text string
}

func (l dayLabel) left() int  { return l.x - BoldFont.Width(l.text)/2 }
func (l dayLabel) right() int { return l.x + BoldFont.Width(l.text)/2 }

// dayLabels places the days of ticks where they do not touch; one without room has no text. The first has the zone beside it and gives way to the
// left, as does a new offset from UTC. What would touch the first even so moves to the right.
func (c TimeAxis) dayLabels(ticks []tick) []dayLabel {
	if len(ticks) == 0 {
		return nil
	}
	labels := make([]dayLabel, len(ticks)+1)
	labels[len(ticks)] = dayLabel{x: PageRight + 100*Pt}
	labels[0].text = strings.TrimPrefix(ticks[0].day+", "+c.zone(ticks[0].at), ", ")
	leftmost := PageLeft + BoldFont.Width(labels[0].text) + tickGap/2
	placed := len(ticks)
	for i := len(ticks) - 1; i > 0; i-- {
		l := dayLabel{c.X(ticks[i].at), ticks[i].day}
		half := BoldFont.Width(l.text) / 2
		if strings.Contains(l.text, "UTC") {
			for placed < len(ticks) && leftmost+2*half+tickGap >= labels[placed].left() {
				labels[placed].text = ""
				for placed++; labels[placed].text == "" && placed < len(ticks); placed++ {
				}
			}
			if before := (dayLabel{c.X(ticks[i-1].at), ticks[i-1].day}); i > 1 && before.text != "" {
				l.x = max(l.x, before.right()+tickGap+half)
			}
			l.x = min(l.x, labels[placed].left()-half-tickGap)
		}
		l.x = max(l.x, leftmost+half)
		if l.text != "" && l.right()+tickGap/2 < labels[placed].left() {
			labels[i], placed = l, i
		}
	}
	half := BoldFont.Width(labels[0].text) / 2
	labels[0].x = max(min(c.X(ticks[0].at), labels[placed].left()-half-tickGap), PageLeft+half)
	return labels[:len(ticks)]
}

// DrawTimeAxis draws the grid through panels, and the labels under them.
func (p *Canvas) DrawTimeAxis(c TimeAxis, bottom int, panels ...Panel) {
	if c.Sessions > 0 {
		p.drawSessionAxis(c, bottom, panels)
		return
	}
	ticks := c.ticks()
	days := c.dayLabels(ticks)
	for i, t := range slices.Backward(ticks) {
		x := c.X(t.at)
		for _, g := range panels {
			p.Stroke(GridPen, Point{x, g.Top}, Point{x, g.Bottom})
		}
		p.Stroke(AxisPen, Point{x, bottom}, Point{x, bottom + 5*Pt})
		p.Text(LabelFont, Black, Point{x, bottom + 20*Pt}, AlignCentre, t.label)
		if d := days[i]; d.text != "" {
			p.Text(BoldFont, Black, Point{d.x, bottom + 37*Pt}, AlignCentre, d.text)
		}
	}
}

// drawSessionAxis draws the grid through panels, and the numbers of the sessions under them.
func (p *Canvas) drawSessionAxis(c TimeAxis, bottom int, panels []Panel) {
	const widest = 24 * Pt
	step := RoundStep(int64(c.Sessions), int64((c.Right-c.Left)/widest))
	for i := int64(0); i < int64(c.Sessions); i += step {
		x := c.X(time.Duration(i) * time.Second)
		for _, g := range panels {
			p.Stroke(GridPen, Point{x, g.Top}, Point{x, g.Bottom})
		}
		p.Stroke(AxisPen, Point{x, bottom}, Point{x, bottom + 5*Pt})
		p.Text(LabelFont, Black, Point{x, bottom + 20*Pt}, AlignCentre, Decimal(i+1, 1))
	}
	at, when := Point{c.Left, bottom + 37*Pt}, c.Epoch.Add(c.Moment)
	p.Text(BoldFont, Black, at, AlignLeft, "SESSIONS")
	at.X += BoldFont.Width("SESSIONS") + 8*Pt
	p.Text(LabelFont, Grey, at, AlignLeft, "in their order; all of them at "+when.Format("Mon 2 Jan 15:04:05")+", "+c.zone(c.Moment))
}
