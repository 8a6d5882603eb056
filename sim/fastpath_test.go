package sim_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"mailstorm/scenarios"
	"mailstorm/scenarios/load"
	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// dullStorm is one in which queues repeat themselves, until something changes: growth, a fault, an administrator.
func dullStorm(t *rapid.T) string {
	var b strings.Builder
	fmt.Fprintf(&b, "length = %q\nseed = %d\nclock = \"2026-01-05T08:00:%02dZ\"\nalert = {queue = 20, after = \"1h\"}\n", some(t, "length", "3h7m", "26h", "3d"),
		rapid.IntRange(0, 1000).Draw(t, "seed"), rapid.IntRange(0, 59).Draw(t, "second"))
	fmt.Fprintf(&b, "[mail.m]\nfrom = \"me@home.example\"\nto = %s\nsize = \"1MB\"\ncount = %s\nlasts = %q\n%s\n", some(t, "to", `"a@far.example"`, `"a@far.example"`, `["a@far.example", "b@far.example"]`),
		some(t, "count", "60", "25", "1"), some(t, "over", "3h", "3m"), some(t, "manner", "", "priority = \"high\"", "resend = {share = \"50%\", after = \"3m\", times = 2}"))
	fmt.Fprintf(&b, "[host.home]\ndomains = [\"home.example\"]\nroutes = {\"*\" = %s}\nprofile = %q\n", some(t, "routes", `"mx"`, `["mx", "far"]`),
		some(t, "profile", "exchange-online", "exchange-online-fixed15", "exchange-server-edge", "rfc5321", "postfix"))
	b.WriteString(some(t, "memory", slices.Concat([]string{"", ""}, memories)...) + "\n")
	b.WriteString(some(t, "growth", "", "growth = [{queue = 9, factor = \"11/10\"}, {queue = 30, factor = \"5/4\"}]\n") + some(t, "figure", "", "", "", "priority_weight = {low = \"1\", normal = \"1\", high = \"1/2\"}\n", "priority_weight = {low = \"1\", normal = \"1\", high = \"1/2\"}\n", "move_every = \"47m\"\n",
		"delay_notice = \"2h\"\ndelay_notice_at = \"timer\"\n", "delay_notice = \"90m\"\ndelay_notice_at = \"attempt\"\n", "delay_notice = \"90m\"\ndelay_notice_at = \"next-try\"\n", "connections = 2\n", "sessions = 2\nnext_host_after = [\"connect\"]\n", "recovery = \"flush\"\n"))
	fmt.Fprintf(&b, "[host.mx]\nroutes = {\"*\" = \"far\"}\n%s[host.far]\ndomains = [\"far.example\"]\nroutes = {\"*\" = \"home\"}\n",
		some(t, "pool", "", "pool = {servers = 7, pick = \"drawn\"}\n"))
	for i := range len(some(t, "faults", "1", "1", "22")) {
		dullFault(t, &b, i)
	}
	for i := range len(some(t, "changes", "", "1", "22")) {
		fmt.Fprintf(&b, "[host.home.change.c%d]\nat = \"%dm\"\n%s\n", i, rapid.IntRange(0, 300).Draw(t, "at"),
			some(t, "what", "message_expiration = \"90m\"", "connections = 1", "connections = \"unlimited\"", "timer = \"message\"", "move_every = \"9m\"",
				"growth = [{queue = 5, factor = \"3/2\"}]", some(t, "other memory", memories...)))
	}
	return b.String()
}

// memories of a next hop, each with the figures that it needs.
var memories = []string{"destination_memory = \"none\"", "destination_memory = \"dead-site\"\nwindow = 2\ndead_time = \"5m\"",
	"destination_memory = \"host-record\"\nevery = \"30m\"", "destination_memory = \"run-status\"\nevery = \"30m\"", "destination_memory = \"route-backoff\"",
	"destination_memory = \"timeout-table\"", "destination_memory = \"queue-timer\"\nmessage_retry = \"7m\"\nexpiry = \"timer\""}

