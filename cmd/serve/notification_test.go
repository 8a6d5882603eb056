package serve

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"mailstorm/cmd/serve/record"
)

const postfixReport = `From: MAILER-DAEMON@mail.contoso.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: ann@contoso.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="4B1D.1767600000/mail.contoso.example"
Message-Id: <20260105080000.AB@mail.contoso.example>

This is a MIME-encapsulated message.

--4B1D.1767600000/mail.contoso.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system.

--4B1D.1767600000/mail.contoso.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.contoso.example
Arrival-Date: Mon,  5 Jan 2026 08:00:00 +0000 (UTC)

Final-Recipient: rfc822; bob@fabrikam.example
Action: delayed
Status: 4.4.1

Final-Recipient: rfc822; <cat@fabrikam.example>
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no

--4B1D.1767600000/mail.contoso.example
Content-Description: Undelivered Message
Content-Type: message/rfc822

Received: by mail.contoso.example
Message-ID:
 <deck@contoso.example>
Subject: deck

Message-ID: <not-this@contoso.example>
--4B1D.1767600000/mail.contoso.example--
`

const opensmtpdReport = `Subject: Delivery status notification: delayed
To: ann@contoso.example
Content-Type: multipart/mixed;boundary="1321/mail.contoso.example"
Message-ID: <own@contoso.example>

--1321/mail.contoso.example
Content-Description: Delivery Report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.contoso.example

Final-Recipient: rfc822; bob@fabrikam.example
Action: delayed
Status: 4.0.0

--1321/mail.contoso.example
Content-Description: Message headers
Content-Type: text/rfc822-headers

Received: from localhost (mail.contoso.example [local])
	by mail.contoso.example (OpenSMTPD) with ESMTPA id 54aae1c7;
	Mon, 5 Jan 2026 09:00:01 +0100 (CET)
Message-ID: <deck@contoso.example>

--1321/mail.contoso.example--
`

const qmailBounce = `From: MAILER-DAEMON@contoso.example
Subject: failure notice
Message-ID: <own@contoso.example>

Hi. This is the qmail-send program.

--- Below this line is a copy of the message.

Return-Path: <ann@contoso.example>
Received: (qmail 1234 invoked by uid 1000); 5 Jan 2026 08:00:02 -0000
Message-ID: <deck@contoso.example>

Received: x; 5 Jan 2026 09:00:00 -0000
`

func TestDSNs(t *testing.T) {
	for name, test := range map[string]struct {
		text   string
		want   record.DSN
		queued string
	}{
		"postfix":              {postfixReport, record.DSN{Action: "failed", MessageID: "<deck@contoso.example>", Status: "5.1.1", To: []string{"bob@fabrikam.example", "cat@fabrikam.example"}}, "08:00:00"},
		"qmail":                {qmailBounce, record.DSN{MessageID: "<deck@contoso.example>"}, "08:00:02"},
		"opensmtpd":            {opensmtpdReport, record.DSN{Action: "delayed", MessageID: "<deck@contoso.example>", Status: "4.0.0", To: []string{"bob@fabrikam.example"}}, "08:00:01"},
		"cut off":              {postfixReport[:strings.Index(postfixReport, "Diagnostic")], record.DSN{Action: "failed", Status: "5.1.1", To: []string{"bob@fabrikam.example", "cat@fabrikam.example"}}, "08:00:00"},
		"nothing":              {"", record.DSN{}, ""},
		"no boundary":          {"Content-Type: multipart/report\n\nMessage-ID: <deck@contoso.example>\n", record.DSN{MessageID: "<deck@contoso.example>"}, ""},
		"boundary never comes": {"Content-Type: multipart/report; boundary=x\n\nfoo\n", record.DSN{}, ""},
	} {
		for _, end := range []string{"\n", "\r\n"} {
			got, at := readDSN([]byte(strings.ReplaceAll(test.text, "\n", end)))
			queued := ""
			if !at.IsZero() {
				queued = at.UTC().Format(time.TimeOnly)
			}
			if !reflect.DeepEqual(*got, test.want) || queued != test.queued {
				t.Errorf("%s: %+v of a message queued at %q, want %+v, %q", name, *got, queued, test.want, test.queued)
			}
		}
	}
}

func TestDSNsAreTakenAtTheirPort(t *testing.T) {
	var l *memoryListener
	rows := inBubble(t, "[host.relay.fault.f]\nkind=\"reject\"\n", func(o *Options) { l = newMemoryListener(); o.DSN = &Host{Listener: l} }, func(p *played) {
		p.listen = l
		c := p.dial()
		c.reads("220")
		c.asks("EHLO mail.contoso.example", "250")
		c.asks("MAIL FROM:<>", "250")
		c.asks("RCPT TO:<ann@contoso.example>", "250")
		c.asks("DATA", "354")
		c.asks(strings.ReplaceAll(postfixReport, "\n", "\r\n")+".", "250")
		c.asks("QUIT", "221")
	})
	wantRows(t, rows, "dot none kept heard")
	if r := rows[0]; r.Host != record.DSNPort || !r.Null || r.DSN == nil || r.DSN.Action != "failed" || r.DSN.MessageID != "<deck@contoso.example>" {
		t.Errorf("the row is %+v with %+v", r, r.DSN)
	}
}

// The header is read in pieces of any length.
func TestHeaderInPieces(t *testing.T) {
	text := "Received: from a\r\n\tby b; Mon, 5 Jan 2026 09:00:00 +0100\r\nX: y\r\nreceived: c\r\nMESSAGE-ID : no\r\nMessage-Id:\r\n  <a@b> (comment)\r\nMessage-ID: <second>\r\n\r\nReceived: body\r\n"
	for size := 1; size < 90; size++ {
		c := content{}
		for rest := text; rest != ""; rest = rest[min(size, len(rest)):] {
			c.take([]byte(rest[:min(size, len(rest))]))
		}
		c.end()
		if c.messageID != "<a@b>" || c.received != 2 || c.queued.UTC().Hour() != 8 || c.size != int64(len(text)) {
			t.Fatalf("in pieces of %d: %q, %d Received lines, %s", size, c.messageID, c.received, c.queued)
		}
	}
}

func TestLongHeaderIsBounded(t *testing.T) {
	c := content{}
	line := []byte("Message-ID: <" + strings.Repeat("x", 1<<16))
	for range 100 {
		c.take(line)
	}
	if n := cap(c.line) + cap(c.field); n > 64<<10 {
		t.Errorf("a header without an end takes %d bytes", n)
	}
	c.end()
	if len(c.messageID) > longestID {
		t.Errorf("the Message-ID has %d bytes", len(c.messageID))
	}
}
