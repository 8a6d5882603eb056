package quantity

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/zone"
	"mailstorm/sim/calendar"
)

// How people write moments. A schema reads the same expressions.
const (
	DateForm      = `[0-9]{4}-[0-9]{2}-[0-9]{2}`
	TimeOfDayForm = `([01]?[0-9]|2[0-4]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,9})?)?`
	offsetForm    = `[Zz]|[+-][0-9]{2}:[0-9]{2}`
	zoneName      = `[A-Za-z][A-Za-z0-9_+/-]*`
	ZoneForm      = `(\s*(` + offsetForm + `)(\s*\[` + zoneName + `\]|\s+` + zoneName + `)?|\s*\[` + zoneName + `\]|\s+` + zoneName + `)`
	dateTimeForm  = DateForm + `(([Tt]|\s+)` + TimeOfDayForm + `)?`
	weekdayForm   = `[A-Za-z]{3,9},?\s+` + TimeOfDayForm
	ClockForm     = dateTimeForm + ZoneForm
	MomentForm    = `(` + dateTimeForm + `|` + weekdayForm + `)` + ZoneForm + `?`

	momentHint = "write a day and a time, as in \"Fri 18:00\" or \"2026-03-06 18:00\", or the time since clock, as in \"4d18h\""
	ClockHint  = "write a date, a time and a zone, as in \"2026-03-02 08:00 Europe/Berlin\" or \"2026-03-02T08:00:00+01:00\""
)

var (
	momentPattern = lazily(`^(?:(?P<date>` + DateForm + `)(?:[Tt]|\s+)|(?P<day>[A-Za-z]+),?\s+)(?P<time>` + TimeOfDayForm + `)(?P<zone>` + ZoneForm + `)?$`)
	withoutTime   = lazily(`^(?:(?P<date>` + DateForm + `)(?P<zone>` + ZoneForm + `)?|(?P<day>[A-Za-z]+),?)(?P<time>)$`)
	zoneNamed     = lazily(`^\s*\[?(` + zoneName + `)\]?$`)
	zoneShifted   = lazily(`^\s*(` + offsetForm + `)[\s\[]*(` + zoneName + `)?\]?$`)
	wordOfNow     = lazily(`^(?i:now|today|jetzt|heute)\b`)
)

// lazily compiles an expression when it is needed first: most commands read no moments.
func lazily(form string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(form) })
}

// moment is a date or a weekday and a time of day, as they are written.
type moment struct {
	written string
	date    time.Time // midnight in UTC; zero: a weekday
	weekday int
	since   time.Duration // midnight, as the clock shows it
	offset  *time.Location
	zone    *time.Location
}

// ParseMoment reads a moment of a run, as the time since clock: a date and a time, a weekday and a time (the first that is not before a time
// since clock), or the time since clock itself.
func ParseMoment(s string, clock time.Time, after time.Duration) (time.Duration, error) {
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return 0, errors.New("the time is empty; " + momentHint)
	case !dated(s):
		d, err := ParseDuration(s)
		if err != nil {
			err = cmp.Or(timeWithoutDay(s, clock), otherForm(s, momentHint), rehinted(err))
		}
		return d, err
	}
	m, err := parseMoment(s, momentHint)
	if err != nil {
		return 0, err
	}
	if m.date.IsZero() {
		return m.first(clock, after)
	}
	t, err := m.at(m.date.Add(m.since), m.zoneOr(clock.Location()))
	if err != nil {
		return 0, err
	}
	return sinceClock(s, t, clock)
}

// rehinted is an error of a duration with how to write moments; who wrote an unknown unit needs the list of units.
func rehinted(err error) error {
	if strings.Contains(err.Error(), "unknown unit") {
		return err
	}
	return errors.New(strings.Replace(err.Error(), DurationHint, momentHint, 1))
}

// dated tells a moment by itself from a time since clock.
func dated(s string) bool {
	return s != "" && !isoDuration().MatchString(s) && (s[0]|0x20 >= 'a' && s[0]|0x20 <= 'z' || len(s) > 4 && s[4] == '-' && s[0] != '-')
}

// IsMoment tells a date or a weekday with a time from a time since clock, and from all else.
func IsMoment(s string) bool {
	if s = strings.TrimSpace(s); !dated(s) {
		return false
	}
	_, err := parseMoment(s, momentHint)
	return err == nil
}

// Shown reads a date or a weekday with a time of day, as a clock shows them in any zone; weekdays are those from 1970-01-04 on.
func Shown(s string) (at time.Time, weekday, ok bool) {
	if s = strings.TrimSpace(s); !dated(s) {
		return time.Time{}, false, false
	}
	m, err := parseMoment(s, momentHint)
	if err != nil || m.zone != nil || m.offset != nil {
		return time.Time{}, false, false
	}
	if weekday = m.date.IsZero(); weekday {
		m.date = time.Date(1970, 1, 4+m.weekday, 0, 0, 0, 0, time.UTC)
	}
	return m.date.Add(m.since), weekday, true
}

