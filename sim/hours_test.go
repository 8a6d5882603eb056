package sim_test

import (
	"strings"
	"testing"
	"time"

	"mailstorm/scenarios/load"
	"mailstorm/scenarios/scenariotest"
	"mailstorm/scenarios/zone"
	"mailstorm/sim"
	"mailstorm/sim/metrics"

	"pgregory.net/rapid"
)

var office = scenariotest.Lines(`clock = "2026-03-02T00:00:00+01:00"`, `length = "10d"`) +
	scenariotest.Mail("office", "people@firma.example", "somebody@far.example", "75KB", `rate = "400/h"`, `starts = "0s"`, `ends = "9d"`,
		`hours = "Mon-Fri 08:00-18:00"`) +
	scenariotest.Mail("grey", "people@firma.example", "somebody@grey.example", "75KB", `rate = "5/h"`, `starts = "0s"`, `ends = "9d"`,
		`hours = "Mon-Fri 08:00-18:00"`) +
	scenariotest.Host("exo", "exchange-online", "firma.example", "*=relay", `message_expiration = "24h"`) + weekend

// Where it is 08:00 is no matter to a firm that works until 18:00: the outage from Friday 18:00 on meets no mail of it, and the
// whole storm is the same to the last byte.
func TestHoursAreThoseOfTheClock(t *testing.T) {
	utc := play(t, office, `clock = "2026-03-02T00:00:00Z"`)
	utc.want(t, metrics.NDRCount, 0)
	for _, zone := range []string{"+01:00", "-07:00", "+05:30", "+13:00", "+00:00"} {
		s := play(t, office, `clock = "2026-03-02T00:00:00`+zone+`"`)
		s.want(t, metrics.NDRCount, 0)
		if s.result.Digest != utc.result.Digest || s.result.Values != utc.result.Values {
			t.Errorf("%s: not the storm of Z", zone)
		}
	}
}

// Saturday begins at midnight of the clock, though it is Friday in UTC then.
func TestDaysAreThoseOfTheClock(t *testing.T) {
	s := play(t, strings.Replace(office, "Mon-Fri 08:00-18:00", "Sat", 1), `clock = "2026-03-06T22:00:00+02:00"`, `length = "2d"`)
	first := s.of(sim.Written)[0]
	if first.At < 2*time.Hour || first.At > 3*time.Hour {
		t.Errorf("the first mail of Saturday is written after %v, want just after 2 h", first.At)
	}
}

// writtenMail runs a storm and lists when mail is written, as the clock shows it.
func writtenMail(t testing.TB, text string, set ...string) (*sim.Result, []time.Time) {
	t.Helper()
	s, err := load.Load("-", load.Options{Stdin: strings.NewReader(text), Set: set})
	if err != nil {
		t.Fatal(err)
	}
	var all []time.Time
	w := sim.New(s.Config, func(r *sim.Record) {
		if r.Kind == sim.Written {
			all = append(all, s.Config.Clock.Add(r.At))
		}
	})
	for !w.Advance(1 << 20) {
	}
	r, err := w.Result()
	if err != nil {
		t.Fatal(err)
	}
	return r, all
}

