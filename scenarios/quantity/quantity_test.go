package quantity

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"mailstorm/scenarios/parse"
	"mailstorm/sim"
	"mailstorm/sim/calendar"
	"mailstorm/sim/random"

	"pgregory.net/rapid"
)

func TestDurations(t *testing.T) {
	for s, want := range map[string]time.Duration{
		"15m": 15 * time.Minute, "15 min": 15 * time.Minute, "1d12h": 36 * time.Hour, "1d 12h": 36 * time.Hour, "1.5h": 90 * time.Minute,
		"0s": 0, "250ms": 250 * time.Millisecond, "3us": 3 * time.Microsecond, "1ns": 1, " 24h ": 24 * time.Hour,
		"1.00:00:00": 24 * time.Hour, "06:00:00": 6 * time.Hour, "23:59:59.5": 24*time.Hour - 500*time.Millisecond, "2.12:30:00": 60*time.Hour + 30*time.Minute,
		"3650d": 3650 * 24 * time.Hour, "0.000000001s": 1,
	} {
		if got, err := ParseDuration(s); err != nil || got != want {
			t.Errorf("%q: %v, %v, want %v", s, got, err, want)
		}
	}
	for s, want := range map[string]string{
		"": "empty", "15": "no unit", "-15m": "negative", "NaN": "not a valid duration", "inf": "not a valid duration", "1e3s": "unknown unit", "24:00:00": "24 days",
		"48:30:00": "2.00:30:00", "1.24:00:00": "23 hours", "12:60:00": "not a valid duration", "1:2:3": "not a valid duration", "12:00": `write "12:00:00" or "00:12:00"`, "15m15m": "out of order",
		"5M": "could mean minutes or months", "2 months": "28 to 31 days", "1y": "365 or 366 days", "Unlimited": "at most \"3650d\"", "P1Y": "not a valid duration",
		"1,5d": `write "1.5d"`, "3651d": "ten years", "99999999999999999999d": "ten years", "1.2.3s": "not a valid duration", ".5s": "not a valid duration", "5.s": "not a valid duration",
		"1 m 2": "no unit", "１５m": "not a valid duration", strings.Repeat("9", 1000) + "s": "not a valid duration",
	} {
		if got, err := ParseDuration(s); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, %v, want an error with %q", s, got, err, want)
		}
	}
}

func TestSizes(t *testing.T) {
	for s, want := range map[string]int64{
		"41MB": 41_000_000, "41MiB": 41 << 20, "12B": 12, "1.5GB": 1_500_000_000, "27 MB": 27_000_000, "0.1kB": 100, "1TB": 1e12, "0B": 0,
	} {
		if got, err := ParseSize(s); err != nil || got != want {
			t.Errorf("%q: %v, %v, want %v", s, got, err, want)
		}
	}
	for s, want := range map[string]string{
		"41": "no unit", "5M": `write "5MB" or "5MiB"`, "5 MB (6,000,000 bytes)": "gives two sizes", "41Mbit": "unknown unit", "-1B": "negative", "0.5B": "whole number", "1001TB": "larger", "1MB2": "not a valid size", "MB": "not a valid size",
	} {
		if got, err := ParseSize(s); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, %v, want an error with %q", s, got, err, want)
		}
	}
}

