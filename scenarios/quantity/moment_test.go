package quantity

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"mailstorm/scenarios/zone"

	"pgregory.net/rapid"
)

func berlin(t testing.TB, written string) time.Time {
	t.Helper()
	at, err := ParseClock(written + " Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestClocks(t *testing.T) {
	for s, want := range map[string]string{
		"2026-03-02T00:00:00+01:00":                "2026-03-01T23:00:00Z UTC+01:00",
		"2026-01-05T08:00:00Z":                     "2026-01-05T08:00:00Z UTC",
		"2026-01-05T08:00:00+00:00":                "2026-01-05T08:00:00Z UTC",
		"2026-01-05 08:00 UTC":                     "2026-01-05T08:00:00Z UTC",
		"2026-03-27T08:00:00 Europe/Berlin":        "2026-03-27T07:00:00Z Europe/Berlin",
		"2026-03-27 08:00 Europe/Berlin":           "2026-03-27T07:00:00Z Europe/Berlin",
		"2026-03-30 8:00 Europe/Berlin":            "2026-03-30T06:00:00Z Europe/Berlin",
		"2026-03-27 Europe/Berlin":                 "2026-03-26T23:00:00Z Europe/Berlin",
		"2026-03-27T08:00:00+01:00[Europe/Berlin]": "2026-03-27T07:00:00Z Europe/Berlin",
		"2026-03-27T08:00[Europe/Berlin]":          "2026-03-27T07:00:00Z Europe/Berlin",
		"2026-10-25 02:30+02:00[Europe/Berlin]":    "2026-10-25T00:30:00Z Europe/Berlin",
		"2026-10-25 02:30+01:00 Europe/Berlin":     "2026-10-25T01:30:00Z Europe/Berlin",
		"2026-03-27 08:00 Zulu":                    "2026-03-27T08:00:00Z Zulu",
		"2026-03-27 24:00 Asia/Kolkata":            "2026-03-27T18:30:00Z Asia/Kolkata",
		"2026-03-27 08:00 Etc/GMT+5":               "2026-03-27T13:00:00Z Etc/GMT+5",
		"2042-07-01 08:00 Europe/Berlin":           "2042-07-01T06:00:00Z Europe/Berlin", // beyond the table, by its last rule
		"2026-03-02t00:00:00.5z":                   "2026-03-02T00:00:00.5Z UTC",
	} {
		at, err := ParseClock(s)
		if got := at.UTC().Format(time.RFC3339Nano) + " " + at.Location().String(); err != nil || got != want {
			t.Errorf("%q: %s, %v, want %s", s, got, err, want)
		}
		if !regexp.MustCompile(`^(` + ClockForm + `)$`).MatchString(s) {
			t.Errorf("%q: the schema does not know it", s)
		}
	}
	for s, want := range map[string]string{
		"":                                       "not a date with a time and a zone",
		"Monday":                                 "not a date with a time and a zone",
		"Fri 18:00":                              "not a date with a time and a zone",
		"2026-03-02 08:00":                       `write one, as in "2026-03-02 08:00 Europe/Berlin"`,
		"2026-03-02 08:00 Europe/Berlni":         `did you mean "Europe/Berlin"?`,
		"2026-03-02 08:00 Berlin":                `did you mean "Europe/Berlin"?`,
		"2026-02-30 08:00 Europe/Berlin":         "there is no day 2026-02-30",
		"2026-03-02 24:30 Europe/Berlin":         "a day ends at 24:00",
		"2026-03-02 08:00+25:00":                 "no clock is +25:00 from UTC",
		"2026-03-29 02:30 Europe/Berlin":         `go forward from Sun 29 Mar 2026 02:00 to Sun 03:00 then; write "2026-03-29 03:00 Europe/Berlin"`,
		"2026-10-25 02:30 Europe/Berlin":         `write "2026-10-25 02:30+02:00[Europe/Berlin]" or "2026-10-25 02:30+01:00[Europe/Berlin]"`,
		"2026-07-01 08:00+01:00[Europe/Berlin]":  "Europe/Berlin is not +01:00 from UTC then, but +02:00",
		"2011-12-30 12:00 Pacific/Apia":          `to Sat 00:00 then; write "2011-12-31 00:00 Pacific/Apia"`,
		"02.03.2026 08:00":                       `: write "2026-03-02 08:00"`,
		"3/2/2026 08:00":                         `write "2026-02-03 08:00" or "2026-03-02 08:00"`,
		"2026-03-02 08:00 Europe/Berlin morning": "is not a valid time",
	} {
		if at, err := ParseClock(s); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, %v, want an error with %q", s, at, err, want)
		}
	}
}

