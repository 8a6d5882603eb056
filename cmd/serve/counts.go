package serve

import (
	"cmp"
	"hash/maphash"
	"maps"
	"slices"
	"strings"
	"time"

	"mailstorm/cmd/serve/record"
	"mailstorm/sim"
	"mailstorm/sim/smtp"
)

// Counts are what was seen so far.
type Counts struct {
	At         time.Duration // scenario time
	Hosts      []HostCounts
	TurnedAway int64 // connections beyond the limit
}

// HostCounts are those of one host.
type HostCounts struct {
	Name, Address string
	Port          PortState
	Active        []string    // faults and guards that hold now
	Next          sim.Turning // with a Name: what changes next
	Sessions      int64       // connections
	Open          int64       // of them
	Transactions  int64       // from MAIL on
	Kept          int64       // messages
	Heard         int64       // messages that the client knows to be handed over
	Duplicates    int64       // deliveries of kept messages that were there already, by Message-ID and recipient
	Bytes         int64       // message data
	DSNs          int64       // kept
	Ends          []End       // how they went, by phase
}

// End is how some transactions and connections ended.
type End struct {
	Phase, Cause, Reply string
	Count               int64
}

// Counts are taken for each host at its own moment.
func (s *Server) Counts() Counts {
	c := Counts{TurnedAway: s.turned.Load()}
	for _, h := range s.hosts {
		c.Hosts = append(c.Hosts, h.count())
	}
	c.At = s.Now()
	return c
}

func (h *host) count() HostCounts {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := h.counts
	c.Name, c.Address, c.Port, c.Ends = h.name, h.address, h.port, slices.Clone(h.counts.Ends)
	if h.receiver != nil {
		h.at = max(h.at, h.server.Now())
		c.Active = h.receiver.Active(h.at)
		c.Next, _ = h.receiver.Next(h.at)
	}
	return c
}

// finished counts a row.
func (h *host) finished(r *record.Session) {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := &h.counts
	if r.Transaction > 0 {
		n.Transactions++
	}
	if r.Heard {
		n.Heard++
	}
	n.end(r.Phase, r.Cause, r.Reply)
}

// end counts an end. There are only as many as a scenario has replies.
func (n *HostCounts) end(phase, cause, reply string) {
	for i := range n.Ends {
		if e := &n.Ends[i]; e.Phase == phase && e.Cause == cause && e.Reply == reply {
			e.Count++
			return
		}
	}
	n.Ends = append(n.Ends, End{phase, cause, reply, 1})
}

// crossed counts message data.
func (h *host) crossed(bytes int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.counts.Bytes += bytes
}

// kept counts a message that the host has.
func (h *host) kept(r *record.Session) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.counts.Kept++
	if r.DSN != nil {
		h.counts.DSNs++
	}
	for i := range r.To {
		if r.MessageID != "" && strings.HasPrefix(r.To[i].Reply, "2") && !h.seen.add(r.MessageID, r.To[i].Address) {
			h.counts.Duplicates++
		}
	}
}

func (h *host) hungUp() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.counts.Open--
}

// messageIDs remember deliveries. Of those that did not come for long, the older half is forgotten.
type messageIDs struct {
	seed       maphash.Seed
	young, old map[uint64]struct{}
}

const mostMessageIDs = 500_000

// add reports whether a delivery is new.
func (m *messageIDs) add(id, to string) bool {
	if m.young == nil {
		m.seed, m.young = maphash.MakeSeed(), map[uint64]struct{}{}
	}
	key := maphash.String(m.seed, id+" "+strings.ToLower(to))
	_, before := m.old[key]
	_, now := m.young[key]
	if len(m.young) >= mostMessageIDs {
		m.old, m.young = m.young, map[uint64]struct{}{}
	}
	m.young[key] = struct{}{}
	return !before && !now
}

// Total adds the hosts up.
func (c *Counts) Total() (sum HostCounts) {
	ends := map[End]int64{}
	for i := range c.Hosts {
		h := &c.Hosts[i]
		sum.Sessions, sum.Open, sum.Transactions = sum.Sessions+h.Sessions, sum.Open+h.Open, sum.Transactions+h.Transactions
		sum.Kept, sum.Heard, sum.Duplicates = sum.Kept+h.Kept, sum.Heard+h.Heard, sum.Duplicates+h.Duplicates
		sum.Bytes, sum.DSNs = sum.Bytes+h.Bytes, sum.DSNs+h.DSNs
		for _, e := range h.Ends {
			ends[End{e.Phase, e.Cause, e.Reply, 0}] += e.Count
		}
	}
	for _, e := range slices.SortedFunc(maps.Keys(ends), End.compare) {
		e.Count = ends[End{e.Phase, e.Cause, e.Reply, 0}]
		sum.Ends = append(sum.Ends, e)
	}
	return sum
}

// compare puts ends in the order of phases.
func (e End) compare(f End) int {
	var p, q smtp.Phase
	p.Choose(e.Phase)
	q.Choose(f.Phase)
	return cmp.Or(cmp.Compare(p, q), strings.Compare(e.Cause, f.Cause), strings.Compare(e.Reply, f.Reply))
}
