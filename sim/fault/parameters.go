package fault

// Parameters lists every parameter that some kind takes.
var Parameters = []Parameter{
	{
		Name: "phase",
		Meaning: "The command to which the host replies: mail, rcpt, data, or dot, the end of the message data; for slow-reply also " +
			"greeting, ehlo and starttls, for hang greeting, ehlo, mail, rcpt and " +
			"data, for drop-before-data greeting, ehlo, mail and rcpt.",
		Default: "rcpt",
		At:      func(p *Params) any { return &p.Phase },
	},
	{
		Name:    "code",
		Meaning: "The host's reply: a reply code, optionally followed by a space and an enhanced status code.",
		At:      func(p *Params) any { return &p.Code },
	},
	{
		Name:    "kept",
		Meaning: "Whether the host keeps the message although it replies with an error; only with phase = \"dot\".",
		Default: "false",
		At:      func(p *Params) any { return &p.Kept },
	},
	{
		Name:    "after",
		Meaning: "The share of the message data that is transferred before the connection drops. Write after or bytes.",
		Default: "50%",
		At:      func(p *Params) any { return &p.After },
	},
	{
		Name:    "bytes",
		Meaning: "The amount of message data that is transferred before the connection drops; a message of this size or less passes.",
		At:      func(p *Params) any { return &p.Bytes },
	},
	{
		Name:    "dies_after",
		Meaning: "How long after the last byte the connection drops.",
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
		Meaning: "The share of servers with which TLS still works when the span starts; not needed when steps begins at 0s.",
		Default: "50%",
		At:      func(p *Params) any { return &p.Good },
	},
	{
		Name:    "per_day",
		Meaning: "How much that share falls after each full day, until no server is left.",
		Default: "0%",
		At:      func(p *Params) any { return &p.PerDay },
	},
	{
		Name:    "steps",
		Meaning: "Instead of per_day: times after the start of the span, each with the good share from then on.",
		At:      func(p *Params) any { return &p.Steps },
	},
	{
		Name:    "messages",
		Meaning: "How many messages the host takes on one connection.",
		Default: "1000",
		At:      func(p *Params) any { return &p.Mails },
	},
	{
		Name:    "answer",
		Meaning: "The answer of the name servers: none, no-such-domain, or null-mx, for a domain that accepts no mail.",
		Default: "none",
		At:      func(p *Params) any { return &p.Lookup },
	},
}
