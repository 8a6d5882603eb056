package sim_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
	"mailstorm/sim/smtp"
)

// lasts are the times of each message's last attempt and of its NDR.
func (s storm) lasts() (last, ndr map[uint32]time.Duration) {
	last, ndr = map[uint32]time.Duration{}, map[uint32]time.Duration{}
	for _, r := range s.records {
		switch {
		case r.Kind == sim.Talked && int(r.Message) < int(s.result.Values[metrics.Messages].Num):
			last[r.Message] = r.At
		case r.Kind == sim.Bounced:
			ndr[r.Message] = r.At
		}
	}
	return last, ndr
}

// Public NDRs of Exchange Online came 1 to 11 min after the last try, in two heaps near 5 and 10 min, 3 to 13 min after the deadline.
func TestTheNDRFollowsTheLastTry(t *testing.T) {
	for _, profile := range []string{"exchange-online", "exchange-online-dane", "exchange-online-bursts", "exchange-online-queue"} {
		last, ndr := play(t, oneHop(profile, "count = 200", refused)).lasts()
		five, ten := 0, 0
		for m, at := range ndr {
			if late := at - 24*time.Hour; late < 3*time.Minute || late > 13*time.Minute {
				t.Errorf("%s: an NDR %v after the deadline", profile, late)
			}
			switch gap := at - last[m]; {
			case gap < 65*time.Second || gap > 670*time.Second:
				t.Errorf("%s: the NDR came %v after the last try", profile, gap)
			case gap >= 300*time.Second && gap < 340*time.Second:
				five++
			case gap >= 559*time.Second:
				ten++
			}
		}
		if profile == "exchange-online-queue" {
			continue // one interval of its queue's timer
		}
		if len(ndr) != 200 || five < 50 || five > 92 || ten < 85 || ten > 131 {
			t.Errorf("%s: of %d gaps %d are near 5 min, 4 of 11 were seen; %d near 10 min, 6 of 11 were seen", profile, len(ndr), five, ten)
		}
	}
}

// chance is the share of messages whose last try comes later than x before the deadline: it precedes a check that is uniform from 3 to
// 13 min after it by a gap whose quantiles are given.
func chance(x float64, shares, gaps []float64) float64 {
	const steps = 2000
	sum := 0.0
	for i := range steps {
		check := 3 + 10*(float64(i)+0.5)/steps
		below := 0.0 // P(gap <= check + x)
		for j := 1; j < len(gaps); j++ {
			if at := check + x; at >= gaps[j] {
				below = shares[j]
			} else if at > gaps[j-1] {
				below = shares[j-1] + (shares[j]-shares[j-1])*(at-gaps[j-1])/(gaps[j]-gaps[j-1])
			}
		}
		sum += below
	}
	return sum / steps
}

// An outage that ends x minutes before the deadline is survived as often as the law of the last try says: four standard errors.
func TestTheLastTrySurvivesAsItsLawSays(t *testing.T) {
	const n = 4000
	for x := -8.0; x <= 9; x++ {
		ends := time.Duration((24*60 - x) * float64(time.Minute))
		s := play(t, oneHop("exchange-online", fmt.Sprintf("count = %d", n), refused+fmt.Sprintf("\nends = %q", ends)),
			`host.exo.steps = "1h"`, `host.exo.early = 1`, `host.exo.growth = []`, `host.exo.jitter = "0%"`, `host.exo.recovery = "own-timers"`)
		got := float64(s.result.Values[metrics.Delivered].Num) / n
		want := chance(x, []float64{0, 0.09, 0.1, 0.45, 0.46, 1}, []float64{65.0 / 60, 65.0 / 60, 302.0 / 60, 339.0 / 60, 559.0 / 60, 670.0 / 60})
		if off := math.Abs(got - want); off > 4*math.Sqrt(max(want*(1-want), 1e-4)/n) {
			t.Errorf("an outage that ends %v min before the deadline is survived by %.4f, want %.4f", x, got, want)
		}
	}
}

// With a queue's timer an outage is survived if the timer rings between its end and the deadline. Rings are 10 min apart, so that x
// minutes before the deadline suffice with the chance x/10.
func TestTheQueuesTimerSurvivesAsItsLawSays(t *testing.T) {
	survived, all := map[int]int{}, map[int]int{}
	for end := 1440; end < 1450; end++ { // the timer rings at 1450 min
		s := play(t, oneHop("exchange-online-queue",
			"count = 300\nstarts = \"0s\"\nends = \"20m\"", refused+fmt.Sprintf("\nends = \"%dm\"", end))+
			scenariotest.Mail("first", "sender@contoso.example", "partner@fabrikam.example", "1kB"), noLastTry, `host.exo.move_every = "never"`)
		written, handed := map[uint32]time.Duration{}, map[uint32]bool{}
		for _, r := range s.records {
			switch r.Kind {
			case sim.Kept:
				if r.Parent == 0 {
					written[r.Message] = r.At
				}
			case sim.HandedOver:
				handed[r.Message] = true
			}
		}
		ring := time.Duration((end+9)/10*10) * time.Minute
		for m, at := range written {
			deadline := at + 24*time.Hour
			if handed[m] != (deadline > ring) && int(m) < 301 {
				t.Fatalf("the outage ends at %d min, message %d with the deadline %v: handed over %v", end, m, deadline, handed[m])
			}
			if x := int((deadline - time.Duration(end)*time.Minute) / time.Minute); x >= 0 && x < 10 {
				all[x]++
				if handed[m] {
					survived[x]++
				}
			}
		}
	}
	for x, n := range all {
		if got, want := float64(survived[x])/float64(n), (float64(x)+0.5)/10; math.Abs(got-want) > 4*math.Sqrt(0.25/float64(n)) {
			t.Errorf("%d to %d min before the deadline %.3f survive, want %.3f", x, x+1, got, want)
		}
	}
}

