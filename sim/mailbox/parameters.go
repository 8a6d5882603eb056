package mailbox

// Parameters lists every parameter that some rule takes.
var Parameters = []Parameter{
	{
		Name:    "retention",
		Meaning: "How long after a message was kept its duplicates are recognised; written as the value of dedup.",
		At:      func(p *Params) any { return &p.Retention },
	},
	{
		Name:    "quota",
		Meaning: "So many bytes the mailbox holds.",
		At:      func(p *Params) any { return &p.Quota },
	},
	{
		Name:    "used",
		Meaning: "So many bytes lie in it when the scenario begins.",
		Default: "0B",
		At:      func(p *Params) any { return &p.Used },
	},
	{
		Name:    "to",
		Meaning: "The addresses that are written to.",
		At:      func(p *Params) any { return &p.To },
	},
	{
		Name:    "from",
		Meaning: "The sender of the reply: null, which nobody can answer, or mailbox, which is its address.",
		Default: "null",
		Of:      map[string]string{"robot": "mailbox"},
		At:      func(p *Params) any { return &p.From },
	},
	{
		Name:    "once",
		Meaning: "Whether each sender is answered once only, until the rule is switched off.",
		Default: "true",
		At:      func(p *Params) any { return &p.Once },
	},
	{
		Name:    "again",
		Meaning: "So long after its answer a sender is answered once more; RFC 3834 recommends 7d. Left out: not again.",
		At:      func(p *Params) any { return &p.Again },
	},
	{
		Name: "remembers",
		Meaning: "The most that is remembered at a time: senders by out-of-office, which then answers each message of any " +
			"further one; messages by dedup, which then forgets the oldest.",
		Default: "10000",
		Of:      map[string]string{"dedup": "1000000"},
		At:      func(p *Params) any { return &p.Remembers },
	},
	{
		Name:    "manners",
		Meaning: "Whether nothing is written because of mail that says Auto-Submitted or Precedence: bulk, as RFC 3834 asks.",
		Default: "true",
		Of:      map[string]string{"robot": "false"},
		At:      func(p *Params) any { return &p.Manners },
	},
	{
		Name:    "marked",
		Meaning: "Whether what is written says Auto-Submitted.",
		Default: "true",
		Of:      map[string]string{"forward": "false"},
		At:      func(p *Params) any { return &p.Marked },
	},
	{
		Name:    "quotes",
		Meaning: "Whether what is written holds the whole message that caused it.",
		Default: "false",
		Of:      map[string]string{"forward": "true"},
		At:      func(p *Params) any { return &p.Quotes },
	},
	{
		Name:    "size",
		Meaning: "The size of what is written, without what it quotes.",
		Default: "10kB",
		At:      func(p *Params) any { return &p.Size },
	},
	{
		Name:    "after",
		Meaning: "So long after the message arrived the mailbox writes.",
		Default: "5s",
		At:      func(p *Params) any { return &p.After },
	},
	{
		Name: "loop_limit",
		Meaning: "The most rules that a message may have been through, by the count in its headers: 1 in Exchange Online, " +
			"3 in Exchange Server; 0: nobody counts, and new messages begin at 0 again.",
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
		Meaning: "So long after that it is switched off, and forgets. Left out: never.",
		At:      func(p *Params) any { return &p.Lasts },
	},
}
