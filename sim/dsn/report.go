package dsn

import (
	"strconv"
	"strings"
	"time"

	"mailstorm/sim/random"
	"mailstorm/sim/smtp"
)

// Report is a DSN: what a host tells the sender of a message that it could not hand on, or not yet. Whatever its names hold,
// the message made of it is well-formed: control characters become spaces, and what is too long is cut.
type Report struct {
	Style    string    // how the host words it: the family of its profile, a row of Styles
	Action   Action    // what became of the message
	ID       string    // Message-ID of the report, without brackets
	Written  time.Time // the report
	Host     string    // that reports
	Original Original  // the message that it is about
	Others   []Report  // the same about further recipients of the message
	Bare     bool      // it holds no header lines of the message

	Failure  Diagnostic // the last one: what the report shows of it, who was tried, when
	Cause    smtp.Cause // of the failure; Said: Failure.Error is the remote's own reply, or that of the expiry
	Phase    smtp.Phase // in which it came
	Heard    smtp.Reply // the last deferral, before the message was given up; zero: none
	Attempts uint32     // 0: it was never tried
	First    time.Time  // attempt
	Until    time.Time  // Delayed: the host goes on trying so long
	Hops     []Hop      // on the way of the message, the reporting host's own last
}

// Original is the message that failed.
type Original struct {
	From, To string // addresses
	Subject  string
	ID       string    // Message-ID, without brackets
	Written  time.Time // when it was submitted
	Size     int64     // bytes
}

// Hop is a server that took the message into its queue.
type Hop struct {
	Host    string
	Address string // of the server; empty: not known
	At      time.Time
}

// Action says what became of the message, in the words of RFC 3464 section 2.3.3.
type Action uint8

// The actions that mailstorm's hosts report.
const (
	Failed Action = iota
	Delayed
)

func (a Action) String() string { return [...]string{"failed", "delayed"}[a] }

// Message is the report as a message of RFC 5322, a multipart/report of RFC 3464 with three parts: for people, for programs,
// and the header lines of the original unless it is bare. Lines end with CRLF.
func (r *Report) Message() []byte {
	style := styleOf(r.Style)
	c := r.prepared(style)
	for i := range r.Others {
		c.Others[i] = r.Others[i].prepared(style)
	}
	var human page
	style.write(&c, &human)
	for i := range c.Others {
		style.writeOther(&c.Others[i], &human)
	}
	status, original := c.status(style), c.original()
	boundary := c.boundary(human.text() + status + original)
	var b strings.Builder
	b.WriteString(c.head(style, boundary))
	part := func(head, body string) { b.WriteString("\r\n--" + boundary + "\r\n" + head + "\r\n" + body) }
	part(human.encoded())
	part(head(
		field{"Content-Type", "message/delivery-status"},
		field{"Content-Description", "What happened, for programs"}), status)
	if !r.Bare {
		part(head(
			field{"Content-Type", "text/rfc822-headers"},
			field{"Content-Description", "Header lines of the original message"}), original)
	}
	b.WriteString("\r\n--" + boundary + "--\r\n")
	return []byte(b.String())
}

// prepared is the report as a style shows it.
func (r *Report) prepared(style *Style) Report {
	c := r.clean()
	c.Others = make([]Report, len(r.Others))
	if delay := style.Delay; c.Action == Delayed && delay.Code != 0 {
		c.Heard, c.Failure.Error = c.Failure.Error, delay
	}
	return c
}

// boundary stands between the parts; made of all that they hold, it is in none of them.
func (r *Report) boundary(parts string) string {
	return "=_" + strconv.FormatUint(random.Mix(random.Name(r.ID), random.Name(parts)), 16) + "_mailstorm"
}

// head is the header of the report itself.
func (r *Report) head(style *Style, boundary string) string {
	host := plainDomain(r.Host)
	return head(
		field{"Return-Path", "<>"},
		field{"Date", stamp(r.Written)},
		field{"From", style.Name + " <" + style.Mailbox + "@" + host + ">"},
		field{"To", mailbox(r.Original.From)},
		field{"Subject", encoded(style.subject(r))},
		field{"Message-ID", "<" + r.ID + ">"},
		field{"In-Reply-To", "<" + r.Original.ID + ">"},
		field{"References", "<" + r.Original.ID + ">"},
		field{"Auto-Submitted", "auto-replied"},
		field{"X-Mailstorm", "simulated; nobody sent this report"},
		field{"MIME-Version", "1.0"},
		field{"Content-Type", `multipart/report; report-type=delivery-status; boundary="` + boundary + `"`})
}

// clean is the report without anything that could end a line or make one too long.
func (r *Report) clean() Report {
	c := *r
	c.Host = clean(r.Host)
	c.ID, c.Original.ID = identifier(r.ID), identifier(r.Original.ID)
	c.Original.From, c.Original.To = cleanAddress(r.Original.From), cleanAddress(r.Original.To)
	c.Original.Subject = clean(r.Original.Subject)
	c.Failure.Text, c.Failure.Short = clean(r.Failure.Text), clean(r.Failure.Short)
	c.Failure.Server, c.Failure.Address = clean(r.Failure.Server), clean(r.Failure.Address)
	c.Hops = make([]Hop, len(r.Hops))
	for i, h := range r.Hops {
		c.Hops[i] = Hop{clean(h.Host), h.Address, h.At}
	}
	return c
}

// arrived is when the reporting host took the message: the last hop, unless the message moved from server to server there.
func (r *Report) arrived() time.Time {
	at := r.Original.Written
	for i, h := range r.Hops {
		if i == 0 || !r.isOwn(r.Hops[i-1].Host) || !r.isOwn(h.Host) {
			at = h.At
		}
	}
	return at
}

// isOwn reports whether a hop was the reporting host, or a server of its pool.
func (r *Report) isOwn(hop string) bool { return hop == r.Host || strings.HasSuffix(hop, "."+r.Host) }

// isRemote reports whether the failure is a reply of the remote host, not one that the reporting host wrote itself.
func (r *Report) isRemote() bool {
	return r.Cause == smtp.Said && !r.Failure.Expired && r.Attempts > 0
}
