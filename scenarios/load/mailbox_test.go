package load

import (
	"slices"
	"testing"
	"time"

	"mailstorm/scenarios/quantity"
	"mailstorm/sim"
	"mailstorm/sim/mailbox"
)

func TestExamplesOfRules(t *testing.T) {
	for i, r := range mailbox.Rows {
		head := "[mailbox.\"sender@contoso.example\"]\n"
		if r.Key == "" {
			head = "[mailbox.\"sender@contoso.example\".rule.example]\n"
		}
		c := load(t, hybrid+head+r.Example+"\n").Config
		if len(c.Mailboxes) != 1 || len(c.Mailboxes[0].Rules) != 1 || c.Mailboxes[0].Rules[0].Row != &mailbox.Rows[i] {
			t.Errorf("%s: %+v", r.Name, c.Mailboxes)
		}
	}
}

func TestMailbox(t *testing.T) {
	c := load(t, hybrid+`
[mailbox."partner@fabrikam.example"]
quota        = "50GB"
used         = "49GB"
quota_answer = "defer"
dedup        = "7d"
remembers    = 5
[mailbox."partner@fabrikam.example".rule.ticket]
kind       = "robot"
from       = "null"
marked     = false
loop_limit = 3
[mailbox."partner@fabrikam.example".rule.pass-on]
kind   = "redirect"
to     = ["other@contoso.example", "sender@contoso.example"]
after  = "1m"
starts = "1h"
ends   = "3h"
[mailbox."partner@fabrikam.example".rule.away]
kind = "out-of-office"
once = true
size = "3kB"
[mailbox."sender@contoso.example".rule.back]
kind = "forward"
to   = "partner@fabrikam.example"
`).Config
	if len(c.Warnings) != 0 || len(c.Mailboxes) != 2 || c.Mailboxes[0].Address != 0 || c.Mailboxes[1].Address != 1 || c.Mailboxes[0].Defers {
		t.Fatalf("%+v, %q", c.Mailboxes, c.Warnings)
	}
	var names, rows []string
	box := c.Mailboxes[1]
	for _, r := range box.Rules {
		names, rows = append(names, r.Name), append(rows, r.Row.Name)
	}
	if !slices.Equal(names, []string{"dedup", "quota", "away", "pass-on", "ticket"}) ||
		!slices.Equal(rows, []string{"dedup", "quota", "out-of-office", "redirect", "robot"}) || !box.Defers {
		t.Errorf("%v %v", names, rows)
	}
	at := func(i int) mailbox.Params { return box.Rules[i].Params }
	if at(0).Retention != 7*quantity.Day || at(0).Remembers != 5 || at(1).Quota != 50e9 || at(1).Used != 49e9 || at(1).Remembers != mailbox.Unset.Remembers {
		t.Errorf("%+v %+v", at(0), at(1))
	}
	if at(2).Once != mailbox.Yes || at(2).Marked != mailbox.Unsaid || at(2).Size != 3000 || at(2).Lasts != mailbox.Unset.Lasts {
		t.Errorf("%+v", at(2))
	}
	if p := at(3); len(p.To) != 2 || c.Addresses[p.To[0]].Name != "other@contoso.example" || p.To[1] != 0 || p.After != time.Minute ||
		p.Starts != time.Hour || p.Lasts != 2*time.Hour {
		t.Errorf("%+v", p)
	}
	if p := at(4); p.From != mailbox.FromNull || p.Marked != mailbox.No || p.Limit != 3 {
		t.Errorf("%+v", p)
	}
}

func TestWarningsOfMailboxes(t *testing.T) {
	for want, more := range map[string]string{
		"mailbox other@fabrikam.example: nobody writes or forwards to it":                                    "[mailbox.\"other@fabrikam.example\"]\ndedup = \"7d\"\n",
		"host fabrikam has no route for contoso.example: a reply to sender@contoso.example is not delivered": "[mailbox.\"partner@fabrikam.example\".rule.r]\nkind = \"robot\"\n",
	} {
		if got := load(t, plain+more).Config.Warnings; len(got) != 1 || got[0] != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for _, quiet := range []string{
		"[mailbox.\"other@fabrikam.example\"]\ndedup = \"7d\"\n[mailbox.\"sender@contoso.example\".rule.r]\nkind = \"forward\"\nto = \"other@fabrikam.example\"\n",
		"[mailbox.\"sender@contoso.example\"]\ndedup = \"7d\"\n",
	} {
		if got := load(t, plain+quiet).Config.Warnings; len(got) != 0 {
			t.Errorf("%q", got)
		}
	}
}

func TestRemoteDomains(t *testing.T) {
	c := load(t, hybrid+`
[host.fabrikam.remote_domain."Contoso.example"]
auto_reply = false
[host.fabrikam.remote_domain."*"]
auto_forward = false
[mailbox."partner@fabrikam.example".rule.on]
kind = "forward"
to   = "clerk@relay.example"
`).Config
	for i, want := range []sim.Remote{{Reply: sim.Forbidden, Forward: sim.Allowed}, {}, {}, {Reply: sim.Forbidden, Forward: sim.Allowed}, {}, {Forward: sim.Forbidden}} {
		if got := c.Hosts[2].Remotes[i]; got != want {
			t.Errorf("%s: %+v, want %+v", c.Addresses[i].Name, got, want)
		}
	}
	if len(c.Hosts[0].Remotes) != 0 {
		t.Error("a host without the table restricts something")
	}
}
