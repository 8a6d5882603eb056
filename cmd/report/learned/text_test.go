package learned

import (
	"strings"
	"testing"
	"time"

	"mailstorm/cmd/learn"
	"mailstorm/cmd/learn/pseudonym"
	"mailstorm/sim/experiment/survival"
)

// reported is a report of ten weeks with one destination that took mail and one that did not.
func reported(late ...survival.Late) *Report {
	f := &learn.Findings{First: time.Unix(0, 0).UTC(), Last: time.Unix(10*7*86400, 0).UTC(), Zone: time.UTC, Messages: 100, Hides: true}
	f.Outages.Places, f.Outages.Gone = []learn.Place{{Name: "b.example", Domain: "b.example"}}, []learn.Place{{Name: "gone.example", Domain: "gone.example"}}
	f.Outages.Observed = &survival.Observed{Spells: []survival.Spell{{BeganFrom: 0, BeganTo: 60, EndedFrom: 9000, EndedTo: 9900}}}
	f.Outages.Estimate = &survival.Estimate{Points: []survival.Point{{Percent: 0, Length: 3600}, {Percent: 99, Length: 90_000}, {Percent: 100, Length: 90_000}}, Observations: 9, Up: 1,
		PerWeek: survival.Interval{Value: 0.5, Low: 0.2, High: 1}, Late: late}
	f.Traffic.Destinations = []learn.Destination{{Place: "b.example", Domain: "b.example", Messages: 90, People: 9, Share: learn.Share(90, 100)},
		{Place: "gone.example", Domain: "gone.example", Messages: 10, People: 1, Share: learn.Share(10, 100)}}
	return &Report{Findings: f, Names: pseudonym.Kept()}
}

// Shares are those of all mail: 90 of 100 messages go to a host that is there at all.
func TestBounces(t *testing.T) {
	late := func(from int64, value, low, high float64) survival.Late {
		return survival.Late{From: from * 3600, To: 24 * 3600, Share: survival.Interval{Value: value, Low: low, High: high}}
	}
	for _, c := range []struct {
		late []survival.Late
		want string
	}{
		{[]survival.Late{late(12, .02, .01, .04), late(18, .01, .005, .02)}, "of the mail that a message expiration of 24 h delivers, shorter ones would bounce: 12 h 1.8 % (0.9 to 3.6) and 18 h 0.9 % (0.45 to 1.8)"},
		{[]survival.Late{late(12, .02, .01, .04), late(18, .01, .005, .08)}, "these records cannot tell 18 h from 24 h: the ends of the interval are a factor of 16 apart; " +
			"about 30 more weeks of records would make it 4, which is enough to say what 18 h bounces. Which expiration is best is another question: mailstorm sweep says how many weeks that takes"},
		{[]survival.Late{late(12, .02, .01, .08), late(18, 0, 0, .02)}, "these records cannot tell 12 h and 18 h from 24 h: no outage was met that lasted longer than 18 h for certain"},
		{[]survival.Late{late(12, .02, .01, .16), late(18, .01, .01, .05)}, "these records cannot tell 12 h and 18 h from 24 h: the ends of the interval are a factor of 16 apart; " +
			"about 30 more weeks of records would make it 4, which is enough to say what 12 h bounces. Which expiration is best is another question: mailstorm sweep says how many weeks that takes"},
		{nil, ""},
	} {
		if got := reported(c.late...).lateText(); !strings.HasSuffix(got, c.want) || (c.want == "") != (got == "") {
			t.Errorf("%s\nnot %s", got, c.want)
		}
	}
	for _, c := range []struct {
		low, lower float64
		says       string
	}{{.01, .005, ""}, {.01, .001, ", too few to tell 18 h from 24 h"}, {.001, .005, ", too few to tell 12 h from 24 h"}, {.001, .001, ", too few to tell 12 h and 18 h from 24 h"}} {
		if words := reported(late(12, .02, c.low, .04), late(18, .01, c.lower, .02)).outageWords(); words != "1 outage was met"+c.says {
			t.Errorf("the headline says %q, not %q", words, c.says)
		}
	}
	if r := reported(late(12, .02, 0, 3)); r.late()[0].Share.High != 1 {
		t.Errorf("%v of all mail may bounce", r.late()[0].Share.High)
	}
}

