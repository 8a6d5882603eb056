package maillog

import (
	"fmt"
	"io"
	"strings"
	"time"

	"mailstorm/scenarios/records"
)

// clock reads the times of a log.
type clock struct {
	zone    *time.Location // of times without a zone; nil: unknown
	year    int            // of the line, where times have none
	hasYear bool
	day     records.Day // of the line before, where times have no year
	at      time.Time
	grain   time.Duration

	minute, offset string    // what was read last up to the minute, and the zone behind it: many lines have the same
	starts         time.Time // that minute
}

const months = "JanFebMarAprMayJunJulAugSepOctNovDec"

// stampLength is that of a time after RFC 3164, "Jan  5 08:00:00".
const stampLength = 15

// day reads the date of a time after RFC 3164; 0: it is none.
func day(s string) records.Day {
	if len(s) < stampLength || s[3] != ' ' || s[6] != ' ' || s[9] != ':' || s[12] != ':' {
		return 0
	}
	month := strings.Index(months, s[:3])
	d, ok := digits(strings.TrimLeft(s[4:6], " "))
	if month < 0 || month%3 != 0 || !ok || d < 1 || d > 31 {
		return 0
	}
	return records.Day((month/3+1)*31 + d)
}

// digits reads a number that has nothing else.
func digits(s string) (n int, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' || i > 8 {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, s != ""
}

// cutStamp reads a time after RFC 3164 at the beginning of a line, with or without a fraction.
func (l *log) cutStamp(line string) (rest string, ok bool) {
	d := day(line)
	if d == 0 || line[:12] != l.minute && !l.enterDay(line[:12], d) {
		return "", false
	}
	return l.seconds(line[13:])
}

// enterDay goes on to the minute of a time after RFC 3164.
func (l *log) enterDay(minute string, d records.Day) bool {
	hour, ok := digits(minute[7:9])
	m, isNumber := digits(minute[10:12])
	if !ok || !isNumber || hour > 23 || m > 59 {
		return false
	}
	if l.zone == nil || !l.hasYear {
		l.refuse()
		return false
	}
	l.year += l.day.Turns(d)
	l.day = d
	at := time.Date(l.year, time.Month((d-1)/31), int((d-1)%31)+1, hour, m, 0, 0, l.zone)
	l.minute, l.offset, l.starts = minute, "", l.later(at).UTC()
	return true
}

// refuse says what a log needs whose times have no zone, and perhaps no year.
func (l *log) refuse() {
	needs := "no year: give the year of its last line with --year"
	switch {
	case l.zone == nil && !l.hasYear:
		needs = "neither year nor zone: give the year of its last line with --year, and the zone with --zone"
	case l.zone == nil:
		needs = "no zone: give it with --zone"
	}
	l.err = fmt.Errorf("line %d: its time has %s", l.line, needs)
}

// later decides which hour is meant when clocks are put back: the second one, if the line before was well behind the first.
func (l *log) later(at time.Time) time.Time {
	const disorder = 10 * time.Minute // of lines
	if first := at.Add(-time.Hour); first.Hour() == at.Hour() {
		at = first
	}
	if second := at.Add(time.Hour); at.Before(l.starts.Add(-disorder)) && second.Hour() == at.Hour() {
		return second
	}
	return at
}

// cutMoment reads a time with a year, "2026-01-05T08:00:00.123+01:00". Exim has spaces before the time and before the zone.
func (l *log) cutMoment(line string) (rest string, ok bool) {
	const length = len("2026-01-05T08:00")
	if len(line) < length+3 || line[4] != '-' || line[7] != '-' || line[10] != 'T' && line[10] != ' ' || line[13] != ':' || line[16] != ':' {
		return "", false
	}
	minute, seconds := line[:length], line[length+1:]
	offset := offsetBehind(strings.TrimLeft(seconds, "0123456789."))
	if (minute != l.minute || offset != l.offset) && !l.enterMoment(minute, offset) {
		return "", false
	}
	rest, ok = l.seconds(seconds)
	return strings.TrimPrefix(rest, offset), ok
}

// enterMoment goes on to the minute of a time with a year.
func (l *log) enterMoment(minute, offset string) bool {
	zone := l.zone
	if zone == nil {
		zone = time.UTC
	}
	m, ok := records.ParseMoment(minute[:10]+" "+minute[11:]+strings.TrimLeft(offset, " "), zone)
	if !ok {
		return false
	}
	at := m.DayFirst
	if offset == "" {
		if l.zone == nil {
			l.hasYear = true
			l.refuse()
			return false
		}
		at = l.later(at.In(zone)).UTC()
	}
	l.minute, l.offset, l.starts = minute, offset, at
	return true
}

// offsetBehind is the zone at the beginning of a text: Z, +01:00, +0100, and these behind a space.
func offsetBehind(s string) string {
	sign := len(s) - len(strings.TrimLeft(s, " "))
	switch {
	case strings.HasPrefix(s, "Z"):
		return "Z"
	case sign > 1 || len(s) < sign+5 || s[sign] != '+' && s[sign] != '-':
		return ""
	case s[sign+3] != ':':
		return s[:sign+5]
	}
	return s[:min(sign+6, len(s))]
}

// seconds reads what stands behind the minute.
func (l *log) seconds(s string) (rest string, ok bool) {
	if len(s) < 2 {
		return "", false
	}
	second, ok := digits(s[:2])
	l.at, l.grain = l.starts.Add(time.Duration(second)*time.Second), time.Second
	rest = s[2:]
	if strings.HasPrefix(rest, ".") {
		for rest = rest[1:]; rest != "" && rest[0] >= '0' && rest[0] <= '9'; rest = rest[1:] {
			l.grain = max(l.grain/10, 1)
			l.at = l.at.Add(time.Duration(rest[0]-'0') * l.grain)
		}
	}
	return rest, ok && second <= 60
}

// days goes through a log whose times may have no year.
func days(text io.Reader) (d records.Days) {
	lines := records.NewLines(text)
	for lines.Next() {
		_, stamp := cutPriority(string(lines.Text[:min(len(lines.Text), longestPriority+stampLength)]))
		next := day(stamp)
		if next == 0 {
			continue
		}
		if d.First == 0 {
			d.First = next
		}
		d.Turns += d.Last.Turns(next)
		d.Last = next
	}
	return d
}
