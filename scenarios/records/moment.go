package records

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Moment is a time as a record writes it. Where 1/2/2026 may be either, it is known for each order; the zero time is no such day.
type Moment struct {
	DayFirst, MonthFirst time.Time     // in UTC
	Grain                time.Duration // it is known to this much
	Zoned                bool          // it says its zone itself
	american             bool          // it is written as in the United States: 1/5/2026 8:00:00 AM
}

// Alike reports whether the order of day and month matters.
func (m Moment) Alike() bool { return !m.DayFirst.Equal(m.MonthFirst) }

// In is the moment in one of the orders.
func (m Moment) In(o Order) time.Time {
	if o == DayFirst {
		return m.DayFirst
	}
	return m.MonthFirst
}

// ParseMoment reads what ISO 8601, JSON of .NET and the cultures of .NET make of a time that has a year of four digits. Without a zone of its
// own it is in the given one.
func ParseMoment(s string, zone *time.Location) (m Moment, ok bool) {
	s = strings.TrimSpace(s)
	if text, is := strings.CutPrefix(s, "/Date("); is {
		return sinceEpoch(strings.TrimSuffix(text, ")/"))
	}
	p := momentText{rest: s, zone: zone}
	date, separator, ok := p.date()
	if !ok || !p.clock() {
		return m, false
	}
	m.Grain, m.Zoned = p.grain, p.zoned
	switch {
	case date[0] >= 1000: // a year
		m.DayFirst = p.time(date[0], date[1], date[2])
		m.MonthFirst = m.DayFirst
	case date[2] < 1000:
		return m, false
	case separator == '.': // nobody writes the month first with these
		m.DayFirst = p.time(date[2], date[1], date[0])
		m.MonthFirst = m.DayFirst
	default:
		m.DayFirst, m.MonthFirst = p.time(date[2], date[1], date[0]), p.time(date[2], date[0], date[1])
		m.american = separator == '/' && p.upper && !strings.HasPrefix(s, "0") && !strings.Contains(s, "/0")
	}
	return m, !m.DayFirst.IsZero() || !m.MonthFirst.IsZero()
}

// sinceEpoch reads milliseconds since 1970, as Windows PowerShell writes them in JSON; an offset behind them only says where that was.
func sinceEpoch(s string) (m Moment, ok bool) {
	if i := strings.LastIndexAny(s, "+-"); i > 0 {
		s = s[:i]
	}
	n, err := strconv.ParseInt(s, 10, 64)
	at := time.UnixMilli(n).UTC()
	return Moment{DayFirst: at, MonthFirst: at, Grain: time.Millisecond, Zoned: true}, err == nil && plausible(at.Year())
}

func plausible(year int) bool { return year >= 1990 && year < 2200 }

// momentText is a moment of which a part is read.
type momentText struct {
	rest                        string
	zone                        *time.Location
	hour, minute, second, nanos int
	grain                       time.Duration
	upper                       bool // AM or PM in capitals
	zoned                       bool
}

// number reads digits.
func (p *momentText) number() (n, digits int) {
	for digits < len(p.rest) && digits < 9 && p.rest[digits] >= '0' && p.rest[digits] <= '9' {
		n = n*10 + int(p.rest[digits]-'0')
		digits++
	}
	p.rest = p.rest[digits:]
	return n, digits
}

// one reads one of these signs.
func (p *momentText) one(signs string) byte {
	if p.rest == "" || strings.IndexByte(signs, p.rest[0]) < 0 {
		return 0
	}
	sign := p.rest[0]
	p.rest = p.rest[1:]
	return sign
}

// date reads three numbers: 2026-01-05, 5.1.2026, "5. 1. 2026", 1/5/2026.
func (p *momentText) date() (n [3]int, separator byte, ok bool) {
	for i := range n {
		var digits int
		if n[i], digits = p.number(); digits == 0 || digits == 3 || digits > 4 || digits == 4 && i == 1 {
			return n, 0, false
		}
		if i == 2 {
			break
		}
		sign := p.one("-./")
		if sign == 0 || i == 1 && sign != separator {
			return n, 0, false
		}
		separator = sign
		p.rest = strings.TrimLeft(p.rest, " ")
	}
	return n, separator, true
}