func TestMoments(t *testing.T) {
	clock := berlin(t, "2026-03-23 00:00") // a Monday; clocks go forward on Sunday
	for s, want := range map[string]string{
		"4d18h": "4d18h", "0s": "0s", "06:00:00": "6h", "1.00:00:00": "24h",
		"Fri 18:00": "4d18h", "fri 18:00": "4d18h", "Friday 18:00": "4d18h", "Fri, 18:00": "4d18h", "Fri 18:00:30": "4d18h30s",
		"Mon 00:00": "0s", "Mon 0:00": "0s", "Sun 24:00": "0s", "Sat 24:00": "6d", "Tue 00:00": "24h",
		"Mon 00:00 UTC": "1h", "Fri 18:00 America/New_York": "4d23h",
		"2026-03-27 18:00": "4d18h", "2026-03-27T18:00:00": "4d18h", "2026-03-27T17:00:00Z": "4d18h", "2026-03-27 18:00+01:00": "4d18h",
		"2026-03-27 18:00 Europe/Berlin": "4d18h", "2026-03-27 17:00 Europe/London": "4d18h",
		"2026-03-30": "6d23h", "2026-03-30 07:00": "7d6h", // of a week with one hour less
		"2026-10-25 02:30+01:00": "216d2h30m",
	} {
		d, err := ParseMoment(s, clock, 0)
		if err != nil || FormatDuration(d) != want {
			t.Errorf("%q: %s, %v, want %s", s, FormatDuration(d), err, want)
		}
		if dated(s) && !regexp.MustCompile(`^(`+MomentForm+`)$`).MatchString(s) {
			t.Errorf("%q: the schema does not know it", s)
		}
	}
	for s, want := range map[string]string{
		"2026-03-22 18:00": `"2026-03-22 18:00" is 6h before clock (Mon 2026-03-23 00:00 Europe/Berlin)`,
		"1926-03-22":       "more than ten years before clock", "2226-03-22": "more than ten years after clock",
		"18:00": `write "Mon 18:00", with its day, or "18h"`, "6:30": `write "Mon 06:30", with its day, or "6h30m"`,
		"Fri": `write it, as in "Fri 08:00"`, "Frj 18:00": `did you mean "Fri"?`, "Fr 18:00": `write "Fri 18:00"`, "Samstag 12:00": `write "Sat 12:00"`, "Freitag 18 Uhr": `write "Fri 18:00"`, "Fri 6pm": `write "Fri 18:00"`,
		"now": "does not know what time it is", "jetzt": "as in \"Fri 18:00\"", "never": "as in \"Fri 18:00\"",
		"15": "write a day and a time", "Fri 25:00": "is not a valid time", "Sun 02:30": `write "Sun 03:00"`,
		"27.3.2026 18:00": `"2026-03-27 18:00"`, "2026-3-27": `write "2026-03-27"`, "-1h": "negative",
	} {
		if d, err := ParseMoment(s, clock, 0); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, %v, want an error with %q", s, d, err, want)
		}
	}
	friday := 4*Day + 18*time.Hour
	for s, want := range map[string]time.Duration{"Mon 07:00": 7*Day + 6*time.Hour, "Fri 18:00": 11*Day + 17*time.Hour, "Fri 18:01": friday + time.Minute} {
		if d, err := ParseMoment(s, clock, friday+1); err != nil || d != want {
			t.Errorf("%q after Friday 18:00: %v, %v, want %v", s, d, err, want)
		}
	}
}

// Moments as people elsewhere write them, from a clock at 08:00 of a Monday: the error says how to write them here.
func TestOtherForms(t *testing.T) {
	clock := berlin(t, "2026-03-23 08:00")
	for s, want := range map[string]string{
		"Fri 6pm": "Fri 18:00", "Fri 6:00 PM": "Fri 18:00", "friday, 6 PM": "Fri 18:00", "Fri 18.30": "Fri 18:30", "Fri 18h": "Fri 18:00", "18:00 Fri": "Fri 18:00",
		"18:00, Friday": "Fri 18:00", "Fri 18:00 UTC+1": "Fri 18:00+01:00", "Fri 18:00 UTC+01:00": "Fri 18:00+01:00", "Fri 18:00 GMT-3:30": "Fri 18:00-03:30",
		"2026-03-27 18:00 +0100": "2026-03-27 18:00+01:00", "Fri, 27 Mar 2026 18:00:30 +0100": "2026-03-27 18:00:30+01:00", "27 Mar 2026 18:00": "2026-03-27 18:00", "27 Mar 2026 18:00:00 GMT": "2026-03-27 18:00 UTC",
		"March 27, 2026": "2026-03-27", "2026/03/27 18:00": "2026-03-27 18:00", "2026-3-27T18:00": "2026-03-27 18:00", "27.03.26 18:00": "2026-03-27 18:00",
		"27/03/2026 18:00": "2026-03-27 18:00", "3/27/2026 6:00:00 PM": "2026-03-27 18:00", "3/3/2026 18:00": "2026-03-03 18:00",
		"07:30": "Tue 07:30", "08:00": "Mon 08:00",
	} {
		_, err := ParseMoment(s, clock, 0)
		if err == nil || !strings.Contains(err.Error(), "write \""+want+"\"") {
			t.Errorf("%q: %v, want %q in it", s, err, want)
		}
		if _, err := parseMoment(want, momentHint); err != nil {
			t.Errorf("%q: %v", want, err)
		}
	}
	for _, s := range []string{"Fri 18:00 Uhr", "27 Foo 2026", "Fri 25h", "31/31/2026", "2026-02-30"} {
		if _, err := ParseMoment(s, clock, 0); err == nil || strings.Contains(err.Error(), s+"\": write") {
			t.Errorf("%q: %v", s, err)
		}
	}
}

