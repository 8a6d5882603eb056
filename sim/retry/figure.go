package retry

import (
	"mailstorm/sim/random"
	"mailstorm/sim/smtp"
)

// Figure is a row of the catalogue: a named field of a profile.
type Figure struct {
	Name    string             // as a profile file and a host table write it
	Meaning string             // one sentence
	Zero    string             // the word that stands for zero; empty: none does
	At      func(*Profile) any // pointer to the field; its type says the unit
}

// Weights is a view of one ratio per word; writing a ratio writes the profile.
type Weights struct {
	Words  []string
	Ratios []random.Ratio
}

// Figures is the catalogue. The types behind At are *string, *uint32, *int64 (bytes), *time.Duration, *[]time.Duration, *random.Share, *random.Quantity
// (nanoseconds), *Range,
// *Growths, *Weights, *PhaseSet, *smtp.Patience, *smtp.Reply, *Pool, *TLS, and the choices with their Words and Choose.
var Figures = []Figure{
	{"schedule", "the shape of the schedule, a row of the shapes", "", func(p *Profile) any { return &p.Shape }},
	{"first", "wait before the very first attempt", "at-once", func(p *Profile) any { return &p.Shaping.First }},
	{"steps", "waits after the first, second, ... failure; the last one repeats", "",
		func(p *Profile) any { return &p.Shaping.Steps }},
	{"cap", "no wait is longer", "none", func(p *Profile) any { return &p.Shaping.Cap }},
	{"growth", "factors on the wait that hold from a queue length on", "",
		func(p *Profile) any { return &p.Shaping.Growth }},
	{"early", "so many first steps never grow and are not weighted", "",
		func(p *Profile) any { return &p.Shaping.Early }},
	{"priority_weight", "factor on the wait by priority of the message", "",
		func(p *Profile) any { return &Weights{priorityWords, p.Shaping.Priority[:]} }},
	{"error_weight", "factor on the wait by cause of the last failure", "",
		func(p *Profile) any { return &Weights{smtp.None.Words()[1:], p.Shaping.Cause[1:]} }},
	{"jitter", "a wait is spread by plus or minus this share", "", func(p *Profile) any { return &p.Shaping.Jitter }},
	{"pickup_delay", "how much later than planned a waiting message is taken up", "none",
		func(p *Profile) any { return &p.Shaping.Pickup }},
	{"intervals_from", "whether a wait counts from the start or the end of the attempt", "",
		func(p *Profile) any { return &p.Shaping.From }},
	{"minimum", "shortest wait of the age rule", "", func(p *Profile) any { return &p.Shaping.Min }},
	{"maximum", "longest wait of the age rule", "", func(p *Profile) any { return &p.Shaping.Max }},
	{"every", "interval between queue runs", "none", func(p *Profile) any { return &p.Shaping.Every }},
	{"phase", "when the first queue run is", "", func(p *Profile) any { return &p.Shaping.Phase }},
	{"skip", "seconds that the root rule adds under the root", "", func(p *Profile) any { return &p.Shaping.Skip }},

	{"message_expiration", "age at which the host gives a message up", "",
		func(p *Profile) any { return &p.Lifetime }},
	{"message_expiration_range", "what the maker allows for message_expiration", "none",
		func(p *Profile) any { return &p.Documented }},
	{"message_expiration_applies", "whose mail message_expiration concerns", "",
		func(p *Profile) any { return &p.Applies }},
	{"expiry", "how the end of a message's life is decided", "", func(p *Profile) any { return &p.Expiry }},
	{"expiry_check", "how much later than the deadline the check comes", "at-once",
		func(p *Profile) any { return &p.Check }},
	{"last_try", "how long before the expiry check a last attempt is made, whatever the schedule", "none",
		func(p *Profile) any { return &p.LastTry }},
	{"delay_notice", "age at which the delay notice is due", "none", func(p *Profile) any { return &p.Notice }},
	{"delay_notice_at", "what writes a due delay notice, a timer or the next failed attempt", "",
		func(p *Profile) any { return &p.NoticeAt }},

	{"timer", "whose the retry timer is, each message's or the queue's", "",
		func(p *Profile) any { return &p.Timer }},
	{"message_retry", "with a queue timer, the waits after failures of the message alone; the last one repeats", "none",
		func(p *Profile) any { return &p.MessageRetry }},
	{"dropped_session", "with a queue timer, what a connection concerns that dies after MAIL, the message or the queue", "",
		func(p *Profile) any { return &p.Dropped }},
	{"recovery", "what the end of an outage means for other copies that failed before MAIL", "",
		func(p *Profile) any { return &p.Recovery }},
	{"move_every", "how often a waiting copy moves to another server", "never",
		func(p *Profile) any { return &p.MoveEvery }},
	{"queued_report", "how long a copy for a connector waits until the queued messages report shows it", "none",
		func(p *Profile) any { return &p.QueuedReport }},
	{"next_host_after", "phases whose failure leads to the next host in the same attempt", "",
		func(p *Profile) any { return &p.NextHost }},
	{"sessions", "at most so many sessions in one attempt", "", func(p *Profile) any { return &p.Sessions }},
	{"patience", "how long the client waits in each phase", "", func(p *Profile) any { return &p.Patience }},
	{"connections", "at most so many connections to one next hop at a time", "unlimited",
		func(p *Profile) any { return &p.Connections }},
	{"pool", "how many servers share the work, in how many /24 networks they lie, and which of them makes an attempt", "",
		func(p *Profile) any { return &p.Pool }},
	{"tls_failure", "what follows a failed TLS handshake", "", func(p *Profile) any { return &p.TLS }},
	{"hop_limit", "more Received hops than this are refused as a loop", "",
		func(p *Profile) any { return &p.HopLimit }},

	{"external_reply", "what becomes of replies by rules to a domain elsewhere, unless a remote_domain says; absence notes obey another switch", "",
		func(p *Profile) any { return &p.Replies }},
	{"external_forward", "what becomes of forwards and redirects to a domain elsewhere: leaves, stopped unless a remote_domain says, or refused by a policy " +
		"whatever it says", "", func(p *Profile) any { return &p.Forwards }},
	{"early_reject", "what a 5xx before MAIL means", "", func(p *Profile) any { return &p.EarlyReject }},
	{"dsn_size", "bytes of a DSN that this host writes", "", func(p *Profile) any { return &p.DSNSize }},
	{"loop_reply", "what this host says when hop_limit is passed", "", func(p *Profile) any { return &p.Loop }},
	{"no_route_reply", "what the NDR says about a recipient whom no route reaches", "",
		func(p *Profile) any { return &p.NoRoute }},
}
