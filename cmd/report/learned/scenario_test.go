package learned

import (
	"math"
	"testing"
	"time"
)

func TestRates(t *testing.T) {
	for perHour, want := range map[float64]string{21.894: "21.89/h", 1: "1/h", 0.5: "12/d", 0.0104: "0.25/d", 0.0001: ""} {
		text, some := rateText(perHour)
		if some != (want != "") || some && text != want {
			t.Errorf("%g an hour is %s, not %s", perHour, text, want)
		}
	}
}

func TestLengths(t *testing.T) {
	for d, want := range map[time.Duration]string{24 * time.Hour: "24h", 48 * time.Hour: "2d", 90 * time.Minute: "90m", 75 * time.Second: "75s", 5 * 24 * time.Hour: "5d"} {
		if got := lengthOf(d); got != want {
			t.Errorf("%s is %s, not %s", d, got, want)
		}
	}
}

func TestSizes(t *testing.T) {
	for bytes, want := range map[float64]string{0: "1B", 999: "999B", 9999: "10KB", 74_899: "75KB", 1_981_234: "1980KB"} {
		if got := sizeText(bytes); got != want {
			t.Errorf("%g bytes are %s, not %s", bytes, got, want)
		}
	}
}

// Outages are rounded to five minutes.
func TestCoarse(t *testing.T) {
	for s, want := range map[int64]time.Duration{0: 5 * time.Minute, 449: 5 * time.Minute, 451: 10 * time.Minute, 3600: time.Hour} {
		if got := coarse(s); got != want {
			t.Errorf("%d s are %s, not %s", s, got, want)
		}
	}
	if got := moment(time.Date(2026, 1, 5, 8, 2, 31, 0, time.UTC).Unix()); got != "2026-01-05T08:05Z" {
		t.Errorf("the moment is %s", got)
	}
}

// Outages of many tables that begin at any moment leave exp(-rate x length) of the time without any; that of one table overlaps with none.
func TestOverlappingOutages(t *testing.T) {
	r := reported()
	r.Outages.Estimate.Up = 0.8
	for tables, want := range map[float64]float64{1: 1, 1e9: math.Log(1/0.8) / 0.2} {
		if got := r.overlapping(tables); math.Abs(got-want) > 1e-6 {
			t.Errorf("%v tables: %v, not %v", tables, got, want)
		}
	}
	if r.Outages.Estimate.Up = 1; r.overlapping(5) != 1 {
		t.Error("where there is no outage, some overlap")
	}
}
