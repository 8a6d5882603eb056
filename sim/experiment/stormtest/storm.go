// Package stormtest makes storms for tests of experiments, of which it can be reckoned what they come to.
package stormtest

import (
	"testing"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/fault"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// ForEver is longer than any storm.
const ForEver = 400 * 24 * time.Hour

// DANE is the schedule of Microsoft's page on SMTP DANE: after 15 and 30 minutes, then hourly, without jitter. The last attempts before
// 12 h and 24 h are at 690 and 1410 minutes.
func DANE(t testing.TB, lifetime time.Duration) *retry.Profile {
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

// Outage is a storm: from time 0 on, the relay refuses connections for so long, while its senders write over three days.
func Outage(t testing.TB, lifetime time.Duration, lasts random.Quantity, messages uint64) *sim.Config {
	t.Helper()
	p := DANE(t, lifetime)
	bend, err := Kind(t, "connection-refused").Make(fault.Unset)
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

// Letters is a storm in which the relay refuses connections for the first three hours. Mail to it is written at the moments given; so much more
// goes to an address whose server refuses for ever, all at 0 s. The schedule is that of DANE: attempts after 0, 15, 30, 90, 150, ... minutes.
func Letters(t testing.TB, lifetime time.Duration, again bool, dead int, at ...time.Duration) *sim.Config {
	t.Helper()
	c := Outage(t, lifetime, random.Quantity{Fixed: int64(3 * time.Hour)}, 0)
	down := c.Hosts[1].Faults[0]
	down.Lasts = random.Quantity{Fixed: int64(ForEver)}
	gone := sim.Host{Name: "gone", Profile: c.Hosts[1].Profile, Paths: []int{sim.NoRoute, sim.NoRoute, sim.NoRoute, sim.MailboxHere}, Own: []bool{false, false, false, true}, Faults: []sim.Fault{down}}
	c.Hosts = append(c.Hosts, gone)
	c.Hosts[0].Routes = [][]int{{1}, {2}}
	c.Hosts[0].Paths, c.Hosts[0].Own = append(c.Hosts[0].Paths, 1), append(c.Hosts[0].Own, false)
	c.Hosts[1].Paths, c.Hosts[1].Own = append(c.Hosts[1].Paths, sim.NoRoute), append(c.Hosts[1].Own, false)
	c.Addresses = append(c.Addresses, sim.Address{Name: "old@tailspin.example", Domain: "tailspin.example"})
	list := func(to int, at []time.Duration) (m sim.Mail) {
		m = sim.Mail{To: []int{to}, Size: random.Quantity{Fixed: 1}, Priority: 1}
		for _, t := range at {
			m.Listed = append(m.Listed, sim.Listed{At: t, Size: 75_000})
		}
		return m
	}
	c.Mails = []sim.Mail{list(1, at)}
	if dead > 0 {
		c.Mails = append(c.Mails, list(3, make([]time.Duration, dead)))
	}
	if again {
		c.Mails[0].Resend = sim.Resend{Share: random.All, After: 10 * time.Minute, Times: 3}
	}
	return c
}

func mail(name string, from int, count uint64) sim.Mail {
	return sim.Mail{Name: name, From: from, To: []int{1}, Size: random.Quantity{Fixed: 75_000}, Priority: retry.Normal, Count: count,
		Lasts: random.Quantity{Fixed: int64(72 * time.Hour)}}
}

// Kind is a row of the catalogue of faults.
func Kind(t testing.TB, name string) *fault.Kind {
	t.Helper()
	for i := range fault.Kinds {
		if fault.Kinds[i].Name == name {
			return &fault.Kinds[i]
		}
	}
	t.Fatalf("no fault %q", name)
	return nil
}

// Exponential is the law of outages with a mean.
func Exponential(mean time.Duration) random.Quantity { return random.Quantity{Mean: int64(mean)} }

// Observed is what so many observations of a law say, if they lie as it does.
func Observed(law random.Quantity, seen int) (q random.Quantity) {
	for i := range seen {
		q.Samples = append(q.Samples, law.Draw((2*uint64(i)+1)<<63/uint64(seen)))
	}
	return q
}
