package serve

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"mailstorm/cmd/serve/record"
	"mailstorm/sim"
	"mailstorm/sim/smtp"
)

// greet is what happens before the client says anything.
func (s *session) greet() {
	for _, p := range []smtp.Phase{smtp.Connect, smtp.Greeting} {
		if !s.obey(s.decide(p)) {
			s.over = true
			return
		}
	}
	s.say("220 " + s.host.greeting() + " ESMTP mailstorm")
}

// greeting is the name by which a host greets.
func (h *host) greeting() string {
	if h.index < 0 {
		return "localhost"
	}
	return h.name
}

// hello answers EHLO. The scenario is asked once, though clients say EHLO again behind STARTTLS.
func (s *session) hello() {
	name, _, _ := strings.Cut(s.argument, " ")
	if name == "" {
		s.wrongUse("501 5.5.4 " + s.verb + " needs the name of the client")
		return
	}
	s.closeTransaction()
	s.helo, s.standsFor = strings.ToValidUTF8(name[:min(len(name), longestName)], "?"), s.host.standsFor(name)
	s.waste()
	if !s.askedEHLO {
		a := s.decide(smtp.EHLO)
		if !s.obey(a) {
			return
		}
		s.askedEHLO, s.cleartext = true, a.Cleartext
	}
	s.greeted = true
	if s.verb == "HELO" {
		s.say("250 " + s.host.greeting())
		return
	}
	lines := []string{"250-" + s.host.greeting(), "250-PIPELINING", "250-SIZE " + strconv.FormatInt(s.limits.MessageSize, 10), "250-8BITMIME", "250-SMTPUTF8",
		"250-CHUNKING"}
	if s.offersTLS() {
		lines = append(lines, "250-STARTTLS")
	}
	s.say(append(lines, "250 ENHANCEDSTATUSCODES")...)
}

const longestName = 255 // of a client

func (s *session) offersTLS() bool { return s.host.tls != nil && s.encrypted == nil && !s.cleartext }

// startTLS begins the handshake, or what the scenario has in its place.
func (s *session) startTLS() {
	switch {
	case s.argument != "":
		s.wrongUse("501 5.5.4 STARTTLS takes no argument")
		return
	case !s.offersTLS():
		s.wrongUse("503 5.5.1 STARTTLS is not offered")
		return
	}
	s.closeTransaction()
	a := s.decide(smtp.StartTLS)
	config := s.host.tls
	switch a.Cause {
	case smtp.TLSFailed:
		s.breakHandshake(a)
		return
	case smtp.Mismatch:
		config = s.host.wrong
		s.conclude(a)
	case smtp.Stalled:
		s.silent = a
	default:
		if !s.obey(a) {
			return
		}
	}
	s.say("220 2.0.0 begin")
	if s.w.Flush() != nil || s.handshake(config) != nil {
		s.over = true
		return
	}
	s.greeted = false
}

// breakHandshake answers the client's first words with the alert that nothing can be agreed on (RFC 8446 section 6.2).
func (s *session) breakHandshake(a *sim.Answer) {
	s.say("220 2.0.0 begin")
	if s.w.Flush() != nil {
		s.over = true
		return
	}
	s.wire.until = time.Now().Add(handshakePatience)
	if _, err := s.r.Peek(1); err == nil {
		s.r.Discard(s.r.Buffered())
		s.w.Write([]byte{21, 3, 3, 0, 2, 2, 40})
	}
	s.hangUp(a)
}

const handshakePatience = 10 * time.Second

// mailFrom begins a transaction.
func (s *session) mailFrom() {
	from, parameters, ok := path(s.argument, "FROM")
	size, known := mailParameters(parameters)
	switch {
	case !s.greeted:
		s.wrongUse("503 5.5.1 EHLO comes first")
	case s.mail:
		s.wrongUse("503 5.5.1 there is a sender already; RSET forgets it")
	case !ok:
		s.wrongUse("501 5.1.7 MAIL FROM:<address>, or MAIL FROM:<>")
	case !known:
		s.wrongUse("555 5.5.4 parameters are SIZE=, BODY=, SMTPUTF8 and AUTH=")
	case size > s.limits.MessageSize:
		s.closeTransaction()
		s.say(tooLarge.String() + " the message is larger than this host takes")
	default:
		s.begin(from, size)
		if s.obey(s.decide(smtp.Mail)) {
			s.mail = true
			s.say("250 2.1.0 sender ok")
		}
	}
}

// begin gives a transaction its row: the first one that of the connection.
func (s *session) begin(from string, size int64) {
	s.closeTransaction()
	if s.row == nil {
		s.row = s.newRow()
	}
	s.in.Carried = uint32(s.transactions)
	s.transactions++
	s.empty = 0
	s.announced, s.in.From, s.in.Size = size, from, size
	s.row.Transaction, s.row.From, s.row.Null, s.row.Announced = s.transactions, from, from == "", size
}

// rcptTo asks for one recipient.
func (s *session) rcptTo() {
	to, parameters, ok := path(s.argument, "TO")
	switch {
	case !s.mail || s.content != nil:
		s.outOfOrder("503 5.5.1 MAIL comes first")
	case !ok || to == "":
		s.wrongUse("501 5.1.3 RCPT TO:<address>")
	case parameters != "":
		s.wrongUse("555 5.5.4 RCPT takes no parameters here")
	case len(s.row.To) >= sim.MostRecipients:
		s.say("452 4.5.3 too many recipients")
	default:
		s.askRecipient(to)
	}
}

