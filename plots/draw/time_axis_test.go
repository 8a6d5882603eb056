package draw

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"mailstorm/scenarios/zone"

	"pgregory.net/rapid"
)

func axis(t testing.TB, clock string, from, end time.Duration) TimeAxis {
	t.Helper()
	at, name, _ := strings.Cut(clock, " ")
	in, err := zone.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	epoch, err := time.ParseInLocation("2006-01-02T15:04", at, in)
	if err != nil {
		t.Fatal(err)
	}
	return TimeAxis{Epoch: epoch, From: from, End: end, Left: 176 * Pt, Right: PageRight - 20*Pt}
}

func labels(c TimeAxis) string {
	var all []string
	for _, t := range c.ticks() {
		all = append(all, strings.TrimSpace(t.label+" "+t.day))
	}
	return strings.Join(all, ", ")
}

func TestTicksAcrossAChange(t *testing.T) {
	for _, c := range []struct {
		clock     string
		from, end time.Duration
		want      string
	}{
		{"2026-03-28T22:30 Europe/Berlin", 0, 6 * time.Hour, "22:30 Sat 28 Mar, 23:00, 23:30, 00:00 Sun 29 Mar, 00:30, 01:00, 01:30, 03:00 UTC+02:00, 03:30, 04:00, 04:30, 05:00, 05:30"},
		{"2026-10-24T22:30 Europe/Berlin", 0, 6 * time.Hour, "22:30 Sat 24 Oct, 23:00, 23:30, 00:00 Sun 25 Oct, 00:30, 01:00, 01:30, 02:00, 02:30, 02:00 UTC+01:00, 02:30, 03:00, 03:30"},
		{"2026-03-27T12:00 Europe/Berlin", 0, 4 * Day, "12:00 Fri 27 Mar, 00:00 Sat 28 Mar, 12:00, 00:00 Sun 29 Mar, 12:00 UTC+02:00, 00:00 Mon 30 Mar, 12:00, 00:00 Tue 31 Mar, 12:00"},
		{"2026-03-27T12:00 Europe/Berlin", 0, 8 * Day, "Sat 28 Mar 2026, Sun 29 Mar, Mon 30 Mar UTC+02:00, Tue 31 Mar, Wed 1 Apr, Thu 2 Apr, Fri 3 Apr, Sat 4 Apr"},
		{"2026-10-23T12:00 Europe/Berlin", 0, 8 * Day, "Sat 24 Oct 2026, Sun 25 Oct, Mon 26 Oct UTC+01:00, Tue 27 Oct, Wed 28 Oct, Thu 29 Oct, Fri 30 Oct, Sat 31 Oct"},
		{"2026-04-23T12:00 Africa/Cairo", 0, 4 * Day, "12:00 Thu 23 Apr, 12:00 Fri 24 Apr, UTC+03:00, 00:00 Sat 25 Apr, 12:00, 00:00 Sun 26 Apr, 12:00, 00:00 Mon 27 Apr, 12:00"},
		{"1975-03-04T00:00 Asia/Famagusta", 0, 42 * Day, "Tue 4 Mar 1975, Tue 11 Mar, Tue 18 Mar, Tue 25 Mar, Tue 1 Apr, Tue 8 Apr, Tue 15 Apr UTC+03:00"},
		{"1972-06-01T02:00 Asia/Beirut", 0, 28 * Day, "Thu 8 Jun 1972, Thu 15 Jun, Thu 22 Jun UTC+03:00, Thu 29 Jun"},
		{"2026-04-22T12:00 Africa/Cairo", 0, 7 * Day, "Thu 23 Apr 2026, Fri 24 Apr UTC+03:00, Sat 25 Apr, Sun 26 Apr, Mon 27 Apr, Tue 28 Apr, Wed 29 Apr"},
	} {
		if got := labels(axis(t, c.clock, c.from, c.end)); got != c.want {
			t.Errorf("%s, %v to %v:\n%s, want\n%s", c.clock, c.from, c.end, got, c.want)
		}
	}
}

func TestFormatTellsHoursThatComeTwiceApart(t *testing.T) {
	c := axis(t, "2026-10-25T00:00 Europe/Berlin", 0, 6*time.Hour)
	if a, b := c.Format(150*time.Minute), c.Format(210*time.Minute); a != "02:30 +02:00" || b != "02:30 +01:00" {
		t.Errorf("%s, %s", a, b)
	}
}

