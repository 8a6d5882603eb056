package grid

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"mailstorm/scenarios/quantity"
)

// The i-th value of a range means its first one and i steps, however it is written, and the first and the last are as given.
func TestRangesCountInSteps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		units := rapid.SampledFrom([][]quantity.Unit{quantity.DurationUnits, quantity.SizeUnits, {{Name: "", Size: 1}}, {{Name: "%", Size: 1}}}).Draw(t, "units")
		write := func(what string, least int64) (string, int64) {
			u := rapid.SampledFrom(units).Draw(t, what+" unit")
			n := rapid.Int64Range(least, 99).Draw(t, what)
			return decimals(quantity.Whole(n)) + u.Name, n * u.Size
		}
		first, from := write("first", 0)
		step, by := write("step", 1)
		n := rapid.Int64Range(0, 999).Draw(t, "steps")
		last := ""
		if last = decimals(quantity.Whole(from+n*by)) + units[len(units)-1].Name; len(units) == len(quantity.SizeUnits) {
			last = decimals(quantity.Whole(from+n*by)) + "B"
		}
		values, err := steps(first + ".." + last + "/" + step)
		if _, wrong := parseAmount(last); wrong != nil {
			return // too long, too large
		}
		if err != nil || len(values) != int(n)+1 {
			t.Fatalf("%s..%s/%s: %d values, %v", first, last, step, len(values), err)
		}
		for i, v := range values {
			a, err := parseAmount(v)
			if err != nil || a.n.Cmp(quantity.Whole(from+int64(i)*by)) != 0 {
				t.Fatalf("%s..%s/%s: value %d is %s, %v", first, last, step, i, v, err)
			}
		}
		if values[0] != first || n > 0 && values[n] != last {
			t.Fatalf("%s..%s/%s: from %s to %s", first, last, step, values[0], values[n])
		}
	})
}

func TestRangesOfMomentsHaveNoZone(t *testing.T) {
	for _, s := range []string{"2026-10-25 01:00+02:00..2026-10-25 04:00+01:00/1h", "Fri 18:00 Europe/Berlin..Sat 06:00 Europe/Berlin/1h"} {
		if _, err := steps(s); err == nil || !strings.Contains(err.Error(), "must have no zone; list such times") {
			t.Errorf("%s: %v", s, err)
		}
	}
}

func TestRangesOfMoments(t *testing.T) {
	for s, want := range map[string]string{
		"Fri 18:00..Mon 06:00/12h":             "Fri 18:00, Sat 06:00, Sat 18:00, Sun 06:00, Sun 18:00, Mon 06:00",
		"Sat 22:00..Sun 00:00/1h":              "Sat 22:00, Sat 23:00, Sun 00:00",
		"Friday 18:00..Fri 18:01/30s":          "Friday 18:00, Fri 18:00:30, Fri 18:01",
		"2026-03-06 18:00..2026-03-08/15h":     "2026-03-06 18:00, 2026-03-07 09:00, 2026-03-08",
		"2026-02-28T18:00..2026-03-01 18:00/d": "",
		"Fri 18:00..2026-03-08/1h":             "",
		"Fri 18:00..Mon 06:00/5MB":             "",
		"2026-03-08..2026-03-06/1h":            "",
	} {
		values, err := steps(s)
		if got := strings.Join(values, ", "); got != want || (err == nil) != (want != "") {
			t.Errorf("%s: %s, %v, want %s", s, got, err, want)
		}
	}
}
