package mailbox

// responder writes replies: what out-of-office and robot have in common.
type responder struct {
	pen
	manners bool
}

func newResponder(p Params, null, manners, absent bool) (responder, error) {
	blank := Letter{Kind: Reply, Null: p.From.null(null), Auto: p.Marked.or(true), Absent: absent}
	w, err := newPen(p, blank, p.Quotes.or(false))
	return responder{w, p.Manners.or(manners)}, err
}

// answer writes to the sender, unless limit or manners forbid it. The null sender has no address to write to.
func (r *responder) answer(m *Mail) Verdict {
	switch {
	case m.Sender == 0:
		return Verdict{}
	case r.spent(m) || r.manners && (m.Auto || m.Bulk):
		return Verdict{Stopped: 1}
	}
	return Verdict{Letters: []Letter{r.letter(m)}}
}
