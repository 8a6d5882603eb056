package dsn

import (
	"bufio"
	"bytes"
	"flag"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"net/textproto"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"mailstorm/sim/smtp"
)

var update = flag.Bool("update", false, "write the golden messages anew")

func after(d time.Duration) time.Time { return time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC).Add(d) }

// expiredReport is a day of refused connections, with a move between two servers.
func expiredReport(style string) Report {
	return Report{Style: style, ID: "report.8@exo", Written: after(24*time.Hour + 9*time.Minute), Host: "exo.example",
		Original: Original{From: "sender@contoso.example", To: "partner@fabrikam.example", Subject: "deck", ID: "deck.1@contoso.example",
			Written: after(0), Size: 27_000_000},
		Failure: Diagnostic{Error: smtp.Reply{Code: 550, Enhanced: smtp.Status(5, 4, 316)}, Text: "Connection refused", Short: "Socket error code 10061",
			Expired: true, Server: "relay.example", Address: "192.0.2.7", Attempted: after(23*time.Hour + 41*time.Minute)},
		Cause: smtp.Refused, Heard: smtp.Reply{Code: 450, Enhanced: smtp.Status(4, 4, 316)}, Attempts: 28, First: after(time.Minute),
		Hops: []Hop{{"edge.example", "198.51.100.4", after(0)}, {"server3.exo.example", "203.0.113.9", after(time.Minute)},
			{"server17.exo.example", "203.0.113.23", after(11 * time.Hour)}}}
}

func delayedReport(style string) Report {
	r := expiredReport(style)
	r.Action, r.Written, r.Until = Delayed, after(4*time.Hour), after(24*time.Hour)
	r.Failure.Error, r.Failure.Expired = r.Heard, false
	return r
}

// rejectedReport is the one of the field report: a gateway takes a second copy for a loop.
func rejectedReport(style string) Report {
	r := expiredReport(style)
	r.Written, r.Hops, r.Attempts, r.Heard, r.Cause, r.Phase = after(2*time.Minute), r.Hops[:2], 1, smtp.Reply{}, smtp.Said, smtp.Dot
	r.Failure = Diagnostic{Error: smtp.Reply{Code: 554, Enhanced: smtp.Status(5, 4, 6)}, Server: "gate.fabrikam.example", Address: "192.0.2.7",
		Attempted: after(time.Minute)}
	return r
}

// unroutedReport is of a host that knows no way on.
func unroutedReport(style string) Report {
	r := rejectedReport(style)
	r.Attempts = 0
	r.Failure = Diagnostic{Error: smtp.Reply{Code: 550, Enhanced: smtp.Status(5, 4, 4)}, Attempted: after(time.Hour)} // of what?
	return r
}

var reportKinds = []struct {
	name string
	make func(style string) Report
}{{"expired", expiredReport}, {"delayed", delayedReport}, {"rejected", rejectedReport}, {"unrouted", unroutedReport}}

var families = []string{"exchange-online", "exchange-server", "postfix", "sendmail", "qmail", "rfc5321", ""}

// opened is a report as a mail program sees it.
type opened struct {
	head     mail.Header
	human    string
	message  textproto.MIMEHeader // fields of the status about the message
	one      textproto.MIMEHeader // about its recipient
	original mail.Header
}

type complaining interface {
	Helper()
	Fatalf(format string, args ...any)
}

func open(t complaining, b []byte) (o opened) {
	t.Helper()
	judgeLines(t, b)
	m, err := mail.ReadMessage(bytes.NewReader(b))
	if err != nil {
		t.Fatalf("%v\n%s", err, b)
	}
	o.head = m.Header
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/report" || params["report-type"] != "delivery-status" {
		t.Fatalf("%v: it is %s, %v", err, kind, params)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	o.human = part(t, parts, "text/plain")
	status := textproto.NewReader(bufio.NewReader(strings.NewReader(part(t, parts, "message/delivery-status"))))
	if o.message, err = status.ReadMIMEHeader(); err != nil {
		t.Fatalf("status of the message: %v", err)
	}
	if o.one, err = status.ReadMIMEHeader(); err != nil && err != io.EOF {
		t.Fatalf("status of the recipient: %v", err)
	}
	original, err := mail.ReadMessage(strings.NewReader(part(t, parts, "text/rfc822-headers") + "\r\n"))
	if err != nil {
		t.Fatalf("header lines of the original: %v", err)
	}
	o.original = original.Header
	if _, err := parts.NextPart(); err != io.EOF {
		t.Fatalf("there is a fourth part, or no end: %v", err)
	}
	return o
}

