package fault

import (
	"errors"

	"mailstorm/sim/random"
	"mailstorm/sim/smtp"
)

var dropMidData = Kind{
	Name: "drop-mid-data",
	Meaning: "The connection drops during the transfer of the message data, for example because a firewall cuts it. Nothing is " +
		"kept.",
	Seen: "Exchange Online records 450 4.4.318, connection closed abruptly, and 550 5.4.318 at expiry (one sample, in the " +
		"tests of a bounce parser). Each attempt wastes the bytes up to the cut.",
	Takes:   []string{"after", "bytes"},
	Source:  "Microsoft, non-delivery reports in Exchange Online, firewalls that inspect SMTP (official)",
	Example: "kind  = \"drop-mid-data\"\nbytes = \"10MB\"\nlasts = \"12h\"",
	Make:    makeCut,
}

func makeCut(p Params) (Fault, error) {
	switch {
	case p.Bytes >= 0 && p.After != none:
		return nil, errors.New("after and bytes both say where the connection drops; leave one out")
	case p.Bytes >= 0:
		return cutAtBytes(p.Bytes), nil
	case p.After != none && p.After > random.All:
		return nil, errors.New("after is at most 100%")
	}
	return cutAtShare(given(p.After, half)), nil
}

// cutAtShare drops every message after the same share of it.
type cutAtShare random.Share

func (f cutAtShare) Apply(s Session) Effect {
	return Effect{Phase: smtp.Data, Cause: smtp.Dropped, Bytes: random.Share(f).Of(s.Size)}
}

// cutAtBytes drops the messages that are larger than so many bytes.
type cutAtBytes int64

func (f cutAtBytes) Apply(s Session) Effect {
	if s.Size <= int64(f) {
		return Healthy(s.Size)
	}
	return Effect{Phase: smtp.Data, Cause: smtp.Dropped, Bytes: int64(f)}
}
