package sim_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim"
	"mailstorm/sim/destination"
	"mailstorm/sim/metrics"
	"mailstorm/sim/retry"
)

// What Postfix 3.7.11 did on loopback with its timers divided by 25: attempts at the failing host, of messages that came together and were given up
// at 75 minutes. A wave has 5 here. In reality it has 4 where the first session fails before the fifth begins, as with a host that refuses.
func TestDeadSitesOfPostfix(t *testing.T) {
	for _, c := range []struct {
		messages int
		fault    []string
		attempts int64
		apart    int64 // percent
		left     bool  // the host is left alone
	}{
		{1, []string{"connection-refused"}, 5, 0, false},
		{1, []string{"drop-after-data"}, 5, 0, false},
		{8, []string{"connection-refused"}, 21, 20, true},
		{8, []string{"greeting-defer"}, 23, 15, true},
		{30, []string{"connection-refused"}, 21, 20, true},
		{30, []string{"drop-after-data"}, 24, 15, true},
		{30, []string{"defer", `code = "450 4.3.2"`}, 150, 0, false},
		{30, []string{"defer", `code = "452 4.3.1"`, `phase = "dot"`}, 150, 0, false},
		{40, []string{"greeting-defer", `lasts = "3900s"`}, 55, 15, true},
		{40, []string{"defer", `lasts = "3900s"`}, 200, 0, false},
		{40, []string{"drop-after-data", `lasts = "3900s"`}, 56, 15, true},
	} {
		s := play(t, scenariotest.Mail("all", "ann@contoso.example", "bob@far.example", "1kB", fmt.Sprintf("count = %d", c.messages), `at = "150s"`)+
			scenariotest.Host("sender", "postfix", "contoso.example", "*=far", `message_expiration = "4500s"`, `delay_notice = "1500s"`)+
			scenariotest.Host("far", "rfc5321", "far.example", "")+scenariotest.Fault("far", "it", c.fault[0], c.fault[1:]...))
		near(t, fmt.Sprintf("%d messages, %v: attempts", c.messages, c.fault), s.result.Values[metrics.Sessions].Num, c.attempts, c.apart)
		if left := s.result.Values[metrics.Suspended].Num > 0; left != c.left {
			t.Errorf("%d messages, %v: deferred without an attempt: %t", c.messages, c.fault, left)
		}
	}
}

// Postfix tries new messages as they come, and deferred ones as the directory lists them: each wave tries the same five, which are others than the
// first five. In reality 30 messages had 5 waves of 5, and 9 of them were tried.
func TestWavesOfPostfixTryTheSameMessages(t *testing.T) {
	s := play(t, scenariotest.Mail("all", "ann@contoso.example", "bob@far.example", "20kB", "count = 30", `at = "150s"`)+
		scenariotest.Host("sender", "postfix", "contoso.example", "*=far", `message_expiration = "4500s"`)+
		scenariotest.Host("far", "rfc5321", "far.example", "")+scenariotest.Fault("far", "it", "drop-after-data"))
	waves := map[time.Duration][]uint32{}
	tried := map[uint32]bool{}
	for _, r := range s.of(sim.Talked) {
		if r.Host == 0 {
			waves[r.At] = append(waves[r.At], r.Message)
			tried[r.Message] = true
		}
	}
	second := waves[600*time.Second]
	for _, at := range []time.Duration{1200 * time.Second, 2400 * time.Second, 4800 * time.Second} {
		if !slices.Equal(waves[at], second) {
			t.Errorf("%v were tried at %s, %v in the wave before", waves[at], at, second)
		}
	}
	if len(waves) != 5 || !slices.Equal(waves[150*time.Second], []uint32{0, 1, 2, 3, 4}) || len(second) != 5 || len(tried) < 8 {
		t.Errorf("%v", waves)
	}
}

// near wants a figure within so many percent of what a real server did.
func near(t *testing.T, what string, got, real, percent int64) {
	t.Helper()
	if apart := got - real; 100*max(apart, -apart) > percent*real {
		t.Errorf("%s: %d, and %d in reality", what, got, real)
	} else {
		t.Logf("%s: %d, and %d in reality", what, got, real)
	}
}

