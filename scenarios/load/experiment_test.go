package load

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"mailstorm/scenarios/grid"
	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/quantity"
	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"

	"pgregory.net/rapid"
)

func TestAxes(t *testing.T) {
	for s, want := range map[string]string{
		"host.exo.message_expiration=12h..15h/1h": "12h 13h 14h 15h", "k=1h..2h/30m": "1h 90m 2h", "k=90m..180m/30m": "90m 120m 150m 180m", "k=1d..3d/12h": "1d 36h 2d 60h 3d",
		"k=12:00:00..1.00:00:00/6h": "12:00:00 18h 1.00:00:00", "k=1d12h..2d/6h": "1d12h 42h 2d", "k=90s..2m/10s": "90s 100s 110s 2m", "k=1m..2m30s/45s": "1m 105s 2m30s",
		"k= 10MB .. 20MB / 5MB ": "10MB 15MB 20MB", "k=1GB..2GB/500MB": "1GB 1500MB 2GB", "k=1.5GB..3GB/0.5GB": "1.5GB 2GB 2.5GB 3GB",
		"k=0%..50%/12.5%": "0% 12.5% 25% 37.5% 50%", "k=0.1..0.3/0.1": "0.1 0.2 0.3", "k=1..10/3": "1 4 7 10", "k=5..5/1": "5", "k=7d..7d/1h": "7d",
		"k=10Mbit/s..20Mbit/s/5Mbit/s": "10Mbit/s 15Mbit/s 20Mbit/s", "k=1MB/s..16Mbit/s/2Mbit/s": "1MB/s 10Mbit/s 12Mbit/s 14Mbit/s 16Mbit/s",
		"k=100/h..300/h/100/h": "100/h 200/h 300/h", "k=1/min..2/min/30/h": "1/min 90/h 2/min", "k=0.5/d..1.5/d/0.5/d": "0.5/d 1/d 1.5/d", "k=1/h..27/d/1/d": "1/h 25/d 26/d 27/d",
		"k=12h,18h, 24h": "12h 18h 24h", "k=12h": "12h", `k={p50 = "1MB", p99 = "2MB"},27MB`: `{p50 = "1MB", p99 = "2MB"} 27MB`, `k=["a","b"],"c,d"`: `["a","b"] "c,d"`,
		`k.mail_from="a..b"`: `"a..b"`, "k=3m..13m,5m": "3m..13m 5m", `"a=b".c=1,2`: "1 2",
	} {
		a, err := grid.ParseAxis(s)
		if err != nil || strings.Join(a.Values, " ") != want {
			t.Errorf("%q: %q, %v, want %s", s, a.Values, err, want)
		}
	}
	for s, want := range map[string]string{
		"host.exo": "write KEY=A..B/STEP", "=1,2": "write KEY=A..B/STEP", "k=": "one of the values is empty", "k=1,,2": "one of the values is empty", "k=1,2,1.0": `"1" and "1.0" are the same value`,
		"k=24h,1440m": "are the same value", "k=12h..24h": "has no step", "k=12h..24h/0m": "is 0", "k=24h..12h/1h": "ends before it begins", "k=12h..24h/5h": "the last one is 22h",
		"k=12h..24h/1MB": "of one kind", "k=12h..24/1h": "of one kind", "k=1..2000/1": "more than 1,000", "k=-1..5/1": "is negative", "k=12h..24h/1,5h": `write a decimal point, as in "12h..24h/1.5h"`, "k=10Mbit/s..20Mbit/s": "has no step", "k=10Mbit/s..20Mbit/5Mbit/s": `"20Mbit/5Mbit" is not a duration, size, bandwidth`, "k=10Mbit/s..50MB/s/100/h": "of one kind",
		"k=1/fortnight..2/d/1/d": `unknown unit "/fortnight"`, "k=1/h,24/d": "are the same value", "k=10qbit..20qbit/5qbit": "is not a duration, size, bandwidth, rate, share or number; write values",
		"k=..5/1": "empty", "k=1../1": "empty", "k=1..5/": "empty", "k=a..b/c": "is not a valid value", "k=12H..24H/1H": `did you mean "h"?`, "k=0.3ns..1ns/0.1ns": "finer than a nanosecond",
	} {
		_, err := grid.ParseAxis(s)
		if err == nil || !strings.HasPrefix(err.Error(), "--vary "+s+": ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", s, err, want)
		}
	}
}

