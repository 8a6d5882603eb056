package sim_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"mailstorm/scenarios"
	"mailstorm/sim"
	"mailstorm/sim/fault"
	"mailstorm/sim/metrics"
)

// anyStorm draws a scenario: a few hosts in a row or side by side, a few faults of any kind, any profile.
func anyStorm(t *rapid.T) string {
	var b strings.Builder
	profile := func() string {
		return rapid.SampledFrom([]string{"exchange-online", "exchange-online-fixed15", "exchange-online-observed", "exchange-server-mailbox",
			"exchange-server-edge", "postfix", "sendmail", "qmail", "rfc5321"}).Draw(t, "profile")
	}
	to := rapid.SampledFrom([]string{`"a@far.example"`, `["a@far.example", "b@far.example", "c@near.example"]`,
		`{recipients = 7, domains = ["far.example", "near.example", "home.example"]}`}).Draw(t, "to")
	when := rapid.SampledFrom([]string{"", "lasts = \"3h\"", "lasts = \"2d\"\nhours = \"Mon-Fri 08:00-18:00\""}).Draw(t, "when")
	fmt.Fprintf(&b, "length = \"8d\"\nseed = %d\n[mail.m]\nfrom = \"me@home.example\"\nto = %s\nsize = {p50 = \"75KB\", p90 = \"5MB\", p99 = \"30MB\"}\ncount = %d\n%s\n",
		rapid.IntRange(0, 1000).Draw(t, "seed"), to, rapid.IntRange(1, 30).Draw(t, "count"), when)
	fmt.Fprintf(&b, "[host.home]\nprofile = %q\ndomains = [\"home.example\"]\nroutes = {\"*\" = [\"mx1\", \"mx2\"], \"near.example\" = \"near\"}\n", profile())
	if rapid.Bool().Draw(t, "narrow") {
		b.WriteString("connections = 2\nbandwidth = \"2Mbit/s\"\n")
	}
	fmt.Fprintf(&b, "[host.mx1]\nprofile = %q\nroutes = {\"*\" = \"far\"}\n[host.mx2]\nprofile = %q\nroutes = {\"*\" = \"far\"}\n", profile(), profile())
	b.WriteString("[host.near]\ndomains = [\"near.example\"]\n[host.far]\ndomains = [\"far.example\"]\n")
	for i := range rapid.IntRange(0, 5).Draw(t, "faults") {
		anyFault(t, &b, i)
	}
	return b.String()
}

func anyFault(t *rapid.T, b *strings.Builder, i int) {
	k := fault.Kinds[rapid.IntRange(0, len(fault.Kinds)-1).Draw(t, "kind")]
	fmt.Fprintf(b, "[host.%s.fault.f%d]\nkind = %q\nstarts = \"%dm\"\n", rapid.SampledFrom([]string{"mx1", "mx2", "near", "far"}).Draw(t, "where"), i, k.Name,
		rapid.IntRange(0, 600).Draw(t, "starts"))
	if rapid.Bool().Draw(t, "ends") {
		fmt.Fprintf(b, "lasts = {p50 = \"40m\", p90 = \"5h\", p99 = \"30h\"}\n")
	}
	if k.Falls == nil {
		fmt.Fprintf(b, "share = \"%d%%\"\nof = %q\n", rapid.IntRange(0, 100).Draw(t, "share"),
			rapid.SampledFrom([]string{"attempts", "messages", "recipients", "sender-servers", "receiver-servers"}).Draw(t, "of"))
	}
	if rapid.Bool().Draw(t, "filtered") {
		b.WriteString(rapid.SampledFrom([]string{"larger_than = \"1MB\"\n", "smaller_than = \"1MB\"\n"}).Draw(t, "filter"))
	}
}

// Whatever happens, the books balance, and neither a second run nor the size of the slices changes a byte.
func TestBooksBalanceAlways(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := anyStorm(t)
		s, err := scenarios.Load("-", scenarios.Options{Stdin: strings.NewReader(text)})
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		one := tame(t, sim.New(s.Config, nil), 1<<20, text)
		two := tame(t, sim.New(s.Config, nil), rapid.IntRange(1, 100).Draw(t, "slice"), text)
		if one.Digest != two.Digest || one.Values != two.Values {
			t.Fatalf("two runs differ:\n%s", text)
		}
		if one.Values[metrics.Copies].Num != one.Values[metrics.Duplicates].Num+arrived(one) {
			t.Fatalf("copies are not first copies and duplicates:\n%s", text)
		}
	})
}

func arrived(r *sim.Result) (n int64) {
	for _, row := range r.Fates {
		n += row[1] + row[2]
	}
	return n
}

// tame runs a world to its end or to its budget of events.
func tame(t *rapid.T, w *sim.World, slice int, text string) *sim.Result {
	for !w.Advance(slice) {
		if w.Served() > 2_000_000 {
			t.Fatalf("more than 2 million events:\n%s", text)
		}
	}
	r, err := w.Result()
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return r
}
