package maillog

import (
	"strings"
	"time"

	"mailstorm/scenarios/records"
)

// postfixDaemons are the programs of Postfix that say something about a message.
var postfixDaemons = map[string]bool{"anvil": true, "bounce": true, "cleanup": true, "discard": true, "dnsblog": true, "error": true, "lmtp": true, "local": true,
	"master": true, "oqmgr": true, "pickup": true, "pipe": true, "postdrop": true, "postlog": true, "postqueue": true, "postscreen": true, "postsuper": true,
	"qmgr": true, "qmqpd": true, "retry": true, "scache": true, "script": true, "sendmail": true, "smtp": true, "smtpd": true, "tlsmgr": true, "tlsproxy": true,
	"trivial-rewrite": true, "verify": true, "virtual": true, "postfix-script": true, "postmulti": true, "nqmgr": true}

// postfix reads a line of Postfix: "4F2A1: to=<...", by a program of an instance, as in postfix-out/smtp. Lines about no message say nothing here.
func (l *log) postfix(s *syslogLine) {
	id, text, ok := strings.Cut(s.text, ": ")
	if !ok || !isQueueID(id) {
		return
	}
	instance, daemon, _ := strings.Cut(s.tag, "/")
	daemon = daemon[strings.LastIndexByte(daemon, '/')+1:]
	key := func() string { return s.host + "/" + instance + "/" + id } // queue ids differ within an instance only
	switch {
	case strings.HasPrefix(text, "to=<"):
		l.delivery(key(), daemon, text)
	case strings.HasPrefix(text, "from=<"):
		l.queued(key(), text)
	case strings.HasPrefix(text, "message-id="):
		l.named(key(), text)
	case text == "removed", text == "requeued":
		l.removed(key(), daemon, text)
	case daemon == "bounce":
		l.notified(key(), text)
	case daemon == "pickup" && strings.HasPrefix(text, "uid="), daemon == "smtpd" && strings.HasPrefix(text, "client=") && strings.Contains(text, ", sasl_username="):
		e := l.begin(records.Received, key())
		e.Direction = records.Outbound
		l.tell(e)
	}
}

// isQueueID knows short ids, of hexadecimal digits, and long ones, of digits and consonants. NOQUEUE and words of other lines are none.
func isQueueID(id string) bool {
	const shortest, longest = 5, 32
	if len(id) < shortest || len(id) > longest {
		return false
	}
	hexadecimal, vowels := true, false
	for i := range len(id) {
		switch c := id[i]; {
		case c >= '0' && c <= '9':
		case c|0x20 < 'a' || c|0x20 > 'z':
			return false
		default:
			hexadecimal = hexadecimal && c <= 'F'
			vowels = vowels || strings.IndexByte("aeiou", c|0x20) >= 0
		}
	}
	return hexadecimal || !vowels
}

// queued reads what the queue manager says of a message that it takes up, or gives up.
func (l *log) queued(key, text string) {
	from, rest, ok := between(text, "from=<", ">, ")
	if !ok {
		l.unusable(0, "the sender has no end")
		return
	}
	if _, status, ok := strings.Cut(rest, "status="); ok {
		if word, _, _ := strings.Cut(status, ","); strings.HasSuffix(word, "expired") {
			e := l.begin(records.Failed, key)
			sender(e, from)
			e.Status, e.Reply = word, records.Expired
			l.tell(e)
		}
		return
	}
	e := l.begin(records.Received, key)
	sender(e, from)
	size, _, _ := strings.Cut(strings.TrimPrefix(rest, "size="), ",")
	n, ok := integer(size)
	if !ok {
		l.unusable(0, "the size is no number")
		return
	}
	e.Size = n
	l.tell(e)
}

// named reads the Message-ID that cleanup logs.
func (l *log) named(key, text string) {
	if id := strings.Trim(strings.TrimPrefix(text, "message-id="), "<> "); id != "" {
		e := l.begin(records.Received, key)
		e.MessageID = id
		l.tell(e)
	}
}

// removed reads that nothing is left of a message under this id. An administrator may have removed it, or had it queued again under another one.
func (l *log) removed(key, daemon, text string) {
	kind := records.Delivered
	switch {
	case text == "requeued":
		kind = records.Expanded
	case daemon == "postsuper":
		kind = records.Dropped
	}
	e := l.begin(kind, key)
	e.Final = true
	l.tell(e)
}

