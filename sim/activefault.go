package sim

import (
	"cmp"
	"time"

	"mailstorm/sim/fault"
)

// activeFault is a fault of a host in this run.
type activeFault struct {
	*Fault
	selector
	tls     fault.TLS
	kindRow int // of its kind in the catalogue
}

// faultOrder puts faults that depend on another one's doing behind it: first who takes TLS away, then who breaks the handshake.
// Among equals the order of the catalogue decides, then the name: the order of tables in a file means nothing.
func faultOrder(a, b activeFault) int {
	return cmp.Or(cmp.Compare(a.tlsOrder(), b.tlsOrder()), cmp.Compare(a.kindRow, b.kindRow), cmp.Compare(a.Name, b.Name))
}

func (s *activeFault) tlsOrder() int {
	if s.tls == fault.AnyTLS {
		return 1 << 8
	}
	return int(s.tls)
}

// faultsNow lists the faults of a host that hold now; it is asked again only when one begins or ends.
func (h *host) faultsNow(now time.Duration) []int {
	if now < h.activeUntil {
		return h.active
	}
	h.active, h.activeUntil = h.active[:0], never
	for i := range h.faults {
		s := &h.faults[i]
		switch {
		case now < s.starts:
			h.activeUntil = min(h.activeUntil, s.starts)
		case now < s.ends:
			h.active = append(h.active, i)
			h.activeUntil = min(h.activeUntil, s.ends)
		}
	}
	return h.active
}

func (s *activeFault) shownEnd() time.Duration {
	if s.ends == never {
		return 0
	}
	return s.ends
}