const asked = plain + `
[host.fabrikam.fault.down]
kind = "connection-refused"
lasts = "14h"
[experiment]
runs = 1_000
precision = 0.02
most_runs = 10_000
current = {mail.deck.count = 2, host.exo.message_expiration = "1d"}
metrics = ["delivery.p95", "lost"]
[experiment.vary]
"host.exo.message_expiration" = "12h..24h/6h"
mail.deck.count = [1, 2]
[decision]
bounced.good = "<= 0.5%"
"told.p95" = "<= 14h"
"queue.peak" = "<=2000"
wire.bytes = "<= 1.5MB"
weights = {"bounced.good" = "100/%", told.p95 = "3 / h", "wire.bytes" = "5/GB", duplicates = 2, silence.mean = "1/2d"}
`

func TestExperiment(t *testing.T) {
	e := load(t, strings.Replace(asked, `, silence.mean = "1/2d"`, "", 1)).Experiment
	if len(e.Vary) != 2 || e.Vary[0].Key != "host.exo.message_expiration" || !slices.Equal(e.Vary[0].Values, []string{"12h", "18h", "24h"}) ||
		e.Vary[1].Key != "mail.deck.count" || !slices.Equal(e.Vary[1].Values, []string{"1", "2"}) {
		t.Errorf("%+v", e.Vary)
	}
	if e.Runs != 1000 || e.Precision != 0.02 || e.Narrow != "0.02" || e.MostRuns != 10_000 || !slices.Equal(e.Current, []string{"24h", "2"}) ||
		!slices.Equal(e.Metrics, []metrics.ID{metrics.DeliveryP95, metrics.LostDeliveries}) {
		t.Errorf("%+v", e)
	}
	measure := func(m experiment.Measure) experiment.Subject { return experiment.Subject{Measure: m} }
	told := experiment.Subject{Quantile: experiment.ToldP95}
	if want := []experiment.Limit{
		{Subject: measure(experiment.BouncedGood), Most: 0.005, Written: "<= 0.5%"}, {Subject: told, Most: 14 * 60, Written: "<= 14h"},
		{Subject: measure(experiment.QueuePeak), Most: 2000, Written: "<=2000"}, {Subject: measure(experiment.WireBytes), Most: 1.5e6, Written: "<= 1.5MB"},
	}; !reflect.DeepEqual(e.Decision.Limits, want) {
		t.Errorf("%+v, want %+v", e.Decision.Limits, want)
	}
	if want := []experiment.Weight{
		{Subject: measure(experiment.BouncedGood), Cost: 10_000, Written: "100/%"}, {Subject: told, Cost: 0.05, Written: "3 / h"},
		{Subject: measure(experiment.WireBytes), Cost: 5e-9, Written: "5/GB"}, {Subject: measure(experiment.Duplicates), Cost: 2, Written: "2"},
	}; !reflect.DeepEqual(e.Decision.Weights, want) {
		t.Errorf("%+v, want %+v", e.Decision.Weights, want)
	}
	if e := load(t, plain).Experiment; !reflect.DeepEqual(e, grid.Experiment{}) {
		t.Errorf("%+v", e)
	}
	if _, err := Load("-", Options{Stdin: strings.NewReader(asked)}); err == nil || !strings.Contains(err.Error(), `"1/2d" is not a cost`) {
		t.Error(err)
	}
}

// A choice is what the overrides would have made of the file; one that changes nothing is the file itself.
func TestChoices(t *testing.T) {
	s := load(t, strings.Replace(asked, `, silence.mean = "1/2d"`, "", 1))
	choices, err := s.Choices(s.Experiment.Vary)
	if err != nil || len(choices) != 6 {
		t.Fatalf("%d choices, %v", len(choices), err)
	}
	var all []string
	for _, c := range choices {
		v, err := s.Vary("host.exo.message_expiration="+c.Values[0], "mail.deck.count="+c.Values[1])
		if err != nil || !reflect.DeepEqual(v.Config, c.Scenario.Config) || !reflect.DeepEqual(v.Expect, c.Scenario.Expect) {
			t.Errorf("%q: %+v, %v", c.Values, c.Scenario.Config, err)
		}
		if itself := c.Scenario.Config == s.Config; itself != (c.Values[0] == "24h" && c.Values[1] == "1") {
			t.Errorf("%q is the file itself: %v", c.Values, itself)
		}
		all = append(all, strings.Join(c.Values, " "))
	}
	if got := strings.Join(all, ", "); got != "12h 1, 12h 2, 18h 1, 18h 2, 24h 1, 24h 2" {
		t.Error(got)
	}
	if s.Config.Mails[0].Count != 1 || s.Config.Hosts[0].Profile.Lifetime != quantity.Day {
		t.Error("the file itself changed")
	}
}