// part reads the next part, which the reader has decoded if it was quoted-printable.
func part(t complaining, parts *multipart.Reader, want string) string {
	t.Helper()
	p, err := parts.NextPart()
	if err != nil {
		t.Fatalf("no part %s: %v", want, err)
	}
	if kind, _, err := mime.ParseMediaType(p.Header.Get("Content-Type")); kind != want || err != nil {
		t.Fatalf("the part is %s, not %s: %v", kind, want, err)
	}
	body, err := io.ReadAll(p)
	if err != nil {
		t.Fatalf("part %s: %v", want, err)
	}
	return string(body)
}

// judgeLines wants lines of ASCII that end with CRLF and are not too long.
func judgeLines(t complaining, b []byte) {
	t.Helper()
	for line := range strings.Lines(string(b)) {
		text, whole := strings.CutSuffix(line, "\r\n")
		if !whole || len(text) > 998 || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) {
			t.Fatalf("a line that no mail may have: %q", line)
		}
	}
}

func TestEveryReportSaysWhatItMust(t *testing.T) {
	for _, family := range families {
		for _, kind := range reportKinds {
			t.Run(family+"/"+kind.name, func(t *testing.T) {
				r := kind.make(family)
				o := open(t, r.Message())
				wantFields(t, "head", textproto.MIMEHeader(o.head), map[string]string{"Return-Path": "<>", "Auto-Submitted": "auto-replied",
					"To": "<sender@contoso.example>", "Message-Id": "<" + r.ID + ">", "In-Reply-To": "<" + r.Original.ID + ">",
					"References": "<" + r.Original.ID + ">", "Mime-Version": "1.0", "Date": stamp(r.Written)})
				from, err := o.head.AddressList("From")
				if err != nil || len(from) != 1 || !strings.HasSuffix(from[0].Address, "@exo.example") {
					t.Errorf("it is from %v: %v", from, err)
				}
				if s := o.head.Get("Subject"); !strings.HasSuffix(s, ": deck") {
					t.Errorf("subject %q", s)
				}
				wantFields(t, "message", o.message, map[string]string{"Reporting-Mta": "dns; exo.example", "Arrival-Date": stamp(after(time.Minute))})
				wantFields(t, "recipient", o.one, map[string]string{"Final-Recipient": "rfc822; partner@fabrikam.example", "Action": r.Action.String()})
				wantFields(t, "original", textproto.MIMEHeader(o.original), map[string]string{"From": "<sender@contoso.example>",
					"To": "<partner@fabrikam.example>", "Subject": "deck", "Message-Id": "<" + r.Original.ID + ">", "Date": stamp(after(0))})
				if n := len(o.original["Received"]); n != len(r.Hops) {
					t.Errorf("%d Received lines of %d hops", n, len(r.Hops))
				}
				if !strings.Contains(o.human, r.Original.To) {
					t.Errorf("it does not say who it is about:\n%s", o.human)
				}
			})
		}
	}
}

func wantFields(t *testing.T, where string, got textproto.MIMEHeader, want map[string]string) {
	t.Helper()
	for name, value := range want {
		if len(got[name]) != 1 || got[name][0] != value {
			t.Errorf("%s: %s is %q, not %q", where, name, got[name], value)
		}
	}
}

func TestStatusFieldsOfEachKind(t *testing.T) {
	for _, row := range []struct {
		report                     Report
		status, remote, diagnostic string
		lastAttempt, willRetry     string
	}{
		{expiredReport("exchange-online"), "5.4.316", "dns; relay.example", "smtp; 550 5.4.316 Message expired, connection refused -> 450 4.4.316",
			"Tue, 06 Jan 2026 11:41:00 +0000", ""},
		{delayedReport("exchange-online"), "4.4.316", "dns; relay.example", "smtp; 450 4.4.316 Connection refused",
			"Tue, 06 Jan 2026 11:41:00 +0000", "Tue, 06 Jan 2026 12:00:00 +0000"},
		{rejectedReport("exchange-online"), "5.4.6", "dns; gate.fabrikam.example", "smtp; 554 5.4.6", "Mon, 05 Jan 2026 12:01:00 +0000", ""},
		{unroutedReport("exchange-online"), "5.4.4", "", "smtp; 550 5.4.4", "", ""},
		{delayedReport("exchange-server"), "4.4.7", "dns; relay.example", "smtp; 400 4.4.7 message delayed",
			"Tue, 06 Jan 2026 11:41:00 +0000", "Tue, 06 Jan 2026 12:00:00 +0000"},
		{expiredReport("postfix"), "5.4.316", "dns; relay.example", "X-Postfix; Connection refused", "Tue, 06 Jan 2026 11:41:00 +0000", ""},
		{rejectedReport("postfix"), "5.4.6", "dns; gate.fabrikam.example", "smtp; 554 5.4.6", "Mon, 05 Jan 2026 12:01:00 +0000", ""},
	} {
		one := open(t, row.report.Message()).one
		for name, want := range map[string]string{"Status": row.status, "Remote-Mta": row.remote, "Diagnostic-Code": row.diagnostic,
			"Last-Attempt-Date": row.lastAttempt, "Will-Retry-Until": row.willRetry} {
			if one.Get(name) != want || want == "" && one[name] != nil {
				t.Errorf("%s, %v: %s is %q, not %q", row.report.Style, row.report.Action, name, one[name], want)
			}
		}
	}
}

