package sim_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

func TestBandwidthIsAPipe(t *testing.T) {
	// 27 MB at 8 Mbit/s take 27 s each; four at once leave one after the other
	s := play(t, oneHop("exchange-online-fixed15", "count = 4", refused+"\nends = \"1ns\"\nstarts = \"0s\"\n"), `host.relay.bandwidth = "8Mbit/s"`,
		`host.relay.fault.trouble.share = "0%"`)
	var ends []time.Duration
	for _, r := range s.of(sim.HandedOver) {
		ends = append(ends, r.At)
	}
	for i, at := range ends {
		if want := time.Duration(i+1) * 27 * time.Second; at != want {
			t.Errorf("mail %d was there after %v, want %v", i, at, want)
		}
	}
	s.want(t, metrics.WireBytes, 4*27_000_000)
	if peak := s.result.Values[metrics.WirePeak]; peak.Num != 60_000_000 {
		t.Errorf("the busiest minute carried %d bytes, the line can carry 60 MB", peak.Num)
	}
}

// Copies count for each of their recipients, since each of these costs memory: one in the queue of the sender is 1000, and each attempt
// leaves 1000 more in mailboxes.
func TestLimitOfCopiesCountsRecipients(t *testing.T) {
	text := strings.Replace(oneHop("exchange-online-fixed15", "count = 1", "kind = \"drop-after-data\"\n"), `"partner@fabrikam.example"`,
		`{recipients = 1000, domains = ["fabrikam.example"]}`, 1)
	for _, c := range []struct {
		limit    string
		attempts int64
	}{{"1000", 0}, {"1001", 1}, {"3000", 2}, {"3001", 3}} {
		s := play(t, text, "copy_limit = "+c.limit)
		if got := s.result.Values[metrics.Attempts].Num; got != c.attempts || s.result.Stopped == "" {
			t.Errorf("with copy_limit = %s there were %d attempts, want %d; stopped: %q", c.limit, got, c.attempts, s.result.Stopped)
		}
	}
}

// All attempts count, whatever way they go: three are made, not four, and what was counted so far is told.
func TestLimitOfAttempts(t *testing.T) {
	text := oneHop("exchange-online-fixed15", "count = 1", refused)
	for _, limit := range []string{"1", "3", "50"} {
		s := play(t, text, "attempt_limit = "+limit)
		if got := fmt.Sprint(s.result.Values[metrics.Attempts].Num); got != limit || s.result.Stopped != "the limit of attempts was reached" {
			t.Errorf("with attempt_limit = %s there were %s attempts; stopped: %q", limit, got, s.result.Stopped)
		}
	}
}

// A peer that stalls after the handshake holds its slot for the phase's timeout: healthy mail waits behind it.
func TestHungSessionsHoldTheirSlots(t *testing.T) {
	text := oneHop("exchange-online-fixed15", "count = 10", "kind = \"tls-hang\"\nof = \"messages\"\nshare = \"50%\"\n")
	free := play(t, text, `length = "14m"`)
	slots := play(t, text, `length = "14m"`, `host.exo.connections = 1`)
	if a, b := free.result.Values[metrics.DeliveryMax].Num, slots.result.Values[metrics.DeliveryMax].Num; a != 0 || b < int64(5*time.Minute) {
		t.Errorf("healthy mail took up to %v without and %v with one connection, want none and at least 5 min", time.Duration(a), time.Duration(b))
	}
}

func TestNextHostInTheSameAttempt(t *testing.T) {
	text := scenariotest.Mail("deck", "sender@contoso.example", "partner@fabrikam.example", "27MB") +
		scenariotest.Host("mta", "postfix", "contoso.example", "*=mx1,mx2") +
		scenariotest.Host("mx1", "", "", "*=box") +
		scenariotest.Host("mx2", "", "", "*=box") +
		scenariotest.Host("box", "", "fabrikam.example", "") +
		scenariotest.Fault("mx1", "lost", "drop-after-data")
	s := play(t, text)
	s.want(t, metrics.Copies, 2)
	s.want(t, metrics.Duplicated, 1)
	if got := s.result.Hosts[0].Values; got[metrics.Attempts].Num != 1 || got[metrics.Sessions].Num != 2 {
		t.Errorf("%d attempts with %d sessions, want one with two", got[metrics.Attempts].Num, got[metrics.Sessions].Num)
	}
	s.want(t, metrics.QueueEmptyAt, 0)
}

