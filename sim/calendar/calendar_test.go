package calendar_test

import (
	"testing"
	"time"

	"mailstorm/scenarios/zone"
	"mailstorm/sim/calendar"

	"pgregory.net/rapid"
)

const day = 24 * time.Hour

func in(t testing.TB, name string, y int, m time.Month, d, hour, minute int) time.Time {
	t.Helper()
	at, err := zone.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return time.Date(y, m, d, hour, minute, 0, 0, at)
}

func TestZoneIsSaid(t *testing.T) {
	for _, c := range []struct {
		zero time.Time
		end  time.Duration
		want string
	}{
		{time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC), day, "UTC"},
		{time.Date(2026, 1, 5, 8, 0, 0, 0, time.FixedZone("UTC+01:00", 3600)), day, "UTC+01:00"},
		{in(t, "Europe/Berlin", 2026, 3, 23, 0, 0), 6*day + 2*time.Hour, "Europe/Berlin, UTC+01:00"},
		{in(t, "Europe/Berlin", 2026, 3, 23, 0, 0), 6*day + 2*time.Hour + 1, "Europe/Berlin, UTC+01:00; UTC+02:00 from Sun 29 Mar 02:00"},
		{in(t, "Europe/Berlin", 2026, 10, 24, 0, 0), 2 * day, "Europe/Berlin, UTC+02:00; UTC+01:00 from Sun 25 Oct 03:00"},
		{in(t, "America/New_York", 2025, 12, 1, 0, 0), 200 * day, "America/New_York, UTC-05:00; UTC-04:00 from Sun 8 Mar 2026 02:00"},
		{in(t, "Europe/Berlin", 2026, 1, 1, 0, 0), 3650 * day, "Europe/Berlin, UTC+01:00; UTC+02:00 from Sun 29 Mar 02:00; UTC+01:00 from Sun 25 Oct 03:00; and so on"},
		{in(t, "Asia/Kolkata", 2026, 1, 1, 0, 0), 3650 * day, "Asia/Kolkata, UTC+05:30"},
	} {
		if got := calendar.Zone(c.zero, c.end); got != c.want {
			t.Errorf("%v for %v: %q, want %q", c.zero, c.end, got, c.want)
		}
	}
}

func TestMomentsOfAChange(t *testing.T) {
	berlin := in(t, "Europe/Berlin", 2026, 1, 1, 0, 0).Location()
	for shown, want := range map[time.Time]int{
		time.Date(2026, 3, 29, 1, 59, 59, 0, time.UTC): 1, time.Date(2026, 3, 29, 2, 0, 0, 0, time.UTC): 0, time.Date(2026, 3, 29, 3, 0, 0, 0, time.UTC): 1,
		time.Date(2026, 10, 25, 1, 59, 59, 0, time.UTC): 1, time.Date(2026, 10, 25, 2, 0, 0, 0, time.UTC): 2, time.Date(2026, 10, 25, 3, 0, 0, 0, time.UTC): 1,
	} {
		if got := calendar.Moments(shown, berlin); len(got) != want {
			t.Errorf("%v is shown at %v, want %d moments", shown, got, want)
		}
	}
}

// Stretches lie end to end, each with the offset that its zone has; offsets add up to what the clock shows in the end; what a clock shows is found
// again at the moment at which it shows it.
func TestOffsetsAddUp(t *testing.T) {
	names := zone.Names()
	rapid.Check(t, func(t *rapid.T) {
		at, err := zone.Load(rapid.SampledFrom(names).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		zero := time.Date(1970, 1, 2, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.Int64Range(0, 90*365*24*60).Draw(t, "clock")) * time.Minute).In(at)
		starts := time.Duration(rapid.Int64Range(0, 365*24*60).Draw(t, "starts")) * time.Minute
		ends := starts + time.Duration(rapid.Int64Range(0, 3650*24*60).Draw(t, "lasts"))*time.Minute
		next, sum := starts, time.Duration(0)
		_, first := zero.Add(starts).Zone()
		last := time.Duration(first) * time.Second
		for i, s := range calendar.Stretches(zero, starts, ends) {
			_, seconds := zero.Add(s.Starts).Zone()
			_, later := zero.Add(max(s.Ends-1, s.Starts)).Zone()
			offset := time.Duration(seconds) * time.Second
			if s.Starts != next || s.Ends < s.Starts || s.Offset != offset || later != seconds || i > 0 && offset == last {
				t.Fatalf("stretch %d of %v: %v", i, zero, s)
			}
			sum += offset - last
			next, last = s.Ends, offset
			noon := s.Starts + (s.Ends-s.Starts)/2
			h, m, sec := zero.Add(noon).Clock()
			if since := noon - s.Midnight(zero, s.Day(zero, noon)); since != time.Duration(h)*time.Hour+time.Duration(m)*time.Minute+time.Duration(sec)*time.Second+time.Duration(zero.Add(noon).Nanosecond()) {
				t.Fatalf("%v after midnight at %v", since, zero.Add(noon))
			}
		}
		if next != ends || time.Duration(first)*time.Second+sum != last {
			t.Fatalf("stretches of %v end at %v, want %v", zero, next, ends)
		}
		when := zero.Add(ends)
		_, seconds := when.Zone()
		found := false
		all := calendar.Moments(when.UTC().Add(time.Duration(seconds)*time.Second), at)
		for _, m := range all {
			found = found || m.Equal(when)
		}
		if !found || len(all) > 2 || calendar.Repeated(when) != (len(all) == 2) {
			t.Fatalf("%v is shown at %v", when, all)
		}
	})
}