// Exchange Server gives up with a code of class 4, replies may have no enhanced code, and what is only late has not failed.
func TestStatusFitsAction(t *testing.T) {
	for _, row := range []struct {
		action Action
		reply  smtp.Reply
		want   string
	}{
		{Failed, smtp.Reply{Code: 550, Enhanced: smtp.Status(4, 4, 7)}, "4.4.7"},
		{Failed, smtp.Reply{Code: 554}, "5.0.0"},
		{Failed, smtp.Reply{}, "5.0.0"},
		{Delayed, smtp.Reply{Code: 421}, "4.0.0"},
		{Delayed, smtp.Reply{}, "4.0.0"},
		{Delayed, smtp.Reply{Code: 554, Enhanced: smtp.Status(5, 7, 1)}, "4.7.1"},
	} {
		r := expiredReport("postfix")
		r.Action, r.Failure.Error = row.action, row.reply
		if got := open(t, r.Message()).one.Get("Status"); got != row.want {
			t.Errorf("%v after %v: Status %s, not %s", row.action, row.reply, got, row.want)
		}
	}
}

func TestGoldenReports(t *testing.T) {
	postfix := expiredReport("postfix") // where the last deferral becomes the failure
	postfix.Heard = smtp.Reply{Code: 450, Enhanced: smtp.Status(4, 4, 1)}
	postfix.Failure.Error = postfix.Heard
	for name, r := range map[string]Report{"exchange-online.eml": rejectedReport("exchange-online"), "postfix.eml": postfix} {
		got := strings.ReplaceAll(string(r.Message()), "\r\n", "\n")
		if *update {
			if err := os.WriteFile("testdata/"+name, []byte(got), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile("testdata/" + name)
		if err != nil || got != string(want) {
			t.Errorf("%s: %v; it is now\n%s", name, err, got)
		}
	}
}

// oddName draws what a scenario, or somebody with bad intentions, may put into a name.
var oddName = rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "@", "a@", "@b", "ü@bücher.example", "plain@contoso.example", "x\r\nBcc: all@contoso.example",
	"a\r\n\r\n<html>", "\r\n--=_", "=?utf-8?B?AAAA?=", strings.Repeat("long", 900), strings.Repeat("ü", 900), strings.Repeat("a b ", 300) + "@c",
	"\x80\xff", "\u2028\u202e\u0085", `"quo\ted"@contoso.example`, "a,b;c:d(e)@contoso.example", ".a..b.@contoso.example", strings.Repeat("+ü", 30) + "@" + strings.Repeat("ü", 250)}))

func oddReport(t *rapid.T) Report {
	name := func(what string) string { return oddName.Draw(t, what) }
	moment := func(what string) time.Time { return time.Unix(rapid.Int64Range(-1e9, 9e9).Draw(t, what), 0) }
	reply := func(what string) smtp.Reply {
		return smtp.Reply{Code: rapid.Uint16Range(0, 999).Draw(t, what), Enhanced: smtp.Enhanced(rapid.Uint32().Draw(t, what))}
	}
	r := Report{Style: rapid.SampledFrom(families).Draw(t, "style"), Action: rapid.SampledFrom([]Action{Failed, Delayed}).Draw(t, "action"), ID: name("id"),
		Written: moment("written"), Host: name("host"), Cause: smtp.Cause(rapid.IntRange(0, int(smtp.Causes)-1).Draw(t, "cause")),
		Phase: smtp.Phase(rapid.IntRange(0, int(smtp.Phases)-1).Draw(t, "phase")), Heard: reply("heard"), Attempts: rapid.Uint32Range(0, 3).Draw(t, "attempts"),
		First: moment("first"), Until: moment("until"),
		Original: Original{From: name("from"), To: name("to"), Subject: name("subject"), ID: name("original"), Written: moment("submitted"), Size: rapid.Int64().Draw(t, "size")},
		Failure: Diagnostic{Error: reply("error"), Text: name("text"), Short: name("short"), Expired: rapid.Bool().Draw(t, "expired"), Server: name("server"),
			Address: name("address"), Attempted: moment("attempted")}}
	for range rapid.IntRange(0, 3).Draw(t, "hops") {
		r.Hops = append(r.Hops, Hop{name("hop"), name("hop's address"), moment("hop's time")})
	}
	return r
}

