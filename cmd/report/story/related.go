package story

import (
	"fmt"
	"strings"

	"mailstorm/cmd/report/english"
	"mailstorm/sim"
)

// relatedLine tells what happened to a message that was written because of the one whose story it is, and what an administrator did.
func (s *story) relatedLine(r *sim.Record) (line, shape string) {
	if r.Kind == sim.Changed {
		if !s.hosts[r.Host] {
			return "", ""
		}
		line = fmt.Sprintf("The administrator of %s intervenes: %s.", s.host(r.Host), s.intervention(r))
		return line, line
	}
	if r.Kind == sim.Written {
		return s.written(r)
	}
	line, shape = s.ownLine(r)
	if line == "" {
		return "", ""
	}
	if s.others[r.Message] != dsnName {
		shape = strings.Map(withoutDigits, shape) // a loop may grow with each round
	}
	return s.others[r.Message] + ": " + line, shape
}

// withoutDigits drops digits.
func withoutDigits(c rune) rune {
	if c >= '0' && c <= '9' || c == '.' {
		return -1
	}
	return c
}

// dsnName is what a DSN is called in a story.
const dsnName = "The DSN"

// written names a message that was sent because of others. The record of an NDR has named it already.
func (s *story) written(r *sim.Record) (line, shape string) {
	from, to := s.world.GeneratedBy(r.Message)
	switch {
	case r.Flags&sim.FlagReport != 0:
		s.others[r.Message] = dsnName
		return "", ""
	case r.Flags&sim.FlagAuto != 0:
		s.count++
		s.others[r.Message] = fmt.Sprintf("Automatic message %d", s.count)
		if r.Flags&sim.FlagKept != 0 {
			line = fmt.Sprintf("A mailbox on %s forwards it to %s as automatic message %d.", s.host(r.Host), s.address(to), s.count)
			return line, fmt.Sprintf("on from %d to %d", from, to)
		}
		line = fmt.Sprintf("A mailbox on %s sends automatic message %d from %s to %s: %s.", s.host(r.Host), s.count, s.address(from), s.address(to), english.Size(r.Bytes))
		return line, fmt.Sprintf("from %d to %d", from, to)
	}
	s.others[r.Message] = "The new message"
	line = fmt.Sprintf("%s sends it to %s again, as a new message of %s. %s queues it.", s.address(from), s.address(to), english.Size(r.Bytes), s.host(r.Host))
	return line, line
}

func (s *story) address(i int) string {
	if i < 0 {
		return "<>"
	}
	return s.config.Addresses[i].Name
}

// author is who sent the message that a record concerns.
func (s *story) author(r *sim.Record) string {
	if r.Message == s.message {
		return s.sender()
	}
	from, _ := s.world.GeneratedBy(r.Message)
	return s.address(from)
}

// writer is who sends the message.
func (s *story) writer() string {
	if s.mail().Forged {
		return "Somebody who forges " + s.sender()
	}
	return s.sender()
}

// removed tells how a copy ended that did not arrive, or arrived another way.
func (s *story) removed(r *sim.Record) (line, shape string) {
	switch r.Kind {
	case sim.Suppressed:
		line = fmt.Sprintf("%s recognises a duplicate and does not deliver it to %s.", s.host(r.Host), s.concerned(r))
	case sim.Discarded:
		line = fmt.Sprintf("%s replied 250 and discards the copy for %s.", s.host(r.Host), s.concerned(r))
	case sim.Quarantined:
		line = fmt.Sprintf("%s replied 250 and quarantines the copy for %s.", s.host(r.Host), s.concerned(r))
	case sim.Diverted:
		line = fmt.Sprintf("%s treats mail to %s as its own and sends it to %s, against its routes.", s.host(r.Host), s.concerned(r), s.host(r.Peer))
	case sim.Died:
		if r.Flags&sim.FlagLimited != 0 {
			line = fmt.Sprintf("It cannot be delivered to %s (%s). %s has written as many NDRs as it may, and discards this one.", s.concerned(r), r.Reply, s.host(r.Host))
			break
		}
		line = fmt.Sprintf("It cannot be delivered to %s (%s). Its sender is <>, so there is no NDR.", s.concerned(r), r.Reply)
	case sim.Purged:
		line = fmt.Sprintf("The administrator of %s purges the copy for %s from the queue.", s.host(r.Host), s.concerned(r))
	case sim.Stopped:
		line = fmt.Sprintf("The mailbox of %s would send %s, but a limit or a setting prevents it.", s.concerned(r),
			english.Counted(r.Bytes, "automatic message", "automatic messages"))
	}
	return line, line
}

// arrived is how many copies of a delivery of the message have arrived so far.
func (s *story) arrived(r *sim.Record) int {
	if r.Message != s.message {
		return 0
	}
	return s.copies[r.Delivery-s.deliveries[0].Number]
}

// intervention is the name of a change, and what it does.
func (s *story) intervention(r *sim.Record) string {
	h := &s.config.Hosts[r.Host]
	c := &h.Changes[r.Delivery]
	var does []string
	for _, w := range c.Switches {
		name := ""
		if w.Guard {
			name = "guard " + h.Guards[w.Index].Name
		} else {
			name = "fault " + h.Faults[w.Index].Name
		}
		does = append(does, name+onOff(w.On))
	}
	switch c.Purge {
	case sim.PurgeSilently:
		does = append(does, "purge without NDR")
	case sim.PurgeWithNDR:
		does = append(does, "purge with NDR")
	}
	if c.Retry {
		does = append(does, "retry")
	}
	if c.Profile != nil {
		does = append(does, "new profile")
	}
	if c.Bandwidth >= 0 {
		does = append(does, "new bandwidth")
	}
	if len(does) == 0 {
		return c.Name
	}
	return c.Name + " (" + strings.Join(does, "; ") + ")"
}

func onOff(on bool) string {
	if on {
		return " on"
	}
	return " off"
}
