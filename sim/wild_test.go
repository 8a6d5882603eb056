package sim_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mailstorm/scenarios/load"
	"mailstorm/sim"
	"mailstorm/sim/fault"
	"mailstorm/sim/guard"
	"mailstorm/sim/metrics"
	"mailstorm/sim/smtp"
)

// A wild storm has more in it than anyone would write: six hosts that lead anywhere, circles included, and everything on the
// shelves at any of them.
var (
	wildHosts  = []string{"home", "mx1", "mx2", "cloud", "near", "far"}
	wildPeople = []string{"me@home.example", "a@far.example", "b@far.example", "c@near.example", "d@near.example", "you@home.example"}
)

func wildStorm(t *rapid.T) string {
	var b strings.Builder
	fmt.Fprintf(&b, "length = %q\nseed = %d\ncopy_limit = %s\nalert = {queue = 3, after = \"1h\"}\nwatch = %q\n", some(t, "length", "3h7m", "26h", "6d"),
		rapid.IntRange(0, 1000).Draw(t, "seed"), some(t, "limit", "100", "3000", "5000"), some(t, "watch", wildHosts...))
	to := wildMails(t, &b)
	for _, host := range wildHosts {
		wildHost(t, &b, host, to)
	}
	for _, address := range wildPeople {
		wildMailbox(t, &b, address)
	}
	return b.String()
}

// wildMails draws up to three tables; to is whom the first one names.
func wildMails(t *rapid.T, b *strings.Builder) (to []string) {
	to = wildPart(t, "to", wildPeople[1:])
	fmt.Fprintf(b, "[mail.m]\nfrom = \"me@home.example\"\nto = %s\nsize = %s\ncount = %d\n%s\n%s", wildList(to),
		some(t, "size", `{p50 = "75KB", p90 = "5MB", p99 = "30MB"}`, `"10MB"`), rapid.IntRange(1, 12).Draw(t, "count"), some(t, "when", "", "lasts = \"3h\""), wildManner(t))
	if rapid.Bool().Draw(t, "double") {
		fmt.Fprintf(b, "[mail.again]\nfrom = \"me@home.example\"\nto = %s\nat = \"17m\"\ndouble_of = \"m\"\n%s", wildList(wildPart(t, "to again", wildPeople[1:])), wildManner(t))
	}
	if rapid.Bool().Draw(t, "other") {
		fmt.Fprintf(b, "[mail.other]\nfrom = %q\nto = %s\nsize = \"1MB\"\ncount = 4\nlasts = \"5h\"\n%s", some(t, "from", "a@far.example", "c@near.example"),
			wildList(wildPart(t, "to others", []string{"me@home.example", "you@home.example", "d@near.example"})), wildManner(t))
	}
	return to
}

// wildManner draws what else a mail table says, and where its mail enters.
func wildManner(t *rapid.T) string {
	return some(t, "manner", "", "resend = {share = \"50%\", after = \"3m\", times = 2}\n", "resend = {share = \"100%\", after = \"0s\", times = 3}\n",
		"forged = true\n", "precedence = \"bulk\"\n", "priority = \"high\"\n") +
		some(t, "enters", "", "", "enters = \"mx1\"\n", "enters = \"cloud\"\n", "enters = \"far\"\n")
}

// wildPart draws some of them, one at least, in any order.
func wildPart(t *rapid.T, what string, from []string) []string {
	n := rapid.IntRange(1, len(from)).Draw(t, what)
	return rapid.Permutation(from).Draw(t, what+", in order")[:n]
}

func wildList(words []string) string { return `["` + strings.Join(words, `", "`) + `"]` }

func without(words []string, word string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(s string) bool { return s == word })
}

// hasDomain tells the hosts where people live from those that only relay.
func hasDomain(host string) bool { return !strings.HasPrefix(host, "mx") }

