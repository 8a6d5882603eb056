package destination

import "time"

var queueTimer = Kind{
	Name: "queue-timer",
	Meaning: "A session that ends before MAIL puts the queue of its next hop into retry: what is in it and what comes follows one timer. When it rings, " +
		"the oldest message is tried for all, and the first session that gets as far as MAIL lets all of them go on.",
	Seen: "The failing host sees one session each time the timer rings, however many messages wait. Exchange Server shows the queue with the status " +
		"Retry, and its last error for each message in it.",
	Takes: []string{"schedule", "message_retry", "dropped_session"},
	Source: "Exchange Server, message retry, resubmit, and expiration intervals: connection failures put the queue of a next hop into retry (official); who " +
		"is tried when the timer rings (inferred)",
	Make: func(p Params) Memory { return &timer{params: p} },
}

// timer is what Exchange Server keeps of a queue in retry.
type timer struct {
	params   Params
	failures uint32 // in a row
	since    time.Duration
	set      uint32 // so often; what is drawn for it never comes twice
}

func (t *timer) Ask(m Message) Verdict {
	switch {
	case m.Moved:
		t.failures = 0 // the queue there has a timer of its own, which begins now
		return Verdict{}
	case m.Held && !m.Last:
		return Verdict{Action: Follow}
	default:
		return Verdict{}
	}
}

func (t *timer) Ended(s Session) Verdict {
	switch {
	case s.Talked:
		return Verdict{}
	case s.Held && (s.More || !s.Leads): // or it was under way when the queue began to wait
		return Verdict{Action: Follow}
	case s.More || s.Gone && !s.Leads:
		return Verdict{}
	case !s.Held || t.failures == 0:
		t.failures, t.since = 0, s.Started
	}
	t.failures++
	t.set++
	return Verdict{Action: Follow, Until: t.params.Next(t.failures, t.since, t.set, s)}
}
