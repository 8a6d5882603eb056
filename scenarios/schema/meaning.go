package schema

import (
	"strings"

	"mailstorm/sim/fault"
	"mailstorm/sim/guard"
	"mailstorm/sim/mailbox"
	"mailstorm/sim/retry"
)

// meanings describe the keys that are in no catalogue, by place, or by the end of the place where several tables share a key.
// A name that users choose is a star.
var meanings = map[string]string{
	"title":         "one line, above every report",
	"why":           "what the scenario shows",
	"source":        "where the scenario comes from",
	"model":         "the version of the profile figures that the expectations were written for; the newest when left out",
	"seed":          "seed of all random draws, 1 when left out; the same seed gives the same run",
	"clock":         "the date and time at which the simulation starts, with a zone, as in \"2026-03-02 08:00 Europe/Berlin\"; 2026-01-05T08:00:00Z, a Monday, when left out",
	"length":        "when the run ends; when left out, it ends when no mail is queued or still to be written",
	"watch":         "the host whose queue the queue.* metrics and alert.at measure; when left out, the host where the first mail enters",
	"copy_limit":    "the run stops after this number of copies, 10000000 when left out",
	"attempt_limit": "the run stops after this number of attempts, 1000000000 when left out",

	"alert":       "when alert.at is raised",
	"alert.queue": "how many copies must be waiting, 2000 when left out",
	"alert.after": "how long each of them must have waited, 1h when left out",

	"mail":                    "the mail that is sent, in tables [mail.NAME]",
	"mail.*":                  "messages of one kind; each goes to all recipients of the table",
	"mail.*.from":             "address of the sender",
	"mail.*.to":               "one address, a list of them, or {recipients = 500, domains = [\"a.example\"]}",
	"to.recipients":           "number of mailboxes, named r1, r2, r3, ...",
	"to.domains":              "the domains of these mailboxes, in turn",
	"mail.*.size":             "size of the message data; may be drawn. Write size or attachment",
	"attachment":              "size of a file, which base64 makes 1.37 times as large; may be drawn. Write attachment or size",
	"mail.*.count":            "number of messages, 1 when left out; may be drawn, once per run",
	"mail.*.rate":             "messages per unit of time, as in \"200/h\", sent as a Poisson process. Write rate or count",
	"mail.*.at":               "when all of them are sent, as in \"Fri 18:00\", \"2026-03-06 18:00\" or \"2h\" after clock; 0s when left out; may be drawn",
	"hours":                   "weekly hours within the span in which people write, as in \"Mon-Fri 08:00-18:00\"",
	"enters":                  "the host at which the mail enters; when left out, the host that has the sender's domain",
	"priority":                "normal when left out",
	"precedence":              "the Precedence header; well-behaved mailboxes send no automatic reply to such mail",
	"mail.*.sender_rewriting": "how the program that writes it changes the sender of the envelope: verp or each-message, with each message; batv, each day; none when left out",
	"resend":                  "share of deliveries that people send again after an NDR, or {share = \"50%\", after = \"10m\", times = 1}",
	"resend.share":            "share of those who got an NDR that send again",
	"resend.after":            "how long after the NDR, 10m when left out",
	"times":                   "how often at most, 1 when left out",
	"double_of":               "another table by the same sender; each of its messages is sent once more, with the same Message-ID and size",
	"forged":                  "true: the address in from did not write the mail, so NDRs to it are backscatter",
	"trace":                   "a CSV file of a message trace beside the scenario; it replaces from, to, size and the times",
	"host":                    "mail servers, in tables [host.NAME]",
	"host.*":                  "a mail server, or a pool of them; it can override any figure of its profile",
	"profile":                 "how the host retries and gives up: a profile of the library, or a TOML file beside the scenario; rfc5321 when left out",
	"host.*.domains":          "the domains whose mailboxes are on this host",
	"routes":                  "the next host for each recipient domain, or an ordered list of hosts; \"*\" matches all other domains",
	"routes.*":                "a host, or a list of hosts that are tried in order",
	"host.*.round_trip":       "time between a client's command and the host's reply; when left out, a conversation takes no time",
	"host.*.work":             "time that the host needs for each message, between the last byte and its 250",
	"host.*.bandwidth":        "bandwidth of the host's line, in each direction; when left out, data takes no time",
	"host.*.ip_addresses":     "IP addresses behind the host's name, each with another server of its pool; a sender tries the next one in the same attempt; 1 when left out",
	"host.*.fault":            "faults of this host as a receiver, in tables [host.NAME.fault.NAME]",
	"host.*.fault.*":          "something that goes wrong in sessions with this host",
	"host.*.guard":            "policies of this host for incoming mail, in tables [host.NAME.guard.NAME]",
	"host.*.guard.*":          "something that this host does on purpose",
	"host.*.change":           "interventions of an administrator, in tables [host.NAME.change.NAME]",
	"host.*.change.*":         "an intervention; its values apply from then on",
	"remote_domain":           "which automatic mail may leave, by recipient domain; \"*\" matches all other domains",
	"remote_domain.*":         "a domain of another organisation",
	"auto_reply":              "whether automatic replies may go to this domain; true when left out, or what the profile says for \"*\"",
	"auto_forward":            "whether forwards and redirects may go to this domain; true when left out, or what the profile says for \"*\"",
	"fault.*.kind":            "the kind of fault",
	"guard.*.kind":            "the kind of guard",
	"rule.*.kind":             "the kind of rule",
	"starts":                  "when it starts, as in \"Fri 18:00\", \"2026-03-06 18:00\" or \"2h\" after clock; 0s when left out; may be drawn",
	"ends":                    "when it ends, as in \"Mon 07:00\", the first one after starts; never when left out. Write ends or lasts",
	"lasts":                   "how long it lasts, for ever when left out. Write lasts or ends",
	"share":                   "share that is affected, 100% when left out",
	"of":                      "the unit for which the share is drawn: attempts, messages, recipients, sender-servers or receiver-servers",
	"guard.*.of":              "the unit for which the share is drawn: attempts, messages or recipients",
	"guard.*.share":           "share to which the guard applies, 100% when left out",
	"from_host":               "only sessions from this host, or from one of these hosts",
	"servers":                 "only sessions from these servers of the sending pool, numbered from 1",
	"mail_from":               "only mail from this address, from \"@domain\", or from one of several",
	"rcpt_to":                 "only mail to this address, to \"@domain\", or to one of several",
	"larger_than":             "only larger messages; a size, as in 10MB",
	"smaller_than":            "only smaller messages; a size, as in 10MB",
	"on":                      "false: off until an intervention switches it on",
	"change.*.at":             "when the intervention happens, as in \"Fri 18:00\", \"2026-03-06 18:00\" or \"2h\" after clock; may be drawn",
	"change.*.bandwidth":      "bandwidth of the line from then on, or \"unlimited\"",
	"change.*.fault":          "faults of this host to switch \"on\" or \"off\", by name, regardless of their spans",
	"change.*.guard":          "guards of this host to switch \"on\" or \"off\", by name, regardless of their spans",
	"change.*.next_hop":       "hosts that replace others in the routes of this host, as in {relay = \"backup\"}",
	"purge":                   "removes all mail that waits in the host's queues",
	"retry":                   "true: retries all waiting mail at once",
	"mailbox":                 "mailboxes with special behaviour, in tables [mailbox.\"NAME@DOMAIN\"]",
	"mailbox.*":               "a mailbox with special behaviour",
	"mailbox.*.rule":          "rules for the mail that arrives, in tables [mailbox.\"NAME@DOMAIN\".rule.NAME]",
	"mailbox.*.rule.*":        "a rule",
	"mailbox.*.dedup":         "how long a duplicate is recognised, by Message-ID and submit time",
	"exists":                  "false: nobody has this address, so the host replies 550 5.1.1 at RCPT, or writes the NDR itself; true when left out",
	"quota_answer":            "what happens when the mailbox is full: bounce writes an NDR, defer replies 452; bounce when left out",
	"expect":                  "the expected results, by metric",
	"expect.runs":             "number of runs for expectations about many runs, 100 when left out",
	"experiment":              "what a sweep runs, unless flags override it",
	"experiment.vary":         "keys of this scenario to vary, each with \"12h..24h/1h\" or a list of values",
	"experiment.states":       "further keys that nobody can choose; the report shows their values side by side and recommends none",
	"experiment.prior":        "probability of each combination of states; the values of the last key vary fastest",
	"experiment.current":      "the current value, or a table of current values by key",
	"runs":                    "replications of each value, 100 when left out",
	"precision":               "the sweep goes on until the intervals are this narrow, as in \"2%\"",
	"most_runs":               "maximum number of replications with precision or a decision, ten times runs when left out",
	"confidence":              "the sweep goes on until the recommendation is right with this probability, 95% when left out",
	"loss":                    "a cost difference that does not matter: a cost in the unit of the report, or a share of the median cost; 5% when left out",
	"experiment.metrics":      "further metrics of the whole run for the report",
	"decision":                "the maximum of each measure, as in \"bounced.good\" = \"<= 0.5%\"",
	"decision.weights":        "the cost of one unit of a measure, as in \"bounced.good\" = \"100/%\" or \"waiting\" = \"1/h\"",
	"decision.unit":           "the unit of all weights, as in \"EUR\"",
}

