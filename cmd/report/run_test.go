package report

import (
	"strings"
	"testing"

	"mailstorm/scenarios/load"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// twoHosts is a storm whose reply is lost for an hour, with a recipient who is refused; names want quoting.
const twoHosts = `
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

// simulated runs a scenario and shows its records to the sinks.
func simulated(t testing.TB, text string, sinks ...sim.Sink) *Run {
	t.Helper()
	s, err := load.Load("-", load.Options{Stdin: strings.NewReader(text)})
	if err != nil {
		t.Fatal(err)
	}
	w := sim.New(s.Config, func(r *sim.Record) {
		for _, take := range sinks {
			take(r)
		}
	})
	for !w.Advance(1 << 16) {
	}
	result, err := w.Result()
	if err != nil {
		t.Fatal(err)
	}
	return &Run{Config: s.Config, Result: result, Version: "9.9.9", Profiles: s.Profiles, Deliveries: w.Deliveries}
}

func (r *Run) copies() int64 { return r.Result.Values[metrics.Copies].Num }
