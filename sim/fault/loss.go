package fault

import "mailstorm/sim/smtp"

var acceptAndLose = Kind{
	Name:    "accept-and-lose",
	Meaning: "The host replies 250 and then loses the message: nobody is notified, and nobody retries.",
	Seen: "Exchange Online records an ordinary delivery with the host's 250. From then on only the host is responsible, so " +
		"no log on the sending side shows the loss.",
	Source:  "RFC 5321 section 6.1 forbids it (official); that it happens anyway (inferred)",
	Example: "kind  = \"accept-and-lose\"\nof    = \"messages\"\nshare = \"1%\"",
	Make:    func(Params) (Fault, error) { return loss{}, nil },
}

type loss struct{}

func (loss) Apply(s Session) Effect {
	return Effect{Phase: smtp.Dot, Bytes: s.Size}
}
