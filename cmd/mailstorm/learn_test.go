package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mailstorm/cmd/illustrated"
	"mailstorm/cmd/learn"
	"mailstorm/cmd/learn/pseudonym"
	"mailstorm/cmd/learn/source"
	"mailstorm/scenarios/quantity"
	"mailstorm/scenarios/records"
)

// office is three weeks of mail with three outages of one destination and one of another.
const office = `
[mail.office]
from   = "anna.lindqvist@contoso.example"
to     = "partner@fabrikam.example"
size   = {p50 = "75KB", p90 = "2MB", p99 = "20MB"}
rate   = "8/h"
ends   = "21d"
hours  = "Mon-Fri 08:00-18:00"

[mail.robot]
from   = "robot@contoso.example"
to     = "desk@tailspin.example"
size   = "80KB"
rate   = "2/h"
ends   = "21d"

[host.mta]
profile = %q
domains = ["contoso.example"]
routes  = {"fabrikam.example" = "fabrikam", "tailspin.example" = "tailspin"}
message_expiration = %q
%s

[host.fabrikam]
domains = ["fabrikam.example"]

[host.tailspin]
domains = ["tailspin.example"]
`

const officeOutages = `
[host.fabrikam.fault.first]
kind   = "connection-refused"
starts = "Tue 09:00"
lasts  = "5h"

[host.fabrikam.fault.second]
kind   = "connection-refused"
starts = "10d9h"
lasts  = "40m"

[host.fabrikam.fault.third]
kind   = "connection-refused"
starts = "16d9h"
lasts  = "3d"

[host.tailspin.fault.night]
kind   = "connection-refused"
starts = "12d"
lasts  = "3h"
`

// officeRecords is the folder of a run of the office.
func officeRecords(t *testing.T, profile, expiration, figures string) string {
	t.Helper()
	dir := t.TempDir()
	file, out := filepath.Join(dir, "office.toml"), filepath.Join(dir, "out")
	writeFile(t, file, fmt.Sprintf(office, profile, expiration, figures)+officeOutages)
	if said := inProcess([]string{"run", file, "--out", out, "--quiet", "--events", "none"}); said.code != 0 {
		t.Fatalf("the office ends with %d: %s", said.code, said.err)
	}
	return out
}

// learnedDocument is what the tests look at.
type learnedDocument struct {
	Messages int
	Servers  []struct {
		Out      int `json:"sent_out"`
		Passed   int `json:"passed_on"`
		Schedule struct{ Waits int }
	}
	Traffic struct {
		PerWeek  struct{ Value, Low, High float64 } `json:"per_week"`
		Outbound int
		Hours    []struct{ Hours string }
	}
	Outages struct {
		Refused string
		Met     int
	}
	Schedule struct {
		Waits    int
		Profiles []struct {
			Name string
			Fits bool
		}
		Expiration struct {
			Seconds int64 `json:"value_s"`
		}
	}
}

func learnJSON(t *testing.T, args ...string) (d learnedDocument) {
	t.Helper()
	said := inProcess(append([]string{"learn", "--format", "json"}, args...))
	if err := json.Unmarshal([]byte(said.out), &d); said.code != 0 || err != nil {
		t.Fatalf("learn %s ends with %d (%v): %s", args, said.code, err, said.err)
	}
	return d
}

