package catalogue

import (
	"slices"
	"strings"
)

// Term is a word of mail servers or of this program, and what it is here.
type Term struct {
	Words   []string // as people write it; the first is shown
	Meaning string
	Keys    []string // of scenarios, without the names that users choose; or commands, behind "mailstorm "
	Write   string   // an example; may be empty
}

const ownWords = "mailstorm"

// Dictionary is the words of one product.
type Dictionary struct {
	Product, of string // "a word of ..."
	Terms       []Term
}

// Dictionaries are the source of explain and of docs/dictionary.md.
var Dictionaries = []Dictionary{
	{"Exchange Online and Exchange Server", "Exchange", exchangeTerms},
	{"Postfix", "Postfix", postfixTerms},
	{"Exim", "Exim", eximTerms},
	{"sendmail", "sendmail", sendmailTerms},
	{"Words of mailstorm", ownWords, OwnTerms},
}

var exchangeTerms = []Term{
	{[]string{"connector", "send connector", "outbound connector", "New-SendConnector", "Set-SendConnector", "New-OutboundConnector", "Set-OutboundConnector"},
		"Decides which next hop gets the mail for which domains.", []string{"host.*.routes"}, `routes = {"*" = "relay"}`},
	{[]string{"receive connector", "inbound connector", "Set-ReceiveConnector", "Set-InboundConnector"},
		"Decides whose mail is accepted, and as whose. Connection limits and sizes of a receiving host are guards.", []string{"host.*.guard"}, `kind = "attribution"`},
	{[]string{"smart host", "smarthost", "SmartHosts"}, "A host that takes all mail to the outside. It is a host of its own here, with its own profile, faults and guards.",
		[]string{"host.*.routes"}, `routes = {"*" = "smarthost"}`},
	{[]string{"accepted domain", "Get-AcceptedDomain", "New-AcceptedDomain"}, "A domain whose mailboxes are on this host, or that it relays to another host.",
		[]string{"host.*.domains", "host.*.routes"}, `domains = ["contoso.example"]`},
	{[]string{"remote domain", "Set-RemoteDomain", "New-RemoteDomain", "AutoReplyEnabled", "AutoForwardEnabled"}, "Says whether automatic replies and forwards may leave the organisation.",
		[]string{"host.*.remote_domain"}, `[host.exo.remote_domain."*"] auto_reply = false`},
	{[]string{"transport rule", "mail flow rule", "New-TransportRule"},
		"Acts on mail when it is submitted. It never reaches mail that is already queued, so it cannot stop a storm under way. Rules that reject, discard or quarantine are guards.",
		[]string{"host.*.guard", "host.*.change"}, `kind = "discard"`},
	{[]string{"Set-TransportConfig -MessageExpiration", "MessageExpiration", "Set-TransportConfig", "Get-TransportConfig"},
		"How long Exchange Online keeps queued mail before the NDR: 12 to 24 hours, 1.00:00:00 by default. PowerShell reads 24:00:00 as 24 days.",
		[]string{"host.*.message_expiration"}, `message_expiration = "12h"`},
	{[]string{"Set-TransportService -MessageExpirationTimeout", "MessageExpirationTimeout", "Set-TransportService", "Get-TransportService"},
		"The same for Exchange Server: two days by default.", []string{"host.*.message_expiration"}, `message_expiration = "2d"`},
	{[]string{"DelayNotificationTimeout", "ExternalDelayDsnEnabled", "InternalDelayDsnEnabled", "delay notification"}, "When senders are notified that their mail is delayed. Exchange Server: after four hours.",
		[]string{"host.*.delay_notice"}, `delay_notice = "4h"`},
	{[]string{"QueueGlitchRetryCount", "QueueGlitchRetryInterval", "TransientFailureRetryCount", "TransientFailureRetryInterval", "OutboundConnectionFailureRetryInterval"},
		"The three stages of retries of a queue on Exchange Server: soon, sometimes, and then at long intervals.", []string{"host.*.steps"}, `steps = ["1m", "1m", "1m", "1m", "5m", "10m"]`},
	{[]string{"MessageRetryInterval"}, "When a single message is tried again if the connection was good and the message was deferred.", []string{"host.*.message_retry"}, `message_retry = "5m"`},
	{[]string{"MaxPerDomainOutboundConnections", "MaxOutboundConnections"}, "Concurrent connections to one domain, and in all. Only the limit for one next hop is modelled.",
		[]string{"host.*.connections"}, `connections = 20`},
	{[]string{"MaxIdleTimeBeforeResubmit"}, "How long a queue may be idle in retry before its mail is routed again, 12 hours by default. Here the routes stay the same, so there is no key for it.", nil, ""},
	{[]string{"MaxHopCount", "hop count"}, "How many hosts a message may pass before it counts as a loop; 30 by default on Exchange Server.", []string{"host.*.hop_limit"}, `hop_limit = 30`},
	{[]string{"MessageRateLimit", "throttling"}, "How many messages a host accepts from a client in a minute.", []string{"host.*.guard"}, `kind = "rate-limit"`},
	{[]string{"MaxMessageSize", "MaxReceiveSize", "MaxSendSize"}, "The largest message that is accepted. A file grows to 1.37 times its size in a message.", []string{"host.*.guard"}, `kind = "size-limit"`},
	{[]string{"RecipientRateLimit", "recipient rate limit", "tenant external recipient rate limit", "TERRL"}, "How many recipients a mailbox, or a whole tenant, may write to in 24 hours.",
		[]string{"host.*.guard"}, `kind = "recipient-limit"`},
	{[]string{"queue viewer", "Get-Queue", "Get-QueueDigest", "Get-Message"}, "Shows the queues of Exchange Server. Exchange Online has no such view. The picture queue and the metrics queue.* show them here.",
		[]string{"watch", "mailstorm run"}, `watch = "relay"`},
	{[]string{"Retry-Queue", "Remove-Message", "Suspend-Queue"}, "What an administrator of Exchange Server can do with a queue.", []string{"host.*.change"}, `purge = "with-ndr"`},
	{[]string{"Get-MessageTraceV2", "Get-MessageTrace", "Get-MessageTraceDetailV2", "message trace", "Start-HistoricalSearch"},
		"Lists the messages of the last days with their status. Its CSV file can be the mail of a scenario; a run writes one of its own.", []string{"mail.*.trace", "mailstorm run"}, `trace = "trace.csv"`},
	{[]string{"queued messages report", "Get-MailFlowStatusReport"}, "Shows mail that waits for a connector, hours after it began to wait.", []string{"host.*.queued_report"}, ""},
	{[]string{"Set-Mailbox -ForwardingSmtpAddress", "ForwardingSmtpAddress", "inbox rule", "New-InboxRule"}, "Sends mail that arrives in a mailbox to another address.",
		[]string{"mailbox.*.rule"}, `kind = "forward"`},
	{[]string{"Set-MailboxAutoReplyConfiguration", "out of office", "OOF", "automatic reply"}, "Answers each sender once while somebody is away.", []string{"mailbox.*.rule"}, `kind = "out-of-office"`},
	{[]string{"ProhibitSendReceiveQuota", "mailbox quota"}, "The size at which a mailbox is full.", []string{"mailbox.*.quota"}, `quota = "50GB"`},
	{[]string{"back pressure", "DatabaseUsedSpace", "SubmissionQueue"}, "Exchange Server takes no mail while its disk is full or its queue too long: 452 4.3.1.", []string{"host.*.guard"},
		`kind = "back-pressure"`},
	{[]string{"450 4.7.230", "4.7.230", "550 5.7.230", "5.7.230", "transport-based enforcement system", "OutdatedServer"},
		"Exchange Online slows down and then blocks mail of outdated Exchange servers, in stages.", []string{"host.*.guard"}, `kind = "outdated-server"`},
	{[]string{"SmtpMaxMessagesPerConnection", "Set-SendConnector -SmtpMaxMessagesPerConnection"}, "How many messages Exchange Server sends on one connection; 20 by default.",
		[]string{"host.*.reuse"}, `reuse = 20`},
	{[]string{"InternalDsnMaxMessageAttachSize", "ExternalDsnMaxMessageAttachSize"}, "Up to which size an NDR returns the message; 10 MB by default.", []string{"host.*.dsn_returns_up_to"},
		`dsn_returns_up_to = "10MB"`},
	{[]string{"shadow redundancy", "Safety Net", "duplicate detection"}, "Copies that Exchange keeps for itself are not modelled. Duplicate detection in the mailbox is.", []string{"mailbox.*.dedup"}, `dedup = "7d"`},
}

