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
	p := NewRun(&b, true, &sim.Config{Length: 4 * time.Hour})
	p.Show(time.Hour, 1)
	if b.Len() > 0 {
		t.Error("it shows itself at once")
	}
	p.started, p.shown = p.started.Add(-time.Minute), p.shown.Add(-time.Minute)
	p.Show(time.Hour, 6_000_000)
	if line := b.String(); !strings.HasPrefix(line, "\r1 h simulated, 6,000,000 events, ") || !strings.Contains(line, "3 min 1 s left") {
		t.Errorf("%q", line)
	}
	b.Reset()
	p.Erase()
	if b.String() != "\r\x1b[K" {
		t.Errorf("%q", b.String())
	}
}
