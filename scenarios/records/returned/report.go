package returned

import (
	"cmp"
	"net/mail"
	"strconv"
	"strings"
	"time"

	"mailstorm/scenarios/records"
)

// report is what a message says about one recipient.
type report struct {
	to, original string
	action       string // failed, delayed, delivered, relayed or expanded
	status       string // 5.4.7
	diagnostic   string
	said         bool // diagnostic is what the remote host said
	host         string
	tried        time.Time // last
	tries        []try     // that are told one by one
	attempts     int
	arrived      time.Time
	until        time.Time // it will be tried
	sender       string
}

// try is an attempt that a report tells.
type try struct {
	at          time.Time
	host, reply string
}

// readStatus reads the part for programs: groups of fields, the first of which is about the message.
func (m *message) readStatus() {
	var first header
	for rest := m.status; rest != ""; {
		var h header
		h, rest = cutHeader(rest)
		if first == nil {
			first = h
		}
		if !h.has("final-recipient") && !h.has("original-recipient") {
			continue
		}
		const most = 10000
		if len(m.reports) >= most {
			return
		}
		m.reports = append(m.reports, newReport(first, h))
	}
	m.readNotes()
}

func newReport(message, h header) report {
	r := report{to: typed(h.get("final-recipient")), original: typed(h.get("original-recipient")), action: word(h.get("action")), status: word(h.get("status")),
		diagnostic: behindType(h.get("diagnostic-code")), host: typed(h.get("remote-mta")), tried: date(h.get("last-attempt-date")),
		arrived: date(cmp.Or(message.get("arrival-date"), h.get("arrival-date"))), until: date(h.get("will-retry-until")),
		sender: typed(message.get("x-postfix-sender"))}
	r.to = cmp.Or(r.to, r.original)
	if r.action == "expired" { // a word of SendGrid's
		r.action = "failed"
	}
	if r.action == "" {
		r.action = map[string]string{"5": "failed", "4": "delayed", "2": "delivered"}[r.status[:min(len(r.status), 1)]]
	}
	return r
}

// word is the first word of a value, in lower case; a comment may stand behind it.
func word(s string) string {
	s, _, _ = strings.Cut(strings.ToLower(s)+" ", " ")
	return strings.Trim(s, ";,")
}

// behindType is a value without its type: "smtp; 550 5.1.1 unknown".
func behindType(s string) string {
	if kind, value, ok := strings.Cut(s, ";"); ok && !strings.Contains(kind, " ") {
		s = value
	}
	return strings.Join(strings.Fields(s), " ")
}

// typed is an address or a host without its type, in lower case: "rfc822; a@b.example", "utf-8; j\x{FC}rgen@b.example", "dns; mx.example (192.0.2.1)".
func typed(s string) string {
	s, _, _ = strings.Cut(behindType(s), " ")
	for i := strings.Index(s, `\x{`); i >= 0; i = strings.Index(s, `\x{`) {
		digits, rest, ok := strings.Cut(s[i+len(`\x{`):], "}")
		letter, err := strconv.ParseUint(digits, 16, 21)
		if !ok || err != nil {
			break
		}
		s = s[:i] + string(rune(letter)) + rest
	}
	return lower(s)
}

// date reads a date of RFC 5322; zero: there is none.
func date(s string) time.Time {
	t, err := mail.ParseDate(strings.TrimSpace(s))
	const first, last = 1990, 2200
	if err != nil || t.Year() < first || t.Year() >= last {
		return time.Time{}
	}
	return t.UTC()
}

// events are what a report tells: attempts, and that it was written.
func (m *message) events(r *report) []records.Event {
	written := date(m.header.get("date"))
	about := records.Event{Grain: time.Second, MessageID: m.originalID(), From: m.sender(r), To: r.to, Hop: r.host, Arrived: m.arrived(r)}
	if r.original != r.to {
		about.OriginalTo = r.original
	}
	about.NullFrom = about.From == ""
	var all []records.Event
	for _, t := range r.attempted() {
		e := about
		e.Kind, e.At, e.Hop, e.Reply = records.Deferred, t.at, cmp.Or(t.host, r.host), t.reply
		if strings.HasPrefix(t.reply, "5") && !isExpired(t.reply) && !records.Unreached(t.reply) && r.action == "failed" {
			e.Kind = records.Failed
		}
		all = append(all, e)
	}
	e := about
	e.At, e.Reply, e.Status, e.Attempts = written, cmp.Or(r.diagnostic, r.status), r.status, r.attempts
	switch r.action {
	case "failed":
		e.Kind, e.Final = records.NDR, true
	case "delayed":
		e.Kind, e.Until = records.DelayNotice, r.until
	case "delivered", "relayed", "expanded":
		e.Kind = map[string]records.Kind{"delivered": records.Delivered, "relayed": records.Sent, "expanded": records.Expanded}[r.action]
		e.Final = true
		if !r.tried.IsZero() {
			e.At = r.tried
		}
		return append(all, e)
	default:
		return nil
	}
	if e.At.IsZero() {
		e.At = r.tried
	}
	return append(all, e)
}

// arrived is when the message arrived where the report was written: as it says, or by the youngest Received line.
func (m *message) arrived(r *report) time.Time {
	if !r.arrived.IsZero() {
		return r.arrived
	}
	line := m.original.get("received")
	return date(line[strings.LastIndexByte(line, ';')+1:])
}

// attempted are the attempts whose times are told.
func (r *report) attempted() []try {
	if r.action != "failed" && r.action != "delayed" {
		return nil
	}
	for _, t := range r.tries {
		if t.at.Equal(r.tried) {
			return r.tries
		}
	}
	if len(r.tries) > 0 && r.tries[len(r.tries)-1].reply != "" || r.tried.IsZero() {
		return r.tries
	}
	return append(r.tries, try{at: r.tried, reply: cmp.Or(r.diagnostic, r.status)})
}

// isExpired reports whether a reply says that the time of a message was over, which no host said.
func isExpired(reply string) bool { return strings.Contains(strings.ToLower(reply), "expired") }

// originalID is the Message-ID of the message that a report is about.
func (m *message) originalID() string {
	id := cmp.Or(m.original.get("message-id"), m.header.get("in-reply-to"), m.header.get("references"))
	id, _, _ = strings.Cut(strings.TrimSpace(id), " ")
	return strings.Trim(id, "<>")
}

// sender is the sender of that message: the report went there.
func (m *message) sender(r *report) string {
	return cmp.Or(r.sender, addressIn(m.header.get("to")), addressIn(m.original.get("return-path")), addressIn(m.original.get("from")))
}

// addressIn is the first address of a field.
func addressIn(value string) string {
	if _, inside, ok := strings.Cut(value, "<"); ok {
		value, _, _ = strings.Cut(inside, ">")
	} else {
		value, _, _ = strings.Cut(value, ",")
	}
	if !strings.Contains(value, "@") {
		return ""
	}
	return lower(value)
}
