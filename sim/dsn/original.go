package dsn

import "strconv"

// original is the header of the message that failed, as the reporting host has it: the youngest Received line on top.
func (r *Report) original() string {
	s := ""
	for i := len(r.Hops) - 1; i >= 0; i-- {
		s += field{"Received", r.received(i)}.folded()
	}
	o, to := &r.Original, mailbox(r.Original.To)
	for i := range r.Others {
		to += ", " + mailbox(r.Others[i].Original.To)
	}
	return s + head(
		field{"Date", stamp(o.Written)},
		field{"From", mailbox(o.From)},
		field{"To", to},
		field{"Subject", encoded(o.Subject)},
		field{"Message-ID", "<" + o.ID + ">"},
		field{"X-Mailstorm-Size", strconv.FormatInt(o.Size, 10)})
}

// received is the line that a hop adds (RFC 5321 section 4.4); the first one took the message from who wrote it.
func (r *Report) received(i int) string {
	h := r.Hops[i]
	line := "by " + plainDomain(h.Host) + " with ESMTP; " + stamp(h.At)
	if i == 0 {
		return line
	}
	from := "from " + plainDomain(r.Hops[i-1].Host) + " "
	if a := r.Hops[i-1].Address; a != "" {
		from += "([" + plainDomain(a) + "]) "
	}
	return from + line
}
