package mailbox

import (
	"errors"
	"slices"
)

// addresses are those of to. They are the rule's own: the caller may reuse its slice.
func addresses(p Params) ([]int, error) {
	if len(p.To) == 0 {
		return nil, errors.New("to names no address; write at least one, as in to = \"partner@fabrikam.example\"")
	}
	for i, a := range p.To {
		if slices.Contains(p.To[:i], a) {
			return nil, errors.New("to names an address twice; each gets one message anyway")
		}
	}
	return slices.Clone(p.To), nil
}

// toAll is the same letter to each address.
func toAll(to []int, l Generated) Verdict {
	letters := make([]Generated, len(to))
	for i, a := range to {
		letters[i] = l
		letters[i].To, letters[i].Nth, letters[i].List = a, i, len(to) > 1
	}
	return Verdict{Generated: letters}
}

// distributor is what rules have in common that write to addresses of their own.
type distributor struct {
	generator
	to []int
}

func newDistributor(p Params, blank Generated, quotes bool) (distributor, error) {
	to, err := addresses(p)
	if err != nil {
		return distributor{}, err
	}
	g, err := newGenerator(p, blank, quotes)
	return distributor{g, to}, err
}

// distribute writes what generate makes of a message to each address, while the rule is on and the limit not reached.
func (d *distributor) distribute(m *Mail, generate func(*Mail) Generated) Verdict {
	switch {
	case !d.on(m.At):
		return Verdict{}
	case d.limitReached(m):
		return Verdict{Stopped: uint32(len(d.to))}
	}
	return toAll(d.to, generate(m))
}