func dullFault(t *rapid.T, b *strings.Builder, i int) {
	kind := some(t, "kind", `kind = "connection-refused"`, `kind = "greeting-defer"`, `kind = "defer"`, "kind = \"defer\"\nphase = \"data\"", `kind = "reject"`,
		`kind = "greeting-reject"`, `kind = "dns-failure"`)
	of := some(t, "of", "", "", "", `of = "messages"`, `of = "messages"`, `larger_than = "2MB"`, `rcpt_to = "a@far.example"`)
	if strings.HasPrefix(of, "rcpt_to") && !strings.HasPrefix(kind, `kind = "defer"`) {
		of = ""
	}
	fmt.Fprintf(b, "[host.%s.fault.f%d]\n%s\nstarts = %q\nshare = %q\n%s\n%s\n", some(t, "where", "mx", "mx", "mx", "home"), i, kind,
		some(t, "starts", "0s", "0s", "77m"), some(t, "share", "100%", "80%"),
		some(t, "lasts", "", "", "lasts = \"5h\""), of)
}

// Where a queue repeats itself its attempts go a short way, and no digit of the result shows that.
func TestShortWayLeavesNoTrace(t *testing.T) {
	drawn, compared := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		text := dullStorm(t)
		drawn++
		config, err := legal(text)
		if err != nil {
			t.Log(err)
			return
		}
		compared++
		if what := differences(t, config); what != "" {
			t.Fatalf("%s:\n%s", what, text)
		}
	})
	if compared*2 < drawn {
		t.Errorf("only %d of %d draws could be run: the generator breaks rules", compared, drawn)
	}
}

// The first session after an outage that gets as far as MAIL wakes what waits, though it is deferred like those after it.
func TestShortWayEndsAnOutage(t *testing.T) {
	text := `length = "26h"
[mail.m]
from  = "me@home.example"
to    = "a@far.example"
size  = "1MB"
count = 60
lasts = "3h"
[host.home]
domains = ["home.example"]
routes  = {"*" = "mx"}
profile = "exchange-online"
[host.mx]
routes = {"*" = "far"}
[host.mx.fault.down]
kind  = "connection-refused"
lasts = "5h"
[host.mx.fault.busy]
kind = "defer"
[host.far]
domains = ["far.example"]
`
	if what := differences(t, configured(t, text)); what != "" {
		t.Error(what)
	}
}

func TestShortWayThroughTheLibrary(t *testing.T) {
	for _, e := range scenarios.Library() {
		s, err := load.Load(e.Name, load.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if what := differences(t, s.Config); what != "" {
			t.Errorf("%s: %s", e.Name, what)
		}
	}
}

// differences runs a scenario the usual way, the short way, and the short way with somebody who watches, and names what is not the same.
func differences(t scenariotest.TB, c *sim.Config) string {
	var each [][]sim.Delivery
	run := func(w *sim.World) *sim.Result {
		r := scenariotest.Finish(t, w)
		each = append(each, slices.Collect(w.Deliveries))
		return r
	}
	var seen sim.Digest
	long, short, watched := run(sim.New(c, nil).WithoutFastPath()), run(sim.New(c, nil)), run(sim.New(c, seen.Fold))
	for id, m := range metrics.Catalogue {
		if long.Values[id] != short.Values[id] {
			return fmt.Sprintf("%s is %+v, and the short way %+v", m.Name, long.Values[id], short.Values[id])
		}
	}
	if long.Digest != short.Digest || seen.Sum() != short.Digest {
		return "the digests differ"
	}
	if !slices.Equal(each[0], each[1]) || !slices.Equal(each[0], each[2]) {
		return "the deliveries differ"
	}
	if !reflect.DeepEqual(long, short) || !reflect.DeepEqual(long, watched) {
		return "hosts, series or fates differ"
	}
	return ""
}