// wildHost draws a host with all its tables.
func wildHost(t *rapid.T, b *strings.Builder, host string, to []string) {
	fmt.Fprintf(b, "[host.%s]\nroutes = {%s}\n", host, wildRoutes(t, host))
	if hasDomain(host) {
		fmt.Fprintf(b, "domains = [\"%s.example\"]\n", host)
	}
	var profile strings.Builder
	anyProfile(t, &profile)
	b.WriteString(profile.String())
	if hasDomain(host) && rapid.IntRange(0, 3).Draw(t, "remote") == 0 {
		fmt.Fprintf(b, "[host.%s.remote_domain.\"*\"]\nauto_reply = %v\nauto_forward = %v\n", host, rapid.Bool().Draw(t, "reply"), rapid.Bool().Draw(t, "forward"))
	}
	faults, guards := rapid.IntRange(0, 1).Draw(t, "faults"), rapid.IntRange(0, 2).Draw(t, "guards")
	for i := range faults {
		wildFault(t, b, host, i, to)
	}
	for i := range guards {
		wildGuard(t, b, host, i, to)
	}
	hands := wildFigures
	if !strings.Contains(profile.String(), `"exchange-online`) { // where no administrator reaches the queue
		hands = slices.Concat(hands, []string{"retry = true", "purge = \"silently\"", "purge = \"with-ndr\""})
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "changes") {
		fmt.Fprintf(b, "[host.%s.change.c%d]\nat = \"%dm\"\n%s\n", host, i, rapid.IntRange(0, 300).Draw(t, "at"),
			some(t, "change", slices.Concat(hands, switches("fault", "f", faults), switches("guard", "g", guards))...))
	}
}

// wildFigures are what a change may say of any host.
var wildFigures = []string{"bandwidth = \"1Mbit/s\"", "bandwidth = \"unlimited\"", "hop_limit = 3", "message_expiration = \"90m\"",
	"timer = \"queue\"\nmessage_retry = \"3m\"\nexpiry = \"timer\"", "timer = \"message\"", "connections = 1", "connections = 3", "recovery = \"flush\"",
	"recovery = \"own-timers\"", "move_every = \"9m\"", "delay_notice = \"5m\"", "delay_notice = \"5m\"\ndelay_notice_again = \"3m\"",
	"dsn_per = \"recipient\"", "dsn_per = \"message\"", "dsn_returns = \"all\"", "dsn_per = \"message\"\ndsn_recipient = \"2kB\"",
	remembers("dead-site", "window = 2", "dead_time = \"5m\""), remembers("host-record", "every = \"30m\""), remembers("run-status", "every = \"30m\""),
	remembers("route-backoff"), remembers("timeout-table"), "destination_memory = \"queue-timer\"\nmessage_retry = \"7m\"\nexpiry = \"timer\"", "addresses = 1"}

// remembers is a memory of next hops with its figures; beside timer = "queue" it would have no effect.
func remembers(memory string, figures ...string) string {
	return strings.Join(append(figures, "timer = \"message\"", "destination_memory = \""+memory+"\""), "\n")
}

// switches lists the changes that turn one of so many faults or guards on or off.
func switches(key, letter string, count int) (lines []string) {
	for i := range count {
		lines = append(lines, fmt.Sprintf("%s = {%s%d = \"on\"}", key, letter, i), fmt.Sprintf("%s = {%s%d = \"off\"}", key, letter, i))
	}
	return lines
}

// wildRoutes draws where a host sends to: everything has a way, and most domains may have one of their own.
func wildRoutes(t *rapid.T, host string) string {
	others := without(wildHosts, host)
	routes := []string{`"*" = ` + wildList(wildPart(t, "hops", others))}
	for _, d := range without([]string{"home", "near", "far"}, host) {
		switch some(t, "route", "none", "direct", "anywhere") {
		case "direct":
			routes = append(routes, fmt.Sprintf("\"%s.example\" = %q", d, d))
		case "anywhere":
			routes = append(routes, fmt.Sprintf("\"%s.example\" = %s", d, wildList(wildPart(t, "hops", others))))
		}
	}
	return strings.Join(routes, ", ")
}

