package mailbox

// Parameters lists every parameter that some rule takes.
var Parameters = []Parameter{
	{
		Name:    "retention",
		Meaning: "How long duplicates of a message are recognised; written as the value of dedup.",
		At:      func(p *Params) any { return &p.Retention },
	},
	{
		Name:    "quota",
		Meaning: "How many bytes the mailbox can hold.",
		At:      func(p *Params) any { return &p.Quota },
	},
	{
		Name:    "used",
		Meaning: "How many bytes are in it when the scenario starts.",
		Default: "0B",
		At:      func(p *Params) any { return &p.Used },
	},
	{
		Name:    "to",
		Meaning: "The addresses that receive the message.",
		At:      func(p *Params) any { return &p.To },
	},
	{
		Name:    "from",
		Meaning: "The sender of the reply: null, which nobody can reply to, or mailbox, the address of the mailbox.",
		Default: "null",
		Of:      map[string]string{"robot": "mailbox"},
		At:      func(p *Params) any { return &p.From },
	},
	{
		Name: "answers",
		Meaning: "Which address gets the reply: envelope, the sender of the envelope, which is nobody for an NDR; from-line, the address in the " +
			"From line, which for an NDR is mailer-daemon at the host that wrote it.",
		Default: "envelope",
		At:      func(p *Params) any { return &p.Answers },
	},
	{
		Name:    "once",
		Meaning: "Whether each sender gets only one reply until the rule is switched off.",
		Default: "true",
		At:      func(p *Params) any { return &p.Once },
	},
	{
		Name:    "again",
		Meaning: "How long after a reply the same sender gets another one, never when left out; RFC 3834 recommends 7d.",
		At:      func(p *Params) any { return &p.Again },
	},
	{
		Name: "remembers",
		Meaning: "The maximum number of remembered entries: for out-of-office, senders, and each further sender gets a reply to every " +
			"message; for dedup, messages, and the oldest is forgotten first.",
		Default: "10000",
		Of:      map[string]string{"dedup": "1000000"},
		At:      func(p *Params) any { return &p.Remembers },
	},
	{
		Name:    "manners",
		Meaning: "Whether the rule does not react to mail with Auto-Submitted or Precedence: bulk, as RFC 3834 asks.",
		Default: "true",
		Of:      map[string]string{"robot": "false"},
		At:      func(p *Params) any { return &p.Manners },
	},
	{
		Name:    "marked",
		Meaning: "Whether the generated message has an Auto-Submitted header.",
		Default: "true",
		Of:      map[string]string{"forward": "false"},
		At:      func(p *Params) any { return &p.Marked },
	},
	{
		Name:    "quotes",
		Meaning: "Whether the generated message contains the whole message that caused it.",
		Default: "false",
		Of:      map[string]string{"forward": "true"},
		At:      func(p *Params) any { return &p.Quotes },
	},
	{
		Name:    "size",
		Meaning: "The size of the generated message, without the message that it quotes.",
		Default: "10kB",
		At:      func(p *Params) any { return &p.Size },
	},
	{
		Name:    "after",
		Meaning: "How long after a message arrives the mailbox generates its own.",
		Default: "5s",
		At:      func(p *Params) any { return &p.After },
	},
	{
		Name: "loop_limit",
		Meaning: "The maximum number of rules that a message may have passed, as counted in its headers: 1 in Exchange Online, 3 in " +
			"Exchange Server. 0: no count, and new messages start at 0 again.",
		Default: "0",
		At:      func(p *Params) any { return &p.Limit },
	},
	{
		Name:    "starts",
		Meaning: "When the rule is switched on.",
		Default: "0s",
		At:      func(p *Params) any { return &p.Starts },
	},
	{
		Name:    "lasts",
		Meaning: "How long the rule stays on, for ever when left out; it then forgets what it remembered.",
		At:      func(p *Params) any { return &p.Lasts },
	},
}
