package sim_test

import (
	"slices"
	"testing"
	"time"

	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
	"mailstorm/sim/smtp"
)

// What each of two things does is tested where it lives; here they meet in one session, one queue or one mailbox.

// oneWay is a server that sends to the host of the recipients; tests add the tables that meet.
var oneWay = scenariotest.Mail("m", "me@home.example", "a@far.example", "1MB") +
	scenariotest.Host("home", "postfix", "home.example", "*=far") +
	scenariotest.Host("far", "postfix", "far.example", "*=home")

// deliveries runs the storm once more and asks what became of each delivery.
func (s storm) deliveries(t testing.TB) (all []sim.Delivery) {
	t.Helper()
	w := sim.New(s.config, nil)
	scenariotest.Finish(t, w)
	for d := range w.Deliveries {
		all = append(all, d)
	}
	return all
}

// shared is a host of many organisations that gives each recipient's mail to the host of the tenant.
var shared = scenariotest.Mail("m", "me@home.example", "a@tenant.example b@tenant.example", "1MB") +
	scenariotest.Host("home", "postfix", "home.example", "*=cloud") +
	scenariotest.Host("cloud", "postfix", "cloud.example", "home.example=home") +
	scenariotest.Guard("cloud", "door", "attribution", `tenants = {"tenant.example" = "tenant"}`) +
	scenariotest.Host("tenant", "postfix", "", "")

// One transfer brought them all, and none of it was wasted.
func TestDivertedRecipientsShareOneTransfer(t *testing.T) {
	s := play(t, shared+"domains = [\"tenant.example\"]\n")
	s.want(t, metrics.Copies, 2)
	s.want(t, metrics.WireBytes, 1_000_000)
	s.want(t, metrics.WireWasted, 0)
}

// They came in one session; behind the door each copy has draws of its own.
func TestDivertedRecipientsHaveDrawsOfTheirOwn(t *testing.T) {
	s := play(t, shared+scenariotest.Lines(`pool = {servers = 40, pick = "drawn"}`, `routes = {"*" = "inner"}`)+
		scenariotest.Host("inner", "", "tenant.example", ""), `mail.m.to = {recipients = 8, domains = ["tenant.example"]}`)
	servers := map[uint16]bool{}
	for _, r := range s.of(sim.Talked) {
		if s.config.Hosts[r.Host].Name == "tenant" {
			servers[r.Server] = true
		}
	}
	if len(servers) < 2 {
		t.Errorf("8 copies went by %d of 40 servers", len(servers))
	}
}

// Whoever had all its recipients diverted or refused accepted nothing.
func TestDoorkeeperBelievesNothing(t *testing.T) {
	s := play(t, shared+scenariotest.Lines(`domains = ["tenant.example"]`)+
		scenariotest.Host("other", "", "other.example", ""), `mail.m.to = ["a@tenant.example", "b@other.example"]`)
	s.want(t, metrics.NDRCount, 1)
	for i, h := range s.result.Hosts {
		want := int64(0)
		if s.config.Hosts[i].Name == "tenant" {
			want = 1
		}
		if h.Accepted != want {
			t.Errorf("%s believes that it accepted %d, want %d", s.config.Hosts[i].Name, h.Accepted, want)
		}
	}
}

// A host that serves one message a minute gives the fourth its 250 after four.
func TestOverloadMakesMailLate(t *testing.T) {
	s := play(t, oneWay+scenariotest.Guard("far", "busy", "overload", `rate = "1/m"`, `patience = "4m"`), `mail.m.count = 4`)
	s.want(t, metrics.DeliveryMax, int64(4*time.Minute))
}

// Who waited for the greeting and was then refused waited all the same.
func TestWaitIsNotLostWhenALaterGuardRefuses(t *testing.T) {
	s := play(t, oneWay+scenariotest.Guard("far", "busy", "overload", `rate = "1/m"`)+
		scenariotest.Guard("far", "grey", "greylist"), `mail.m.count = 3`)
	deferred := s.of(sim.Deferred)
	for i := range 3 {
		if want := time.Duration(i+1) * time.Minute; deferred[i].At != want || deferred[i].Phase != smtp.Rcpt {
			t.Errorf("deferral %d at %v in phase %v, want %v and RCPT", i, deferred[i].At, deferred[i].Phase, want)
		}
	}
}