var headFields = []string{"Auto-Submitted", "Content-Type", "Date", "From", "In-Reply-To", "Message-Id", "Mime-Version", "References", "Return-Path", "Subject", "To",
	"X-Mailstorm"}

func TestNoNameBreaksAReport(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := oddReport(t)
		o := open(t, r.Message())
		onlyFields(t, "head", textproto.MIMEHeader(o.head), headFields)
		onlyFields(t, "message", o.message, []string{"Arrival-Date", "Reporting-Mta"})
		onlyFields(t, "recipient", o.one, []string{"Action", "Diagnostic-Code", "Final-Recipient", "Last-Attempt-Date", "Remote-Mta", "Status", "Will-Retry-Until"})
		onlyFields(t, "original", textproto.MIMEHeader(o.original), []string{"Date", "From", "Message-Id", "Received", "Subject", "To", "X-Mailstorm-Size"})
		for _, field := range []string{"From", "To"} {
			for _, head := range []mail.Header{o.head, o.original} {
				if list, err := head.AddressList(field); err != nil || len(list) != 1 {
					t.Fatalf("%s: %q: %v", field, head.Get(field), err)
				}
			}
		}
		words := mime.WordDecoder{}
		got, err := words.DecodeHeader(o.original.Get("Subject"))
		if want := strings.Fields(clean(r.Original.Subject)); err != nil || !slices.Equal(strings.Fields(got), want) {
			t.Fatalf("the subject %q is read as %q: %v", r.Original.Subject, got, err)
		}
		if (o.one["Will-Retry-Until"] != nil) != (r.Action == Delayed) {
			t.Fatalf("Will-Retry-Until is %q with %v", o.one["Will-Retry-Until"], r.Action)
		}
	})
}

// onlyFields wants no field but these, and each once; there may be many Received lines.
func onlyFields(t *rapid.T, where string, got textproto.MIMEHeader, want []string) {
	for name, values := range got {
		if !slices.Contains(want, name) || len(values) != 1 && name != "Received" {
			t.Fatalf("%s: %s: %q", where, name, values)
		}
	}
}

func TestNamesInOtherScriptsArriveWhole(t *testing.T) {
	r := expiredReport("exchange-online")
	r.Original.From, r.Original.To, r.Original.Subject = "jürgen@contoso.example", "info@bücher.example", "Übersicht für März, 表"
	o := open(t, r.Message())
	words := mime.WordDecoder{}
	if s, err := words.DecodeHeader(o.head.Get("Subject")); err != nil || s != "Undeliverable: Übersicht für März, 表" {
		t.Errorf("subject %q, %v", s, err)
	}
	to, err := o.head.AddressList("To")
	if err != nil || to[0].Name != "jürgen@contoso.example" || to[0].Address != `j\x{FC}rgen@contoso.example` {
		t.Errorf("to %v, %v", to, err)
	}
	wantFields(t, "recipient", o.one, map[string]string{"Final-Recipient": "rfc822; info@xn--bcher-kva.example"})
	if !strings.Contains(o.human, "Übersicht für März, 表") || !strings.Contains(o.human, "info@bücher.example") {
		t.Errorf("people cannot read it:\n%s", o.human)
	}
	r.Original.To = "jürgen+a@contoso.example"
	wantFields(t, "recipient", open(t, r.Message()).one, map[string]string{"Final-Recipient": `utf-8; j\x{FC}rgen\x{2B}a@contoso.example`})
}

