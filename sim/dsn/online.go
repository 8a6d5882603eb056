package dsn

import (
	"strconv"
	"strings"
)

// writeOnline is Exchange Online's report: for the user, for the administrator, hop by hop, and the header lines.
func writeOnline(r *Report, p *page) {
	r.userSection(p)
	r.administratorSection(p)
	r.detailSection(p)
	p.title("4. Header lines of the message")
	for line := range strings.SplitSeq(strings.TrimRight(r.original(), "\r\n"), "\r\n") {
		p.line(line)
	}
}

func (r *Report) userSection(p *page) {
	_, domain := split(r.Original.To)
	m := meaningOf(r.shown())
	p.title("1. For you")
	if r.Action == Delayed {
		p.paragraph("Your message to " + r.Original.To + " has not been delivered yet.")
	} else {
		p.paragraph("Your message to " + r.Original.To + " could not be delivered.")
	}
	p.table([]string{"[ you ]", "->", "[ " + r.Host + " ]", "-X", "[ " + domain + " ]"})
	p.paragraph(r.about(m.user))
	if r.Action == Delayed {
		p.paragraph("You need not do anything: further attempts follow until " + stamp(r.Until) + ". If none succeeds, you will hear of it.")
	} else {
		p.paragraph(r.about(m.advice))
	}
	p.table(r.originalRows([]string{"Code", r.shown().String()})...)
}

// originalRows says which message it is.
func (r *Report) originalRows(more ...[]string) [][]string {
	return append([][]string{{"Subject", r.Original.Subject}, {"Written", stamp(r.Original.Written)}}, more...)
}

func (r *Report) administratorSection(p *page) {
	p.title("2. For your administrator")
	p.table([]string{"Code", r.replyText()}, []string{"Meaning", r.about(meaningOf(r.code()).user)})
	p.paragraph(r.about(meaningOf(r.code()).admin))
	switch {
	case r.Failure.Expired:
		p.paragraph("The message was given up because its time in the queue was over, not because the remote host refused it for good.")
	case r.Action == Delayed:
		p.paragraph("The message is still in the queue.")
	case r.isRemote():
		p.paragraph("The remote host refused it for good, so no further attempt was made.")
	}
}

// detailSection has the hops as a table, and all that is known of the error.
func (r *Report) detailSection(p *page) {
	p.title("3. Hop by hop")
	p.table(r.hopTable()...)
	p.line("Error details")
	p.line("")
	p.table([]string{"Reported by", r.Host}, []string{"Tried last", r.lastServer()}, []string{"Recipient", r.Original.To},
		[]string{"Size", strconv.FormatInt(r.Original.Size, 10) + " bytes"}, []string{"Attempts", r.attempts()},
		[]string{"Error", r.replyWith(r.Failure.said())}, []string{"Before that", r.lastDeferral()})
	if r.Attempts > 0 && !r.isRemote() {
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
		rows = append(rows, []string{"-", r.Failure.Attempted.UTC().Format("2006-01-02 15:04:05"), from, r.lastServer() + ", in vain"})
	}
	return rows
}

// lastServer is who did not take the message, at the last attempt.
func (r *Report) lastServer() string {
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

// attempts says how often and when it was tried.
func (r *Report) attempts() string {
	switch r.Attempts {
	case 0:
		return "none"
	case 1:
		return "1, on " + stamp(r.Failure.Attempted)
	default:
		return strconv.FormatUint(uint64(r.Attempts), 10) + ", from " + stamp(r.First) + " to " + stamp(r.Failure.Attempted)
	}
}

// lastDeferral is the last deferral of a message that was given up for another reason than that: its age.
func (r *Report) lastDeferral() string {
	if r.Heard.Code == 0 || r.Heard == r.Failure.Error {
		return ""
	}
	return r.Heard.String()
}
