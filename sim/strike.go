package sim

import (
	"cmp"
	"slices"
	"time"

	"mailstorm/sim/fault"
	"mailstorm/sim/random"
)

// strike is a fault of a host in this run, its span drawn and its names resolved.
type strike struct {
	*Fault
	key     uint64
	starts  time.Duration
	ends    time.Duration
	tls     fault.TLS
	row     int        // of its kind on the shelf
	step    int        // of Falls
	ranks   [][]uint32 // by sending host: the order in which its servers are befallen; of receivers: row 0
	hosts   []bool     // by host: whether the filter lets it through; nil: all
	servers []uint32   // of the sending pool, from 0; nil: all
	senders []bool     // by address
	rcpts   []bool     // by address
}

// strikesOf draws the faults of a host.
func (w *World) strikesOf(h *host) {
	for i := range h.Faults {
		f := &h.Faults[i]
		origin := random.Name("fault." + h.Name + "." + f.Name)
		s := strike{Fault: f, key: origin, starts: time.Duration(f.Starts.Draw(w.seed.Draw(random.Starts, origin, 0))), ends: never}
		if f.Lasts.Max() > 0 {
			s.ends = s.starts + time.Duration(f.Lasts.Draw(w.seed.Draw(random.Lasts, origin, 0)))
		}
		s.row = slices.IndexFunc(fault.Kinds, func(k fault.Kind) bool { return k.Name == f.Kind })
		if s.row >= 0 {
			s.tls = fault.Kinds[s.row].TLS
		}
		w.filter(&s, h)
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

// filter resolves who a fault may befall at all.
func (w *World) filter(s *strike, h *host) {
	mark := func(list []int, n int) []bool {
		if len(list) == 0 {
			return nil
		}
		marks := make([]bool, n)
		for _, i := range list {
			marks[i] = true
		}
		return marks
	}
	s.hosts = mark(s.Filter.FromHost, len(w.config.Hosts))
	s.senders = mark(s.Filter.MailFrom, len(w.config.Addresses))
	s.rcpts = mark(s.Filter.RcptTo, len(w.config.Addresses))
	for _, n := range s.Filter.Servers {
		s.servers = append(s.servers, n-1)
	}
	switch s.Of {
	case OfSenderServers:
		for i := range w.hosts {
			s.ranks = append(s.ranks, random.Order(w.seed, random.Rank, random.Mix(s.key, w.hosts[i].key), int(w.hosts[i].servers)))
		}
	case OfReceiverServers:
		s.ranks = append(s.ranks, random.Order(w.seed, random.Rank, s.key, int(h.servers)))
	}
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

// befalls reports whether a fault strikes this session at all; for single recipients at RCPT, refuseSome asks again.
func (w *World) befalls(f *strike, c *custody, q *queue, t *talk, turn uint64) bool {
	switch {
	case f.hosts != nil && !f.hosts[q.host],
		f.servers != nil && !slices.Contains(f.servers, uint32(t.server)),
		f.senders != nil && !f.senders[w.config.Mails[c.mail].From],
		f.Filter.LargerThan > 0 && c.size <= f.Filter.LargerThan,
		f.Filter.SmallerThan > 0 && c.size >= f.Filter.SmallerThan:
		return false
	}
	switch f.Of {
	case OfSenderServers:
		if !f.ranked(w.now, f.ranks[q.host], t.server) {
			return false
		}
	case OfReceiverServers:
		if !f.ranked(w.now, f.ranks[0], t.peer) {
			return false
		}
	}
	return w.anyNamed(f, c, turn)
}

// ranked reports whether a server is among the share that is befallen: exactly so many of them, the same ones as it grows.
func (s *strike) ranked(now time.Duration, ranks []uint32, server uint16) bool {
	return int64(ranks[server]) < s.share(now).Of(int64(len(ranks)))
}

// anyNamed reports whether a fault concerns a recipient of the copy.
func (w *World) anyNamed(f *strike, c *custody, turn uint64) bool {
	if f.rcpts == nil && f.Of != OfRecipients {
		return w.named(f, c, w.of(c, 0), turn)
	}
	for i := range c.count {
		if w.named(f, c, w.of(c, i), turn) {
			return true
		}
	}
	return false
}

// named reports whether a fault concerns this recipient of the copy: its filter, and its share where that is drawn.
func (w *World) named(f *strike, c *custody, delivery uint32, turn uint64) bool {
	if f.rcpts != nil && !f.rcpts[w.recipient(c.mail, c.message, delivery)] {
		return false
	}
	share := f.share(w.now)
	switch {
	case f.Of == OfSenderServers || f.Of == OfReceiverServers || share >= random.All:
		return true
	case f.Of == OfAttempts:
		return share.Hits(w.seed.Draw(random.Strike, random.Mix(f.key, c.key), turn))
	case f.Of == OfMessages:
		return share.Hits(w.seed.Draw(random.Strike, random.Mix(f.key, w.messages[c.message].key), 0))
	default:
		return share.Hits(w.seed.Draw(random.Strike, random.Mix(f.key, w.names[w.recipient(c.mail, c.message, delivery)]), 0))
	}
}

// share is the part that is befallen at a time; time runs only forward.
func (s *strike) share(now time.Duration) random.Share {
	if len(s.Falls) == 0 {
		return s.Share
	}
	for s.step+1 < len(s.Falls) && now-s.starts >= s.Falls[s.step+1].At {
		s.step++
	}
	return s.Falls[s.step].Share
}