// A weekday whose time comes twice is the first that is not before; a gap that is over is no matter.
func TestWeekdaysAcrossAChange(t *testing.T) {
	for _, c := range []struct {
		clock, moment string
		want          time.Duration
	}{
		{"2026-10-24 12:00", "Sun 02:30", 14*time.Hour + 30*time.Minute},
		{"2026-10-25 02:45+02:00", "Sun 02:30", 45 * time.Minute},
		{"2026-10-25 02:45+01:00", "Sun 02:30", 7*Day - 15*time.Minute},
		{"2026-03-29 08:00", "Sun 02:30", 7*Day - 5*time.Hour - 30*time.Minute},
		{"2026-03-28 02:30", "Mon 02:30", 47 * time.Hour},
	} {
		if d, err := ParseMoment(c.moment, berlin(t, c.clock), 0); err != nil || d != c.want {
			t.Errorf("%s from %s on: %v, %v, want %v", c.moment, c.clock, d, err, c.want)
		}
	}
}

// What a clock shows at a moment is read as that moment, in every zone: with its offset always, without it unless it comes twice.
func TestMomentsReadBack(t *testing.T) {
	names := zone.Names()
	rapid.Check(t, func(t *rapid.T) {
		in, err := zone.Load(rapid.SampledFrom(names).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		clock := time.Date(1975, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.Int64Range(0, 80*365*24*60).Draw(t, "clock")) * time.Minute).In(in)
		want := time.Duration(rapid.Int64Range(0, 300*24*60).Draw(t, "minutes")) * time.Minute
		at := clock.Add(want)
		if _, seconds := at.Zone(); seconds%60 != 0 {
			t.Skip("an offset with seconds")
		}
		if got, err := ParseMoment(at.Format("2006-01-02 15:04-07:00"), clock, 0); err != nil || got != want && at.Second() == 0 {
			t.Fatalf("%s from %s on: %v, %v, want %v", at, clock, got, err, want)
		}
		got, err := ParseMoment(at.Format("2006-01-02 15:04:05"), clock, 0)
		if twice := err != nil && strings.Contains(err.Error(), "comes twice"); !twice && (err != nil || got != want) {
			t.Fatalf("%s from %s on: %v, %v, want %v", at, clock, got, err, want)
		}
		if got, err = ParseMoment(at.Format("Mon 15:04:05"), clock, want); err != nil || got != want {
			t.Fatalf("%s after %v: %v, %v", at.Format("Mon 15:04:05"), want, got, err)
		}
		shown, err := ParseClock(at.Format("2006-01-02T15:04:05-07:00") + "[" + in.String() + "]")
		if err != nil || !shown.Equal(at) {
			t.Fatalf("%s: %v, %v", at, shown, err)
		}
	})
}

func FuzzMoments(f *testing.F) {
	for _, s := range []string{"Fri 18:00", "2026-03-06 18:00 Europe/Berlin", "2026-10-25T02:30:00+01:00[Europe/Berlin]", "4d18h", "18:00", "2.3.2026", "Sun 24:00 Zulu", "0001-01-01", "9999-12-31 24:00-23:59"} {
		f.Add(s)
	}
	clock := berlin(f, "2026-03-23 00:00")
	moment, whole := regexp.MustCompile(`^\s*(`+MomentForm+`)\s*$`), regexp.MustCompile(`^\s*(`+ClockForm+`)\s*$`)
	f.Fuzz(func(t *testing.T, s string) {
		for _, after := range []time.Duration{0, 4 * Day} {
			d, err := ParseMoment(s, clock, after)
			if err == nil && (d < 0 || d > LongestTime) {
				t.Errorf("%q is %v", s, d)
			}
			if err == nil && dated(strings.TrimSpace(s)) && !moment.MatchString(s) {
				t.Errorf("%q: the schema does not know it", s)
			}
		}
		if _, err := ParseClock(s); err == nil && !whole.MatchString(s) {
			t.Errorf("%q: the schema does not know it", s)
		}
	})
}
