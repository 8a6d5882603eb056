package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// usual is a scenario in which one line at a time is written wrong.
const usual = `clock = "2026-03-02T00:00:00Z"
length = "10d"

[mail.deck]
from = "ann@contoso.example"
to = "bob@fabrikam.example"
size = "75KB"
count = 3
starts = "1h"
lasts = "9d"

[host.exo]
profile = "exchange-online"
domains = ["contoso.example"]
routes = {"*" = "relay"}

[host.relay]
profile = "postfix"
routes = {"*" = "fabrikam"}

[host.relay.fault.weekend]
kind = "connection-refused"
starts = "4d18h"
ends = "7d7h"

[host.fabrikam]
domains = ["fabrikam.example"]

[host.fabrikam.guard.grey]
kind = "greylist"
wait = "5min"

[mailbox."bob@fabrikam.example"]
dedup = "7d"

[expect]
duplicates = 0

[decision]
"bounced.good" = "<= 0.5%"
weights = {"bounced.good" = "10/%"}
`

// excluded are keys that cannot stand beside others.
var excluded = map[string]string{"rate": "count", "lasts": "ends"}

// withLine is the usual scenario in which a table has another line, in place of the one with the same key if there is one.
func withLine(table, line string) string {
	key, _, _ := strings.Cut(line, " = ")
	head := regexp.MustCompile(`(?m)^\[` + regexp.QuoteMeta(table) + `\]\n`).FindStringIndex(usual)
	from := 0
	if table != "" {
		from = head[1]
	}
	body := usual[from:]
	end := len(body)
	if next := strings.Index(body, "\n["); next >= 0 {
		end = next + 1
	}
	var kept []string
	for _, l := range strings.Split(strings.TrimSuffix(body[:end], "\n"), "\n") {
		if k, _, _ := strings.Cut(l, " = "); k != key && k != excluded[key] && l != "" {
			kept = append(kept, l)
		}
	}
	return usual[:from] + strings.Join(append(kept, line), "\n") + "\n" + body[end:]
}

// saidFirst is the first line of what a command says on standard error.
func saidFirst(args ...string) string {
	var out, errs bytes.Buffer
	execute(args, streams{in: strings.NewReader(""), out: &out, err: &errs})
	first, _, _ := strings.Cut(errs.String(), "\n")
	return first
}

// The first line names the mistake, the place and the remedy.
func TestMistakesInFiles(t *testing.T) {
	t.Chdir(t.TempDir())
	if said := saidFirst("check", writeScenario(t, usual)); said != "" {
		t.Fatal(said)
	}
	for _, c := range mistakes {
		said := saidFirst("check", writeScenario(t, withLine(c.table, strings.ReplaceAll(c.line, `\n`, "\n"))))
		if testing.Verbose() {
			t.Logf("[%s] %s\n    %s", c.table, c.line, said)
		}
		if !strings.HasPrefix(said, "x.toml:") && !strings.HasPrefix(said, "there is no file") {
			t.Errorf("[%s] %s: no place: %s", c.table, c.line, said)
		}
		if !strings.Contains(said, c.says) {
			t.Errorf("[%s] %s\n got %s\nwant %s", c.table, c.line, said, c.says)
		}
	}
}