// Dated is how a moment is shown in messages: as it is written, and with the time since clock where it is something else.
func Dated(s string, d time.Duration) string {
	if s = strings.TrimSpace(s); !dated(s) {
		return FormatDuration(d)
	}
	return s + " (" + FormatDuration(d) + " after clock)"
}

func sinceClock(s string, t, clock time.Time) (time.Duration, error) {
	d := t.Sub(clock)
	switch {
	case d < -LongestTime:
		return 0, fmt.Errorf("%s is more than ten years before clock (%s); write a later time", parse.Quoted(s), shownClock(clock))
	case d < 0:
		return 0, fmt.Errorf("%s is %s before clock (%s); write a later time", parse.Quoted(s), FormatDuration(-d), shownClock(clock))
	case d > LongestTime:
		return 0, fmt.Errorf("%s is more than ten years after clock (%s)", parse.Quoted(s), shownClock(clock))
	}
	return d, nil
}

func shownClock(clock time.Time) string {
	return clock.Format("Mon 2006-01-02 15:04") + " " + clock.Location().String()
}

// ParseClock reads a date, a time and a zone: an offset from UTC, a name of the IANA database, or both. What has no zone comes back as if in UTC,
// with an error.
func ParseClock(s string) (time.Time, error) {
	s = strings.TrimSpace(s)
	if s == "" || s[0] < '0' || s[0] > '9' || !dated(s) {
		return time.Time{}, cmp.Or(otherForm(s, ClockHint), fmt.Errorf("%s is not a date with a time and a zone; %s", parse.Quoted(s), ClockHint))
	}
	m, err := parseMoment(s, ClockHint)
	if err != nil {
		return time.Time{}, err
	}
	shown := m.date.Add(m.since)
	if m.zone == nil && m.offset == nil {
		written := shown.Format("2006-01-02 " + layoutOf(shown))
		return shown, fmt.Errorf("%s has no zone; write one, as in \"%s Europe/Berlin\", \"%s+01:00\" or \"%s UTC\"", parse.Quoted(s), written, written, written)
	}
	return m.at(shown, m.zoneOr(nil))
}

func parseMoment(s, hint string) (m moment, err error) {
	m.written = s
	form := momentPattern()
	if withoutTime().MatchString(s) {
		form = withoutTime()
	}
	part := form.FindStringSubmatch(s)
	if part == nil {
		return m, notAMoment(s, hint)
	}
	group := func(name string) string { return part[form.SubexpIndex(name)] }
	if date := group("date"); date != "" {
		if m.date, err = time.Parse(time.DateOnly, date); err != nil {
			return m, fmt.Errorf("%s: there is no day %s", parse.Quoted(s), date)
		}
	} else if m.weekday = dayNamed(group("day")); m.weekday < 0 {
		if group("time") == "" || rewrittenDay(s) != nil {
			return m, notAMoment(s, hint)
		}
		_, err := weekday(group("day"))
		return m, err
	}
	if m.since, err = timeOfDay(group("time")); err != nil {
		return m, fmt.Errorf("%s: %w", parse.Quoted(s), err)
	}
	if m.date.IsZero() && group("time") == "" {
		return m, fmt.Errorf("%s has no time of day; write it, as in \"%s 08:00\"", parse.Quoted(s), Days[m.weekday])
	}
	if err := m.readZone(group("zone")); err != nil {
		return m, cmp.Or(otherForm(s, hint), err)
	}
	return m, nil
}

// rewrittenDay says how a day and a time are written that were meant, as "Samstag 12 Uhr" or "Fri 6pm".
func rewrittenDay(s string) error {
	meant := plainHours(s)
	part := momentPattern().FindStringSubmatch(meant)
	if meant == s || part == nil || dayNamed(part[momentPattern().SubexpIndex("day")]) < 0 {
		return nil
	}
	if _, err := parseMoment(meant, momentHint); err != nil {
		return nil
	}
	return fmt.Errorf("%s is not a valid time; write %s", parse.Quoted(s), parse.Quoted(meant))
}

func notAMoment(s, hint string) error {
	if wordOfNow().MatchString(s) {
		return fmt.Errorf("%s: a simulation does not know what time it is; %s", parse.Quoted(s), hint)
	}
	if err := rewrittenDay(s); err != nil {
		return err
	}
	suggestion, word := "", strings.Fields(s)[0]
	if dayNamed(word) < 0 {
		suggestion = parse.Suggestion(word, Days)
	}
	return cmp.Or(otherForm(s, hint), fmt.Errorf("%s is not a valid time; %s%s", parse.Quoted(s), hint, suggestion))
}

// dayNamed is the number of a weekday, short or in full; -1 for none.
func dayNamed(word string) int {
	for i, short := range Days {
		if strings.EqualFold(word, short) || strings.EqualFold(word, time.Weekday(i).String()) {
			return i
		}
	}
	return -1
}

