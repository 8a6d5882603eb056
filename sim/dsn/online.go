package dsn

import (
	"strconv"
	"strings"
)

// tellOnline is Exchange Online's report: for the user, for the administrator, hop by hop, and the header lines.
func tellOnline(r *Report, p *page) {
	r.forUser(p)
	r.forAdministrator(p)
	r.inDetail(p)
	p.title("4. Header lines of the message")
	for line := range strings.SplitSeq(strings.TrimRight(r.original(), "\r\n"), "\r\n") {
		p.line(line)
	}
}

func (r *Report) forUser(p *page) {
	_, domain := split(r.Original.To)
	m := meaningOf(r.shown())
	p.title("1. For you")
	if r.Action == Delayed {
		p.say("Your message to " + r.Original.To + " has not been delivered yet.")
	} else {
		p.say("Your message to " + r.Original.To + " could not be delivered.")
	}
	p.table([]string{"[ you ]", "->", "[ " + r.Host + " ]", "-X", "[ " + domain + " ]"})
	p.say(r.about(m.user))
	if r.Action == Delayed {
		p.say("You need not do anything: further attempts follow until " + stamp(r.Until) + ". If none succeeds, you will hear of it.")
	} else {
		p.say(r.about(m.advice))
	}
	p.table(r.letter([]string{"Code", r.shown().String()})...)
}

// letter says which message it is.
func (r *Report) letter(more ...[]string) [][]string {
	return append([][]string{{"Subject", r.Original.Subject}, {"Written", stamp(r.Original.Written)}}, more...)
}

func (r *Report) forAdministrator(p *page) {
	p.title("2. For your administrator")
	p.table([]string{"Code", r.replied()}, []string{"Meaning", r.about(meaningOf(r.code()).user)})
	p.say(r.about(meaningOf(r.code()).admin))
	switch {
	case r.Failure.Expired:
		p.say("The message was given up because its time in the queue was over, not because the remote host refused it for good.")
	case r.Action == Delayed:
		p.say("The message is still in the queue.")
	case r.remote():
		p.say("The remote host refused it for good, so no further attempt was made.")
	}
}

// inDetail has the hops as a table, and all that is known of the error.
func (r *Report) inDetail(p *page) {
	p.title("3. Hop by hop")
	p.table(r.hopTable()...)
	p.line("Error details")
	p.line("")
	p.table([]string{"Reported by", r.Host}, []string{"Tried last", r.tried()}, []string{"Recipient", r.Original.To},
		[]string{"Size", strconv.FormatInt(r.Original.Size, 10) + " bytes"}, []string{"Attempts", r.attempted()},
		[]string{"Error", r.answered(r.Failure.said())}, []string{"Before that", r.before()})
	if r.Attempts > 0 && !r.remote() {
		p.line("  " + r.Failure.String())
		p.line("")
	}
}

func (r *Report) hopTable() [][]string {
	rows := [][]string{{"Hop", "Time (UTC)", "From", "To"}}
	from := r.Original.From
	for i, h := range r.Hops {
		rows = append(rows, []string{strconv.Itoa(i + 1), h.At.UTC().Format("2006-01-02 15:04:05"), from, h.Host})
		from = h.Host
	}
	if r.Attempts > 0 {
		rows = append(rows, []string{"-", r.Failure.Attempted.UTC().Format("2006-01-02 15:04:05"), from, r.tried() + ", in vain"})
	}
	return rows
}

// tried is who did not take the message, at the last attempt.
func (r *Report) tried() string {
	switch {
	case r.Attempts == 0:
		return ""
	case r.Failure.Server == "":
		return r.Failure.Address
	case r.Failure.Address == "":
		return r.Failure.Server
	default:
		return r.Failure.Server + " [" + r.Failure.Address + "]"
	}
}

// attempted says how often and when it was tried.
func (r *Report) attempted() string {
	switch r.Attempts {
	case 0:
		return "none"
	case 1:
		return "1, on " + stamp(r.Failure.Attempted)
	default:
		return strconv.FormatUint(uint64(r.Attempts), 10) + ", from " + stamp(r.First) + " to " + stamp(r.Failure.Attempted)
	}
}

// before is the last deferral of a message that was given up for another reason than that: its age.
func (r *Report) before() string {
	if r.Heard.Code == 0 || r.Heard == r.Failure.Error {
		return ""
	}
	return r.Heard.String()
}
