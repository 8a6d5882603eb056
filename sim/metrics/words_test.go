package metrics

import (
	"testing"
	"time"
)

// The nearest of the smaller unit, and never "60 min" or "1,000 kB".
func TestSpan(t *testing.T) {
	const s, m, h = time.Second, time.Minute, time.Hour
	for d, want := range map[time.Duration]string{
		0:                       "0 s",
		s - 1:                   "less than 1 s",
		s + s/2:                 "2 s",
		59*s + s/2:              "1 min",
		90 * s:                  "1 min 30 s",
		59*m + 59*s + s/2:       "1 h",
		3*h + 42*m + 29*s:       "3 h 42 min",
		3*h + 42*m + 31*s:       "3 h 43 min",
		71*h + 59*m + 29*s:      "71 h 59 min",
		71*h + 59*m + 31*s:      "3 d",
		3*24*h + 15*m:           "3 d 15 min",
		3*24*h + 59*m + 31*s:    "3 d 1 h",
		3*24*h + 23*h + 31*m:    "4 d",
		4*24*h + 9*h + 14*m:     "4 d 9 h",
		8784 * h:                "366 d",
		1_000_000 * h:           "41,666 d 16 h",
		1<<63 - 1:               "106,751 d 23 h",
		2*24*h + 4*h + 29*s:     "52 h",
		23*h + 59*m + 30*s:      "24 h",
		time.Duration(1500) * m: "25 h",
	} {
		if got := Span(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
}

func TestSize(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0 B", 999: "999 B", 1000: "1 kB", 459_123: "459.123 kB", 999_999: "999.999 kB", 27e6: "27 MB",
		1_492_600_000: "1.493 GB", 999_999_499: "999.999 MB", 999_999_500: "1 GB", 999_999_999_999: "1 TB", 5e15: "5,000 TB", 1<<63 - 1: "9,223,372.037 TB",
	} {
		if got := Size(n); got != want {
			t.Errorf("%d B is %q, want %q", n, got, want)
		}
	}
	for n, want := range map[int64]string{0: "0 B", 45_529: "45.5 kB", 486_000_000: "486 MB", 2_565_432_100: "2.57 GB", 999_960: "1 MB", 1_494_999: "1.49 MB", 86: "86 B"} {
		if got := Roughly(n); got != want {
			t.Errorf("%d B is roughly %q, want %q", n, got, want)
		}
	}
	if got := BitRate(10e6); got != "10 Mbit/s" {
		t.Error(got)
	}
}
