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
		if k, _, _ := strings.Cut(l, " = "); k != key && !(key == "rate" && k == "count") && l != "" {
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
		said := saidFirst("check", writeScenario(t, withLine(c.table, c.line)))
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
	{"mail.deck", `hours = "Monday-Friday 08:00-18:00"`, `"Mon"`},
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
	{"decision", `"bounced.good" = "<= 0.5"`, `0.5%`},
	{"decision", `"bounced.good" = "0.5%"`, `<= 0.5%`},
	{"decision", `"bounced.good" = "< 0.5%"`, `<=`},
	{"decision", `"bounce.good" = "<= 0.5%"`, `did you mean "bounced.good"?`},
}
