package sim

import (
	"time"

	"mailstorm/sim/metrics"
	"mailstorm/sim/observe"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
)

// host is a mail server at work.
type host struct {
	*Host
	profile          *retry.Profile
	key              uint64
	client           uint64 // its name, as guards know it
	hopLimit         uint8
	servers          uint64
	queueOf          []int32       // by address: a queue, MailboxHere or NoRoute
	ownLifetime      time.Duration // MessageExpiration as it concerns the host's own users
	outsiderLifetime time.Duration // and all others

	speed            int64 // bits per second of its line
	guards           []activeGuard
	tracksQueue      bool // some of them want to know what is queued
	tracksResults    bool // some of them want to know which sessions failed
	checksSubmission bool // some of them watch the host's own users
	faults           []activeFault
	active           []int         // strikes that hold now
	activeUntil      time.Duration // when that list is out of date

	sendBusyUntil    time.Duration // the line is busy until then, outwards
	receiveBusyUntil time.Duration // and inwards

	values         [metrics.Last]int64
	heard          []int64         // by outcome, as a sender
	said           []int64         // by outcome, as a receiver
	wrote          []int64         // NDRs, by outcome
	ndrTimes       []time.Duration // when it wrote the NDRs that its limit counts
	accepted       int64           // sessions that it believes it accepted, as a receiver
	contacted      bool
	hadFullMailbox bool // a mailbox had no room
	fullMailboxAt  time.Duration

	depth           int64 // copies queued
	peak            int64
	peakAt          time.Duration
	emptyAt         time.Duration // when the last copy left
	depths          observe.DepthHistory
	deferredEmptyAt time.Duration // when the last copy left that had been deferred
}

// setProfile lets a host work by a profile, whose queue runs begin when this simulation has drawn.
func (h *host) setProfile(seed random.Seed, p *retry.Profile) {
	p = p.Drawn(seed.Draw(random.Grid, h.key, 0))
	h.profile, h.hopLimit, h.ownLifetime, h.outsiderLifetime = p, uint8(p.HopLimit), p.Lifetime, p.Lifetime
	if p.Applies == retry.OwnUsers && p.Documented.To > 0 {
		h.outsiderLifetime = p.Documented.To
	}
}

// Concerns reports whether the host's expiration holds for mail from an address; else the longest that its maker documents does.
func (h *Host) Concerns(from int) bool {
	return h.Own[from] || h.Profile.Applies != retry.OwnUsers || h.Profile.Documented.To == 0
}

// homeServer is the server of the pool that a copy lies on after so many moves.
func (h *host) homeServer(seed random.Seed, key, moved uint64) uint16 {
	if h.servers == 1 {
		return 0
	}
	return uint16(random.Below(seed.Draw(random.SenderServer, key, moved<<32), h.servers))
}

// senderServer is the server that makes an attempt.
func (h *host) senderServer(seed random.Seed, c *queuedCopy, turn uint64) uint16 {
	if h.servers == 1 || h.profile.Pool.Pick == retry.Sticky {
		return c.server
	}
	return uint16(random.Below(seed.Draw(random.SenderServer, c.key, turn), h.servers))
}

// receiverServer is the server of the pool that takes a call.
func (h *host) receiverServer(seed random.Seed, key, turn uint64) uint16 {
	if h.servers == 1 {
		return 0
	}
	return uint16(random.Below(seed.Draw(random.ReceiverServer, key, turn), h.servers))
}

// countAccepted notes that a host thinks it accepted a message; DSNs are not mail that anybody waits for.
func (h *host) countAccepted(c class) {
	if c != dsns {
		h.accepted++
	}
}

// countFailure notes why sessions did not end with 250, at both ends.
func (h *host) countFailure(peer *host, o uint16, times int64) {
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

// toggle switches a fault or a guard.
func (h *host) toggle(s Switch, now time.Duration) {
	for i := range h.faults {
		if !s.Guard && h.faults[i].Fault == &h.Faults[s.Index] {
			h.faults[i].switchTo(s.On, now)
		}
	}
	for i := range h.guards {
		if s.Guard && h.guards[i].Guard == &h.Guards[s.Index] {
			h.guards[i].switchTo(s.On, now)
		}
	}
	h.activeUntil = 0
}

// keepsOrder reports whether a queue must remember the order of receipt, now or after some change.
func (h *host) keepsOrder() bool {
	orders := func(p *retry.Profile) bool { return p.Memory == retry.QueueTimer || p.Recovery == retry.Flush }
	keeps := orders(h.profile)
	for i := range h.Changes {
		keeps = keeps || h.Changes[i].Profile != nil && orders(h.Changes[i].Profile)
	}
	return keeps
}

// transactionHolds is how many of so many recipients go with one transaction.
func (h *host) transactionHolds(recipients int) int {
	if most := int(h.profile.Recipients); most > 0 {
		return min(most, recipients)
	}
	return recipients
}

// network is the /24 in which a server has its address.
func (h *host) network(server uint16) uint16 {
	return server % uint16(max(h.profile.Pool.Networks, 1))
}

// depthValues says how deep the host's queue was.
func (h *host) depthValues(v *metrics.Values) {
	v[metrics.Queue] = metrics.Int(h.depth)
	v[metrics.QueuePeak] = metrics.Int(h.peak)
	v[metrics.QueuePeakAt] = metrics.Value{Num: int64(h.peakAt), Den: 1, Known: h.peak > 0}
	v[metrics.QueueEmptyAt] = metrics.Value{Num: int64(h.emptyAt), Den: 1, Known: h.peak > 0 && h.depth == 0}
	v[metrics.DeferredEmptyAt] = metrics.Value{Num: int64(h.deferredEmptyAt), Den: 1, Known: h.deferredEmptyAt > 0 && h.depth == 0}
}

// expiresAfter reports whether the attempt that just failed was the last, for profiles that decide it so.
func (h *host) expiresAfter(c *queuedCopy, started, now time.Duration) bool {
	switch p := h.profile; p.Expiry {
	case retry.BeforeAttempt:
		return false
	case retry.AfterAttempt:
		return now >= h.deadline(c) || p.Exhausted(c.attempts)
	case retry.LastAttempt:
		return started > h.deadline(c) || p.Exhausted(c.attempts)
	default:
		return p.Exhausted(c.attempts)
	}
}
