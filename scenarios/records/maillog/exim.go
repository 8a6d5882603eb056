package maillog

import (
	"io"
	"regexp"
	"strings"
	"time"

	"mailstorm/scenarios/records"
)

// readMainlog reads the log that Exim writes itself.
func readMainlog(file string, text io.Reader, o records.Options, sink records.Sink) error {
	l := newLog(file, o, sink)
	return l.each(text, l.mainlog)
}

func (l *log) mainlog(line string) {
	if rest, ok := l.cutMoment(line); ok {
		l.exim("", behindPID(rest))
	} else if l.err == nil {
		l.unusable(1, "no time at its beginning")
	}
}

// behindPID is what stands behind the space after a time, and a process number between square brackets.
func behindPID(s string) string {
	s = strings.TrimLeft(s, " ")
	if pid, rest, ok := between(s, "[", "] "); ok {
		if _, ok := digits(pid); ok {
			return rest
		}
	}
	return s
}

// behindEximTime is a line of Exim without the time that it may write although syslog does.
func behindEximTime(s string) string {
	if rest, ok := someLog().cutMoment(s); ok {
		return behindPID(rest)
	}
	return s
}

// isEvent reports whether a line of Exim is about a message.
func isEvent(text string) bool {
	id, _, _ := strings.Cut(text, " ")
	return isEximID(id)
}

// isEximID knows ids of all versions, 1xXjfp-0001Zd-1i and, since 4.97, 1rABcd-0000000abcD-12ef.
func isEximID(id string) bool {
	parts := strings.Split(id, "-")
	if len(parts) != 3 || len(parts[0]) != 6 {
		return false
	}
	switch [2]int{len(parts[1]), len(parts[2])} {
	case [2]int{6, 2}, [2]int{11, 4}:
	default:
		return false
	}
	for i := range len(id) {
		if c := id[i]; c != '-' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
	}
	return true
}

// lastHost is the host that Exim named last, for the message that it named it for.
type lastHost struct{ id, host string }

// exim reads a line about a message: its id, a flag, and what happened. Before names whose ids these are.
func (l *log) exim(before, text string) {
	id, text, ok := strings.Cut(text, " ")
	if !ok || !isEximID(id) {
		return
	}
	key := before + id
	flag, rest, _ := strings.Cut(text, " ")
	switch flag {
	case "<=", "(=": // taken over, whatever the client was told
		l.arrived(before, key, rest)
	case "=>", "->", ">>":
		l.delivered(key, rest)
	case "==":
		l.deferred(id, key, rest)
	case "**":
		l.gaveUp(key, rest)
	case "Completed", "removed": // an administrator removed it
		e := l.begin(records.Delivered, key)
		if flag == "removed" {
			e.Kind = records.Dropped
		}
		e.Final = flag == "Completed"
		delete(l.failed, key)
		l.tell(e)
	default:
		if host, ok := strings.CutPrefix(flag, "H="); ok {
			l.tried = lastHost{id, strings.ToLower(host)}
		}
	}
}

// arrived reads "sender@x H=mx.example [192.0.2.1] P=esmtp S=1234 id=a@b", or "<> R=..." of a DSN about the message R.
func (l *log) arrived(before, key, text string) {
	from, text, _ := strings.Cut(text, " ")
	e := l.begin(records.Received, key)
	sender(e, strings.Trim(from, "<>"))
	about := ""
	for f := range fields(text) {
		name, value, _ := strings.Cut(f, "=")
		switch name {
		case "S":
			if e.Size, _ = integer(value); e.Size == 0 {
				l.unusable(0, "the size is no number")
			}
		case "id":
			e.MessageID = strings.Trim(value, "<>")
		case "R":
			about = value
		case "P":
			if !e.NullFrom && (value == "local" || strings.HasPrefix(value, "esmtp") && strings.HasSuffix(value, "a")) {
				e.Direction = records.Outbound
			}
		}
	}
	l.tell(e)
	if about != "" && e.NullFrom {
		l.notify(before + about)
	}
}