var postfixTerms = []Term{
	{[]string{"relayhost", "default_transport"}, "The next hop for all mail that no other route covers.", []string{"host.*.routes"}, `routes = {"*" = "relay"}`},
	{[]string{"transport_maps", "transport map"}, "Next hops by recipient domain.", []string{"host.*.routes"}, `routes = {"fabrikam.example" = "mx1", "*" = "relay"}`},
	{[]string{"smtp_fallback_relay", "fallback_relay"}, "The host to try when the others fail: the last of a list.", []string{"host.*.routes"}, `routes = {"*" = ["relay", "fallback"]}`},
	{[]string{"mydestination", "virtual_mailbox_domains"}, "Domains whose mailboxes are on this host.", []string{"host.*.domains"}, `domains = ["contoso.example"]`},
	{[]string{"relay_domains"}, "Domains for which this host relays.", []string{"host.*.routes"}, `routes = {"contoso.example" = "exo"}`},
	{[]string{"maximal_queue_lifetime"}, "How old a message may become before the sender gets an NDR; 5 days by default. Postfix tests it after a failed attempt.",
		[]string{"host.*.message_expiration"}, `message_expiration = "5d"`},
	{[]string{"bounce_queue_lifetime"}, "The same for NDRs and other mail from <>. It has no key of its own: DSNs expire like other mail here.", []string{"host.*.message_expiration"}, ""},
	{[]string{"minimal_backoff_time"}, "The shortest wait before another attempt; 300 seconds by default.", []string{"host.*.minimum"}, `minimum = "300s"`},
	{[]string{"maximal_backoff_time"}, "The longest wait before another attempt; 4000 seconds by default. Between the two, the wait equals the age of the message.",
		[]string{"host.*.maximum"}, `maximum = "4000s"`},
	{[]string{"queue_run_delay"}, "How often the deferred queue is scanned; 300 seconds by default. An attempt waits for the next scan.", []string{"host.*.every"}, `every = "300s"`},
	{[]string{"delay_warning_time"}, "When the sender is notified that the mail is delayed; never by default.", []string{"host.*.delay_notice"}, `delay_notice = "4h"`},
	{[]string{"default_destination_concurrency_limit", "smtp_destination_concurrency_limit"}, "How many connections to one destination may be open; 20 by default.", []string{"host.*.connections"}, `connections = 20`},
	{[]string{"smtp_connect_timeout", "smtp_data_done_timeout", "smtp_helo_timeout"}, "How long Postfix waits in a phase of the session: 30 seconds for a connection, 10 minutes for the reply to the final dot.",
		[]string{"host.*.patience"}, `patience = {dot = "600s"}`},
	{[]string{"smtp_mx_address_limit"}, "How many hosts of a list one attempt tries; 5 by default.", []string{"host.*.addresses"}, `addresses = 5`},
	{[]string{"smtp_mx_session_limit"}, "How many sessions of one attempt may get as far as MAIL; 2 by default.", []string{"host.*.sessions"}, `sessions = 2`},
	{[]string{"delivery temporarily suspended", "dead site", "default_destination_concurrency_failed_cohort_limit"},
		"Postfix leaves a destination alone for a while after its sessions failed. What is due then is deferred without a session: metric suspended.",
		[]string{"host.*.destination_memory", "host.*.dead_time"}, `destination_memory = "dead-site"`},
	{[]string{"initial_destination_concurrency"}, "How many sessions a destination gets that has not succeeded yet; 5 by default.", []string{"host.*.window"}, `window = 5`},
	{[]string{"default_destination_recipient_limit", "smtp_destination_recipient_limit"}, "How many recipients go with one transaction; 50 by default.",
		[]string{"host.*.recipients_per_transaction"}, `recipients_per_transaction = 50`},
	{[]string{"smtp_connection_cache_on_demand", "smtp_connection_reuse_count_limit"}, "Postfix keeps a connection open while sessions follow each other.", []string{"host.*.reuse"}, `reuse = 100`},
	{[]string{"smtp_connection_cache_time_limit"}, "How long an open connection waits for the next message; 2 seconds by default.", []string{"host.*.reuse_idle"}, `reuse_idle = "2s"`},
	{[]string{"smtp_connection_reuse_time_limit"}, "How old a connection may be that is used again; 300 seconds by default.", []string{"host.*.reuse_lasts"}, `reuse_lasts = "300s"`},
	{[]string{"bounce_size_limit"}, "Up to which size an NDR returns the message; 50000 bytes by default.", []string{"host.*.dsn_returns_up_to"}, `dsn_returns_up_to = "50kB"`},
	{[]string{"queue_minfree"}, "Postfix takes no mail while its disk has too little space: 452 4.3.1.", []string{"host.*.guard"}, `kind = "back-pressure"`},
	{[]string{"smtpd_recipient_limit"}, "How many recipients a host takes in one transaction, 452 4.5.3 beyond.", []string{"host.*.guard"}, `kind = "transaction-limit"`},
	{[]string{"postsrsd", "SRS", "sender rewriting scheme"}, "Rewrites the envelope senders of forwarded mail.", []string{"host.*.sender_rewriting"}, `sender_rewriting = "srs"`},
	{[]string{"VERP", "verp_delimiters", "XVERP"}, "Gives each message of a list an envelope sender of its own.", []string{"host.*.sender_rewriting"}, `sender_rewriting = "verp"`},
	{[]string{"BATV", "prvs"}, "Signs the envelope senders of the own users, each day anew.", []string{"host.*.sender_rewriting"}, `sender_rewriting = "batv"`},
	{[]string{"smtp_skip_5xx_greeting"}, "Whether a 5xx in the greeting is only a temporary failure; yes by default.", []string{"host.*.early_reject"}, `early_reject = "defer"`},
	{[]string{"smtp_tls_security_level"}, "What a failed TLS handshake means for the attempt.", []string{"host.*.tls_failure"}, `tls_failure = "clear-after 300s"`},
	{[]string{"hopcount_limit"}, "How many Received lines a message may have; 50 by default.", []string{"host.*.hop_limit"}, `hop_limit = 50`},
	{[]string{"message_size_limit"}, "The largest message that is accepted.", []string{"host.*.guard"}, `kind = "size-limit"`},
	{[]string{"anvil", "smtpd_client_message_rate_limit", "smtpd_client_connection_rate_limit"}, "How many messages a client may send in a time.", []string{"host.*.guard"}, `kind = "rate-limit"`},
	{[]string{"postgrey", "check_policy_service"}, "Defers the first mail of an unknown sender.", []string{"host.*.guard"}, `kind = "greylist"`},
	{[]string{"defer_transports", "postsuper -h", "hold queue"}, "Holds mail back. There is no key for it; a fault that defers everything comes nearest.", []string{"host.*.fault"}, `kind = "connection-refused"`},
	{[]string{"postqueue -f", "flush", "postsuper -r"}, "Tries all queued mail at once.", []string{"host.*.change"}, `retry = true`},
	{[]string{"postsuper -d", "postsuper -d ALL"}, "Deletes queued mail.", []string{"host.*.change"}, `purge = "silently"`},
	{[]string{"mailq", "postqueue -p", "qshape"}, "Shows the queue.", []string{"watch", "mailstorm run"}, `watch = "relay"`},
}