func wildFault(t *rapid.T, b *strings.Builder, host string, i int, to []string) {
	k := rapid.SampledFrom(fault.Kinds[:]).Draw(t, "fault")
	fmt.Fprintf(b, "[host.%s.fault.f%d]\nkind = %q\nstarts = \"%dm\"\n%s", host, i, k.Name, rapid.IntRange(0, 200).Draw(t, "starts"),
		some(t, "lasts", "", "lasts = {p50 = \"40m\", p90 = \"5h\", p99 = \"30h\"}\n"))
	phase := "dot"
	if slices.Contains(k.Takes, "phase") {
		phase = some(t, "phase", phasesOf(k.Name)...)
		fmt.Fprintf(b, "phase = %q\n", phase)
	} else if row := slices.IndexFunc(fault.Kinds, func(r fault.Kind) bool { return r.Name == k.Name }); row <= lastBeforeMail {
		phase = "connect"
	}
	named := phase != "connect" && phase != "mail" // RCPT has named somebody
	subjects := []string{"attempts", "messages", "sender-servers", "receiver-servers", "recipients"}
	if !named {
		subjects = subjects[:4]
	}
	if k.ShareSteps == nil {
		fmt.Fprintf(b, "share = \"%d%%\"\nof = %q\n", rapid.IntRange(0, 100).Draw(t, "share"), some(t, "of", subjects...))
	}
	if slices.Contains(k.Takes, "delay") {
		b.WriteString("delay = \"4m\"\n")
	}
	filters := []string{"", "", "larger_than = \"1MB\"\n", "rcpt_to = " + wildList(to[:1]) + "\n"}
	if !named {
		filters = filters[:3]
	}
	b.WriteString(some(t, "filter", filters...))
}

// phasesOf are phases from MAIL on at which a kind may act.
func phasesOf(kind string) []string {
	switch kind {
	case "drop-before-data":
		return []string{"mail", "rcpt"}
	case "hang":
		return []string{"mail", "rcpt", "data"}
	default:
		return []string{"mail", "rcpt", "data", "dot"}
	}
}

// lastBeforeMail is the place of tls-hang in the catalogue: what stands before it there meets a session before MAIL.
var lastBeforeMail = slices.IndexFunc(fault.Kinds, func(k fault.Kind) bool { return k.Name == "tls-hang" })

// wildGuard draws a guard that somebody meets: relays have no users whom it could watch.
func wildGuard(t *rapid.T, b *strings.Builder, host string, i int, to []string) {
	kinds := slices.DeleteFunc(slices.Clone(guard.Kinds[:]), func(k guard.Kind) bool { return k.Submission && !hasDomain(host) })
	k := rapid.SampledFrom(kinds).Draw(t, "guard")
	parameters := wildParameters(t, k.Name, host)
	named := k.Phase >= smtp.Rcpt || strings.Contains(parameters, "dot") || strings.Contains(parameters, "drop") // size-limit acts where it is told to
	subjects, filters := []string{"attempts", "messages"}, []string{"", "", "mail_from = \"me@home.example\"\n"}
	if rcpt := "rcpt_to = " + wildList(wildPart(t, "rcpt", to)) + "\n"; named {
		subjects, filters = append(subjects, "recipients"), append(filters, rcpt)
	}
	if k.Name == "unknown-recipient" { // which needs one
		filters = filters[3:]
	}
	fmt.Fprintf(b, "[host.%s.guard.g%d]\nkind = %q\n%s\n%s\nshare = %q\nof = %q\n", host, i, k.Name, parameters,
		some(t, "span", "", "", "starts = \"1h\"\nlasts = \"3h\"", "on = false"), some(t, "share", "100%", "50%", "100%"), some(t, "of", subjects...))
	b.WriteString(some(t, "filter", filters...))
}

