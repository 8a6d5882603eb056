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
		line = fmt.Sprintf("%s writes to %s: %s. It enters %s.", s.writer(), english.Listed(s.recipients(), 3), english.Size(r.Bytes), s.host(r.Host))
	case sim.Kept:
		return s.kept(r)
	case sim.Talked:
		line, shape = s.talked(r)
		s.last[r.Copy] = *r
		return line, shape
	case sim.Refused:
		line = "   to RCPT TO " + s.concerned(r) + " it says " + r.Reply.String() + "."
	case sim.Deferred:
		return s.deferred(r)
	case sim.Delivered:
		return s.delivered(r)
	case sim.Notified:
		line = fmt.Sprintf("%s writes a delay notice to %s: not delivered to %s yet, it goes on trying until %s.", s.host(r.Host), s.author(r),
			s.concerned(r), s.clock.At(r.Until))
	case sim.Moved:
		line = fmt.Sprintf("The waiting copy moves to server %d of %s: a Received line more, the schedule goes on.", r.Server+1, s.host(r.Host))
	case sim.Bounced:
		return s.bounced(r)
	case sim.Lost:
		line = fmt.Sprintf("%s believes that %s has it. %s has nothing, and nobody knows.", s.host(r.Host), s.host(r.Peer), s.host(r.Peer))
	case sim.LinedUp:
		line = fmt.Sprintf("It is due, but all connections of %s to %s are in use: it stands in line.", s.host(r.Host), s.host(r.Peer))
	case sim.Looped:
		line = fmt.Sprintf("%s takes it for a loop and says %s.", s.host(r.Peer), r.Reply)
	default:
		return s.removed(r)
	}
	return line, line
}

// kept tells that a host took a copy into its queue; for the host where it was written that goes without saying.
func (s *story) kept(r *sim.Record) (line, shape string) {
	if r.Peer == sim.NoPeer {
		return "", ""
	}
	line = fmt.Sprintf("%s has copy %d in its queue now, and its own duty to deliver it.", s.host(r.Host), r.Copy)
	return line, s.host(r.Host) + " has a copy"
}

// talked tells a session from both ends.
func (s *story) talked(r *sim.Record) (line, shape string) {
	body := s.session(r)
	if r.Until > s.end {
		body = "the session is still under way when the run ends."
	}
	how := ""
	if r.Flags&sim.FlagClear != 0 && r.Bytes > 0 {
		how = ", without TLS"
	}
	again := ""
	if before, talked := s.last[r.Copy]; talked && before.Attempt == r.Attempt {
		again = " goes on"
	}
	line = fmt.Sprintf("Attempt %d%s, %s to %s%s: %s", r.Attempt, again, s.from(r), s.host(r.Peer), how, body)
	if r.Until > r.At && r.Until <= s.end {
		line += " That took " + english.Span(r.Until-r.At) + "."
	}
	return line, s.host(r.Host) + s.host(r.Peer) + how + body
}

// session tells what crossed, what the peer kept and what the host heard.
func (s *story) session(r *sim.Record) string {
	from, to, kept := s.host(r.Host), s.host(r.Peer), r.Flags&sim.FlagKept != 0
	notes := fmt.Sprintf(" %s notes %s%s.", from, r.Reply, s.text(r))
	switch r.Cause {
	case smtp.None:
		if !kept {
			return fmt.Sprintf("%s cross, %s says 250 and loses the message.", english.Size(r.Bytes), to)
		}
		if r.Flags&sim.FlagMixed != 0 {
			return fmt.Sprintf("%s takes some recipients and not others; for those %s cross, it keeps the message and says 250, %s hears it.", to, english.Size(r.Bytes), from)
		}
		return fmt.Sprintf("%s cross, %s keeps the message and says 250, %s hears it.", english.Size(r.Bytes), to, from)
	case smtp.Refused:
		return "the connection is refused." + notes
	case smtp.Unanswered:
		return "nobody answers the call." + notes
	case smtp.Unreachable:
		return "there is no way to that network." + notes
	case smtp.Unresolved:
		return "the name " + to + " cannot be resolved." + notes
	case smtp.NoSuchDomain:
		return "there is no such domain." + notes
	case smtp.NullMX:
		return "the domain takes no mail, its null MX says." + notes
	case smtp.TLSFailed:
		return "the TLS handshake fails, the two agree on no cipher." + notes
	case smtp.Mismatch:
		return to + " shows a certificate with another name." + notes
	case smtp.Declined:
		return to + " turns the call away with a 5xx before MAIL." + notes
	}
	return s.broken(r, kept) + notes
}