// A firm in Berlin works from Monday to Friday, 08:00 to 18:00, and writes 4000 mails an hour, and 50 to a partner that greylists. Its relay is down
// from Friday 18:00 to Monday 07:00. In the night to Sunday, 29 March 2026, clocks go from 02:00 to 03:00. By hand, with time 0 on Monday, 23 March,
// 00:00, which is 23:00 UTC:
//
//	outage begins  Fri 18:00 = 17:00 UTC    4 d 18 h after time 0
//	outage ends    Mon 07:00 = 05:00 UTC    7 d 6 h; by the clock on the wall 7 d 7 h
//	it lasts       6 h of Friday + 24 h + 23 h of Sunday + 7 h = 60 h; in any other week 61 h
//	mail ends      9 d after time 0 = Wed 1 April 01:00, so 7 days have office hours: 5 of this week, Monday and Tuesday of the next
//	mail a day     10 h x 4050 an hour = 40,500, give or take sqrt(40,500) = 201
//	mail in all    7 x 40,500 = 283,500
//	first mail     of Monday, 30 March: 08:00 = 06:00 UTC, 7 d 7 h after time 0, an hour after the outage
//	NDRs           none: nobody writes while the relay is down
func TestWeekOfSummerTime(t *testing.T) {
	text := strings.NewReplacer(`"400/h"`, `"4000/h"`, `"5/h"`, `"50/h"`, `"4d18h"`, `"Fri 18:00"`, `"7d7h"`, `"Mon 07:00"`).Replace(office)
	r, all := writtenMail(t, text, `clock="2026-03-23 00:00 Europe/Berlin"`)
	if down := r.Spans[0]; down.Starts != 114*time.Hour || down.Ends != 174*time.Hour || down.Ends-down.Starts != 60*time.Hour {
		t.Errorf("the outage is from %v to %v, by hand from 114 h to 174 h", down.Starts, down.Ends)
	}
	if n := r.Values[metrics.NDRCount].Num; n != 0 {
		t.Errorf("%d NDRs, by hand none", n)
	}
	days, order := map[string]int{}, []string{}
	for _, at := range all {
		name := at.Format("Mon 2 Jan")
		if days[name] == 0 {
			order = append(order, name)
		}
		days[name]++
		if at.Hour() < 8 || at.Hour() >= 18 {
			t.Fatalf("a mail is written at %s", at.Format("Mon 15:04"))
		}
	}
	if got, want := strings.Join(order, ", "), "Mon 23 Mar, Tue 24 Mar, Wed 25 Mar, Thu 26 Mar, Fri 27 Mar, Mon 30 Mar, Tue 31 Mar"; got != want {
		t.Errorf("mail is written on %s, by hand on %s", got, want)
	}
	for day, n := range days {
		if n < 40_500-4*201 || n > 40_500+4*201 {
			t.Errorf("%s: %d mails, by hand 40,500 give or take 201", day, n)
		}
	}
	for _, at := range all {
		if at.Day() == 30 {
			if since := at.Sub(all[0].Truncate(time.Hour)) + 8*time.Hour; since < 175*time.Hour || since > 175*time.Hour+time.Minute {
				t.Errorf("the first mail of Monday is %v after time 0, by hand just after 175 h", since)
			}
			break
		}
	}

	// The week before has no change, and the same mail to the nanosecond as its clocks show it.
	r, before := writtenMail(t, text, `clock="2026-03-16 00:00 Europe/Berlin"`)
	if down := r.Spans[0]; down.Ends-down.Starts != 61*time.Hour {
		t.Errorf("in an ordinary week the outage lasts %v, by hand 61 h", down.Ends-down.Starts)
	}
	if len(all) != len(before) {
		t.Fatalf("%d mails, and %d in the week before", len(all), len(before))
	}
	for i := range all {
		if a, b := all[i], before[i].AddDate(0, 0, 7); !a.Equal(b) {
			t.Fatalf("mail %d is written at %s, and the week before at %s", i, a, before[i])
		}
	}
}

// The hour that clocks skip is no time; the hour that they show twice is two.
func TestHoursOfTheChange(t *testing.T) {
	night := strings.NewReplacer(`"Mon-Fri 08:00-18:00"`, `"Sun 02:00-03:00"`).Replace(office)
	if _, err := load.Load("-", load.Options{Stdin: strings.NewReader(night), Set: []string{`clock="2026-03-29 00:00 Europe/Berlin"`, "mail.office.ends=1d", "mail.grey.ends=1d"}}); err == nil || !strings.Contains(err.Error(), "contains none of these hours") {
		t.Errorf("02:00 to 03:00 on the day that has none: %v", err)
	}
	_, all := writtenMail(t, night, `clock="2026-10-25 00:00 Europe/Berlin"`, "mail.office.ends=1d", "mail.grey.ends=1d")
	if len(all) < 700 || len(all) > 920 { // 405 an hour
		t.Errorf("%d mails in the hour that comes twice, want about 810", len(all))
	}
	for _, at := range all {
		if at.Hour() != 2 {
			t.Fatalf("a mail is written at %s", at)
		}
	}
}

// Whatever the zone, the hours and the season: all mail is written within the hours that its clocks show, and the hours of a week add up.
func TestMailIsWrittenInItsHours(t *testing.T) {
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
		h := sim.Hours{From: time.Duration(from) * 15 * time.Minute, Until: time.Duration(until) * 15 * time.Minute}
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
		spans := h.Spans(clock, starts, starts+lasts)
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
