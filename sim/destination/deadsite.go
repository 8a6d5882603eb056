package destination

import "time"

var deadSite = Kind{
	Name: "dead-site",
	Meaning: "A next hop to which sessions in a row could not be set up, or broke, is dead for a while: due messages are deferred without a " +
		"session, each for its own time. Each failure counts as one part of the window and makes it smaller; of a window of 5, three are enough. " +
		"A next hop without any mail is forgotten, so messages that come one by one are all tried.",
	Seen: "Postfix logs \"delivery temporarily suspended\" with the reason of the last failure. However many messages are due together, the failing " +
		"host sees no more sessions at a time than the window holds: 5, in waves. A host that answers 4xx is never dead.",
	Takes: []string{"window", "dead_time", "connections"},
	Source: "postfix qmgr_queue.c, default_destination_concurrency_failed_cohort_limit 1 and initial_destination_concurrency 5; qmgr_entry.c, " +
		"qmgr_queue_done (official); " +
		"waves of 4 and 5 sessions on Postfix 3.7 (observed)",
	Make: func(p Params) Memory { return newSite(p) },
}

func newSite(p Params) *site { return &site{params: p, window: p.Window, answered: map[uint64]bool{}} }

// site is what Postfix keeps for a destination while it has mail for it, and while it is dead.
type site struct {
	params    Params
	window    uint32          // sessions at a time
	shrinks   bool            // it took more off the window for a failure than that was worth
	cohorts   uint64          // the failures since the last success, each a part of the window that it met
	deadUntil time.Duration   // 0: it is alive
	ended     time.Duration   // the last session
	atOnce    []bool          // sessions of that moment that took no time: whether they failed. They are under way together.
	answered  map[uint64]bool // copies whose attempt goes on with the next host, though one has answered
}

// cohort is a window full of failures: a number that all windows up to default_destination_concurrency_limit divide.
const cohort = 232_792_560

func (s *site) Ask(m Message) Verdict {
	if s.settle(m.At, m.Sessions); m.Sessions == 0 && m.At > s.ended && s.deadUntil == 0 {
		s.window, s.cohorts, s.shrinks = s.params.Window, 0, false // all its mail was done or deferred, so it was forgotten
	}
	if s.deadUntil > 0 && m.At >= s.deadUntil {
		s.revive(m.Sessions)
	}
	for s.deadUntil == 0 && len(s.atOnce) > 0 && m.Sessions+uint32(len(s.atOnce)) >= s.window {
		s.countFirst(m.Sessions) // one of them must end first
	}
	switch {
	case s.deadUntil > 0:
		return Verdict{Action: Suspend}
	case m.Sessions+uint32(len(s.atOnce)) >= s.window:
		return Verdict{Action: Wait}
	default:
		return Verdict{}
	}
}

func (s *site) Ended(o Session) Verdict {
	s.settle(o.At, o.Sessions-1)
	s.ended = o.At
	if o.More { // only the last session speaks for an attempt
		s.answered[o.Copy] = s.answered[o.Copy] || !o.failed()
		return Verdict{}
	}
	failed := o.failed() && !s.answered[o.Copy]
	delete(s.answered, o.Copy)
	if o.Started == o.At {
		s.atOnce = append(s.atOnce, failed)
	} else {
		s.count(failed, o.Sessions+uint32(len(s.atOnce)))
	}
	return Verdict{}
}

// settle lets the sessions of an earlier moment be over.
func (s *site) settle(now time.Duration, sessions uint32) {
	for now > s.ended && len(s.atOnce) > 0 {
		s.countFirst(sessions)
	}
}

// countFirst counts the session that began first of those that took no time, while so many others are under way.
func (s *site) countFirst(sessions uint32) {
	busy := sessions + uint32(len(s.atOnce))
	failed := s.atOnce[0]
	s.atOnce = append(s.atOnce[:0], s.atOnce[1:]...)
	s.count(failed, busy)
}

// count counts a session that is over; so many were under way, this one included (qmgr_queue_throttle and qmgr_queue_unthrottle).
func (s *site) count(failed bool, busy uint32) {
	switch {
	case failed && s.deadUntil > 0:
	case failed:
		if s.cohorts += cohort / uint64(s.window); s.cohorts >= cohort {
			s.deadUntil = s.ended + s.params.Dead
			return
		}
		less := uint32(1)
		if !s.shrinks {
			less = 2 // default_destination_concurrency_negative_feedback is 1, and the first failure overshoots
		}
		s.window, s.shrinks = max(s.window, less+1)-less, true
	case s.deadUntil > 0:
		s.revive(busy)
	default:
		s.cohorts = 0
		// One more with each success (default_destination_concurrency_positive_feedback), but not far beyond what is in use.
		if s.window < busy+s.params.Window && (s.params.Connections == 0 || s.window < s.params.Connections) {
			s.window, s.shrinks = s.window+1, false
		}
	}
}

// revive lets a dead site live, with as many sessions as are under way.
func (s *site) revive(busy uint32) {
	s.deadUntil, s.cohorts, s.shrinks = 0, 0, false
	if s.window = busy; busy == 0 {
		s.window = s.params.Window
	}
}
