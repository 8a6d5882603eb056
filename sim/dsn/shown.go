package dsn

import "mailstorm/sim/smtp"

// Misnomer is a code that Exchange Online told its user in place of the real one, which only the administrator's layer has.
type Misnomer struct {
	Real   smtp.Reply
	Shown  smtp.Enhanced
	Mark   string // how far it can be trusted, as in profiles
	Source string
}

// Misnomers holds what was observed, and nothing else.
var Misnomers = []Misnomer{
	{smtp.Reply{Code: 554, Enhanced: smtp.Status(5, 4, 6)}, smtp.Status(5, 1, 1), "observed",
		"field report msxfaq.de, Exchange Online und NDRs: a gateway took a second copy for a loop and said 554 5.4.6, the user read 5.1.1"},
}

// shown is the code that Exchange Online names to the user.
func (r *Report) shown() smtp.Enhanced {
	for _, m := range Misnomers {
		if m.Real == r.Failure.Error && r.Action == Failed && r.isRemote() {
			return m.Shown
		}
	}
	return r.code()
}
