package load

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"mailstorm/scenarios/grid"
)

// Nobody chooses what fails and what people write, nor how Exchange Online works; what one runs oneself can be set.
func TestStatesAreWhatNobodyChooses(t *testing.T) {
	s, err := Load("message-expiration", Options{})
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]bool{
		"host.exo.message_expiration": false, "host.fabrikam.fault.outage.lasts": true, "host.fabrikam.fault.outage.lasts.p50": true, `"host".'fabrikam'.fault."outage".share`: true,
		"host.exo.profile": true, "host.exo.recovery": true, "host.exo.steps": true, "host.exo.growth.factor": true, "host.exo.delay_notice": true, "host.exo.last_try": true,
		"host.exo.bandwidth": true, "host.exo.routes": false, "host.exo.external_reply": false, "host.exo.guard.grey.kind": false,
		"host.fabrikam.profile": false, "host.fabrikam.recovery": false, "host.fabrikam.steps": false, "host.onprem.pool.servers": false, "host.onprem.guard.grey.after": false,
		"host.onprem.change.mend.at": false, "host.onprem.bandwidth": false, "mail.office.count": true, "mail.office.hours": true, "mail.office.size": true, "mail.office.enters": false,
		"clock": true, "mailbox.\"a@b.example\".quota": false, "alert.at": false,
	} {
		if why := grid.State(s.Config, key); (why != "") != want {
			t.Errorf("%s: %q", key, why)
		}
	}
	vary, _ := grid.ParseAxis("host.exo.message_expiration=12h,24h")
	lasts, _ := grid.ParseState(`host.fabrikam.fault.outage.lasts={exponential="1h"},{exponential="6h"}`)
	choices, states, why := grid.Split(s.Config, []grid.Axis{lasts, vary})
	if !reflect.DeepEqual(choices, []grid.Axis{vary}) || !reflect.DeepEqual(states, []grid.Axis{lasts}) || len(why) != 1 {
		t.Error(choices, states, why)
	}
	if own, err := s.Vary("host.exo.profile=exchange-server-mailbox"); err != nil || grid.State(own.Config, "host.exo.recovery") != "" {
		t.Error(err, "what one runs oneself can be set")
	}
}

// The documentation has every ruling.
func TestRulingsAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/scenario-format.md")
	if err != nil {
		t.Fatal(err)
	}
	var rows strings.Builder
	for _, r := range grid.Rulings {
		of, is := "the scenario", "a state"
		if strings.HasPrefix(r.Place, "host.") {
			of = "any host"
		}
		if r.Online {
			of = "Exchange Online"
		}
		if r.Chosen {
			is = "a choice"
		}
		fmt.Fprintf(&rows, "| `%s` | %s | %s | %s |\n", r.Place, of, is, r.Why)
	}
	if !strings.Contains(string(page), "|---|---|---|---|\n"+rows.String()+"\n") {
		t.Errorf("docs/scenario-format.md has not these rows:\n%s", rows.String())
	}
}