// The headline names all profiles that explain the waits, as far as they are few.
func TestProfilesInTheHeadline(t *testing.T) {
	r, says := reported(), []string{"", "retried like a", "retried like a or b", "retried like a, b or c", "retried like a or 3 others"}
	for n, want := range says {
		if got := r.profileName(); got != want {
			t.Errorf("of %d profiles: %s", n, got)
		}
		r.Schedule.Candidates = append(r.Schedule.Candidates, learn.Fit{Profile: string(rune('a' + n)), Fits: true})
	}
}

// Whoever names domains of which no mail comes is not asked to name them.
func TestNoTraffic(t *testing.T) {
	r := reported()
	if got := r.trafficText(); !strings.HasPrefix(got, "none of 100 messages goes from a domain that --own names") {
		t.Error(got)
	}
	r.OwnFound = true
	if got := r.trafficText(); !strings.HasSuffix(got, "; name your domains with --own") {
		t.Error(got)
	}
}

// Several servers are numbered in the order of their logs, and named where names are kept.
func TestServersText(t *testing.T) {
	r := reported()
	fits := learn.Schedule{Candidates: []learn.Fit{{Profile: "postfix", Fits: true}}}
	r.Servers = []learn.Server{{Name: "edge", Number: 2, Host: true, Left: 100, Schedule: fits}, {Name: "inner", Number: 1, Host: true, Left: 1, Passed: 99, Schedule: fits},
		{Name: "list", Number: 3, Left: 0}}
	const want = "server 2 sent 100 messages out; server 1 sent 1 message out, passed 99 on to another of them and retried like postfix; the server of the list sent 0 messages out; " +
		"schedule, expiration and the scenario are those of server 2. Mail that was passed on counts once, where it left; outages between the servers are left out"
	kept := r.serversText()
	r.Names = pseudonym.New(nil)
	if got := r.serversText(); got != want || kept != strings.NewReplacer("server 1", "inner", "server 2", "edge").Replace(want) {
		t.Errorf("%s\n%s", got, kept)
	}
}

// The user's own profile is copied with its comments, which the page says. Where it does not fit, the file of its name holds what was learned.
func TestOwnProfileIsNamed(t *testing.T) {
	r := reported()
	if said := r.privacy(); strings.Contains(said, "word for word") {
		t.Errorf("nothing is copied: %s", said)
	}
	r.Schedule.Candidates = []learn.Fit{{Profile: ProfileFile, Fits: true}}
	if said := r.privacy(); !strings.Contains(said, "profile.toml is what --profile named, word for word") {
		t.Error(said)
	}
	r.Schedule.Own, r.Schedule.Candidates = &learn.Numbers{Steps: []time.Duration{time.Minute}}, []learn.Fit{{Profile: "postfix", Alike: []string{ProfileFile}}}
	if said := r.privacy(); strings.Contains(said, "word for word") {
		t.Errorf("nothing is copied: %s", said)
	}
	if text := r.scheduleText(); !strings.Contains(text, "the nearest is postfix (your profile.toml waits alike; ") || !strings.HasSuffix(text, "(with --out, as profile.toml)") {
		t.Error(text)
	}
}

func TestGone(t *testing.T) {
	r := reported()
	if text := r.outagesText(); !strings.HasSuffix(text, "; 1 more destination never took mail (10 % of it): taken for gone or mistyped, and not for an outage") {
		t.Error(text)
	}
	if toml := r.Scenario(); !strings.Contains(toml, "[host.to-2.fault.gone]\nkind   = \"connection-refused\"  # 1 destination never took mail\n") || strings.Count(toml, "observations = 9") != 2 {
		t.Error(toml)
	}
}

// Half an outage a week, and 2 days before the week of mail: two tables, of which each is one in four weeks.
func TestOutagesComeAsOftenAsWasLearned(t *testing.T) {
	toml := reported().Scenario()
	for _, want := range []string{"clock = \"1969-12-27 00:00 UTC\"", "starts = {p0 = \"0s\", p100 = \"28d\"}  # one in 28 d\n"} {
		if !strings.Contains(toml, want) {
			t.Errorf("no %s in\n%s", want, toml)
		}
	}
}
