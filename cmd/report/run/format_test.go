package run

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"mailstorm/cmd/report/encode"
	"mailstorm/cmd/report/reporttest"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
	"mailstorm/sim/smtp"
)

func TestJSON(t *testing.T) {
	r := simulated(t, reporttest.TwoHosts)
	r.Result.Warnings = []string{`a "warning"`}
	text := reporttest.Written(t, JSON, r)
	for _, line := range []string{
		`  "schema": "mailstorm/result/v1",`,
		`  "title": "A \"title\", with <marks>",`,
		`  "version": "9.9.9",`,
		`  "profiles": {"exo": "exchange-online-fixed15", "relay": "exchange-server-edge", "void": "rfc5321"},`,
		`    "deliveries": 4,`,
		`    "ndr.first": 86400,`,
		`    "alert.at": null,`,
		`    "ndr": {"0": 2, "1": 0, "2+": 0},`,
		`    "a \"warning\""`,
	} {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("no line %s in\n%s", line, text)
		}
	}
	if strings.Contains(text, "\n  \"stopped\"") {
		t.Error("stopped stands in a run that was not")
	}
	r.Result.Stopped = "interrupted"
	if !strings.Contains(reporttest.Written(t, JSON, r), "\n  \"stopped\": \"interrupted\"\n}") {
		t.Error("stopped is missing")
	}
}

// The metrics stand in the order of the catalogue, those of the hosts behind them.
func TestJSONKeepsTheOrder(t *testing.T) {
	r := simulated(t, reporttest.TwoHosts)
	var result struct{ Metrics json.RawMessage }
	if err := json.Unmarshal([]byte(reporttest.Written(t, JSON, r)), &result); err != nil {
		t.Fatal(err)
	}
	names, err := keys(result.Metrics)
	if err != nil || len(names) != len(r.namedValues()) {
		t.Fatal(len(names), err)
	}
	for id := range metrics.Catalogue {
		if names[id] != metrics.Catalogue[id].Name {
			t.Fatalf("%s stands where %s belongs", names[id], metrics.Catalogue[id].Name)
		}
	}
	if names[metrics.Last] != "exo.attempts" {
		t.Fatalf("behind the catalogue comes %s", names[metrics.Last])
	}
}

func TestSeveralRunsAreAnArray(t *testing.T) {
	r := simulated(t, reporttest.TwoHosts)
	var b bytes.Buffer
	if err := JSONs(&b, []*Run{r, r}); err != nil {
		t.Fatal(err)
	}
	var results []map[string]any
	if err := json.Unmarshal(b.Bytes(), &results); err != nil || len(results) != 2 {
		t.Fatal(err, b.String())
	}
}

func TestMessages(t *testing.T) {
	r := simulated(t, reporttest.TwoHosts)
	all := reporttest.Rows(t, reporttest.Written(t, Messages, r))
	if len(all) != 5 {
		t.Fatalf("%d lines for 4 deliveries", len(all))
	}
	for i, want := range []string{
		"1|1|deck, big|sender@contoso.example|partner@fabrikam.example|0|27000000|duplicated|5|0|3600|0|||0|0|0||",
		"2|1|deck, big|sender@contoso.example|nobody@nowhere.example|0|27000000|ndr|0|||1|86400|550 5.4.316|0|0|1||",
	} {
		if got := strings.Join(all[i+1], "|"); got != want {
			t.Errorf("\n got %s\nwant %s", got, want)
		}
	}
}

func TestSeries(t *testing.T) {
	r := simulated(t, reporttest.TwoHosts)
	all := reporttest.Rows(t, reporttest.Written(t, Series, r))
	if all[1][0] != "-30" || all[1][1] != "2026-01-05T08:00:00Z" {
		t.Errorf("the first minute is %v", all[1])
	}
	copies := int64(0)
	for i := range r.Result.Series {
		copies += r.Result.Series[i].Copies
	}
	if copies != r.Result.Values[metrics.Copies].Num || len(all) != len(r.Result.Series)+1 {
		t.Errorf("%d copies in %d lines, not %d in %d", copies, len(all), r.Result.Values[metrics.Copies].Num, len(r.Result.Series)+1)
	}
}

func TestCSV(t *testing.T) {
	r := simulated(t, reporttest.TwoHosts)
	var one, two bytes.Buffer
	if err := CSV(&one, []*Run{r}); err != nil {
		t.Fatal(err)
	}
	if err := CSV(&two, []*Run{r, r}); err != nil {
		t.Fatal(err)
	}
	if got := reporttest.Rows(t, one.String()); strings.Join(got[0], ",") != "metric,unit,value" || len(got) != len(r.namedValues())+1 {
		t.Errorf("%v and %d lines", got[0], len(got))
	}
	if got := reporttest.Rows(t, two.String()); strings.Join(got[0], ",") != "scenario,metric,unit,value" || len(got) != 2*len(r.namedValues())+1 {
		t.Errorf("%v and %d lines", got[0], len(got))
	}
}

func TestMarkdown(t *testing.T) {
	r := simulated(t, reporttest.TwoHosts)
	r.Expect = []Verdict{{Name: "copies", Wanted: "< 3 | > 9", Actual: "5"}}
	r.Result.Warnings = []string{"mind the *gap*"}
	text := reporttest.Written(t, Markdown, r)
	for _, part := range []string{"## A \"title\", with \\<marks>\n", "| sender received an NDR | 2 | 0 | 0 |\n", "| ndr.first | 24 h |\n",
		"| copies | \\< 3 \\| > 9 | 5 | **not met** |\n", "- mind the \\*gap\\*\n", "`mailstorm run stdin --seed 1`"} {
		if !strings.Contains(text, part) {
			t.Errorf("no %q in\n%s", part, text)
		}
	}
}

func TestTimes(t *testing.T) {
	if encode.Seconds(-30*time.Second) != "-30" || encode.Seconds(916197114455) != "916.197" || timeIf(false, time.Hour) != "" {
		t.Error(encode.Seconds(-30*time.Second), encode.Seconds(916197114455))
	}
}

// What an administrator of a receiving host sees: replies of the host, incomplete sessions, and nothing of connections that never came.
func TestWhatTheReceiverSees(t *testing.T) {
	h := &sim.HostResult{Said: []sim.Tally{
		{Cause: smtp.Said, Reply: smtp.Reply{Code: 451}, Count: 3}, {Cause: smtp.TLSFailed, Count: 2}, {Cause: smtp.Dropped, Phase: smtp.Data, Count: 1}, {Cause: smtp.Refused, Count: 4}}}
	want := "replied 3 x 451, 3 incomplete sessions, 4 connection attempts never reached it"
	if got := receiverAdminSaw(h); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
