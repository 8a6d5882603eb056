package guard

import (
	"errors"

	"mailstorm/sim/smtp"
)

var tooLarge = reply(552, 5, 3, 4)

var sizeLimitKind = Kind{
	Name: "size-limit",
	Meaning: "The host refuses messages above a size limit: when the size is announced, after all data, or by closing the " +
		"connection in between.",
	Seen: "With at = \"mail\" or \"dot\", Exchange Online does not retry and writes the NDR at once with the host's 552 " +
		"5.3.4. With at = \"drop\" it gets no reply: it records 450 4.4.318, connection closed abruptly, and sends the " +
		"same data again until expiry, which is a storm; then 550 5.4.318 (inferred: no sample was found).",
	Takes: []string{"limit", "at", "code"},
	Code:  tooLarge,
	Source: "RFC 1870 section 6 for the replies at MAIL and after the data (official); that hosts close the connection in " +
		"between, as an inspecting firewall does (inferred)",
	Example:  "kind  = \"size-limit\"\nlimit = \"36MB\"\nat    = \"dot\"",
	Phase:    smtp.Mail,
	PhaseFor: phaseOfSize,
	Make:     makeSizeLimit,
}

func phaseOfSize(p Params) smtp.Phase {
	switch p.At {
	case AtDot:
		return smtp.Dot
	case AtDrop:
		return smtp.Data
	default:
		return smtp.Mail
	}
}

type sizeLimit struct {
	limit   int64
	refusal Verdict
}

func makeSizeLimit(p Params) (Guard, error) {
	switch {
	case p.Limit < 0:
		return nil, errors.New("limit is needed: the size, such as \"36MB\", above which a message is refused")
	case p.At == AtDrop && p.Code != smtp.Reply{}:
		return nil, errors.New("code is never heard with at = \"drop\"; leave one of them out")
	case p.At == AtDrop:
		return sizeLimit{p.Limit, Verdict{Action: Drop, Bytes: p.Limit}}, nil
	}
	reply, err := replyOr(p, tooLarge, 4, 5)
	if err != nil {
		return nil, err
	}
	return sizeLimit{p.Limit, Verdict{Action: Refuse, Reply: reply}}, nil
}

func (g sizeLimit) Check(e *Request) Verdict {
	if e.Size <= g.limit {
		return Verdict{}
	}
	return g.refusal
}