// What a run writes as logs and traces tells what the run was.
func TestLearnRoundTrip(t *testing.T) {
	for _, c := range []struct{ profile, expiration, records string }{
		{"postfix", "2d", "maillog"}, {"exchange-online", "24h", "trace.csv"},
	} {
		out := officeRecords(t, c.profile, c.expiration, "")
		folder := filepath.Join(t.TempDir(), "learned")
		d := learnJSON(t, filepath.Join(out, c.records), filepath.Join(out, "dsn"), "--year", "2026", "--zone", "UTC", "--own", "contoso.example", "--out", folder)
		if w := d.Traffic.PerWeek; d.Traffic.Outbound != 2092 || w.Value != 697.333 || w.Low < 650 || w.High > 745 { // 3 x 697.333 are 2092
			t.Errorf("%s: %+v messages a week, %d in all, not 697.333 and 2092", c.profile, w, d.Traffic.Outbound)
		}
		if h := d.Traffic.Hours; len(h) != 4 || h[1].Hours != "Mon-Fri 08:00-18:00" {
			t.Errorf("%s: hours %+v", c.profile, h)
		}
		fits := ""
		for _, p := range d.Schedule.Profiles {
			if p.Fits {
				fits += p.Name + " "
			}
		}
		expiration, _ := quantity.ParseDuration(c.expiration)
		if fits != c.profile+" " || time.Duration(d.Schedule.Expiration.Seconds)*time.Second != expiration {
			t.Errorf("%s: fits %s, with %d s", c.profile, fits, d.Schedule.Expiration.Seconds)
		}
		if d.Outages.Met < 4 || d.Outages.Met > 6 { // mail may be given up in the longest one, and nothing tries then
			t.Errorf("%s: %d outages", c.profile, d.Outages.Met)
		}
		if said := inProcess([]string{"check", filepath.Join(folder, "scenario.toml")}); said.code != 0 || said.err != "" {
			t.Errorf("%s: check ends with %d: %s", c.profile, said.code, said.err)
		}
		if said := inProcess([]string{"sweep", folder, "--runs", "2", "--quiet"}); said.code != 0 || !strings.Contains(said.out, "message_expiration") {
			t.Errorf("%s: the sweep ends with %d: %s%s", c.profile, said.code, said.out, said.err)
		}
	}
}

// A schedule that no profile has comes as a profile of its own, and the scenario runs with it. Postfix waits for its next queue run, too.
func TestLearnOwnProfile(t *testing.T) {
	out := officeRecords(t, "postfix", "2d", "schedule = \"steps\"\nsteps = [\"7m\", \"23m\", \"71m\"]\ndestination_memory = \"none\"")
	folder := filepath.Join(t.TempDir(), "learned")
	said := inProcess([]string{"learn", filepath.Join(out, "maillog"), "--year", "2026", "--zone", "UTC", "--out", folder})
	b, err := os.ReadFile(filepath.Join(folder, "profile.toml"))
	if err != nil || !strings.Contains(string(b), `is     = ["10m", "25m", "75m"]`) || !strings.Contains(said.out, "no known profile") {
		t.Errorf("the profile is (%v)\n%s\n%s%s", err, b, said.out, said.err)
	}
	for _, args := range [][]string{{"run", folder, "--quiet"}, {"check", folder}, {"test", folder, "--allow-empty"}} {
		if said := inProcess(args); said.code != 0 {
			t.Errorf("%s ends with %d: %s%s", args, said.code, said.out, said.err)
		}
	}
}

