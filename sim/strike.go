package sim

import (
	"cmp"
	"slices"
	"time"

	"mailstorm/sim/fault"
)

// strike is a fault of a host in this run.
type strike struct {
	*Fault
	scope
	tls fault.TLS
	row int // of its kind on the shelf
}

// strikesOf draws the faults of a host.
func (w *World) strikesOf(h *host) {
	for i := range h.Faults {
		f := &h.Faults[i]
		origin := f.origin(h.Name)
		s := strike{Fault: f, scope: w.scope(origin, f.span(h.Name), f.Starts, f.Lasts, &f.Filter)}
		s.of, s.part, s.falls = f.Of, w.part(f, origin), f.Falls
		s.row = slices.IndexFunc(fault.Kinds, func(k fault.Kind) bool { return k.Name == f.Kind })
		if s.row >= 0 {
			s.tls = fault.Kinds[s.row].TLS
		}
		w.rank(&s.scope, h)
		h.strikes = append(h.strikes, s)
	}
	slices.SortFunc(h.strikes, before)
}

// before puts faults that depend on another one's doing behind it: first who takes TLS away, then who breaks the handshake.
// Among equals the shelf decides, then the name: the order of tables in a file means nothing.
func before(a, b strike) int {
	return cmp.Or(cmp.Compare(a.place(), b.place()), cmp.Compare(a.row, b.row), cmp.Compare(a.Name, b.Name))
}

func (s *strike) place() int {
	if s.tls == fault.AnyTLS {
		return 1 << 8
	}
	return int(s.tls)
}

// active lists the faults of a host that hold now; it is asked again only when one begins or ends.
func (h *host) active(now time.Duration) []int {
	if now < h.changes {
		return h.holding
	}
	h.holding, h.changes = h.holding[:0], never
	for i := range h.strikes {
		s := &h.strikes[i]
		switch {
		case now < s.starts:
			h.changes = min(h.changes, s.starts)
		case now < s.ends:
			h.holding = append(h.holding, i)
			h.changes = min(h.changes, s.ends)
		}
	}
	return h.holding
}
