package retry

import (
	"errors"
	"strings"
	"testing"
	"time"

	"mailstorm/sim/random"
)

func TestBuildRefuses(t *testing.T) {
	good := online(documented, 0)
	if err := good.Build(); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		figure, cure string
		spoil        func(*Profile)
	}{
		{"schedule", "steps, age, retry-rules, runs, root", func(p *Profile) { p.Shape = "stairs" }},
		{"first", "0s", func(p *Profile) { p.Shaping.First = -1 }},
		{"steps", "at least one", func(p *Profile) { p.Shaping.Steps = nil }},
		{"steps", "number 2 is 0s", func(p *Profile) { p.Shaping.Steps = minutes(15, 0) }},
		{"cap", "none", func(p *Profile) { p.Shaping.Cap = -time.Hour }},
		{"jitter", "10%", func(p *Profile) { p.Shaping.Jitter = random.All + 1 }},
		{"growth", "5/4", func(p *Profile) { p.Shaping.Growth = Growths{{0, ratio(0, 1)}} }},
		{"growth", "sort", func(p *Profile) { p.Shaping.Growth = Growths{{10, ratio(1, 1)}, {5, ratio(2, 1)}} }},
		{"growth", "sort", func(p *Profile) { p.Shaping.Growth = Growths{{10, ratio(1, 1)}, {10, ratio(2, 1)}} }},
		{"growth", "smaller factor", func(p *Profile) { p.Shaping.Growth = Growths{{5, ratio(2, 1)}, {10, ratio(3, 2)}} }},
		{"priority_weight", "1/2", func(p *Profile) { p.Shaping.Priority[High] = ratio(0, 1) }},
		{"error_weight", "1/2", func(p *Profile) { p.Shaping.Cause[1] = ratio(1, 0) }},
		{"minimum", "smaller", func(p *Profile) { p.Shape, p.Shaping.Min, p.Shaping.Max = "age", time.Hour, time.Minute }},
		{"every", "10m", func(p *Profile) { p.Shape, p.Shaping.Every = "runs", 0 }},
		{"phase", "first run", func(p *Profile) { p.Shape, p.Shaping.Every, p.Shaping.Phase.At = "runs", time.Hour, -1 }},
		{"most_attempts", "unlimited", func(p *Profile) {
			p.Memory, p.MessageRetry, p.MostAttempts = QueueTimer, []time.Duration{time.Minute}, 3
		}},
		{"skip", "20", func(p *Profile) { p.Shape = "root" }},
		{"message_expiration", "24h", func(p *Profile) { p.Lifetime = 0 }},
		{"message_expiration_range", "smaller end first", func(p *Profile) { p.Documented = Range{day, day / 2} }},
		{"expiry", "timer = \"message\"", func(p *Profile) {
			p.Memory, p.MessageRetry, p.Expiry = QueueTimer, []time.Duration{time.Minute}, AfterAttempt
		}},
		{"expiry_check", "smaller end first", func(p *Profile) { p.Check = Range{2, 1} }},
		{"delay_notice", "none", func(p *Profile) { p.Notice = -1 }},
		{"message_retry", "5m", func(p *Profile) { p.Memory = QueueTimer }},
		{"move_every", "never", func(p *Profile) { p.MoveEvery = 1 }},
		{"sessions", "1", func(p *Profile) { p.Sessions = 0 }},
		{"pool", "servers = 1", func(p *Profile) { p.Pool.Servers = 0 }},
		{"pool", "networks = 1", func(p *Profile) { p.Pool.Servers, p.Pool.Networks = 1, 2 }},
		{"dsn_size", "50kB", func(p *Profile) { p.DSN.Size = -1 }},
		{"dsn_size", "50kB", func(p *Profile) { p.DSN.Size = 10_000_001 }},
		{"dsn_recipient", "300B", func(p *Profile) { p.DSN.Recipient = -1 }},
		{"dsn_recipient", "300B", func(p *Profile) { p.DSN.Recipient = 10_000_001 }},
		{"dsn_returns_up_to", "50kB", func(p *Profile) { p.DSN.UpTo = -1 }},
		{"delay_notice_again", "never", func(p *Profile) { p.Again = 1 }},
		{"delay_notice_at", "every = \"30m\"", func(p *Profile) { p.NoticeAt = NoticeAtRun }},
		{"tls_failure", "clear-after 300s", func(p *Profile) { p.TLS.Failure = TLSClearAfter }},
		{"patience", "negative", func(p *Profile) { p.Patience[0] = -1 }},
		{"hop_limit", "100", func(p *Profile) { p.HopLimit = 0 }},
	} {
		refuses(t, good, row.figure, row.cure, row.spoil)
	}
}

// refuses checks that a spoilt profile is refused at a figure, with a cure.
func refuses(t *testing.T, p Profile, figure, cure string, spoil func(*Profile)) {
	t.Helper()
	spoil(&p)
	var refusal *Refusal
	if err := p.Build(); !errors.As(err, &refusal) {
		t.Errorf("%s: accepted, want a refusal that says %q", figure, cure)
	} else if refusal.Figure != figure || !strings.Contains(refusal.Reason, cure) {
		t.Errorf("refused with %q, want %s and %q", err, figure, cure)
	}
}

func TestACapBelowTheFirstStepIsFine(t *testing.T) {
	p := online(Shaping{Steps: minutes(15), Cap: 5 * time.Minute}, 0)
	if s := refuseAll(t, p); s.attempts[1] != 5*time.Minute {
		t.Errorf("second attempt at %v, want the cap", s.attempts[1])
	}
}