// wildParameters draws what a kind of guard takes, tight enough to matter.
func wildParameters(t *rapid.T, kind, host string) string {
	switch kind {
	case "attribution":
		return wildTenants(t, host)
	case "size-limit":
		return "limit = \"2MB\"\nat = " + some(t, "at", `"mail"`, `"dot"`, `"drop"`)
	case "back-pressure":
		return some(t, "pressure", "queue = {closes = 5, opens = 2}", "disk = {closes = \"9MB\"}") + "\nrefuses = " + some(t, "refuses", `"messages"`, `"connections"`)
	case "hop-limit":
		return "hops = " + some(t, "hops", "1", "2", "3")
	case "duplicate-check":
		return some(t, "remembers", "", "window = \"10m\"", "memory = 2")
	default:
		return map[string]string{"greylist": "wait = \"7m\"\nclient = \"exact\"\nmemory = 5", "rate-limit": "rate = \"3/h\"",
			"overload": "rate = \"12/h\"\npatience = \"20m\"\nconnections = 3", "recipient-limit": "count = 3", "external-limit": "count = 4",
			"tenant-limit": "count = 5", "receive-limit": "count = 9", "hourly-limit": "count = 9\nfailures = 3",
			"outdated-server": "outdated_for = \"60d\"\npause_at = \"9h\"\npause_for = \"1d\""}[kind]
	}
}

// wildTenants draws to which hosts a shared one gives the mail of others.
func wildTenants(t *rapid.T, host string) string {
	var tenants []string
	for _, d := range without([]string{"home", "near", "far"}, host) {
		tenants = append(tenants, fmt.Sprintf("\"%s.example\" = %q", d, some(t, "tenant", without(wildHosts, host)...)))
	}
	return "tenants = {" + strings.Join(tenants, ", ") + "}" + some(t, "certificate", "", "\ncertificate_of = \"mx1\"")
}

// wildMailbox draws what is special about a mailbox, if anything.
func wildMailbox(t *rapid.T, b *strings.Builder, address string) {
	special := some(t, "dedup", "", "", `dedup = "2h"`, `dedup = "1s"`) + "\n" +
		some(t, "quota", "", "", `quota = "31MB"`, "quota = \"31MB\"\nquota_answer = \"defer\"", "quota = \"100KB\"\nquota_answer = \"defer\"")
	for _, kind := range []string{"out-of-office", "forward", "robot", "redirect"} {
		if rapid.IntRange(0, 5).Draw(t, "rule") == 0 {
			special += fmt.Sprintf("\n[mailbox.%q.rule.%s]\nkind = %q\n%s\nloop_limit = %s", address, kind, kind, wildRule(t, kind, address), some(t, "loops", "1", "3"))
		}
	}
	if rapid.IntRange(0, 9).Draw(t, "exists") == 0 {
		special = "exists = false"
	}
	if strings.TrimSpace(special) != "" {
		fmt.Fprintf(b, "[mailbox.%q]\n%s\n", address, special)
	}
}

func wildRule(t *rapid.T, kind, address string) string {
	switch kind {
	case "out-of-office":
		return "from = \"mailbox\"\nmanners = false\nonce = false"
	case "robot":
		return "after = \"20m\"\nquotes = true\nmarked = " + some(t, "marked", "true", "false") + "\nanswers = " + some(t, "answers", `"envelope"`, `"from-line"`)
	case "forward":
		return "after = \"9m\"\nto = " + wildList(wildPart(t, "forward to", without(wildPeople, address)))
	default:
		return "after = \"1m\"\nto = " + wildList(wildPart(t, "redirect to", without(wildPeople, address)))
	}
}

// A book counts once more what the world counted, from the records alone.
type book struct {
	classes map[uint32]class
	tallies map[string]int64
	tried   map[attempt]bool
	looped  map[uint32]bool
	signs   map[time.Duration]bool // what told somebody of trouble
	arrived map[uint32]bool        // deliveries
	waited  map[uint32]bool        // deliveries that were deferred before they had arrived
	vague   map[uint32]bool        // messages of which several recipients were deferred together
}

// class says whose message it is.
type class uint8

