package maillog

import (
	"io"
	"strings"

	"mailstorm/scenarios/records"
)

// readSyslog reads what syslog wrote: times after RFC 3164 or ISO 8601, or lines of RFC 5424.
func readSyslog(file string, text io.Reader, o records.Options, sink records.Sink) error {
	l := newLog(file, o, sink)
	return l.each(text, l.syslog)
}

// program is whose line it is.
type program uint8

const (
	unknownProgram program = iota
	postfix
	sendmail
	exim
)

func (l *log) syslog(line string) {
	s, ok := l.split(line)
	switch {
	case l.err != nil:
	case !ok:
		l.unusable(1, "no line of a mail log")
	case s.program() == postfix:
		l.postfix(&s)
	case s.program() == sendmail:
		l.sendmail(&s)
	case s.program() == exim:
		l.exim(s.host+"/", behindEximTime(s.text))
	}
}

// split reads the time of a line, and splits the rest.
func (l *log) split(line string) (s syslogLine, ok bool) {
	isPriority, line := cutPriority(line)
	if rest, isNew := strings.CutPrefix(line, "1 "); isNew && isPriority {
		rest, ok = l.cutMoment(rest)
		ok = ok && s.cutHeader(rest)
		return s, ok
	}
	rest, ok := l.cutStamp(line)
	if !ok && l.err == nil {
		rest, ok = l.cutMoment(line)
	}
	ok = ok && s.cutTag(rest)
	return s, ok
}

// syslogLine is a line of syslog: "relay postfix/smtp[123]: text".
type syslogLine struct{ host, tag, text string }

const longestPriority = len("<191>")

// cutPriority takes the number of facility and severity away that a line has on the wire.
func cutPriority(line string) (is bool, rest string) {
	if end := strings.IndexByte(line[:min(len(line), longestPriority)], '>'); end > 1 && line[0] == '<' {
		if _, ok := digits(line[1:end]); ok {
			return true, line[end+1:]
		}
	}
	return false, line
}

// cutTag splits what stands behind the time. Some daemons leave the host out, or put the facility before it, as <mail.info>.
func (s *syslogLine) cutTag(rest string) bool {
	rest = strings.TrimLeft(rest, " ")
	if strings.HasPrefix(rest, "<") {
		if _, behind, ok := strings.Cut(rest, "> "); ok {
			rest = behind
		}
	}
	word, behind, ok := strings.Cut(rest, " ")
	if !ok {
		return false
	}
	if !strings.HasSuffix(word, ":") {
		s.host = word
		word, behind, _ = strings.Cut(behind, " ")
	}
	s.tag, _, _ = strings.Cut(strings.TrimSuffix(word, ":"), "[")
	s.setText(behind)
	return true
}

// setText sets the text without the number that Solaris puts before it: "[ID 197553 mail.info] text".
func (s *syslogLine) setText(text string) {
	if strings.HasPrefix(text, "[ID ") {
		if _, behind, ok := strings.Cut(text, "] "); ok {
			text = behind
		}
	}
	s.text = text
}

// cutHeader splits what stands behind the time in RFC 5424: " relay postfix/smtp 123 - - text".
func (s *syslogLine) cutHeader(rest string) bool {
	fields := strings.SplitN(rest, " ", 6) // one is empty
	if len(fields) < 6 {
		return false
	}
	s.host, s.tag = fields[1], fields[2]
	data := fields[5]
	if text, ok := strings.CutPrefix(data, "- "); ok {
		data = text
	} else if end := strings.Index(data, "] "); strings.HasPrefix(data, "[") && end > 0 {
		data = data[end+2:]
	}
	s.text = strings.TrimPrefix(data, "\ufeff")
	return true
}

// program tells from the tag who wrote a line.
func (s *syslogLine) program() program {
	if end := strings.LastIndexByte(s.tag, '/'); end > 0 {
		if postfixDaemons[s.tag[end+1:]] {
			return postfix
		}
		return unknownProgram
	}
	switch s.tag {
	case "sendmail", "sm-mta", "sm-msp", "sm-msp-queue", "sm-que":
		return sendmail
	case "exim", "exim4":
		return exim
	}
	return unknownProgram
}
