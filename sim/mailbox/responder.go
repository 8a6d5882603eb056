package mailbox

// responder writes replies: what out-of-office and robot have in common.
type responder struct {
	generator
	manners bool
}

func newResponder(p Params, null, manners, absent bool) (responder, error) {
	blank := Generated{Kind: Reply, ToAuthor: p.Answers == FromLine, Null: p.From.null(null), Auto: p.Marked.or(true), OutOfOffice: absent}
	w, err := newGenerator(p, blank, p.Quotes.or(false))
	return responder{w, p.Manners.or(manners)}, err
}

// correspondent is whom a reply goes to; 0 is nobody.
func (r *responder) correspondent(m *Mail) uint64 {
	if r.template.ToAuthor {
		return m.Author
	}
	return m.Sender
}

// reply writes to the correspondent, unless limit or manners forbid it. Nobody has no address to write to.
func (r *responder) reply(m *Mail) Verdict {
	switch {
	case r.correspondent(m) == 0:
		return Verdict{}
	case r.limitReached(m) || r.manners && (m.Auto || m.Bulk):
		return Verdict{Stopped: 1}
	}
	return Verdict{Generated: []Generated{r.generate(m)}}
}
