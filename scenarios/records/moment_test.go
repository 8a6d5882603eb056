package records

import (
	"testing"
	"time"
)

// What the cultures of .NET make of 5 January 2026, 13:04:05 UTC; the rows are by hand from their patterns of short dates and long times.
func TestMomentsOfCultures(t *testing.T) {
	want := time.Date(2026, 1, 5, 13, 4, 5, 0, time.UTC)
	for culture, text := range map[string]string{
		"ISO": "2026-01-05T13:04:05", "ISO, UTC": "2026-01-05T13:04:05.0000000Z", "ISO, offset": "2026-01-05T14:04:05+01:00", "ISO, west": "2026-01-05 08:34:05-0430",
		"sv-SE": "2026-01-05 13:04:05", "en-CA": "2026-01-05 1:04:05 PM", "ja-JP": "2026/01/05 13:04:05", "zh-CN": "2026/1/5 13:04:05", "zh-TW": "2026/1/5 下午 01:04:05",
		"ko-KR": "2026-01-05 오후 1:04:05", "hu-HU": "2026. 01. 05. 13:04:05", "lt-LT": "2026-01-05 13:04:05",
		"de-DE": "05.01.2026 13:04:05", "fi-FI": "5.1.2026 13.04.05", "cs-CZ": "5. 1. 2026 13:04:05", "bg-BG": "5.1.2026 г. 13:04:05", "sr-RS": "5.1.2026. 13:04:05",
		"JSON of 5.1": "/Date(1767618245000)/", "with offset": "/Date(1767618245000+0100)/", "by hand": "2026-01-05 13:04:05 UTC", "small letters": "2026-01-05t13:04:05z",
	} {
		if m, ok := ParseMoment(text, time.UTC); !ok || m.Alike() || !m.DayFirst.Equal(want) {
			t.Errorf("%s: %s is %v, %v", culture, text, m, ok)
		}
	}
	for culture, text := range map[string]string{
		"en-US": "1/5/2026 1:04:05 PM", "en-US, newer": "1/5/2026 1:04:05\u202fPM", "es-US": "1/5/2026 1:04:05 p. m.", "US, 24 h": "01/05/2026 13:04:05",
	} {
		if m, ok := ParseMoment(text, time.UTC); !ok || !m.MonthFirst.Equal(want) || m.DayFirst.Month() != 5 {
			t.Errorf("%s: %s is %v, %v", culture, text, m, ok)
		}
	}
	for culture, text := range map[string]string{
		"en-GB": "05/01/2026 13:04:05", "es-ES": "5/1/2026 13:04:05", "nl-NL": "5-1-2026 13:04:05", "en-AU": "5/01/2026 1:04:05 PM", "en-NZ": "5/01/2026 1:04:05 pm",
		"es-MX": "05/01/2026 01:04:05 p. m.", "el-GR": "5/1/2026 1:04:05 μμ", "da-DK": "05-01-2026 13:04:05", "id-ID": "05/01/2026 13.04.05",
	} {
		if m, ok := ParseMoment(text, time.UTC); !ok || !m.DayFirst.Equal(want) || m.MonthFirst.Month() != 5 || m.american {
			t.Errorf("%s: %s is %v, %v", culture, text, m, ok)
		}
	}
}

func TestNoMoments(t *testing.T) {
	for _, text := range []string{
		"", "yesterday", "2026-01-05", "5.1.26 13:04:05", "31.6.2026 13:04:05", "13/13/2026 1:00:00 PM", "1/5/2026 13:04:05 PM", "1/5/2026 0:04:05 AM", "2026-01-05T24:00:00Z",
		"2026-01-05T13:61:00Z", "2026-01-05T13:04:05Zulu", "2026-01-05T13:04:05+99:00", "1-5/2026 1:00", "3/2/2569 8:00:00", "/Date(x)/", "/Date(-62135596800000)/", "2026-01-05T", "2026-1-5 7",
	} {
		if m, ok := ParseMoment(text, time.UTC); ok {
			t.Errorf("%q is %v", text, m)
		}
	}
}

func TestMomentsKnowTheirZoneAndGrain(t *testing.T) {
	zone := time.FixedZone("", 2*3600)
	for text, want := range map[string]Moment{
		"2026-07-01 08:00:00":              {Grain: time.Second, DayFirst: time.Date(2026, 7, 1, 6, 0, 0, 0, time.UTC)},
		"2026-07-01 08:00":                 {Grain: time.Minute, DayFirst: time.Date(2026, 7, 1, 6, 0, 0, 0, time.UTC)},
		"2026-07-01 08:00:00.25Z":          {Grain: time.Millisecond, DayFirst: time.Date(2026, 7, 1, 8, 0, 0, 250_000_000, time.UTC)},
		"2026-07-01 08:00:00.123456789123": {Grain: time.Millisecond, DayFirst: time.Date(2026, 7, 1, 6, 0, 0, 123_456_789, time.UTC)},
	} {
		if m, ok := ParseMoment(text, zone); !ok || m.Grain != want.Grain || !m.DayFirst.Equal(want.DayFirst) {
			t.Errorf("%s is %v", text, m)
		}
	}
}

func FuzzMoment(f *testing.F) {
	for _, text := range []string{"2026-01-05T13:04:05.0000000Z", "1/5/2026 1:04:05 PM", "/Date(1767618245000)/", "5. 1. 2026 13:04:05"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, ok := ParseMoment(s, time.UTC)
		for _, at := range []time.Time{m.DayFirst, m.MonthFirst} {
			if ok && !at.IsZero() && (at.Year() < 1989 || at.Year() > 2200) {
				t.Errorf("%q is %v", s, m)
			}
		}
		if ok && m.DayFirst.IsZero() && m.MonthFirst.IsZero() {
			t.Errorf("%q is no time at all", s)
		}
	})
}
