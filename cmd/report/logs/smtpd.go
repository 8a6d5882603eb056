package logs

import (
	"fmt"
	"strings"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/smtp"
)

// clientSession is a session that a client has with a host of ours.
type clientSession struct {
	talk    sim.Record
	name    string // of the client
	ip      string
	pid     int
	kept    bool // it brought a message
	refused bool // recipients one by one
}

// answer writes that a client connects, and files how that will end.
func (l *syslog) answer(r *sim.Record) {
	c := &clientSession{talk: *r, pid: firstPID + l.filed%30000}
	c.name, c.ip = l.server(r.Host, r.Server)
	l.calls[r.Copy] = c
	l.line(r.At, r.Peer, "smtpd", c.pid, "connect from "+c.client())
	l.file(r.Until, func() { l.part(r.Until, c) })
}

func (c *clientSession) client() string { return c.name + "[" + c.ip + "]" }

// client writes who brought an arrival.
func (l *syslog) client(a *arrival, id string) {
	pid := firstPID
	name, ip := l.whence(a)
	if c := l.calls[a.parent]; c != nil && c.talk.Peer == a.host {
		pid, c.kept = c.pid, true
		if l.ours[c.talk.Host] {
			l.queued[a.parent] = id
		}
	}
	l.line(a.at, a.host, "smtpd", pid, id+": client="+name+"["+ip+"]")
}

// whence is the client of an arrival.
func (l *syslog) whence(a *arrival) (name, ip string) {
	if c := l.calls[a.parent]; c != nil && c.talk.Peer == a.host {
		return c.name, c.ip
	}
	if a.peer == sim.NoPeer {
		return "localhost", "127.0.0.1"
	}
	return l.server(a.peer, 0)
}

// pid is the process that serves the session of a copy.
func (l *syslog) pid(copy uint64) int {
	if c := l.calls[copy]; c != nil {
		return c.pid
	}
	return firstPID
}

// part writes how a session ended: what was refused, or that the client vanished, and what was said until then.
func (l *syslog) part(at time.Duration, c *clientSession) {
	r := &c.talk
	id := "NOQUEUE"
	if !c.kept && r.Phase >= smtp.Data { // a queue file was begun with the first recipient that was accepted
		l.arrived++
		id = queueID(l.arrived)
		l.line(at, r.Peer, "smtpd", c.pid, id+": client="+c.client())
		if r.Cause == smtp.None {
			l.line(at, r.Peer, "cleanup", cleanupPID, id+": message-id="+l.messageID(r.Message))
		}
	}
	switch {
	case r.Cause == smtp.None:
	case r.Cause == smtp.Said || r.Cause == smtp.Declined:
		if r.Phase != smtp.Rcpt || !c.refused { // else each recipient was told
			l.reject(at, r, id, l.names(r.Message, l.someone(r))[0])
		}
	default:
		if r.Cause == smtp.TLSFailed && r.Phase == smtp.StartTLS {
			l.line(at, r.Peer, "smtpd", c.pid, "SSL_accept error from "+c.client()+": -1")
		}
		l.line(at, r.Peer, "smtpd", c.pid, "lost connection after "+stage(r)+" from "+c.client())
	}
	l.line(at, r.Peer, "smtpd", c.pid, "disconnect from "+c.client()+commands(r))
	if l.calls[r.Copy] == c {
		delete(l.calls, r.Copy)
	}
}

// someone is a recipient to name where a reply concerns them all.
func (l *syslog) someone(r *sim.Record) []uint32 {
	if r.Delivery != sim.None {
		return []uint32{r.Delivery}
	}
	return l.deliveriesOf(r.Message)[:1]
}

// stage is how far smtpd says that a session came.
func stage(r *sim.Record) string {
	switch r.Phase {
	case smtp.Connect, smtp.Greeting:
		return "CONNECT"
	case smtp.Data:
		return fmt.Sprintf("DATA (%d bytes)", r.Bytes)
	case smtp.Dot:
		return "END-OF-MESSAGE"
	default:
		return strings.ToUpper(r.Phase.String())
	}
}

// commands counts what the client said and how much of it was accepted.
func commands(r *sim.Record) string {
	var b strings.Builder
	for p := smtp.EHLO; p <= min(r.Phase, smtp.Data); p++ {
		if p == smtp.StartTLS && r.Flags&sim.FlagClear != 0 {
			continue
		}
		count := "1"
		if p == r.Phase && r.Cause != smtp.None {
			count = "0/1"
		}
		b.WriteString(" " + p.String() + "=" + count)
	}
	if r.Cause == smtp.None {
		b.WriteString(" quit=1")
	}
	return b.String()
}

// refusals are what smtpd calls the command that it refuses, by phase, and what of it; %s is the client, the sender or the recipient.
var refusals = [smtp.Phases]struct{ command, what string }{
	smtp.Connect:  {"CONNECT", "<%s>: Client host rejected"},
	smtp.Greeting: {"CONNECT", "<%s>: Client host rejected"},
	smtp.EHLO:     {"EHLO", "<%s>: Helo command rejected"},
	smtp.StartTLS: {"STARTTLS", "<%s>: Client host rejected"},
	smtp.Mail:     {"MAIL", "<%s>: Sender address rejected"},
	smtp.Rcpt:     {"RCPT", "<%s>: Recipient address rejected"},
	smtp.Data:     {"DATA", "<%s>: Data command rejected"},
	smtp.Dot:      {"END-OF-MESSAGE", "<%s>: End-of-data rejected"},
}

// reject writes that a host of ours refused something: a recipient, or all of a message.
func (l *syslog) reject(at time.Duration, r *sim.Record, id, to string) {
	name, ip := l.server(r.Host, r.Server)
	pid, client, from := l.pid(r.Copy), name+"["+ip+"]", l.sender(r.Message)
	refusal := refusals[r.Phase]
	what, envelope := refusal.command, "; proto=ESMTP helo=<"+name+">"
	switch r.Phase {
	case smtp.Connect, smtp.Greeting:
		what, envelope = client, "; proto=SMTP"
	case smtp.EHLO, smtp.StartTLS:
		what = client
	case smtp.Mail:
		what, envelope = from, "; from=<"+from+"> proto=ESMTP helo=<"+name+">"
	default:
		envelope = "; from=<" + from + "> to=<" + to + "> proto=ESMTP helo=<" + name + ">"
	}
	if r.Phase == smtp.Rcpt {
		what = to
	}
	reply, verdict := replyOf(r)
	l.line(at, r.Peer, "smtpd", pid, fmt.Sprintf("%s: reject: %s from %s: %s %s: %s%s", id, refusal.command, client, reply,
		fmt.Sprintf(refusal.what, what), verdict, envelope))
}

// replyOf is what the host said, as its log has it. Of a 5xx before MAIL the record has what the client made of it.
func replyOf(r *sim.Record) (smtp.Reply, string) {
	switch {
	case r.Cause == smtp.Declined:
		return smtp.Reply{Code: 554, Enhanced: smtp.Status(5, 7, 1)}, "Access denied" // with this Postfix turns clients away
	case r.Reply.Permanent():
		return r.Reply, "Access denied"
	default:
		return r.Reply, "Try again later"
	}
}
