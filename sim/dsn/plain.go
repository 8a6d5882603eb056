package dsn

// writePlain is the report of a host of which nobody has said how it words one.
func writePlain(r *Report, p *page) {
	m := meaningOf(r.code())
	if r.Action == Delayed {
		p.paragraph("Your message has not been delivered to " + r.Original.To + " yet. You need not do anything: " + r.Host + " goes on trying until " +
			stamp(r.Until) + ".")
	} else {
		p.paragraph("Your message could not be delivered to " + r.Original.To + ". " + r.Host + " has given up.")
	}
	p.paragraph(r.about(m.user))
	p.table(r.originalRows([]string{"Error", r.replyWith(ownWords(r))}, []string{"Tried last", r.lastServer()}, []string{"Attempts", r.attempts()})...)
}