// notified reads that a DSN about a message was made.
func (l *log) notified(key, text string) {
	switch {
	case strings.HasPrefix(text, "sender non-delivery notification: "):
		l.tell(l.begin(records.NDR, key))
	case strings.HasPrefix(text, "sender delay notification: "):
		l.tell(l.begin(records.DelayNotice, key))
	}
}

// delivery reads what became of an attempt for a recipient: "to=<..>, orig_to=<..>, relay=mx[192.0.2.1]:25, delay=1.5, dsn=2.0.0, status=sent (250 Ok)".
func (l *log) delivery(key, daemon, text string) {
	to, rest, ok := between(text, "to=<", ">, ")
	if !ok {
		l.unusable(0, "the recipient has no end")
		return
	}
	e := l.begin(records.Listed, key)
	e.To = strings.ToLower(to)
	if original, behind, ok := between(rest, "orig_to=<", ">, "); ok {
		e.OriginalTo, rest = strings.ToLower(original), behind
	}
	facts, status, ok := strings.Cut(rest, "status=")
	word, said, ok2 := strings.Cut(status, " ")
	if !ok || !ok2 {
		l.unusable(0, "there is no status")
		return
	}
	said = strings.TrimSuffix(strings.TrimPrefix(said, "("), ")")
	if age, ok := seconds(fact(facts, "delay=")); ok {
		before(e, age)
	}
	e.Took = sessionOf(fact(facts, "delays="))
	e.Hop = hostOf(fact(facts, "relay="))
	e.Status = word
	e.Kind = fate(daemon, word, said)
	if e.Kind == records.Listed {
		l.unusable(0, "the status is unknown")
		return
	}
	heard(e, said)
	l.tell(e)
}

// sessionOf is how long a session lasted: the last two of "before the queue manager/in it/until connected/transmission".
func sessionOf(delays string) (took time.Duration) {
	parts := strings.Split(delays, "/")
	const all, before = 4, 2
	if len(parts) != all {
		return 0
	}
	for _, part := range parts[before:] {
		d, _ := seconds(part)
		took += d
	}
	return took
}

// fate is what a status means. The daemons error and retry never open a session: the queue manager sends them what is to wait or to fail.
func fate(daemon, status, said string) records.Kind {
	switch status {
	case "sent":
		switch {
		case daemon == "discard":
			return records.Dropped
		case daemon == "smtp" || strings.Contains(said, "queued as ") || strings.HasPrefix(said, "forwarded as "):
			return records.Sent
		}
		return records.Delivered
	case "deferred":
		if daemon == "error" || daemon == "retry" || strings.HasPrefix(said, suspended) {
			return records.Suspended
		}
		return records.Deferred
	case "SOFTBOUNCE": // soft_bounce makes a deferral of it
		return records.Deferred
	case "bounced", "expired":
		return records.Failed
	case "deliverable", "undeliverable", "undeliverable-but-not-cached": // an address was only asked for
		return records.Dropped
	}
	return records.Listed
}

const (
	suspended     = "delivery temporarily suspended: "
	refusedToTalk = "refused to talk to me: " // before a reply to the connection, or to EHLO or HELO
)

// heard sets what the server heard, without the words that Postfix puts around it, and who said so.
func heard(e *records.Event, said string) {
	said = strings.TrimPrefix(said, suspended)
	e.Reply = said
	for _, w := range wrappings {
		rest, ok := strings.CutPrefix(said, w.before)
		if !ok {
			continue
		}
		host, reply, ok := strings.Cut(rest, w.behind)
		if !ok || strings.Contains(host, " ") {
			continue
		}
		if e.Hop == "" {
			e.Hop = hostOf(host)
		}
		if w.cause == "" {
			reply, _, _ = strings.Cut(reply, " (in reply to ")
		}
		e.Reply = w.cause + reply
		return
	}
}

// wrappings are the words of Postfix around the name of a host; cause is what is left of them beside what stands behind.
var wrappings = []struct{ before, behind, cause string }{
	{"host ", " said: ", ""},
	{"host ", " " + refusedToTalk, refusedToTalk},
	{"connect to ", ": ", ""},
	{"lost connection with ", " while ", "lost connection while "},
	{"conversation with ", " timed out while ", "conversation timed out while "},
}
