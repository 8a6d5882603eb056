package story

import (
	"fmt"
	"strings"

	"mailstorm/cmd/report/english"
	"mailstorm/sim"
	"mailstorm/sim/dsn"
	"mailstorm/sim/smtp"
)

// line tells one record; shape is the same line without what differs each time it happens.
func (s *story) line(r *sim.Record) (line, shape string) {
	if r.Message != s.message {
		return s.relatedLine(r)
	}
	return s.ownLine(r)
}

// ownLine tells what happened to the message itself, or to another as if it were.
func (s *story) ownLine(r *sim.Record) (line, shape string) {
	switch r.Kind {
	case sim.Written:
		line = fmt.Sprintf("%s sends %s to %s. %s queues it.", s.writer(), english.Size(r.Bytes), english.Listed(s.recipients(), 3), s.host(r.Host))
	case sim.Kept:
		return s.kept(r)
	case sim.Talked:
		line, shape = s.attempt(r)
		s.last[r.Copy] = *r
		return line, shape
	case sim.Refused:
		line = "   RCPT TO " + s.concerned(r) + ": " + r.Reply.String() + "."
	case sim.Deferred:
		return s.deferred(r)
	case sim.Delivered:
		return s.delivered(r)
	case sim.Notified:
		report := "sends a delay notice to " + s.author(r)
		if r.Parent > 0 {
			report = "adds to that delay notice"
		}
		line = fmt.Sprintf("%s %s: not yet delivered to %s. It will retry until %s.", s.host(r.Host), report, s.concerned(r), s.clock.At(r.Until))
	case sim.Moved:
		line = fmt.Sprintf("The queued copy moves to server %d of %s and gets another Received line. Its retry schedule stays the same.", r.Server+1, s.host(r.Host))
	case sim.Bounced:
		return s.bounced(r)
	case sim.Lost:
		line = fmt.Sprintf("%s received a 250, but %s has lost the message. Nobody is notified.", s.host(r.Host), s.host(r.Peer))
	case sim.LinedUp:
		line = fmt.Sprintf("It is due, but all connections from %s to %s are in use. It waits for a free one.", s.host(r.Host), s.host(r.Peer))
	case sim.Looped:
		line = fmt.Sprintf("%s detects a loop and replies %s.", s.host(r.Peer), r.Reply)
	default:
		return s.removed(r)
	}
	return line, line
}

// kept tells that a host queued a copy; for the first host the record of the message says so.
func (s *story) kept(r *sim.Record) (line, shape string) {
	if r.Peer == sim.NoPeer {
		return "", ""
	}
	line = fmt.Sprintf("%s queues copy %d and is now responsible for it.", s.host(r.Host), r.Copy)
	return line, s.host(r.Host) + " queues a copy"
}

// attempt tells a session from both ends.
func (s *story) attempt(r *sim.Record) (line, shape string) {
	body := s.session(r)
	if r.Until > s.end {
		body = "the session is still open when the run ends."
	}
	how := ""
	if r.Flags&sim.FlagClear != 0 && r.Bytes > 0 {
		how = ", without TLS"
	}
	again := ""
	if before, known := s.last[r.Copy]; known && before.Attempt == r.Attempt {
		again = " continued"
	}
	line = fmt.Sprintf("Attempt %d%s, %s to %s%s: %s", r.Attempt, again, s.from(r), s.host(r.Peer), how, body)
	if r.Until > r.At && r.Until <= s.end {
		line += " It took " + english.Span(r.Until-r.At) + "."
	}
	return line, s.host(r.Host) + s.host(r.Peer) + how + body
}

// session tells what was transferred, what the peer kept and what the host heard.
func (s *story) session(r *sim.Record) string {
	from, to, kept := s.host(r.Host), s.host(r.Peer), r.Flags&sim.FlagKept != 0
	logged := fmt.Sprintf(" %s logs %s%s.", from, r.Reply, s.text(r))
	switch r.Cause {
	case smtp.None:
		if !kept {
			return fmt.Sprintf("%s transferred, %s replies 250 but loses the message.", english.Size(r.Bytes), to)
		}
		if r.Flags&sim.FlagMixed != 0 {
			return fmt.Sprintf("%s accepts some recipients and rejects others. %s transferred, %s keeps the message and replies 250, %s receives the reply.", to, english.Size(r.Bytes), to, from)
		}
		return fmt.Sprintf("%s transferred, %s keeps the message and replies 250, %s receives the reply.", english.Size(r.Bytes), to, from)
	case smtp.Refused:
		return "the connection is refused." + logged
	case smtp.Unanswered:
		return "the connection times out." + logged
	case smtp.Unreachable:
		return "the network is unreachable." + logged
	case smtp.Unresolved:
		return "the name " + to + " cannot be resolved." + logged
	case smtp.NoSuchDomain:
		return "the domain does not exist." + logged
	case smtp.NullMX:
		return "the domain accepts no mail (null MX)." + logged
	case smtp.TLSFailed:
		return "the TLS handshake fails: no common cipher." + logged
	case smtp.Mismatch:
		return to + " presents a certificate with another name." + logged
	case smtp.Declined:
		return to + " rejects the session with a 5xx before MAIL." + logged
	}
	return s.broken(r, kept) + logged
}

