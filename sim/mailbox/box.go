package mailbox

// Box is a special mailbox in one run: its rules, in order.
type Box struct {
	rules []Rule
	gates []gate
}

// gate is a rule that may keep a message out. Asking for the fate changes nothing: a message that another gate keeps out
// must not be remembered as one that lies here.
type gate interface {
	fate(m *Mail) Fate
}

// NewBox makes a mailbox of rules, whose memories then belong to it.
func NewBox(rules []Rule) *Box {
	b := &Box{rules: rules}
	for _, r := range rules {
		if g, ok := r.(gate); ok {
			b.gates = append(b.gates, g)
		}
	}
	return b
}

// Take shows a message to all rules, unless one keeps it out: then it causes nothing and no rule remembers it.
func (b *Box) Take(m *Mail) Verdict {
	for _, g := range b.gates {
		if fate := g.fate(m); fate != Kept {
			return Verdict{Fate: fate}
		}
	}
	var sum Verdict
	for _, r := range b.rules {
		v := r.Take(m)
		if v.Fate != Kept {
			return Verdict{Fate: v.Fate, Forgot: sum.Forgot || v.Forgot}
		}
		sum.add(&v)
	}
	return sum
}

func (v *Verdict) add(w *Verdict) {
	v.Forgot = v.Forgot || w.Forgot
	v.Stopped += w.Stopped
	if v.Letters == nil {
		v.Letters = w.Letters // mostly there are no others: no second slice
	} else {
		v.Letters = append(v.Letters, w.Letters...)
	}
}

// Room reports whether a message of so many bytes still fits, and changes nothing.
func (b *Box) Room(size int64) bool {
	for _, r := range b.rules {
		if q, ok := r.(*quota); ok && !q.room(size) {
			return false
		}
	}
	return true
}