const (
	peoples  class = iota
	answers        // written by a mailbox
	reports        // DSNs on mail of people
	foreigns       // DSNs on mail that no person wrote
)

type attempt struct {
	copy   uint64
	number uint32
}

func newBook() *book {
	return &book{map[uint32]class{}, map[string]int64{}, map[attempt]bool{}, map[uint32]bool{}, map[time.Duration]bool{}, map[uint32]bool{}, map[uint32]bool{}, map[uint32]bool{}}
}

// plain are the tallies that go up by one for each record of a kind about mail of people.
var plain = map[sim.Kind]string{sim.Suppressed: "suppressed", sim.Discarded: "discarded", sim.Quarantined: "quarantined", sim.Purged: "purged",
	sim.Bounced: "ndr.count", sim.Notified: "delay.count", sim.Moved: "moves"}

func (b *book) take(r *sim.Record) {
	switch r.Kind {
	case sim.Written:
		b.write(r)
	case sim.Talked:
		b.talk(r)
	case sim.Deferred:
		b.defers(r)
	case sim.Delivered:
		b.deliver(r)
	case sim.Looped:
		b.loop(r)
	case sim.Stopped:
		b.tallies["auto.stopped"] += r.Bytes
	default:
		if name := plain[r.Kind]; name != "" && b.classes[r.Message] == peoples {
			b.tallies[name]++
		}
	}
}

// write tells whose a message is: only this record says so.
func (b *book) write(r *sim.Record) {
	if r.Flags&sim.FlagReport != 0 {
		b.tallies["dsn.count"]++
	}
	switch report, auto := r.Flags&sim.FlagReport != 0, r.Flags&sim.FlagAuto != 0; {
	case report && auto:
		b.classes[r.Message] = foreigns
	case report:
		b.classes[r.Message] = reports
	case auto:
		b.classes[r.Message] = answers
		b.tallies["auto.count"]++
	default:
		b.classes[r.Message] = peoples
		b.tallies["messages"]++
		b.tallies["resent"] += int64(min(r.Parent, 1))
	}
}

// talk counts sessions, and attempts by the first session of each.
func (b *book) talk(r *sim.Record) {
	if b.classes[r.Message] != peoples {
		return
	}
	b.tallies["sessions"]++
	if a := (attempt{r.Copy, r.Attempt}); !b.tried[a] {
		b.tried[a] = true
		b.tallies["attempts"]++
	}
}

// defers counts no copy that only inherits its queue's failure.
func (b *book) defers(r *sim.Record) {
	b.vague[r.Message] = b.vague[r.Message] || r.Delivery == sim.None
	b.waited[r.Delivery] = b.waited[r.Delivery] || !b.arrived[r.Delivery]
	switch {
	case b.classes[r.Message] != peoples || r.Flags&sim.FlagTimer != 0:
	case r.Flags&sim.FlagSuspended != 0:
		b.tallies["suspended"]++
	default:
		b.tallies["deferrals"]++
	}
}

// deliver counts copies, and notes what tells somebody of trouble: a second one, or a DSN about one's own mail.
func (b *book) deliver(r *sim.Record) {
	first := r.Flags&sim.FlagFirst != 0
	b.arrived[r.Delivery] = true
	switch class := b.classes[r.Message]; {
	case class == answers:
		b.tallies["auto.copies"]++
	case class == reports && first:
		b.signs[r.At] = true
	case class == peoples:
		b.tallies["copies"]++
		if !first {
			b.tallies["duplicates"]++
			b.signs[r.At] = true
		}
	}
}

// loop counts messages, not copies.
func (b *book) loop(r *sim.Record) {
	if b.classes[r.Message] == peoples && !b.looped[r.Message] {
		b.looped[r.Message] = true
		b.tallies["loops.cut"]++
	}
}

// counted are the metrics that the book has.
var counted = []string{"messages", "resent", "sessions", "attempts", "deferrals", "suspended", "copies", "duplicates", "suppressed", "discarded", "quarantined", "purged",
	"ndr.count", "delay.count", "moves", "loops.cut", "auto.count", "auto.copies", "auto.stopped"}

