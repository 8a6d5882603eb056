package sim_test

import (
	"testing"
	"time"

	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

var fullMailbox = scenariotest.Lines(`length = "24h"`) +
	scenariotest.Mail("full", "a@contoso.example", "full@fabrikam.example", "1MB") +
	scenariotest.Mail("other", "a@contoso.example", "b@fabrikam.example", "10kB", "count = 1440", `starts = "30s"`, `ends = "24h"`) +
	scenariotest.Host("exo", "exchange-server-mailbox", "contoso.example", "*=relay") +
	scenariotest.Host("relay", "", "fabrikam.example", "") +
	scenariotest.Fault("relay", "full", "defer", `code = "452 4.2.2"`, `rcpt_to = "full@fabrikam.example"`)

// 452 at RCPT concerns one message: whatever else goes through, it waits for its own time. By hand: 24 h of 5 min; of 15 min.
func TestWhatWasDeferredAloneIsNotWokenByOthers(t *testing.T) {
	for _, c := range []struct {
		set  []string
		want int64
	}{
		{nil, 288},
		{[]string{`host.exo.recovery = "flush"`}, 288},
		{[]string{`host.exo.profile = "exchange-online-fixed15"`, `host.exo.recovery = "flush"`}, 96},
		{[]string{`host.exo.profile = "exchange-online-fixed15"`, `host.exo.recovery = "own-timers"`}, 96},
	} {
		s := play(t, fullMailbox, c.set...)
		if got := s.result.Values[metrics.AttemptsMax].Num; got != c.want {
			t.Errorf("%q: %d attempts, want %d", c.set, got, c.want)
		}
	}
}

// The deck's 250 is lost for an hour, small mail goes through: by hand 0, 5, ... 55 min lost and 60 heard.
func TestTheDeckWaitsAloneOnExchangeServer(t *testing.T) {
	s := play(t, oneHop("exchange-server-mailbox", "", "kind = \"drop-after-data\"\nlarger_than = \"10MB\"\nends = \"1h\"")+
		scenariotest.Mail("small", "sender@contoso.example", "other@fabrikam.example", "10kB", "count = 60", `starts = "30s"`, `ends = "1h"`))
	s.want(t, metrics.Copies, 13+60)
	s.want(t, metrics.WireBytes, 13*27_000_000+60*10_000)
}

var outage = scenariotest.Mail("a", "a@contoso.example", "b@fabrikam.example", "1MB") +
	scenariotest.Mail("b", "a@contoso.example", "b@fabrikam.example", "1MB", `at = "7m"`) +
	scenariotest.Host("exo", "exchange-online-fixed15", "contoso.example", "*=relay") +
	scenariotest.Host("relay", "", "fabrikam.example", "") +
	scenariotest.Fault("relay", "down", "connection-refused")

// arrivals are the moments at which messages 0 and 1 were handed over.
func (s storm) arrivals() (at [2]time.Duration) {
	for _, r := range s.of(sim.HandedOver) {
		at[r.Message] = r.At
	}
	return at
}

// Down until 20 min: A is tried at 0, 15 and 30 min, B at 7 and 22 min. With flush, A goes as soon as B got through.
func TestFlushFollowsAnOutage(t *testing.T) {
	if at := play(t, outage, `host.relay.fault.down.ends = "20m"`).arrivals(); at != [2]time.Duration{30 * time.Minute, 22 * time.Minute} {
		t.Errorf("by their own timers they arrive at %v", at)
	}
	flush := `host.exo.recovery = "flush"`
	if at := play(t, outage, flush, `host.relay.fault.down.ends = "20m"`).arrivals(); at != [2]time.Duration{22 * time.Minute, 22 * time.Minute} {
		t.Errorf("flushed they arrive at %v", at)
	}
	// One refused connection that no retry has confirmed is no outage.
	if at := play(t, outage, flush, `host.relay.fault.down.ends = "5m"`).arrivals(); at != [2]time.Duration{15 * time.Minute, 7 * time.Minute} {
		t.Errorf("after a single failure they arrive at %v", at)
	}
}

// Nine of ten sessions fail, always: something gets through all the time, so there is no outage to recover from.
func TestFlushNeedsAnOutage(t *testing.T) {
	attempts := func(recovery string) int64 {
		s := play(t, oneHop("exchange-online-fixed15", "count = 500", refused+"\nshare = \"90%\""), `host.exo.recovery = "`+recovery+`"`)
		return s.result.Values[metrics.Attempts].Num
	}
	if own, flushed := attempts("own-timers"), attempts("flush"); flushed != own {
		t.Errorf("%d attempts by own timers, %d with flush", own, flushed)
	}
}

// What is flushed goes in order of receipt, whoever has waited for less.
func TestFlushKeepsTheOrderOfReceipt(t *testing.T) {
	s := play(t, oneHop("exchange-online", "count = 200\nstarts = \"0s\"\nends = \"3h\"", refused+"\nends = \"3h\""), `host.exo.recovery = "flush"`)
	handed := s.of(sim.HandedOver)
	first := handed[0].At
	for i, r := range handed[1:] {
		if r.At != first {
			t.Fatalf("message %d went at %v, %v after the first", r.Message, r.At, r.At-first)
		}
		if i > 0 && r.Copy < handed[i].Copy {
			t.Errorf("copy %d went after copy %d", r.Copy, handed[i].Copy)
		}
	}
}
