package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"mailstorm/scenarios/profile"
	"mailstorm/sim"
	"mailstorm/sim/retry"
)

func TestEveryProfileIsBesieged(t *testing.T) {
	for _, e := range profile.Library() {
		s, err := scheduleOf(e)
		if err != nil {
			t.Errorf("%s: %v", e.Name, err)
			continue
		}
		sooner := e.Profile.MostAttempts > 0 || e.Profile.Expiry == retry.Predicted
		if len(s.attempts) < 1 || s.ndr == 0 && e.Profile.Lifetime > time.Second || s.ndr < e.Profile.Lifetime && !sooner {
			t.Errorf("%s: %d attempts, NDR after %v", e.Name, len(s.attempts), s.ndr)
		}
	}
}

func TestEveryNameIsExplained(t *testing.T) {
	for _, c := range catalogues() {
		for _, e := range c.entries() {
			var out, errs bytes.Buffer
			if code := execute([]string{"explain", e.name}, streams{strings.NewReader(""), &out, &errs}); code != exitOK {
				t.Errorf("%s: exit code %d: %s", e.name, code, errs.String())
			}
			if e.meaning == "" || !strings.HasPrefix(out.String(), e.name+": a") {
				t.Errorf("%s %s: %.80q", c.name, e.name, out.String())
			}
		}
	}
}

func TestProgressErasesItself(t *testing.T) {
	var b bytes.Buffer
	p := newProgress(&b, true, 1)
	p.beginRun(&sim.Config{Length: 4 * time.Hour})
	p.showRun(time.Hour, 1)
	if b.Len() > 0 {
		t.Error("it shows itself at once")
	}
	p.started, p.shown = p.started.Add(-time.Minute), p.shown.Add(-time.Minute)
	p.showRun(time.Hour, 6_000_000)
	if line := b.String(); !strings.HasPrefix(line, "\r1 h simulated, 6,000,000 events, ") || !strings.Contains(line, "3 min 1 s left") {
		t.Errorf("%q", line)
	}
	p.runs = 3 // two more, under other profiles: 11 quarters are left of 12
	b.Reset()
	p.shown = p.shown.Add(-time.Minute)
	p.showRun(time.Hour, 6_000_000)
	if line := b.String(); !strings.HasPrefix(line, "\rrun 1 of at most 3: 1 h simulated, ") || !strings.Contains(line, "at most 11 min 1 s left") {
		t.Errorf("%q", line)
	}
	p.endRun(6_000_000)
	p.beginRun(&sim.Config{Length: 4 * time.Hour})
	b.Reset()
	p.shown = p.shown.Add(-time.Minute)
	p.showRun(2*time.Hour, 6_000_000) // half of all is over, in a minute
	if line := b.String(); !strings.HasPrefix(line, "\rrun 2 of at most 3: 2 h simulated, 12,000,000 events, ") || !strings.Contains(line, "at most 1 min 1 s left") {
		t.Errorf("%q", line)
	}
	b.Reset()
	p.eraseRun()
	if b.String() != "\r\x1b[K" {
		t.Errorf("%q", b.String())
	}
}