// differs says where the world counted something else.
func (b *book) differs(values *metrics.Values) string {
	for _, name := range counted {
		if id, ok := metrics.Lookup(name); !ok || values[id].Num != b.tallies[name] {
			return fmt.Sprintf("%s is %d, the records say %d", name, values[id].Num, b.tallies[name])
		}
	}
	if alert := values[metrics.AlertAt]; alert.Known {
		b.signs[time.Duration(alert.Num)] = true
	}
	sign, trouble := values[metrics.SignAt], values[metrics.TroubleAt]
	switch {
	case sign.Known && !b.signs[time.Duration(sign.Num)]:
		return fmt.Sprintf("sign.at is %+v, and the records say nothing of it", sign)
	case sign.Known && trouble.Known && sign.Num < trouble.Num:
		return fmt.Sprintf("sign.at is %+v, before trouble.at, %+v", sign, trouble)
	case !sign.Known && !trouble.Known && len(b.signs) > 0:
		return fmt.Sprintf("sign.at is not known; the records have %d signs", len(b.signs))
	}
	return ""
}

// idle draws what never acts: a guard that is off, a limit beyond reach, and the quota of a mailbox that nobody writes to.
func idle(t *rapid.T) string {
	return "[host.far.guard.idle]\nkind = \"" + some(t, "idle", "discard", "duplicate-check", "loop-check", "greylist", "quarantine") + "\"\non = false\n" +
		"[host.home.guard.idle]\nkind = \"tenant-limit\"\ncount = 1000000\n[mailbox.\"idle@far.example\"]\nquota = \"1MB\"\n"
}

// legal is the configuration of a scenario; a draw may be refused, but then it is counted by whoever asks.
func legal(text string) (*sim.Config, error) {
	s, err := load.Load("-", load.Options{Stdin: strings.NewReader(text)})
	if err != nil {
		return nil, err
	}
	return s.Config, nil
}

// Whatever meets whatever: the tallies are those of the records, a run is the same twice, and what never acts changes nothing.
func TestWild(t *testing.T) {
	drawn, loaded, idled := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		text := wildStorm(t)
		drawn++
		config, err := legal(text)
		if err != nil {
			t.Log(err)
			return
		}
		loaded++
		one := recount(t, config, text)
		text += idle(t)
		if config, err = legal(text); err != nil {
			t.Log(err)
			return
		}
		idled++
		if tame(t, sim.New(config, nil), 1000, text).Digest != one.Digest {
			t.Fatalf("what never acts changes the digest:\n%s", text)
		}
	})
	t.Logf("%d drawn, %d of them loaded, %d with something idle", drawn, loaded, idled)
	if idled*2 < drawn {
		t.Errorf("only %d of %d draws could be run, and %d with something idle: the generator breaks rules", loaded, drawn, idled)
	}
}

// recount runs a storm twice and compares it with itself and with the book.
func recount(t *rapid.T, config *sim.Config, text string) *sim.Result {
	b := newBook()
	w := sim.New(config, b.take)
	one := tame(t, w, 1<<20, text)
	two := tame(t, sim.New(config, nil), rapid.IntRange(1, 100).Draw(t, "slice"), text)
	if one.Digest != two.Digest || one.Values != two.Values {
		t.Fatalf("two runs differ:\n%s", text)
	}
	if what := b.differs(&one.Values); what != "" {
		t.Fatalf("%s\n%s", what, text)
	}
	for d := range w.Deliveries {
		if d.Deferred != b.waited[d.Number] && !(d.Deferred && b.vague[d.Message]) {
			t.Fatalf("delivery %d is deferred: %v, and the records say otherwise\n%s", d.Number, d.Deferred, text)
		}
	}
	if one.Values[metrics.WireWasted].Num < 0 {
		t.Fatalf("more was useful than crossed:\n%s", text)
	}
	return one
}
