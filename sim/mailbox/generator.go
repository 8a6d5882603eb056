package mailbox

import (
	"errors"
	"time"
)

const (
	usualAfter = 5 * time.Second
	usualSize  = 10_000 // bytes
)

// generator is what all rules that write have in common.
type generator struct {
	starts   time.Duration
	lasts    time.Duration // negative: for ever
	limit    uint32
	template Generated // what every letter of the rule says
	quotes   bool
}

func newGenerator(p Params, blank Generated, quotes bool) (generator, error) {
	switch {
	case p.After == 0:
		return generator{}, errors.New("after is 0s; a loop that takes no time never ends")
	case p.Size == 0:
		return generator{}, errors.New("size is 0B; even an empty message has a header")
	case p.Lasts == 0:
		return generator{}, errors.New("lasts is 0s, so the rule is never on; leave lasts out for a rule that stays on")
	}
	blank.After, blank.Size = usualAfter, usualSize
	if p.After > 0 {
		blank.After = p.After
	}
	if p.Size > 0 {
		blank.Size = p.Size
	}
	w := generator{starts: p.Starts, lasts: p.Lasts, template: blank, quotes: quotes}
	if p.Limit != unset {
		w.limit = p.Limit
	}
	return w, nil
}

// on reports whether the rule is switched on.
func (w *generator) on(at time.Duration) bool {
	return at >= w.starts && (w.lasts < 0 || at-w.starts < w.lasts)
}

// limitReached reports whether a message has been through as many rules as it may.
func (w *generator) limitReached(m *Mail) bool { return w.limit > 0 && m.Passed >= w.limit }

// generate writes a new message. Where nobody counts it has been through no rule.
func (w *generator) generate(m *Mail) Generated {
	l := w.template
	if w.quotes {
		l.Size += m.Size
	}
	if w.limit > 0 {
		l.Passed = m.Passed + 1
	}
	return l
}
