package sim_test

import (
	"strings"
	"testing"
	"time"

	"mailstorm/scenarios/load"
	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
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