func TestChoicesComplain(t *testing.T) {
	s := load(t, asked[:strings.Index(asked, "[experiment]")])
	for vary, want := range map[string]string{
		"host.exo.message_expiry=12h,24h":               `--vary host.exo.message_expiry=12h,24h: unknown key "message_expiry"; did you mean "message_expiration"?`,
		"host.eox.message_expiration=12h":               `no host "eox"; did you mean "exo"?`,
		"host.exo.message_expiration=6h,12x,12h":        `with host.exo.message_expiration = 12x: "12x" has the unknown unit`,
		"host.exo.profile=postfix,exchange,qmail":       `with host.exo.profile = exchange: unknown profile "exchange"`,
		"mail.deck.count=0..3/1":                        "with mail.deck.count = 0: mail.deck.count must be more than 0",
		"seed=1,2":                                      "the seed cannot be varied",
		"decision.x=1,2":                                "is not part of the simulation",
		"host..x=1":                                     "is not a valid dotted TOML key",
		"clock=2026-01-05T08:00:00Z,2026-01-05T08:00:0": "with clock = 2026-01-05T08:00:0",
	} {
		a, err := grid.ParseAxis(vary)
		if err != nil {
			t.Fatal(err)
		}
		var problems parse.Problems
		if _, err = s.Choices([]grid.Axis{a}); !errors.As(err, &problems) || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "--vary "+vary+": ") {
			t.Errorf("%s: %v, want %s", vary, err, want)
		}
	}
	a, _ := grid.ParseAxis("host.exo.message_expiration=12..24/1")
	if _, err := s.Choices([]grid.Axis{a}); err == nil || strings.Count(err.Error(), "has no unit") != 1 {
		t.Errorf("a range is wrong once, not for each of its values: %v", err)
	}
	a, _ = grid.ParseAxis("mail.deck.count=1,2")
	b, _ := grid.ParseAxis(`mail."deck".count=1..999/1`)
	if _, err := s.Choices([]grid.Axis{a, b}); err == nil || !strings.Contains(err.Error(), `mail."deck".count is varied twice`) {
		t.Error(err)
	}
	b.Key = "host.exo.connections"
	if _, err := s.Choices([]grid.Axis{a, b}); err == nil || !strings.Contains(err.Error(), "more than 1,000 combinations") {
		t.Error(err)
	}
	if none, err := s.Choices(nil); err != nil || len(none) != 1 || none[0].Scenario.Config != s.Config {
		t.Error(none, err)
	}
	for value, want := range map[string]int{"24h": 1, "1d": 1, "24:00": -1, "36h": -1, "12h": 0} {
		i, err := grid.Axis{Key: "k", Values: []string{"12h", "24h"}}.Find(value)
		if err != nil {
			i = -1
		}
		if i != want {
			t.Errorf("%s is value %d, want %d", value, i, want)
		}
	}
}

// A thousand choices are read soon, from files as they were when the first was read, and share what is large.
func TestThousandChoices(t *testing.T) {
	text := strings.Replace(plain, `"partner@fabrikam.example"`, `{recipients = 1000, domains = ["fabrikam.example"]}`, 1) +
		"[host.fabrikam.fault.down]\nkind = \"connection-refused\"\nlasts = {csv = \"outages.csv\", column = \"minutes\"}\n[expect]\nlost = 0\n"
	s, err := beside(t, text, map[string][]byte{"outages.csv": []byte("minutes\n" + strings.Repeat("40\n300\n", 50_000))})
	if err != nil {
		t.Fatal(err)
	}
	os.Remove(filepath.Join(filepath.Dir(s.Path), "outages.csv"))
	a, err := grid.ParseAxis("host.exo.message_expiration=1001m..2000m/1m")
	if err != nil {
		t.Fatal(err)
	}
	began := spent()
	choices, err := s.Choices([]grid.Axis{a})
	if err != nil || len(choices) != 1000 {
		t.Fatal(len(choices), err)
	}
	took := spent() - began
	if t.Logf("%v", took); took > patience {
		t.Errorf("took %v", took)
	}
	for _, c := range choices {
		if &c.Scenario.Config.Addresses[0] != &s.Config.Addresses[0] || &c.Scenario.Config.Hosts[0].Paths[0] != &s.Config.Hosts[0].Paths[0] ||
			&c.Scenario.Config.Hosts[1].Faults[0].Lasts.Samples[0] != &s.Config.Hosts[1].Faults[0].Lasts.Samples[0] {
			t.Fatal("a choice has a copy of what is the same for all")
		}
	}
	if e := choices[999].Scenario.Expect; !reflect.DeepEqual(e, s.Expect) || e[0].Line == 0 {
		t.Errorf("%+v, want the place of %+v", e, s.Expect)
	}
}

