package experiment

import (
	"testing"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/experiment/stormtest"
	"mailstorm/sim/random"
)

// Who is told at the moment at which the mail arrives was not left in silence.
func TestSilenceEndsBeforeTheMailArrives(t *testing.T) {
	var s silences
	s.notice(0, 5*time.Hour)
	for first, want := range map[time.Duration]bool{5*time.Hour - 1: false, 5 * time.Hour: false, 5*time.Hour + 1: true} {
		if _, ok := s.of(&sim.Delivery{Copies: 1, First: first, Written: time.Hour}); ok != want {
			t.Errorf("told after 5 h of mail that arrived at %v: a silence: %v", first, ok)
		}
	}
	if silence, ok := s.of(&sim.Delivery{Written: time.Hour}); !ok || silence != 4*time.Hour {
		t.Errorf("told at 5 h of mail of 1 h that never arrived: %v, %v", silence, ok)
	}
}

// One DSN may end the silence about several deliveries; the next one is about another again.
func TestADSNTellsOfSeveral(t *testing.T) {
	var s silences
	for _, r := range []sim.Record{{Kind: sim.Bounced, Delivery: 0}, {Kind: sim.Bounced, Delivery: 1, Parent: 1 + 10}, {Kind: sim.Bounced, Delivery: 2},
		{Kind: sim.Written, Message: 10, Flags: sim.FlagReport}, {Kind: sim.Written, Message: 11, Flags: sim.FlagReport},
		{Kind: sim.Delivered, Message: 11, Flags: sim.FlagFirst, At: 2 * time.Hour}, {Kind: sim.Delivered, Message: 10, Flags: sim.FlagFirst, At: time.Hour}} {
		s.record(&r)
	}
	for number, want := range []time.Duration{time.Hour, time.Hour, 2 * time.Hour} {
		if silence, ok := s.of(&sim.Delivery{Number: uint32(number)}); !ok || silence != want {
			t.Errorf("delivery %d: told after %v, want %v", number, silence, want)
		}
	}
}

// What people wrote again is nothing that the scenario asks for: good mail is a share of what it does ask for, in storms whose standard
// bounces, too.
func TestTheStandardLeavesOutWhatIsWrittenAgain(t *testing.T) {
	again := func() *sim.Config {
		c := stormtest.Outage(t, 12*time.Hour, random.Quantity{Fixed: int64(24 * time.Hour)}, 40)
		for i := range c.Mails {
			c.Mails[i].Resend = sim.Resend{Share: random.All, After: time.Hour, Times: 1}
		}
		return c
	}
	standard, choice := again(), again()
	p := &Plan{Runs: 1, Seed: 1, Standards: [][]*sim.Config{{standard}}, Choices: []Choice{{Values: []string{"12h"}, Config: choice}}}
	r := rows(t, p, 1)[0]
	if asked, bounced := r.Parts[2*BouncedGood+1], r.Parts[2*BouncedGood]; asked != 40 || bounced != 0 || len(r.Told) == 0 {
		t.Errorf("good mail bounced is %d / %d, want 0 / 40, of a storm that does bounce: %v", bounced, asked, r.Told)
	}
}
