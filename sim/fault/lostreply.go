package fault

import (
	"time"

	"mailstorm/sim/smtp"
)

var dropAfterData = Kind{
	Name:    "drop-after-data",
	Meaning: "The host receives the whole message and keeps it, but the connection drops before its 250 reaches the client.",
	Seen: "Exchange Online records 450 4.4.318, connection closed abruptly, and sends the message again. The host logs one " +
		"ordinary delivery after another, so each attempt leaves a duplicate. At expiry, 550 5.4.318 (one sample, in the " +
		"tests of a bounce parser) reports a message as undelivered that arrived many times.",
	Takes: []string{"dies_after"},
	Source: "RFC 1047 (official); field report msxfaq.de, EXO MessageExpiration, " +
		"a 30 MB attachment every 15 minutes (observed)",
	Example: "kind        = \"drop-after-data\"\nends        = \"6h\"\nlarger_than = \"10MB\"",
	Make:    func(p Params) (Fault, error) { return lostReply(max(p.Lasts, 0)), nil },
}

// lostReply is how long after the last byte the connection dies.
type lostReply time.Duration

// A connection that outlives the client's patience is not dropped but given up.
func (f lostReply) Apply(s Session) Effect {
	dies := time.Duration(f)
	if dies > s.Patience[smtp.Dot] {
		return givenUp(s)
	}
	return Effect{Phase: smtp.Dot, Cause: smtp.Dropped, Kept: true, Bytes: s.Size, Duration: dies}
}
