// Package mailbox is what a mailbox does with what reaches it: it swallows duplicates, is full, answers, passes on.
package mailbox

import "time"

// Mail is what a mailbox may know of a message that reaches it. Names are hashes by random.Name; 0 is nobody.
type Mail struct {
	At      time.Duration
	Message uint64 // its identity: Message-ID and client submit time
	Sender  uint64 // of the envelope; 0 is the null sender
	Author  uint64 // of the From line, which a DSN has as well; 0 where nobody can be written to
	Size    int64  // bytes
	Auto    bool   // it says Auto-Submitted: auto-replied or auto-generated
	Bulk    bool   // it says Precedence: bulk, list or junk
	Passed  uint32 // inbox rules that it has been through, as its headers count them
}

// Fate is what becomes of the message itself.
type Fate uint8

// The fates.
const (
	Kept      Fate = iota // it lies in the mailbox
	Duplicate             // it was there already
	Full                  // there is no room
)

// Generated is what a mailbox writes because of a message.
type Generated struct {
	Kind        Kind
	To          int           // with Forward and Redirect: index into the world's addresses; replies go to the sender
	ToAuthor    bool          // with Reply: it goes to the address in the From line, not to the sender of the envelope
	Null        bool          // it comes from <>
	Auto        bool          // it says Auto-Submitted
	OutOfOffice bool          // an absence note
	Nth         int           // of several copies of what a rule passes on, 0 the first
	List        bool          // one of several copies of what a rule passes on, as a distribution list does
	Passed      uint32        // inbox rules that it has been through, as its headers will count them
	Size        int64         // bytes
	After       time.Duration // the mailbox writes it so much later
}

// Kind is what a letter is.
type Kind uint8

// The kinds.
const (
	Reply    Kind = iota // a new message to the sender
	Forward              // a new message from the mailbox with the old one inside
	Redirect             // the old message, sender and identity kept
)

// Verdict is what a rule does with a message. Most do nothing: the zero value.
type Verdict struct {
	Fate      Fate
	Evicted   bool        // the memory is full, so that something was forgotten before its time
	Stopped   uint32      // letters that were not written because the loop limit or good manners forbade them
	Generated []Generated // in order
}

// Rule is one row with its parameters and its own bounded memory, made for one mailbox and one run.
type Rule interface {
	Deliver(m *Mail) Verdict
}

// Params holds the parameters that the rules ask for. A scenario begins with Unset and sets what it names; Make fills in the rest.
type Params struct {
	Retention time.Duration // dedup
	Quota     int64         // quota: bytes
	Used      int64         // quota: bytes that lie in the mailbox at the start
	To        []int         // forward, redirect: indices into the world's addresses
	From      From          // out-of-office, robot: whose address the reply comes from
	Answers   Answers       // out-of-office, robot: whom the reply goes to
	Once      Choice        // out-of-office: each sender is answered once
	Manners   Choice        // out-of-office, robot: RFC 3834 is respected
	Marked    Choice        // out-of-office, forward, robot: says Auto-Submitted
	Quotes    Choice        // out-of-office, forward, robot: holds the message that caused it
	Again     time.Duration // out-of-office: a sender is answered once more after so long
	Remembers uint32        // dedup, out-of-office: entries
	Size      int64         // bytes of what is written, without what it quotes
	After     time.Duration // until it is written
	Limit     uint32        // inbox rules that a message may have been through; 0: nobody counts
	Starts    time.Duration // when the rule is switched on
	Lasts     time.Duration // until it is switched off
}

// Unset are parameters of which none is given.
var Unset = Params{Retention: -1, Quota: -1, From: unsetFrom, Answers: unsetAnswers, Again: -1, Remembers: unset, Size: -1, After: -1, Limit: unset, Lasts: -1}

const unset = 1<<32 - 1

// Row is a row of the catalogue.
type Row struct {
	Name    string
	Meaning string   // one sentence
	Seen    string   // what its owner and others see of it
	Takes   []string // names of rows of Parameters; of a row with a Key the first is what the key itself is set to
	Source  string   // where the behaviour is described, with its mark: official, observed or inferred
	Example string   // TOML lines inside [mailbox."ADDRESS"], or inside [mailbox."ADDRESS".rule.NAME]
	Key     string   // of [mailbox."ADDRESS"] for what is no rule table; empty: [mailbox."ADDRESS".rule.NAME] with kind = Name
	Make    func(p Params) (Rule, error)
}

// Parameter is a parameter that some rules take.
type Parameter struct {
	Name    string
	Meaning string
	Default string            // as a scenario would write it; empty: none, or the rule has its own
	Of      map[string]string // defaults of single rules, by name; looked up, never walked
	At      func(*Params) any // pointer to its field; the type says the unit
}

// Default is what a parameter is for this rule when a scenario leaves it out.
func (r Row) Default(p Parameter) string {
	if s, ok := p.Of[r.Name]; ok {
		return s
	}
	return p.Default
}
