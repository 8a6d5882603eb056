package fault

import "mailstorm/sim/smtp"

var tlsHang = Kind{
	Name: "tls-hang",
	Meaning: "The TLS handshake succeeds, then the host stops responding: the client waits for the reply to its next EHLO " +
		"until its patience for the starttls phase ends, and holds a connection slot for that time.",
	Seen: "Exchange Online records a dropped session, 450 4.4.318, and 550 5.4.318 at expiry (both inferred: no sample of a " +
		"stalled session was found). A sender that falls back to plain text after a failed handshake does not do so here, " +
		"because the handshake succeeded; the storm ends only when the host stops offering STARTTLS.",
	Source: "reader's comment on the field report \"EOP Mysteries Solved: mail queuing in EOP\", " +
		"patched Windows Server 2003 (observed)",
	Example: "kind  = \"tls-hang\"\nlasts = \"5d\"",
	TLS:     NeedsTLS,
	Make:    func(Params) (Fault, error) { return hang{}, nil },
}

type hang struct{}

// The second EHLO counts as the end of StartTLS, so that whatever switches TLS off ends this too.
func (hang) Apply(s Session) Effect {
	return Effect{Phase: smtp.StartTLS, Cause: smtp.Stalled, Duration: s.Patience[smtp.StartTLS]}
}
