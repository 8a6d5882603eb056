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
// *Growths, *Weights, *Rules, *Spread, *Phase, *PhaseSet, *smtp.Patience, *smtp.Reply, *Pool, *TLS, and the choices with their Words and Choose.
var Figures = []Figure{
	{"schedule", "the shape of the retry schedule", "", func(p *Profile) any { return &p.Shape }},
	{"first", "wait before the first attempt", "at-once", func(p *Profile) any { return &p.Shaping.First }},
	{"steps", "waits after the first, second, ... failure; the last one repeats", "",
		func(p *Profile) any { return &p.Shaping.Steps }},
	{"cap", "longest wait", "none", func(p *Profile) any { return &p.Shaping.Cap }},
	{"growth", "factors on the wait, by length of the queue", "",
		func(p *Profile) any { return &p.Shaping.Growth }},
	{"early", "number of first steps that are neither grown nor weighted", "",
		func(p *Profile) any { return &p.Shaping.Early }},
	{"priority_weight", "factor on the wait, by priority of the message", "",
		func(p *Profile) any { return &Weights{priorityWords, p.Shaping.Priority[:]} }},
	{"error_weight", "factor on the wait, by cause of the last failure", "",
		func(p *Profile) any { return &Weights{smtp.None.Words()[1:], p.Shaping.Cause[1:]} }},
	{"jitter", "random spread of each wait, plus or minus this share", "", func(p *Profile) any { return &p.Shaping.Jitter }},
	{"jitter_time", "random part of each wait in time; it begins at 0s where waits only get longer", "none",
		func(p *Profile) any { return &p.Shaping.JitterTime }},
	{"pickup_delay", "how much later than planned a waiting message is processed", "none",
		func(p *Profile) any { return &p.Shaping.Pickup }},
	{"intervals_from", "whether a wait counts from the start or the end of the attempt", "",
		func(p *Profile) any { return &p.Shaping.From }},
	{"minimum", "shortest wait of the age rule", "", func(p *Profile) any { return &p.Shaping.Min }},
	{"maximum", "longest wait of the age rule", "", func(p *Profile) any { return &p.Shaping.Max }},
	{"retry_rules", "waits by age of the message: each rule is in force until an age, and its waits may grow by a factor; the last one stays in force", "",
		func(p *Profile) any { return &p.Shaping.Rules }},
	{"every", "interval between queue runs", "none", func(p *Profile) any { return &p.Shaping.Every }},
	{"phase", "when the first queue run is, or \"drawn\": at any moment of the interval, another in each run", "", func(p *Profile) any { return &p.Shaping.Phase }},
	{"skip", "seconds that the root rule adds to the square root of the age", "", func(p *Profile) any { return &p.Shaping.Skip }},

	{"message_expiration", "age at which the host gives up on a message", "",
		func(p *Profile) any { return &p.Lifetime }},
	{"message_expiration_range", "range that the vendor allows for message_expiration", "none",
		func(p *Profile) any { return &p.Documented }},
	{"message_expiration_applies", "whose mail message_expiration applies to", "",
		func(p *Profile) any { return &p.Applies }},
	{"expiry", "what decides that a message has expired", "", func(p *Profile) any { return &p.Expiry }},
	{"expiry_check", "how long after the deadline expiry is checked", "at-once",
		func(p *Profile) any { return &p.Check }},
	{"most_attempts", "number of attempts of which the last is followed by the NDR, whatever the age; with expiry = \"before-attempt\" the NDR comes in place of " +
		"the next", "unlimited", func(p *Profile) any { return &p.MostAttempts }},
	{"last_try", "how long before the expiry check a last attempt is made, regardless of the schedule", "none",
		func(p *Profile) any { return &p.LastTry }},
	{"delay_notice", "age at which the delay notice is due", "none", func(p *Profile) any { return &p.Notice }},
	{"delay_notice_at", "what triggers a due delay notice: a timer, the next failed attempt, the attempt whose next one would be too late, or a queue run", "",
		func(p *Profile) any { return &p.NoticeAt }},
	{"delay_notice_again", "time from one delay notice to the next", "never", func(p *Profile) any { return &p.Again }},

	{"destination_memory", "what the sender remembers of a next hop that failed", "", func(p *Profile) any { return &p.Memory }},
	{"window", "with dead-site, sessions at a time to a next hop that has not succeeded yet", "none", func(p *Profile) any { return &p.Window }},
	{"dead_time", "with dead-site, how long a dead next hop is left alone", "none", func(p *Profile) any { return &p.DeadTime }},
	{"timer", "whether each message or the queue has the retry timer; \"queue\" is destination_memory = \"queue-timer\"", "",
		func(p *Profile) any { return (*Timer)(&p.Memory) }},
	{"message_retry", "with a queue timer, waits after failures that concern only the message; the last one repeats", "none",
		func(p *Profile) any { return &p.MessageRetry }},
	{"dropped_session", "with a queue timer, whether a connection that drops after MAIL defers the message or the queue", "",
		func(p *Profile) any { return &p.Dropped }},
	{"recovery", "what happens to other copies that failed before MAIL when an outage ends", "",
		func(p *Profile) any { return &p.Recovery }},
	{"move_every", "how often a waiting copy moves to another server", "never",
		func(p *Profile) any { return &p.MoveEvery }},
	{"queued_report", "how long a copy for a connector waits until the queued messages report shows it", "none",
		func(p *Profile) any { return &p.QueuedReport }},
	{"next_host_after", "phases after whose failure the same attempt tries the next host", "",
		func(p *Profile) any { return &p.NextHost }},
	{"addresses", "maximum number of next hops that one attempt tries", "unlimited", func(p *Profile) any { return &p.Addresses }},
	{"sessions", "maximum number of sessions in one attempt that get as far as MAIL", "", func(p *Profile) any { return &p.Sessions }},
	{"patience", "how long the client waits in each phase", "", func(p *Profile) any { return &p.Patience }},
	{"connections", "maximum number of concurrent connections to one next hop", "unlimited",
		func(p *Profile) any { return &p.Connections }},
	{"reuse", "maximum number of sessions on one connection", "none", func(p *Profile) any { return &p.Reuse }},
	{"reuse_idle", "with reuse, how long an open connection waits for the next message", "none", func(p *Profile) any { return &p.ReuseIdle }},
	{"reuse_lasts", "with reuse, age of a connection from which it serves no further session", "unlimited",
		func(p *Profile) any { return &p.ReuseLasts }},
	{"reuse_within", "with reuse, a connection is kept only if its session began so soon after another ended, or beside one", "always",
		func(p *Profile) any { return &p.ReuseWithin }},
	{"reuse_for", "with reuse, whether all messages use open connections, only those that were deferred before, or only those that failed before MAIL", "",
		func(p *Profile) any { return &p.ReuseFor }},
	{"recipients_per_transaction", "maximum number of recipients of one transaction; a message with more takes several", "unlimited",
		func(p *Profile) any { return &p.Recipients }},
	{"rest_of_recipients", "when the recipients are tried who were one too many for the host, 452 4.5.3, while it took others", "",
		func(p *Profile) any { return &p.Rest }},
	{"pool", "how many servers share the work, in how many /24 networks they lie, and which of them makes an attempt", "",
		func(p *Profile) any { return &p.Pool }},
	{"tls_failure", "what happens after a failed TLS handshake", "", func(p *Profile) any { return &p.TLS }},
	{"hop_limit", "a message with more Received lines than this is refused as a loop", "",
		func(p *Profile) any { return &p.HopLimit }},

	{"sender_rewriting", "whose envelope senders change on the way out: verp, the host's own with each message; batv, the host's own each day; srs, all " +
		"others' each day; each-message, everybody's", "", func(p *Profile) any { return &p.Senders }},
	{"received_lines", "whether the host takes away the Received lines of what it sends on, so that hop limits never act", "",
		func(p *Profile) any { return &p.Received }},
	{"external_reply", "whether replies by rules to external domains are sent, unless a remote_domain decides; out-of-office replies have another switch", "",
		func(p *Profile) any { return &p.Replies }},
	{"external_forward", "whether forwards and redirects to external domains are sent, stopped unless a remote_domain allows them, or always refused by " +
		"a policy", "", func(p *Profile) any { return &p.Forwards }},
	{"early_reject", "how a 5xx before MAIL is treated", "", func(p *Profile) any { return &p.EarlyReject }},
	{"dsn_size", "size of a DSN that this host writes, without the message that it may return", "", func(p *Profile) any { return &p.DSN.Size }},
	{"dsn_per", "whether a DSN is about one recipient, or about all recipients of a message that fail or are delayed at the same moment", "",
		func(p *Profile) any { return &p.DSN.Per }},
	{"dsn_recipient", "size that each further recipient adds to a DSN", "none", func(p *Profile) any { return &p.DSN.Recipient }},
	{"dsn_returns", "what an NDR holds of the message", "", func(p *Profile) any { return &p.DSN.Returns }},
	{"delay_notice_returns", "what a delay notice holds of the message", "", func(p *Profile) any { return &p.DSN.Notices }},
	{"dsn_returns_up_to", "with dsn_returns or delay_notice_returns = \"all\", a larger message is not returned, only its headers", "unlimited",
		func(p *Profile) any { return &p.DSN.UpTo }},
	{"ndr_limit", "maximum number of recipients whom this host reports by NDR in ndr_limit_time; about further ones nobody is told", "unlimited",
		func(p *Profile) any { return &p.NDRLimit }},
	{"ndr_limit_time", "the time in which ndr_limit counts", "none", func(p *Profile) any { return &p.NDRLimitTime }},
	{"loop_reply", "reply of this host when hop_limit is exceeded", "", func(p *Profile) any { return &p.Loop }},
	{"no_route_reply", "code in the NDR for a recipient without a route", "",
		func(p *Profile) any { return &p.NoRoute }},
}
