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
		letters[i].To, letters[i].List = a, len(to) > 1
	}
	return Verdict{Generated: letters}
}
