package sim_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mailstorm/sim"
	"mailstorm/sim/fault"
	"mailstorm/sim/guard"
	"mailstorm/sim/metrics"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// anyStorm draws a scenario: a few hosts in a row or side by side, any faults, any profile, and any of its figures overridden.
func anyStorm(t *rapid.T) string {
	var b strings.Builder
	fmt.Fprintf(&b, "length = %q\nseed = %d\ncopy_limit = 20000\nclock = \"2026-01-05T08:00:%02dZ\"\nalert = {queue = %d, after = \"1h\"}\n",
		some(t, "length", "3h7m", "26h", "8d"), rapid.IntRange(0, 1000).Draw(t, "seed"), rapid.IntRange(0, 59).Draw(t, "second"),
		rapid.IntRange(1, 9).Draw(t, "alert"))
	if rapid.Bool().Draw(t, "double") {
		b.WriteString("[mail.again]\nfrom = \"me@home.example\"\nto = \"a@far.example\"\nat = \"17m\"\ndouble_of = \"m\"\n")
	}
	fmt.Fprintf(&b, "[mail.m]\nfrom = \"me@home.example\"\nto = %s\nsize = %s\ncount = %d\n%s\n",
		some(t, "to", `"a@far.example"`, `["a@far.example", "b@far.example", "c@near.example"]`,
			`{recipients = 7, domains = ["far.example", "near.example", "home.example"]}`),
		some(t, "size", `{p50 = "75KB", p90 = "5MB", p99 = "30MB"}`, `"10MB"`), rapid.IntRange(1, 30).Draw(t, "count"),
		some(t, "when", "", "lasts = \"3h\"", "lasts = \"2d\"\nhours = \"Mon-Fri 08:00-18:00\"")+
			some(t, "more", "", "\nresend = {share = \"50%\", after = \"3m\", times = 2}", "\nforged = true", "\nprecedence = \"bulk\""))
	b.WriteString("[host.home]\ndomains = [\"home.example\"]\nroutes = {\"*\" = [\"mx1\", \"mx2\"], \"near.example\" = \"near\"}\n")
	anyProfile(t, &b)
	for _, mx := range []string{"mx1", "mx2"} {
		fmt.Fprintf(&b, "[host.%s]\nroutes = {\"*\" = %s}\n", mx, some(t, "routes", `"far"`, `["near", "far"]`))
		anyProfile(t, &b)
	}
	fmt.Fprintf(&b, "[host.near]\ndomains = [\"near.example\"]\nroutes = {\"far.example\" = \"far\", %s}\n[host.far]\ndomains = [\"far.example\"]\n%s",
		some(t, "back", `"home.example" = "home"`, `"*" = "far"`), "routes = {\"*\" = \"near\"}\nprofile = \"postfix\"\n")
	for i := range rapid.IntRange(0, 5).Draw(t, "faults") {
		anyFault(t, &b, i)
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "guards") {
		anyGuard(t, &b, i)
	}
	anyMailboxes(t, &b)
	for i := range rapid.IntRange(0, 2).Draw(t, "changes") {
		anyChange(t, &b, i)
	}
	return b.String()
}

// anyGuard draws a guard with the parameters of its example.
func anyGuard(t *rapid.T, b *strings.Builder, i int) {
	own := map[string]string{
		"greylist": "wait = \"7m\"\nclient = \"exact\"\nmemory = 5", "rate-limit": "rate = \"3/h\"", "overload": "rate = \"2/m\"\nconnections = 3",
		"back-pressure": "queue = {closes = 3, opens = 2}\nrefuses = " + some(t, "refuses", `"messages"`, `"connections"`),
		"size-limit":    "limit = \"2MB\"\nat = " + some(t, "at", `"mail"`, `"dot"`, `"drop"`), "hop-limit": "hops = 2", "unknown-recipient": "rcpt_to = \"a@far.example\"",
		"attribution": "certificate_of = \"mx1\"\ntenants = {\"near.example\" = \"near\"}\nelsewhere = [\"home.example\"]", "recipient-limit": "count = 3", "external-limit": "count = 4",
		"tenant-limit": "count = 5", "receive-limit": "count = 9", "hourly-limit": "failures = 2", "outdated-server": "outdated_for = \"60d\"", "transaction-limit": "count = 1",
	}
	k := guard.Kinds[rapid.IntRange(0, len(guard.Kinds)-1).Draw(t, "kind")]
	where := some(t, "where", "mx1", "mx2", "near", "far")
	switch {
	case k.Submission:
		where = "home"
	case k.Name == "attribution":
		where = "far"
	}
	fmt.Fprintf(b, "[host.%s.guard.g%d]\nkind = %q\n%s\n%s\n", where, i, k.Name, own[k.Name], some(t, "span", "", "starts = \"1h\"\nlasts = \"3h\"", "on = false"))
	if !k.Submission && k.Name != "attribution" {
		of := some(t, "of", "attempts", "messages", "recipients")
		if k.PhaseFor != nil || k.Phase < smtp.Rcpt {
			of = strings.Replace(of, "recipients", "messages", 1) // nobody is named yet
		}
		fmt.Fprintf(b, "share = \"%d%%\"\nof = %q\n", rapid.IntRange(1, 100).Draw(t, "share"), of)
	}
}