// A host may be ready to let them wait longer than they are ready to wait.
func TestClientWaitsForNoGuardBeyondItsPatience(t *testing.T) {
	s := play(t, oneWay+scenariotest.Guard("far", "busy", "overload", `rate = "1/h"`, `patience = "10h"`), `length = "1h"`)
	s.want(t, metrics.Copies, 0)
	first := s.of(sim.Deferred)[0]
	if want := s.config.Hosts[0].Profile.Patience[smtp.Greeting]; first.At != want || first.Phase != smtp.Greeting || first.Cause != smtp.Stalled {
		t.Errorf("gave up at %v in phase %v (%v), want %v and the greeting", first.At, first.Phase, first.Cause, want)
	}
}

// slow is a line of messages for a host whose 250 takes ten minutes.
var slow = oneWay + scenariotest.Fault("far", "slow", "slow-reply", `delay = "10m"`)

func TestMoreConnectionsServeTheLineAtOnce(t *testing.T) {
	s := play(t, slow, `mail.m.count = 20`, `host.home.connections = 1`, `host.home.destination_memory = "none"`, `host.home.change.more = {at = "15m", connections = 50}`)
	s.want(t, metrics.Copies, 20)
	s.want(t, metrics.DeliveryMax, int64(15*time.Minute))
}

// Those in use are not cut off; none is used again until there are fewer than allowed.
func TestFewerConnectionsHoldForTheNextInLine(t *testing.T) {
	s := play(t, slow, `mail.m.count = 12`, `host.home.connections = 4`, `host.home.change.fewer = {at = "5m", connections = 1}`)
	s.want(t, metrics.Copies, 12)
	s.want(t, metrics.DeliveryMax, int64(80*time.Minute)) // four at once, then one every ten minutes
	for i, r := range s.of(sim.Delivered) {
		if r.Message != uint32(i) {
			t.Errorf("message %d came as number %d: the line was not kept", r.Message, i)
		}
	}
}

// A timer of the queue's own begins with the next failure; until then what is planned stays planned.
func TestQueueTimerThatIsIntroducedHurriesNobody(t *testing.T) {
	s := play(t, oneWay+scenariotest.Fault("far", "down", "connection-refused"), `length = "5h"`, `mail.m.count = 3`, `mail.m.lasts = "30m"`,
		`host.home.change.timer = {at = "2h", timer = "queue", message_retry = "3m", expiry = "timer"}`)
	planned := map[uint64]time.Duration{} // by copy
	for _, r := range s.records {
		switch {
		case r.At > 2*time.Hour:
		case r.Kind == sim.Deferred:
			planned[r.Copy] = r.Until
		case r.Kind == sim.Talked && r.Attempt > 1 && r.At != planned[r.Copy]:
			t.Errorf("attempt %d of copy %d at %v, planned for %v", r.Attempt, r.Copy, r.At, planned[r.Copy])
		}
	}
	if len(planned) != 3 {
		t.Errorf("%d copies waited, want 3", len(planned))
	}
}

// Who waits for a connection is not tried sooner because the queue is.
func TestRetryLeavesTheLineForConnectionsAlone(t *testing.T) {
	s := play(t, slow, `mail.m.count = 5`, `host.home.connections = 1`, `host.home.change.now = {at = "5m", retry = true}`)
	s.want(t, metrics.Copies, 5)
	if lined := s.of(sim.LinedUp); len(lined) != 4 {
		t.Errorf("%d times somebody joined the line, want 4", len(lined))
	}
}

// A change that opens connections and purges who is called to them leaves the connections free.
func TestPurgeFreesConnectionsThatWereKeptForCopies(t *testing.T) {
	s := play(t, slow+scenariotest.Mail("n", "me@home.example", "a@far.example", "1MB", `at = "1h"`, "count = 3"),
		`mail.m.count = 5`, `host.home.connections = 1`, `host.home.change.bin = {at = "5m", connections = 3, purge = "silently"}`)
	s.want(t, metrics.Purged, 4)
	s.want(t, metrics.Copies, 4)
	s.want(t, metrics.DeliveryMax, 0)
}

// Nothing is in any queue when it comes, and yet the storm is not over: an answer is still to be written.
func TestChangeHoldsForWhatIsStillToBeWritten(t *testing.T) {
	s := play(t, oneWay+scenariotest.Rule("a@far.example", "r", "robot", `after = "20m"`)+
		scenariotest.Guard("home", "bin", "discard", "on = false"), `host.home.change.bin = {at = "10m", guard = {bin = "on"}}`)
	s.want(t, metrics.AutoCount, 1)
	s.want(t, metrics.AutoCopies, 0)
}

