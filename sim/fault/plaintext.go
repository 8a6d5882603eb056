package fault

var noStartTLS = Kind{
	Name: "no-starttls",
	Meaning: "The host stops offering STARTTLS, for example because an administrator switched TLS off. Nothing fails, and mail " +
		"is sent unencrypted.",
	Seen: "Exchange Online records an ordinary delivery. It sends without TLS only when STARTTLS is not offered, so this " +
		"fault ends the deferrals of a host whose TLS is broken. A connector that requires TLS would defer here; that is " +
		"not modelled.",
	Source: "Microsoft Exchange team blog, TLS of outbound mail, 15 Jan 2021 (official); " +
		"field report \"EOP Mysteries Solved: mail queuing in EOP\" for the cure (observed)",
	Example: "kind   = \"no-starttls\"\nstarts = \"3d\"",
	TLS:     TakesTLS,
	Make:    func(Params) (Fault, error) { return plaintext{}, nil },
}

type plaintext struct{}

func (plaintext) Apply(s Session) Effect {
	a := Healthy(s.Size)
	a.Clear = true
	return a
}