func (s *session) askRecipient(to string) {
	if s.in.First == "" {
		s.in.First = to
	}
	s.in.To, s.in.Refused, s.in.Taken = []string{to}, nil, s.taken()
	a := s.decide(smtp.Rcpt)
	reply := smtp.Reply{Code: 250, Enhanced: smtp.Status(2, 1, 5)}
	if a.Cause == smtp.Said {
		reply = a.Reply
	}
	s.row.To = append(s.row.To, record.Recipient{Address: to})
	if s.obey(a) {
		s.say(reply.String() + " recipient ok")
	}
	if a.Cause == smtp.Said || !s.over {
		s.row.To[len(s.row.To)-1].Reply = reply.String()
	}
}

// hasRecipients reports whether the data may come; else it says why not.
func (s *session) hasRecipients() bool {
	switch {
	case !s.mail:
		s.outOfOrder("503 5.5.1 MAIL comes first")
	case len(s.row.To) == 0:
		s.wrongUse("503 5.5.1 RCPT comes first")
	case s.taken() == 0:
		s.say("554 5.5.1 no valid recipients")
	default:
		return true
	}
	return false
}

// taken counts the recipients whom the host took.
func (s *session) taken() (n int) {
	for i := range s.row.To {
		if s.row.To[i].Reply[0] == '2' {
			n++
		}
	}
	return n
}

// quit says goodbye.
func (s *session) quit() {
	s.closeTransaction()
	if s.row != nil && s.row.Cause == "" {
		s.row.Cause = "client"
	}
	s.say("221 2.0.0 goodbye")
	s.over = true
}

// rset forgets the transaction.
func (s *session) rset() {
	s.closeTransaction()
	s.noop("250 2.0.0 forgotten")
}

// noop answers what changes nothing.
func (s *session) noop(reply string) {
	s.say(reply)
	s.waste()
}

const mostEmpty = 100 // commands without a transaction

// waste bounds the commands that lead to nothing.
func (s *session) waste() {
	if s.empty++; s.empty > mostEmpty {
		s.tooBad()
	}
}

func (s *session) unknown() { s.wrongUse("500 5.5.2 this command is not known here") }

// outOfOrder answers commands that a client may have sent before it could know that an earlier one was refused.
func (s *session) outOfOrder(reply string) {
	if s.row != nil && s.row.Transaction > 0 {
		s.say(reply)
		return
	}
	s.wrongUse(reply)
}

// wrongUse answers a command that no client should send. Too many end the session.
func (s *session) wrongUse(reply string) {
	s.say(reply)
	if s.bad++; s.bad >= s.limits.BadCommands {
		s.tooBad()
	}
}

func (s *session) tooBad() {
	s.say("421 4.7.0 too many commands that lead to nothing")
	s.over, s.lastWord = true, true
}

// refuse says what the scenario says; 421 announces the end of the connection (RFC 5321 section 3.8).
func (s *session) refuse(r smtp.Reply) {
	text := " try again later"
	if r.Permanent() {
		text = " not accepted"
	}
	s.say(r.String() + text)
	if r.Code == 421 || !s.askedEHLO {
		s.over, s.lastWord = true, true
	}
}

// readCommand reads the next line.
func (s *session) readCommand() bool {
	line, err := s.readLine()
	switch {
	case err != nil:
		s.readFailed(err)
		return false
	case s.told:
		s.closeTransaction()
	}
	if s.silent != nil {
		s.stall(s.silent)
		return false
	}
	s.bare = !bytes.HasSuffix(line, []byte("\r\n"))
	s.verb, s.argument, _ = strings.Cut(strings.TrimRight(string(line), "\r\n"), " ")
	s.verb, s.argument = strings.ToUpper(s.verb), strings.TrimSpace(s.argument)
	return true
}

// longestGarbage is how much of a line without an end is read.
const longestGarbage = 1 << 20

var errGarbage = errors.New("a line without an end")

// readLine reads a line of at most the length that is allowed; of a longer one only an empty line is left, which is no command.
func (s *session) readLine() ([]byte, error) {
	if ahead, _ := s.r.Peek(s.r.Buffered()); bytes.IndexByte(ahead, '\n') < 0 {
		if err := s.w.Flush(); err != nil {
			return nil, err
		}
	}
	line, err := s.r.ReadSlice('\n')
	for n := len(line); err == bufio.ErrBufferFull; n += len(line) {
		if n > longestGarbage {
			return nil, errGarbage
		}
		if line, err = s.r.ReadSlice('\n'); err == nil {
			return nil, nil
		}
	}
	if len(line) > s.limits.Line {
		return nil, err
	}
	return line, err
}

// readFailed ends a session whose client says nothing more.
func (s *session) readFailed(err error) {
	s.over = true
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded) || err == errGarbage:
		s.say("421 4.4.2 closing")
		if s.row != nil && s.row.Cause == "" {
			s.row.Cause = "ended"
		}
	case err != io.EOF && err != io.ErrUnexpectedEOF && !errors.Is(err, net.ErrClosed) && !errors.Is(err, io.ErrClosedPipe):
		s.broken = true
	}
}
