package load

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"mailstorm/scenarios/quantity"
	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim"
	"mailstorm/sim/guard"
	"mailstorm/sim/random"
)

// hybrid has all that the examples of the shelves speak of: a relay between the two, and a tenant in another region.
var hybrid = scenariotest.Mail("deck", "sender@contoso.example", "partner@fabrikam.example user@tailspin.example", "27MB") +
	scenariotest.Mail("robot", "robot@contoso.example", "nobody@fabrikam.example", "1kB") +
	scenariotest.Host("exo", "exchange-online", "contoso.example", "*=relay") +
	scenariotest.Host("relay", "postfix", "relay.example", "contoso.example=exo *=fabrikam") +
	scenariotest.Host("fabrikam", "postfix", "fabrikam.example tailspin.example", "*=exo")

// Whoever pastes the example of a guard into a host gets what it shows.
func TestExamplesOfGuards(t *testing.T) {
	for _, k := range guard.Kinds {
		g := load(t, hybrid+"[host.relay.guard.example]\n"+k.Example+"\n").Config.Hosts[1].Guards[0]
		if g.Kind == nil || g.Kind.Name != k.Name || reflect.DeepEqual(g.Params, guard.Unset) {
			t.Errorf("%s: %+v", k.Name, g)
		}
	}
}

func TestGuard(t *testing.T) {
	c := load(t, hybrid+`
[host.relay.guard.a]
kind     = "greylist"
starts   = "1h"
lasts    = {p50 = "2h", p100 = "4h"}
share    = "25%"
of       = "recipients"
on       = false
wait     = "10m"
client   = "exact"
passes   = 0
code     = "451 4.7.1"
mail_from = "@contoso.example"
larger_than = "1kB"
servers  = [40]
[host.relay.guard.b]
kind = "rate-limit"
rate = "0.5/m"
per  = "sender"
[host.relay.guard.c]
kind  = "size-limit"
limit = "36MB"
at    = "drop"
[host.relay.change.soon]
at    = "1h"
guard = {a = "on"}
`).Config
	all := c.Hosts[1].Guards
	a := all[0]
	if a.Name != "a" || a.Kind.Name != "greylist" || !a.Off || a.Starts.Fixed != int64(time.Hour) || a.Lasts.Max() != int64(4*time.Hour) ||
		a.Share != random.All/4 || a.Of != sim.OfRecipients || a.Filter.LargerThan != 1000 || a.Filter.Servers[0] != 40 || a.Filter.MailFrom[0] != 0 {
		t.Errorf("%+v", a)
	}
	p := a.Params
	if p.Wait != 10*time.Minute || p.Client != guard.Exact || p.Passes != 0 || p.Code.String() != "451 4.7.1" || p.Window != guard.Unset.Window ||
		p.Domains[0] != "relay.example" {
		t.Errorf("%+v", p)
	}
	if b := all[1].Params; b.Rate != (guard.Rate{Count: 1, Per: 2 * time.Minute}) || b.Per != guard.PerSender || all[1].Off || all[1].Share != random.All {
		t.Errorf("%+v", all[1])
	}
	if s := all[2].Params; s.Limit != 36_000_000 || s.At != guard.AtDrop {
		t.Errorf("%+v", s)
	}
	if len(c.Warnings) != 0 {
		t.Error(c.Warnings)
	}
}

func TestAttributionNamesHostsAndDomains(t *testing.T) {
	p := load(t, hybrid+`
[host.exo.guard.mine]
kind           = "attribution"
certificate_of = "relay"
address_of     = ["relay", "fabrikam"]
tenants        = {"FABRIKAM.example" = "fabrikam"}
closed         = ["Fabrikam.example"]
elsewhere      = "tailspin.example"
`).Config.Hosts[0].Guards[0].Params
	want := guard.Unset
	want.Domains, want.Certificate, want.Address = []string{"contoso.example"}, []string{"relay"}, []string{"relay", "fabrikam"}
	want.Tenants, want.Closed, want.Elsewhere = []guard.Tenant{{Domain: "fabrikam.example", Host: 2}}, []string{"fabrikam.example"}, []string{"tailspin.example"}
	if !reflect.DeepEqual(p, want) {
		t.Errorf("%+v, want %+v", p, want)
	}
}

func TestAGuardThatNobodySwitchesOnIsAWarning(t *testing.T) {
	const off = "[host.exo.guard.again]\nkind = \"duplicate-check\"\non = false\n"
	want := "guard again at host exo is off, and no change switches it on"
	if got := load(t, hybrid+off).Config.Warnings; len(got) != 1 || got[0] != want {
		t.Errorf("%q, want %q", got, want)
	}
	for on, warnings := range map[string]int{"on": 0, "off": 1} {
		text := hybrid + off + "[host.exo.change.c]\nat = \"1h\"\nguard = {again = \"" + on + "\"}\n"
		if got := load(t, text).Config.Warnings; len(got) != warnings {
			t.Errorf("%s: %q", on, got)
		}
	}
	late := load(t, "length = \"1h\"\n"+hybrid+strings.Replace(off, "on = false", "starts = \"1h\"", 1)).Config.Warnings
	if len(late) != 1 || late[0] != "guard again: it starts only after the end of the scenario at 1h" {
		t.Errorf("%q", late)
	}
}

// That is how a class tries a brake: nothing of it stands in the file.
func TestOverridesAddBrakes(t *testing.T) {
	c := load(t, hybrid, `host.relay.guard.again={kind="duplicate-check",window="24h"}`, "host.relay.guard.again.share=50%",
		`host.relay.change.fix={at="2h",purge="with-ndr"}`, `host.relay.change.fix.guard.again=off`, `mailbox."partner@fabrikam.example".dedup=7d`,
		`mailbox."partner@fabrikam.example".rule.away.kind=out-of-office`, `host.exo.remote_domain."*".auto_reply=false`,
		"mail.deck.resend=50%").Config
	g := c.Hosts[1].Guards
	if len(g) != 1 || g[0].Kind.Name != "duplicate-check" || g[0].Params.Window != quantity.Day || g[0].Share != random.All/2 {
		t.Errorf("%+v", g)
	}
	if ch := c.Hosts[1].Changes; len(ch) != 1 || ch[0].Purge != sim.PurgeWithNDR || len(ch[0].Switches) != 1 || ch[0].Switches[0] != (sim.Switch{Guard: true}) {
		t.Errorf("%+v", ch)
	}
	if b := c.Mailboxes; len(b) != 1 || len(b[0].Rules) != 2 || b[0].Rules[0].Name != "dedup" || b[0].Rules[1].Name != "away" {
		t.Errorf("%+v", b)
	}
	if r := c.Hosts[0].Remotes; len(r) != 5 || r[0].Reply == sim.Forbidden || r[1].Reply != sim.Forbidden || c.Mails[0].Resend.Share != random.All/2 {
		t.Errorf("%+v", r)
	}
}
