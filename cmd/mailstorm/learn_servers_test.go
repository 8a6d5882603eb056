package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// chain is an office whose mail goes through two relays.
const chain = `
[mail.office]
from   = "anna@contoso.example"
to     = "partner@fabrikam.example"
size   = "75KB"
rate   = "8/h"
ends   = "14d"
hours  = "Mon-Fri 08:00-18:00"

[host.inner]
profile = "postfix"
domains = ["contoso.example"]
routes  = {"*" = "edge"}

[host.edge]
profile = "postfix"
domains = ["edge.example"]
routes  = {"fabrikam.example" = "fabrikam"}
fault.reboot = {kind = "connection-refused", starts = "8d9h", lasts = "3h"}

[host.fabrikam]
domains = ["fabrikam.example"]
fault.down = {kind = "connection-refused", starts = "2d9h", lasts = "5h"}
`

// The logs of two servers tell what that of the second tells alone, in whatever order they come and in one file, too: mail that passes both counts once.
func TestLearnTwoServers(t *testing.T) {
	dir := t.TempDir()
	scenario, out := filepath.Join(dir, "chain.toml"), filepath.Join(dir, "out")
	writeFile(t, scenario, chain)
	if said := inProcess([]string{"run", scenario, "--out", out, "--quiet", "--events", "none"}); said.code != 0 {
		t.Fatal(said.err)
	}
	both := readFile(t, filepath.Join(out, "maillog"))
	logs := map[string]string{}
	for line := range strings.Lines(both) {
		for _, host := range []string{"inner", "edge"} {
			if strings.Contains(line, " "+host+" postfix/") {
				logs[host] += line
			}
		}
	}
	for host, text := range logs {
		writeFile(t, filepath.Join(dir, host), text)
	}
	inner, edge := filepath.Join(dir, "inner"), filepath.Join(dir, "edge")
	want := learnJSON(t, edge, "--year", "2026", "--zone", "UTC")
	for _, files := range [][]string{{inner, edge}, {edge, inner}, {filepath.Join(out, "maillog")}} {
		got := learnJSON(t, append(files, "--year", "2026", "--zone", "UTC")...)
		if got.Messages != want.Messages || got.Traffic.Outbound != want.Traffic.Outbound || got.Outages.Met != 1 || len(got.Servers) != 2 {
			t.Fatalf("%s: %+v, not %+v", files, got, want)
		}
		last, first := got.Servers[0], got.Servers[1]
		if last.Out != want.Messages || first.Passed != want.Messages || first.Out != 0 || got.Schedule.Waits != want.Schedule.Waits || first.Schedule.Waits == 0 {
			t.Errorf("%s: servers %+v", files, got.Servers)
		}
	}
}
