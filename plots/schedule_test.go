package plots_test

import (
	"testing"
	"time"

	"mailstorm/plots"
)

// every is a siege with an attempt each so often.
func every(profile string, wait, notice, end time.Duration) plots.Schedule {
	s := plots.Schedule{Profile: profile, Notice: notice, NDR: end}
	for at := time.Duration(0); at < end; at += wait {
		s.Attempts = append(s.Attempts, at)
	}
	return s
}

// servers are schedules of which one is known from a log only, and one gives up at once.
func servers() plots.Schedules {
	log := every("exchange-online-observed", 2*time.Hour, 0, day+3*time.Minute)
	log.AtLeast = true
	return plots.Schedules{every("exchange-online-fixed15", 15*time.Minute, 0, day), log, every("rfc5321", 2*time.Hour, 4*time.Hour, 5*day),
		{Profile: "application", Attempts: []time.Duration{0}, NDR: time.Millisecond}, every("exchange-server-mailbox", time.Minute, 4*time.Hour, 2*day)}
}

// The golden picture of schedules holds on every architecture: look at what changed before you write it anew.
func TestGoldenSchedules(t *testing.T) {
	golden(t, "servers-schedules.svg", drawn(t, plots.Profiles[0].SVG, servers()))
}

func TestSchedulesSayHowFarTheyDiffer(t *testing.T) {
	log := servers()[1:2]
	hasTitles(t, plots.Profiles[0].SVG, map[string]plots.Schedules{
		"An undeliverable message: between 1 and 1,440 attempts in 24 h, depending on the server": servers(),
		"An undeliverable message: 96 attempts in 24 h":                                           servers()[:2],
		"An undeliverable message: at least 12 attempts in 24 h":                                  log,
	})
}

func TestSchedulesOfExtremes(t *testing.T) {
	var many plots.Schedules
	for range 40 {
		many = append(many, every("one of very many profiles with very long names", time.Second, time.Minute, day), plots.Schedule{Profile: "silent"})
	}
	incomplete(t, drawn(t, plots.Profiles[0].SVG, many), 1_000_000, "Not drawn: 64 more profiles.")
	if _, err := plots.Profiles[0].SVG(nil); err == nil {
		t.Error("no schedule is drawn without an error")
	}
}
