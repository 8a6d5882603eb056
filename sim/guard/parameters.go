package guard

// Parameters lists every parameter that some kind takes.
var Parameters = []Parameter{
	{
		Name:    "wait",
		Meaning: "How long a new triplet is deferred, counted from its first attempt.",
		Default: "5m",
		At:      func(p *Params) any { return &p.Wait },
	},
	{
		Name: "window",
		Meaning: "For greylist: a triplet must pass within this time after its first attempt, or it counts as new again. For " +
			"duplicate-check: how long a message is recognised after it first arrived.",
		Of: map[string]string{"greylist": "2d", "duplicate-check": "24h"},
		At: func(p *Params) any { return &p.Window },
	},
	{
		Name:    "keeps",
		Meaning: "How long a triplet that passed, or a client on the white list, is remembered after its last mail.",
		Default: "35d",
		At:      func(p *Params) any { return &p.Keeps },
	},
	{
		Name: "client",
		Meaning: "What identifies the client in the triplet: network, its /24; exact, its address; pool, the sending host, whichever of " +
			"its servers connects.",
		Default: "network",
		At:      func(p *Params) any { return &p.Client },
	},
	{
		Name: "passes",
		Meaning: "The number of passes that puts a client on the white list. The first pass of a triplet counts, at most once an hour. " +
			"0: no white list.",
		Default: "5",
		At:      func(p *Params) any { return &p.Passes },
	},
	{
		Name: "rate",
		Meaning: "Messages per unit of time, as in \"600/m\". For rate-limit: the maximum in any minute. For overload: how fast the host " +
			"works.",
		At: func(p *Params) any { return &p.Rate },
	},
	{
		Name:    "per",
		Meaning: "Whose rate is limited: client, each sending host; sender, each MAIL FROM; host, all mail together.",
		Default: "client",
		At:      func(p *Params) any { return &p.Per },
	},
	{
		Name:    "patience",
		Meaning: "The longest wait; a client that would wait longer is turned away.",
		Default: "5m",
		At:      func(p *Params) any { return &p.Patience },
	},
	{
		Name:    "connections",
		Meaning: "The maximum number of waiting sessions, in addition to the one being served; further clients are turned away.",
		Default: "5000",
		At:      func(p *Params) any { return &p.Backlog },
	},
	{
		Name:    "hops",
		Meaning: "A message with this number of Received lines or more is refused.",
		Default: "30",
		At:      func(p *Params) any { return &p.Hops },
	},
	{
		Name:    "limit",
		Meaning: "Messages with more message data than this are refused.",
		At:      func(p *Params) any { return &p.Limit },
	},
	{
		Name: "at",
		Meaning: "When the host notices: mail, when the client announces the size; dot, after all data; drop, as soon as the limit is " +
			"exceeded, by closing the connection without a reply.",
		Default: "mail",
		At:      func(p *Params) any { return &p.At },
	},
	{
		Name:    "queue",
		Meaning: "Messages in the queues of the host: it closes at closes, and opens again below opens. Without opens both are one mark.",
		At:      func(p *Params) any { return &p.Queue },
	},
	{
		Name:    "disk",
		Meaning: "The same for the bytes of these messages.",
		At:      func(p *Params) any { return &p.Disk },
	},
	{
		Name:    "refuses",
		Meaning: "What is refused: messages, at MAIL; connections, in place of the greeting, with 421 4.3.2.",
		Default: "messages",
		At:      func(p *Params) any { return &p.Refuses },
	},
	{
		Name:    "count",
		Meaning: "The limit: recipients per day; for hourly-limit, recipients per hour; for receive-limit, messages per hour; for transaction-limit, recipients of one transaction.",
		Of:      map[string]string{"recipient-limit": "10000", "external-limit": "2000", "receive-limit": "3600", "transaction-limit": "100"},
		At:      func(p *Params) any { return &p.Count },
	},
	{
		Name:    "licenses",
		Meaning: "How many mailbox licences the organisation has; the limit follows from them.",
		At:      func(p *Params) any { return &p.Licenses },
	},
	{
		Name: "percent",
		Meaning: "For receive-limit: the maximum for one sender, in whole percent of count. For hourly-limit: how many percent of what was " +
			"sent the failures must be as well.",
		Of: map[string]string{"receive-limit": "33", "hourly-limit": "100"},
		At: func(p *Params) any { return &p.Share },
	},
	{
		Name:    "block",
		Meaning: "How long a mailbox, or a sender for this mailbox, stays blocked after the limit is exceeded.",
		Default: "1h",
		At:      func(p *Params) any { return &p.Block },
	},
	{
		Name:    "failures",
		Meaning: "How many failed or deferred attempts in an hour close a domain for the rest of that hour, if they are also percent of what it sent.",
		At:      func(p *Params) any { return &p.Failures },
	},
	{
		Name:    "outdated_for",
		Meaning: "For how long Exchange Online has known at the start of the scenario that the server is outdated; stages begin at 30d, 40d and so on.",
		Default: "30d",
		At:      func(p *Params) any { return &p.Outdated },
	},
	{
		Name:    "pause_at",
		Meaning: "When an administrator pauses the enforcement.",
		Default: "0s",
		At:      func(p *Params) any { return &p.PauseAt },
	},
	{
		Name:    "pause_for",
		Meaning: "How long that pause is, 90d at most; no pause when left out.",
		At:      func(p *Params) any { return &p.PauseFor },
	},
	{
		Name:    "certificate_of",
		Meaning: "Hosts whose TLS certificate names a domain of this organisation.",
		At:      func(p *Params) any { return &p.Certificate },
	},
	{
		Name: "address_of",
		Meaning: "Hosts whose IP address a connector of this organisation names; it counts only for senders of the organisation's own " +
			"domains.",
		At: func(p *Params) any { return &p.Address },
	},
	{
		Name:    "accepted",
		Meaning: "Domains of this organisation that are on other hosts; the domains of this host always count.",
		At:      func(p *Params) any { return &p.Accepted },
	},
	{
		Name:    "tenants",
		Meaning: "Domains of other tenants in the same region, each with its host.",
		At:      func(p *Params) any { return &p.Tenants },
	},
	{
		Name:    "closed",
		Meaning: "Those domains of tenants that accept mail only through their partner connector.",
		At:      func(p *Params) any { return &p.Closed },
	},
	{
		Name:    "elsewhere",
		Meaning: "Domains of tenants in another region.",
		At:      func(p *Params) any { return &p.Elsewhere },
	},
	{
		Name:    "code",
		Meaning: "The host's reply: a reply code, optionally followed by a space and an enhanced status code.",
		At:      func(p *Params) any { return &p.Code },
	},
	{
		Name: "memory",
		Meaning: "The maximum number of entries that the guard remembers; its section says what an entry is. A run warns when the memory " +
			"overflows.",
		Default: "1000000",
		At:      func(p *Params) any { return &p.Memory },
	},
}
