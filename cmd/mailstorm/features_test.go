package main

import (
	"regexp"
	"strings"
	"testing"
)

// Each thing that a host beside the sender does is explained, the explanation names the scenario that shows it, and the report of that scenario
// has a figure of it.
func TestFeaturesAreShown(t *testing.T) {
	for _, row := range []struct{ feature, scenario, report string }{
		{"back-pressure", "back-pressure", "122,555 x 452 4.3.1"},
		{"hourly-limit", "failure-limit", "40 NDRs generated"},
		{"ndr_limit", "ndr-limit", "150 NDRs generated; 451 NDRs discarded"},
		{"sender_rewriting", "verp-newsletter", "31 deferrals (450 4.2.0)"},
		{"answers", "helpdesk-loop", "0 B of automatic messages; 1,440 DSNs"},
		{"received_lines", "received-lines-removed", "still queued at the end of the run"},
		{"outdated-server", "outdated-exchange-server", "4,138 x 450 4.7.230 and 203 x 550 5.7.230"},
		{"transaction-limit", "five-at-a-time", "2 deferrals (452 4.5.3)"},
		{"messages-per-connection", "connections-that-fill-up", "100 sessions on 45 connections"},
		{"hang", "nobody-greets", "6 x 450 4.4.2"},
		{"drop-before-data", "nobody-greets", "6 incomplete sessions"},
		{"round_trip", "mailbox-sixty-a-minute", "600 x 451 4.7.500"},
		{"destination_memory", "ten-thousand-behind-a-dead-site", "69,965 deferrals without a session"},
	} {
		out := strings.Join(strings.Fields(inProcess([]string{"explain", row.feature}).out), " ")
		listed := regexp.MustCompile(` scenarios (([a-z0-9-]+, )*[a-z0-9-]+ and )?` + row.scenario + ` `)
		if !listed.MatchString(out+" ") && row.feature != "destination_memory" { // which belongs to a profile
			t.Errorf("explain %s does not name the scenario %s: %s", row.feature, row.scenario, out)
		}
		if out := strings.Join(strings.Fields(inProcess([]string{"run", row.scenario}).out), " "); !strings.Contains(out, row.report) {
			t.Errorf("%s: %q is not in its report:\n%s", row.scenario, row.report, out)
		}
	}
}

// What repeats itself is told once, with how often the whole comes again, and between which waits.
func TestRepeatedSteps(t *testing.T) {
	for _, row := range []struct {
		args []string
		want string
	}{
		{[]string{"trace", "ten-thousand-behind-a-dead-site", "--message", "500"}, "...          5 more times, every 5 min to 1 h 10 min, the last at 10:30"},
		{[]string{"trace", "weekend-outage"}, "...          the last 2 steps nearly the same 29 more times, every 13 min 42 s to 1 h,"},
		{[]string{"trace", "connection-refused"}, "...          nearly the same 28 more times, every 14 min 17 s to 1 h, the last at Tue 07:35:42"},
		{[]string{"trace", "exim-bounces-at-once"}, "...          the last 4 steps nearly the same 2 more times, every 24 h, the last at Fri 06:30"},
		{[]string{"trace", "helpdesk-loop"}, "...          1,438 more times, every 1 min, the last at Tue 07:59"},
	} {
		if out := inProcess(row.args).out; !strings.Contains(out, row.want) {
			t.Errorf("%v: %q is missing in\n%s", row.args, row.want, out)
		}
	}
}

// Each memory of a next hop is explained, with the profiles that have it.
func TestMemoriesAreExplained(t *testing.T) {
	for name, of := range map[string]string{"dead-site": "mailcow, postfix", "run-status": "sendmail", "host-record": "exim, exim-cpanel, spamexperts", "route-backoff": "opensmtpd",
		"timeout-table": "qmail"} {
		out := strings.Join(strings.Fields(inProcess([]string{"explain", name}).out), " ")
		if !strings.HasPrefix(out, name+": a memory of a next hop ") || !strings.Contains(out, " profiles "+of+" [host.relay] ") {
			t.Errorf("explain %s: %s", name, out)
		}
	}
}
