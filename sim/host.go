package sim

import (
	"strings"
	"time"

	"mailstorm/sim/metrics"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
)

// host is a mail server at work.
type host struct {
	*Host
	profile   *retry.Profile
	key       uint64
	client    uint64 // its name, as guards know it
	hopLimit  uint8
	servers   uint64
	queueOf   []int32       // by address: a queue, MailboxHere or NoRoute
	own       time.Duration // MessageExpiration as it concerns the host's own users
	strangers time.Duration // and all others

	speed   int64 // bits per second of its line
	wards   []ward
	keeper  bool // some of them want to know what is in custody
	checks  bool // some of them watch the host's own users
	strikes []strike
	holding []int         // strikes that hold now
	changes time.Duration // when that list is out of date

	sends time.Duration // the line is busy until then, outwards
	takes time.Duration // and inwards

	values   [metrics.Last]int64
	heard    []int64 // by outcome, as a sender
	said     []int64 // by outcome, as a receiver
	wrote    []int64 // NDRs, by outcome
	accepted int64   // sessions that it believes it accepted, as a receiver
	met      bool
	filled   bool // a mailbox had no room
	filledAt time.Duration

	level   int64 // copies in custody
	peak    int64
	peakAt  time.Duration
	empty   time.Duration // when the last copy left
	tide    tide
	settled time.Duration // when custody of the last copy ended that had been deferred
}

// populate makes the hosts and their queues.
func (w *World) populate() {
	for i := range w.config.Addresses {
		w.names = append(w.names, random.Name(w.config.Addresses[i].Name))
		w.domains = append(w.domains, random.Name(w.config.Addresses[i].Domain))
	}
	w.hosts = make([]host, len(w.config.Hosts))
	for i := range w.config.Hosts {
		c := &w.config.Hosts[i]
		h := &w.hosts[i]
		*h = host{Host: c, profile: c.Profile, key: random.Name("host." + c.Name), client: random.Name(c.Name), servers: max(uint64(c.Profile.Pool.Servers), 1)}
		h.speed = c.Bandwidth
		h.adopt(c.Profile)
		w.line(i, h)
	}
	for i := range w.hosts {
		w.strikesOf(&w.hosts[i])
		w.wardsOf(&w.hosts[i])
	}
	w.connects()
}

// adopt lets a host work by a profile.
func (h *host) adopt(p *retry.Profile) {
	h.profile, h.hopLimit, h.own, h.strangers = p, uint8(p.HopLimit), p.Lifetime, p.Lifetime
	if p.Applies == retry.OwnUsers && p.Documented.To > 0 {
		h.strangers = p.Documented.To
	}
}

// Concerns reports whether the host's expiration holds for mail from an address; else the longest that its maker documents does.
func (h *Host) Concerns(from int) bool {
	return h.Own[from] || h.Profile.Applies != retry.OwnUsers || h.Profile.Documented.To == 0
}

// line makes a host's queues, one for each of its lists of next hops.
func (w *World) line(i int, h *host) {
	first := len(w.queues)
	for _, route := range h.Routes {
		q := queue{host: uint16(i), keeps: h.keepsOrder()}
		var names []string
		for _, n := range route {
			q.next = append(q.next, uint16(n))
			names = append(names, w.config.Hosts[n].Name)
		}
		q.name = random.Mix(h.key, random.Name(strings.Join(names, " ")))
		w.queues = append(w.queues, q)
	}
	for _, path := range h.Paths {
		if path >= 0 {
			path += first
		}
		h.queueOf = append(h.queueOf, int32(path))
	}
}

// strange reports whether somebody who does not live on a host wrote the messages of a table.
func (w *World) strange(host, mail uint16) bool {
	if w.ours(mail) {
		return !w.hosts[host].Own[w.config.Mails[mail].From]
	}
	home := int(mail) - int(w.scripted) - 1 // DSNs come before the homes, and are the host's own
	return home >= 0 && home != int(host) && home <= len(w.hosts)
}

// take is the server of the pool that a copy lies on after so many moves.
func (h *host) take(seed random.Seed, key, moved uint64) uint16 {
	if h.servers == 1 {
		return 0
	}
	return uint16(random.Below(seed.Draw(random.SenderServer, key, moved<<32), h.servers))
}

// pick is the server that makes an attempt.
func (h *host) pick(seed random.Seed, c *custody, turn uint64) uint16 {
	if h.servers == 1 || h.profile.Pool.Pick == retry.Sticky {
		return c.server
	}
	return uint16(random.Below(seed.Draw(random.SenderServer, c.key, turn), h.servers))
}

// answer is the server of the pool that takes a call.
func (h *host) answer(seed random.Seed, key, turn uint64) uint16 {
	if h.servers == 1 {
		return 0
	}
	return uint16(random.Below(seed.Draw(random.ReceiverServer, key, turn), h.servers))
}

// believe notes that a host thinks it accepted a message; DSNs are not mail that anybody waits for.
func (h *host) believe(c class) {
	if c != reports {
		h.accepted++
	}
}

// count notes why sessions did not end with 250, at both ends.
func (h *host) count(peer *host, o uint16, times int64) {
	h.heard = grow(h.heard, o)
	h.heard[o] += times
	peer.said = grow(peer.said, o)
	peer.said[o] += times
}

func grow(tallies []int64, o uint16) []int64 {
	for len(tallies) <= int(o) {
		tallies = append(tallies, 0)
	}
	return tallies
}

// enter and leave keep the depth of a host's queue.
func (w *World) enter(host uint16, slot uint32) {
	h := &w.hosts[host]
	w.lasts(h)
	h.level++
	if h.level > h.peak {
		h.peak, h.peakAt = h.level, w.now
	}
	if int(host) == w.config.Watch {
		w.series.depth(w.now, h.level)
		w.alert.enter(w, slot)
	}
}

func (w *World) leave(host uint16, slot uint32) {
	h := &w.hosts[host]
	w.lasts(h)
	h.level--
	h.empty = w.now
	if int(host) == w.config.Watch {
		w.series.depth(w.now, h.level)
		w.alert.leave(w, slot)
	}
}
