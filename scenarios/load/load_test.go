package load

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"mailstorm/scenarios"
	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/profile"
	"mailstorm/scenarios/quantity"
	"mailstorm/sim"
	"mailstorm/sim/fault"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
)

const plain = `[mail.deck]
from = "sender@contoso.example"
to   = "partner@fabrikam.example"
size = "27MB"

[host.exo]
profile = "exchange-online"
domains = ["contoso.example"]
routes  = {"*" = "fabrikam"}

[host.fabrikam]
domains = ["fabrikam.example"]
`

func load(t *testing.T, text string, set ...string) *Scenario {
	t.Helper()
	s, err := Load("-", Options{Stdin: strings.NewReader(text), Set: set})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestDefaults(t *testing.T) {
	c := load(t, plain).Config
	if c.Name != "stdin" || c.Seed != 1 || !c.Clock.Equal(monday) || c.Length != 0 || c.Watch != 0 || c.CopyLimit != 10_000_000 ||
		c.AlertQueue != 2000 || c.AlertAfter != time.Hour || len(c.Warnings) != 0 {
		t.Errorf("%+v", c)
	}
	m := c.Mails[0]
	if m.Count != 1 || m.Priority != retry.Normal || m.Size.Fixed != 27_000_000 || m.Enters != 0 || m.Lasts.Fixed != 0 || m.Rate.Count != 0 {
		t.Errorf("%+v", m)
	}
	exo, fabrikam := c.Hosts[0], c.Hosts[1]
	if exo.Paths[0] != sim.MailboxHere || exo.Paths[1] != 0 || !exo.Own[0] || exo.Own[1] || exo.Routes[0][0] != 1 {
		t.Errorf("%+v", exo)
	}
	if fabrikam.Paths[0] != sim.NoRoute || fabrikam.Paths[1] != sim.MailboxHere || fabrikam.Profile.Name != plainHost {
		t.Errorf("%+v", fabrikam)
	}
}

func TestFault(t *testing.T) {
	s := load(t, plain+`
[host.fabrikam.fault.a]
kind   = "defer"
code   = 451
starts = "1h"
ends   = {p0 = "2h", p50 = "3h", p100 = "9h"}
share  = 0.25
of     = "messages"
from_host = ["exo"]
servers   = [1, 40]
mail_from = "@contoso.example"
rcpt_to   = ["@fabrikam.example", "partner@FABRIKAM.example"]
larger_than  = "1MB"
smaller_than = "1GB"

[host.fabrikam.fault.b]
kind = "tls-rollout"
steps = [{at = "0s", good = "50%"}, {at = "1d", good = "10%"}]
`)
	f := s.Config.Hosts[1].Faults[0]
	if f.Name != "a" || f.Kind != "defer" || f.Starts.Fixed != int64(time.Hour) || f.Share != random.All/4 || f.Of != sim.OfMessages {
		t.Errorf("%+v", f)
	}
	if p := f.Lasts.Points; len(p) != 3 || p[0].Value != int64(time.Hour) || p[2].Value != int64(8*time.Hour) || p[1].Share != random.All/2 {
		t.Errorf("lasts %+v", p)
	}
	if g := f.Filter; g.FromHost[0] != 0 || g.Servers[1] != 40 || g.MailFrom[0] != 0 || len(g.RcptTo) != 1 || g.RcptTo[0] != 1 || g.LargerThan != 1e6 || g.SmallerThan != 1e9 {
		t.Errorf("%+v", g)
	}
	f = s.Config.Hosts[1].Faults[1]
	if f.Of != sim.OfSenderServers || f.Share != random.All || len(f.ShareSteps) != 2 || f.ShareSteps[1] != (fault.Step{At: quantity.Day, Share: random.All - 429496730}) {
		t.Errorf("%+v", f)
	}
}

func TestMail(t *testing.T) {
	s := load(t, `
length = "30d"
[mail.b]
from = "s@contoso.example"
to   = {recipients = 3, domains = ["a.example", "B.example"]}
attachment = {p50 = "10B", p99 = "101B"}
rate  = "200/h"
hours = "Mon-Fri 08:00-18:00"
priority = "high"
[mail.a]
from = "s@contoso.example"
to   = ["r2@b.example", "x@a.example"]
size = "1B"
count  = 1_000
starts = "1h"
lasts  = {p0 = "1h", p100 = "2h"}
[host.exo]
domains = ["contoso.example"]
profile = "postfix"
routes = {"a.example" = ["mx1", "mx2"], "b.example" = ["mx1", "mx2"], "*" = "mx2"}
pool = {servers = 7}
[host.mx1]
domains = ["a.example"]
[host.mx2]
domains = ["b.example"]
routes = {"*" = "mx1"}
profile = "qmail"
`)
	c := s.Config
	if len(c.Addresses) != 5 || c.Addresses[2].Name != "r2@b.example" || c.Addresses[3].Name != "r3@a.example" {
		t.Errorf("%+v", c.Addresses)
	}
	b, a := c.Mails[0], c.Mails[1]
	if b.Name != "b" || b.Count != 0 || b.Rate.Count != 200 || b.Size.Points[0].Value != 14 || b.Size.Points[1].Value != 139 || b.Priority != retry.High {
		t.Errorf("%+v", b)
	}
	if a.To[0] != 2 || a.To[1] != 4 || a.Count != 1000 || a.Lasts.Max() != int64(2*time.Hour) {
		t.Errorf("%+v", a)
	}
	exo := c.Hosts[0]
	if len(exo.Routes) != 2 || exo.Paths[1] != 0 || exo.Profile.Pool != (retry.Pool{Servers: 7, Pick: retry.Sticky}) {
		t.Errorf("%+v %+v", exo, exo.Profile.Pool)
	}
	if len(c.Warnings) != 1 || c.Warnings[0] != "host mx1 has no route for b.example: mail for it that comes there is returned" {
		t.Errorf("%q", c.Warnings)
	}
}

func TestWarnings(t *testing.T) {
	for want, text := range map[string]string{
		"host exo: message_expiration = 6h is not within 12h .. 24h, so Exchange Online would not take it": strings.Replace(plain, "\nroutes", "\nmessage_expiration = \"06:00:00\"\nroutes", 1),
		"host exo has no profile: it sends as rfc5321 describes (30 min, 30 min, then every 2 h; 5 days)":  strings.Replace(plain, "profile = \"exchange-online\"\n", "", 1),
		"mail deck: nobody writes it before the scenario ends at 36h":                                      "length = \"36h\"\n" + strings.Replace(plain, "\nsize", "\nat = \"2d\"\nsize", 1),
		"mail for fabrikam.example can go round in a circle: exo -> relay -> exo": strings.Replace(plain, `{"*" = "fabrikam"}`, `{"*" = ["fabrikam", "relay"]}`, 1) +
			"[host.relay]\nprofile = \"postfix\"\nroutes = {\"*\" = \"exo\"}\n",
	} {
		if got := load(t, text).Config.Warnings; len(got) != 1 || got[0] != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestOverrides(t *testing.T) {
	s := load(t, plain, "seed=5", "host.exo.message_expiration=12h", `mail.deck.size={p50 = "1MB", p99 = "2MB"}`, "host.exo.pool.servers=3",
		"host.fabrikam.fault.new.kind=dns-failure", `host.exo.routes."x.example"=fabrikam`, "title=a = b", "seed=6")
	c := s.Config
	if c.Seed != 6 || c.Title != "a = b" || c.Hosts[0].Profile.Lifetime != 12*time.Hour || c.Hosts[0].Profile.Pool.Servers != 3 ||
		len(c.Mails[0].Size.Points) != 2 || c.Hosts[1].Faults[0].Kind != "dns-failure" || len(c.Hosts[0].Routes) != 1 {
		t.Errorf("%+v", c)
	}
	v, err := s.Vary("host.exo.profile=postfix")
	if err != nil || v.Profiles[0] != "postfix" || v.Config.Seed != 6 || s.Profiles[0] != "exchange-online" {
		t.Errorf("%+v, %v", v, err)
	}
	if v, err := s.Vary("host.exo.message_expiration=18:30:00"); err != nil || v.Config.Hosts[0].Profile.Lifetime != 18*time.Hour+30*time.Minute {
		t.Errorf("%+v, %v", v, err)
	}
	seed := int64(-1)
	if _, err := Load("deck-after-data", Options{Seed: &seed}); err == nil || err.Error() != "--seed -1: a seed cannot be negative" {
		t.Error(err)
	}
}

func TestProfileFile(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) { writeFile(t, filepath.Join(dir, name), text) }
	const figure = "title = \"Ours\"\nbase = \"exchange-server-edge\"\n[figure.message_expiration]\nis = \"%\"\nmark = \"observed\"\nsource = \"our relay\"\n"
	write("ours.toml", strings.Replace(figure, "%", "8h", 1))
	write("wrong.toml", strings.Replace(figure, "%", "8", 1))
	write("itself.toml", "base = \"itself.toml\"\n")
	path := filepath.Join(dir, "storm.toml")
	write("storm.toml", strings.Replace(plain, "exchange-online", "ours.toml", 1))
	s, err := Load(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if p := s.Config.Hosts[0].Profile; s.Name != "storm" || s.Profiles[0] != "ours" || p.Lifetime != 8*time.Hour || p.Name != "ours" || p.Shape != "steps" {
		t.Errorf("%+v", s)
	}
	_, err = s.Vary("host.exo.profile=wrong.toml")
	if want := filepath.Join(dir, "wrong.toml") + ":4:7: \"8\" has no unit"; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("%v, want %s", err, want)
	}
	if _, err = s.Vary("host.exo.profile=itself.toml"); err == nil || !strings.Contains(err.Error(), "is based on itself") {
		t.Error(err)
	}
	if err := os.Symlink("/etc", filepath.Join(dir, "link")); err == nil {
		if _, err = s.Vary("host.exo.profile=link/hostname"); err == nil || !strings.Contains(err.Error(), "is outside the folder") {
			t.Error(err)
		}
	}
}

func TestNotFound(t *testing.T) {
	for arg, want := range map[string]string{
		"deck-after-dta":         `unknown scenario "deck-after-dta"; did you mean "deck-after-data"?`,
		"../deck-after-dta.toml": `did you mean "../deck-after-data.toml"?`,
		"testdata/bad":           `"testdata/bad" is a folder, not a scenario; name the files in it, as in testdata/bad/*.toml`,
		"testdata":               `"testdata" is a folder, not a scenario; name the files in it, as in testdata/*.toml`,
		"testdata/bad/empty":     `there is no file "testdata/bad/empty"`,
		"../slow_scan.toml":      `there is no file "../slow_scan.toml"; did you mean "../slow-scan.toml"?`,
		"other/slow_scan.toml":   `there is no file "other/slow_scan.toml"; did you mean "slow-scan"?`,
		"":                       `unknown scenario ""`,
		"../scenario":            "there is no file",
	} {
		if _, err := Load(arg, Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", arg, err, want)
		}
	}
	if _, err := Load("-", Options{Stdin: strings.NewReader(strings.Repeat("# \n", 1<<20))}); err == nil || !strings.Contains(err.Error(), "1 MiB") {
		t.Error(err)
	}
}

// What the library holds loads without a warning that nobody intended, and is described.
func TestLibrary(t *testing.T) {
	for _, e := range scenarios.Library() {
		s, err := Load(e.Name, Options{})
		if err != nil {
			t.Errorf("%s: %v", e.Name, err)
			continue
		}
		if e.Title == "" || e.Why == "" || s.Config.Title != e.Title || len(s.Expect) == 0 {
			t.Errorf("%s lacks a title, a why or an expectation", e.Name)
		}
	}
	entries := profile.Library()
	if len(entries) != len(scenarios.ProfileNames()) {
		t.Errorf("%d of %d profiles load", len(entries), len(scenarios.ProfileNames()))
	}
	for _, e := range entries {
		if e.Title == "" || e.Why == "" || e.Family == "" {
			t.Errorf("%s lacks a title, a why or a family", e.Name)
		}
		if !strings.HasPrefix(e.Name, e.Family) {
			t.Errorf("%s: the name does not begin with its family, %s", e.Name, e.Family)
		}
	}
	for _, name := range scenarios.ProfileNames() {
		if l := profile.NewReader(&decode.Decoder{Cache: decode.NewCache()}, profile.NewCache()); l.Read(name, &parse.Node{Source: &parse.Source{}}, 1) == nil {
			t.Errorf("%s: %v", name, l.Problems)
		}
	}
}

// patience is far above a second, which Load keeps on a quiet machine, and far below what a quadratic mistake takes.
const patience = 8 * time.Second // of processor time

// Whatever the text, Load answers soon and in little memory, without a panic, with indices that exist or with places in the text;
// and what it loads runs.
func FuzzLoad(f *testing.F) {
	files, _ := filepath.Glob("testdata/bad/*.toml")
	more, _ := filepath.Glob("../*.toml")
	for _, file := range append(files, more...) {
		text, _ := os.ReadFile(file)
		f.Add(string(text), "host.exo.profile=postfix")
	}
	for i, text := range someMutants() {
		f.Add(text, []string{"seed=-1", "host.exo.pool={servers=0}", "mail.deck.to=[1,\"x\"]", "title=\x1b"}[i%4])
	}
	f.Add(plain, "mail.deck.count=3")
	f.Add(everyTable, `host.relay.guard.again={kind="duplicate-check",window="24h"}`)
	f.Add(everyTable, `mailbox."partner@fabrikam.example".rule.away.once=false`)
	f.Add(asked, `experiment.vary."mail.deck.size"={a="1MB..2MB/1kB"}`)
	f.Add(asked, `experiment={vary={host.exo.message_expiration="12h..24h/1h"},current="18h"}`)
	f.Add(plain, `experiment.vary={"host.exo.profile"=["postfix","qmail"]}`)
	f.Add(plain, `mail.deck.count={exponential=100}`)
	f.Add(plain, `mail.deck.size={csv="testdata/bad/outages/sizes.csv",column="MB"}`)
	f.Add(everyTable, `host.relay.fault.down.lasts={csv="testdata/bad/outages/good.csv",column="minutes",unit="h"}`)
	f.Add(everyTable, `host.relay.fault.down.share={p0="1%",p50="2%"}`)
	f.Add(everyTable, `decision={told.p95="<= 14h",weights={"bounced.good"="100/%"}}`)
	f.Fuzz(func(t *testing.T, text, set string) {
		began := spent()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		var loaded *Scenario
		for _, sets := range [][]string{nil, {set}} {
			s, err := Load("-", Options{Stdin: strings.NewReader(text), Set: sets})
			var problems parse.Problems
			switch {
			case err == nil:
				consistent(t, s)
				loaded = s
			case !errors.As(err, &problems) && !strings.Contains(err.Error(), "1 MiB"):
				t.Fatalf("%T %v", err, err)
			default:
				placed(t, text, err, problems)
			}
		}
		if took := spent() - began; took > patience {
			t.Fatalf("took %v", took)
		}
		loads := uint64(2)
		if strings.Contains(text+set, "experiment") {
			loads *= 3 // and two of its choices each
		}
		if runtime.ReadMemStats(&after); after.TotalAlloc-before.TotalAlloc > loads*200e6 {
			t.Fatalf("took %d bytes", after.TotalAlloc-before.TotalAlloc)
		}
		if loaded != nil {
			playAWhile(t, loaded)
		}
	})
}

// placed holds that every complaint names a place: in the text, in a file beside it, or in what the command line says.
func placed(t *testing.T, text string, err error, problems parse.Problems) {
	said := err.Error()
	if said == "" || len(said) > 1<<17 || !utf8.ValidString(said) || strings.ContainsAny(said, "\x00\x1b\r") {
		t.Fatalf("said in %d bytes: %q", len(said), said[:min(len(said), 500)])
	}
	text = strings.TrimPrefix(text, "\ufeff")
	for i, p := range problems {
		if complaint := misplaced(p, text, "standard input"); complaint != "" {
			t.Fatalf("%s\n%s", complaint, p.Error())
		}
		if p.File == "" || p.Line == 0 && !strings.HasPrefix(p.File, "--set ") {
			t.Fatalf("no place: %s", p.Error())
		}
		if i > 0 && p.File == problems[i-1].File && p.Offset < problems[i-1].Offset {
			t.Fatalf("told out of order\n%s", said)
		}
	}
}

// playAWhile runs what was loaded under a budget of events, whatever it is: no panic, and the books balance where it stops.
func playAWhile(t *testing.T, s *Scenario) {
	post := uint64(0)
	for _, m := range s.Config.Mails {
		n := m.Count + uint64(m.Volume.Max()) + uint64(len(m.Listed))
		if m.Rate.Count > 0 {
			n = uint64(s.Config.Length/m.Rate.Per+1) * m.Rate.Count
		}
		post += n * uint64(len(m.To))
	}
	if post > 20_000 {
		return
	}
	w := sim.New(s.Config, nil)
	for range 20 {
		if w.Advance(1000) {
			break
		}
	}
	if _, err := w.Result(); err != nil {
		t.Fatal(err)
	}
}

// A megabyte of anything is answered soon.
func TestLarge(t *testing.T) {
	takesLong(t)
	repeat := func(n int, line func(i int) string) string {
		var b strings.Builder
		for i := 0; i < n && b.Len() < decode.LargestFile-2000; i++ {
			b.WriteString(line(i))
		}
		return b.String()
	}
	named := func(format string) func(int) string {
		return func(i int) string { return strings.ReplaceAll(format, "#", strconv.Itoa(i)) }
	}
	crowd := strings.Replace(plain, `"partner@fabrikam.example"`, `{recipients = 900_000, domains = ["fabrikam.example"]}`, 1)
	for name, text := range map[string]string{
		"unknown keys":  plain + repeat(1e6, named("key#=1\n")),
		"hosts":         plain + repeat(1e6, named("[host.h#]\n")),
		"some hosts":    plain + repeat(990, named("[host.h#]\nroutes={\"*\"=\"exo\"}\n")),
		"mails":         plain + repeat(1e6, named("[mail.m#]\nfrom=\"a@contoso.example\"\nto=\"b#@fabrikam.example\"\nsize=\"1B\"\n")),
		"wrong mails":   plain + repeat(1e6, named("[mail.m#]\nform=\"a\"\n")),
		"recipients":    strings.Replace(plain, "\"partner@", "["+repeat(1e6, named("\"x#@fabrikam.example\","))+"\"partner@", 1),
		"domains":       strings.Replace(plain, `["fabrikam`, "["+repeat(1e6, named("\"d#.example\","))+`"fabrikam`, 1),
		"strange to":    strings.Replace(plain, "\"partner@", "["+repeat(1e6, named("\"x@d#.example\","))+"\"partner@", 1),
		"routes":        strings.Replace(plain, `{"*" =`, "{"+repeat(1e6, named("\"d#.example\"=\"fabrikam\","))+`"*" =`, 1),
		"strange hops":  strings.Replace(plain, `{"*" =`, "{"+repeat(1e6, named("\"d#.example\"=\"x\","))+`"*" =`, 1),
		"faults":        plain + repeat(1e6, named("[host.exo.fault.f#]\nkind=\"defer\"\n")),
		"filters":       plain + "[host.exo.fault.f]\nkind=\"defer\"\nrcpt_to=[" + repeat(1e6, named("\"x#@fabrikam.example\",")) + "]\n",
		"guards":        hybrid + repeat(1e6, named("[host.relay.guard.g#]\nkind=\"greylist\"\n")),
		"attributions":  hybrid + repeat(1e6, named("[host.relay.guard.g#]\nkind=\"attribution\"\naddress_of=\"exo\"\n")),
		"tenants":       hybrid + "[host.relay.guard.g]\nkind=\"attribution\"\ntenants={" + repeat(1e6, named("\"d#.example\"=\"exo\",")) + "\"x.example\"=\"exo\"}\n",
		"mailboxes":     plain + repeat(1e6, named("[mailbox.\"b#@fabrikam.example\"]\ndedup=\"7d\"\n")),
		"rules":         hybrid + repeat(1e6, named("[mailbox.\"partner@fabrikam.example\".rule.r#]\nkind=\"robot\"\n")),
		"targets":       hybrid + "[mailbox.\"partner@fabrikam.example\".rule.r]\nkind=\"forward\"\nto=[" + repeat(1e6, named("\"x#@contoso.example\",")) + "]\n",
		"changes":       plain + repeat(1e6, named("[host.exo.change.c#]\nat=\"#h\"\nsessions=1\n")),
		"remotes":       plain + repeat(1e6, named("[host.exo.remote_domain.\"d#.example\"]\n")),
		"doubles":       plain + repeat(1e6, named("[mail.m#]\nfrom=\"sender@contoso.example\"\nto=\"b@fabrikam.example\"\nsize=\"1B\"\ndouble_of=\"deck\"\n")),
		"axes":          plain + "[experiment.vary]\n" + repeat(1e6, named("\"mail.deck.k#\"=\"1..999/1\"\n")),
		"values":        plain + "[experiment.vary]\nmail.deck.count=[" + repeat(1e6, named("#,")) + "]\n",
		"current":       plain + "[experiment.vary]\nmail.deck.count=[1]\n[experiment.current]\n" + repeat(1e6, named("k#=1\n")),
		"columns":       plain + "[experiment]\nmetrics=[" + repeat(1e6, named("\"m#\",")) + "]\n",
		"limits":        plain + "[decision]\n" + repeat(1e6, named("told.x#=\"<= 5h\"\n")),
		"weights":       plain + "[decision.weights]\n" + repeat(1e6, named("told.x#=\"1/h\"\n")),
		"a crowd asked": crowd + "[experiment.vary]\n\"host.exo.message_expiration\"=\"1001m..2000m/1m\"\n",
		"expectations":  plain + "[expect]\n" + repeat(1e6, named("m#=1\n")),
		"a crowd":       crowd,
		"two crowds":    crowd + repeat(1e6, named("[host.h#.fault.f]\nkind=\"defer\"\nrcpt_to=\"@fabrikam.example\"\n")),
		"a long number": "seed = " + strings.Repeat("1", 900_000),
		"a long text":   "title = \"" + strings.Repeat("x", 900_000) + "\n",
		"brackets":      strings.Repeat("[", 1_000_000),
		"braces":        "a=" + strings.Repeat("{a=", 300_000),
		"dots":          strings.Repeat("a.", 500_000),
		"zeros":         strings.Repeat("\x00", 1_000_000),
	} {
		began := spent()
		s, err := Load("-", Options{Stdin: strings.NewReader(text)})
		took := spent() - began
		if t.Logf("%s: %v", name, took); took > patience {
			t.Errorf("%s: %v", name, took)
		}
		if err == nil {
			consistent(t, s)
		} else if len(err.Error()) > 1<<17 {
			t.Errorf("%s: the complaint has %d bytes", name, len(err.Error()))
		}
	}
}

func consistent(t *testing.T, s *Scenario) {
	c := s.Config
	in := func(what string, i, n int) {
		if i < 0 || i >= n {
			t.Fatalf("%s %d of %d", what, i, n)
		}
	}
	in("watch", c.Watch, len(c.Hosts))
	in("profiles", len(s.Profiles), len(c.Hosts)+1)
	for _, m := range c.Mails {
		in("from", m.From, len(c.Addresses))
		in("enters", m.Enters, len(c.Hosts))
		in("recipients", len(m.To)-1, len(c.Addresses))
		for _, a := range m.To {
			in("to", a, len(c.Addresses))
		}
	}
	for _, h := range c.Hosts {
		in("schedule", boolean(h.Profile.Schedule == nil), 1)
		for _, p := range h.Paths {
			in("path", p-sim.NoRoute, len(h.Routes)+2)
		}
		for _, f := range h.Faults {
			in("fault", boolean(f.Behaviour == nil), 1)
		}
		if len(h.Remotes) > 0 {
			in("remote", len(h.Remotes)-len(c.Addresses), 1)
		}
		braked(t, c, &h)
	}
	for i, m := range c.Mails {
		in("double", m.DoubleOf, len(c.Mails)+1)
		in("double of itself", boolean(m.DoubleOf == i+1), 1)
		in("order", boolean(!slices.IsSortedFunc(m.Listed, func(a, b sim.Listed) int { return int(a.At - b.At) })), 1)
	}
	for i, box := range c.Mailboxes {
		in("mailbox", box.Address, len(c.Addresses))
		in("order of mailboxes", boolean(i > 0 && box.Address <= c.Mailboxes[i-1].Address), 1)
		for _, r := range box.Rules {
			if _, err := r.Row.Make(r.Params); err != nil {
				t.Fatal(err)
			}
			for _, a := range r.Params.To {
				in("target", a, len(c.Addresses))
			}
		}
	}
}

// braked checks what hosts do on purpose, and what administrators change.
func braked(t *testing.T, c *sim.Config, h *sim.Host) {
	for _, g := range h.Guards {
		if _, err := g.Kind.Make(g.Params); err != nil || g.Of > sim.OfRecipients {
			t.Fatal(err, g.Of)
		}
		for _, tenant := range g.Params.Tenants {
			if tenant.Host < 0 || tenant.Host >= len(c.Hosts) {
				t.Fatalf("tenant at %d", tenant.Host)
			}
		}
	}
	for _, ch := range h.Changes {
		for _, s := range ch.Switches {
			if s.Guard && s.Index >= len(h.Guards) || !s.Guard && s.Index >= len(h.Faults) {
				t.Fatalf("switch %+v", s)
			}
		}
		if ch.Profile != nil && ch.Profile.Schedule == nil || ch.Name == "" {
			t.Fatalf("change %+v", ch)
		}
	}
}

// everyTable is a scenario with all tables that there are.
var everyTable = hybrid + `
[host.exo.guard.limit]
kind  = "recipient-limit"
count = 5
[host.relay.guard.grey]
kind     = "greylist"
client   = "exact"
share    = "50%"
of       = "recipients"
mail_from = "@contoso.example"
on       = false
[host.exo.guard.mine]
kind           = "attribution"
certificate_of = "relay"
tenants        = {"fabrikam.example" = "fabrikam"}
closed         = "fabrikam.example"
[host.exo.remote_domain."*"]
auto_reply = false
[host.relay.fault.down]
kind = "connection-refused"
[host.relay.change.fix]
at                 = {p0 = "1h", p100 = "2h"}
bandwidth          = "unlimited"
message_expiration = "12h"
fault              = {down = "off"}
guard              = {grey = "on"}
purge              = "with-ndr"
retry              = true
[mailbox."partner@fabrikam.example"]
dedup        = "7d"
quota        = "1GB"
used         = "1MB"
quota_answer = "defer"
[mailbox."partner@fabrikam.example".rule.away]
kind   = "out-of-office"
starts = "1h"
ends   = "3d"
[mailbox."sender@contoso.example".rule.back]
kind = "redirect"
to   = ["partner@fabrikam.example"]
[mail.again]
from       = "sender@contoso.example"
to         = "partner@fabrikam.example"
size       = "1MB"
double_of  = "deck"
forged     = true
precedence = "bulk"
resend     = {share = "50%", after = "1h", times = 2}
[expect]
"relay.suppressed" = ">= 0"
`

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}
