package plots

import (
	"math"
	"testing"
	"time"

	"mailstorm/sim/experiment"

	"pgregory.net/rapid"
)

// The border between two whole numbers is where no decimal of six digits lies, nor its neighbours.
func TestShortDecimalsAreNoBorder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(-1_000_000, 1_000_000).Draw(t, "millionths")
		v := float64(n) / 1e6
		for _, steps := range []float64{1, 10, 60, 100} {
			want := whole(v, steps)
			if a, b := whole(math.Nextafter(v, 9), steps), whole(math.Nextafter(v, -9), steps); a != want || b != want {
				t.Fatalf("%v in steps of 1/%v: %d, its neighbours %d and %d", v, steps, want, a, b)
			}
			if off := math.Abs(float64(want) - v*steps); off > 0.51 {
				t.Fatalf("%v is %d steps of 1/%v", v, want, steps)
			}
		}
	})
}

func TestWholeNumbersStayAndLimitsHold(t *testing.T) {
	for _, test := range []struct {
		v    float64
		want int64
	}{{0, 0}, {1, 1}, {-1, -1}, {0.4, 0}, {0.6, 1}, {-0.6, -1}, {math.NaN(), 0}, {math.Inf(1), mostSteps}, {math.Inf(-1), -mostSteps}, {1e300, mostSteps}} {
		if got := whole(test.v, 1); got != test.want {
			t.Errorf("%v: got %d, want %d", test.v, got, test.want)
		}
	}
}

func TestNumbersForPeople(t *testing.T) {
	known := func(value, low, high float64) experiment.Estimate {
		return experiment.Estimate{Value: value, Low: low, High: high, Known: true, Bounded: true}
	}
	for _, test := range []struct {
		g              gauge
		e              experiment.Estimate
		full, interval string
	}{
		{shareGauge, known(0.0043, 0.0041, 0.0045), "0.430 %", "0.410 % to 0.450 %"},
		{shareGauge, known(0.00432, 0.00430, 0.00434), "0.4320 %", "0.4300 % to 0.4340 %"},
		{shareGauge, known(0.5, 0.3, 0.7), "50 %", "30 % to 70 %"},
		{shareGauge, known(1, 1, 1), "100 %", "sure in all these digits"},
		{shareGauge, known(-0.004, -0.006, -0.002), "−0.40 %", "−0.60 % to −0.20 %"},
		{shareGauge, known(0.000001, 0, 0.000002), "0.00010 %", "0 % to 0.00020 %"},
		{timeGauge, known(843, 841, 845), "14 h 3 min", "14 h 1 min to 14 h 5 min"},
		{timeGauge, known(1448.1, 1448, 1448.2), "24 h 8 min", "sure to the minute"},
		{timeGauge, known(0.5, 0.25, 0.75), "30 s", "15 s to 45 s"},
		{timeGauge, known(-120, -180, -60), "−2 h", "−3 h to −1 h"},
		{countGauge, known(1920, 1900, 1940), "1,920", "1,900 to 1,940"},
		{countGauge, known(0.25, 0.2, 0.3), "0.25", "0.20 to 0.30"},
		{bytesGauge, known(27e6, 26e6, 28e6), "27 MB", "26 MB to 28 MB"},
	} {
		r := test.g.of(test.e)
		if full, interval := test.g.full(r), test.g.interval(r); full != test.full || interval != test.interval {
			t.Errorf("%v: got %s (%s), want %s (%s)", test.e, full, interval, test.full, test.interval)
		}
	}
}

func TestValuesAreReadAsUsersWriteThem(t *testing.T) {
	for written, want := range map[string]struct {
		quantity
		name string
	}{
		"12h":                {quantity{int64(12 * time.Hour), timeUnit}, "12 h"},
		"1d12h":              {quantity{int64(36 * time.Hour), timeUnit}, "36 h"},
		"1.00:00:00":         {quantity{int64(24 * time.Hour), timeUnit}, "24 h"},
		"06:30:00":           {quantity{int64(390 * time.Minute), timeUnit}, "6 h 30 min"},
		"1.5h":               {quantity{int64(90 * time.Minute), timeUnit}, "1 h 30 min"},
		"90min":              {quantity{int64(90 * time.Minute), timeUnit}, "1 h 30 min"},
		"0s":                 {quantity{0, timeUnit}, "0 h"},
		"250ms":              {quantity{int64(250 * time.Millisecond), timeUnit}, "250ms"},
		"27MB":               {quantity{27e6, "MB"}, "27 MB"},
		"30%":                {quantity{30e6, "%"}, "30 %"},
		"0.3":                {quantity{3e5, ""}, "0.3"},
		"200/h":              {quantity{200e6, "/h"}, "200/h"},
		"postfix":            {quantity{}, "postfix"},
		"exchange-2016":      {quantity{}, "exchange-2016"},
		"":                   {quantity{}, ""},
		"60000.00:00:00":     {quantity{}, "60000.00:00:00"},
		"99999999999999999h": {quantity{}, "99999999999999999h"},
	} {
		got, ok := read(written)
		if ok != (want.quantity != quantity{}) || ok && got != want.quantity || human(written) != want.name {
			t.Errorf("%q: got %v, %v, %q; want %v, %q", written, got, ok, human(written), want.quantity, want.name)
		}
	}
}
