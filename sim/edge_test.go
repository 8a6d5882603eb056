package sim_test

import (
	"strconv"
	"testing"
	"time"

	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
	"mailstorm/sim/smtp"
)

// Promises that stand on an edge: the moment itself, the slower of two, the second of what comes once.

// plainHop is a server that sends 1 MB to a host without a fault; tests add what happens.
var plainHop = scenariotest.Mail("m", "me@home.example", "a@far.example", "1MB") +
	scenariotest.Host("home", "exchange-online-fixed15", "home.example", "*=far") +
	scenariotest.Host("far", "", "far.example", "")

// times are when the records of a kind happened.
func (s storm) times(kind sim.Kind) (all []time.Duration) {
	for _, r := range s.of(kind) {
		all = append(all, r.At)
	}
	return all
}

// A line has its bandwidth in each direction, and a session is as fast as the slower one of its two: 1 MB at 1 Mbit/s take 8 s.
func TestTheSlowerLineDecides(t *testing.T) {
	for _, lines := range [][2]string{{"8Mbit/s", "1Mbit/s"}, {"1Mbit/s", "8Mbit/s"}} {
		s := play(t, plainHop, `host.home.bandwidth = "`+lines[0]+`"`, `host.far.bandwidth = "`+lines[1]+`"`)
		s.want(t, metrics.DeliveryMax, int64(8*time.Second))
	}
}

// The queue is empty for good once nothing waits any more; while something does, nobody knows when.
func TestQueueIsEmptyForGoodOrNotAtAll(t *testing.T) {
	down, late := scenariotest.Fault("far", "down", "connection-refused"), scenariotest.Mail("late", "me@home.example", "a@far.example",
		"1MB", `at = "2h"`)
	s := play(t, plainHop+down+late, `host.far.fault.down.ends = "5m"`)
	s.want(t, metrics.QueueEmptyAt, int64(2*time.Hour))
	s = play(t, plainHop+down+late, `host.far.fault.down.starts = "1h"`, `length = "3h"`)
	s.want(t, metrics.Queue, 1)
	if at := s.result.Values[metrics.QueueEmptyAt]; at.Known {
		t.Errorf("a copy waits at the end, and yet the queue was empty for good at %v", time.Duration(at.Num))
	}
}

// Each copy that the relay took brings an NDR of its own; who reads the second does not write the mail a second time.
func TestASecondNDRMakesNobodyWriteAgain(t *testing.T) {
	s := play(t, plainHop+scenariotest.Lines(`profile = "postfix"`, `routes = {"home.example" = "home", "*" = "inner"}`)+
		scenariotest.Fault("far", "lost-reply", "drop-after-data", `ends = "1h"`)+
		scenariotest.Host("inner", "", "inner.example", "")+
		scenariotest.Fault("inner", "no", "reject"), `host.far.domains = []`, `host.inner.domains = ["far.example"]`,
		`mail.m.resend = {share = "100%", after = "2h", times = 1}`)
	// attempts after 0, 15, 30, 45 and 60 min, each with its NDR; then the mail that is written again, with one more
	s.want(t, metrics.NDRCount, 6)
	s.want(t, metrics.NDRExcess, 4)
	s.want(t, metrics.Resent, 1)
	s.want(t, metrics.Messages, 2)
}

// What RCPT said to one recipient comes before what the dot said to the other: it decides whether the next host is asked.
func TestTheEarliestFailureSpeaksForTheCopy(t *testing.T) {
	for after, sessions := range map[string]int64{"rcpt": 2, "dot": 1} {
		s := play(t, plainHop+scenariotest.Fault("far", "full", "defer", `phase = "rcpt"`, `rcpt_to = "a@far.example"`)+
			scenariotest.Fault("far", "busy", "defer", `phase = "dot"`)+
			scenariotest.Host("second", "", "", ""), `mail.m.to = ["a@far.example", "b@far.example"]`, `host.home.routes = {"*" = ["far", "second"]}`,
			`host.second.routes = {"*" = "far"}`,
			`host.home.sessions = 2`, `host.home.next_host_after = ["`+after+`"]`, `length = "1m"`)
		if got := s.result.Hosts[0].Values[metrics.Sessions].Num; got != sessions {
			t.Errorf("with next_host_after = %s there are %d sessions in the first attempt, want %d", after, got, sessions)
		}
	}
}

