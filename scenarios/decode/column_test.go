package decode

import (
	"testing"
	"time"

	"mailstorm/scenarios/quantity"
)

// The most that a cell of a column may say is allowed, and one more is not.
func TestCellsMayReachTheMost(t *testing.T) {
	for cell, s := range map[string]*Scale{"50000000": CountScale, "1GB": SizeScale, "100%": ShareScale, "3650d": DurationScale} {
		if v, err := (column{scale: s}).value(cell); err != nil || v != s.most {
			t.Errorf("%s: %d, %v", cell, v, err)
		}
	}
	if _, err := (column{scale: CountScale}).value("50000001"); err == nil {
		t.Error("more than the most is allowed")
	}
}

func TestColumnNamesSayTheirUnit(t *testing.T) {
	for name, want := range map[string]time.Duration{
		"minutes": time.Minute, "Minutes": time.Minute, "TOTAL MINUTES": time.Minute, "TotalMinutes": time.Minute, "outage_hours": time.Hour, "lasts [Days]": quantity.Day,
		"TotalMilliseconds": time.Millisecond, "milliseconds": time.Millisecond, "Seconds": time.Second,
		"holidays": 0, "downtimes": 0, "min": 0, "TOTALMINUTES": 0, "minutes down": 0, "": 0, "ünutes": 0,
		"Dauer (min)": time.Minute, "down [ h ]": time.Hour, "lasts (d)": quantity.Day, "lasts (h]": 0, "lasts h": 0, "h)": 0, "(": 0,
	} {
		if got := unitOf(name, DurationScale); got != int64(want) {
			t.Errorf("%q counts %v, want %v", name, time.Duration(got), want)
		}
	}
	for name, want := range map[string]int64{"bytes": 1, "total_bytes": 1, "SizeMB": 1e6, "mb": 1e6, "size kb": 1e3, "Kilobytes": 1e3, "KiB": 1024, "thumb": 0, "Size": 0, "Volumen (MiB)": 1 << 20} {
		if got := unitOf(name, SizeScale); got != want {
			t.Errorf("%q counts %d, want %d", name, got, want)
		}
	}
}