// broken tells a session that began and ended without a 250.
func (s *story) broken(r *sim.Record, kept bool) string {
	from, to := s.host(r.Host), s.host(r.Peer)
	switch {
	case r.Cause == smtp.Said && kept:
		return fmt.Sprintf("%s transferred, %s keeps the message but replies %s.", english.Size(r.Bytes), to, r.Reply)
	case r.Cause == smtp.Said && r.Bytes > 0:
		return fmt.Sprintf("%s transferred, %s replies %s and keeps nothing.", english.Size(r.Bytes), to, r.Reply)
	case r.Cause == smtp.Said:
		return fmt.Sprintf("%s replies %s %s.", to, r.Reply, phaseWords(r.Phase))
	case r.Cause == smtp.Stalled && kept:
		return fmt.Sprintf("%s transferred, %s keeps the message, but its 250 takes too long: %s closes the connection.", english.Size(r.Bytes), to, from)
	case r.Cause == smtp.Stalled:
		return fmt.Sprintf("%s stops responding %s: %s closes the connection.", to, phaseWords(r.Phase), from)
	case kept:
		return fmt.Sprintf("%s transferred, %s keeps the message, but the connection drops before its 250 arrives.", english.Size(r.Bytes), to)
	default:
		return fmt.Sprintf("the connection drops after %s, %s keeps nothing.", english.Size(r.Bytes), to)
	}
}

func phaseWords(p smtp.Phase) string {
	return [smtp.Phases]string{"on connect", "in the greeting", "to EHLO", "to STARTTLS", "to MAIL FROM", "to RCPT TO", "to DATA", "at end of data"}[p]
}

// text is what the sender's profile writes beside a code.
func (s *story) text(r *sim.Record) string {
	if t := s.config.Hosts[r.Host].Profile.Codes[r.Cause].Text; t != "" && r.Cause != smtp.Said {
		return " (" + t + ")"
	}
	return ""
}

func (s *story) deferred(r *sim.Record) (line, shape string) {
	who := s.host(r.Host)
	switch {
	case r.Flags&sim.FlagTimer != 0:
		line = fmt.Sprintf("%s makes no attempt: the whole queue for this next hop waits until %s.", who, s.clock.At(r.Until))
		return line, who + " makes no attempt"
	case r.Flags&sim.FlagSuspended != 0:
		line = fmt.Sprintf("%s knows that the next hop fails and makes no attempt. The next one is due at %s, in %s.", who, s.clock.At(r.Until), english.Span(r.Until-r.At))
		return line, who + " knows that the next hop fails and makes no attempt"
	case r.Until < 0:
		line = who + " defers it. The message expires before the next attempt."
	default:
		line = fmt.Sprintf("%s defers it. The next attempt is due at %s, in %s.", who, s.clock.At(r.Until), english.Span(r.Until-r.At))
		return line, fmt.Sprintf("%s defers it for %s", who, english.Span(r.Until-r.At))
	}
	return line, line
}

func (s *story) delivered(r *sim.Record) (line, shape string) {
	if r.Message != s.message {
		return s.concerned(r) + " receives it.", s.concerned(r) + " receives it"
	}
	s.copies[r.Delivery-s.deliveries[0].Number]++
	n := s.copies[r.Delivery-s.deliveries[0].Number]
	if n == 1 {
		line = fmt.Sprintf("%s receives it.", s.concerned(r))
		return line, line
	}
	return fmt.Sprintf("%s receives it again: the %s copy.", s.concerned(r), english.Ordinal(n)), s.concerned(r) + " receives it again"
}

// bounced tells an NDR, with the diagnostic line where the host writes one.
func (s *story) bounced(r *sim.Record) (line, shape string) {
	why := "Permanent failure:"
	switch {
	case r.Flags&sim.FlagExpired != 0:
		why = "The message has expired:"
	case r.Copy == 0 && r.Phase == smtp.Mail:
		why = "A sending limit is exceeded, nothing is sent:"
	}
	report := "sends an NDR to " + s.author(r)
	if r.Parent > 0 {
		report = "adds to that NDR"
	}
	line = fmt.Sprintf("%s %s %s: not delivered to %s, %s.", why, s.host(r.Host), report, s.concerned(r), r.Reply)
	if n := s.arrived(r); n > 0 {
		line += fmt.Sprintf(" The NDR is false: the mailbox has %s.", english.Counted(int64(n), "copy", "copies"))
	}
	if d := s.diagnostic(r); d != "" {
		line += " " + d
	}
	return line, s.host(r.Host) + " bounces " + s.concerned(r) + r.Reply.String()
}

// diagnostic is the line that Exchange Online adds to an NDR of an expired message.
func (s *story) diagnostic(r *sim.Record) string {
	p := s.config.Hosts[r.Host].Profile
	if !strings.HasPrefix(p.Name, "exchange-online") || r.Flags&sim.FlagExpired == 0 {
		return ""
	}
	talk, tried := s.last[r.Copy]
	if !tried {
		return ""
	}
	h := s.config.Hosts[talk.Peer]
	return dsn.Diagnostic{Error: r.Reply, Text: p.Codes[r.Cause].Text, Short: p.Codes[r.Cause].Short, Expired: true, Server: h.Name,
		Address: dsn.Address(uint64(talk.Peer), talk.PeerServer), Attempted: s.clock.Zero.Add(talk.At)}.String()
}
