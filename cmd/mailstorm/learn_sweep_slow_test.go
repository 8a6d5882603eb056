//go:build slow

package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mailstorm/scenarios"
)

// sweptDocument is what tests look at in a sweep.
type sweptDocument struct {
	Choices []struct {
		Values   []string
		Measures map[string]*struct{ Value, Low, High float64 }
	}
	Advice struct {
		Best, Open []string
	}
	Answer []string
}

func sweepJSON(t *testing.T, args ...string) (d sweptDocument) {
	t.Helper()
	said := inProcess(append([]string{"sweep", "--format", "json", "--quiet", "--variant-runs", "0"}, args...))
	if err := json.Unmarshal([]byte(said.out), &d); said.code != 0 || err != nil {
		t.Fatalf("sweep %s ends with %d (%v): %s", args, said.code, err, said.err)
	}
	return d
}

// learnedAgain runs a scenario and learns from its records.
func learnedAgain(t *testing.T, scenario, own string) (folder string) {
	t.Helper()
	dir := t.TempDir()
	file, out := filepath.Join(dir, "storm.toml"), filepath.Join(dir, "out")
	folder = filepath.Join(dir, "learned")
	writeFile(t, file, scenario)
	for _, args := range [][]string{{"run", file, "--out", out, "--events", "none", "--quiet"},
		{"learn", filepath.Join(out, "trace.csv"), "--own", own, "--keep-names", "--runs", "0", "--out", folder, "--quiet"}} {
		if said := inProcess(args); said.code != 0 {
			t.Fatalf("%s ends with %d: %s", args, said.code, said.err)
		}
	}
	return folder
}

// A learned scenario bounces as much mail as the outages of the records do, on Monday mornings, too: each goes on for as long as it lasts after any message
// that meets it. The last attempt comes half an hour before the expiration on average.
func TestLearnedStormsBounceWhatTheRecordsDid(t *testing.T) {
	const weeks = 104
	var faults strings.Builder
	r, want := rand.New(rand.NewPCG(5, 5)), 0.0
	for at := 10.0; at < weeks*7*24-100; at += 500 + 600*r.Float64() {
		length := 60 + 30*r.Float64()
		want += (min(length, 23.5) - 11.5) / (weeks * 7 * 24)
		fmt.Fprintf(&faults, "[host.there.fault.at-%d]\nkind = \"connection-refused\"\nstarts = \"%dm\"\nlasts = \"%dm\"\n", int(at), int(60*at), int(60*length))
	}
	folder := learnedAgain(t, `
[mail.office]
from  = "p@own.example"
to    = "x@there.example"
size  = "75KB"
rate  = "2/h"
ends  = "728d"
hours = "Mon-Fri 08:00-18:00"
[host.exo]
profile = "exchange-online"
domains = ["own.example"]
routes  = {"there.example" = "there"}
[host.there]
domains = ["there.example"]
`+faults.String(), "own.example")
	d := sweepJSON(t, folder, "--vary", "host.sender.message_expiration=12h,24h", "--runs", "1500")
	got := d.Choices[0].Measures["bounced.good"].Value
	t.Logf("%.4f of mail bounces, in the records %.4f: %.3f times as much", got, want, got/want)
	if got < 0.92*want || got > 1.08*want {
		t.Errorf("%.4f of mail bounces, in the records %.4f", got, want)
	}
}

// The scenario message-expiration over a year, learned again, leads to the advice of the scenario itself: what costs least there may cost least here, and the
// intervals of what its own users' mail bounces meet.
func TestMessageExpirationLearnedAgain(t *testing.T) {
	const weeks = 52
	text, _ := scenarios.Text("message-expiration")
	text, _, _ = strings.Cut(text, "[expect]")
	text = strings.Replace(text, `length = "14d"`, fmt.Sprintf(`length = "%dd"`, 7*weeks+7), 1)
	text = strings.ReplaceAll(text, `ends   = "7d"`, fmt.Sprintf(`ends   = "%dd"`, 7*weeks))
	text = regexp.MustCompile(`count  = (\d+)`).ReplaceAllStringFunc(text, func(s string) string {
		n, _ := strconv.Atoi(strings.TrimPrefix(s, "count  = "))
		return fmt.Sprintf("count  = %d", weeks*n)
	})
	outage := regexp.MustCompile(`(?m)^\[host\.(\w+)\.fault\.outage\]\n(kind .*\n)starts .*\n(lasts .*\n)`)
	text = outage.ReplaceAllStringFunc(text, func(s string) (all string) {
		m := outage.FindStringSubmatch(s)
		for w := range weeks {
			all += fmt.Sprintf("[host.%s.fault.outage-%d]\n%sstarts = {p0 = \"%dd\", p100 = \"%dd\"}\n%s", m[1], w, m[2], 7*w, 7*w+7, m[3])
		}
		return all
	})
	learned := sweepJSON(t, learnedAgain(t, text, "contoso.example"), "--vary", "host.sender.message_expiration=12h,18h,24h", "--runs", "200")
	truth := sweepJSON(t, "message-expiration", "--vary", "host.exo.message_expiration=12h,18h,24h", "--runs", "200")
	open := append(slices.Clone(learned.Advice.Best), learned.Advice.Open...)
	if len(truth.Advice.Best) == 0 || !slices.Contains(open, truth.Advice.Best[0]) {
		t.Errorf("the advice is %v; of the learned copy it is %v", truth.Answer, learned.Answer)
	}
	for i, c := range truth.Choices {
		own, again := c.Measures["bounced.own"], learned.Choices[i].Measures["bounced.good"]
		t.Logf("%s: %.4f (%.4f to %.4f), learned %.4f (%.4f to %.4f)", c.Values[0], own.Value, own.Low, own.High, again.Value, again.Low, again.High)
		if again.Low > own.High || own.Low > again.High {
			t.Errorf("%s bounces %+v of own users' mail, and of the learned copy's %+v", c.Values[0], own, again)
		}
	}
}
