package guard

import (
	"fmt"
	"slices"

	"mailstorm/sim/smtp"
)

func reply(code uint16, class, subject, detail uint32) smtp.Reply {
	return smtp.Reply{Code: code, Enhanced: smtp.Status(class, subject, detail)}
}

// replyOr is the code given, or the usual one, if it begins with one of the digits with which the kind still makes sense.
func replyOr(p Params, usual smtp.Reply, digits ...uint16) (smtp.Reply, error) {
	switch {
	case p.Code == (smtp.Reply{}):
		return usual, nil
	case slices.Contains(digits, p.Code.Code/100):
		return p.Code, nil
	case len(digits) == 1:
		return p.Code, fmt.Errorf("code must be a %dxx such as %q here, not %q", digits[0], usual, p.Code)
	}
	return p.Code, fmt.Errorf("code must be a 4xx or 5xx such as %q, not %q", usual, p.Code)
}
