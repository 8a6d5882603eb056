// Package reporttest gives the tests of reports small storms and folders to write about.
package reporttest

import (
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mailstorm/scenarios/load"
	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim"
)

// TwoHosts is a storm whose reply is lost for an hour, with a recipient who is refused; names want quoting.
const TwoHosts = `
title = "A \"title\", with <marks>"
clock = "2026-01-05T08:00:30Z"

[mail."deck, big"]
from  = "sender@contoso.example"
to    = ["partner@fabrikam.example", "nobody@nowhere.example"]
size  = "27MB"
count = 2

[host.exo]
profile = "exchange-online-fixed15"
domains = ["contoso.example"]
routes  = {"fabrikam.example" = "relay", "nowhere.example" = "void"}

[host.relay]
profile = "exchange-server-edge"
domains = ["fabrikam.example"]

[host.relay.fault.lost-reply]
kind = "drop-after-data"
ends = "1h"

[host.void]
profile = "rfc5321"
domains = ["nowhere.example"]

[host.void.fault.down]
kind = "connection-refused"
`

// Storm is a run that is over.
type Storm struct {
	Scenario *load.Scenario
	World    *sim.World
	Result   *sim.Result
}

// Load reads a scenario of the library, or one that is written out.
func Load(t testing.TB, scenario string, set ...string) *load.Scenario {
	t.Helper()
	o := load.Options{Set: set}
	if strings.Contains(scenario, "\n") {
		scenario, o.Stdin = "-", strings.NewReader(scenario)
	}
	s, err := load.Load(scenario, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Simulate runs a scenario and shows its records to the sinks.
func Simulate(t testing.TB, s *load.Scenario, sinks ...sim.Sink) *Storm {
	t.Helper()
	w := sim.New(s.Config, func(r *sim.Record) {
		for _, take := range sinks {
			take(r)
		}
	})
	return &Storm{s, w, scenariotest.Finish(t, w)}
}

// Written is what a format writes.
func Written[T any](t scenariotest.TB, write func(io.Writer, T) error, of T) string {
	t.Helper()
	var b strings.Builder
	if err := write(&b, of); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Rows are the lines of a CSV file.
func Rows(t testing.TB, text string) [][]string {
	t.Helper()
	all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Write writes a file with its folders.
func Write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// Found lists what lies in a folder, two levels deep.
func Found(t testing.TB, dir string) string {
	t.Helper()
	var names []string
	for _, pattern := range []string{"*", "*/*"} {
		paths, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range paths {
			name, _ := filepath.Rel(dir, p)
			names = append(names, filepath.ToSlash(name))
		}
	}
	return strings.Join(names, " ")
}
