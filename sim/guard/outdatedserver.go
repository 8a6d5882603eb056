package guard

import (
	"errors"
	"time"

	"mailstorm/sim/smtp"
)

var (
	outdatedSlowed  = reply(450, 4, 7, 230)
	outdatedBlocked = reply(550, 5, 7, 230)
)

var outdatedServerKind = Kind{
	Name: "outdated-server",
	Meaning: "Exchange Online throttles mail that an outdated Exchange Server sends over a connector, for minutes of each hour that " +
		"grow by stages of ten days, then blocks it for some minutes, and after 90 days altogether. Name that server in from_host.",
	Seen: "In a throttled minute Exchange Online replies 450 4.7.230, and the server retries. In a blocked minute it replies 550 " +
		"5.7.230, and the sender gets an NDR at once, though the next minute would do. The mail flow report on out-of-date servers " +
		"shows the stage.",
	Remembers: "It remembers nothing: the stage follows from the time.",
	Takes:     []string{"outdated_for", "pause_at", "pause_for"},
	Source: "Exchange team, Throttling and blocking email from persistently vulnerable Exchange servers (8 May 2023), for the replies " +
		"and eight stages, and How to pause throttling and blocking (12 Dec 2023), for pauses of up to 90 days in a year (official); the " +
		"minutes of each stage read in secondary reports (official); which minutes of an hour these are, the reply at MAIL, and " +
		"that a stage stands still in a pause (inferred)",
	Example: "kind         = \"outdated-server\"\nfrom_host    = \"relay\"\noutdated_for = \"50d\"",
	Phase:   smtp.Mail,
	Make:    makeOutdatedServer,
}

// stage is how many minutes of an hour a server is blocked, and then throttled, from a day on after it was found outdated.
type stage struct{ from, blocked, slowed time.Duration }

var stages = []stage{
	{0, 0, 0},
	{30 * day, 0, 5 * time.Minute},
	{40 * day, 0, 10 * time.Minute},
	{50 * day, 0, 20 * time.Minute},
	{60 * day, 5 * time.Minute, 30 * time.Minute},
	{70 * day, 10 * time.Minute, 0},
	{80 * day, 20 * time.Minute, 0},
	{90 * day, time.Hour, 0},
}

type outdatedServer struct{ since, pauseAt, pauseFor time.Duration }

func makeOutdatedServer(p Params) (Guard, error) {
	g := outdatedServer{durationOr(p.Outdated, 30*day), durationOr(p.PauseAt, 0), durationOr(p.PauseFor, 0)}
	switch {
	case g.pauseFor > 90*day:
		return nil, errors.New("pause_for is at most 90d, which a tenant has in a calendar year")
	case p.PauseAt > 0 && g.pauseFor == 0:
		return nil, errors.New("pause_at needs pause_for, how long the pause lasts, as in pause_for = \"30d\"")
	}
	return g, nil
}

func (g outdatedServer) Check(e *Request) Verdict {
	paused := min(max(e.At-g.pauseAt, 0), g.pauseFor)
	if paused > 0 && paused < g.pauseFor || g.pauseFor > 0 && e.At == g.pauseAt {
		return Verdict{}
	}
	age, now := g.since+e.At-paused, stages[0]
	for _, s := range stages {
		if age >= s.from {
			now = s
		}
	}
	switch minute := e.At % time.Hour; {
	case minute < now.blocked:
		return Verdict{Action: Refuse, Reply: outdatedBlocked}
	case minute < now.blocked+now.slowed:
		return Verdict{Action: Refuse, Reply: outdatedSlowed}
	}
	return Verdict{}
}
