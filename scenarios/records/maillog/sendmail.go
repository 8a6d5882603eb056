package maillog

import (
	"strings"
	"time"

	"mailstorm/scenarios/records"
)

// sendmail reads a line of sendmail: "6ATIV72u007467: to=<...".
func (l *log) sendmail(s *syslogLine) {
	id, text, ok := strings.Cut(s.text, ": ")
	if !ok || !isSendmailID(id) {
		return
	}
	key := s.host + "/" + id
	switch {
	case strings.HasPrefix(text, "from="):
		l.taken(key, text)
	case strings.HasPrefix(text, "to="):
		l.attempted(key, text)
	default:
		l.reported(key, text)
	}
}

// isSendmailID knows the ids of sendmail 8: letters and digits, the last of which are a process number.
func isSendmailID(id string) bool {
	const shortest, longest = 8, 24
	if len(id) < shortest || len(id) > longest || strings.Trim(id[len(id)-5:], "0123456789") != "" {
		return false
	}
	for i := range len(id) {
		if c := id[i]; (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
	}
	return true
}

// taken reads "from=<a@b>, size=720, class=0, nrcpts=1, msgid=<..>, proto=ESMTP, relay=mx.example [192.0.2.1]".
func (l *log) taken(key, text string) {
	from, rest, ok := between(text, "from=", ", size=")
	if !ok {
		return // it goes on with what was wrong
	}
	e := l.begin(records.Received, key)
	sender(e, strings.Trim(from, "<>"))
	size, rest, _ := strings.Cut(rest, ", ")
	if e.Size, ok = integer(size); !ok {
		l.unusable(0, "the size is no number")
		return
	}
	if fact(rest, "nrcpts=") == "0" {
		return // all recipients were refused
	}
	if _, id, ok := strings.Cut(rest, "msgid="); ok {
		id, _, _ = strings.Cut(id, ", ")
		e.MessageID = strings.Trim(id, "<>")
	}
	if !e.NullFrom && (strings.HasSuffix(rest, "@localhost") || strings.Contains(rest, ", auth=")) {
		e.Direction = records.Outbound
	}
	l.tell(e)
}

// attempted reads "to=<a@b>,<c@d>, delay=00:00:01, xdelay=00:00:01, mailer=esmtp, relay=mx.example. [192.0.2.1], dsn=2.0.0, stat=Sent (ok)".
func (l *log) attempted(key, text string) {
	to, rest, ok := between(text, "to=", ", delay=")
	facts, stat, ok2 := strings.Cut(rest, ", stat=")
	if !ok || !ok2 {
		l.unusable(0, "there is no status")
		return
	}
	e := l.begin(outcome(facts, stat), key)
	if e.Kind == records.Listed {
		return // nothing was tried
	}
	to, _, _ = strings.Cut(to, ", ctladdr=")
	if age, ok := sendmailAge(facts); ok {
		before(e, age)
	}
	if _, xdelay, ok := strings.Cut(facts, ", xdelay="); ok {
		e.Took, _ = sendmailAge(xdelay)
	}
	e.Hop = relayOf(facts)
	e.Status, _, _ = strings.Cut(stat, " ")
	e.Status = strings.TrimSuffix(e.Status, ":")
	e.Reply = saidBy(facts, stat)
	e.Final = e.Kind != records.Deferred && e.Kind != records.Suspended
	for address := range strings.SplitSeq(strings.TrimSuffix(to, ", [more]"), ",") { // the others are in lines of their own
		e.To = strings.ToLower(strings.Trim(address, "<> "))
		l.tell(e)
	}
}

// outcome is what a status means, beside its code; Listed: nothing was tried.
func outcome(facts, stat string) records.Kind {
	code := fact(facts, "dsn=")
	switch {
	case strings.HasPrefix(stat, "queued"), stat == "quarantined":
		return records.Listed
	case strings.HasPrefix(stat, "Sent"):
		switch fact(facts, "mailer=") {
		case "local", "prog", "*file*", "cyrus", "cyrusv2", "lmtp", "procmail", "dovecot":
			return records.Delivered
		}
		return records.Sent
	case strings.HasPrefix(stat, "Deferred"), strings.HasPrefix(code, "4"):
		if relay := fact(facts, "relay="); relay != "" && !strings.Contains(relay, " [") && !strings.Contains(stat, "ame server") {
			return records.Suspended // a host that failed before in this queue run is named without its address
		}
		return records.Deferred
	}
	return records.Failed
}

// relayOf is the name of a host: "mx.example" of "relay=mx.example. [192.0.2.1]".
func relayOf(facts string) string {
	return strings.TrimSuffix(hostBefore(fact(facts, "relay=")), ".")
}

// saidBy is the reply of the remote, or the reason.
func saidBy(facts, stat string) string {
	said := strings.TrimPrefix(stat, "Deferred: ")
	if reply, _, ok := between(stat, "Sent (", ")"); ok {
		said = reply
	}
	if _, reply, ok := strings.Cut(facts, "reply="); ok {
		said = reply
	}
	const beforeMail = "4.5.0" // sendmail's own code for a reply to the connection, or to EHLO or HELO, that has none
	if fact(facts, "dsn=") == beforeMail && strings.HasPrefix(said, "4") && !strings.Contains(said, beforeMail) {
		return refusedToTalk + said
	}
	return said
}

// reported reads that a DSN was made: "6ATIV72t007477: DSN: User unknown". Of a message that a DSN said to be late it says "sender notify", of DSNs
// themselves "return to sender", which goes to the postmaster.
func (l *log) reported(key, text string) {
	id, text, ok := strings.Cut(text, ": ")
	kind, why, ok2 := strings.Cut(text, ": ")
	if !ok || !ok2 || !isSendmailID(id) || kind != "DSN" && kind != "sender notify" || why == "Return receipt" {
		return
	}
	if strings.HasPrefix(why, "Warning:") {
		l.tell(l.begin(records.DelayNotice, key))
		return
	}
	if strings.HasPrefix(why, "Cannot send message ") {
		e := l.begin(records.Failed, key)
		e.Reply, e.Final = records.Expired, true
		l.tell(e)
	}
	l.tell(l.begin(records.NDR, key))
}

// sendmailAge reads how long a message was there: 00:00:01, 1+02:03:04. Facts begins with it.
func sendmailAge(facts string) (d time.Duration, ok bool) {
	age, _, _ := strings.Cut(facts, ",")
	if days, clock, found := strings.Cut(age, "+"); found {
		n, ok := digits(days)
		if !ok {
			return 0, false
		}
		d, age = time.Duration(n)*24*time.Hour, clock
	}
	const length = len("00:00:00")
	if len(age) != length || age[2] != ':' || age[5] != ':' {
		return 0, false
	}
	for i, unit := range []time.Duration{time.Hour, time.Minute, time.Second} {
		n, ok := digits(age[3*i : 3*i+2])
		if !ok {
			return 0, false
		}
		d += time.Duration(n) * unit
	}
	return d, true
}