func TestTheUserReadsTheWrongCodeWhereThatWasSeen(t *testing.T) {
	for _, m := range Misnomers {
		if m.Mark != "observed" || m.Source == "" || m.Shown == m.Real.Enhanced {
			t.Errorf("%+v: only what was observed stands here, with its source", m)
		}
		r := rejectedReport("exchange-online")
		r.Failure.Error = m.Real
		layers := layersOf(t, &r)
		if !strings.Contains(layers[0], m.Shown.String()) || strings.Contains(layers[0], m.Real.Enhanced.String()) {
			t.Errorf("the user does not read %v:\n%s", m.Shown, layers[0])
		}
		for i := 1; i <= 2; i++ {
			if !strings.Contains(layers[i], m.Real.String()) || strings.Contains(layers[i], m.Shown.String()) {
				t.Errorf("layer %d does not say %v:\n%s", i+1, m.Real, layers[i])
			}
		}
		r.Failure.Expired = true
		if first := layersOf(t, &r)[0]; !strings.Contains(first, m.Real.Enhanced.String()) {
			t.Errorf("the wrong code was seen after a rejection only:\n%s", first)
		}
	}
	for _, kind := range reportKinds {
		if r := kind.make("exchange-online"); kind.name != "rejected" && r.shown() != r.code() {
			t.Errorf("%s: the user reads %v, not %v", kind.name, r.shown(), r.code())
		}
	}
}

// layersOf takes the report of Exchange Online apart at its four titles.
func layersOf(t *testing.T, r *Report) []string {
	t.Helper()
	human := open(t, r.Message()).human
	starts := []int{0}
	for _, title := range []string{"\r\n2. ", "\r\n3. ", "\r\n4. "} {
		starts = append(starts, strings.Index(human, title))
	}
	if !slices.IsSorted(starts) || starts[1] < 0 {
		t.Fatalf("there are no four layers:\n%s", human)
	}
	return []string{human[:starts[1]], human[starts[1]:starts[2]], human[starts[2]:starts[3]], human[starts[3]:]}
}

func TestTheThirdLayerHasTheHopsAndTheDiagnosticLine(t *testing.T) {
	r := expiredReport("exchange-online")
	layers := layersOf(t, &r)
	for _, want := range []string{"2026-01-05 12:00:00  sender@contoso.example  edge.example\r\n", "server3.exo.example     server17.exo.example\r\n",
		"2026-01-06 11:41:00  server17.exo.example    relay.example [192.0.2.7], in vain\r\n", r.Failure.String(), "450 4.4.316", "28, from "} {
		if !strings.Contains(layers[2], want) {
			t.Errorf("no %q in\n%s", want, layers[2])
		}
	}
	if !strings.Contains(layers[3], r.original()) && !strings.HasSuffix(layers[3], r.original()) {
		t.Errorf("the last layer is not the header of the original:\n%s", layers[3])
	}
}

func TestFamiliesWordTheirReportsDifferently(t *testing.T) {
	for _, kind := range reportKinds {
		seen := map[string]string{}
		for _, s := range Styles {
			r := kind.make(s.Family)
			human := open(t, r.Message()).human
			if other, twice := seen[human]; twice {
				t.Errorf("%s: %q and %q say the same", kind.name, s.Family, other)
			}
			seen[human] = s.Family
		}
	}
}

func TestEveryMeaningIsReached(t *testing.T) {
	for i := range meanings {
		m := &meanings[i]
		subject, detail := m.subject, m.detail
		if subject == every {
			subject = 999
		}
		if detail == every {
			detail = 998
		}
		for class := uint32(4); class <= 5; class++ {
			if got := meaningOf(smtp.Status(class, subject, detail)); got != m {
				t.Errorf("%d.%d.%d means %q, not %q", class, subject, detail, got.user, m.user)
			}
		}
		for _, s := range []string{m.user, m.advice, m.admin} {
			if !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "?") || strings.IndexFunc(s, unicode.IsControl) >= 0 {
				t.Errorf("%d.%d: %q is no sentence", m.subject, m.detail, s)
			}
		}
	}
}

func TestAMoveWithinTheHostIsNoArrival(t *testing.T) {
	r := expiredReport("exchange-online")
	if got := r.arrived(); got != after(time.Minute) {
		t.Errorf("arrived at %v", got)
	}
	r.Hops = append(r.Hops, Hop{"edge.example", "", after(12 * time.Hour)}, Hop{"server2.exo.example", "", after(13 * time.Hour)})
	if got := r.arrived(); got != after(13*time.Hour) {
		t.Errorf("came round again and arrived at %v", got)
	}
	r.Hops = []Hop{{"exo.example", "", after(time.Hour)}, {"exo.example", "", after(2 * time.Hour)}}
	if got := r.arrived(); got != after(time.Hour) {
		t.Errorf("on a host of one server it arrived at %v", got)
	}
	r.Hops = nil
	if got := r.arrived(); got != after(0) {
		t.Errorf("written here and arrived at %v", got)
	}
}