var eximTerms = []Term{
	{[]string{"F,2h,15m", "F,4d,6h", "retry rule F"}, "A retry rule with a fixed interval: until 2 hours after the first failure, every 15 minutes.", []string{"host.*.retry_rules"},
		`retry_rules = [{until = "2h", wait = "15m"}]`},
	{[]string{"G,16h,1h,1.5", "retry rule G"}, "A retry rule with growing intervals: until 16 hours, 1 hour at first and each time 1.5 times as long.",
		[]string{"host.*.retry_rules"}, `retry_rules = [{until = "16h", wait = "1h", factor = "3/2"}]`},
	{[]string{"F,2h,15m; G,16h,1h,1.5; F,4d,6h", "retry rules", "begin retry"},
		"Exim's default rules, which the profile exim has. Its retry times and expiry belong to the host and not to the message: that is the figure destination_memory.",
		[]string{"host.*.retry_rules", "host.*.message_expiration", "host.*.destination_memory"},
		`retry_rules = [{until = "2h", wait = "15m"}, {until = "16h", wait = "1h", factor = "3/2"}, {until = "4d", wait = "6h"}]`},
	{[]string{"-q30m", "queue runner", "QUEUEINTERVAL", "queue_run_max"}, "How often Exim looks at its queue. An attempt waits for the next run.", []string{"host.*.every"}, `every = "30m"`},
	{[]string{"retry_interval_max"}, "The longest interval that a rule may give; 24 hours by default.", []string{"host.*.cap"}, `cap = "24h"`},
	{[]string{"delay_warning"}, "When the sender is notified that the mail is delayed; after 24 hours and each further 24 hours by default.",
		[]string{"host.*.delay_notice", "host.*.delay_notice_again"}, `delay_notice = "24h"`},
	{[]string{"route_list", "manualroute", "dnslookup"}, "Routers decide on the next hop of a recipient domain.", []string{"host.*.routes"}, `routes = {"*" = "relay"}`},
	{[]string{"hosts_max_try"}, "How many hosts of a list one attempt tries; 5 by default.", []string{"host.*.addresses"}, `addresses = 5`},
	{[]string{"retry time not reached", "retry database", "exinext"}, "Exim remembers each host that failed, and defers mail to it without a session: metric suspended.",
		[]string{"host.*.destination_memory"}, `destination_memory = "host-record"`},
	{[]string{"connection_max_messages"}, "How many messages Exim sends on one connection; 500 by default. Only messages that waited for the host use it again.", []string{"host.*.reuse", "host.*.reuse_for"},
		`reuse = 500`},
	{[]string{"max_rcpt", "max_addresses"}, "How many recipients go with one transaction; 100 by default.", []string{"host.*.recipients_per_transaction"}, `recipients_per_transaction = 100`},
	{[]string{"smtp_accept_max_per_connection"}, "How many messages a host takes on one connection; 1000 by default.", []string{"host.*.fault"}, `kind = "messages-per-connection"`},
	{[]string{"bounce_return_size_limit", "return_size_limit"}, "Up to which size an NDR returns the message; 100 KiB by default.", []string{"host.*.dsn_returns_up_to"}, `dsn_returns_up_to = "102400B"`},
	{[]string{"max hourly emails per domain", "max_emails_per_hour", "Maximum Hourly Email by Domain Relayed"}, "cPanel stops a domain that sends, or fails, too much in an hour.", []string{"host.*.guard"},
		`kind = "hourly-limit"`},
	{[]string{"hold_domains"}, "Holds mail for some domains back. There is no key for it.", nil, ""},
	{[]string{"timeout_frozen_after", "ignore_bounce_errors_after", "frozen"}, "What becomes of NDRs that cannot be delivered. There is no key for it: such a DSN expires, and nobody gets an NDR for it.", nil, ""},
	{[]string{"received_headers_max"}, "How many Received lines a message may have; 30 by default.", []string{"host.*.hop_limit"}, `hop_limit = 30`},
	{[]string{"remote_max_parallel"}, "How much goes out at the same time. Only the limit for one next hop is modelled.", []string{"host.*.connections"}, `connections = 4`},
	{[]string{"local_domains"}, "Domains whose mailboxes are on this host.", []string{"host.*.domains"}, `domains = ["contoso.example"]`},
	{[]string{"relay_to_domains"}, "Domains for which this host relays.", []string{"host.*.routes"}, `routes = {"contoso.example" = "exo"}`},
	{[]string{"acl_smtp_rcpt", "ratelimit"}, "ACLs accept, defer or reject; here they are guards.", []string{"host.*.guard"}, `kind = "rate-limit"`},
	{[]string{"exim -qff", "exim -M"}, "Tries queued mail at once.", []string{"host.*.change"}, `retry = true`},
	{[]string{"exim -Mrm"}, "Deletes queued mail.", []string{"host.*.change"}, `purge = "silently"`},
}

