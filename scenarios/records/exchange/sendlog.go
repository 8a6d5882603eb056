package exchange

import (
	"cmp"
	"strconv"
	"strings"

	"mailstorm/scenarios/records"
)

// session is an SMTP session of a send log, with the message that is under way.
type session struct {
	record  records.Event // what is known of the message
	number  int           // of the message in the session
	to      []rcpt
	open    bool
	waiting []command // without a reply, in their order: commands may be pipelined
	mailed  bool      // it got as far as MAIL
	quit    bool
	refused string // the last 4xx or 5xx
}

// rcpt is a recipient of the message that is under way.
type rcpt struct {
	to    string
	state byte
}

const (
	named = iota
	accepted
	decided
)

// command is a verb, and which recipient it names.
type command struct {
	verb byte
	to   int
}

const (
	mostSessions = 10_000
	mostWaiting  = 10_000
)

// protocol reads a line of a send log: > is what was sent, < what was heard, - the end of a connection, * a remark.
func (r *reader) protocol() {
	cells := &r.row.cells
	id := cells[sessionColumn]
	s := r.send[id]
	_, announced, isNext := strings.Cut(cells[contextColumn], "InternetMessageId <")
	if cells[eventColumn] == "*" && strings.HasPrefix(cells[contextColumn], "Failed to connect") {
		r.unconnected()
		return
	}
	if s == nil {
		if !isNext && cells[eventColumn] != ">" && cells[eventColumn] != "+" {
			return
		}
		if len(r.send) >= mostSessions { // a log that begins or ends within them
			clear(r.send)
		}
		s = &session{}
		r.send[strings.Clone(id)] = s
	}
	s.record.At, s.record.Grain, s.record.File, s.record.Line = r.event.At, r.event.Grain, r.event.File, r.event.Line
	s.record.Hop, s.record.Connector = cells[remoteColumn], cells[connectorColumn]
	switch cells[eventColumn] {
	case "*":
		if isNext {
			s.next()
			s.record.MessageID, _, _ = strings.Cut(announced, ">")
		}
	case ">":
		s.said(id, cells[dataColumn])
	case "<":
		r.heard(s, cells[dataColumn])
	case "-":
		r.over(s, id, cells[contextColumn])
		delete(r.send, id)
	}
}

// unconnected tells of a connection that failed. What waited for it the log does not say, but the domain, in newer versions.
func (r *reader) unconnected() {
	cells, e := &r.row.cells, &r.event
	e.Key, e.Hop, e.Connector, e.Reply = cells[sessionColumn], cells[remoteColumn], cells[connectorColumn], cells[contextColumn]
	_, domain, _ := strings.Cut(e.Reply, "Destination domain: ")
	domain, _, _ = strings.Cut(domain, ",")
	to := ""
	if domain = strings.ToLower(strings.TrimSpace(domain)); domain != "" {
		to = "@" + domain
	}
	r.tell(records.Deferred, to, "")
}

// next begins a message.
func (s *session) next() {
	s.number++
	e := s.record
	s.record = records.Event{At: e.At, Grain: e.Grain, File: e.File, Line: e.Line, Hop: e.Hop, Connector: e.Connector}
	s.to, s.waiting, s.open = s.to[:0], s.waiting[:0], false
}

// said takes a command.
func (s *session) said(id, text string) {
	verb, _, _ := strings.Cut(strings.ToUpper(text), " ")
	c := command{verb: 'O'}
	if len(s.waiting) >= mostWaiting {
		s.next()
	}
	switch verb {
	case "MAIL":
		if s.open || len(s.to) > 0 {
			s.next()
		}
		c.verb, s.open, s.mailed = 'M', true, true
		s.record.From = bracketed(text)
		s.record.NullFrom = s.record.From == ""
		_, size, _ := strings.Cut(strings.ToUpper(text), " SIZE=")
		size, _, _ = strings.Cut(size, " ")
		s.record.Size, _ = strconv.ParseInt(size, 10, 64)
		if s.record.MessageID == "" {
			s.record.Key = id + "/" + strconv.Itoa(s.number)
		}
	case "RCPT":
		c = command{'R', len(s.to)}
		s.to = append(s.to, rcpt{bracketed(text), named})
	case "DATA":
		c.verb = 'D'
	case "QUIT":
		s.quit = true
	case "BDAT":
		if c.verb = 'C'; strings.HasSuffix(strings.ToUpper(strings.TrimSpace(text)), " LAST") {
			c.verb = '.'
		}
	}
	s.waiting = append(s.waiting, c)
}

// bracketed is the address in MAIL FROM:<a@a.example> SIZE=1.
func bracketed(text string) string {
	_, text, _ = strings.Cut(text, "<")
	text, _, _ = strings.Cut(text, ">")
	return strings.ToLower(text)
}

// heard takes a reply.
func (r *reader) heard(s *session, text string) {
	if len(text) < 3 || len(text) > 3 && text[3] == '-' {
		return
	}
	if text[0] == '4' || text[0] == '5' {
		s.refused = text
	}
	if len(s.waiting) == 0 {
		return
	}
	c := s.waiting[0]
	s.waiting = s.waiting[1:]
	good, kind := text[0] == '2', records.Deferred
	switch {
	case good && c.verb == '.':
		kind = records.Sent
	case text[0] == '5':
		kind = records.Failed
	}
	switch {
	case !s.open || c.verb == 'O':
	case c.verb == 'R' && good:
		s.to[c.to].state = accepted
	case c.verb == 'R':
		r.outcome(s, kind, &s.to[c.to], text)
	case c.verb == 'D' && text[0] == '3':
		s.waiting = append([]command{{verb: '.'}}, s.waiting...)
	case c.verb == '.' || !good:
		r.conclude(s, kind, text, c.verb == 'M')
	}
}

// conclude tells all recipients the same that were accepted; after a refused sender, those, too, that were only named.
func (r *reader) conclude(s *session, kind records.Kind, text string, all bool) {
	if all && len(s.to) == 0 {
		s.to = append(s.to, rcpt{})
	}
	for i := range s.to {
		if one := &s.to[i]; one.state == accepted || all && one.state == named {
			r.outcome(s, kind, one, text)
		}
	}
	s.open = false
}

// over ends a session; a message that is under way stays in the queue, and so does what waited for a session that did not get as far as MAIL.
func (r *reader) over(s *session, id, why string) {
	text := "connection closed "
	switch {
	case s.open && len(s.waiting) > 0:
		if s.waiting[0].verb == '.' {
			text += "after end of data "
		}
		r.conclude(s, records.Deferred, strings.TrimSpace(text+why), true)
	case !s.mailed && (s.refused != "" || !s.quit):
		if s.record.MessageID == "" {
			s.record.Key = id
		}
		r.outcome(s, records.Deferred, &rcpt{}, cmp.Or(s.refused, strings.TrimSpace(text+why)))
	}
}

func (r *reader) outcome(s *session, kind records.Kind, one *rcpt, text string) {
	one.state = decided
	r.event = s.record
	r.event.Reply = text
	r.tell(kind, one.to, "")
}