// The labels are those of RFC 3492 section 7.1 and of RFC 5890's best known example.
func TestPlainDomain(t *testing.T) {
	for domain, want := range map[string]string{
		"contoso.example": "contoso.example", "bücher.example": "xn--bcher-kva.example", "BÜCHER.example": "xn--bcher-kva.example", "münchen": "xn--mnchen-3ya",
		"他们为什么不说中文": "xn--ihqwcrb4cv8a8dqg056pqjye", "3年b組金八先生": "xn--3b-ww4c5e180e575a65lsy2b", "": "invalid", "..": "invalid", "a..b": "a.b",
		"a b\r\nc": "a-b--c", "-x-": "x", "192.0.2.7": "192.0.2.7", "\u212aelvin": "kelvin", "why\u200bnot": "why-not",
	} {
		if got := plainDomain(domain); got != want {
			t.Errorf("%q is %q, not %q", domain, got, want)
		}
	}
}

func TestPlainAddress(t *testing.T) {
	for address, want := range map[string]string{
		"partner@contoso.example": "partner@contoso.example", "a.b+c@contoso.example": "a.b+c@contoso.example", "a..b@c": `"a..b"@c`, ".a@c": `".a"@c`,
		"a,b@c": `"a,b"@c`, `a"b\c@d`: `"a\"b\\c"@d`, "ü@ü": `"\\x{FC}"@xn--tda`, "nobody": "nobody@invalid",
	} {
		if got := plainAddress(address); got != want {
			t.Errorf("%s is %s, not %s", address, got, want)
		}
	}
}

func TestNoNameAddsALineForPeople(t *testing.T) {
	for _, kind := range reportKinds {
		r := kind.make("exchange-online")
		const more = "\r\nmore"
		r.Host, r.Original.Subject, r.Failure.Text, r.Failure.Server, r.Hops[0].Host = r.Host+more, r.Original.Subject+more, more, "relay"+more, "edge"+more
		if human := open(t, r.Message()).human; strings.Contains(human, "\nmore") {
			t.Errorf("%s:\n%s", kind.name, human)
		}
	}
}

func TestALineThatIsTooLongIsQuoted(t *testing.T) {
	r := expiredReport("exchange-online")
	r.Failure.Server, r.Failure.Address = strings.Repeat("s", 250), strings.Repeat("a", 250)
	if layer := layersOf(t, &r)[2]; !strings.Contains(layer, r.Failure.String()) || len(r.Failure.String()) <= longest {
		t.Errorf("the diagnostic line, %d bytes, is not whole:\n%s", len(r.Failure.String()), layer)
	}
}

// A report about three recipients has a group of fields for each, and names each to people and in the header lines. A bare one has no header lines.
func TestReportsAboutSeveral(t *testing.T) {
	for _, family := range families {
		r := expiredReport(family)
		for _, to := range []string{"b@fabrikam.example", "c@void.example"} {
			other := expiredReport(family)
			other.Original.To = to
			other.Failure.Error.Enhanced = smtp.Status(5, 1, 2)
			r.Others = append(r.Others, other)
		}
		text := strings.ReplaceAll(string(r.Message()), "\r\n ", " ")
		if n := strings.Count(text, "\r\n\r\nFinal-Recipient: rfc822; "); n != 3 || strings.Count(text, "Reporting-MTA") != 1 || strings.Count(text, "\r\nStatus: 5.1.2") != 2 {
			t.Errorf("%s: %d recipients:\n%s", family, n, text)
		}
		o := open(t, r.Message())
		if to := o.original.Get("To"); to != "<partner@fabrikam.example>, <b@fabrikam.example>, <c@void.example>" {
			t.Errorf("%s: to %s", family, to)
		}
		for _, to := range []string{"b@fabrikam.example", "c@void.example"} {
			if !strings.Contains(o.human, "<"+to+">: ") {
				t.Errorf("%s says nothing of %s:\n%s", family, to, o.human)
			}
		}
		r.Bare = true
		if text := string(r.Message()); strings.Contains(text, "rfc822-headers") || !strings.Contains(text, "delivery-status\r\n") {
			t.Errorf("%s: not bare:\n%s", family, text)
		}
	}
}
