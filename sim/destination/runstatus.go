package destination

var runStatus = Kind{
	Name: "run-status",
	Meaning: "A queue run tries its messages one after another, and leaves a next hop alone for the rest of the run once a session with it failed " +
		"as a whole or was closed with 421.",
	Seen: "sendmail logs \"Deferred\" with the cached text for all messages of the run, and the failing host sees one session in each run. The " +
		"first attempt of each message is not part of a run.",
	Takes:  []string{"every", "phase"},
	Source: "sendmail conf.c and mci.c, Timeout.hoststatus (official); 20 transfers in 104 attempts of 8 messages on sendmail 8.17 (observed)",
	Make:   func(p Params) Memory { return &status{params: p, failed: -1} },
}

// status is what sendmail keeps of a host while a queue run lasts.
type status struct {
	params Params
	failed int64 // the run in which a session failed
}

func (r *status) Ask(m Message) Verdict {
	switch {
	case m.First:
		return Verdict{}
	case r.params.run(m.At) == r.failed:
		return Verdict{Action: Suspend}
	case m.Sessions > 0:
		return Verdict{Action: Wait}
	default:
		return Verdict{}
	}
}

func (r *status) Ended(s Session) Verdict {
	if !s.First && !s.More && (s.failed() || s.Reply.Code == 421) {
		r.failed = r.params.run(s.At)
	}
	return Verdict{}
}
