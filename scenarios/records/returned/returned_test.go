package returned

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"mailstorm/scenarios/records"
	"mailstorm/scenarios/records/recordtest"
)

// read gives the events of a text, which is a message or an mbox.
func read(t *testing.T, text string) []string {
	t.Helper()
	var s recordtest.Listing
	for _, f := range Formats {
		if f.Detect([]byte(text)) {
			if err := f.Read("file", strings.NewReader(text), records.Options{}, &s); err != nil {
				t.Fatal(err)
			}
			return s.Lines
		}
	}
	return []string{"not detected"}
}

// dsnWith writes a DSN with a part for people, one for programs and the header of the original.
func dsnWith(people, programs string) string {
	return `Return-Path: <>
Date: Tue, 06 Jan 2026 12:00:00 +0000
From: Postmaster <postmaster@own.example>
To: <Ann@own.example>
Subject: Undeliverable
Message-ID: <report@own.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

Nobody reads this.
--=_b
Content-Type: text/plain; charset=us-ascii

` + people + `
--=_b
Content-Type: message/delivery-status

` + programs + `
--=_b
Content-Type: text/rfc822-headers

From: <ann@own.example>
Message-ID: <m1@own.example>

--=_b--
`
}

const status = `Reporting-MTA: dns; exo.example
Arrival-Date: Mon, 05 Jan 2026 12:00:00 +0000

Original-Recipient: rfc822;Old@x.example
Final-Recipient: rfc822; P@x.example
Action: failed
Status: 5.4.317 (expired)
Remote-MTA: dns; MX.x.example
Diagnostic-Code: smtp; 550 5.4.317 Message expired, cannot connect to
 remote server
Last-Attempt-Date: Tue, 06 Jan 2026 11:41:00 +0000
`

const aboutIt = " id=m1@own.example from=ann@own.example to=p@x.example"
const expired = `reply="550 5.4.317 Message expired, cannot connect to remote server"`
const ndr = "2026-01-06 12:00:00 NDR" + aboutIt + " original=old@x.example hop=mx.x.example " + expired + " status=5.4.317 age=24h0m0s"
const last = "2026-01-06 11:41:00 deferred" + aboutIt + " original=old@x.example hop=mx.x.example " + expired + " age=23h41m0s"
const one = `Reporting-MTA: dns; exo.example

Final-Recipient: rfc822; p@x.example
Action: `

