package profile

import (
	"strings"

	"mailstorm/scenarios/parse"
)

// Unpublished is a sender without a profile: its schedule is not published, or depends on what somebody configured.
type Unpublished struct {
	Names   []string // as people write them; the first is shown
	Known   string   // what is known of it, with the source
	Nearest string   // the profile that comes nearest
	Set     []string // figures of a host that bring it nearer, as TOML
	Why     string   // what these figures rest on
}

// Unpublisheds lists them, for explain and for the answer to a profile of that name.
var Unpublisheds = []Unpublished{
	{[]string{"gmail", "google workspace", "googlemail", "google", "g suite"},
		"Google publishes no schedule. Users see a delay notice after about a day and an NDR some two days later (support.gluegent.com 206259842: 46 to 48 hours after the notice). " +
			"How often it tries, and with what spread, is not known.",
		"rfc5321", []string{`steps = ["15m", "30m", "1h", "2h", "4h"]`, `message_expiration = "72h"`, `delay_notice = "24h"`},
		"The waits are a guess; the two ages are what users report"},
	{[]string{"amazon-ses", "ses", "aws ses"},
		"Amazon publishes no schedule. A configuration set says how long SES tries, from 5 minutes to 14 hours (sesv2 DeliveryOptions, maxDeliverySeconds). " +
			"Delays and the end are events, DeliveryDelay and Bounce; there is no delay notice by mail.",
		"mailgun", []string{`message_expiration = "14h"`}, "The waits are Mailgun's, a service of the same kind; 14 hours is the longest that SES allows"},
	{[]string{"sendgrid", "twilio sendgrid"},
		"Twilio publishes no waits. A message is tried for 72 hours after its first deferral and then dropped, with an event and without an NDR (twilio.com, SendGrid deferrals). " +
			"Third parties name waits of 1 minute, 10 minutes, 1 hour and 4 hours.",
		"rfc5321", []string{`steps = ["1m", "10m", "1h", "4h"]`, `message_expiration = "72h"`}, "The waits are hearsay, the 72 hours are official"},
	{[]string{"powermta", "pmta", "port25"},
		"The default of retry-after was not found. Known from a public list of directives: bounce-after 4d12h, 2 minutes to connect, 10 minutes for the reply to the dot, 20 connections to a domain, " +
			"and a 5xx in the greeting bounces. Most sites set retry-after for each domain.",
		"rfc5321", []string{`message_expiration = "4d12h"`, `connections = 20`}, "Write your own retry-after as steps"},
	{[]string{"domino", "lotus domino", "hcl domino", "lotus notes", "lotus", "notes"},
		"The router waits for its initial transfer retry interval and longer each time, and gives up after 24 hours (help.hcltechsw.com, message timeout value). The default of that interval is not on the pages that were read.",
		"rfc5321", []string{`steps = ["15m", "30m", "1h"]`, `message_expiration = "24h"`}, "The waits are a guess; write those of your server"},
	{[]string{"job queue", "celery", "resque", "bullmq", "delayed job", "laravel queue", "laravel"},
		"A job queue is no mail server: the job hands the message over by SMTP, and if that fails, the queue runs the job again when its settings say. No schedule was verified here. " +
			"A job that did not hear the 250 sends the message again, often with a new Message-ID, which no duplicate check finds.",
		"rfc5321", []string{`steps = ["15s", "1m", "5m", "30m", "2h"]`, `most_attempts = 10`, `delay_notice = "none"`},
		"The waits and the number of attempts are a guess; write those of your queue. Sidekiq has a profile; for one try without a queue there is application"},
	{[]string{"proofpoint-essentials", "proofpoint essentials", "proofpoint"},
		"Two pages contradict each other: 5 times 1 minute, 3 times 10 minutes, 2 times 30 minutes, then hourly for a day and daily for 30 days (a reseller), or 5, 15 and 30 minutes and then hourly for 30 days " +
			"(help.proofpoint.com, Bounces and Deferrals). A success lifts the rest of the customer's mail.",
		"rfc5321", []string{`steps = ["5m", "15m", "30m", "1h"]`, `message_expiration = "30d"`}, "The second of the two tables"},
	{[]string{"icewarp", "merak"},
		"It tries again after 2, 10, 38, 70 and 120 minutes and so on (icewarp.com, FAQ 2997). The administrator sets the number of days; 4 are named.",
		"rfc5321", []string{`steps = ["2m", "10m", "38m", "70m", "2h"]`, `message_expiration = "4d"`}, "The numbers are read as waits, and the last one repeats"},
	{[]string{"mdaemon"},
		"A message that meets a 4xx stays in the remote queue for 3 minutes and then goes to the retry queue, whose interval and number of days the administrator sets (help.mdaemon.com, retry queue settings). " +
			"A notice may be sent when it gets there.",
		"rfc5321", []string{`steps = ["3m", "1h"]`}, "The hour is a guess; write the interval of your retry queue"},
	{[]string{"fortimail"},
		"FortiMail 3.0 tried every 27 minutes, gave up after 5 days and sent a delay notice after 4 hours (manualsdir.com 101236, page 241). Newer pages give no defaults.",
		"rfc5321", []string{`steps = ["27m"]`, `message_expiration = "5d"`, `delay_notice = "4h"`}, "The defaults of version 3.0"},
	{[]string{"oracle-messaging-server", "oracle messaging server", "sun messaging server", "iplanet"},
		"Normal mail waits 60, 120, 120, 240, 240, 240 and then 480 minutes, urgent mail half as long, other mail twice; notices after 1, 2 and 4 days, the NDR after 7 (docs.oracle.com 819-2650).",
		"rfc5321", []string{`steps = ["1h", "2h", "2h", "4h", "4h", "4h", "8h"]`, `priority_weight = {low = "2", high = "1/2"}`, `message_expiration = "7d"`, `delay_notice = "1d"`},
		"Only the first notice is modelled"},
	{[]string{"barracuda", "barracuda email security gateway", "barracuda esg"},
		"The schedule of outbound mail is not published; a third party names 48 hours. The inbound gateway of Email Gateway Defense keeps no queue: the 4xx of the server behind it is passed back to the sender (campus.barracuda.com 96022968).",
		"rfc5321", []string{`message_expiration = "48h"`}, "For outbound mail, on hearsay"},
	{[]string{"socketlabs"},
		"It tries at least hourly, for 4 days (help.socketlabs.com, temporary failure retry rate).",
		"rfc5321", []string{`steps = ["1h"]`, `message_expiration = "4d"`}, "The longest wait that the page allows"},
	{[]string{"reddoxx"},
		"It waits about 15 minutes, and longer from the sixth try on; the administrator sets the end (faq.docs.reddoxx.com).",
		"rfc5321", []string{`steps = ["15m", "15m", "15m", "15m", "15m", "30m"]`}, "The longer wait is a guess"},
	{[]string{"cssmtp", "z/os communications server", "zos"},
		"CSSMTP of z/OS tries five times a minute apart. Then it tries at longer intervals, if that is configured, or returns the mail or puts it into a dead letter folder " +
			"(ibm.com, RetryLimit statement).",
		"rfc5321", []string{`steps = ["1m"]`, `most_attempts = 6`}, "Without the longer intervals; five tries are read as five retries"},
	{[]string{"bs2000", "fujitsu bs2000"},
		"A host that cannot be reached is tried each 30 minutes; otherwise waits begin at 15 minutes and double up to 16 hours. It gives up after 5 days (bs2manuals.ts.fujitsu.com).",
		"rfc5321", []string{`steps = ["15m", "30m", "1h", "2h", "4h", "8h", "16h"]`, `message_expiration = "5d"`}, "For a host that can be reached; for one that cannot, write steps = [\"30m\"]"},
	{[]string{"halon", "nospamproxy", "postmark", "mandrill", "zoho", "zoho mail", "smartermail"},
		"No schedule was found in public documents.",
		"rfc5321", []string{`message_expiration = "2d"`}, "Two days are a guess; write the waits of a log of your own as steps"},
}

// LookupUnpublished finds a sender by one of its names; capitals, spaces and hyphens do not matter.
func LookupUnpublished(name string) (Unpublished, bool) {
	for _, u := range Unpublisheds {
		for _, n := range u.Names {
			if plainName(n) == plainName(name) {
				return u, true
			}
		}
	}
	return Unpublished{}, false
}

// Advice is which profile comes nearest, and how a host is brought nearer.
func (u Unpublished) Advice() string {
	return "The nearest profile is " + u.Nearest + ", with " + strings.Join(u.Set, ", ") + ". " + u.Why + "."
}

// refuse says why there is no such profile.
func (u Unpublished) refuse(name string, at *parse.Node) *parse.Problem {
	return at.Problem("there is no profile %s. %s %s", parse.Quoted(name), u.Known, u.Advice())
}