// What sendmail 8.17 did with a queue run each 10 s: transfers or sessions with the failing host, and attempts in its log.
func TestRunStatusOfSendmail(t *testing.T) {
	for _, c := range []struct {
		messages            int
		lifetime            string
		fault               []string
		sessions, suspended int64
	}{
		{8, "120s", []string{"drop-after-data"}, 20, 84},
		{8, "50s", []string{"greeting-defer"}, 12, 28},
		{8, "50s", []string{"defer", `code = "421 4.3.2"`, `phase = "dot"`}, 12, 28},
		{4, "120s", []string{"slow-reply", `delay = "1h"`}, 16, 28},
	} {
		s := play(t, scenariotest.Mail("all", "ann@contoso.example", "bob@far.example", "20kB", fmt.Sprintf("count = %d", c.messages), `at = "0s"`)+
			scenariotest.Host("sender", "sendmail", "contoso.example", "*=far", `message_expiration = "`+c.lifetime+`"`, `every = "10s"`,
				`patience = {connect = "2s", greeting = "5s", ehlo = "5s", starttls = "5s", mail = "5s", rcpt = "5s", data = "5s", dot = "5s"}`)+
			scenariotest.Host("far", "rfc5321", "far.example", "")+scenariotest.Fault("far", "it", c.fault[0], c.fault[1:]...))
		near(t, fmt.Sprintf("%d messages, %v: sessions", c.messages, c.fault), s.result.Values[metrics.Sessions].Num, c.sessions, 10)
		near(t, fmt.Sprintf("%d messages, %v: deferrals without one", c.messages, c.fault), s.result.Values[metrics.Suspended].Num, c.suspended, 20)
	}
}

// What Exim 4.96 did with the retry rule F,20s,4s; G,100s,8s,1.5; F,200s,20s and a queue run each 2 s.
func TestHostRecordOfExim(t *testing.T) {
	for _, c := range []struct {
		messages int
		fault    []string
		sessions int64
	}{
		{1, []string{"connection-refused"}, 16},
		{1, []string{"defer", `code = "450 4.3.2"`}, 16},
		{1, []string{"defer", `code = "451 4.3.2"`, `phase = "data"`}, 16},
		{8, []string{"connection-refused"}, 16},
		{30, []string{"connection-refused"}, 18},
		{8, []string{"defer", `code = "450 4.3.2"`}, 29},
	} {
		s := exim(t, scenariotest.Mail("all", "ann@contoso.example", "bob@far.example", "20kB", fmt.Sprintf("count = %d", c.messages), `at = "0s"`), c.fault...)
		near(t, fmt.Sprintf("%d messages, %v: sessions", c.messages, c.fault), s.result.Values[metrics.Sessions].Num, c.sessions, 21)
		for _, r := range s.records {
			if r.Kind == sim.Bounced && r.Host == 0 && (r.At < 200*time.Second || r.At > 203*time.Second) {
				t.Errorf("%d messages, %v: an NDR at %s, and at 202 to 203 s in reality", c.messages, c.fault, r.At)
			}
		}
	}
}

// A recipient who is refused has his record from the first refusal on, whether the message reached others or not. Exim 4.96 tried the rest of such a
// message when it tried one that reached nobody.
func TestRecordOfARecipientWhoIsRefusedBesideOthers(t *testing.T) {
	times := func(to string) []time.Duration {
		s := exim(t, scenariotest.Mail("all", "ann@contoso.example", to, "20kB", `at = "0s"`), "defer", `code = "450 4.3.2"`, `rcpt_to = "eve@far.example"`)
		return s.times(sim.Talked)
	}
	if alone, beside := times("eve@far.example"), times("bob@far.example eve@far.example"); !slices.Equal(alone, beside) {
		t.Errorf("tried at %v beside another, at %v alone", beside, alone)
	}
}

// A new message to a host that is down since 100 s is given up with the old ones, and one that comes after that at once: neither is tried.
func TestNewMailToAHostThatIsDown(t *testing.T) {
	one := func(name, at string) string {
		return scenariotest.Mail(name, "ann@contoso.example", "bob@far.example", "20kB", `at = "`+at+`"`)
	}
	s := exim(t, one("old", "0s")+one("new", "100s")+one("late", "210s"), "connection-refused")
	ndrs, tried := map[uint32]time.Duration{}, map[uint32]int{}
	for _, r := range s.records {
		switch {
		case r.Host == 0 && r.Kind == sim.Talked:
			tried[r.Message]++
		case r.Host == 0 && r.Kind == sim.Bounced:
			ndrs[r.Message] = r.At
		}
	}
	if ndrs[1] != 200*time.Second || ndrs[2] != 210*time.Second || tried[1]+tried[2] != 0 {
		t.Errorf("NDRs at %v, tries %v", ndrs, tried)
	}
}

// Exim 4.96 warns each 30 s: at its attempts or, while a recipient is refused, at its queue runs. In reality the former came at 33, 64, 92, 132, 151
// and 193 s, the latter at 30, 60, 90, 120, 151 and 181 s.
func TestDelayNoticesOfExim(t *testing.T) {
	for _, c := range []struct {
		fault []string
		at    []int
	}{
		{[]string{"connection-refused"}, []int{32, 62, 90, 130, 150, 190}},
		{[]string{"defer", `code = "451 4.3.2"`, `phase = "data"`}, []int{32, 62, 90, 130, 150, 190}},
		{[]string{"defer", `code = "450 4.3.2"`}, []int{30, 60, 90, 120, 150, 180}},
	} {
		s := exim(t, scenariotest.Mail("one", "ann@contoso.example", "bob@far.example", "20kB", `at = "0s"`), c.fault...)
		var at []int
		for _, r := range s.records {
			if r.Kind == sim.Notified && r.Host == 0 {
				at = append(at, int(r.At/time.Second))
			}
		}
		if !slices.Equal(at, c.at) {
			t.Errorf("%v: delay notices at %v, want %v", c.fault, at, c.at)
		}
	}
}

