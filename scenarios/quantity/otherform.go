package quantity

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"mailstorm/scenarios/parse"
)

var (
	timeOfDayOnly = lazily(`^([0-9]{1,2}):([0-5][0-9])$`)
	dayFirst      = lazily(`^(?P<day>[A-Za-z]+),?\s+(?P<time>.+)$`)
	dayLast       = lazily(`^(?P<time>.+?),?\s+(?P<day>[A-Za-z]+)$`)
	otherOffset   = lazily(`(?i)(?:\s*\b(?:UTC|GMT)([+-])([0-9]{1,2})(?::?([0-9]{2}))?|\s+([+-])([0-9]{2})([0-9]{2})|\s+(?:UTC|GMT))$`)
)

// How people elsewhere write dates and times of day, as time.Parse reads them.
var (
	otherDates = []string{"2006-1-2", "2006/1/2", "2.1.2006", "2.1.06", "2/1/2006", "1/2/2006", "2 Jan 2006", "2 January 2006", "Jan 2, 2006", "January 2, 2006"}
	otherTimes = []string{"15:04", "15:04:05", "3:04 PM", "3:04:05 PM", "3:04PM", "3 PM", "3PM", "15.04", "15h"}
)

// timeWithoutDay refuses a time of day without its day, which may be a duration; the day is the first on which it comes.
func timeWithoutDay(s string, clock time.Time) error {
	part := timeOfDayOnly().FindStringSubmatch(s)
	if part == nil {
		return nil
	}
	day, at := clock, fmt.Sprintf("%02s:%s", part[1], part[2])
	if at < clock.Format("15:04") {
		day = clock.AddDate(0, 0, 1)
	}
	hours := strings.TrimPrefix(part[1], "0") + "h" + strings.TrimSuffix(part[2]+"m", "00m")
	return fmt.Errorf("%s can be a time of day or a time since clock: write \"%s %s\", with its day, or \"%s\"", parse.Quoted(s), day.Format("Mon"), at, hours)
}

// otherForm says how to write a moment that has another form, if it is one. A date with slashes may be two.
func otherForm(s, hint string) error {
	body, zone := withoutOffset(s)
	forms := datesIn(body)
	if hint != ClockHint {
		forms = append(forms, weekdayIn(body)...)
	}
	for i := range forms {
		forms[i] += zone
	}
	forms = slices.DeleteFunc(slices.Compact(forms), func(form string) bool { return form == s })
	switch len(forms) {
	case 0:
		return nil
	case 1:
		return fmt.Errorf("%s: write %q", parse.Quoted(s), forms[0])
	}
	return fmt.Errorf("%s can be two dates: write %q or %q", parse.Quoted(s), forms[0], forms[1])
}

// withoutOffset parts "18:00 UTC+1" or "18:00 +0100" into the time and +01:00, and "18:00 GMT" into the time and UTC.
func withoutOffset(s string) (body, zone string) {
	part := otherOffset().FindStringSubmatch(s)
	if part == nil {
		return s, ""
	}
	body = strings.TrimSuffix(s, part[0])
	if part[1]+part[4] == "" {
		return body, " UTC"
	}
	return body, fmt.Sprintf("%s%02s:%02s", part[1]+part[4], part[2]+part[5], part[3]+part[6])
}

// datesIn are the dates that a text can be, with its time of day.
func datesIn(s string) (forms []string) {
	if part := dayFirst().FindStringSubmatch(s); part != nil && dayNamed(part[1]) >= 0 {
		s = part[2]
	}
	for _, date := range otherDates {
		if t, err := time.Parse(date, s); err == nil {
			forms = append(forms, t.Format(time.DateOnly))
		}
		for _, clock := range otherTimes {
			for _, between := range []string{" ", ", ", "T"} {
				if t, err := time.Parse(date+between+clock, upperHalf(s)); err == nil {
					forms = append(forms, t.Format("2006-01-02 "+layoutOf(t)))
				}
			}
		}
	}
	return forms
}

// weekdayIn is a weekday with its time of day, in either order.
func weekdayIn(s string) []string {
	for _, pattern := range []*regexp.Regexp{dayFirst(), dayLast()} {
		part := pattern.FindStringSubmatch(s)
		if part == nil {
			continue
		}
		day := dayNamed(part[pattern.SubexpIndex("day")])
		for _, clock := range otherTimes {
			if t, err := time.Parse(clock, upperHalf(part[pattern.SubexpIndex("time")])); err == nil && day >= 0 {
				return []string{Days[day] + " " + t.Format(layoutOf(t))}
			}
		}
	}
	return nil
}

// upperHalf writes am and pm as time.Parse wants them.
func upperHalf(s string) string {
	for _, half := range []string{"am", "pm"} {
		if rest, ok := strings.CutSuffix(s, half); ok {
			return rest + strings.ToUpper(half)
		}
	}
	return s
}

// layoutOf is how a time of day is written: with seconds where there are any.
func layoutOf(t time.Time) string {
	if t.Second() != 0 {
		return "15:04:05"
	}
	return "15:04"
}
