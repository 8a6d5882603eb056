package sim_test

import (
	"fmt"
	"testing"
	"time"

	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim/metrics"
)

// week is a firm whose relay is down from Friday 18:00 to Monday 07:00, and one of whose partners greylists; it is small, and on
// Friday somebody is still at work at 21:00.
var week = scenariotest.Lines(`clock = "2026-03-02T00:00:00Z"`, `length = "10d"`, "alert = {queue = 20}") +
	scenariotest.Mail("office", "office@home.example", "a@far.example", "75KB", `rate = "40/h"`, `ends = "9d"`, `hours = "Mon-Fri 08:00-21:00"`) +
	scenariotest.Mail("grey", "office@home.example", "b@grey.example", "75KB", `at = "8h"`) +
	scenariotest.Host("exo", "exchange-online", "home.example", "*=relay", `message_expiration = "4d"`) + weekend

// weekend is a relay that is down from Friday 18:00 to Monday 07:00, and two hosts behind it, one of which greylists.
var weekend = scenariotest.Host("relay", "postfix", "", "far.example=far grey.example=grey *=exo") +
	scenariotest.Fault("relay", "weekend", "connection-refused", `starts = "4d18h"`, `ends = "7d7h"`) +
	scenariotest.Host("far", "postfix", "far.example", "") +
	scenariotest.Host("grey", "postfix", "grey.example", "") +
	scenariotest.Guard("grey", "grey", "greylist", `wait = "5m"`)

const (
	monday8  = 8 * time.Hour
	friday18 = 4*24*time.Hour + 18*time.Hour
)

// The alert speaks of the outage that fills the queue, and not of a mail that was greylisted on Monday.
func TestSignBelongsToItsCause(t *testing.T) {
	s := play(t, week)
	v := &s.result.Values
	began, sign := time.Duration(v[metrics.TroubleAt].Num), time.Duration(v[metrics.SignAt].Num)
	if began < friday18 || began > friday18+10*time.Minute {
		t.Errorf("the trouble began after %v, want just after %v", began, friday18)
	}
	if sign != time.Duration(v[metrics.AlertAt].Num) || sign < began+time.Hour || sign > began+3*time.Hour {
		t.Errorf("the sign came after %v, want the alert of the outage that began after %v", sign, began)
	}
	s.want(t, metrics.Hidden, int64(sign-began))
	if pending := time.Duration(v[metrics.PendingAt].Num); pending < began+10*time.Minute || pending > began+20*time.Minute {
		t.Errorf("it was pending after %v, want 10 min after the first failure", pending)
	}
}

// A mail to a dead domain that waits since Thursday is another trouble than the outage of Friday.
func TestAnotherFailureIsNotTheBeginning(t *testing.T) {
	s := play(t, week+scenariotest.Mail("typo", "office@home.example", "a@far.exmaple", "75KB", `at = "3d12h"`)+
		scenariotest.Host("dead", "postfix", "far.exmaple", "")+
		scenariotest.Fault("dead", "gone", "connect-timeout"), `host.exo.routes."far.exmaple" = "dead"`, `length = "5d"`)
	if at := time.Duration(s.result.Values[metrics.TroubleAt].Num); at < friday18 {
		t.Errorf("the alert speaks of a mail that failed after %v", at)
	}
}

// Without an outage nobody is told of the greylisted mail, and its trouble is over once it has arrived.
func TestGreylistedMailIsSoonOver(t *testing.T) {
	s := play(t, week, `host.relay.fault.weekend.share = 0`)
	s.want(t, metrics.TroubleAt, int64(monday8))
	if s.result.Values[metrics.SignAt].Known {
		t.Error("somebody was told")
	}
	if over := s.result.Over; over < monday8+5*time.Minute || over > monday8+time.Hour {
		t.Errorf("it was over after %v, want within the hour", over)
	}
}

// A message that waits because its queue does is part of the trouble, though it never failed.
func TestTroubleOfAQueueIsOverOnce(t *testing.T) {
	s := play(t, week, `host.exo.profile = "exchange-server-edge"`, `host.relay.fault.weekend.ends = "5d"`, `alert.queue = 1000`, `length = "6d"`)
	if over := s.result.Over; over < 5*24*time.Hour || over > 5*24*time.Hour+time.Hour {
		t.Errorf("it was over after %v, want just after 5 d", over)
	}
}

// What is lost without a word is never over.
func TestSilentLossIsNeverOver(t *testing.T) {
	s := play(t, week, `host.relay.fault.weekend = {kind = "accept-and-lose", starts = "9h", ends = "10h"}`)
	if at := time.Duration(s.result.Values[metrics.TroubleAt].Num); at < 9*time.Hour || s.result.Over > 0 {
		t.Errorf("the trouble began after %v and was over after %v, want 9h and never", at, s.result.Over)
	}
}

// A refusal is told at once; many of them are no longer trouble than one.
func TestRefusalsAreToldAtOnce(t *testing.T) {
	s := play(t, week, `host.relay.fault.weekend = {kind = "reject", starts = "9h", ends = "18h"}`)
	s.want(t, metrics.Hidden, 0)
}

// The report shows what waits after 2 h or more, drawn once a run; who has no such report sees nothing in it.
func TestQueuedMessagesReportIsLate(t *testing.T) {
	over := []string{`host.dest.routes."*"="box"`, `mail.m.to="b@partner.example"`, `mail.m.count=3`, `host.dest.fault.down.ends="12h"`}
	text := crowd + scenariotest.Host("box", "", "partner.example", "")
	sooner, later := 0, 0
	for seed := range 40 {
		s := play(t, text, append(over, fmt.Sprintf("seed=%d", seed+1))...)
		at := time.Duration(s.result.Values[metrics.ReportAt].Num)
		if at < 2*time.Hour || at > 10*time.Hour {
			t.Errorf("seed %d: the report showed it after %v, want 2 h to 10 h", seed+1, at)
		}
		if at < 6*time.Hour {
			sooner++
		} else {
			later++
		}
	}
	if sooner < 10 || later < 10 {
		t.Errorf("%d reports in the first half of the range, %d in the second", sooner, later)
	}
	s := play(t, text, append(over, `host.exo.queued_report="3h"`)...)
	s.want(t, metrics.ReportAt, int64(3*time.Hour))
	if s = play(t, text, append(over, `host.exo.queued_report="none"`)...); s.result.Values[metrics.ReportAt].Known {
		t.Error("a host without the report shows something in it")
	}
}
