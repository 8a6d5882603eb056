package fault

import (
	"errors"

	"mailstorm/sim/smtp"
)

var messagesPerConnection = Kind{
	Name: "messages-per-connection",
	Meaning: "The host takes so many messages on one connection, and then says 421 and closes it. It concerns senders that use a connection " +
		"again.",
	Seen: "Exchange Online opens another connection and records nothing (inferred). Postfix and sendmail find it out by the RSET that they send " +
		"before the next MAIL; no message is deferred, and the connections are more.",
	Takes: []string{"messages"},
	Source: "Exim specification, smtp_accept_max_per_connection, 1000 (official); 23 messages of Postfix 3.7 to a host that takes 5, none of " +
		"them deferred (observed)",
	Example: "kind     = \"messages-per-connection\"\nmessages = 5",
	Make: func(p Params) (Fault, error) {
		switch p.Mails {
		case 0:
			return nil, errors.New("messages is 0: nothing would pass; write a number from 1 up")
		case Unset.Mails:
			return fullConnection(1000), nil
		}
		return fullConnection(p.Mails), nil
	},
}

// fullConnection is how many messages a connection carries.
type fullConnection uint32

func (f fullConnection) Apply(s Session) Effect {
	if s.Carried < uint32(f) {
		return Healthy(s.Size)
	}
	return Effect{Phase: smtp.Mail, Cause: smtp.Said, Reply: smtp.Reply{Code: 421, Enhanced: smtp.Status(4, 7, 0)}}
}
