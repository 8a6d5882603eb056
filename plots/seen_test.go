package plots_test

import (
	"testing"
	"time"

	"mailstorm/plots/runs"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

const soon = 10 * time.Minute

// silent is a host that answers nobody: 96 attempts, and not a word for 24 h 3 min.
func silent() runs.Run {
	t := newTeller("A black hole")
	for n := range 96 {
		t.session(time.Duration(n)*15*time.Minute, exo, relay, false, 450, 0)
	}
	t.happens(sim.Bounced, 24*time.Hour+3*time.Minute, exo, sim.NoPeer, sim.FlagFirst|sim.FlagExpired)
	t.result.End = 24*time.Hour + 3*time.Minute
	t.result.Spans = []sim.Span{{Host: relay, Name: "down"}}
	t.trouble(0, t.result.End)
	t.set(metrics.Attempts, 96)
	t.set(metrics.PendingAt, int64(soon))
	t.set(metrics.ReportAt, int64(time.Hour))
	return t.story()
}

func (t *teller) trouble(from, sign time.Duration) {
	t.set(metrics.Messages, 1)
	t.set(metrics.TroubleAt, int64(from))
	t.set(metrics.SignAt, int64(sign))
	t.set(metrics.Hidden, int64(sign-from))
}

// doubled is a storm that its recipient sees before anybody else.
func doubled() runs.Run {
	s := deck()
	t := &teller{*s.Config, *s.Result, s.Records}
	t.happens(sim.Delivered, 15*time.Minute, fabrikam, relay, 0)
	for i := range t.result.Series {
		cell := &t.result.Series[i]
		cell.Copies, cell.Duplicates, cell.Queue = 3, 3*min(int64(i), 1), 1
	}
	t.result.Series[len(t.result.Series)-1].Queue = 0
	t.trouble(0, 15*time.Minute)
	t.set(metrics.PendingAt, int64(soon))
	return t.story()
}

// crowded is a morning of 1920 mails: delay notices for some, an alert, no NDR.
func crowded() runs.Run {
	s := crowd()
	t := &teller{*s.Config, *s.Result, nil}
	for i := range t.result.Series {
		t.result.Series[i].Copies = t.result.Series[i].Kept
	}
	t.trouble(0, 135*time.Minute)
	t.set(metrics.Messages, 1920)
	t.set(metrics.PendingAt, int64(soon))
	t.set(metrics.ReportAt, int64(time.Hour))
	return t.story()
}

// travelled is a DSN that needs two hours to reach its reader.
func travelled() runs.Run {
	t := newTeller("An NDR that is late itself")
	t.session(0, exo, relay, false, 550, 0)
	t.happens(sim.Bounced, 0, exo, sim.NoPeer, sim.FlagFirst)
	t.records = append(t.records,
		sim.Record{Kind: sim.Written, Message: 1, Flags: sim.FlagReport, Parent: 1},
		sim.Record{Kind: sim.Delivered, Message: 1, At: 2 * time.Hour, Flags: sim.FlagFirst})
	t.result.End = 2 * time.Hour
	t.trouble(0, 2*time.Hour)
	return t.story()
}

func TestSeenTitleNamesTheHiddenTime(t *testing.T) {
	untold := silent()
	untold.Result.Values[metrics.SignAt] = metrics.Value{}
	noticed := crowded()
	noticed.Result.Values[metrics.SignAt] = metrics.Int(int64(4*time.Hour + 20*time.Second))
	atOnce := travelled()
	atOnce.Records, atOnce.Result.Values[metrics.SignAt] = atOnce.Records[:2], metrics.Int(0)
	over := silent()
	over.Result.Values[metrics.SignAt], over.Result.Over = metrics.Value{}, 24*time.Hour
	strange := silent()
	strange.Result.Values[metrics.SignAt] = metrics.Int(int64(time.Hour + time.Second))
	hasTitles(t, runSVG("seen"), map[string]runs.Run{
		"Nothing went wrong": refused(),
		"Nobody was notified for 24 h 3 min; then the sender received an NDR": silent(),
		"Nobody noticed for 15 min; then a recipient received a second copy":  doubled(),
		"Nobody was notified for 2 h 15 min; then the queue alert was raised": crowded(),
		"Nobody was notified for 4 h; then a sender received a delay notice":  noticed,
		"Nobody was notified for 2 h; then the sender received an NDR":        travelled(),
		"Nobody was notified for 1 h":                                         strange,
		"The problem was noticed immediately: the sender received an NDR":     atOnce,
		"Nobody was notified of the problem, from Mon 08:00 to the end":       untold,
		"Nobody was notified of the problem, which was over after 24 h":       over,
	})
}