// The wait after a failure of the message alone runs from the start of the attempt: 1 MB at 40 kbit/s take 200 s of the five minutes.
func TestMessageRetryRunsFromTheStart(t *testing.T) {
	s := play(t, plainHop+scenariotest.Fault("far", "busy", "defer", `phase = "dot"`, `ends = "1m"`), `host.home.profile = "exchange-server-mailbox"`,
		`host.home.bandwidth = "40kbit/s"`, `host.home.message_retry = "5m"`)
	if at := s.times(sim.Talked); len(at) != 2 || at[1] != 5*time.Minute {
		t.Errorf("attempts at %v, want 0 and 5 min", at)
	}
}

// Among faults of one phase the order of the catalogue decides, then the name; where they stand in the file means nothing.
func TestOfTwoFaultsInOnePhaseTheFirstDecides(t *testing.T) {
	a, b, defers := scenariotest.Fault("far", "a", "reject", `code = "550 5.1.1"`), scenariotest.Fault("far", "b", "reject", `code = "550 5.7.1"`),
		scenariotest.Fault("far", "z", "defer", `code = "450 4.2.0"`)
	for _, faults := range []string{a + b, b + a} {
		if r := play(t, plainHop+faults).of(sim.Bounced)[0].Reply.String(); r != "550 5.1.1" {
			t.Errorf("%s: refused with %s", faults, r)
		}
	}
	for _, faults := range []string{a + defers, defers + a} { // defer stands before reject
		if r := play(t, plainHop+faults, `length = "1m"`).of(sim.Deferred); len(r) != 1 || r[0].Reply.String() != "450 4.2.0" {
			t.Errorf("%s: %v, want it deferred", faults, r)
		}
	}
}

// Whoever is slow for two reasons is as slow as for the worse one.
func TestTheLongerOfTwoDelaysCounts(t *testing.T) {
	for _, delays := range [][2]string{{"10s", "5s"}, {"5s", "10s"}} {
		s := play(t, plainHop+scenariotest.Fault("far", "a", "slow-reply", "delay = "+strconv.Quote(delays[0]))+
			scenariotest.Fault("far", "b", "slow-reply", "delay = "+strconv.Quote(delays[1])))
		if at := s.times(sim.HandedOver); len(at) != 1 || at[0] != 10*time.Second {
			t.Errorf("with %v the sender knows at %v, want 10 s", delays, at)
		}
	}
}

var unreachable = scenariotest.Fault("far", "down", "connection-refused")

// Whoever is told at the deadline that mail is late would be told in the same breath that it failed.
func TestNoDelayNoticeAtTheDeadline(t *testing.T) {
	for notice, want := range map[string]int64{"239m59s": 1, "4h": 0} {
		s := play(t, plainHop+unreachable, `host.home.message_expiration = "4h"`, `host.home.expiry_check = "5m"`, `host.home.delay_notice = "`+notice+`"`)
		s.want(t, metrics.DelayCount, want)
		s.want(t, metrics.NDRCount, 1)
	}
}

// qmail's last attempt is the first that starts after the lifetime: the one of 400 s starts at its very end, the next at 1600 s.
func TestLastAttemptStartsAfterTheLifetime(t *testing.T) {
	s := play(t, plainHop+unreachable, `host.home.profile = "qmail"`, `host.home.message_expiration = "400s"`)
	s.want(t, metrics.Attempts, 3)
	s.want(t, metrics.NDRFirst, int64(1600*time.Second))
}