// timeOfDay is the time since midnight; nothing is midnight.
func timeOfDay(s string) (time.Duration, error) {
	if s == "" {
		return 0, nil
	}
	if s[1] == ':' {
		s = "0" + s
	}
	if len(s) > 5 && s[:2] != "24" {
		t, err := time.Parse("15:04:05", s)
		return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second + time.Duration(t.Nanosecond()), err
	}
	at, ok := clockTime(s[:5])
	if !ok || strings.Trim(s[5:], ":0.") != "" {
		return 0, errors.New("a day ends at 24:00")
	}
	return at, nil
}

// readZone reads "Z", "+01:00", "Europe/Berlin", "[Europe/Berlin]", or an offset and a name.
func (m *moment) readZone(s string) (err error) {
	var offset, name string
	if part := zoneShifted().FindStringSubmatch(s); part != nil {
		offset, name = part[1], part[2]
	}
	if part := zoneNamed().FindStringSubmatch(s); part != nil && !strings.EqualFold(part[1], "z") {
		offset, name = "", part[1]
	}
	if offset != "" {
		t, err := time.Parse("Z07:00", strings.ToUpper(offset))
		if err != nil {
			return fmt.Errorf("%s: no clock is %s from UTC", parse.Quoted(m.written), offset)
		}
		_, seconds := t.Zone()
		m.offset = Offset(seconds)
	}
	if name != "" {
		m.zone, err = zone.Load(name)
	}
	return err
}

// Offset is a zone that is so many seconds ahead of UTC, named by that.
func Offset(seconds int) *time.Location {
	if seconds == 0 {
		return time.UTC
	}
	name := time.Time{}.In(time.FixedZone("", seconds)).Format("-07:00")
	return time.FixedZone("UTC"+name, seconds)
}

func (m *moment) zoneOr(clock *time.Location) *time.Location {
	return cmp.Or(m.zone, m.offset, clock)
}

// at is when a clock in a zone shows a date and a time. Where it shows them never or twice, an offset must say which moment is meant.
func (m *moment) at(shown time.Time, in *time.Location) (time.Time, error) {
	all := calendar.Moments(shown, in)
	if m.offset != nil && m.zone != nil {
		want := calendar.Moments(shown, m.offset)[0]
		for _, t := range all {
			if t.Equal(want) {
				return t, nil
			}
		}
		return time.Time{}, fmt.Errorf("%s: %s is not %s from UTC then, but %s; leave one of them out", parse.Quoted(m.written), m.zone, want.Format("-07:00"), want.In(m.zone).Format("-07:00"))
	}
	switch len(all) {
	case 0:
		from, to := calendar.Gap(shown, in)
		return time.Time{}, fmt.Errorf("%s: clocks of %s go forward from %s to %s then; write \"%s\"", parse.Quoted(m.written), in,
			from.Format("Mon 2 Jan 2006 15:04"), to.Format("Mon 15:04"), m.later(to))
	case 1:
		return all[0], nil
	}
	written, name := shown.Format("2006-01-02 "+layoutOf(shown)), ""
	if m.zone != nil { // a clock needs its name for what comes later
		name = "[" + m.zone.String() + "]"
	}
	return time.Time{}, fmt.Errorf("%s comes twice in %s, as clocks go back then; write \"%s%s%s\" or \"%s%s%s\"", parse.Quoted(m.written), in,
		written, all[0].Format("-07:00"), name, written, all[1].Format("-07:00"), name)
}

// later is the first moment that clocks show after a gap, written like this one.
func (m *moment) later(to time.Time) string {
	s := to.Format("2006-01-02 15:04")
	if m.date.IsZero() {
		s = to.Format("Mon 15:04")
	}
	if m.zone != nil {
		s += " " + m.zone.String()
	}
	return s
}

// first is the first moment with this weekday and time that is not before a time since clock.
func (m *moment) first(clock time.Time, after time.Duration) (time.Duration, error) {
	in := m.zoneOr(clock.Location())
	from := clock.Add(after).In(in)
	y, month, d := from.Date()
	today := time.Date(y, month, d, 0, 0, 0, 0, time.UTC)
	for n := range 9 {
		date := today.AddDate(0, 0, n-1)
		if int(date.Weekday()) != m.weekday {
			continue
		}
		shown := date.Add(m.since)
		all := calendar.Moments(shown, in)
		for _, t := range all {
			if !t.Before(from) {
				return sinceClock(m.written, t, clock)
			}
		}
		if len(all) > 0 {
			continue
		}
		if _, after := calendar.Gap(shown, in); !after.Before(from) {
			_, err := m.at(shown, in)
			return 0, err
		}
	}
	return 0, fmt.Errorf("%s does not come within a week", parse.Quoted(m.written))
}