// anyMailboxes draws rules for both ends of the mail.
func anyMailboxes(t *rapid.T, b *strings.Builder) {
	rules := map[string]string{
		"out-of-office": "from = \"mailbox\"\nmanners = false\nonce = false", "forward": "to = \"me@home.example\"\nafter = \"9m\"", "robot": "after = \"20m\"\nquotes = true\nanswers = " + some(t, "answers", `"envelope"`, `"from-line"`),
		"redirect": "to = [\"c@near.example\", \"me@home.example\"]\nafter = \"1m\"",
	}
	for _, address := range []string{"a@far.example", "me@home.example"} {
		fmt.Fprintf(b, "[mailbox.%q]\n%s\n%s\n", address, some(t, "dedup", `dedup = "2h"`, `dedup = "1s"`), some(t, "quota", "", `quota = "31MB"`, "quota = \"31MB\"\nquota_answer = \"defer\""))
		if kind := some(t, "rule", "", "out-of-office", "forward", "robot", "redirect"); kind != "" && !strings.Contains(rules[kind], address) {
			fmt.Fprintf(b, "[mailbox.%q.rule.r]\nkind = %q\n%s\nloop_limit = %s\n", address, kind, rules[kind], some(t, "loops", "0", "3"))
		}
	}
}

// anyChange draws an intervention.
func anyChange(t *rapid.T, b *strings.Builder, i int) {
	who := some(t, "who", "near", "far", "home")
	around := map[string]string{"near": `far = "mx1"`, "far": `near = "mx2"`, "home": some(t, "around", `mx1 = "mx2"`, `mx1 = "far"`, `mx2 = "far"`)}
	what := []string{"next_hop = {" + around[who] + "}"}
	if who != "home" { // it may be Exchange Online, whose queues nobody purges
		what = append(what, "bandwidth = \"1Mbit/s\"", "hop_limit = 3", "message_expiration = \"90m\"", "purge = \"silently\"", "purge = \"with-ndr\"", "retry = true",
			"timer = \"queue\"\nmessage_retry = \"3m\"\nexpiry = \"timer\"\ndestination_memory = \"none\"")
	}
	fmt.Fprintf(b, "[host.%s.change.c%d]\nat = \"%dm\"\n%s\n", who, i, rapid.IntRange(0, 600).Draw(t, "at"), some(t, "what", what...))
}

func some(t *rapid.T, what string, words ...string) string {
	return rapid.SampledFrom(words).Draw(t, what)
}

// anyProfile names a profile and bends it.
func anyProfile(t *rapid.T, b *strings.Builder) {
	name := some(t, "profile", "exchange-online", "exchange-online-fixed15", "exchange-online-observed", "exchange-server-mailbox",
		"exchange-server-edge", "postfix", "sendmail", "qmail", "rfc5321")
	fmt.Fprintf(b, "profile = %q\n", name)
	figures := []string{
		"connections = " + some(t, "connections", "1", "2"), "bandwidth = " + some(t, "bandwidth", `"20kbit/s"`, `"2Mbit/s"`),
		"recovery = \"flush\"", "move_every = " + some(t, "move", `"7m"`, `"11h"`), "sessions = 3\nnext_host_after = [\"connect\", \"rcpt\", \"dot\"]",
		"message_expiration = " + some(t, "life", `"34m"`, `"2h"`, `"24h"`), "early_reject = " + some(t, "early", `"bounce"`, `"defer"`),
		"hop_limit = 2", "first = \"3m\"", "delay_notice = " + some(t, "notice", `"1m"`, `"4h"`) + "\ndelay_notice_at = " + some(t, "at", `"timer"`, `"attempt"`, `"next-try"`) +
			some(t, "again", "", "\ndelay_notice_again = \"7m\""),
		"dsn_per = " + some(t, "per", `"recipient"`, `"message"`) + "\ndsn_returns = " + some(t, "returns", "\"all\"\ndsn_returns_up_to = \"1MB\"", `"nothing"`),
		"pool = {servers = 7, pick = \"sticky\"}", "ndr_limit = 2\nndr_limit_time = \"30m\"", "received_lines = \"removed\"",
		"sender_rewriting = " + some(t, "rewriting", `"verp"`, `"batv"`, `"srs"`, `"each-message"`),
	}
	if name != "postfix" && name != "sendmail" && name != "qmail" {
		figures = append(figures, "timer = \"queue\"\nmessage_retry = \"5m\"")
	}
	for _, f := range figures {
		if rapid.IntRange(0, 3).Draw(t, "override") == 0 {
			b.WriteString(f + "\n")
		}
	}
}

