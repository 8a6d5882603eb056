package progress

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"mailstorm/sim"
)

func TestProgressErasesItself(t *testing.T) {
	var b bytes.Buffer
	p := NewRuns(&b, true, 1)
	p.Begin(&sim.Config{Length: 4 * time.Hour})
	p.Show(time.Hour, 1)
	if b.Len() > 0 {
		t.Error("it shows itself at once")
	}
	p.started, p.shown = p.started.Add(-time.Minute), p.shown.Add(-time.Minute)
	p.Show(time.Hour, 6_000_000)
	if line := b.String(); !strings.HasPrefix(line, "\r1 h simulated, 6,000,000 events, ") || !strings.Contains(line, "3 min 1 s left") {
		t.Errorf("%q", line)
	}
	p.runs = 3 // two more, under other profiles: 11 quarters are left of 12
	b.Reset()
	p.shown = p.shown.Add(-time.Minute)
	p.Show(time.Hour, 6_000_000)
	if line := b.String(); !strings.HasPrefix(line, "\rrun 1 of at most 3: 1 h simulated, ") || !strings.Contains(line, "at most 11 min 1 s left") {
		t.Errorf("%q", line)
	}
	p.End(6_000_000)
	p.Begin(&sim.Config{Length: 4 * time.Hour})
	b.Reset()
	p.shown = p.shown.Add(-time.Minute)
	p.Show(2*time.Hour, 6_000_000) // half of all is over, in a minute
	if line := b.String(); !strings.HasPrefix(line, "\rrun 2 of at most 3: 2 h simulated, 12,000,000 events, ") || !strings.Contains(line, "at most 1 min 1 s left") {
		t.Errorf("%q", line)
	}
	b.Reset()
	p.Erase()
	if b.String() != "\r\x1b[K" {
		t.Errorf("%q", b.String())
	}
}