func exim(t *testing.T, mail string, fault ...string) storm {
	t.Helper()
	return play(t, mail+
		scenariotest.Host("sender", "rfc5321", "contoso.example", "*=far", `message_expiration = "200s"`, `expiry = "after-attempt"`,
			`steps = ["4s", "4s", "4s", "4s", "4s", "4s", "8s", "12s", "18s", "28s", "40s", "20s"]`, `jitter = "0%"`, `destination_memory = "host-record"`, `every = "2s"`,
			`delay_notice = "30s"`, `delay_notice_at = "attempt"`, `delay_notice_again = "30s"`)+
		scenariotest.Host("far", "rfc5321", "far.example", "")+scenariotest.Fault("far", "it", fault[0], fault[1:]...))
}

// OpenSMTPD lets one connection try for all; qmail leaves an address alone that did not answer twice.
func TestRoutesAndTimeouts(t *testing.T) {
	for _, c := range []struct {
		profile, memory, fault string
		messages               int
		sessions, suspended    int64
	}{
		{"qmail", "route-backoff", "connection-refused", 5, 3, 8}, // waves at 0, 400 and, the last, 1600 s
		{"qmail", "route-backoff", "drop-after-data", 5, 15, 0},   // each message for itself: the route was ready
		{"qmail", "timeout-table", "connect-timeout", 1, 2, 0},    // 0 and 460 s; at 1660 s it is left alone, and given up
		{"qmail", "timeout-table", "connection-refused", 1, 3, 0},
	} {
		s := play(t, scenariotest.Mail("all", "ann@contoso.example", "bob@far.example", "20kB", fmt.Sprintf("count = %d", c.messages), `at = "0s"`)+
			scenariotest.Host("sender", c.profile, "contoso.example", "*=far", `message_expiration = "1500s"`, `destination_memory = "`+c.memory+`"`)+
			scenariotest.Host("far", "rfc5321", "far.example", "")+scenariotest.Fault("far", "it", c.fault))
		if got := s.result.Values; got[metrics.Sessions].Num != c.sessions || got[metrics.Suspended].Num != c.suspended {
			t.Errorf("%s, %s: %d sessions, %d suspended, want %d and %d", c.memory, c.fault, got[metrics.Sessions].Num, got[metrics.Suspended].Num, c.sessions, c.suspended)
		}
	}
}

// The words of a profile and the rows of the catalogue are the same, in the same order.
func TestMemoriesHaveWords(t *testing.T) {
	words := retry.NoMemory.Words()[1:]
	if len(words) != len(destination.Kinds) {
		t.Fatalf("%d words, %d kinds", len(words), len(destination.Kinds))
	}
	for i, k := range destination.Kinds {
		if k.Name != words[i] {
			t.Errorf("the word %s stands for %s", words[i], k.Name)
		}
	}
}

// A queue's timer is a memory; timer is another spelling for it, which leaves other memories as they are, and which holds where both are written.
func TestQueueTimerByEitherName(t *testing.T) {
	digest := func(profile string, lines ...string) [16]byte {
		return play(t, scenariotest.Mail("all", "ann@contoso.example", "bob@far.example", "20kB", "count = 20", `lasts = "3h"`)+
			scenariotest.Host("sender", profile, "contoso.example", "*=far", lines...)+
			scenariotest.Host("far", "rfc5321", "far.example", "")+scenariotest.Fault("far", "it", "connection-refused", `lasts = "9h"`)).result.Digest
	}
	const retry, timer = `message_retry = "5m"`, `timer = "queue"`
	own, queues := digest("rfc5321"), digest("rfc5321", retry, timer)
	for _, c := range []struct {
		what      string
		got, want [16]byte
	}{
		{"the timer by its other name", digest("rfc5321", retry, `destination_memory = "queue-timer"`), queues},
		{"the timer and no other memory", digest("rfc5321", retry, timer, `destination_memory = "none"`), queues},
		{"the messages' timers", digest("exchange-server-mailbox", `timer = "message"`), digest("exchange-server-mailbox", `destination_memory = "none"`)},
		{"the messages' timers of Postfix", digest("postfix", `timer = "message"`), digest("postfix")},
		{"a change to the messages' timers at once", digest("rfc5321", retry, timer, `change.now = {at = "0s", timer = "message"}`),
			digest("rfc5321", retry, timer, `change.now = {at = "0s", destination_memory = "none"}`)},
	} {
		if c.got != c.want {
			t.Errorf("%s: %x, want %x", c.what, c.got, c.want)
		}
	}
	if own == queues {
		t.Error("the timer changes nothing")
	}
}
