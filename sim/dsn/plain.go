package dsn

// tellPlainly is the report of a host of which nobody has said how it words one.
func tellPlainly(r *Report, p *page) {
	m := meaningOf(r.code())
	if r.Action == Delayed {
		p.say("Your message has not been delivered to " + r.Original.To + " yet. You need not do anything: " + r.Host + " goes on trying until " +
			stamp(r.Until) + ".")
	} else {
		p.say("Your message could not be delivered to " + r.Original.To + ". " + r.Host + " has given up.")
	}
	p.say(r.about(m.user))
	p.table(r.letter([]string{"Error", r.answered(ownWords(r))}, []string{"Tried last", r.tried()}, []string{"Attempts", r.attempted()})...)
}
