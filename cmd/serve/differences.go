package serve

import (
	"fmt"
	"slices"

	"mailstorm/sim"
	"mailstorm/sim/fault"
	"mailstorm/sim/random"
	"mailstorm/sim/smtp"
)

// Difference is how a kind of fault or guard is met on the wire otherwise than in a simulation. What has no row is met as it is simulated.
type Difference struct {
	Kind  string
	Never bool // it cannot be acted out at all; the client meets what Why says instead
	Why   string
}

// Differences are all that there are, for each kind in the order of the catalogues.
var Differences = []Difference{
	{"dns-failure", true, "the client finds this host without DNS; it meets a closed port instead"},
	{"unreachable", true, "on one machine every address can be reached; the client meets a closed port instead"},
	{"connection-refused", false, "a share of connections is accepted and reset at once; only where all are refused is the port closed, and nothing is seen of them"},
	{"connect-timeout", false, "a share of connections, and all of them except on Linux, is accepted and never answered"},
	{"certificate-mismatch", false, "the client sees another name; whether it goes on is its own decision"},
	{"drop-mid-data", false, "if the client announces no size, all data crosses before the connection drops"},
	{"recipient-limit", false, guardedSender},
	{"external-limit", false, guardedSender},
	{"tenant-limit", false, guardedSender},
	{"loop-check", false, "nothing is relayed, so a message that the host would relay stays in its queue, and is a loop when it comes again"},
}

const guardedSender = "a client whose sender lives on the host hears the refusal at RCPT; in a simulation the host takes the message and writes an NDR"

// Otherwise says of a host of a scenario what is met otherwise.
func Otherwise(c *sim.Config, index int) (sentences []string) {
	h := &c.Hosts[index]
	say := func(name, why string) { sentences = append(sentences, fmt.Sprintf("%s of %s: %s", name, h.Name, why)) }
	for i := range h.Faults {
		f := &h.Faults[i]
		if why := faultOtherwise(f); why != "" {
			say(f.Name, why)
		}
	}
	for i := range h.Guards {
		if why := difference(h.Guards[i].Kind.Name); why != "" {
			say(h.Guards[i].Name, why)
		}
	}
	if h.Bandwidth > 0 {
		sentences = append(sentences, h.Name+": its bandwidth is that of this machine")
	}
	return sentences
}

// faultOtherwise says it of a fault, if it concerns this one.
func faultOtherwise(f *sim.Fault) string {
	var patience smtp.Patience
	e := f.Behaviour.Apply(fault.Session{Size: 1 << 40, Patience: &patience})
	byMessage := len(f.Filter.MailFrom) > 0 || len(f.Filter.RcptTo) > 0 || f.Filter.LargerThan > 0 || f.Filter.SmallerThan > 0
	if byMessage && e.Phase < smtp.Mail {
		return "before MAIL nobody knows whose mail it is, so its filter fits no session"
	}
	if e.Phase == smtp.Connect && e.Cause == smtp.Refused && f.Share == random.All && !f.ShareOf.Drawn() && len(f.Filter.FromHost) == 0 {
		return "" // the port is closed
	}
	return difference(f.Kind)
}

func difference(kind string) string {
	i := slices.IndexFunc(Differences, func(d Difference) bool { return d.Kind == kind })
	if i < 0 {
		return ""
	}
	return Differences[i].Why
}