func TestCostsOfADecision(t *testing.T) {
	const costs = `
[decision]
unit = "EUR"
"late.4h" = "<= 1%"
"waiting of @fabrikam.example" = "<= 5m"
weights = {"bounced.lost" = "50 EUR/mail", "waiting" = "2/h", "late.1d" = "0.5/%", duplicates = "3 EUR", "bounced.lost of @Fabrikam.example" = "200/mail", "delay" = {"1h" = 0, "1d" = "10 EUR", "4h" = 1}, "delay of partner@fabrikam.example" = {"0s" = 0, "1h" = 0, "2h" = "6/mail"}}
`
	before, _, _ := strings.Cut(asked, "[decision]")
	d := load(t, before+costs).Experiment.Decision
	const hour = time.Hour
	if d.Unit != "EUR" || d.Limits[0].Subject != (experiment.Subject{Measure: experiment.Late, From: 4 * hour}) || d.Limits[0].Most != .01 ||
		d.Limits[1].Subject != (experiment.Subject{Measure: experiment.Waiting, Group: "@fabrikam.example"}) || d.Limits[1].Most != 5 {
		t.Errorf("%+v", d)
	}
	want := []struct {
		is      experiment.Subject
		cost    float64
		message string
	}{
		{experiment.Subject{Measure: experiment.Delay, From: hour, To: 4 * hour}, 1. / 180, "0.333333/h"},
		{experiment.Subject{Measure: experiment.Delay, From: 4 * hour, To: 24 * hour}, 9. / 1200, "0.45/h"},
		{experiment.Subject{Measure: experiment.Delay, From: hour, To: 2 * hour, Group: "partner@fabrikam.example", OfAll: true}, 6. / 60, "6/h"},
		{experiment.Subject{Measure: experiment.BouncedLost}, 50, "50 EUR/mail"},
		{experiment.Subject{Measure: experiment.Waiting}, 2. / 60, "2/h"},
		{experiment.Subject{Measure: experiment.Late, From: 24 * hour}, 50, "0.5/%"},
		{experiment.Subject{Measure: experiment.Duplicates}, 3, "3 EUR"},
		{experiment.Subject{Measure: experiment.BouncedLost, Group: "@fabrikam.example", OfAll: true}, 200, "200/mail"},
	}
	if len(d.Weights) != len(want) {
		t.Fatalf("%+v", d.Weights)
	}
	for i, w := range d.Weights {
		if w.Subject != want[i].is || max(w.Cost-want[i].cost, want[i].cost-w.Cost) > 1e-12 || w.Written != want[i].message {
			t.Errorf("%+v, want %+v", w, want[i])
		}
	}
}

// A curve costs what a line from point to point says, whatever the delay.
func TestCurvesAreLinesFromPointToPoint(t *testing.T) {
	before, _, _ := strings.Cut(asked, "[decision]")
	rapid.Check(t, func(t *rapid.T) {
		times, costs := []int{rapid.IntRange(0, 100).Draw(t, "from")}, []int{0}
		for range rapid.IntRange(1, 4).Draw(t, "lines") {
			times = append(times, times[len(times)-1]+rapid.IntRange(1, 1000).Draw(t, "minutes"))
			costs = append(costs, costs[len(costs)-1]+rapid.IntRange(0, 50).Draw(t, "cost"))
		}
		var points []string
		for i := range times {
			points = append(points, fmt.Sprintf("\"%dm\" = %d", times[i], costs[i]))
		}
		s, err := Load("-", Options{Stdin: strings.NewReader(before + "[decision]\nweights = {\"delay\" = {" + strings.Join(points, ", ") + "}}\n")})
		if err != nil {
			t.Fatal(err)
		}
		late := rapid.IntRange(0, 6000).Draw(t, "late")
		want := float64(costs[len(costs)-1])
		for i := range times {
			if late < times[i] {
				want = 0
				if i > 0 {
					want = float64(costs[i-1]) + float64(costs[i]-costs[i-1])*float64(late-times[i-1])/float64(times[i]-times[i-1])
				}
				break
			}
		}
		is, wait := 0., time.Duration(late)*time.Minute
		for _, w := range s.Experiment.Decision.Weights {
			is += w.Cost * (min(max(wait, w.Subject.From), w.Subject.To) - w.Subject.From).Minutes()
		}
		if is-want > 1e-9 || want-is > 1e-9 {
			t.Errorf("%v costs %v after %d min, want %v", points, is, late, want)
		}
	})
}