func anyFault(t *rapid.T, b *strings.Builder, i int) {
	k := fault.Kinds[rapid.IntRange(0, len(fault.Kinds)-1).Draw(t, "kind")]
	fmt.Fprintf(b, "[host.%s.fault.f%d]\nkind = %q\nstarts = \"%dm\"\n", some(t, "where", "mx1", "mx2", "near", "far"), i, k.Name,
		rapid.IntRange(0, 600).Draw(t, "starts"))
	b.WriteString(some(t, "lasts", "", "lasts = {p50 = \"40m\", p90 = \"5h\", p99 = \"30h\"}\n", "lasts = {p50 = \"0s\", p99 = \"3h\"}\n"))
	p := fault.Unset
	if slices.Contains(k.Takes, "phase") {
		p.Phase.Choose(some(t, "phase", phasesOf(k.Name)...))
		fmt.Fprintf(b, "phase = %q\n", p.Phase)
	}
	if k.ShareSteps == nil {
		of := some(t, "of", "attempts", "messages", "recipients", "sender-servers", "receiver-servers")
		if bent, err := k.Make(p); err != nil || k.TLS != fault.AnyTLS || bent.Apply(fault.Session{Size: 1, Patience: new(smtp.Patience)}).Phase < smtp.Rcpt {
			of = strings.Replace(of, "recipients", "messages", 1) // nobody is named yet
		}
		fmt.Fprintf(b, "share = \"%d%%\"\nof = %q\n", rapid.IntRange(0, 100).Draw(t, "share"), of)
	}
	if slices.Contains(k.Takes, "delay") {
		b.WriteString("delay = \"4m\"\n")
	}
	b.WriteString(some(t, "filter", "", "", "larger_than = \"1MB\"\n", "smaller_than = \"1MB\"\n"))
}

// witness holds laws against the records of a run: no attempt and no notice at or after the deadline, nothing before its time.
type witness struct {
	t      *rapid.T
	config *sim.Config
	last   time.Duration
	since  map[uint64]time.Duration
	told   map[uint64]uint32 // the attempt last told, by copy
	late   map[uint64]bool   // copies that had their last try
	other  map[uint32]bool   // messages that were written because of others
}

// lastTry is how long after the deadline a copy may be tried, unless it was already.
func lastTry(p *retry.Profile, tried bool) time.Duration {
	if !p.LastTries() || tried {
		return 0
	}
	return p.Check.To
}

func (w *witness) take(r *sim.Record) {
	if r.At < w.last {
		w.t.Fatalf("time runs back from %v to %v", w.last, r.At)
	}
	w.last = r.At
	p := w.config.Hosts[r.Host].Profile
	life := p.Lifetime
	if p.Applies == retry.OwnUsers && p.Documented.To > 0 && r.Host != 0 { // all mail is of users of the first host
		life = p.Documented.To
	}
	if r.Kind == sim.Written && r.Parent > 0 {
		w.other[r.Message] = true
	}
	if w.other[r.Message] || len(w.config.Hosts[r.Host].Changes) > 0 {
		return // whose deadline is another one
	}
	late := p.Expiry == retry.ByTimer && r.At >= w.since[r.Copy]+life+lastTry(p, w.late[r.Copy])
	switch r.Kind {
	case sim.Kept:
		w.since[r.Copy] = r.At
	case sim.Talked:
		if late && w.told[r.Copy] != r.Attempt {
			w.t.Fatalf("attempt %d of copy %d starts at %v, its deadline was %v", r.Attempt, r.Copy, r.At, w.since[r.Copy]+life)
		}
		w.told[r.Copy], w.late[r.Copy] = r.Attempt, r.At >= w.since[r.Copy]+life
	case sim.Notified:
		if r.At < w.since[r.Copy]+p.Notice && p.NoticeAt != retry.NoticeByNextTry || r.At >= w.since[r.Copy]+life {
			w.t.Fatalf("a delay notice of copy %d at %v", r.Copy, r.At-w.since[r.Copy])
		}
	}
}

// Whatever happens, the books balance, and neither a second run nor the size of the slices changes a byte.
func TestBooksBalanceAlways(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := anyStorm(t)
		c := configured(t, text)
		w := &witness{t: t, config: c, since: map[uint64]time.Duration{}, told: map[uint64]uint32{}, late: map[uint64]bool{}, other: map[uint32]bool{}}
		one := tame(t, sim.New(c, w.take), 1<<20, text)
		two := tame(t, sim.New(c, nil), rapid.IntRange(1, 100).Draw(t, "slice"), text)
		if one.Digest != two.Digest || one.Values != two.Values {
			t.Fatalf("two runs differ:\n%s", text)
		}
		if !strings.Contains(text, "double_of") && one.Values[metrics.Copies].Num != one.Values[metrics.Duplicates].Num+arrived(one) {
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
