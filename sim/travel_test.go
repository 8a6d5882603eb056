package sim_test

import (
	"testing"
	"time"

	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// return trip: home writes to a relay that takes all, and finds out behind it that nobody is there.
var roundTrip = scenariotest.Lines(`length = "3d"`) +
	scenariotest.Mail("offer", "me@home.example", "gone@far.example", "2MB") +
	scenariotest.Host("home", "exchange-online-fixed15", "home.example", "*=relay") +
	scenariotest.Host("relay", "exchange-server-edge", "", "far.example=far home.example=home") +
	scenariotest.Host("far", "", "far.example", "") +
	scenariotest.Guard("far", "unknown", "unknown-recipient", `rcpt_to = "gone@far.example"`)

// An NDR is a message: it takes as long as its way back takes, and nobody is told before.
func TestNDRTravels(t *testing.T) {
	s := play(t, roundTrip+scenariotest.Fault("home", "down", "connection-refused", `ends = "1h"`))
	s.want(t, metrics.NDRCount, 1)
	s.want(t, metrics.NDRDelivered, 1)
	s.want(t, metrics.NDRLost, 0)
	// the queue of the relay tries after 0, 1, 2, 3, 4, 14, ... 64 min: the first attempt after the hour
	s.want(t, metrics.NDRFirst, int64(64*time.Minute))
	if s.result.Fates[sim.RowNDR][0] != 1 {
		t.Errorf("fates %v", s.result.Fates)
	}
	s.want(t, metrics.Attempts, 2) // those of the NDR are no attempts at mail
	s.want(t, metrics.WireBytes, 2_000_000)
	if want := s.config.Hosts[1].Profile.DSN.About(2_000_000, true); s.result.Values[metrics.DSNBytes].Num != want || want != 2_020_000 { // it returns the message
		t.Errorf("%d bytes of DSNs, want %d", s.result.Values[metrics.DSNBytes].Num, want)
	}
}

// An NDR that cannot be delivered dies, and its delivery is lost without a word.
func TestNDRDiesSilently(t *testing.T) {
	for name, trouble := range map[string]string{
		"it is refused for good": scenariotest.Fault("home", "shut", "reject"),
		"it expires":             scenariotest.Fault("home", "down", "connection-refused"),
		"a guard throws it away": scenariotest.Guard("home", "bin", "discard"),
		"it is lost after 250":   scenariotest.Fault("home", "hole", "accept-and-lose"),
		"it is purged": scenariotest.Fault("home", "down", "connection-refused") +
			scenariotest.Table("host.relay.change.bin", `at = "1h"`, `purge = "with-ndr"`),
	} {
		t.Run(name, func(t *testing.T) {
			s := play(t, roundTrip+trouble)
			s.want(t, metrics.NDRCount, 1)
			s.want(t, metrics.NDRDelivered, 0)
			s.want(t, metrics.NDRLost, 1)
			s.want(t, metrics.LostDeliveries, 1)
			if s.result.Values[metrics.NDRFirst].Known {
				t.Error("nobody was told, and yet there is a first NDR")
			}
		})
	}
}

// While its NDR is on the way a sender still waits.
func TestNDRUnderWayIsPending(t *testing.T) {
	s := play(t, roundTrip+scenariotest.Fault("home", "down", "connection-refused"), `length = "1h"`)
	s.want(t, metrics.Pending, 1)
	s.want(t, metrics.NDRLost, 0)
	s.want(t, metrics.NDRDelivered, 0)
}

// Who gets an NDR twice, because the reply to its transfer was lost, is told once.
func TestNDRTwice(t *testing.T) {
	s := play(t, roundTrip+scenariotest.Fault("home", "reply", "drop-after-data", `ends = "90s"`))
	s.want(t, metrics.NDRDelivered, 1)
	s.want(t, metrics.NDRExcess, 0)
	s.want(t, metrics.NDRFirst, 0)
}

// Nobody is told of what came from <>.
func TestNullSenderGetsNoNDR(t *testing.T) {
	s := play(t, roundTrip+scenariotest.Fault("home", "shut", "reject"))
	died := s.of(sim.Died)
	if len(died) != 1 || len(s.of(sim.Bounced)) != 1 {
		t.Errorf("%d died, %d NDRs, want 1 and 1", len(died), len(s.of(sim.Bounced)))
	}
}

// A user who writes again after each NDR, at most twice: three messages, each with its NDR.
func TestResend(t *testing.T) {
	s := play(t, roundTrip, `mail.offer.resend = {share = "100%", after = "30m", times = 2}`)
	s.want(t, metrics.Messages, 3)
	s.want(t, metrics.Resent, 2)
	s.want(t, metrics.NDRDelivered, 3)
	s.want(t, metrics.ExtraCopies, 0)
	written := s.of(sim.Written)
	for i, want := range []time.Duration{0, 0, 30 * time.Minute, 30 * time.Minute, time.Hour, time.Hour} { // each with its NDR
		if written[i].At != want {
			t.Errorf("message %d at %v, want %v", i, written[i].At, want)
		}
	}
}

// A false NDR makes people write again: the mail had arrived each time, so each time there is one copy too many.
func TestExtraCopies(t *testing.T) {
	s := play(t, oneHop("exchange-online-fixed15", "resend = {share = \"100%\", times = 3}", "kind = \"defer\"\nphase = \"dot\"\nkept = true\n"),
		`host.exo.message_expiration = "12h"`)
	copies := int64(48) // every quarter of an hour for 12 h
	s.want(t, metrics.Messages, 4)
	s.want(t, metrics.Copies, 4*copies)
	s.want(t, metrics.Duplicates, 4*(copies-1))
	s.want(t, metrics.ExtraCopies, 3)
}

// Forged mail to nobody: the NDRs go to people who had written nothing.
func TestBackscatter(t *testing.T) {
	s := play(t, roundTrip, `mail.offer.forged = true`, `mail.offer.count = 7`, `mail.offer.enters = "relay"`)
	s.want(t, metrics.NDRDelivered, 7)
	s.want(t, metrics.Backscatter, 7)
}
