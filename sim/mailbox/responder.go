package mailbox

// responder writes replies: what out-of-office and robot have in common.
type responder struct {
	generator
	manners bool
}

func newResponder(p Params, null, manners, absent bool) (responder, error) {
	blank := Generated{Kind: Reply, Null: p.From.null(null), Auto: p.Marked.or(true), OutOfOffice: absent}
	w, err := newGenerator(p, blank, p.Quotes.or(false))
	return responder{w, p.Manners.or(manners)}, err
}

// reply writes to the sender, unless limit or manners forbid it. The null sender has no address to write to.
func (r *responder) reply(m *Mail) Verdict {
	switch {
	case m.Sender == 0:
		return Verdict{}
	case r.limitReached(m) || r.manners && (m.Auto || m.Bulk):
		return Verdict{Stopped: 1}
	}
	return Verdict{Generated: []Generated{r.generate(m)}}
}