// Two sessions under way at a time, in each of which another recipient is turned away and another one's copy thrown away.
func TestSessionsUnderWayKeepTheirRecipientsApart(t *testing.T) {
	s := play(t, oneWay+scenariotest.Lines(`bandwidth = "1Mbit/s"`)+
		scenariotest.Mail("n", "you@home.example", "a@far.example b@far.example c@far.example", "1MB")+
		scenariotest.Guard("far", "first", "unknown-recipient", `rcpt_to = "a@far.example"`, `mail_from = "me@home.example"`)+
		scenariotest.Guard("far", "second", "unknown-recipient", `rcpt_to = "b@far.example"`, `mail_from = "you@home.example"`)+
		scenariotest.Guard("far", "third", "discard", `rcpt_to = "c@far.example"`, `mail_from = "me@home.example"`)+
		scenariotest.Guard("far", "fourth", "discard", `rcpt_to = "a@far.example"`, `mail_from = "you@home.example"`),
		`mail.m.to = ["a@far.example", "b@far.example", "c@far.example"]`)
	for kind, want := range map[sim.Kind][]uint32{sim.Bounced: {0, 4}, sim.Discarded: {2, 3}, sim.Delivered: {1, 5}} {
		var got []uint32
		for _, r := range s.of(kind) {
			if r.Message < 2 {
				got = append(got, r.Delivery)
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%v deliveries %v, want %v", kind, got, want)
		}
	}
}

// The double finds its twin in the memory of the guard, and nowhere else: the twin was purged unheard of.
func TestDoubleOfAPurgedTwinIsGoneSuppressed(t *testing.T) {
	s := play(t, scenariotest.Mail("m", "me@home.example", "a@far.example", "1MB")+
		scenariotest.Mail("again", "me@home.example", "a@far.example", "", `at = "17m"`, `double_of = "m"`)+
		scenariotest.Host("home", "postfix", "home.example", "*=gate")+
		scenariotest.Host("gate", "postfix", "", "*=far")+
		scenariotest.Guard("gate", "again", "duplicate-check")+
		scenariotest.Table("host.gate.change.bin", `at = "5m"`, `purge = "silently"`)+
		scenariotest.Host("far", "", "far.example", "")+
		scenariotest.Fault("far", "down", "connection-refused", `ends = "10m"`))
	s.want(t, metrics.Copies, 0)
	twins := s.deliveries(t)
	if len(twins) != 2 || twins[0].Gone != sim.GonePurged || twins[1].Gone != sim.GoneSuppressed {
		t.Errorf("%+v, want the first purged and the second suppressed", twins)
	}
}

// Nobody was told, and why is known: the NDR could not be delivered either.
func TestDeliveryWhoseNDRDiedIsGoneUnreported(t *testing.T) {
	s := play(t, roundTrip+scenariotest.Fault("home", "shut", "reject"))
	if all := s.deliveries(t); len(all) != 1 || all[0].Gone != sim.GoneUnreported || all[0].Row != sim.RowAccepted {
		t.Errorf("%+v, want one delivery whose NDR died", all)
	}
}

// A guard must not remember what its host refused: the copy that comes by a shorter way is the first.
func TestGuardForgetsWhatTheHopLimitRefuses(t *testing.T) {
	s := play(t, scenariotest.Mail("m", "me@home.example", "a@far.example", "1MB")+
		scenariotest.Mail("direct", "me@home.example", "a@far.example", "", `at = "17m"`, `double_of = "m"`, `enters = "list"`)+
		scenariotest.Host("home", "postfix", "home.example", "*=first")+
		scenariotest.Host("first", "postfix", "", "*=second home.example=home")+
		scenariotest.Host("second", "postfix", "", "*=far home.example=home")+
		scenariotest.Host("list", "postfix", "", "*=far home.example=home")+
		scenariotest.Host("far", "postfix", "far.example", "*=home", "hop_limit = 2")+
		scenariotest.Guard("far", "again", "duplicate-check"))
	s.want(t, metrics.Copies, 1)
	s.want(t, metrics.Suppressed, 0)
}

// RCPT comes before the dot: where it refuses everybody, no hop limit is asked.
func TestWhomRcptRefusesNoHopLimitMeets(t *testing.T) {
	s := play(t, scenariotest.Mail("m", "me@home.example", "a@far.example b@far.example", "1MB")+
		scenariotest.Host("home", "postfix", "home.example", "*=relay")+
		scenariotest.Host("relay", "postfix", "", "*=far home.example=home")+
		scenariotest.Host("far", "", "far.example", "")+
		scenariotest.Guard("far", "unknown", "unknown-recipient", `rcpt_to = "@far.example"`)+
		scenariotest.Guard("far", "hops", "hop-limit", "hops = 1"))
	s.want(t, metrics.NDRCount, 2)
	s.want(t, metrics.LoopsCut, 0)
}

// One of two recipients has the message in the queue already; the dot has one reply for both.
func TestLoopCheckAtTheDotRefusesAllRecipients(t *testing.T) {
	s := play(t, scenariotest.Lines(`length = "3h"`)+
		scenariotest.Mail("m", "me@home.example", "a@far.example", "1MB")+
		scenariotest.Mail("again", "me@home.example", "a@far.example b@far.example", "", `at = "17m"`, `double_of = "m"`)+
		scenariotest.Host("home", "postfix", "home.example", "*=relay")+
		scenariotest.Host("relay", "postfix", "", "*=far home.example=home")+
		scenariotest.Guard("relay", "loop", "loop-check")+
		scenariotest.Host("far", "", "far.example", "")+
		scenariotest.Fault("far", "down", "connection-refused"))
	s.want(t, metrics.NDRCount, 2)
	s.want(t, metrics.LoopsCut, 1)
	for _, r := range s.of(sim.Bounced) {
		if r.Phase != smtp.Dot || r.At != 17*time.Minute {
			t.Errorf("an NDR at %v for phase %v, want both at 17 minutes for the dot", r.At, r.Phase)
		}
	}
}

// A program that fills a mailbox with its own answers is nobody's trouble.
func TestAutomaticMailIsNoTrouble(t *testing.T) {
	s := play(t, oneWay+scenariotest.Rule("a@far.example", "r", "robot", `size = "3MB"`, `after = "9m"`)+
		scenariotest.Table(`mailbox."me@home.example"`, `quota = "2MB"`), `length = "2h"`)
	s.want(t, metrics.AutoCount, 1)
	s.want(t, metrics.FullAt, int64(9*time.Minute))
	if s.result.Values[metrics.TroubleAt].Known {
		t.Error("there is trouble, and mail of people had none")
	}
}

// Two mailboxes that pass on to each other end at the hop limit; that cuts no loop of the mail that people wrote.
func TestAutomaticMailCutsNoLoopOfPeople(t *testing.T) {
	s := play(t, oneWay+scenariotest.Rule("a@far.example", "r", "redirect", `to = "b@home.example"`, "loop_limit = 0")+
		scenariotest.Rule("b@home.example", "r", "redirect", `to = "a@far.example"`, "loop_limit = 0"), `length = "2h"`)
	if len(s.of(sim.Looped)) == 0 {
		t.Fatal("they never came to the hop limit")
	}
	s.want(t, metrics.LoopsCut, 0)
}

// The delay notice about a robot's answer goes to the robot: no person's mail is late, and nobody is told.
func TestDelayNoticesAboutAutomaticMailAreNotCounted(t *testing.T) {
	s := play(t, oneWay+scenariotest.Rule("a@far.example", "r", "robot")+
		scenariotest.Fault("home", "down", "connection-refused"), `length = "6h"`, `host.far.profile = "exchange-server-edge"`,
		`host.far.external_reply = "leaves"`)
	if len(s.of(sim.Notified)) != 1 {
		t.Fatalf("%d delay notices, want one", len(s.of(sim.Notified)))
	}
	s.want(t, metrics.DelayCount, 0)
	if s.result.Values[metrics.SignAt].Known || s.result.Values[metrics.DelayFirst].Known {
		t.Error("a notice to a robot is taken for a sign of trouble")
	}
}

// What says Auto-Submitted is no mail of a user: the limits on what users send let it go.
func TestMarkedMailIsNotAskedOfSubmissionGuards(t *testing.T) {
	for marked, copies := range map[string]int64{"true": 5, "false": 2} {
		s := play(t, oneWay+scenariotest.Guard("far", "limit", "tenant-limit", "count = 2")+
			scenariotest.Rule("a@far.example", "r", "robot", "marked = "+marked), `mail.m.count = 5`)
		s.want(t, metrics.AutoCopies, copies)
	}
}

// A purge with NDRs is trouble though no attempt failed.
func TestPurgeIsTrouble(t *testing.T) {
	for how, told := range map[string]int64{"with-ndr": 1, "silently": 0} {
		s := play(t, oneWay, `length = "1h"`, `host.home.connections = 1`, `mail.m.count = 2`, `host.far.fault.slow = {kind = "slow-reply", delay = "9m"}`,
			`host.home.change.bin = {at = "5m", purge = "`+how+`"}`)
		s.want(t, metrics.Purged, 1)
		s.want(t, metrics.NDRCount, told)
		s.want(t, metrics.TroubleAt, int64(5*time.Minute))
	}
}

// A message can expire in the line for the only connection.
func TestExpiryWithoutAnAttemptIsTrouble(t *testing.T) {
	s := play(t, oneWay+scenariotest.Mail("n", "me@home.example", "a@far.example", "10MB", `at = "1s"`),
		`host.home.connections = 1`, `host.home.bandwidth = "1kbit/s"`, `host.home.message_expiration = "1h"`, `host.home.expiry = "timer"`)
	s.want(t, metrics.Attempts, 1)
	s.want(t, metrics.TroubleAt, int64(time.Hour+time.Second))
}

// A roll-out that is switched off and on begins anew, as on its first day.
func TestRolloutBeginsAnewWhenItIsSwitchedOn(t *testing.T) {
	s := play(t, oneWay+scenariotest.Fault("far", "roll", "tls-rollout", `good = "100%"`, `per_day = "20%"`)+
		scenariotest.Table("host.far.change.off", `at = "4d"`, `fault = {roll = "off"}`)+
		scenariotest.Table("host.far.change.on", `at = "5d"`, `fault = {roll = "on"}`),
		`length = "7d"`, `mail.m.rate = "6/h"`, `host.home.pool = {servers = 40, pick = "drawn"}`, `host.home.tls_failure = "defer"`)
	var failed [7]int // by day
	for _, r := range s.of(sim.Talked) {
		if r.Cause != smtp.None {
			failed[r.At/(24*time.Hour)]++
		}
	}
	if failed[0] > 0 || failed[3] == 0 || failed[4] > 0 || failed[5] > 0 || failed[6] == 0 {
		t.Errorf("by day %v sessions failed; want none on the first, the fifth and the sixth, some on the fourth and the seventh", failed)
	}
}

// Each message that is written again needs hand-overs of its own: two for each, and two attempts.
func TestResendsNeedHandoversOfTheirOwn(t *testing.T) {
	s := play(t, roundTrip, `mail.offer.resend = {share = "100%", after = "30m", times = 2}`)
	s.want(t, metrics.Attempts, 6)
	s.want(t, metrics.Amplification, 1)
}

// The NDR goes back without TLS, in a session that is no session of mail.
func TestDSNsCountNeitherAsSessionsNorAsCleartext(t *testing.T) {
	s := play(t, roundTrip+scenariotest.Fault("home", "open", "no-starttls"))
	s.want(t, metrics.NDRDelivered, 1)
	if last := s.of(sim.Talked)[2]; last.Flags&sim.FlagClear == 0 {
		t.Fatalf("the NDR went with TLS: %+v", last)
	}
	s.want(t, metrics.Sessions, 2)
	s.want(t, metrics.Cleartext, 0)
}

// What a DSN hears on its way is in no host's tally of answers, and its end settles nothing.
func TestDSNsLeaveTheTalliesOfAnswersAlone(t *testing.T) {
	s := play(t, roundTrip+scenariotest.Fault("home", "down", "connection-refused", `ends = "1h"`))
	home, relay := s.result.Hosts[0], s.result.Hosts[1]
	if len(home.Said) != 0 || len(relay.Heard) != 1 || relay.Heard[0].Count != 1 || relay.Heard[0].Phase != smtp.Rcpt {
		t.Errorf("home said %v, the relay heard %v; want nothing, and one refusal at RCPT", home.Said, relay.Heard)
	}
	if relay.DeferredEmptyAt != 0 {
		t.Errorf("the relay is settled at %v, and only a DSN was deferred there", relay.DeferredEmptyAt)
	}
}