func writeScenario(t *testing.T, text string) string {
	if err := os.WriteFile(filepath.Join(".", "x.toml"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return "x.toml"
}

var mistakes = []struct{ table, line, says string }{
	{"mail.deck", `rate = "40.000/d"`, `write "40/d" or "40000/d"`},
	{"mail.deck", `size = "1.500MB"`, `write "1.5MB" or "1500MB"`},
	{"mail.deck", `size = "5M"`, `write "5MB" or "5MiB"`},
	{"mail.deck", `size = "5,5MB"`, `write "5.5MB"`},
	{"mail.deck", `size = 75`, `write a number with a unit`},
	{"mail.deck", `size = 5 MB`, `size = "5 MB"`},
	{"mail.deck", `size = "five MB"`, `write a number with a unit`},
	{"mail.deck", `count = "40000/d"`, `write rate = "40000/d"`},
	{"mail.deck", `count = "500"`, `write 500 without quotes`},
	{"mail.deck", `count = "1,500"`, `write 1500 without quotes`},
	{"mail.deck", `count = 40,000`, `40,000 could mean 40000 or 40`},
	{"mail.deck", `count = 1.5`, `whole number`},
	{"mail.deck", `count = 0`, `more than 0`},
	{"mail.deck", `count = -3`, `negative`},
	{"mail.deck", `rate = 200`, `write a number per unit of time`},
	{"mail.deck", `rate = "200"`, `write a number per unit of time`},
	{"mail.deck", `rate = "200/month"`, `28 to 31 days`},
	{"mail.deck", `lasts = "1,5d"`, `write "1.5d"`},
	{"mail.deck", `lasts = "24:00:00"`, `24 days in .NET`},
	{"mail.deck", `lasts = "5M"`, `minutes or months`},
	{"mail.deck", `lasts = "1 month"`, `28 to 31 days`},
	{"mail.deck", `to = "a@x.example; b@x.example"`, `["a@x.example", "b@x.example"]`},
	{"mail.deck", `to = "a@x.example, b@x.example"`, `["a@x.example", "b@x.example"]`},
	{"mail.deck", `to = "Bob <bob@fabrikam.example>"`, `write bob@fabrikam.example`},
	{"mail.deck", `to = "mailto:bob@fabrikam.example"`, `write bob@fabrikam.example`},
	{"mail.deck", `to = "bob"`, `name@domain`},
	{"mail.deck", `to = "a@x.example", "b@x.example"`, `write ["a@x.example", "b@x.example"]`},
	{"mail.deck", `to = []`, `recipient`},
	{"mail.deck", `sender = "a@contoso.example"`, `did you mean "from"?`},
	{"mail.deck", `recipients = ["a@x.example"]`, `did you mean "to"?`},
	{"mail.deck", `amount = 5`, `did you mean "count"?`},
	{"mail.deck", `duration = "5d"`, `did you mean "lasts"?`},
	{"mail.deck", `start = "5d"`, `did you mean "starts"?`},
	{"mail.deck", `end = "5d"`, `did you mean "ends"?`},
	{"mail.deck", `working_hours = "Mon-Fri 08:00-18:00"`, `did you mean "hours"?`},
	{"mail.deck", `hours = "Mon–Fri 08:00-18:00"`, `Mon-Fri`},
	{"mail.deck", `hours = "Monday-Friday 08:00-18:00"`, `write "Mon-Fri 08:00-18:00"`},
	{"mail.deck", `hours = "8-18"`, `08:00-18:00`},
	{"mail.deck", `hours = "9am-5pm"`, `09:00-17:00`},
	{"mail.deck", `hours = "Mo-Fr 08:00-18:00"`, `Mon`},
	{"mail.deck", `hours = "Mon-Fri 8:00-18:00"`, `08:00-18:00`},
	{"mail.deck", `hours = "Mon-Fri 22:00-06:00"`, `two tables`},
	{"", `title = “x”`, `typographic quotation mark; write "`},
	{"", "title\u00a0= \"x\"", `no-break space`},
	{"", `<<<<<<< HEAD`, `git conflict`},
	{"", `>>>>>>> b`, `git conflict`},
	{"", `=======`, `git conflict`},
	{"", `title: "x"`, `write title = `},
	{"", `// title`, `a comment begins with #`},
	{"", `title = hello`, `write "hello"`},
	{"", `message_expiration = "12h"`, `below [host.exo]`},
	{"", `MessageExpiration = "12h"`, `below [host.exo]`},
	{"", `size = "5MB"`, `below [mail.deck]`},
	{"", `duration = "5d"`, `did you mean "length"?`},
	{"", `timezone = "Europe/Berlin"`, `did you mean "clock"?`},
	{"host.exo", `message_expiration = "Unlimited"`, `3650d`},
	{"host.exo", `message_expiration = 24`, `write a number with a unit`},
	{"host.exo", `MessageExpiration = "12h"`, `did you mean "message_expiration"?`},
	{"host.exo", `message-expiration = "12h"`, `did you mean "message_expiration"?`},
	{"host.exo", `maximal_queue_lifetime = "5d"`, `did you mean "message_expiration"?`},
	{"host.exo", `smarthost = "relay"`, `routes = {"*" = "HOST"}`},
	{"host.exo", `greylisting = "5m"`, `write [host.NAME.guard.NAME] with kind = "greylist"`},
	{"host.exo", `relayhost = "[relay]"`, `routes = {"*" = "HOST"}`},
	{"host.exo", `domain = "contoso.example"`, `did you mean "domains"?`},
	{"host.exo", `profile = "C:\profiles\x.toml"`, `'C:\profiles\x.toml'`},
	{"host.exo", `profile = "exchange_online"`, `did you mean "exchange-online"?`},
	{"host.exo", `profile = "Exchange Online"`, `did you mean "exchange-online"?`},
	{"host.exo", `profile = "office365"`, `did you mean "exchange-online"?`},
	{"host.exo", `routes = "relay"`, `{"*" = "relay"}`},
	{"host.exo", `routes = {"*" = "relais"}`, `did you mean "relay"?`},
	{"host.exo", `routes = {"*" = "[relay]:25"}`, `relay`},
	{"host.exo", `bandwidth = "20mb/s"`, `write "20Mbit/s" or "20MB/s"`},
	{"host.exo", `pool = 5`, `{servers = `},
	{"host.relay.fault.weekend", `kind = "down"`, `did you mean "connection-refused" or "unreachable"?`},
	{"host.relay.fault.weekend", `kind = "offline"`, `did you mean "connection-refused" or "unreachable"?`},
	{"host.relay.fault.weekend", `kind = "timeout"`, `"connect-timeout"`},
	{"host.relay.fault.weekend", `kind = "greylist"`, `[host.NAME.guard.NAME]`},
	{"host.relay.fault.weekend", `kind = "Connection Refused"`, `did you mean "connection-refused"?`},
	{"host.relay.fault.weekend", `kind = "throttle"`, `rate-limit`},
	{"host.relay.fault.weekend", `code = "550"`, `code`},
	{"host.relay.fault.weekend", `type = "defer"`, `did you mean "kind"?`},
	{"host.relay.fault.weekend", `share = 50`, `did you mean "50%"?`},
	{"host.relay.fault.weekend", `share = "0,5"`, `write "0.5"`},
	{"host.relay.fault.weekend", `share = "1/3"`, `write "30%" or 0.3`},
	{"host.relay.fault.weekend", `probability = "30%"`, `did you mean "share"?`},
	{"host.relay.fault.weekend", `ends = "1d"`, `after the start`},
	{"host.relay.fault.weekend", `duration = "6h"`, `did you mean "lasts"?`},
	{"host.fabrikam.guard.grey", `delay = "5min"`, `did you mean "wait"?`},
	{"host.fabrikam.guard.grey", `kind = "graylist"`, `did you mean "greylist"?`},
	{"host.fabrikam.guard.grey", `kind = "reject"`, `[host.NAME.fault.NAME]`},
	{"host.fabrikam.guard.grey", `limit = 5`, `limit belongs to`},
	{"mailbox.\"bob@fabrikam.example\"", `quota = "2 GB (2,147,483,648 bytes"`, `size`},
	{"mailbox.\"bob@fabrikam.example\"", `dedupe = "7d"`, `did you mean "dedup"?`},
	{"expect", `copies = "1-3"`, `1 .. 3`},
	{"expect", `copies = "1 to 3"`, `1 .. 3`},
	{"expect", `copies = "between 1 and 3"`, `1 .. 3`},
	{"expect", `copies = {min = 1, max = 3}`, `write "1 .. 3"`},
	{"expect", `copies = [1, 3]`, `1 .. 3`},
	{"expect", `copies = "=> 3"`, `>=`},
	{"expect", `copies = "≤ 3"`, `<= 3`},
	{"expect", `copies = "at most 3"`, `<= 3`},
	{"expect", `copies = "max 3"`, `<= 3`},
	{"expect", `copies = "3%"`, `number`},
	{"expect", `"deck to bob@fabrikam.example" = "bounced"`, `did you mean "honest NDR"?`},
	{"expect", `"deck to bob" = "lost"`, `did you mean "bob@fabrikam.example"?`},
	{"expect", `"ndr.code" = "5.4.316 4.4.316 x"`, `code`},
	{"expect", `ndrs = 0`, `did you mean "ndr`},
	{"expect", `bounces = 0`, `ndr.count`},
	{"expect", `"exo.ndr" = 0`, `ndr.count`},
	{"expect", `"delivery.max" = "<= 2"`, `has no unit`},
	{"expect", `"delivery.p90" = "<= 2h"`, `delivery.p95`},
	{"", `clock = "2026-03-02"`, `"2026-03-02 00:00 UTC"`},
	{"", `clock = "02.03.2026 08:00"`, `2026-`},
	{"", `clock = "now"`, `2026-`},
	{"", `seed = "abc"`, `whole number`},
	{"", `seed = "random"`, `whole number`},
	{"", `length = "never"`, `3650d`},
	{"", `length = "0s"`, `more than 0`},
	{"", `watch = "exchange"`, `use exo, relay, fabrikam`},
	{"", `watch = "EXO"`, `did you mean "exo"?`},
	{"", `model = "latest"`, `2026`},
	{"", `title = 5`, `put 5 in quotes`},
	{"", `alert = "1h"`, `[alert]`},
	{"", `include = "other.toml"`, `unknown key "include"`},
	{"", `host = "exo"`, `already has a value`},
	{"mail.deck", `from = "Ann"`, `name@domain`},
	{"mail.deck", `from = "ann@contoso"`, `add the domain to a host`},
	{"mail.deck", `priority = "urgent"`, `"high"`},
	{"mail.deck", `size = "5 MB (6,000,000 bytes)"`, `two sizes`},
	{"mail.deck", `size = {p50 = "5MB", p90 = "1MB"}`, `ascend`},
	{"mail.deck", `size = {median = "5MB"}`, `p50`},
	{"mail.deck", `size = {mean = "5MB"}`, `exponential`},
	{"mail.deck", `size = {min = "1MB", max = "5MB"}`, `p0`},
	{"mail.deck", `size = "1MB-5MB"`, `{p0 = "1MB", p100 = "5MB"}`},
	{"mail.deck", `lasts = "1h-5h"`, `{p0 = "1h", p100 = "5h"}`},
	{"mail.deck", `starts = "1h .. 5h"`, `{p0 = "1h", p100 = "5h"}`},
	{"mail.deck", `enters = "contoso"`, `unknown host`},
	{"host.exo", `delay_notice = "off"`, `"none"`},
	{"host.exo", `delay_notice = 0`, `"none"`},
	{"host.exo", `delay_notice = false`, `"none"`},
	{"host.exo", `message_expiration = "0"`, `has no unit`},
	{"host.exo", `message_expiration = "1.12"`, `has no unit`},
	{"host.exo", `message_expiration = "12:00"`, `12:00:00`},
	{"host.exo", `message_expiration = 12:00:00`, `"12:00:00"`},
	{"host.exo", `message_expiration = "1 year"`, `365d`},
	{"host.exo", `steps = "15m, 30m"`, `["15m", "30m"]`},
	{"host.exo", `steps = [15, 30]`, `15m`},
	{"host.exo", `hop_limit = "30"`, `write 30 without quotes`},
	{"host.exo", `hop_limit = "30 hops"`, `write 30 without quotes`},
	{"host.exo", `bandwidth = "20Mbit"`, `20Mbit/s`},
	{"host.exo", `bandwidth = "20"`, `20Mbit/s`},
	{"host.exo", `bandwidth = "unlimited"`, `leave the key out`},
	{"host.exo", `domains = "contoso.example, other.example"`, `["contoso.example", "other.example"]`},
	{"host.exo", `domains = "@contoso.example"`, `write contoso.example`},
	{"host.exo", `domains = "*.contoso.example"`, `not a valid domain`},
	{"host.exo", `domains = ["fabrikam.example"]`, `add the domain to a host`},
	{"host.exo", `routes = {fabrikam.example = "relay"}`, `"fabrikam.example"`},
	{"host.exo", `routes = {"*" = "exo"}`, `cannot be its own next hop`},
	{"host.relay.fault.weekend", `kind = "reject"\ncode = "4.4.316"`, `450 4.4.316`},
	{"host.relay.fault.weekend", `kind = "defer"\ncode = 550`, `reject`},
	{"host.relay.fault.weekend", `kind = "defer"\nphase = "RCPT TO"`, `did you mean "rcpt"?`},
	{"host.relay.fault.weekend", `kind = "defer"\nphase = "end-of-data"`, `"dot"`},
	{"host.relay.fault.weekend", `of = "mails"`, `did you mean "messages"?`},
	{"host.relay.fault.weekend", `kind = "reject"\nrcpt_to = "bob"`, `use ann@contoso.example, bob@fabrikam.example`},
	{"host.relay.fault.weekend", `larger_than = 5`, `has no unit`},
	{"host.relay.fault.weekend", `on = false`, `unknown key "on"`},
	{"host.fabrikam.guard.grey", `wait = 5`, `has no unit`},
	{"host.fabrikam.guard.grey", `on = "yes"`, `true or false`},
	{"host.fabrikam.guard.grey", `kind = "rate-limit"\nrate = "20.000/d"`, `rate`},
	{"mailbox.\"bob@fabrikam.example\"", `forward = "x@fabrikam.example"`, `it is a rule: write [mailbox`},
	{"mailbox.\"bob@fabrikam.example\"", `quota = 50`, `has no unit`},
	{"mailbox.\"bob@fabrikam.example\"", `quota = "unlimited"`, `leave the key out`},
	{"expect", `copies = "3 copies"`, `number`},
	{"expect", `copies = 3.5`, `whole number`},
	{"expect", `copies = true`, `number`},
	{"expect", `lost = "no"`, `write "0"`},
	{"expect", `"exo.delivered" = 3`, `not counted per host`},
	{"expect", `"ecxo.attempts" = 3`, `did you mean "exo"?`},
	{"expect", `"wire.bytes" = "<= 5"`, `has no unit`},
	{"expect", `"deck to bob@fabrikam.example" = "delivered twice"`, `unknown fate`},
	{"expect", `"queue at noon" = 0`, `as in "Fri 18:00"`},
	{"expect", `duplicates = {is = "<= 3", of = "95%"}`, `95% of runs`},
	{"decision", `"told.p50" = "<= 18"`, `has no unit`},
	{"decision", `"told.p50" = "18h"`, `<= 18h`},
	{"decision", `weights = {"told.p50" = "1/hour"}`, ``},
	{"decision", `weights = {"told.p50" = "1"}`, `1/h`},
	{"host.relay.fault.weekend", `kind = "slow-reply"\nlatency = "5s"`, `did you mean "delay"?`},
	{"host.relay.fault.weekend", `kind = "dns-failure"\nanswer = "NXDOMAIN"`, `did you mean "no-such-domain"?`},
	{"host.relay.fault.weekend", `kind = "reject"\ncode = "550 5.7.1 Access denied"`, `write "550 5.7.1"`},
	{"host.relay.fault.weekend", `kind = "reject"\ncode = "5.7.1"`, `write "550 5.7.1"`},
	{"host.relay.fault.weekend", `kind = "reject"\nfrom = "ann@contoso.example"`, `did you mean "mail_from"?`},
	{"host.relay.fault.weekend", `servers = "1-5"`, `write [1, 2, 3, 4, 5]`},
	{"host.relay.fault.weekend", `lasts = {50 = "1h", 90 = "3h"}`, `write p50`},
	{"host.relay.fault.weekend", `lasts = {"95%" = "1h"}`, `write p95`},
	{"host.relay.fault.weekend", `lasts = {median = "1h"}`, `write p50`},
	{"expect", `"ndr.first" = "24h +- 15m"`, `write "23h45m .. 24h15m"`},
	{"expect", `"ndr.first" = "24h-25h"`, `write "24h .. 25h"`},
	{"expect", `"ndr.first" = "1-2 days"`, `write "1 days .. 2 days"`},
	{"expect", `"ndr.first" = "null"`, `write "none"`},
	{"", `[host.mx1.fabrikam.com]`, `write [host.mx1]`},
	{"", `[host."mx1.fabrikam.com"]`, `as in mx1`},
	{"", `[host.MX1]`, `as in mx1`},
	{"", `[mailbox.bob@fabrikam.example]`, `write [mailbox."bob@fabrikam.example"]`},
	{"", `[host.exo.remote_domain.*]`, `write [host.exo.remote_domain."*"]`},
	{"", `[fault.down]`, `write [host.NAME.fault.NAME]`},
	{"", `[host.relay.faults.down]`, `did you mean "fault"?`},
	{"", `[host.relay.guard]\nkind = "greylist"`, `write [host.relay.guard.NAME]`},
	{"", `[mail]\nfrom = "ann@contoso.example"`, `write [mail.NAME]`},
	{"", `[[mail]]`, `give each table a name`},
	{"", `[Mail.x]`, `did you mean "mail"?`},
	{"", `[mail.deck`, `write [mail.deck]`},
	{"decision", `"bounced.good" = "<= 0.5"`, `0.5%`},
	{"decision", `"bounced.good" = "0.5%"`, `<= 0.5%`},
	{"decision", `"bounced.good" = "< 0.5%"`, `<=`},
	{"decision", `"bounce.good" = "<= 0.5%"`, `did you mean "bounced.good"?`},
}

// So does the first line about a command line.
func TestMistakesOnTheCommandLine(t *testing.T) {
	t.Chdir(t.TempDir())
	writeScenario(t, usual)
	if err := os.MkdirAll("storms/deep", 0o777); err != nil {
		t.Fatal(err)
	}
	for _, c := range typed {
		said := saidFirst(strings.Split(c.line, "|")...)
		if testing.Verbose() {
			t.Logf("%s\n    %s", strings.ReplaceAll(c.line, "|", " "), said)
		}
		if !strings.Contains(said, c.says) || said == "" {
			t.Errorf("%s\n got %s\nwant %s", strings.ReplaceAll(c.line, "|", " "), said, c.says)
		}
	}
}

// typed are command lines, with | between words.
var typed = []struct{ line, says string }{
	{"run|x.toml|--set|host.exo.message_expiration|12h", `--set host.exo.message_expiration=12h`},
	{"run|--set|host.exo.message_expiration|12h|x.toml", `--set host.exo.message_expiration=12h`},
	{"run|x.toml|--set|host.exo.message_expiration", `--set host.exo.message_expiration=VALUE`},
	{"run|x.toml|--set|message_expiration=12h", `did you mean host.exo.message_expiration?`},
	{"run|x.toml|--set|MessageExpiration=12:00:00", `did you mean host.exo.message_expiration?`},
	{"run|x.toml|--set|exo.message_expiration=12h", `did you mean "host.exo"?`},
	{"run|x.toml|--set|host.exo.MessageExpiration=12h", `did you mean "message_expiration"?`},
	{"run|x.toml|--set|size=5MB", `did you mean mail.deck.size?`},
	{"run|x.toml|--set|host.ex.message_expiration=12h", `did you mean "exo"?`},
	{"run|x.toml|--set|host.exo.message_expiration=24", `has no unit`},
	{"run|x.toml|--set|host.exo.message_expiration=", `the duration is empty`},
	{"run|x.toml|--set|mail.deck.count=many", `whole number`},
	{"sweep|x.toml|--vary|message_expiration=12h,24h", `did you mean host.exo.message_expiration?`},
	{"sweep|x.toml|--vary|host.exo.message_expiration=12h,18h,24h|--current|24", `12h, 18h, 24h`},
	{"sweep|x.toml|--vary|host.exo.message_expiration", `as in --vary host.exo.message_expiration=12h..24h/1h`},
	{"sweep|x.toml|--vary|host.exo.message_expiration=12h-24h", `12h .. 24h`},
	{"sweep|x.toml|--vary|host.exo.message_expiration=12h..24h", `12h..24h/1h`},
	{"sweep|x.toml|--vary|host.exo.message_expiration=24h..12h/1h", `12h..24h/1h`},
	{"compare|x.toml|--vary|host.exo.message_expiration=12h", `at least two values`},
	{"run|x.toml|--json", `--format json`},
	{"run|x.toml|-json", `--format json`},
	{"run|x.toml|-o|json", `write -f json`},
	{"run|x.toml|-ojson", `write -f json`},
	{"run|x.toml|--output|json", `--format FORMAT`},
	{"run|x.toml|--output=out", `--out DIR`},
	{"run|x.toml|--format|xml", `use text, json, csv, markdown or html`},
	{"run|x.toml|--format|jsn", `did you mean "json"?`},
	{"run|x.toml|--runs|10", `mailstorm sweep`},
	{"run|x.toml|--vary|a=b", `mailstorm sweep`},
	{"run|x.toml|--precision|10%", `mailstorm sweep has it`},
	{"run|x.toml|--template|smarthost-down", `mailstorm init has it`},
	{"test|x.toml|-o|junit", `write -f junit`},
	{"run|x.toml|--message|3", `mailstorm trace has it`},
	{"run|x.toml|--update", `mailstorm test has it`},
	{"run|x.toml|--verbose", `mailstorm trace`},
	{"run|x.toml|-v", `mailstorm trace`},
	{"run|x.toml|--no-color", `--color never`},
	{"run|x.toml|--dry-run", `mailstorm check`},
	{"run|x.toml|--parallel|4", ``},
	{"sweep|x.toml|--parallel|4", `--jobs N`},
	{"run|x.toml|--duration|3d", `--set length=3d`},
	{"run|x.toml|--param|a=b", `--set KEY=VALUE`},
	{"run|x.toml|--color|yes", `use auto, always or never`},
	{"run|x.toml|--seed|x", `it takes a whole number`},
	{"run|x.toml|--seed|-1", `cannot be negative`},
	{"run|x.toml|--plot", `--out DIR`},
	{"run|x.toml|--out|", `empty`},
	{"run|x.tml", `did you mean "x.toml"?`},
	{"run|x", `did you mean "x.toml"?`},
	{"run|storms", `is a folder`},
	{"run|storms/*.toml", `no file matches the pattern`},
	{"check|storms/**/*.toml", `mailstorm test takes a folder`},
	{"run|deck-worstcase", `did you mean "deck-worst-case"?`},
	{"run", `needs a scenario`},
	{"validate|x.toml", `did you mean "check"?`},
	{"lint|x.toml", `did you mean "check"?`},
	{"simulate|x.toml", `did you mean "run"?`},
	{"x.toml", `mailstorm run x.toml`},
	{"deck-worst-case", `mailstorm run deck-worst-case`},
	{"runn|x.toml", `did you mean "run"?`},
	{"ls", `did you mean "list"?`},
	{"diff|a.toml|b.toml", `did you mean "compare"?`},
	{"help|runn", `did you mean "run"?`},
	{"list|fault", `faults`},
	{"list|metric", `metrics`},
	{"list|everything", `scenarios`},
	{"explain", `explain`},
	{"explain|greylst", `did you mean "greylist"?`},
	{"explain|mesage_expiration", `did you mean`},
	{"init|--fault|greylist|y.toml", `guard`},
	{"init|--fault|down|y.toml", `"connection-refused"`},
	{"init|--fault|conection-refused|y.toml", `did you mean "connection-refused"?`},
	{"init|--at|relai|y.toml", `relay`},
	{"init|--lasts|6|y.toml", `has no unit`},
	{"init|--profile|office365|y.toml", `"exchange-online"`},
	{"init|y.tml", `.toml`},
	{"init|x.toml", `--force`},
	{"trace|x.toml|--message|99", `numbered from 1`},
	{"trace|x.toml|--message|0", `numbered from 1`},
	{"trace|x.toml|y.toml", `one scenario, not 2; to choose a message, write --message N`},
	{"trace|deck-after-data|--plot", `pictures come from mailstorm run --plot --out DIR`},
	{"plot|deck-after-data", `did you mean "run"`},
	{"sweep|x.toml|--vary|host.exo.message_expiration=12h,24h|--runs|0", `minimum`},
	{"sweep|x.toml|--vary|host.exo.message_expiration=12h,24h|--confidence|95", `95%`},
	{"sweep|x.toml|--vary|host.exo.message_expiration=12h,24h|--shard|3/2|--out|o", `3/2`},
	{"sweep|x.toml|--vary|host.exo.message_expiration=12h,24h|--metric|bounces", `ndr.count`},
	{"test|x.toml|--report|junit", `junit=report.xml`},
	{"test|x.toml|--report|junitt=a.xml", `did you mean "junit"?`},
	{"test|x.toml|-k|deck", `--filter PATTERN`},
	{"test|x.toml|--bail", `--fail-fast`},
	{"test|x.toml|--filter|nothing", `no file, scenario or expectation matches`},
	{"test|x.toml|--update", `add --yes`},
	{"test", `needs a scenario file`},
	{"check", `needs a scenario file`},
	{"check|x.toml|--fix", ``},
	{"merge", `needs the folders`},
	{"merge|storms", `storms`},
	{"man", `needs one folder`},
	{"version|now", `takes no arguments`},
	{"completion|ksh", `bash`},
}
