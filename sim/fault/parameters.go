package fault

// Parameters lists every parameter that some kind takes.
var Parameters = []Parameter{
	{
		Name:    "phase",
		Meaning: "What the host answers: mail, rcpt, data, or dot, which is the end of the message data; slow-reply also at greeting, ehlo and starttls.",
		Default: "rcpt",
		At:      func(p *Params) any { return &p.Phase },
	},
	{
		Name:    "code",
		Meaning: "What the host says: a reply code, and after a space an enhanced status code if there is one.",
		At:      func(p *Params) any { return &p.Code },
	},
	{
		Name:    "kept",
		Meaning: "Whether the host keeps the message although it says no; only with phase = \"dot\".",
		Default: "false",
		At:      func(p *Params) any { return &p.Kept },
	},
	{
		Name:    "after",
		Meaning: "The share of the message data that crosses before the connection drops; left out when bytes is given.",
		Default: "50%",
		At:      func(p *Params) any { return &p.After },
	},
	{
		Name:    "bytes",
		Meaning: "So much message data crosses before the connection drops; a message that is not larger passes.",
		At:      func(p *Params) any { return &p.Bytes },
	},
	{
		Name:    "dies_after",
		Meaning: "How long after the last byte the connection dies.",
		Default: "0s",
		At:      func(p *Params) any { return &p.Lasts },
	},
	{
		Name:    "delay",
		Meaning: "How long the host takes to reply, counted from the command or the last byte.",
		Default: "11m",
		At:      func(p *Params) any { return &p.Delay },
	},
	{
		Name:    "good",
		Meaning: "The share of servers with which TLS still works when the span starts; left out when steps begins at 0s.",
		Default: "50%",
		At:      func(p *Params) any { return &p.Good },
	},
	{
		Name:    "per_day",
		Meaning: "By so much that share falls after each full day, until no server is left.",
		Default: "0%",
		At:      func(p *Params) any { return &p.PerDay },
	},
	{
		Name:    "steps",
		Meaning: "In place of per_day: moments after the start of the span, each with the share that is good from then on.",
		At:      func(p *Params) any { return &p.Steps },
	},
	{
		Name:    "answer",
		Meaning: "What the name servers say: none, no-such-domain, or null-mx, which is a domain that takes no mail.",
		Default: "none",
		At:      func(p *Params) any { return &p.Lookup },
	},
}
