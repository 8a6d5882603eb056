package sim_test

import (
	"testing"

	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// hybrid is a company whose servers send all through its tenant, and a partner that writes to it there.
var hybrid = scenariotest.Mail("bulk", "erp@contoso.example", "c@fabrikam.example", "20kB", "count = 20000", `starts = "0s"`, `lasts = "8h"`) +
	scenariotest.Mail("partner", "p@tailspin.example", "erp@contoso.example", "20kB", "count = 1000", `lasts = "8h"`) +
	scenariotest.Host("onprem", "exchange-server-mailbox", "contoso.example", "*=exo") +
	scenariotest.Host("exo", "exchange-online", "", "contoso.example=onprem tailspin.example=partner *=dest") +
	scenariotest.Guard("exo", "terrl", "tenant-limit", "licenses = 25") +
	scenariotest.Host("dest", "", "fabrikam.example", "") +
	scenariotest.Host("partner", "", "tailspin.example", "*=exo")

// 25 licences are 14,259 recipients outside in a day, and mail that the company's own servers relay counts as well.
func TestTenantLimitCountsWhatIsRelayed(t *testing.T) {
	s := play(t, hybrid, `host.exo.guard.terrl.accepted="contoso.example"`)
	s.want(t, metrics.Copies, 14259+1000)
	s.want(t, metrics.NDRCount, 5741)
	if b := s.of(sim.Bounced); s.config.Hosts[b[0].Host].Name != "exo" || b[0].Reply.String() != "550 5.7.233" {
		t.Errorf("the NDR says %s at %s", b[0].Reply, s.config.Hosts[b[0].Host].Name)
	}
}

// An attribution guard beside it says which domains are the organisation's own, and keeps out what is not.
func TestTenantLimitTrustsTheAttribution(t *testing.T) {
	s := play(t, hybrid+scenariotest.Guard("exo", "whose", "attribution", `certificate_of = ["onprem"]`, `accepted = ["contoso.example"]`,
		`tenants = {"fabrikam.example" = "dest"}`)+
		scenariotest.Mail("stray", "p@tailspin.example", "c@fabrikam.example", "20kB", "count = 1000", `lasts = "8h"`))
	s.want(t, metrics.Copies, 14259+1000+1000) // the partner's to the company, and past the tenant to another one
	s.want(t, metrics.NDRCount, 5741)
}

// A message to several is refused for those only who are beyond the limit.
func TestTenantLimitTakesRecipientsApart(t *testing.T) {
	s := play(t, hybrid, `mail.bulk.count=100`, `mail.bulk.to=["c@fabrikam.example","c2@fabrikam.example","b@fabrikam.example"]`,
		`mail.partner.count=1`, `host.exo.guard.terrl={kind="tenant-limit", count=250, accepted="contoso.example"}`)
	s.want(t, metrics.Copies, 250+1)
	s.want(t, metrics.NDRCount, 50)
}