var reports = []struct{ name, text, want string }{
	{"expired", dsnWith("", status), last + "\n" + ndr + " final"},
	{"with line ends of DOS", strings.ReplaceAll(dsnWith("", status), "\n", "\r\n"), last + "\n" + ndr + " final"},
	{"in an mbox", "From MAILER-DAEMON Tue Jan  6 12:00:00 2026\n" + dsnWith("", status) + "\nFrom MAILER-DAEMON Tue Jan  6 13:00:00 2026\n" +
		"From: <a@b.example>\nTo: <c@b.example>\nSubject: hello\n\nFrom here on\n>From there\n", last + "\n" + ndr + " final\nline 40 column 0: message is no DSN"},
	{"a line of a header is broken", strings.Replace(dsnWith("", status), "report; report-type", "report;\nreport-type", 1), last + "\n" + ndr + " final"},
	{"the last boundary is missing", strings.TrimSuffix(dsnWith("", status), "--=_b--\n"), last + "\n" + ndr + " final"},
	{"passed on in another message", "From: <a@b.example>\nTo: <c@b.example>\nSubject: look\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: message/rfc822\n\n" +
		dsnWith("", status) + "--x--\n", last + "\n" + ndr + " final"},
	{"in base64", strings.Replace(dsnWith("", "@"), "status\n\n@", "status\nContent-Transfer-Encoding: base64\n\n"+base64.StdEncoding.EncodeToString([]byte(status)), 1),
		last + "\n" + ndr + " final"},
	{"refused", dsnWith("", one+"failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 unknown\nLast-Attempt-Date: Tue, 06 Jan 2026 11:59:58 +0000\n"),
		"2026-01-06 11:59:58 failed" + aboutIt + ` reply="550 5.1.1 unknown"` + "\n2026-01-06 12:00:00 NDR" + aboutIt + ` reply="550 5.1.1 unknown" status=5.1.1 final`},
	{"delayed", dsnWith("", one+"delayed\nStatus: 4.4.1\nLast-Attempt-Date: Tue, 06 Jan 2026 11:59:58 +0000\nWill-Retry-Until: Wed, 07 Jan 2026 12:00:00 +0000\n"),
		"2026-01-06 11:59:58 deferred" + aboutIt + ` reply="4.4.1"` + "\n2026-01-06 12:00:00 delay notice" + aboutIt + ` reply="4.4.1" status=4.4.1 until=2026-01-07 12:00:00`},
	{"relayed", dsnWith("", one+"relayed\nStatus: 2.0.0\n"), "2026-01-06 12:00:00 sent" + aboutIt + ` reply="2.0.0" status=2.0.0 final`},
	{"delivered", dsnWith("", one+"delivered\nStatus: 2.0.0\nLast-Attempt-Date: Tue, 06 Jan 2026 11:59:58 +0000\n"),
		"2026-01-06 11:59:58 delivered" + aboutIt + ` reply="2.0.0" status=2.0.0 final`},
	{"expanded", dsnWith("", one+"expanded\nStatus: 2.0.0\n"), "2026-01-06 12:00:00 expanded" + aboutIt + ` reply="2.0.0" status=2.0.0 final`},
	{"a probe", dsnWith("", one+"deliverable\nStatus: 2.1.5\n"), ""},
	{"a strange action", dsnWith("", one+"moved\nStatus: 5.1.1\n"), "line 1 column 0: a recipient has no outcome"},
	{"no action", dsnWith("", one+"\nStatus: 5.1.1\n"), "2026-01-06 12:00:00 NDR" + aboutIt + ` reply="5.1.1" status=5.1.1 final`},
	{"of Postfix", dsnWith("", "X-Postfix-Sender: rfc822; bob@own.example\n\nFinal-Recipient: rfc822; p@x.example\nAction: failed\nStatus: 5.1.1\n"),
		"2026-01-06 12:00:00 NDR" + strings.Replace(aboutIt, "ann", "bob", 1) + ` reply="5.1.1" status=5.1.1 final`},
	{"two recipients", dsnWith("", one+"failed\nStatus: 5.1.1\n\nFinal-Recipient: utf-8; j\\x{FC}rgen@x.example\nAction: failed\nStatus: 5.2.2\n"),
		"2026-01-06 12:00:00 NDR" + aboutIt + ` reply="5.1.1" status=5.1.1 final` + "\n2026-01-06 12:00:00 NDR" + strings.Replace(aboutIt, "p@", "jürgen@", 1) + ` reply="5.2.2" status=5.2.2 final`},
	{"Exchange Online tells attempts", dsnWith("p@x.example\n1/6/2026 11:55:00 AM - Server at exo.example returned '550 5.4.317 Message expired, cannot connect(Socket error)'\n"+
		"1/6/2026 11:41:00 AM - Server at mx.x.example (192.0.2.7) returned '450 4.4.317 Cannot connect to remote server [Message=x]'\nTotal retry attempts: 14\n", status),
		strings.Replace(last, expired, `reply="450 4.4.317 Cannot connect to remote server [Message=x]"`, 1) + "\n" + ndr + " attempts=14 final"},
	{"Exchange Online tells them in HTML", strings.Replace(dsnWith("<p>p@x.example<br>\n1/6/2026 11:41:00 AM - Server at mx.x.example (192.0.2.7)\nreturned &#39;450 4.4.317 <i>Cannot</i> connect [Message=x]'</p><table><tr><td>Total retry attempts: 14</td></tr></table>", status),
		"text/plain", "text/html", 1), strings.Replace(last, expired, `reply="450 4.4.317 Cannot connect [Message=x]"`, 1) + "\n" + ndr + " attempts=14 final"},
	{"no Message-ID", strings.Replace(dsnWith("", one+"failed\nStatus: 5.1.1\n"), "Message-ID: <m1@own.example>\n", "", 1),
		"2026-01-06 12:00:00 NDR key=DSN report@own.example from=ann@own.example to=p@x.example" + ` reply="5.1.1" status=5.1.1 final`},
	{"an ordinary message", "From: <a@b.example>\nTo: <c@b.example>\nSubject: hello\n\nText\n", "line 1 column 0: message is no DSN"},
	{"no message", "hello\n", "not detected"},
	{"qmail", `Date: 6 Jan 2026 12:00:00 -0000
From: MAILER-DAEMON@own.example
To: ann@own.example
Subject: failure notice

Hi. This is the qmail-send program at own.example.
I'm afraid I wasn't able to deliver your message to the following addresses.

<P@x.example>:
192.0.2.7 does not like recipient.
Remote host said: 550 5.1.1 unknown
Giving up on 192.0.2.7.

<q@x.example>:
Sorry, I couldn't find any host named x.example. (#5.1.2)

--- Below this line is a copy of the message.

Return-Path: <ann@own.example>
Message-ID: <m1@own.example>
Subject: text
`, "2026-01-06 12:00:00 NDR" + aboutIt + ` reply="550 5.1.1 unknown" final` + "\n2026-01-06 12:00:00 NDR" +
		strings.Replace(aboutIt, "p@", "q@", 1) + ` reply="Sorry, I couldn't find any host named x.example. (#5.1.2)" status=5.1.2 final`},
	{"an older Exim", `X-Failed-Recipients: p@x.example
From: Mail Delivery System <Mailer-Daemon@own.example>
To: ann@own.example
Date: Tue, 06 Jan 2026 12:00:00 +0000
Subject: Mail delivery failed: returning message to sender

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  p@x.example
    SMTP error from remote mail server after RCPT TO:<p@x.example>:
    host mx.x.example [192.0.2.7]: 550 5.1.1 unknown

------ This is a copy of the message, including all the headers. ------

Return-path: <ann@own.example>
Message-ID: <m1@own.example>
`, "2026-01-06 12:00:00 NDR" + aboutIt + ` reply="SMTP error from remote mail server after RCPT TO:<p@x.example>: host mx.x.example [192.0.2.7]: 550 5.1.1 unknown" final`},
}

