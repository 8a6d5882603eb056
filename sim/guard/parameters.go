package guard

// Parameters lists every parameter that some kind takes.
var Parameters = []Parameter{
	{
		Name:    "wait",
		Meaning: "How long after it was first seen a triplet is still turned away.",
		Default: "5m",
		At:      func(p *Params) any { return &p.Wait },
	},
	{
		Name: "window",
		Meaning: "For greylist: how long after it was first seen a triplet may pass; later it is new again. " +
			"For duplicate-check: how long after it first came a message is recognised.",
		Of: map[string]string{"greylist": "2d", "duplicate-check": "24h"},
		At: func(p *Params) any { return &p.Window },
	},
	{
		Name:    "keeps",
		Meaning: "How long after its last mail a triplet that passed, or a client on the white list, is still known.",
		Default: "35d",
		At:      func(p *Params) any { return &p.Keeps },
	},
	{
		Name: "client",
		Meaning: "What of the client's address makes the triplet: network, which is its /24; exact, the address; " +
			"pool, the host whichever of its servers calls.",
		Default: "network",
		At:      func(p *Params) any { return &p.Client },
	},
	{
		Name:    "passes",
		Meaning: "After so many passes a client is on the white list; the first pass of a triplet counts, once an hour at most. 0: there is none.",
		Default: "5",
		At:      func(p *Params) any { return &p.Passes },
	},
	{
		Name:    "rate",
		Meaning: "So many messages in a time, as in \"600/m\": for rate-limit at most so many in any minute, for overload as fast as the host works.",
		At:      func(p *Params) any { return &p.Rate },
	},
	{
		Name: "per",
		Meaning: "Whose rate is limited: each client's, which is a sending host; each sender's, which is a MAIL FROM; " +
			"or the host's, which is all that comes.",
		Default: "client",
		At:      func(p *Params) any { return &p.Per },
	},
	{
		Name:    "patience",
		Meaning: "Who would wait longer than this is sent away.",
		Default: "5m",
		At:      func(p *Params) any { return &p.Patience },
	},
	{
		Name:    "connections",
		Meaning: "So many may wait, beside the one that is served; who finds them there is sent away.",
		Default: "5000",
		At:      func(p *Params) any { return &p.Backlog },
	},
	{
		Name:    "hops",
		Meaning: "A message with so many Received lines or more is refused.",
		Default: "30",
		At:      func(p *Params) any { return &p.Hops },
	},
	{
		Name:    "limit",
		Meaning: "Messages with more message data are refused.",
		At:      func(p *Params) any { return &p.Limit },
	},
	{
		Name: "at",
		Meaning: "When the host notices: mail, where the client announces the size; dot, after all data; drop, as soon as the limit is passed, " +
			"when it hangs up without a word.",
		Default: "mail",
		At:      func(p *Params) any { return &p.At },
	},
	{
		Name:    "count",
		Meaning: "So many recipients a day, or for receive-limit messages an hour.",
		Of:      map[string]string{"recipient-limit": "10000", "external-limit": "2000", "receive-limit": "3600"},
		At:      func(p *Params) any { return &p.Count },
	},
	{
		Name:    "licenses",
		Meaning: "How many licences for mailboxes the organisation has; the limit follows from them.",
		At:      func(p *Params) any { return &p.Licenses },
	},
	{
		Name:    "percent",
		Meaning: "One sender may have at most this part of count, in whole percent.",
		Default: "33",
		At:      func(p *Params) any { return &p.Share },
	},
	{
		Name:    "block",
		Meaning: "How long a mailbox or pair stays closed once too much came.",
		Default: "1h",
		At:      func(p *Params) any { return &p.Block },
	},
	{
		Name:    "certificate_of",
		Meaning: "Hosts whose TLS certificate names a domain of this organisation.",
		At:      func(p *Params) any { return &p.Certificate },
	},
	{
		Name:    "address_of",
		Meaning: "Hosts whose address a connector of this organisation names; it counts for senders of its own domains only.",
		At:      func(p *Params) any { return &p.Address },
	},
	{
		Name:    "accepted",
		Meaning: "Domains of this organisation that live on other hosts; those that live on this one count anyway.",
		At:      func(p *Params) any { return &p.Accepted },
	},
	{
		Name:    "tenants",
		Meaning: "Domains of other tenants in the same region, each with the host that has them.",
		At:      func(p *Params) any { return &p.Tenants },
	},
	{
		Name:    "closed",
		Meaning: "Those of the tenants' domains that take mail by their partner connector only.",
		At:      func(p *Params) any { return &p.Closed },
	},
	{
		Name:    "elsewhere",
		Meaning: "Domains of tenants in another region.",
		At:      func(p *Params) any { return &p.Elsewhere },
	},
	{
		Name:    "code",
		Meaning: "What the host says: a reply code, and after a space an enhanced status code if there is one.",
		At:      func(p *Params) any { return &p.Code },
	},
	{
		Name:    "memory",
		Meaning: "So many entries the guard can remember; what one is, its row says. A memory that overflows is a warning.",
		Default: "1000000",
		At:      func(p *Params) any { return &p.Memory },
	},
}
