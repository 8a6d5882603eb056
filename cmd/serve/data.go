package serve

import (
	"bufio"
	"bytes"
	"strconv"
	"strings"

	"mailstorm/sim"
	"mailstorm/sim/smtp"
)

// tooLarge is what a message beyond the limit of this machine hears (RFC 1870 section 6).
var tooLarge = smtp.Reply{Code: 552, Enhanced: smtp.Status(5, 3, 4)}

// noRoom is what it hears that could not be kept.
var noRoom = smtp.Reply{Code: 452, Enhanced: smtp.Status(4, 3, 1)}

// data takes a message up to the dot.
func (s *session) data() {
	switch {
	case s.content != nil:
		s.wrongUse("503 5.5.1 BDAT has begun")
		return
	case s.argument != "":
		s.wrongUse("501 5.5.4 DATA takes no argument")
		return
	case !s.hasRecipients():
		return
	}
	a := s.beginData()
	if s.cut == nil && !s.obey(a) || s.cut != nil && !s.wait(s.host.server.Wall(a.Delay)) {
		s.endData()
		return
	}
	s.say("354 end with <CRLF>.<CRLF>")
	if s.w.Flush() != nil || !s.readData() {
		s.over = true
		return
	}
	s.lastByte()
}

// beginData asks the scenario about the data. How much crosses before a drop is known only if the size was announced;
// otherwise the scenario is asked again when it is counted.
func (s *session) beginData() *sim.Answer {
	s.in.To, s.in.Refused = nil, nil
	for i := range s.row.To {
		s.in.To = append(s.in.To, s.row.To[i].Address)
		s.in.Refused = append(s.in.Refused, s.row.To[i].Reply[0] != '2')
	}
	s.content = &content{isDSN: s.in.From == "", most: s.limits.MessageSize}
	if dir := s.host.server.maildir; dir != nil {
		s.content.file = dir.begin(s.host.name)
	}
	a := s.decide(smtp.Data)
	if s.cut = nil; a.Cause == smtp.Dropped {
		s.cut = a
	}
	return a
}

// endData ends a transaction whose data is not wanted.
func (s *session) endData() {
	s.drop(false)
	s.mail = false
}

// most is how many bytes may cross; negative: all.
func (s *session) most() int64 {
	if s.cut == nil || s.announced < 0 {
		return -1
	}
	return s.cut.Bytes
}

// take takes a piece of the data, and reports whether more may cross.
func (s *session) take(piece []byte) bool {
	if most := s.most(); most >= 0 {
		piece = piece[:min(int64(len(piece)), max(most-s.content.size, 0))]
	}
	s.content.take(piece)
	return s.mayCross()
}

func (s *session) mayCross() bool { return s.most() < 0 || s.content.size < s.most() }

// readData reads up to the dot, and reports whether it came there. Only <CRLF>.<CRLF> is one, so that no other server sees another
// end; for who types, and ends DATA with a line feed alone, lines end so, too.
func (s *session) readData() bool {
	lineStart, afterCR := true, false
	for s.mayCross() {
		piece, err := s.r.ReadSlice('\n')
		if err != nil && err != bufio.ErrBufferFull {
			s.readFailed(err)
			return false
		}
		if lineStart && piece[0] == '.' {
			if string(piece) == ".\r\n" || s.bare && string(piece) == ".\n" {
				return true
			}
			piece = piece[1:]
		}
		lineStart = bytes.HasSuffix(piece, []byte("\r\n")) || afterCR && piece[0] == '\n' || s.bare && piece[len(piece)-1] == '\n'
		afterCR = piece[len(piece)-1] == '\r'
		s.take(piece)
	}
	s.hangUp(s.cut)
	return false
}

// bdat takes a chunk (RFC 3030). It comes whether or not it is wanted.
func (s *session) bdat() {
	size, last, ok := chunk(s.argument)
	switch {
	case !ok: // where the next command begins is not known
		s.say("501 5.5.4 BDAT SIZE [LAST]")
		s.over = true
		return
	case s.content == nil && !s.hasRecipients():
		s.over = s.over || !s.readChunk(size)
		return
	}
	var a *sim.Answer
	if s.content == nil {
		a = s.beginData()
	}
	if !s.readChunk(size) {
		s.over = true
		return
	}
	if a != nil && s.cut == nil && !s.obey(a) {
		s.endData()
		return
	}
	if last {
		s.lastByte()
		return
	}
	s.say("250 2.0.0 " + strconv.FormatInt(size, 10) + " bytes")
}

// chunk reads the argument of BDAT.
func chunk(argument string) (size int64, last, ok bool) {
	number, rest, more := strings.Cut(argument, " ")
	size, err := strconv.ParseInt(number, 10, 48)
	return size, more, err == nil && size >= 0 && (!more || strings.EqualFold(strings.TrimSpace(rest), "LAST"))
}

// readChunk reads so many bytes, and reports whether they came.
func (s *session) readChunk(left int64) bool {
	for left > 0 {
		if s.content != nil && !s.mayCross() {
			s.hangUp(s.cut)
			return false
		}
		if _, err := s.r.Peek(1); err != nil {
			s.readFailed(err)
			return false
		}
		n := int(min(left, int64(s.r.Buffered())))
		piece, _ := s.r.Peek(n)
		if s.content != nil {
			s.take(piece)
		}
		s.r.Discard(n)
		left -= int64(n)
	}
	return true
}

// lastByte is the moment at which the whole message has crossed.
func (s *session) lastByte() {
	if s.cut != nil && s.announced >= 0 {
		s.hangUp(s.cut)
		return
	}
	c := s.content
	c.end()
	s.in.Size, s.in.MessageID, s.in.Received = c.size, c.messageID, c.received
	s.describe(c)
	if s.announced < 0 {
		if a := s.decide(smtp.Data); !s.obey(a) {
			s.endData()
			return
		}
	}
	switch {
	case c.size > c.most:
		s.turnDown(tooLarge)
	case c.file != nil && c.file.err != nil:
		s.host.server.tell(Event{Host: s.host.name, Err: c.file.err})
		s.turnDown(noRoom)
	default:
		s.dot()
	}
}

// describe writes down what the header says.
func (s *session) describe(c *content) {
	s.row.MessageID, s.row.Received = c.messageID, c.received
	if !c.queued.IsZero() {
		s.row.Queued = s.host.server.at(c.queued)
	}
	if c.isDSN {
		d, queued := readDSN(c.beyond)
		if !queued.IsZero() {
			d.Queued = s.host.server.at(queued)
		}
		s.row.DSN = d
	}
}

// turnDown refuses a message for reasons of this machine.
func (s *session) turnDown(r smtp.Reply) {
	s.conclude(&sim.Answer{Phase: smtp.Dot, Cause: smtp.Said, Reply: r})
	s.endData()
	s.refuse(r)
}

// dot asks the scenario what becomes of the message, and what the client hears of it.
func (s *session) dot() {
	a := s.decide(smtp.Dot)
	if err := s.drop(a.Kept); err != nil && a.Kept {
		s.host.server.tell(Event{Host: s.host.name, Err: err})
	}
	s.mail = false
	s.row.Kept = a.Kept
	for i := range a.Recipients {
		s.row.To[i].Becomes = becomes(&a.Recipients[i])
	}
	if a.Kept {
		s.host.kept(s.row)
	}
	if s.obey(a) {
		s.conclude(a)
		s.told = true
		s.say("250 2.0.0 ok")
	}
}
