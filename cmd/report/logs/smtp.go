package logs

import (
	"fmt"
	"strings"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/smtp"
)

// activity is what a client of Postfix says that it was doing when a session broke, by phase.
var activity = [smtp.Phases]string{
	smtp.Connect:  "receiving the initial server greeting",
	smtp.Greeting: "receiving the initial server greeting",
	smtp.EHLO:     "performing the EHLO handshake",
	smtp.StartTLS: "performing the EHLO handshake",
	smtp.Mail:     "sending MAIL FROM",
	smtp.Rcpt:     "sending RCPT TO",
	smtp.Data:     "sending message body",
	smtp.Dot:      "sending end of data -- message may be sent more than once",
}

// command is what a reply answers, by phase.
var command = [smtp.Phases]string{smtp.EHLO: "EHLO command", smtp.StartTLS: "STARTTLS command", smtp.Mail: "MAIL FROM command",
	smtp.Rcpt: "RCPT TO command", smtp.Data: "DATA command", smtp.Dot: "end of DATA command"}

// reached tells whether there was a server at the other end.
func reached(c smtp.Cause) bool {
	return c != smtp.Refused && c != smtp.Unanswered && c != smtp.Unreachable && !c.InDNS()
}

// peer names the server that a session was with.
func (l *syslog) peer(r *sim.Record) string {
	name, ip := l.server(r.Peer, r.PeerServer)
	return name + "[" + ip + "]"
}

// reason says in the words of Postfix why a session failed.
func (l *syslog) reason(r *sim.Record, reply smtp.Reply) string {
	peer := l.peer(r)
	code := l.config.Hosts[r.Host].Profile.Codes[r.Cause].Text
	switch r.Cause {
	case smtp.Refused, smtp.Unanswered, smtp.Unreachable:
		return "connect to " + peer + ":25: " + code
	case smtp.Unresolved, smtp.NoSuchDomain:
		name, _, _ := strings.Cut(peer, "[")
		again := ""
		if !reply.Permanent() {
			again = ", try again"
		}
		return "Host or domain name not found. Name service error for name=" + name + " type=MX: Host not found" + again
	case smtp.Dropped:
		return "lost connection with " + peer + " while " + activity[r.Phase]
	case smtp.Stalled:
		return "conversation with " + peer + " timed out while " + activity[r.Phase]
	case smtp.Said, smtp.Declined:
		if r.Phase <= smtp.Greeting {
			return "host " + peer + " refused to talk to me: " + reply.String()
		}
		return "host " + peer + " said: " + reply.String() + " (in reply to " + command[r.Phase] + ")"
	default:
		return code
	}
}

// next writes that a host of the list failed and the next one is asked.
func (l *syslog) next(at time.Duration, h *queuedCopy) {
	r := &h.previous
	text := l.reason(r, r.Reply)
	if reached(r.Cause) {
		text = h.queueID() + ": " + text
	}
	l.line(at, r.Host, "smtp", h.pid(r), text)
}

func (h *queuedCopy) pid(r *sim.Record) int {
	return firstPID + int((r.Copy*7+uint64(r.Attempt))%30000)
}

// delivery writes the outcome of an attempt for one recipient.
func (l *syslog) delivery(r *sim.Record, h *queuedCopy, delivery uint32, daemon string, status string) {
	relay, setUp, transmission, started := "none", time.Duration(0), time.Duration(0), r.At
	if h.hasSession && h.session.Attempt == r.Attempt && daemon == "smtp" {
		started = h.session.At
		if reached(h.session.Cause) || r.Kind == sim.HandedOver || r.Kind == sim.Lost {
			relay = l.peer(&h.session) + ":25"
		}
		if h.session.Phase < smtp.Mail {
			setUp = r.At - started
		} else {
			transmission = r.At - started
		}
	}
	enhanced := r.Reply.Enhanced
	switch {
	case r.Kind == sim.HandedOver || r.Kind == sim.Lost:
		enhanced = smtp.OK.Enhanced
	case enhanced == 0:
		enhanced = smtp.Status(uint32(r.Reply.Code/100), 0, 0)
	}
	if r.Kind == sim.Deferred { // whatever the remote said: Postfix took it for temporary
		enhanced = smtp.Status(4, enhanced.Subject(), enhanced.Detail())
	}
	l.line(r.At, r.Host, daemon, h.pid(r), fmt.Sprintf("%s: to=<%s>, relay=%s, delay=%s, delays=%s/0/%s/%s, dsn=%s, status=%s", h.queueID(),
		l.recipient(r.Message, delivery), relay, delay(r.At-h.at), delay(started-h.at), delay(setUp), delay(transmission), enhanced, status))
}

// sent writes that the peer took a message for a recipient.
func (l *syslog) sent(r *sim.Record, h *queuedCopy) {
	if h == nil {
		return
	}
	said := "250 2.0.0 Ok"
	if id := l.queued[r.Copy]; id != "" {
		said += ": queued as " + id
	}
	l.delivery(r, h, r.Delivery, "smtp", "sent ("+said+")")
}

// deferred writes for each recipient that is left why it waits.
func (l *syslog) deferred(r *sim.Record, h *queuedCopy) {
	if h == nil {
		return
	}
	daemon, why := "smtp", r.Reply.String()
	if h.hasSession {
		why = l.reason(l.spoken(r, h), r.Reply)
	}
	if r.Flags&(sim.FlagTimer|sim.FlagSuspended) != 0 {
		daemon, why = "error", "delivery temporarily suspended: "+why
	}
	for _, d := range l.concerned(r, h) {
		l.delivery(r, h, d, daemon, "deferred ("+why+")")
	}
}

// spoken is the last session of a copy with the outcome of a record, which may concern only some of its recipients.
func (l *syslog) spoken(r *sim.Record, h *queuedCopy) *sim.Record {
	talk := h.session
	if r.Cause != smtp.None {
		talk.Cause, talk.Phase = r.Cause, r.Phase
	}
	return &talk
}

// bounced writes that a recipient was given up: by the peer's word, because no way leads there, or because its time is over.
func (l *syslog) bounced(r *sim.Record, a *arrival, h *queuedCopy) {
	switch {
	case h != nil && (r.Flags&sim.FlagExpired != 0 || h.purged):
		if len(h.to) == 1 { // the last one: it is said once
			l.expired(r, h)
		}
	case h != nil && h.hasSession:
		l.delivery(r, h, r.Delivery, "smtp", "bounced ("+l.reason(l.spoken(r, h), r.Reply)+")")
	case h != nil:
		l.delivery(r, h, r.Delivery, "error", "bounced ("+r.Reply.String()+")")
	case a != nil:
		l.line(r.At, r.Host, "error", errorPID, fmt.Sprintf("%s: to=<%s>, relay=none, delay=0, delays=0/0/0/0, dsn=%s, status=bounced (%s)",
			a.queueID(), l.recipient(r.Message, r.Delivery), r.Reply.Enhanced, r.Reply))
	}
	if r.Kind == sim.Bounced {
		l.expectDSN(r, a, h, "non-delivery")
	}
}

// expired writes that a queue file is given up, by its age or by an administrator.
func (l *syslog) expired(r *sim.Record, h *queuedCopy) {
	status := "expired"
	if h.purged {
		status = "force-expired"
	}
	l.line(r.At, r.Host, "qmgr", qmgrPID, h.queueID()+": from=<"+l.sender(r.Message)+">, status="+status+", returned to sender")
}
