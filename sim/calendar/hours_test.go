package calendar_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"mailstorm/scenarios/zone"
	"mailstorm/sim/calendar"
)

// Whatever the zone, the hours and the season: what is left of a span lies within the hours that its clocks show, and the hours add up.
func TestHoursLieWithinWhatClocksShow(t *testing.T) {
	names := zone.Names()
	weekdays := []string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}
	rapid.Check(t, func(t *rapid.T) {
		in, err := zone.Load(rapid.SampledFrom(names).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		clock := time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.Int64Range(0, 70*365*24*4).Draw(t, "quarter of an hour")) * 15 * time.Minute).In(in)
		from := rapid.IntRange(0, 23*4).Draw(t, "from")
		until := rapid.IntRange(from+1, 24*4).Draw(t, "until")
		first := rapid.IntRange(0, 6).Draw(t, "first day")
		last := rapid.IntRange(0, 6).Draw(t, "last day")
		starts := time.Duration(rapid.IntRange(0, 24*300).Draw(t, "starts")) * time.Hour
		lasts := time.Duration(rapid.IntRange(1, 24*14).Draw(t, "lasts")) * time.Hour
		h := calendar.Hours{From: time.Duration(from) * 15 * time.Minute, Until: time.Duration(until) * 15 * time.Minute}
		for d := first; ; d = (d + 1) % 7 {
			h.Days[d] = true
			if d == last {
				break
			}
		}
		within := func(at time.Duration) bool {
			shown := clock.Add(at)
			since := time.Duration(shown.Hour())*time.Hour + time.Duration(shown.Minute())*time.Minute + time.Duration(shown.Second())*time.Second
			return h.Days[shown.Weekday()] && since >= h.From && since < h.Until
		}
		want := time.Duration(0) // minute by minute; offsets of the last fifty years are whole minutes
		for at := starts; at < starts+lasts; at += time.Minute {
			if within(at) {
				want += time.Minute
			}
		}
		spans := h.Within(clock, starts, starts+lasts).Spans()
		got := time.Duration(0)
		for i, s := range spans {
			got += s[1] - s[0]
			if s[0] < starts || s[1] > starts+lasts || i > 0 && s[0] < spans[i-1][1] || s[0] >= s[1] {
				t.Fatalf("%s, %s to %s, days from %s to %s: %v", clock, h.From, h.Until, weekdays[first], weekdays[last], spans)
			}
			if !within(s[0]) || !within(s[1]-1) || !within(s[0]+(s[1]-s[0])/2) {
				t.Fatalf("%s, %s to %s: %s to %s is outside", clock, h.From, h.Until, clock.Add(s[0]), clock.Add(s[1]))
			}
		}
		if got != want || h.Meet(clock, starts, starts+lasts) != (want > 0) {
			t.Fatalf("%s, %s to %s from %v for %v: %v of hours, want %v", clock, h.From, h.Until, starts, lasts, got, want)
		}
	})
}