// notify tells of a DSN. It is about recipients that failed just before, or else it is a warning.
func (l *log) notify(key string) {
	kind := records.DelayNotice
	if l.failed[key] {
		kind = records.NDR
		delete(l.failed, key)
	}
	l.tell(l.begin(kind, key))
}

// fields gives the words of a line one by one; what is between double quotes stays together.
func fields(text string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for text != "" {
			end := wordEnd(text)
			if end > 0 && !yield(text[:end]) {
				return
			}
			text = text[min(end+1, len(text)):]
		}
	}
}

// wordEnd is where the first word ends.
func wordEnd(text string) int {
	quoted := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && quoted:
			i++
		case c == '"':
			quoted = !quoted
		case c == ' ' && !quoted:
			return i
		}
	}
	return len(text)
}

// delivered reads "a@b <c@d> R=router T=transport H=mx.example [192.0.2.1] C="250 OK"".
func (l *log) delivered(key, text string) {
	to, facts, ok := cutAddress(text)
	if !ok {
		l.unusable(0, "there is no router")
		return
	}
	e := l.begin(records.Delivered, key)
	if final := to.set(e); final == "discarded" || final == ":blackhole:" {
		e.Kind = records.Dropped
	}
	for f := range fields(facts) {
		name, value, _ := strings.Cut(f, "=")
		switch name {
		case "H":
			e.Kind, e.Hop = records.Sent, strings.ToLower(value)
		case "C":
			e.Reply = strings.Trim(value, `"`)
		case "QT":
			if age, ok := eximAge(value); ok {
				before(e, age)
			}
		}
	}
	delete(l.waiting, key+" "+e.To)
	l.tell(e)
}

// address is how Exim names a recipient: where it went, and the address before aliases.
type address struct{ final, original string }

// cutAddress splits a line before its first field. The last address between angle brackets is the original one.
func cutAddress(text string) (a address, facts string, ok bool) {
	at := -1
	for _, name := range []string{" F=<", " P=<", " R="} {
		if i := strings.Index(text, name); i >= 0 && (at < 0 || i < at) {
			at = i
		}
	}
	if at < 0 {
		return a, "", false
	}
	return splitAddress(text[:at]), text[at+1:], true
}

func splitAddress(text string) (a address) {
	a.final = text
	if i := strings.LastIndex(text, " <"); i >= 0 && strings.HasSuffix(text, ">") {
		a.final, a.original = text[:i], text[i+2:len(text)-1]
	}
	a.final, _, _ = strings.Cut(a.final, " (")
	return a
}

// set sets the recipient. A file, a program or a mailbox without a domain is not told: the original address stands for it.
func (a address) set(e *records.Event) (final string) {
	e.To = strings.ToLower(a.final)
	switch {
	case a.original == "":
	case !strings.Contains(a.final, "@") || strings.ContainsAny(a.final[:1], "/|>"):
		e.To = strings.ToLower(a.original)
	case !strings.EqualFold(a.original, a.final):
		e.OriginalTo = strings.ToLower(a.original)
	}
	return a.final
}

// deferred reads "a@b R=router T=transport defer (111) H=mx.example [192.0.2.1]: Connection refused".
func (l *log) deferred(id, key, text string) {
	head, said, ok := strings.Cut(text, " defer (")
	facts, reason, ok2 := strings.Cut(said, ": ")
	if !ok || !ok2 {
		l.unusable(0, "there is no reason")
		return
	}
	e := l.begin(records.Deferred, key)
	to, _, found := cutAddress(head)
	if !found { // no router was found for it
		head, _, _ = strings.Cut(head, " routing")
		to = splitAddress(head)
	}
	to.set(e)
	if _, host, ok := strings.Cut(facts, " H="); ok {
		e.Hop = hostBefore(host)
	} else if l.tried.id == id {
		e.Hop = l.tried.host
	}
	waits, known := key+" "+e.To, false
	if strings.HasPrefix(reason, "retry time not reached") {
		e.Kind, known = records.Suspended, l.waiting[waits]
	}
	remember(l.waiting, waits)
	eximHeard(e, reason)
	if !known { // else it only is not due yet, which Exim says at each queue run
		l.tell(e)
	}
}

