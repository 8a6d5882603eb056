package catalogue

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/scenarios/load"
	"mailstorm/scenarios/profile"
	"mailstorm/sim"
	"mailstorm/sim/retry"
)

// Schedule is what a profile does with one message to a host that is always down, found by simulation.
type Schedule struct {
	Attempts    []time.Duration
	Notice, NDR time.Duration // 0: none
}

const scheduleScenario = `
[mail.one]
from = "sender@sender.example"
to   = "partner@partner.example"
size = "1MB"

[host.sender]
profile = %q
domains = ["sender.example"]
routes  = {"*" = "partner"}
%s

[host.partner]
profile = %q
domains = ["partner.example"]

[host.partner.fault.down]
kind = "connection-refused"
`

// ScheduleOf simulates a message to a host that is always down.
func ScheduleOf(e profile.Entry) (*Schedule, error) {
	text := fmt.Sprintf(scheduleScenario, e.Name, withoutJitter(e), e.Name)
	scenario, err := load.Load("-", load.Options{Stdin: strings.NewReader(text)})
	if err != nil {
		return nil, err
	}
	s := &Schedule{}
	w := sim.New(scenario.Config, s.take)
	for !w.Advance(1 << 15) {
	}
	return s, nil
}

// withoutJitter sets the random parts of waits to nothing, where the schedule has any.
func withoutJitter(e profile.Entry) (figures string) {
	for _, nothing := range [][2]string{{"jitter", "0%"}, {"jitter_time", "none"}} {
		uses := func(s retry.Shape) bool { return s.Name == e.Profile.Shape && slices.Contains(s.Uses, nothing[0]) }
		if slices.ContainsFunc(retry.Shapes, uses) && slices.ContainsFunc(e.Figures, func(f profile.Figure) bool { return f.Name == nothing[0] }) {
			figures += fmt.Sprintf("%s = %q\n", nothing[0], nothing[1])
		}
	}
	return figures
}

func (s *Schedule) take(r *sim.Record) {
	switch r.Kind {
	case sim.Talked:
		s.Attempts = append(s.Attempts, r.At)
	case sim.Notified:
		if s.Notice == 0 { // some are repeated
			s.Notice = r.At
		}
	case sim.Bounced:
		s.NDR = r.At
	}
}

const MaxShownAttempts = 12

// describeSchedule says when the attempts are and what ends them.
func (s *Schedule) describeSchedule(to *page, p *retry.Profile) {
	const day = 24 * time.Hour
	within := 0
	var times []string
	for i, at := range s.Attempts {
		if at < day {
			within++
		}
		if i < MaxShownAttempts {
			times = append(times, ageText(at))
		}
	}
	if len(s.Attempts) > MaxShownAttempts {
		times = append(times, "...")
	}
	to.Entry("attempts", "at "+strings.Join(times, ", "))
	to.Entry("total", fmt.Sprintf("%s attempts in the first 24 h, %s until it gives up", english.Number(int64(within)), english.Number(int64(len(s.Attempts)))))
	if s.Notice > 0 {
		again := ""
		if p.Again > 0 {
			again = ", and again every " + english.Span(p.Again)
		}
		to.Entry("delay notice", "after "+english.Span(s.Notice)+again)
	}
	if s.NDR > 0 {
		to.Entry("NDR", "after "+english.Span(s.NDR)+ndrRangeText(p))
	}
}

// ndrRangeText is the range of times for an NDR whose time is random.
func ndrRangeText(p *retry.Profile) string {
	if p.Expiry != retry.ByTimer || p.Check.From == p.Check.To {
		return ""
	}
	return "; random, between " + english.Span(p.Lifetime+p.Check.From) + " and " + english.Span(p.Lifetime+p.Check.To)
}

func ageText(at time.Duration) string {
	if at == 0 {
		return "0"
	}
	return english.Span(at)
}