// The page has the findings and their pictures. Where few people write, it does not show the hours in which they did.
func TestLearnPage(t *testing.T) {
	out := officeRecords(t, "postfix", "2d", "")
	page := func(more ...string) string {
		folder := filepath.Join(t.TempDir(), "learned")
		said := inProcess(append([]string{"learn", filepath.Join(out, "maillog"), "--year", "2026", "--zone", "UTC", "--out", folder, "--plot"}, more...))
		b, err := os.ReadFile(filepath.Join(folder, "report.html"))
		if said.code != 0 || err != nil {
			t.Fatalf("learn ends with %d (%v): %s", said.code, err, said.err)
		}
		for _, name := range []string{"lengths", "outages", "waits", "week"} {
			svg, err := os.ReadFile(filepath.Join(folder, name+".svg"))
			_, title, _ := strings.Cut(string(svg), "<title>")
			title, _, _ = strings.Cut(title, "</desc>")
			if err != nil || title == "" || !strings.Contains(string(b), `<figure id="`+name+`"`) || !strings.Contains(string(b), title) {
				t.Errorf("the page does not have the picture %s: %v", name, err)
			}
		}
		if again := inProcess(append([]string{"learn", filepath.Join(out, "maillog"), "--year", "2026", "--zone", "UTC", "--out", folder}, more...)); again.code != 0 {
			t.Errorf("the folder is not replaced: %s", again.err)
		}
		return string(b)
	}
	masked, kept := page(), page("--keep-names")
	for _, want := range []string{"<h1>Learned from records: 5 Jan 2026 to ", "Profile postfix explains the ", ">others</text>", "outages were met; ", "<code>mailstorm sweep .</code>"} {
		if !strings.Contains(masked, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	if strings.Contains(masked, ">counted<") || !strings.Contains(kept, ">counted<") || !strings.Contains(kept, ">fabrikam.example</text>") {
		t.Error("hours or names are shown where two people write, or not where names are kept")
	}
}

// Whoever reads pictures to a hundredth of a point learns moments to five minutes.
func TestLearnedPicturesAreRounded(t *testing.T) {
	const rounding = 5 * time.Minute
	out := officeRecords(t, "exchange-online", "24h", "")
	files, err := source.Open([]string{filepath.Join(out, "trace.csv")}, records.Options{}, func(int64, string) {})
	if err != nil {
		t.Fatal(err)
	}
	l := learn.New(learn.Options{Zone: time.UTC})
	if err := files.Learn(t.Context(), l, 40e6); err != nil {
		t.Fatal(err)
	}
	story := illustrated.Learned(files.Report(l, pseudonym.New(nil)))
	n := 0
	for _, place := range story.Places {
		for _, o := range place.Outages {
			for _, d := range []time.Duration{o.BeganFrom, o.BeganTo, o.EndedFrom, o.EndedTo} {
				if n++; d%rounding != 0 {
					t.Errorf("an outage is drawn at %s", d)
				}
			}
		}
	}
	for _, step := range story.Lengths.Steps {
		if n++; step.Length%rounding != 0 {
			t.Errorf("a length of %s is drawn", step.Length)
		}
	}
	if n < 20 || story.Begins.Minute() != 0 {
		t.Errorf("%d moments are drawn, from %s on", n, story.Begins)
	}
}

// Who interrupts while the report is written finds no folder, since the message says that nothing was written.
func TestLearnInterruptedWhileWriting(t *testing.T) {
	list := filepath.Join(t.TempDir(), "list.csv")
	writeFile(t, list, hostileList)
	o := &learnOptions{streams: streams{err: io.Discard}, quiet: true}
	files, err := source.Open([]string{list}, records.Options{}, func(int64, string) {})
	if err != nil {
		t.Fatal(err)
	}
	l := learn.New(learn.Options{Zone: time.UTC})
	if err := files.Learn(t.Context(), l, 40e6); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	for _, c := range []struct {
		ctx    context.Context
		writes bool
	}{{ctx, false}, {t.Context(), true}} {
		o.dir = filepath.Join(t.TempDir(), "learned")
		err := o.writeLearned(c.ctx, files.Report(l, pseudonym.New(nil)))
		if _, missing := os.Stat(o.dir); (err == nil) != c.writes || (missing == nil) != c.writes {
			t.Errorf("interrupted %t: writing ends with %v, and the folder with %v", !c.writes, err, missing)
		}
	}
}

// NDRs alone tell of no traffic, and of outages only that there were some; what is written runs, and says what is assumed.
func TestLearnReturned(t *testing.T) {
	out, folder := officeRecords(t, "exchange-online", "24h", ""), filepath.Join(t.TempDir(), "learned")
	said := inProcess([]string{"learn", filepath.Join(out, "dsn"), "--out", folder})
	b, err := os.ReadFile(filepath.Join(folder, "scenario.toml"))
	if said.code != 0 || err != nil || !strings.Contains(said.out, "given up after 24 h") || strings.Contains(said.out, "half of all outages") || strings.Count(string(b), "assumed") < 2 {
		t.Errorf("learn ends with %d (%v): %s%s%s", said.code, err, said.out, said.err, b)
	}
	if said := inProcess([]string{"run", folder, "--quiet"}); said.code != 0 {
		t.Errorf("the run ends with %d: %s", said.code, said.err)
	}
	if json := readFile(t, filepath.Join(folder, "learned.json")); !strings.Contains(json, "\"longer_than_s\": null,\n    \"per_week\": null,\n    \"length_s\": [],") {
		t.Errorf("learned.json has figures of outages that nothing tells:\n%s", json)
	}
}

// From lists alone outages are refused by name, and a plan says what to fetch.
func TestLearnLists(t *testing.T) {
	list := filepath.Join(t.TempDir(), "list.csv")
	writeFile(t, list, hostileList)
	if d := learnJSON(t, list); !strings.Contains(d.Outages.Refused, "Get-MessageTraceV2") || d.Messages != 2 {
		t.Errorf("%d messages; outages: %s", d.Messages, d.Outages.Refused)
	}
	want := "message_trace_id,status,from_date,to_date,batch\n41111111-1111-1111-1111-111111111111,Failed,2026-01-05,2026-01-15,1\n" +
		"11111111-1111-1111-1111-111111111111,Delivered,2026-01-05,2026-01-15,1\n"
	if said := inProcess([]string{"learn", list, "--plan"}); said.code != 0 || said.out != want {
		t.Errorf("the plan ends with %d:\n%s%s", said.code, said.out, said.err)
	}
	writeFile(t, list, namelessList)
	const says = "nothing is to be fetched: 2 rows of a list have no MessageTraceId"
	if said := inProcess([]string{"learn", list, "--plan"}); said.code != 0 || strings.Count(said.out, "\n") != 1 || !strings.Contains(said.err, says) {
		t.Errorf("the plan of a list without MessageTraceId ends with %d:\n%s%s", said.code, said.out, said.err)
	}
}

// Whatever is wrong with the command line is said, with code 2.
func TestLearnRefusals(t *testing.T) {
	dir := t.TempDir()
	list, short := filepath.Join(dir, "list.csv"), filepath.Join(dir, "short")
	head, _, _ := strings.Cut(hostileList, "\n")
	nothing, letter := filepath.Join(dir, "nothing.csv"), filepath.Join(dir, "letter.eml")
	writeFile(t, list, hostileList)
	writeFile(t, nothing, head+"\n")
	writeFile(t, letter, "From: a@b.example\nTo: c@d.example\nSubject: hello\n\nhello\n")
	writeFile(t, short, "key")
	for _, c := range []struct{ args, says string }{
		{"learn", "needs records"},
		{"learn|" + filepath.Join(dir, "none.csv"), "none.csv"},
		{"learn|" + list + "|--out|", "--out needs"},
		{"learn|" + list + "|--plan|--out|x", "choose one"},
		{"learn|" + list + "|--plan|--calls|0", "--calls 0"},
		{"learn|" + list + "|--keep-names|--key|x", "choose one"},
		{"learn|" + list + "|--key|" + short, "at least 16 bytes"},
		{"learn|" + list + "|--zone|Berlin", "--zone Berlin"},
		{"learn|" + list + "|--memory|lots", "--memory lots"},
		{"learn|" + list + "|--year|26", "--year 26"},
		{"learn|" + list + "|--dates|ymd", "dmy"},
		{"learn|" + list + "|--out|" + dir, "--force replaces it"},
		{"learn|" + nothing + "|--out|" + filepath.Join(dir, "out"), "the records tell of no message, so nothing is written\n"},
		{"learn|" + letter + "|--out|" + filepath.Join(dir, "out"), "nothing is written; 1 row cannot be used, as " + letter + ", line 1: message is no DSN"},
	} {
		if said := inProcess(strings.Split(c.args, "|")); said.code != 2 || !strings.Contains(said.err, c.says) || said.out != "" {
			t.Errorf("%s ends with %d: %s%s", c.args, said.code, said.out, said.err)
		}
	}
}
