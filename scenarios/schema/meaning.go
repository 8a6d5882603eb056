package schema

import (
	"strings"

	"mailstorm/sim/fault"
	"mailstorm/sim/guard"
	"mailstorm/sim/mailbox"
	"mailstorm/sim/retry"
)

// meanings say what the keys are for that stand in no catalogue: each at its place, or at the end of it, where several
// tables have the same. A name that users choose is a star.
var meanings = map[string]string{
	"title":         "one line, above every report",
	"why":           "what the storm is about",
	"source":        "whose story it is",
	"model":         "the version of the figures that the expectations were written for; left out: the newest",
	"seed":          "of all that is drawn, 1 when left out; the same seed gives the same run",
	"clock":         "what simulated time 0 is called, with a zone; 2026-01-05T08:00:00Z, a Monday, when left out",
	"length":        "the run ends here; left out: when nothing is queued and nobody writes",
	"watch":         "the host whose queue the queue.* metrics and alert.at mean; left out: where the first mail enters",
	"copy_limit":    "the run stops when so many copies were made, 10000000 when left out",
	"attempt_limit": "the run stops when so many attempts were made, 1000000000 when left out",

	"alert":       "when alert.at is raised",
	"alert.queue": "how many copies must wait, 2000 when left out",
	"alert.after": "how long each of them must have waited, 1h when left out",

	"mail":               "what is written, in tables [mail.NAME]",
	"mail.*":             "messages of one kind; each goes to all recipients of the table",
	"mail.*.from":        "address of the sender",
	"mail.*.to":          "one address, a list of them, or {recipients = 500, domains = [\"a.example\"]}",
	"to.recipients":      "so many mailboxes, r1, r2, r3, ...",
	"to.domains":         "where they live, in turn",
	"mail.*.size":        "of the message data; may be drawn. This, or attachment",
	"attachment":         "size of a file; base64 makes it 1.37 times as large; may be drawn. This, or size",
	"mail.*.count":       "how many messages, 1 when left out; may be drawn, once a run",
	"mail.*.rate":        "messages in a time, as in \"200/h\": a Poisson process. This, or count",
	"mail.*.at":          "one moment for all, 0s when left out; may be drawn",
	"hours":              "weekly hours in which people write, within the span, as in \"Mon-Fri 08:00-18:00\"",
	"enters":             "the host at which the mail enters; left out: the one that has the sender's domain",
	"priority":           "normal when left out",
	"precedence":         "what well-mannered mailboxes do not answer",
	"resend":             "share of deliveries that are written again after an NDR, or {share = \"50%\", after = \"10m\", times = 1}",
	"resend.share":       "how many of those who got an NDR write again",
	"resend.after":       "so long after the NDR, 10m when left out",
	"times":              "as often at most, 1 when left out",
	"double_of":          "another table by the same sender: each of its messages is written once more, Message-ID, size and all",
	"forged":             "true: who stands in from wrote nothing of it, so its NDRs are backscatter",
	"trace":              "a message-trace CSV beside the scenario, in place of from, to, size and when",
	"host":               "mail servers, in tables [host.NAME]",
	"host.*":             "a mail server, or a pool of them; any figure of its profile may be overridden here",
	"profile":            "how it retries and gives up: a name of the library, or a TOML file beside the scenario; rfc5321 when left out",
	"host.*.domains":     "whose mailboxes live here",
	"routes":             "recipient domain to a host, or to an ordered list of hosts; \"*\" is all others",
	"routes.*":           "a host, or a list of hosts that are tried in order",
	"host.*.bandwidth":   "of its line, in each direction; left out: data takes no time",
	"host.*.fault":       "what bends the answers of this host when it receives, in tables [host.NAME.fault.NAME]",
	"host.*.fault.*":     "something that goes wrong in sessions with this host",
	"host.*.guard":       "what this host does on purpose with what arrives, in tables [host.NAME.guard.NAME]",
	"host.*.guard.*":     "something that this host does on purpose",
	"host.*.change":      "what an administrator does at a moment, in tables [host.NAME.change.NAME]",
	"host.*.change.*":    "an intervention; what it says holds from then on",
	"remote_domain":      "which automatic mail may leave, by recipient domain; \"*\" is all others",
	"remote_domain.*":    "a domain elsewhere",
	"auto_reply":         "whether answers may leave for it; true when left out, with \"*\" what the profile says",
	"auto_forward":       "whether forwards and redirects may leave for it; true when left out, with \"*\" what the profile says",
	"fault.*.kind":       "what happens",
	"guard.*.kind":       "what the host does",
	"rule.*.kind":        "what the mailbox does",
	"starts":             "when it begins, 0s when left out; a duration, or quantiles of one",
	"ends":               "when it is over; left out: never. This, or lasts",
	"lasts":              "how long it holds; left out: for ever. This, or ends",
	"share":              "how much of it is affected, 100% when left out",
	"of":                 "what the share is drawn for: attempts, messages, recipients, sender-servers or receiver-servers",
	"guard.*.of":         "what the share is drawn for: attempts, messages or recipients",
	"guard.*.share":      "how much of it the guard concerns, 100% when left out",
	"from_host":          "only sessions of this host, or of one of these hosts",
	"servers":            "only sessions of these servers of the sending pool, numbered from 1",
	"mail_from":          "only mail from this address, from \"@domain\", or from one of these",
	"rcpt_to":            "only mail to this address, to \"@domain\", or to one of these",
	"larger_than":        "only larger messages; a size, as in 10MB",
	"smaller_than":       "only smaller messages; a size",
	"on":                 "false: off until an intervention switches it on",
	"change.*.at":        "when it is made; may be drawn",
	"change.*.bandwidth": "of the line from then on, or \"unlimited\"",
	"change.*.fault":     "faults of this host by name, \"on\" or \"off\", whatever their spans say",
	"change.*.guard":     "guards of this host by name, \"on\" or \"off\", whatever their spans say",
	"purge":              "what waits in the host's queues is removed",
	"retry":              "true: all that waits is tried at once",
	"mailbox":            "mailboxes that do more than lie there, in tables [mailbox.\"NAME@DOMAIN\"]",
	"mailbox.*":          "a special mailbox",
	"mailbox.*.rule":     "what it does with what arrives, in tables [mailbox.\"NAME@DOMAIN\".rule.NAME]",
	"mailbox.*.rule.*":   "a rule",
	"mailbox.*.dedup":    "how long a duplicate is recognised, by Message-ID and submit time",
	"quota_answer":       "what a full mailbox answers: bounce writes an NDR, defer says 452; bounce when left out",
	"expect":             "what must come out, by metric",
	"expect.runs":        "how many runs are meant where many are spoken of, 100 when left out",
	"experiment":         "what a sweep runs, unless its flags say otherwise",
	"experiment.vary":    "keys of this scenario, each with \"12h..24h/1h\" or a list of values",
	"experiment.states":  "further keys that nobody chooses: their values are shown side by side, and none is advised",
	"experiment.prior":   "how likely each combination of states is, those of the last key one after the other",
	"experiment.current": "the value that is in force now, or a table of them by key",
	"runs":               "replications of each value, 100 when left out",
	"precision":          "run on until the intervals are so narrow, as in \"2%\"",
	"most_runs":          "with precision or a decision: at most so many replications, ten times runs when left out",
	"confidence":         "run on until what is advised is right with this chance, 95% when left out",
	"loss":               "a cost that makes no difference, as the report writes costs, or a part of their median cost, 5% when left out",
	"experiment.metrics": "further metrics of the whole run",
	"decision":           "the most that is allowed, by measure, as in \"bounced.good\" = \"<= 0.5%\"",
	"decision.weights":   "what one unit of a measure costs, as in \"bounced.good\" = \"100/%\" or \"waiting\" = \"1/h\"",
	"decision.unit":      "the unit in which all weights are, as in \"EUR\"",
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