// The zone beside the first day leaves room for the second, which begins soon.
func TestSecondDayStandsBesideTheZone(t *testing.T) {
	for clock, want := range map[string]string{
		"2026-10-24T20:00 Europe/Berlin":                    "Sat 24 Oct, Europe/Berlin, UTC+02:00 | Sun 25 Oct | UTC+01:00",
		"2026-03-07T20:00 America/St_Johns":                 "Sat 7 Mar, America/St_Johns, UTC-03:30 | UTC-02:30",
		"2026-03-07T22:00 America/Argentina/ComodRivadavia": "Sat 7 Mar, America/Argentina/ComodRivadavia, UTC-03:00 | Sun 8 Mar",
	} {
		c := axis(t, clock, 0, Day)
		var shown []string
		for _, l := range c.dayLabels(c.ticks()) {
			if l.text != "" {
				shown = append(shown, l.text)
			}
		}
		if got := strings.Join(shown, " | "); got != want {
			t.Errorf("%s: %s, want %s", clock, got, want)
		}
	}
}

// A new offset makes room for the day on which it comes.
func TestDayBeforeANewOffset(t *testing.T) {
	c := axis(t, "2026-03-23T00:00 Europe/Berlin", 4*Day+16*time.Hour+15*time.Minute, 7*Day+8*time.Hour)
	var shown []string
	for _, l := range c.dayLabels(c.ticks()) {
		if l.text != "" {
			shown = append(shown, l.text)
		}
	}
	if got, want := strings.Join(shown, " | "), "Fri 27 Mar, Europe/Berlin, UTC+01:00 | Sat 28 Mar | Sun 29 Mar | UTC+02:00 | Mon 30 Mar"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// In every zone ticks go on and show multiples of the step, and no label stands close to the next.
func TestTicksOfEveryZone(t *testing.T) {
	names := zone.Names()
	rapid.Check(t, func(t *rapid.T) {
		in, err := zone.Load(rapid.SampledFrom(names).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		epoch := time.Date(1972, 6, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.Int64Range(0, 80*365*24*4).Draw(t, "clock")) * 15 * time.Minute).In(in)
		from := time.Duration(rapid.Int64Range(0, 30*24*60).Draw(t, "from")) * time.Minute
		c := TimeAxis{Epoch: epoch, From: from, End: from + time.Duration(rapid.Int64Range(1, 400*24*60).Draw(t, "length"))*time.Minute, Left: 176 * Pt, Right: PageRight - 20*Pt}
		step, last := c.step(), time.Duration(-1)
		for _, k := range c.ticks() {
			shown := epoch.Add(k.at)
			if c.Length() > monthly {
				if shown.Day() != 1 || k.at < c.From || k.at > c.End || last >= 0 && k.at-last < 27*Day { // a February in which clocks go forward is shorter than 28 days
					t.Fatalf("%v: a tick at %v after one at %v", c, shown, epoch.Add(last))
				}
				last = k.at
				continue
			}
			since := time.Duration(shown.Hour())*time.Hour + time.Duration(shown.Minute())*time.Minute + time.Duration(shown.Second())*time.Second
			begins := step >= Day && epoch.Add(k.at-1).Day() != shown.Day()
			if k.at < c.From || k.at > c.End || last >= 0 && k.at-last <= step/2 || since%min(step, Day) != 0 && !begins {
				t.Fatalf("%v, step %v: a tick at %v after one at %v", c, step, shown, epoch.Add(last))
			}
			if want := shown.Format(stepFormat(step)); k.label != want {
				t.Fatalf("%s at %s", fmt.Sprint(k), want)
			}
			last = k.at
		}
		right := PageLeft
		for i, l := range c.dayLabels(c.ticks()) {
			if offset := strings.Contains(c.ticks()[i].day, "UTC"); offset != strings.Contains(l.text, "UTC") && i > 0 || l.text != "" && l.left() < right {
				t.Fatalf("%v: %v is missing, or touches what stands before it", c, l)
			}
			if l.text != "" {
				right = l.right() + 1
			}
		}
	})
}

// An axis of years names months, and says the year where it changes.
func TestTicksOfYears(t *testing.T) {
	for _, c := range []struct {
		end  time.Duration
		want string
	}{
		{364 * Day, "Feb 2026, Mar, Apr, May, Jun, Jul, Aug, Sep, Oct, Nov, Dec, Jan 2027"},
		{6 * 365 * Day, "Jul 2026, Jan 2027, Jul, Jan 2028, Jul, Jan 2029, Jul, Jan 2030, Jul, Jan 2031, Jul, Jan 2032"},
		{20 * 365 * Day, "2028, 2030, 2032, 2034, 2036, 2038, 2040, 2042, 2044"},
	} {
		a := axis(t, "2026-01-05T08:00 UTC", 0, c.end)
		if got := labels(a); got != c.want {
			t.Errorf("%v: %s, want %s", c.end/Day, got, c.want)
		}
	}
	if got := axis(t, "2026-02-15T19:00 UTC", 0, 600*Day).Format(4 * time.Minute); got != "15 Feb 2026 19:04" {
		t.Error(got)
	}
}