// A last try waits for no queue's timer, and a copy in line for a connection makes it if there is one in time.
func TestTheLastTryPassesTheQueuesTimer(t *testing.T) {
	s := play(t, oneHop("exchange-online-queue", "", refused+"\nends = \"23h58m\""), `host.exo.steps = "7h"`, `host.exo.cap = "7h"`,
		`host.exo.last_try = "4m"`, `host.exo.expiry_check = "3m"`, `host.exo.move_every = "never"`)
	s.want(t, metrics.Delivered, 1)
	if at := s.of(sim.HandedOver)[0].At; at != 23*time.Hour+59*time.Minute {
		t.Errorf("handed over at %v", at)
	}
	s = play(t, oneHop("exchange-online-dane", "count = 2", `kind = "connect-timeout"`), `host.exo.connections = 1`, `host.exo.last_try = "5m"`, `host.exo.expiry_check = "6m"`)
	last, ndr := s.lasts()
	for m, at := range ndr {
		if at != 24*time.Hour+6*time.Minute || last[m] < 24*time.Hour+time.Minute || last[m] > 24*time.Hour+2*time.Minute {
			t.Errorf("message %d was last tried at %v, its NDR came at %v", m, last[m], at)
		}
	}
}

// Each move to another server begins the queue's timer anew: by hand 0, 10, 20, then the moves of 25 and 50 min.
func TestAMoveBeginsTheQueuesTimerAnew(t *testing.T) {
	s := play(t, oneHop("exchange-online-queue", "", refused), `length = "1h1m"`, `host.exo.move_every = "25m"`)
	var at []time.Duration
	for _, r := range s.of(sim.Talked) {
		at = append(at, r.At/time.Minute)
	}
	if got, want := fmt.Sprint(at), fmt.Sprint([]time.Duration{0, 10, 20, 25, 35, 45, 50, 60}); got != want {
		t.Errorf("tried after %s min, want %s", got, want)
	}
}

// A connection that dies after the data is the message's failure or the queue's: 576 or 295 attempts in two days, by hand.
func TestADroppedSessionIsTheMessagesOrTheQueues(t *testing.T) {
	for whose, want := range map[string]int64{"message": 576, "queue": 295} {
		s := play(t, oneHop("exchange-server-mailbox", "", `kind = "drop-after-data"`), fmt.Sprintf("host.exo.dropped_session = %q", whose))
		s.want(t, metrics.Attempts, want)
	}
}

// What waits for its queue has the queue's error: refused until 6 h, then no name; none but the oldest ever asked again.
func TestTheNDRShowsTheQueuesErrorAsItIsThen(t *testing.T) {
	s := play(t, oneHop("exchange-online-fixed15", "count = 3\nstarts = \"0s\"\nends = \"6m\"", refused+"\nends = \"6h\"\n"+
		scenariotest.Fault("relay", "name", "dns-failure", `starts = "6h"`)),
		`host.exo.timer = "queue"`, `host.exo.message_retry = "15m"`)
	for _, r := range s.of(sim.Bounced) {
		if r.Reply != (smtp.Reply{Code: 550, Enhanced: smtp.Status(5, 4, 312)}) {
			t.Errorf("message %d ends in %v", r.Message, r.Reply)
		}
	}
}

// Two recipients of one copy hear different things at RCPT: each NDR says its own.
func TestEachRecipientKeepsItsLastReply(t *testing.T) {
	s := play(t, scenariotest.Mail("m", "a@contoso.example", "x@fabrikam.example y@fabrikam.example z@fabrikam.example", "1MB")+
		scenariotest.Host("exo", "postfix", "contoso.example", "*=relay", `message_expiration = "1h"`, `delay_notice = "20m"`)+
		scenariotest.Host("relay", "", "fabrikam.example", "")+
		scenariotest.Fault("relay", "x", "defer", `code = "452 4.2.2"`, `rcpt_to = "x@fabrikam.example"`)+
		scenariotest.Fault("relay", "y", "defer", `code = "450 4.7.1"`, `rcpt_to = ["y@fabrikam.example"]`))
	for _, kind := range []sim.Kind{sim.Bounced, sim.Notified} {
		said := map[string]bool{}
		for _, r := range s.of(kind) {
			said[fmt.Sprint(r.Delivery, " ", r.Reply)] = true
		}
		if len(said) != 2 || !said["0 452 4.2.2"] || !said["1 450 4.7.1"] {
			t.Errorf("%v: %v", kind, said)
		}
	}
}