var sendmailTerms = []Term{
	{[]string{"Timeout.queuereturn", "confTO_QUEUERETURN"}, "How old a message may become before the sender gets an NDR; 5 days by default. It is tested after a failed attempt.",
		[]string{"host.*.message_expiration"}, `message_expiration = "5d"`},
	{[]string{"Timeout.queuewarn", "confTO_QUEUEWARN"}, "When the sender is notified that the mail is delayed; after 4 hours in the usual configurations.", []string{"host.*.delay_notice"}, `delay_notice = "4h"`},
	{[]string{"-q10m", "QUEUE_INTERVAL"}, "How often the queue is run. Each run tries every message.", []string{"host.*.every"}, `every = "10m"`},
	{[]string{"Timeout.hoststatus", "HostStatusDirectory", "hoststat"}, "A host that failed is left alone for the rest of the queue run: metric suspended.", []string{"host.*.destination_memory"},
		`destination_memory = "run-status"`},
	{[]string{"ConnectionCacheSize", "ConnectionCacheTimeout", "confMCI_CACHE_SIZE"}, "A queue run keeps connections open for the messages that follow.", []string{"host.*.reuse", "host.*.reuse_for"},
		`reuse_for = "retries"`},
	{[]string{"SMTP_MAILER_MAXRCPTS", "DEFAULT_MAX_RCPT"}, "How many recipients go with one transaction; 100 by default.", []string{"host.*.recipients_per_transaction"}, `recipients_per_transaction = 100`},
	{[]string{"MaxRecipientsPerMessage", "confMAX_RCPTS_PER_MESSAGE"}, "How many recipients a host takes in one transaction, 452 4.5.3 beyond.", []string{"host.*.guard"}, `kind = "transaction-limit"`},
	{[]string{"RefuseLA", "MinFreeBlocks", "confREFUSE_LA"}, "The host takes no mail while its load is too high or its disk is full.", []string{"host.*.guard"}, `kind = "back-pressure"`},
	{[]string{"confMAX_HOP"}, "How many Received lines a message may have; 25 by default.", []string{"host.*.hop_limit"}, `hop_limit = 25`},
}