// More than 10 minutes in the queue are seen as pending, more than queued_report is in the report of a connector; the moment itself is neither.
func TestPendingMailIsSeenAfterMoreThanItsAge(t *testing.T) {
	connector := plainHop + scenariotest.Lines(`routes = {"*" = "inner"}`) +
		scenariotest.Host("inner", "", "far.example", "") +
		scenariotest.Fault("far", "down", "connection-refused", `ends = "1m"`)
	for _, c := range []struct {
		id   metrics.ID
		step string
		want bool
	}{
		{metrics.PendingAt, "10m", false}, {metrics.PendingAt, "601s", true}, {metrics.ReportAt, "1h", false}, {metrics.ReportAt, "3601s", true},
	} {
		s := play(t, connector, `host.far.domains = []`, `host.home.steps = ["`+c.step+`"]`, `host.home.cap = "none"`, `host.home.queued_report = "1h"`)
		if got := s.result.Values[c.id].Known; got != c.want {
			t.Errorf("%s in the queue: %s is known: %v, want %v", c.step, metrics.Catalogue[c.id].Name, got, c.want)
		}
	}
}

// Copies that leave at the moment at which they are old enough were queued for so long.
func TestAlertAtTheMomentItself(t *testing.T) {
	down := scenariotest.Lines(`routes = {"*" = "inner"}`) +
		scenariotest.Host("inner", "", "far.example", "") +
		scenariotest.Fault("far", "down", "connection-refused", `ends = "1m"`)
	s := play(t, plainHop+down, `host.far.domains = []`, `mail.m.count = 2`, `alert = {queue = 2, after = "15m"}`)
	s.want(t, metrics.AlertAt, int64(15*time.Minute))
	s = play(t, plainHop+down, `host.far.domains = []`, `mail.m.count = 2`, `alert = {queue = 2, after = "901s"}`)
	if s.result.Values[metrics.AlertAt].Known {
		t.Error("nothing was queued for 901 s, and yet there is an alert")
	}
}

// From its age on a copy goes without TLS, the first moment included.
func TestClearFromTheAgeItselfOn(t *testing.T) {
	s := play(t, plainHop+scenariotest.Fault("far", "bad", "tls-rollout", `good = "0%"`),
		`host.home.steps = ["5m"]`, `host.home.tls_failure = "clear-after 5m"`)
	s.want(t, metrics.DeliveryMax, int64(5*time.Minute))
	s.want(t, metrics.Cleartext, 1)
}

// A greeting that comes when patience ends is heard; a moment later nobody listens.
func TestPatienceForAGreetingIncludesItsEnd(t *testing.T) {
	busy := scenariotest.Guard("far", "busy", "overload", `rate = "12/h"`)
	s := play(t, plainHop+busy, `host.home.patience = {greeting = "5m"}`)
	s.want(t, metrics.DeliveryMax, int64(5*time.Minute))
	s.want(t, metrics.Deferrals, 0)
	s = play(t, plainHop+busy, `host.home.patience = {greeting = "299s"}`, `length = "10m"`)
	s.want(t, metrics.Deferrals, 1)
}

// Who waits for the timer of its queue must not sleep on when the profile knows such timers no more: all are tried at once.
func TestNobodySleepsBehindATimerThatIsNoMore(t *testing.T) {
	s := play(t, waiting, `host.far.fault.down.ends = "119m"`, `host.home.change.own = {at = "2h", timer = "message"}`) // the queue's next try is at 124 min
	s.want(t, metrics.QueueEmptyAt, int64(2*time.Hour))
	s.want(t, metrics.Copies, 10)
}

// Of a double with several recipients each is compared with the same person's first message.
func TestADoubleIsComparedRecipientByRecipient(t *testing.T) {
	for to, lost := range map[string]int64{"b@far.example": 1, "a@far.example": 2} {
		s := play(t, plainHop+scenariotest.Guard("far", "again", "duplicate-check")+
			scenariotest.Guard("far", "bin", "discard", `rcpt_to = "a@far.example"`)+
			scenariotest.Mail("again", "me@home.example", "", "", `at = "17m"`, `double_of = "m"`),
			`mail.m.to = ["a@far.example", "b@far.example"]`, `mail.again.to = "`+to+`"`)
		s.want(t, metrics.Copies, 1)
		s.want(t, metrics.LostDeliveries, lost)
	}
}