func TestRates(t *testing.T) {
	for s, want := range map[string]sim.Rate{
		"200/h": {Count: 200, Per: time.Hour}, "3/min": {Count: 3, Per: time.Minute}, "3 / m": {Count: 3, Per: time.Minute}, "1/s": {Count: 1, Per: time.Second},
		"0.5/d": {Count: 1, Per: 48 * time.Hour}, "2.5/h": {Count: 5, Per: 2 * time.Hour},
	} {
		if got, err := ParseRate(s); err != nil || got != want {
			t.Errorf("%q: %v, %v, want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"", "200", "200/", "/h", "0/h", "-1/h", "200/ms", "200/month", "1.23456789123456789/d", "200/h/h"} {
		if got, err := ParseRate(s); err == nil {
			t.Errorf("%q: %v", s, got)
		}
	}
	for s, want := range map[string]int64{"20Mbit/s": 20_000_000, "5MB/s": 40_000_000, "64 kbit/s": 64000, "0.5Gbit/s": 500_000_000} {
		if got, err := ParseBandwidth(s); err != nil || got != want {
			t.Errorf("%q: %v, %v, want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"20", "20Mbit", "20mb/s", "20MBPS", "0MB/s", "0.1bit/s", "9999999Gbit/s"} {
		if got, err := ParseBandwidth(s); err == nil {
			t.Errorf("%q: %v", s, got)
		}
	}
}

func TestShares(t *testing.T) {
	for s, want := range map[string]random.Share{
		"100%": random.All, "1": random.All, "1.0": random.All, "0": 0, "0%": 0, "50%": random.All / 2, "0.25": random.All / 4, "12.5 %": random.All / 8,
		"30%": 1288490189, "0.3": 1288490189, "0.0000004": 1718,
	} {
		if got, err := ParseShare(s); err != nil || got != want {
			t.Errorf("%q: %d, %v, want %d", s, got, err, want)
		}
	}
	for _, s := range []string{"", "101%", "1.1", "30", "-1%", "%", "1/3", "nan", "0.00000000001", "1e-3"} {
		if got, err := ParseShare(s); err == nil {
			t.Errorf("%q: %d", s, got)
		}
	}
	for s, want := range map[string]random.Ratio{"5/4": {Num: 5, Den: 4}, "1.25": {Num: 5, Den: 4}, "10/8": {Num: 5, Den: 4}, "2": {Num: 2, Den: 1}, "0.5/0.25": {Num: 2, Den: 1}} {
		if got, err := ParseRatio(s); err != nil || got != want {
			t.Errorf("%q: %v, %v, want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"", "5/0", "5/", "/4", "a/b", "5/4/3", "99999999999", "1/99999999999", "-5/4"} {
		if got, err := ParseRatio(s); err == nil {
			t.Errorf("%q: %v", s, got)
		}
	}
}

func TestHours(t *testing.T) {
	every := [7]bool{true, true, true, true, true, true, true}
	work := [7]bool{false, true, true, true, true, true, false}
	for s, want := range map[string]calendar.Hours{
		"Mon-Fri 08:00-18:00": {Days: work, From: 8 * time.Hour, Until: 18 * time.Hour},
		"08:30-24:00":         {Days: every, From: 8*time.Hour + 30*time.Minute, Until: 24 * time.Hour},
		"Sat,Sun":             {Days: [7]bool{0: true, 6: true}, Until: 24 * time.Hour},
		"Fri-Sun":             {Days: [7]bool{0: true, 5: true, 6: true}, Until: 24 * time.Hour},
		"Mon-Wed,Fri":         {Days: [7]bool{1: true, 2: true, 3: true, 5: true}, Until: 24 * time.Hour},
	} {
		got, err := ParseHours(s)
		if err != nil || got != want {
			t.Errorf("%q: %v, %v, want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"", "Mon-Fri 18:00-08:00", "Mo-Fr", "Mon-Fri Sat", "08:00", "25:00-26:00", "08:60-09:00", "Mon 08:00-18:00 x", "mon"} {
		if got, err := ParseHours(s); err == nil {
			t.Errorf("%q: %v", s, got)
		}
	}
}

// An error about hours shows how the hours are written that were meant.
func TestHoursMeant(t *testing.T) {
	for s, want := range map[string]string{
		"Monday-Friday 8:00-18:00": `"Mon-Fri 08:00-18:00"`, "mon - fri 9am-5pm": `"Mon-Fri 09:00-17:00"`, "8-18": `"08:00-18:00"`, "Mo-Fr 08:00-18:00": `"Mon-Fri 08:00-18:00"`,
		"Mon–Fri 0800-1800": `"Mon-Fri 08:00-18:00"`, "Sat, Sun": `"Sat,Sun"`, "Mo-Fr 8-18 Uhr": `"Mon-Fri 08:00-18:00"`, "Montag bis Freitag 8-18 Uhr": `"Mon-Fri 08:00-18:00"`, "weekdays 8-18": `"Mon-Fri 08:00-18:00"`, "Mon to Fri": `"Mon-Fri"`,
		"Mon-Fri 22:00-06:00": "two tables", "always": `write "Mon-Sun"`,
	} {
		if _, err := ParseHours(s); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", s, err, want)
		}
	}
}

// What is written is read again, and no text makes a parser panic.
func TestQuantitiesReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := time.Duration(rapid.Int64Range(0, int64(LongestTime)).Draw(t, "duration"))
		if got, err := ParseDuration(FormatDuration(d)); err != nil || got != d {
			t.Fatalf("%v as %q: %v, %v", d, FormatDuration(d), got, err)
		}
		n := rapid.Int64Range(0, 1e12).Draw(t, "bytes")
		written := strings.TrimRight(fmt.Sprintf("%d.%03d", n/1000, n%1000), "0") // three digits with a last zero could be thousands
		if got, err := ParseSize(strings.TrimRight(written, ".") + "kB"); err != nil || got != n {
			t.Fatalf("%d bytes: %v, %v", n, got, err)
		}
		hundredths := rapid.Int64Range(0, 10000).Draw(t, "percent")
		percent, err := ParseShare(fmt.Sprintf("%d.%02d%%", hundredths/100, hundredths%100))
		part, err2 := ParseShare(fmt.Sprintf("%d.%04d", hundredths/10000, hundredths%10000))
		if err != nil || err2 != nil || percent != part || percent > random.All {
			t.Fatalf("%d: %d, %d, %v, %v", hundredths, percent, part, err, err2)
		}
		s := rapid.StringMatching(`[-0-9.:/%a-zA-Z ]{0,12}`).Draw(t, "any")
		if d, err := ParseDuration(s); err == nil && (d < 0 || d > LongestTime) {
			t.Fatalf("%q is %v", s, d)
		}
		if n, err := ParseSize(s); err == nil && (n < 0 || n > Largest) {
			t.Fatalf("%q is %v", s, n)
		}
		if p, err := ParseShare(s); err == nil && p > random.All {
			t.Fatalf("%q is %v", s, p)
		}
		ParseRate(s)
		ParseBandwidth(s)
		ParseRatio(s)
		ParseHours(s)
	})
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b      string
		condition int
	}{
		{"", "", 0}, {"", "abc", 3}, {"abc", "abc", 0}, {"abc", "acb", 1}, {"kitten", "sitting", 3}, {"exo", "eox", 1}, {"ca", "abc", 3},
		{strings.Repeat("x", 65), "x", parse.LongestWord},
	} {
		if got := parse.Distance(c.a, c.b); got != c.condition {
			t.Errorf("%q, %q: %d, want %d", c.a, c.b, got, c.condition)
		}
		if parse.Distance(c.a, c.b) != parse.Distance(c.b, c.a) {
			t.Errorf("%q, %q: not the same backwards", c.a, c.b)
		}
	}
}

// A number that is another one in another language is refused, with both: in rates and counts wherever it has three digits behind the
// dot, elsewhere where the last of them is a zero, which nobody writes behind a decimal point.
func TestNumbersThatAreTwo(t *testing.T) {
	duration := func(s string) error { _, err := ParseDuration(s); return err }
	bytes := func(s string) error { _, err := ParseSize(s); return err }
	line := func(s string) error { _, err := ParseBandwidth(s); return err }
	rate := func(s string) error { _, err := ParseRate(s); return err }
	for _, test := range []struct {
		Document  func(string) error
		s         string
		condition []string
	}{
		{rate, "40.000/d", []string{`could mean 40 or 40000`, `write "40/d" or "40000/d"`}},
		{rate, "1.125 / h", []string{`could mean 1.125 or 1125`}},
		{rate, "40,000/d", nil}, {bytes, "1,592,000B", nil}, {bytes, "1.592.000B", nil}, {duration, "1'500ms", nil},
		{bytes, "1.500MB", []string{`could mean 1.5 or 1500`, `write "1.5MB" or "1500MB"`}},
		{bytes, "1,592 GB", []string{`could mean 1.592 or 1592`}},
		{line, "1.000kbit/s", []string{`write "1kbit/s" or "1000kbit/s"`}},
		{duration, "1.500ms", []string{`could mean 1.5 or 1500`}},
		{rate, "0.125/d", nil}, {rate, "40.00/d", nil}, {rate, "4000.125/d", nil},
		{bytes, "2.592GB", nil}, {bytes, "0.500MB", nil}, {bytes, "1.5MB", nil}, {duration, "1.234s", nil}, {duration, "1.00:00:00.500", nil},
	} {
		err := test.Document(test.s)
		if (err == nil) != (test.condition == nil) {
			t.Errorf("%q: %v", test.s, err)
		}
		for _, want := range test.condition {
			if err != nil && !strings.Contains(err.Error(), want) {
				t.Errorf("%q: %v, want %q in it", test.s, err, want)
			}
		}
	}
}

// What has one meaning is read as its short form is.
func TestQuantitiesAsPeopleWriteThem(t *testing.T) {
	for short, spellings := range map[string][]string{
		"2d":  {"2 days", "2days", "2 Days", "2D", "P2D", "1 day, 24 hours", "1 day 24 hours", "1 day and 24 hours"},
		"6h":  {"6hrs", "6 hrs", "6 hours", "6 Hours", "6H", "PT6H", "PT360M", "0.25 days"},
		"90m": {"90 minutes", "90 mins", "90min", "PT1H30M", "1h,30m", "1 hour 30 minutes", "1 hr, 30 min"},
		"45s": {"45 sec", "45 secs", "45 seconds", "45S", "PT45S"},
		"14d": {"2w", "2 weeks", "P2W"},
		"5us": {"5µs", "5μs"},
	} {
		want, _ := ParseDuration(short)
		for _, s := range spellings {
			if got, err := ParseDuration(s); got != want || err != nil {
				t.Errorf("%q: %v, %v, want %s", s, got, err, short)
			}
		}
	}
	for short, spellings := range map[string][]string{
		"5MB":    {"5mb", "5 Mb", "5 mB", "5,000,000 bytes", "5 000 000 B", "5\u00a0MB", "5.000.000 Bytes"},
		"5MiB":   {"5 MB (5,242,880 bytes)", "5 MB (5.242.880 bytes)", "5mib"},
		"150MiB": {"150 MB (157,286,400 bytes)"}, "26789012B": {"25.55 MB (26,789,012 bytes)"},
	} {
		want, _ := ParseSize(short)
		for _, s := range spellings {
			if got, err := ParseSize(s); got != want || err != nil {
				t.Errorf("%q: %v, %v, want %s", s, got, err, short)
			}
		}
	}
	for short, spellings := range map[string][]string{
		"40000/d": {"40,000/d", "40 000/d", "40'000 / day", "40000 per day", "40_000/d", "40,000 per day"},
		"200/h":   {"200/hour", "200 per hour", "200/hr"}, "7/min": {"7/minute"},
	} {
		want, _ := ParseRate(short)
		for _, s := range spellings {
			if got, err := ParseRate(s); got != want || err != nil {
				t.Errorf("%q: %v, %v, want %s", s, got, err, short)
			}
		}
	}
	for short, spellings := range map[string][]string{"20Mbit/s": {"20Mbps", "20mbps", "20 mbit/s", "20 MBit/s"}, "5MB/s": {"5 MB/s"}} {
		want, _ := ParseBandwidth(short)
		for _, s := range spellings {
			if got, err := ParseBandwidth(s); got != want || err != nil {
				t.Errorf("%q: %v, %v, want %s", s, got, err, short)
			}
		}
	}
	if a, err := ParseShare("30 percent"); a != 1288490189 || err != nil {
		t.Errorf("30 percent: %v, %v", a, err)
	}
}

// A spelled unit is the short one, whatever the number.
func TestSpelledUnits(t *testing.T) {
	spelled := map[string][]string{"d": {"days", "day", "Days"}, "h": {"hours", "hrs", "hr", "hour"}, "m": {"minutes", "mins", "min"}, "s": {"seconds", "secs", "sec"}}
	rapid.Check(t, func(t *rapid.T) {
		var short, long strings.Builder
		between := rapid.SampledFrom([]string{"", " ", ", ", " and "}).Draw(t, "between")
		for i, unit := range []string{"d", "h", "m", "s"} {
			n := rapid.IntRange(0, 99).Draw(t, unit)
			if i > 0 {
				long.WriteString(between)
			}
			fmt.Fprintf(&short, "%d%s", n, unit)
			fmt.Fprintf(&long, "%d%s%s", n, rapid.SampledFrom([]string{"", " "}).Draw(t, "space"), rapid.SampledFrom(spelled[unit]).Draw(t, "name"))
		}
		want, err := ParseDuration(short.String())
		got, err2 := ParseDuration(long.String())
		if err != nil || err2 != nil || got != want {
			t.Fatalf("%s: %v (%v); %s: %v (%v)", short.String(), want, err, long.String(), got, err2)
		}
	})
}

// However thousands are marked, a number is itself or it is refused.
func TestThousandsChangeNoNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(0, 1e13).Draw(t, "n")
		mark := rapid.SampledFrom([]string{",", ".", " ", "'", "_", "\u00a0", "\u202f", "\u2019"}).Draw(t, "mark")
		written := strings.ReplaceAll(parse.Grouped(n), ",", mark)
		if got, err := ParseSize(written + "B"); err == nil && got != n {
			t.Fatalf("%q: %d", written, got)
		}
		if got, err := ParseDuration(written + "ns"); err == nil && got != time.Duration(n) {
			t.Fatalf("%q: %d", written, got)
		}
		if got, err := ParseRate(written + "/d"); err == nil && n > 0 && (got.Count != uint64(n) || got.Per != Day) {
			t.Fatalf("%q: %d", written, got)
		}
	})
}