var OwnTerms = []Term{
	{[]string{"storm", "retry storm"}, "Mail that is tried again and again because a host kept it and its 250 was not heard, or because a host is down. A scenario describes a storm, a run simulates one.",
		[]string{"mailstorm run"}, ""},
	{[]string{"scenario"}, "A TOML file with hosts, routes, mail and faults.", []string{"mailstorm init"}, ""},
	{[]string{"deck"}, "A slide deck: the large presentation of the first field report. Many scenarios call the table of its mail [mail.deck]; any other name would do.", []string{"mail"}, "[mail.deck]"},
	{[]string{"exo"}, "Exchange Online, as the library names that host. Any other name would do.", []string{"host"}, "[host.exo]"},
	{[]string{"relay"}, "A host between two others. It is the name of a host in the library, not a kind of host.", []string{"host"}, "[host.relay]"},
	{[]string{"host"}, "A mail server, or a pool of servers that share one queue.", []string{"host"}, `profile = "postfix"`},
	{[]string{"profile"}, "How a mail server retries, when it gives up, whom it notifies and which codes it writes. mailstorm list profiles shows them.", []string{"host.*.profile"}, `profile = "exchange-online"`},
	{[]string{"figure"}, "One value of a profile, with its source. A host may override it. mailstorm list figures shows them.", []string{"host"}, `message_expiration = "12h"`},
	{[]string{"fault"}, "Something that goes wrong on a receiving host: it refuses connections, drops them, loses mail. mailstorm list faults shows the kinds.", []string{"host.*.fault"}, `kind = "drop-after-data"`},
	{[]string{"guard"}, "Something that a host does on purpose: greylisting, limits, duplicate checks. mailstorm list guards shows the kinds.", []string{"host.*.guard"}, `kind = "greylist"`},
	{[]string{"rule"}, "What a mailbox does with mail that arrives: it answers, forwards or redirects. mailstorm list rules shows the kinds.", []string{"mailbox.*.rule"}, `kind = "out-of-office"`},
	{[]string{"intervention", "change"}, "Something that an administrator does at a time of the run.", []string{"host.*.change"}, `message_expiration = "12h"`},
	{[]string{"metric"}, "A number that a run counts, such as copies or ndr.count. mailstorm list metrics shows them.", []string{"expect"}, `"ndr.count" = 0`},
	{[]string{"measure"}, "A number about many runs, which a sweep estimates and limits. mailstorm list measures shows them.", []string{"decision"}, `"bounced.good" = "<= 0.5%"`},
	{[]string{"expectation", "expectations"}, "What a result should be. mailstorm test fails when it is not. The row expectations of a report counts apart those about the scenario without --set.", []string{"expect", "mailstorm test"}, `copies = "10 .. 30"`},
	{[]string{"NDR", "bounce", "non-delivery report"}, "A non-delivery report: the message that tells the sender that a mail was not delivered. The metric is ndr.count.", []string{"host.*.message_expiration"}, ""},
	{[]string{"DSN", "delivery status notification"}, "A delivery status notification (RFC 3464): an NDR or a delay notice.", []string{"host.*.dsn_size"}, ""},
	{[]string{"false NDR"}, "An NDR for mail that arrived. The metric is delivered.false.", []string{"expect"}, `"delivered.false" = 0`},
	{[]string{"deferral", "deferred"}, "An attempt that left the message in the queue. The metric is deferrals.", []string{"expect"}, `deferrals = "<= 20"`},
	{[]string{"mailer-daemon", "From line"}, "The sender that people and programs see in an NDR. A program that answers it, and not the empty envelope sender, makes a loop.",
		[]string{"mailbox.*.rule.*.answers"}, `answers = "from-line"`},
	{[]string{"delivery"}, "One message to one recipient. A message to three recipients is three deliveries.", []string{"mail.*.to"}, ""},
	{[]string{"copy"}, "What reaches a mailbox. Each copy of a delivery beyond the first is a duplicate.", []string{"expect"}, `duplicates = 0`},
	{[]string{"backscatter"}, "NDRs and replies to somebody whose address was forged.", []string{"mail.*.forged"}, `forged = true`},
	{[]string{"greylisting"}, "Deferring the first mail of an unknown sender, to see whether it comes again.", []string{"host.*.guard"}, `kind = "greylist"`},
	{[]string{"replication"}, "One run of a sweep, with random draws of its own.", []string{"experiment.runs", "mailstorm sweep"}, `runs = 100`},
	{[]string{"confidence interval", "interval", "95 % confidence interval"}, "The numbers in brackets: where the true value lies with 95 % confidence. More replications make it narrower.", []string{"experiment.runs", "experiment.precision"}, `precision = "2%"`},
	{[]string{"paired", "paired difference"}, "A difference between two values that met the same storms, so that chance affects both alike.", []string{"mailstorm compare"}, ""},
	{[]string{"good mail", "good mail bounced"}, "Mail that bounced although the longest expiration of the service would have delivered it.", []string{"bounced.good"}, `"bounced.good" = "<= 0.5%"`},
	{[]string{"dead destination"}, "A recipient whom mail does not reach within five days either.", []string{"told.p50"}, ""},
	{[]string{"silence", "longest silence"}, "The time from submission until the mail arrives or its sender hears of it, by a delay notice or an NDR.", []string{"heard.max", "silence.p50"}, ""},
	{[]string{"cost", "costs"}, "What a value costs by the weights of a decision: each measure times its weight, added up.", []string{"decision.weights"}, `weights = {"bounced.good" = "10/%"}`},
	{[]string{"may break", "not decided yet", "undecided"}, "The confidence interval contains the limit or 0, so that more replications, or another limit, must decide.", []string{"decision", "experiment.most_runs"}, ""},
	{[]string{"late"}, "In a comparison: a delivery that is not in the mailbox an hour after submission.", []string{"mailstorm compare"}, ""},
	{[]string{"state"}, "A value that nobody can choose, such as the length of outages. A sweep shows its results for each.", []string{"experiment.states"}, ""},
	{[]string{"wasted", "traffic"}, "Of the traffic, which is all message data that crossed: what is more than one transfer per hop on the way of each first copy. The metrics are wire.wasted and wire.bytes.",
		[]string{"expect"}, `"wire.wasted" = 0`},
	{[]string{"visible"}, "A row of a report: when a problem began, and when a message trace, a second copy or a notification first showed it. The metrics are trouble.at and sign.at.",
		[]string{"expect"}, ""},
	{[]string{"other profiles"}, "A row of a report: what the same storm gives with the related profiles of the host that is watched.", []string{"watch", "host.*.profile"}, ""},
	{[]string{"unknown"}, "A row of a report: what nobody outside the maker of the server knows, and what it would change here.", []string{"host.*.profile"}, ""},
	{[]string{"honest NDR", "false NDR and duplicates"}, "Cells of the table in a report: the sender has an NDR, and the mailbox has no copy, or two and more.", []string{"expect"}, `"deck to partner@fabrikam.example" = "honest NDR"`},
	{[]string{"in doubt", "storm running"}, "Cells of the table in a report: the message is still queued, and the mailbox has a copy of it already, or several.",
		[]string{"expect"}, `"deck to partner@fabrikam.example at 3h" = "in doubt"`},
	{[]string{"handed over", "silent loss"}, "Two outcomes of an attempt after which the sending host has its 250: the receiving host has the message, or nobody has it. The metric of the second is lost.",
		[]string{"expect"}, `lost = 0`},
	{[]string{"duplicate in the making"}, "The outcome of an attempt after which the receiving host has the message and the sending host did not hear 250: it tries again.", []string{"expect"}, `duplicates = 0`},
	{[]string{"digest"}, "A short number over all events of a run. Equal digests mean equal runs.", []string{"mailstorm check"}, ""},
}

// lookupTerms finds the words of all dictionaries that are called so, whatever their capitals.
func lookupTerms(name string) (found []foundTerm) {
	for _, d := range Dictionaries {
		for _, t := range d.Terms {
			for _, w := range t.Words {
				if strings.EqualFold(w, name) {
					found = append(found, foundTerm{t, w, d.of})
					break
				}
			}
		}
	}
	return found
}

// foundTerm is a term with the word that was looked up.
type foundTerm struct {
	Term
	word, of string
}

// elsewhere is what other products call a key.
func elsewhere(key string) string {
	var names []string
	for _, d := range Dictionaries {
		for _, t := range d.Terms {
			if d.of != ownWords && slices.Contains(t.Keys, key) {
				names = append(names, t.Words[0]+" ("+d.of+")")
			}
		}
	}
	return strings.Join(names, ", ")
}
