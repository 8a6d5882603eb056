package returned

import (
	"strconv"
	"strings"

	"mailstorm/scenarios/records"
	"time"
)

// readNotes reads what the part for people tells beside the part for programs: Exchange Online's attempts, and how many there were.
func (m *message) readNotes() {
	about := ""
	for line := range strings.Lines(m.text) {
		line = strings.TrimSpace(line)
		if strings.Contains(line, "@") && !strings.Contains(line, " ") {
			about = lower(line)
		}
		if count, ok := attemptsIn(line); ok {
			m.each(about, func(r *report) { r.attempts = count })
		}
		if first, last, ok := spanOf(line); ok {
			m.each(about, func(r *report) { r.tries = append(r.tries, try{at: first}, try{at: last, reply: r.diagnostic}) })
		}
		if t, ok := serverReturned(line); ok {
			m.each(about, func(r *report) {
				if !isExpired(t.reply) && len(r.tries) < mostTries {
					r.tries = append([]try{t}, r.tries...) // the newest comes first
				}
			})
		}
	}
}

const mostTries = 100

// each visits the reports that a line is about: those of the address above it, or the only one.
func (m *message) each(about string, visit func(*report)) {
	for i := range m.reports {
		if r := &m.reports[i]; len(m.reports) == 1 || r.to == about {
			visit(r)
		}
	}
}

// attemptsIn reads "Total retry attempts: 14" of Exchange Online, and "Attempts  14, from ... to ..." of the reports that mailstorm writes.
func attemptsIn(line string) (n int, ok bool) {
	name, value, found := strings.Cut(line, ":")
	if !found || !strings.EqualFold(name, "total retry attempts") {
		if value, found = strings.CutPrefix(line, "Attempts "); !found {
			return 0, false
		}
		value, _, _ = strings.Cut(value, ",")
	}
	n, err := strconv.Atoi(strings.TrimSpace(value))
	return n, err == nil && n > 0
}

// spanOf reads the first and the last attempt of such a line of mailstorm's.
func spanOf(line string) (first, last time.Time, ok bool) {
	if !strings.HasPrefix(line, "Attempts ") {
		return first, last, false
	}
	_, span, _ := strings.Cut(line, ", from ")
	begins, ends, _ := strings.Cut(span, " to ")
	first, last = date(begins), date(ends)
	return first, last, !first.IsZero() && !last.IsZero()
}

// serverReturned reads a line of Exchange Online: 5/25/2018 8:11:10 AM - Server at mx.example (192.0.2.1) returned '450 4.4.312 DNS query failed'.
// Its dates are American and in UTC, whatever the language.
func serverReturned(line string) (t try, ok bool) {
	when, rest, found := strings.Cut(line, " - Server at ")
	server, reply, found2 := strings.Cut(rest, " returned '")
	if !found || !found2 {
		return t, false
	}
	m, ok := records.ParseMoment(when, time.UTC)
	t.at = m.In(records.MonthFirst)
	t.host, _, _ = strings.Cut(strings.ToLower(server), " ")
	t.reply = strings.TrimSuffix(strings.TrimSpace(reply), "'")
	return t, ok && !t.at.IsZero()
}