// clock reads the time of the day and the zone.
func (p *momentText) clock() bool {
	before, ok := p.words()
	if !ok || before == "" && p.rest == "" {
		return false
	}
	var digits int
	if p.hour, digits = p.number(); digits == 0 || digits > 2 {
		return false
	}
	p.grain = time.Minute
	if sign := p.one(":."); sign == 0 {
		return false
	} else if p.minute, digits = p.number(); digits != 2 {
		return false
	} else if p.one(string(sign)) != 0 {
		p.grain = time.Second
		if p.second, digits = p.number(); digits != 2 {
			return false
		}
		p.fraction()
	}
	after, ok := p.words()
	half := before + after
	switch {
	case !ok || p.hour > 23 || half != "" && (p.hour == 0 || p.hour > 12):
		return false
	case half == "am" || half == "pm":
		p.hour %= 12
	}
	if half == "pm" {
		p.hour += 12
	}
	return p.offset()
}

func (p *momentText) fraction() {
	if p.one(".,") == 0 {
		return
	}
	n, digits := p.number()
	for range 9 - digits {
		n *= 10
	}
	for digits == 9 { // more than can be counted
		_, digits = p.number()
	}
	p.nanos, p.grain = n, time.Millisecond
}

// halves are how cultures with a clock of twelve hours name the halves of a day, without dots and spaces.
var halves = map[string]string{"am": "am", "πμ": "am", "上午": "am", "午前": "am", "오전": "am", "eparadites": "am",
	"pm": "pm", "μμ": "pm", "下午": "pm", "午後": "pm", "오후": "pm", "epasdites": "pm"}

// words reads what is no number: T, AM, "a. m.", the Bulgarian г. behind a year.
func (p *momentText) words() (half string, ok bool) {
	i := 0
	for i < len(p.rest) && strings.IndexByte("0123456789+-Z", p.rest[i]) < 0 {
		i++
	}
	text := p.rest[:i]
	p.rest = p.rest[i:]
	switch text {
	case "", "T", " ":
		return "", true
	}
	word := strings.Map(func(r rune) rune {
		if r == '.' || r == ',' || r == ' ' || r == '\u00a0' || r == '\u202f' || r == utf8.RuneError {
			return -1
		}
		return r
	}, text)
	p.upper = p.upper || word == "AM" || word == "PM"
	switch word = strings.ToLower(word); word {
	case "z", "utc", "gmt":
		p.zone, p.zoned = time.UTC, true
		return "", true
	case "", "t", "г":
		return "", true
	}
	half, ok = halves[word]
	return half, ok
}

// offset reads Z, +01:00 or +0100, which end a moment.
func (p *momentText) offset() bool {
	if p.rest == "" {
		return true
	}
	sign := p.one("Z+-")
	p.zoned = true
	if sign == 'Z' {
		p.zone = time.UTC
		return p.rest == ""
	}
	hours, digits := p.number()
	minutes := 0
	switch {
	case digits == 4:
		hours, minutes = hours/100, hours%100
	case digits != 2:
		return false
	case p.one(":") != 0:
		if minutes, digits = p.number(); digits != 2 {
			return false
		}
	}
	if hours > 14 || minutes > 59 || p.rest != "" {
		return false
	}
	seconds := (hours*60 + minutes) * 60
	if sign == '-' {
		seconds = -seconds
	}
	p.zone = time.FixedZone("", seconds)
	return true
}

// time is the moment on a day; zero when there is no such day.
func (p *momentText) time(year, month, day int) time.Time {
	if month < 1 || month > 12 || day < 1 || day > 31 || p.minute > 59 || p.second > 59 || !plausible(year) {
		return time.Time{}
	}
	at := time.Date(year, time.Month(month), day, p.hour, p.minute, p.second, p.nanos, p.zone)
	if at.Day() != day && at.Hour() == p.hour { // 31 June
		return time.Time{}
	}
	return at.UTC()
}
