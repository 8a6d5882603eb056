package english

import (
	"testing"
	"time"

	"mailstorm/scenarios/zone"
)

// Times of day are those of the clock on the wall, and those of an hour that comes twice say which one is meant.
func TestClockAcrossAChange(t *testing.T) {
	berlin, err := zone.Load("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	spring := NewClock(time.Date(2026, 3, 28, 0, 0, 0, 0, berlin), 3*24*time.Hour)
	autumn := NewClock(time.Date(2026, 10, 25, 0, 0, 0, 0, berlin), 25*time.Hour)
	for _, c := range []struct {
		clock Clock
		at    time.Duration
		want  string
	}{
		{spring, 25*time.Hour + 59*time.Minute, "Sun 01:59"}, {spring, 26 * time.Hour, "Sun 03:00"}, {spring, 47 * time.Hour, "Mon 00:00"},
		{autumn, 90 * time.Minute, "01:30"}, {autumn, 150 * time.Minute, "02:30 +02:00"}, {autumn, 210 * time.Minute, "02:30 +01:00"}, {autumn, 4 * time.Hour, "03:00"},
		{autumn, 24 * time.Hour, "23:00"}, // of the same day, which has 25 hours
	} {
		if got := c.clock.At(c.at); got != c.want {
			t.Errorf("%v after %v: %s, want %s", c.at, c.clock.Zero, got, c.want)
		}
	}
	if got := spring.Zone(); got != "Europe/Berlin, UTC+01:00; UTC+02:00 from Sun 29 Mar 02:00" {
		t.Error(got)
	}
}