// broken tells a session that got as far as talking, and ended without a 250.
func (s *story) broken(r *sim.Record, kept bool) string {
	from, to := s.host(r.Host), s.host(r.Peer)
	switch {
	case r.Cause == smtp.Said && kept:
		return fmt.Sprintf("%s cross, %s keeps the message and yet says %s.", english.Size(r.Bytes), to, r.Reply)
	case r.Cause == smtp.Said && r.Bytes > 0:
		return fmt.Sprintf("%s cross, then %s says %s and keeps nothing.", english.Size(r.Bytes), to, r.Reply)
	case r.Cause == smtp.Said:
		return fmt.Sprintf("%s says %s %s.", to, r.Reply, phaseWords(r.Phase))
	case r.Cause == smtp.Stalled && kept:
		return fmt.Sprintf("%s cross, %s keeps the message but its 250 takes too long: %s hangs up.", english.Size(r.Bytes), to, from)
	case r.Cause == smtp.Stalled:
		return fmt.Sprintf("%s falls silent %s: %s hangs up.", to, phaseWords(r.Phase), from)
	case kept:
		return fmt.Sprintf("%s cross, %s keeps the message, the connection dies before its 250 gets back.", english.Size(r.Bytes), to)
	default:
		return fmt.Sprintf("the connection dies after %s, %s keeps nothing.", english.Size(r.Bytes), to)
	}
}

func phaseWords(p smtp.Phase) string {
	return [smtp.Phases]string{"at the call", "in its greeting", "to EHLO", "after STARTTLS", "to MAIL FROM", "to RCPT TO", "to DATA", "after the dot"}[p]
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
		line = fmt.Sprintf("%s does not even try: the whole queue to that next hop waits until %s.", who, s.clock.At(r.Until))
		return line, who + " does not even try"
	case r.Until < 0:
		line = who + " puts it back. No attempt is left before its time is over."
	default:
		line = fmt.Sprintf("%s puts it back. The next attempt is due at %s, in %s.", who, s.clock.At(r.Until), english.Span(r.Until-r.At))
		return line, fmt.Sprintf("%s puts it back for %s", who, english.Span(r.Until-r.At))
	}
	return line, line
}

func (s *story) delivered(r *sim.Record) (line, shape string) {
	if r.Message != s.message {
		return s.concerned(r) + " has it in the mailbox.", s.concerned(r) + " has it in the mailbox"
	}
	s.copies[r.Delivery-s.deliveries[0].Number]++
	n := s.copies[r.Delivery-s.deliveries[0].Number]
	if n == 1 {
		line = fmt.Sprintf("%s has it in the mailbox.", s.concerned(r))
		return line, line
	}
	return fmt.Sprintf("%s has it once more: the %s copy.", s.concerned(r), english.Ordinal(n)), s.concerned(r) + " has it once more"
}

// bounced tells an NDR, with the diagnostic line where the host writes one.
func (s *story) bounced(r *sim.Record) (line, shape string) {
	why := "That is final:"
	switch {
	case r.Flags&sim.FlagExpired != 0:
		why = "The message has expired:"
	case r.Copy == 0 && r.Phase == smtp.Mail:
		why = "A limit for its own users is reached, nothing is sent:"
	}
	line = fmt.Sprintf("%s %s writes an NDR to %s: not delivered to %s, %s.", why, s.host(r.Host), s.author(r), s.concerned(r), r.Reply)
	if n := s.arrived(r); n > 0 {
		line += fmt.Sprintf(" That is false: the mailbox has %s.", english.Counted(int64(n), "copy", "copies"))
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
