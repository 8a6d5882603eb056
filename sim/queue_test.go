package sim_test

import (
	"testing"
	"time"

	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// A session that lasts as long as the queue's wait must not keep a copy alive beyond its deadline.
func TestQueueTimerEndsAtTheDeadline(t *testing.T) {
	s := play(t, oneHop("exchange-server-mailbox", "", `kind = "tls-hang"`), `length = "30d"`)
	s.want(t, metrics.NDRCount, 1)
	if at := s.of(sim.Bounced)[0].At; at < 48*time.Hour+18*time.Minute || at > 48*time.Hour+21*time.Minute {
		t.Errorf("the NDR came at %v", at)
	}
	s = play(t, oneHop("exchange-server-mailbox", "", refused), `host.exo.message_expiration = "34m"`)
	s.want(t, metrics.Attempts, 10) // the eleventh would start at the deadline
}

// Sessions that fail together are one failure of their queue.
func TestQueueTimerCountsItsOwnFailures(t *testing.T) {
	count := func(mail string) int64 {
		s := play(t, oneHop("exchange-server-edge", mail, `kind = "connect-timeout"`), `length = "1h"`)
		return s.result.Values[metrics.Attempts].Num
	}
	if one, twenty := count("count = 1"), count("count = 20"); twenty-one != 19 {
		t.Errorf("%d attempts in an hour for one mail, %d for twenty: want one more for each at the start", one, twenty)
	}
}

// The copy that speaks for a queue may bounce before MAIL; the others go on all the same.
func TestQueueTimerOutlivesItsSpeaker(t *testing.T) {
	s := play(t, oneHop("exchange-server-mailbox", "", refused+"\nends = \"30s\"")+
		scenariotest.Fault("relay", "no", "greeting-reject", `larger_than = "10MB"`)+
		scenariotest.Mail("small", "sender@contoso.example", "partner@fabrikam.example", "1MB", "count = 5", `at = "10s"`),
		`host.exo.early_reject = "bounce"`)
	s.want(t, metrics.Delivered, 5)
	s.want(t, metrics.NDRCount, 1)
}

// The order of tables in a file means nothing.
func TestOrderOfFaultsMeansNothing(t *testing.T) {
	const slow, lost, lose = "kind = \"slow-reply\"\ndelay = \"1s\"\n", "kind = \"drop-after-data\"\n", "kind = \"accept-and-lose\"\n"
	play1 := func(a, b string) int64 {
		s := play(t, oneHop("exchange-online-fixed15", "", a+scenariotest.Fault("relay", "z", "")+b), `length = "1h"`)
		return s.result.Values[metrics.Copies].Num
	}
	for _, pair := range [][2]string{{slow, lost}, {lost, lose}, {slow, lose}} {
		if a, b := play1(pair[0], pair[1]), play1(pair[1], pair[0]); a != b {
			t.Errorf("%d copies in one order and %d in the other:\n%s%s", a, b, pair[0], pair[1])
		}
	}
}

// A span that is drawn may be empty; it does not last for ever then.
func TestEmptySpan(t *testing.T) {
	ended := 0
	for _, seed := range []string{"seed = 1", "seed = 2", "seed = 4", "seed = 7"} {
		s := play(t, oneHop("exchange-online-fixed15", "", refused+"\nlasts = {p50 = \"0s\", p99 = \"5h\"}"), seed)
		s.want(t, metrics.Delivered, 1)
		if s.result.Values[metrics.Attempts].Num == 1 {
			ended++
		}
	}
	if ended == 0 {
		t.Error("none of four spans with a median of nothing was empty")
	}
}

func TestSlowLineWithoutAnyFailure(t *testing.T) {
	s := play(t, oneHop("exchange-online-fixed15", "count = 60", refused+"\nshare = \"0%\""), `host.exo.bandwidth = "64kbit/s"`,
		`host.exo.connections = 1`, `host.exo.delay_notice = "4h"`)
	if s.result.Values[metrics.DelayCount].Num == 0 || s.result.Values[metrics.NDRCount].Num == 0 {
		t.Errorf("an hour for each of 60 mails and one connection: %d delay notices, %d NDRs", s.result.Values[metrics.DelayCount].Num,
			s.result.Values[metrics.NDRCount].Num)
	}
	s.want(t, metrics.Deferrals, 0)
}

// Some recipients are refused at RCPT, the rest of the session takes time and its 250 is lost.
func TestMixedSessionThatTakesTime(t *testing.T) {
	s := play(t, fiveRecipients+scenariotest.Fault("relay", "lost", "drop-after-data", `ends = "20m"`), `host.relay.bandwidth = "8Mbit/s"`)
	s.want(t, metrics.Copies, 4*3+1) // 0, 15 and 30 min for the four; 45 min for the fifth
	s.want(t, metrics.Duplicates, 8)
	s.want(t, metrics.Pending, 0)
}

// What was filed and is no longer due lets no time pass: the run ends when the last thing happens.
func TestTheRunEndsWithTheLastThingThatHappens(t *testing.T) {
	s := play(t, oneHop("exchange-online-fixed15", "count = 10", "kind = \"tls-hang\"\nends = \"1h\""), `host.exo.connections = 1`)
	last := time.Duration(0)
	for _, r := range s.records {
		last = max(last, r.At, r.Until)
	}
	if s.result.End != last {
		t.Errorf("the run ended at %v, and the last thing happened at %v", s.result.End, last)
	}
}