// remember adds to what is known of messages that are under way, and forgets all of it when it is too much.
func remember(known map[string]bool, key string) {
	const most = 1 << 16
	if len(known) >= most {
		clear(known)
	}
	known[key] = true
}

// gaveUp reads "a@b R=router T=transport H=mx.example [192.0.2.1]: reason".
func (l *log) gaveUp(key, text string) {
	facts, reason, ok := strings.Cut(text, ": ")
	if !ok {
		l.unusable(0, "there is no reason")
		return
	}
	facts = strings.TrimSuffix(facts, " ")
	e := l.begin(records.Failed, key)
	to, fields, found := cutAddress(facts)
	if !found {
		to = splitAddress(facts)
	}
	to.set(e)
	if _, host, ok := strings.Cut(fields, " H="); ok {
		e.Hop = hostBefore(host)
	}
	eximHeard(e, reason)
	if reason == "retry timeout exceeded" {
		e.Reply = records.Expired
	}
	remember(l.failed, key)
	delete(l.waiting, key+" "+e.To)
	l.tell(e)
}

// hostBefore is the name before an address: "mx.example [192.0.2.1]".
func hostBefore(s string) string {
	name, _, _ := strings.Cut(s, " ")
	return strings.ToLower(name)
}

// eximHeard sets what the server heard: the remote's reply where a reason quotes one, else the reason. A host that said no before any mail was
// named took none from anyone.
func eximHeard(e *records.Event, reason string) {
	e.Reply = reason
	if !strings.HasPrefix(reason, "SMTP ") && !strings.HasPrefix(reason, "LMTP ") {
		return
	}
	for i := 0; ; i += len(": ") {
		n := strings.Index(reason[i:], ": ")
		if n < 0 {
			return
		}
		i += n
		if isReply(reason[i+2:]) {
			if e.Reply = reason[i+2:]; beforeMail.MatchString(reason[:i]) {
				e.Reply = refusedToTalk + e.Reply
			}
			return
		}
		if host, ok := strings.CutPrefix(reason[i+2:], "host "); ok && e.Hop == "" {
			e.Hop = hostBefore(host)
		}
	}
}

// beforeMail knows the phases of a session in which Exim has named no mail.
var beforeMail = regexp.MustCompile(` after (pipelined )?(initial connection|EHLO|HELO|LHLO)\b`)

// isReply reports whether a text begins with a code of SMTP.
func isReply(s string) bool {
	const length = len("450")
	if len(s) <= length || s[0] < '2' || s[0] > '5' || s[length] != ' ' && s[length] != '-' {
		return false
	}
	_, ok := digits(s[:length])
	return ok
}

// eximAge reads a time on the queue: 1d2h3m4s, 4s, 0.123s.
func eximAge(s string) (d time.Duration, ok bool) {
	units := [...]struct {
		name string
		unit time.Duration
	}{{"w", 7 * 24 * time.Hour}, {"d", 24 * time.Hour}, {"h", time.Hour}, {"m", time.Minute}}
	for _, u := range units {
		if number, rest, found := strings.Cut(s, u.name); found {
			n, ok := digits(number)
			if !ok {
				return 0, false
			}
			d, s = d+time.Duration(n)*u.unit, rest
		}
	}
	if s == "" {
		return d, d > 0
	}
	rest, ok := seconds(strings.TrimSuffix(s, "s"))
	return d + rest, ok && strings.HasSuffix(s, "s")
}