// A message that was never tried has no failure to name: it waited behind one that takes an hour, and its time is over.
func TestNDROfAMessageThatWasNeverTried(t *testing.T) {
	s := play(t, plainHop, `host.home.profile = "exchange-server-mailbox"`, `mail.m.count = 2`, `mail.m.size = "27MB"`, `host.home.bandwidth = "60kbit/s"`, `host.home.connections = 1`,
		`host.home.message_expiration = "30m"`)
	want := smtp.Reply{Code: 550, Enhanced: smtp.Status(4, 4, 7)}
	if rows := s.of(sim.Bounced); len(rows) != 1 || rows[0].Reply != want || rows[0].Attempt != 0 {
		t.Errorf("%v, want one NDR with %v of a message without an attempt", rows, want)
	}
}

// What had arrived already was not late: the sender alone does not know it.
func TestWhatHasArrivedIsNotDeferred(t *testing.T) {
	for kind, want := range map[string]bool{"drop-after-data": false, "connection-refused": true} {
		s := play(t, plainHop+scenariotest.Fault("far", "trouble", kind, `ends = "20m"`))
		if d := s.deliveries(t); len(d) != 1 || d[0].Deferred != want {
			t.Errorf("%s: %+v, want deferred: %v", kind, d, want)
		}
	}
}

// A host settled its last trouble when the last copy left that had been deferred there; what came through later says nothing about it.
func TestSettledIsTheLastThatHadBeenDeferred(t *testing.T) {
	s := play(t, plainHop+scenariotest.Fault("far", "down", "connection-refused", `ends = "10m"`)+
		scenariotest.Mail("late", "me@home.example", "a@far.example", "1MB", `at = "2h"`))
	s.want(t, metrics.Delivered, 2)
	s.want(t, metrics.DeferredEmptyAt, int64(15*time.Minute))
	s.want(t, metrics.QueueEmptyAt, int64(2*time.Hour))
}

// Every move to another server is a hop more, however many there were.
func TestEveryMoveIsAHop(t *testing.T) {
	for limit, loops := range map[string]int64{"hop_limit = 40": 1, "hop_limit = 42": 0} { // 40 moves until the last attempt, and the hop of the hand-over
		s := play(t, plainHop+scenariotest.Fault("far", "down", "connection-refused", `ends = "605m"`),
			`host.home.move_every = "15m7s"`, `host.far.`+limit)
		s.want(t, metrics.Moves, 40)
		s.want(t, metrics.LoopsCut, loops)
	}
}

// Whoever waits hears of a mail when it arrives or when the sender is told, whichever comes first; else not before the run ends.
func TestHeardWhateverComesFirst(t *testing.T) {
	down := scenariotest.Fault("far", "down", "connection-refused")
	s := play(t, plainHop+down, `host.far.fault.down.ends = "7h"`)
	if v := &s.result.Values; v[metrics.SilenceMax].Known || v[metrics.HeardMax] != v[metrics.DeliveryMax] || v[metrics.HeardMax].Num < int64(7*time.Hour) {
		t.Errorf("nobody is told before the mail arrives: heard.max is %v, delivery.max %v", v[metrics.HeardMax], v[metrics.DeliveryMax])
	}
	s = play(t, plainHop+down)
	s.want(t, metrics.HeardMax, s.result.Values[metrics.NDRFirst].Num)
	s = play(t, plainHop+down, `host.home.delay_notice = "4h"`, `host.far.fault.down.ends = "7h"`)
	s.want(t, metrics.HeardMax, s.result.Values[metrics.SilenceMax].Num)
	s = play(t, plainHop+scenariotest.Fault("far", "gone", "accept-and-lose"), `length = "9h"`)
	s.want(t, metrics.HeardMax, int64(s.result.End))
}
