package mailbox

// Mailbox is a special mailbox in one run: its rules, in order.
type Mailbox struct {
	rules   []Rule
	filters []filter
}

// filter is a rule that may keep a message out. Asking for the fate changes nothing: a message that another gate keeps out
// must not be remembered as one that lies here.
type filter interface {
	fate(m *Mail) Fate
}

// New makes a mailbox of rules, whose memories then belong to it.
func New(rules []Rule) *Mailbox {
	b := &Mailbox{rules: rules}
	for _, r := range rules {
		if g, ok := r.(filter); ok {
			b.filters = append(b.filters, g)
		}
	}
	return b
}

// Deliver shows a message to all rules, unless one keeps it out: then it causes nothing and no rule remembers it.
func (b *Mailbox) Deliver(m *Mail) Verdict {
	for _, g := range b.filters {
		if fate := g.fate(m); fate != Kept {
			return Verdict{Fate: fate}
		}
	}
	var sum Verdict
	for _, r := range b.rules {
		v := r.Deliver(m)
		if v.Fate != Kept {
			return Verdict{Fate: v.Fate, Evicted: sum.Evicted || v.Evicted}
		}
		sum.add(&v)
	}
	return sum
}

func (v *Verdict) add(w *Verdict) {
	v.Evicted = v.Evicted || w.Evicted
	v.Stopped += w.Stopped
	if v.Generated == nil {
		v.Generated = w.Generated // mostly there are no others: no second slice
	} else {
		v.Generated = append(v.Generated, w.Generated...)
	}
}

// HasRoom reports whether a message of so many bytes still fits, and changes nothing.
func (b *Mailbox) HasRoom(size int64) bool {
	for _, r := range b.rules {
		if q, ok := r.(*quota); ok && !q.hasRoom(size) {
			return false
		}
	}
	return true
}
