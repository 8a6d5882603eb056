package dsn

// writeServer is the report of Exchange Server: a few lines for the user, and one block for the administrator.
func writeServer(r *Report, p *page) {
	m := meaningOf(r.code())
	if r.Action == Delayed {
		m = meaningOf(r.Heard.Enhanced)
		p.paragraph("This message has not reached these recipients yet. It is still being tried:")
	} else {
		p.paragraph("This message did not reach these recipients:")
	}
	p.line("  " + r.Original.To)
	for i := range r.Others {
		p.line("  " + r.Others[i].Original.To)
	}
	p.line("")
	p.paragraph(r.about(m.user))
	if r.Action == Delayed {
		p.paragraph("You need not send it again. The server goes on trying until " + stamp(r.Until) + ".")
	} else {
		p.paragraph(r.about(m.advice))
	}
	p.title("For administrators")
	p.table(append(r.originalRows(), []string{"Server", r.Host}, []string{"Recipient", r.Original.To}, []string{"Error", r.replyWith(serverWords(r))},
		[]string{"Last error", r.lastError()}, []string{"Next hop", r.lastServer()}, []string{"Attempts", r.attempts()})...)
}

// serverWords are what Exchange Server writes beside a code. That a message expired, it says in words of its own.
func serverWords(r *Report) string {
	switch {
	case r.Failure.Expired:
		return "QUEUE.Expired; message expired"
	case r.Action == Delayed:
		return "message delayed"
	default:
		return r.Failure.Text
	}
}

// lastError is the deferral that stands in the queue.
func (r *Report) lastError() string {
	if r.lastDeferral() == "" || r.Failure.Text == serverWords(r) {
		return r.lastDeferral()
	}
	s := r.lastDeferral() + " " + r.Failure.Text
	if r.Failure.Short != "" {
		s += " (" + r.Failure.Short + ")"
	}
	return s
}
