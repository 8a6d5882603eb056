package mailbox

import (
	"errors"
	"time"
)

const (
	usualAfter = 5 * time.Second
	usualSize  = 10_000 // bytes
)

// pen is what all rules that write have in common.
type pen struct {
	starts time.Duration
	lasts  time.Duration // negative: for ever
	limit  uint32
	blank  Letter // what every letter of the rule says
	quotes bool
}

func newPen(p Params, blank Letter, quotes bool) (pen, error) {
	switch {
	case p.After == 0:
		return pen{}, errors.New("after is 0s; a loop that takes no time never ends")
	case p.Size == 0:
		return pen{}, errors.New("size is 0B; even an empty message has a header")
	case p.Lasts == 0:
		return pen{}, errors.New("lasts leaves the rule no time to be on; leave it out for a rule that stays on")
	}
	blank.After, blank.Size = usualAfter, usualSize
	if p.After > 0 {
		blank.After = p.After
	}
	if p.Size > 0 {
		blank.Size = p.Size
	}
	w := pen{starts: p.Starts, lasts: p.Lasts, blank: blank, quotes: quotes}
	if p.Limit != unset {
		w.limit = p.Limit
	}
	return w, nil
}

// on reports whether the rule is switched on.
func (w *pen) on(at time.Duration) bool {
	return at >= w.starts && (w.lasts < 0 || at-w.starts < w.lasts)
}

// spent reports whether a message has been through as many rules as it may.
func (w *pen) spent(m *Mail) bool { return w.limit > 0 && m.Passed >= w.limit }

// letter writes a new message. Where nobody counts it has been through no rule.
func (w *pen) letter(m *Mail) Letter {
	l := w.blank
	if w.quotes {
		l.Size += m.Size
	}
	if w.limit > 0 {
		l.Passed = m.Passed + 1
	}
	return l
}
