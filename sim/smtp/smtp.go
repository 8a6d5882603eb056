// Package smtp holds the words that two mail servers share: phases of a session, replies, enhanced codes, causes of failure.
package smtp

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Phase is a stage of a session, in the order in which a session passes them (RFC 5321 section 3).
type Phase uint8

// The phases. Dot is the end of the message data, BDAT LAST included.
const (
	Connect Phase = iota
	Greeting
	EHLO
	StartTLS
	Mail
	Rcpt
	Data
	Dot
	Phases // how many there are
)

var phaseNames = [Phases]string{"connect", "greeting", "ehlo", "starttls", "mail", "rcpt", "data", "dot"}

func (p Phase) String() string { return phaseNames[p] }

// Words lists the names of all phases in order.
func (Phase) Words() []string { return phaseNames[:] }

// Choose sets the phase that a word names, and reports whether there is one.
func (p *Phase) Choose(word string) bool { return Choose(p, phaseNames[:], word) }

// Choose sets the value that a word names, by its place among the words, and reports whether there is one.
func Choose[T ~uint8](to *T, words []string, word string) bool {
	i := slices.Index(words, word)
	if i >= 0 {
		*to = T(i)
	}
	return i >= 0
}

// Enhanced is an enhanced status code of RFC 3463, class.subject.detail, packed into eight, twelve and twelve bits.
type Enhanced uint32

// Status packs an enhanced code.
func Status(class, subject, detail uint32) Enhanced {
	return Enhanced(class<<24 | subject<<12 | detail)
}

// Class is 2, 4 or 5, and 0 for no code at all.
func (e Enhanced) Class() uint32 { return uint32(e) >> 24 }

// Subject is the middle number.
func (e Enhanced) Subject() uint32 { return uint32(e) >> 12 & 0xfff }

// Detail is the last number.
func (e Enhanced) Detail() uint32 { return uint32(e) & 0xfff }

func (e Enhanced) String() string {
	return strconv.Itoa(int(e.Class())) + "." + strconv.Itoa(int(e.Subject())) + "." + strconv.Itoa(int(e.Detail()))
}

// Reply is what a client hears, or writes into its log in place of a reply that never came.
// Code is the three-digit reply code; 0 means that nothing was heard.
type Reply struct {
	Code     uint16
	Enhanced Enhanced
}

// OK is the reply that hands a message over.
var OK = Reply{250, Status(2, 0, 0)}

// Accepted and Permanent tell the first digit of a reply.
func (r Reply) Accepted() bool  { return r.Code/100 == 2 }
func (r Reply) Permanent() bool { return r.Code/100 == 5 }

// String writes the reply as a log does: "450 4.4.318"; a reply without an enhanced code is "421".
func (r Reply) String() string {
	if r.Enhanced == 0 {
		return strconv.Itoa(int(r.Code))
	}
	return strconv.Itoa(int(r.Code)) + " " + r.Enhanced.String()
}

// ParseReply reads "450 4.4.318", "421" or "4.4.7" (whose reply code is then 400 or 500, and 550 for class 5).
func ParseReply(s string) (Reply, error) {
	fields := strings.Fields(s)
	if len(fields) > 2 && isReply(fields[0]+" "+fields[1]) {
		return Reply{}, fmt.Errorf("%q has text after its codes; write %q", s, fields[0]+" "+fields[1])
	}
	if len(fields) == 0 || len(fields) > 2 {
		return Reply{}, fmt.Errorf("%q is not an SMTP reply; write \"451 4.3.2\" or \"451\"", s)
	}
	code, err := strconv.Atoi(fields[0])
	if err != nil || len(fields[0]) != 3 || code < 200 || code > 599 {
		if full := fields[0][:1] + "50 " + s; strings.Count(s, ".") == 2 && isReply(full) {
			return Reply{}, fmt.Errorf("%q has no reply code; write %q", s, full)
		}
		return Reply{}, fmt.Errorf("%q does not begin with a reply code from 200 to 599", s)
	}
	r := Reply{Code: uint16(code)}
	if len(fields) == 1 {
		return r, nil
	}
	var n [3]uint32
	parts := strings.Split(fields[1], ".")
	if len(parts) != 3 {
		return Reply{}, fmt.Errorf("%q is not an enhanced status code; write class.subject.detail, as in 4.4.1", fields[1])
	}
	for i, part := range parts {
		v, err := strconv.ParseUint(part, 10, 12)
		if err != nil || v > 999 {
			return Reply{}, fmt.Errorf("%q is not an enhanced status code; its numbers must be 0 to 999", fields[1])
		}
		n[i] = uint32(v)
	}
	if n[0] != 2 && n[0] != 4 && n[0] != 5 || (n[0] == 2) != (code/100 == 2) { // Exchange writes 550 4.4.7 and 554 4.3.2
		return Reply{}, fmt.Errorf("%q contradicts itself: the enhanced code of a %d reply begins with %s", s, code, classes(code))
	}
	r.Enhanced = Status(n[0], n[1], n[2])
	return r, nil
}

func isReply(s string) bool {
	_, err := ParseReply(s)
	return err == nil
}

func classes(code int) string {
	if code/100 == 2 {
		return "2"
	}
	return "4 or 5"
}

// Cause says why a client did not hear 250. The sender's profile turns it into the codes that its log and its NDR show.
type Cause uint8

// The causes. Said means that the server itself answered with 4xx or 5xx; Declined that a 5xx before MAIL was taken for a
// session that could not be set up; Unresolved that the name servers gave no answer, NoSuchDomain and NullMX that they did.
const (
	None Cause = iota
	Said
	Refused
	Unanswered
	Unreachable
	Unresolved
	TLSFailed
	Mismatch
	Dropped
	Stalled
	Declined
	NoSuchDomain
	NullMX // RFC 7505: the domain says that it takes no mail
	Causes // how many there are
)

var causeNames = [Causes]string{"none", "said", "refused", "unanswered", "unreachable", "unresolved", "tls-failed", "mismatch", "dropped", "stalled", "declined",
	"no-such-domain", "null-mx"}

// InDNS reports whether it came to nothing before there was an address to call.
func (c Cause) InDNS() bool { return c == Unresolved || c == NoSuchDomain || c == NullMX }

func (c Cause) String() string { return causeNames[c] }

// Words lists the names of all causes in order.
func (Cause) Words() []string { return causeNames[:] }

// Choose sets the cause that a word names, and reports whether there is one.
func (c *Cause) Choose(word string) bool { return Choose(c, causeNames[:], word) }

// Patience is how long a client waits in each phase; at Data it is the wait for one block (RFC 5321 section 4.5.3.2).
type Patience [Phases]time.Duration