func TestFlushAfterRecovery(t *testing.T) {
	text := oneHop("exchange-online-fixed15", "count = 200\nlasts = \"15m\"", refused+"\nends = \"3h7m\"")
	own := play(t, text)
	flush := play(t, text, `host.exo.recovery = "flush"`)
	a, b := time.Duration(own.result.Values[metrics.QueueEmptyAt].Num), time.Duration(flush.result.Values[metrics.QueueEmptyAt].Num)
	if a < 3*time.Hour+20*time.Minute || b > 3*time.Hour+8*time.Minute {
		t.Errorf("the queue was empty at %v with own timers and at %v with a flush", a, b)
	}
	if n := flush.result.Values[metrics.Duplicates].Num; n != 0 {
		t.Errorf("a flush made %d duplicates", n)
	}
}

func TestMovesAndNotices(t *testing.T) {
	s := play(t, oneHop("exchange-online-observed", "", refused))
	s.want(t, metrics.Moves, 2)
	s = play(t, oneHop("exchange-server-mailbox", "", refused))
	s.want(t, metrics.DelayCount, 1)
	s.want(t, metrics.DelayFirst, int64(4*time.Hour))
	s.want(t, metrics.SilenceMax, int64(4*time.Hour))
}

func TestAlert(t *testing.T) {
	s := play(t, oneHop("exchange-online-fixed15", "count = 2500\nlasts = \"50m\"", refused)+scenariotest.Host("box", "", "partner.example", ""),
		`length = "6h"`, `host.relay.routes."*"="box"`, `mail.deck.to="partner@partner.example"`)
	v := s.result.Values[metrics.AlertAt]
	var at []time.Duration
	for _, r := range s.of(sim.Written) {
		at = append(at, r.At)
	}
	if want := at[1999] + time.Hour; !v.Known || time.Duration(v.Num) != want {
		t.Errorf("the alert came at %v, want an hour after the 2000th mail: %v", time.Duration(v.Num), want)
	}
}

func TestOfficeHours(t *testing.T) {
	s := play(t, oneHop("exchange-online-fixed15", "count = 2000\nlasts = \"14d\"\nhours = \"Mon-Fri 08:00-18:00\"", refused+"\nends = \"1s\""))
	for _, r := range s.of(sim.Written) {
		at := s.config.Clock.Add(r.At)
		if at.Hour() < 8 || at.Hour() >= 18 || at.Weekday() == time.Saturday || at.Weekday() == time.Sunday {
			t.Fatalf("somebody wrote on %v", at)
		}
	}
	if last := s.config.Clock.Add(s.of(sim.Written)[1999].At); last.Day() < 15 {
		t.Errorf("the last mail of two weeks was written on %v", last)
	}
}

func TestSlowReplyBeyondPatience(t *testing.T) {
	s := play(t, oneHop("exchange-online-fixed15", "", "kind = \"slow-reply\"\ndelay = \"12m\""), `length = "1h"`)
	s.want(t, metrics.Copies, 4)
	if r := s.of(sim.Talked)[0]; r.Until != 10*time.Minute || r.Flags&sim.FlagKept == 0 {
		t.Errorf("the first session ended at %v, want when the sender's 10 min are over", r.Until)
	}
	if at := s.of(sim.Delivered)[0].At; at != 0 {
		t.Errorf("the copy was in the mailbox at %v, want at once: only the reply is late", at)
	}
}

func TestLoopOfRoutesIsCut(t *testing.T) {
	text := scenariotest.Mail("deck", "sender@contoso.example", "partner@fabrikam.example", "1MB") +
		scenariotest.Host("a", "exchange-server-mailbox", "contoso.example", "fabrikam.example=b") +
		scenariotest.Host("b", "exchange-server-mailbox", "", "fabrikam.example=a")
	s := play(t, text)
	s.want(t, metrics.LoopsCut, 1)
	s.want(t, metrics.NDRCount, 1)
	if r := s.of(sim.Bounced)[0]; r.Reply.Enhanced.String() != "5.4.6" && r.Reply.Enhanced.String() != "5.4.14" {
		t.Errorf("the NDR says %v", r.Reply)
	}
}

// Who stands in line for a connection goes before who becomes due at the same moment, whatever their numbers.
func TestNobodyStarvesInLine(t *testing.T) {
	text := oneHop("exchange-online-fixed15", "count = 3", "kind = \"tls-hang\"\nmail_from = \"sender@contoso.example\"\n") +
		scenariotest.Mail("healthy", "other@contoso.example", "partner@fabrikam.example", "75KB", `at = "11m"`)
	s := play(t, text, `host.exo.connections = 1`, `length = "6h"`)
	for _, r := range s.of(sim.HandedOver) {
		if r.At != 15*time.Minute {
			t.Errorf("the healthy mail went at %v, want 15 min: behind three sessions that hang for 5 min each", r.At)
		}
	}
	s.want(t, metrics.Copies, 1)
}