// fact is what a catalogue says of a key.
type fact struct {
	meaning, usual string
	zero           string // the word that stands for it
}

// factOf looks a place up in the catalogue that its table belongs to.
func factOf(place string) (f fact, ok bool) {
	above, key := cutLast(place)
	switch above {
	case "host.*", "host.*.change.*":
		for _, row := range retry.Figures {
			if row.Name == key {
				return fact{row.Meaning, "", row.Zero}, true
			}
		}
	case "host.*.fault.*":
		for _, p := range fault.Parameters {
			if p.Name == key {
				return fact{p.Meaning, p.Default, ""}, true
			}
		}
	case "host.*.guard.*":
		for _, p := range guard.Parameters {
			if p.Name == key {
				return fact{p.Meaning, p.Default, ""}, true
			}
		}
	case "mailbox.*", "mailbox.*.rule.*":
		for _, p := range mailbox.Parameters {
			if p.Name == key {
				return fact{p.Meaning, p.Default, ""}, true
			}
		}
	}
	return fact{}, false
}

func cutLast(place string) (above, key string) {
	dot := strings.LastIndexByte(place, '.')
	return place[:max(dot, 0)], place[dot+1:]
}

// meaningOf finds the entry of meanings for a place: the longest end of it that has one.
func meaningOf(place string) (entry string) {
	for entry = place; entry != ""; {
		if _, ok := meanings[entry]; ok {
			return entry
		}
		_, entry, _ = strings.Cut(entry, ".")
	}
	return ""
}

// Meaning says in one line what the key at a place is for, as in "host.*.fault.*.starts".
func Meaning(place string) string {
	if f, ok := factOf(place); ok {
		return f.meaning
	}
	return meanings[meaningOf(place)]
}

// sentence is a meaning that begins and ends as a sentence does.
func sentence(place string) string {
	s := Meaning(place)
	if s == "" {
		return ""
	}
	s = strings.ToUpper(s[:1]) + s[1:]
	if !strings.HasSuffix(s, ".") {
		s += "."
	}
	if f, ok := factOf(place); ok && f.usual != "" {
		s += " Default: " + f.usual + "."
	}
	return s
}
