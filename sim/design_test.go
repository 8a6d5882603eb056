package sim_test

import (
	"fmt"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim"
)

// A design with one more host meets the same storm: the same mail at the same moments, of the same sizes, and the same outages. What the new host
// does not touch happens as before.
func TestAnotherHostMovesNoDraws(t *testing.T) {
	const outage = `lasts = {p50 = "2h", p90 = "8h", p99 = "30h"}`
	design := func(routes string) string {
		return scenariotest.Mail("office", "me@home.example", "a@far.example b@near.example", "", `rate = "300/d"`, `lasts = "2d"`, `size = {p50 = "75KB", p90 = "2MB"}`) +
			scenariotest.Mail("drawn", "me@home.example", "a@far.example", "1MB", "count = 40", `lasts = "1d"`) +
			scenariotest.Host("home", "exchange-online", "home.example", "far.example="+routes+" near.example=near") +
			scenariotest.Host("relay", "postfix", "", "*=far") + scenariotest.Fault("relay", "down", "connection-refused", `starts = {p50 = "3h", p99 = "20h"}`, outage) +
			scenariotest.Host("near", "", "near.example", "") + scenariotest.Fault("near", "down", "defer", outage, `share = "40%"`) + scenariotest.Host("far", "", "far.example", "")
	}
	backup := scenariotest.Host("backup", "postfix", "", "*=far") + scenariotest.Fault("backup", "slow", "defer", outage)
	rapid.Check(t, func(t *rapid.T) {
		seed := "seed = " + strconv.FormatInt(rapid.Int64Range(0, 1<<40).Draw(t, "seed"), 10)
		plain, more := unchanged(t, seed+"\n"+design("relay")), unchanged(t, seed+"\n"+design("relay,backup")+backup)
		for what := range plain {
			if a, b := plain[what], more[what]; !slices.Equal(a, b) || len(a) == 0 {
				t.Errorf("%s: %d and %d, and not the same", [...]string{"mail", "deliveries to near", "outages"}[what], len(a), len(b))
			}
		}
	})
}

// unchanged is what a host called backup must not change: the mail, what becomes of that to near, and the outages.
func unchanged(t *rapid.T, text string) (all [3][]string) {
	c := configured(t, text)
	w := sim.New(c, nil)
	r := scenariotest.Finish(t, w)
	for d := range w.Deliveries {
		all[0] = append(all[0], fmt.Sprint(c.Mails[d.Mail].Name, c.Addresses[d.To].Name, d.Written, d.Size))
		if c.Addresses[d.To].Name == "b@near.example" {
			all[1] = append(all[1], fmt.Sprint(d.Written, d.First, d.NDRAt, d.Copies, d.Notices))
		}
	}
	for _, o := range r.Spans {
		if host := c.Hosts[o.Host].Name; host != "backup" {
			all[2] = append(all[2], fmt.Sprint(host, o.Name, o.Starts, o.Ends))
		}
	}
	return all
}
