package sim_test

import (
	"testing"
	"time"

	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim/metrics"
)

// crowd waits for a server that is down for longer than the alert looks back: by default at an ordinary MX.
var crowd = scenariotest.Mail("m", "a@contoso.example", "b@fabrikam.example", "1kB", "count = 2500") +
	scenariotest.Host("exo", "exchange-online-fixed15", "contoso.example", "*=dest") +
	scenariotest.Host("dest", "", "fabrikam.example", "") +
	scenariotest.Fault("dest", "down", "connection-refused", `ends = "3h"`)

// Microsoft's alert speaks of connectors, as the queued messages report does: mail to an MX raises neither.
func TestAlertConcernsConnectorsOnly(t *testing.T) {
	s := play(t, crowd)
	for _, id := range []metrics.ID{metrics.AlertAt, metrics.ReportAt, metrics.SignAt, metrics.Hidden} {
		if v := s.result.Values[id]; v.Known {
			t.Errorf("%s is %v for mail to an MX", metrics.Catalogue[id].Name, time.Duration(v.Num))
		}
	}
	s = play(t, crowd+scenariotest.Host("box", "", "partner.example", ""), `host.dest.routes."*"="box"`, `mail.m.to="b@partner.example"`)
	s.want(t, metrics.AlertAt, int64(time.Hour))
	s.want(t, metrics.SignAt, int64(time.Hour))
}