func TestReports(t *testing.T) {
	for _, c := range reports {
		if got := strings.Join(read(t, c.text), "\n"); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// The reports that a simulation writes are read as they are meant.
func TestReportsOfASimulation(t *testing.T) {
	const about = " id=deck.1@contoso.example from=sender@contoso.example to=partner@fabrikam.example"
	for file, want := range map[string]string{
		"exchange-online.eml": "2026-01-05 12:01:00 failed" + about + ` hop=gate.fabrikam.example reply="554 5.4.6" age=0s` + "\n" +
			"2026-01-05 12:02:00 NDR" + about + ` hop=gate.fabrikam.example reply="554 5.4.6" status=5.4.6 age=1m0s attempts=1 final`,
		"postfix.eml": "2026-01-06 11:41:00 deferred" + about + ` hop=relay.example reply="Connection refused" age=23h40m0s` + "\n" +
			"2026-01-06 12:09:00 NDR" + about + ` hop=relay.example reply="Connection refused" status=4.4.1 age=24h8m0s final`,
	} {
		text, err := os.ReadFile(filepath.Join("../../../sim/dsn/testdata", file))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(read(t, string(text)), "\n"); got != want {
			t.Errorf("%s:\n got %s\nwant %s", file, got, want)
		}
	}
	got := read(t, dsnWith("Attempts     31, from Mon, 05 Jan 2026 12:00:01 +0000 to Tue, 06 Jan 2026 11:41:00 +0000\n", status))
	if len(got) != 3 || !strings.HasPrefix(got[0], "2026-01-05 12:00:01 deferred") || !strings.HasPrefix(got[1], "2026-01-06 11:41:00 deferred") || !strings.Contains(got[2], "attempts=31") {
		t.Errorf("first and last attempt: %q", got)
	}
}

// Reports of real servers, which sent to a host that mailstorm serve acted out; the text that they return is shortened.
func TestRealReports(t *testing.T) {
	const about, reply = ".1@sender.test from=sender@sender.test to=r1@receiver.test ", `reply="450 4.3.0 try again later`
	for file, want := range map[string]string{
		"postfix-delayed.eml": "2026-11-29 18:45:30 delay notice id=1" + about + `hop=127.21.1.1 ` + reply + `" status=4.3.0 age=47s until=2026-11-29 18:46:43`, // 2 min after it arrived, as it is set
		"postfix-expired.eml": "2026-11-29 18:46:48 NDR id=1" + about + `hop=127.21.1.1 ` + reply + `" status=4.3.0 age=2m5s final`,
		"exim-delayed.eml":    "2026-11-29 18:45:16 delay notice id=4" + about + `reply="4.0.0" status=4.0.0 age=31s`,
		"exim-expired.eml":    "2026-11-29 18:46:46 NDR id=4" + about + `hop=127.21.4.1 ` + reply + `: retry timeout exceeded" status=5.0.0 age=2m1s final`,
		"sendmail-delayed.eml": "2026-11-29 18:45:35 deferred id=7" + about + `hop=[127.21.7.1] ` + reply + `" age=37s` + "\n" +
			"2026-11-29 18:45:35 delay notice id=7" + about + `hop=[127.21.7.1] ` + reply + `" status=4.3.0 age=37s`,
		"sendmail-expired.eml": "2026-11-29 18:47:05 deferred id=7" + about + `hop=[127.21.7.1] ` + reply + `" age=2m7s` + "\n" +
			"2026-11-29 18:47:05 NDR id=7" + about + `hop=[127.21.7.1] ` + reply + `" status=4.4.7 age=2m7s final`,
		"sendmail-refused.eml": "2026-11-29 18:44:59 failed id=9" + about + `hop=[127.21.9.1] reply="550 5.1.0 not accepted" age=0s` + "\n" +
			"2026-11-29 18:44:59 NDR id=9" + about + `hop=[127.21.9.1] reply="550 5.1.0 not accepted" status=5.1.0 age=0s final`,
	} {
		text, err := os.ReadFile(filepath.Join("testdata", file))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(read(t, string(text)), "\n"); got != want {
			t.Errorf("%s:\n got %s\nwant %s", file, got, want)
		}
	}
}

func FuzzReports(f *testing.F) {
	f.Add(dsnWith("p@x.example\n1/6/2026 11:41:00 AM - Server at mx (192.0.2.7) returned '450 4.4.317 no'\nAttempts  14, from Mon, 05 Jan 2026 12:00:00 +0000 to Tue, 06 Jan 2026 11:41:00 +0000\n", status))
	f.Add("From x@y.example Mon Jan  5 08:00:00 2026\n" + dsnWith("", status))
	for _, c := range reports {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var all []string
		for i := range Formats {
			var s, halves recordtest.Listing
			if err := Formats[i].Read("file", strings.NewReader(text), records.Options{}, &s); err != nil {
				t.Fatal(err)
			}
			if err := Formats[i].Read("file", iotest.HalfReader(strings.NewReader(text)), records.Options{}, &halves); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(s.Lines, halves.Lines) {
				t.Errorf("read in halves it tells\n%q\nand else\n%q", halves.Lines, s.Lines)
			}
			all = append(all, s.Lines...)
		}
		if most := (mostTries + 2) * (strings.Count(text, "\n") + 2); len(all) > most {
			t.Errorf("%d events from %d bytes", len(all), len(text))
		}
	})
}

// A message of any length, of parts within parts, of fields without end is read to its end.
func TestHostileReports(t *testing.T) {
	nested, inner := "", ""
	for i := range 3000 {
		inner += fmt.Sprintf("--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n", i, i+1)
	}
	nested = "From: a@b.example\nTo: c@d.example\nDate: x\nContent-Type: multipart/mixed; boundary=b0\n\n" + inner
	for name, text := range map[string]string{
		"a long line": strings.Repeat("x", 5<<20), "parts within parts": nested, "fields": strings.Repeat("From: a@b.example\n", 1<<18),
		"a long field": "From: a\n" + strings.Repeat(" more\n", 1<<19), "boundaries": "Content-Type: multipart/report; boundary=b\n\n" + strings.Repeat("--b\n", 1<<18),
		"an mbox": strings.Repeat("From x@y.example Mon Jan  5 08:00:00 2026\n\n", 1<<16), "recipients": dsnWith("", strings.Repeat("\nFinal-Recipient: rfc822; p@x.example\nAction: failed\n", 1<<16)),
		"addresses": dsnWith(strings.Repeat("1/6/2026 11:41:00 AM - Server at mx (192.0.2.7) returned '450 no'\n", 1<<14), status), "binary": "\x00\xff\xfe\x00",
	} {
		for i := range Formats {
			var s recordtest.Listing
			if err := Formats[i].Read("file", strings.NewReader(text), records.Options{}, &s); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}
