package experiment

import (
	"context"
	"fmt"
	"testing"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/fault"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// dane is the schedule of Microsoft's page on SMTP DANE: after 15 and 30 minutes, then hourly, without jitter. The last attempts before
// 12 h and 24 h are at 690 and 1410 minutes.
func dane(t testing.TB, lifetime time.Duration) *retry.Profile {
	t.Helper()
	p := &retry.Profile{Name: "dane", Shape: "steps", Lifetime: lifetime, Sessions: 1, HopLimit: 100, DSN: retry.DSN{Size: 1000}}
	p.Shaping.Steps = []time.Duration{15 * time.Minute, 15 * time.Minute, time.Hour}
	p.Pool.Servers = 1
	for c := range p.Codes {
		p.Codes[c] = retry.Code{Deferral: smtp.Reply{Code: 450, Enhanced: smtp.Status(4, 4, 316)}, Expired: smtp.Reply{Code: 550, Enhanced: smtp.Status(5, 4, 316)}}
	}
	if err := p.Build(); err != nil {
		t.Fatal(err)
	}
	return p
}

// outage is a storm: from time 0 on, the relay refuses connections for so long, while its senders write over three days.
func outage(t testing.TB, lifetime time.Duration, lasts random.Quantity, messages uint64) *sim.Config {
	t.Helper()
	p := dane(t, lifetime)
	bend, err := kind(t, "connection-refused").Make(fault.Unset)
	if err != nil {
		t.Fatal(err)
	}
	refused := sim.Fault{Name: "down", Kind: "connection-refused", Behaviour: bend, Share: random.All, Lasts: lasts}
	return &sim.Config{
		Name: "outage", Seed: 1, Clock: time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC), CopyLimit: 1 << 40, AlertQueue: 2000, AlertAfter: time.Hour,
		Hosts: []sim.Host{
			{Name: "exo", Profile: p, Routes: [][]int{{1}}, Paths: []int{sim.MailboxHere, 0, sim.MailboxHere}, Own: []bool{true, false, false}},
			{Name: "relay", Profile: p, Paths: []int{sim.NoRoute, sim.MailboxHere, sim.NoRoute}, Own: []bool{false, true, false}, Faults: []sim.Fault{refused}},
		},
		Addresses: []sim.Address{{Name: "sender@contoso.example", Domain: "contoso.example"}, {Name: "partner@fabrikam.example", Domain: "fabrikam.example"},
			{Name: "customer@woodgrove.example", Domain: "woodgrove.example"}},
		Mails: []sim.Mail{
			mail("own", 0, messages-messages/4),
			mail("strangers", 2, messages/4),
		},
	}
}

func mail(name string, from int, count uint64) sim.Mail {
	return sim.Mail{Name: name, From: from, To: []int{1}, Size: random.Quantity{Fixed: 75_000}, Priority: retry.Normal, Count: count,
		Lasts: random.Quantity{Fixed: int64(72 * time.Hour)}}
}

func kind(t testing.TB, name string) *fault.Kind {
	t.Helper()
	for i := range fault.Kinds {
		if fault.Kinds[i].Name == name {
			return &fault.Kinds[i]
		}
	}
	t.Fatalf("no fault %q", name)
	return nil
}

func exponential(mean time.Duration) random.Quantity { return random.Quantity{Mean: int64(mean)} }

const forEver = 400 * 24 * time.Hour

// sweep is a plan over expirations; the first is in force. The standard delivers all there is.
func sweep(t testing.TB, runs uint32, mean time.Duration, messages uint64, hours ...int) *Plan {
	t.Helper()
	p := &Plan{Runs: runs, Seed: 1, Standards: [][]*sim.Config{{outage(t, forEver, exponential(mean), messages), outage(t, 5*24*time.Hour, exponential(mean), messages)}}}
	for _, h := range hours {
		p.Choices = append(p.Choices, Choice{Values: []string{fmt.Sprintf("%dh", h)}, Config: outage(t, time.Duration(h)*time.Hour, exponential(mean), messages)})
	}
	return p
}

// rows runs a plan.
func rows(t testing.TB, p *Plan, cores int) (all []Row) {
	t.Helper()
	if err := Run(context.Background(), p, cores, nil, func(r *Row) error { all = append(all, *r); return nil }); err != nil {
		t.Fatal(err)
	}
	return all
}

func collect(t testing.TB, p *Plan, all []Row) *Summary {
	t.Helper()
	c := NewCollector(p)
	for i := range all {
		if err := c.Take(&all[i]); err != nil {
			t.Fatal(err)
		}
	}
	return c.Summary()
}

// holds reports whether the truth lies within the interval.
func holds(e Estimate, truth float64) bool {
	return e.Known && e.Bounded && e.Low <= truth && truth <= e.High
}
