package sweeps

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mailstorm/sim/experiment/analysis"
)

// The border between two whole numbers is where no decimal of six digits lies, nor its neighbours.
func TestShortDecimalsAreNoBorder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(-1_000_000, 1_000_000).Draw(t, "millionths")
		v := float64(n) / 1e6
		for _, steps := range []float64{1, 10, 60, 100} {
			want := Round(v, steps)
			if a, b := Round(math.Nextafter(v, 9), steps), Round(math.Nextafter(v, -9), steps); a != want || b != want {
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
	}{{0, 0}, {1, 1}, {-1, -1}, {0.4, 0}, {0.6, 1}, {-0.6, -1}, {math.NaN(), 0}, {math.Inf(1), MaxSteps}, {math.Inf(-1), -MaxSteps}, {1e300, MaxSteps}} {
		if got := Round(test.v, 1); got != test.want {
			t.Errorf("%v: got %d, want %d", test.v, got, test.want)
		}
	}
}

func TestNumbersForPeople(t *testing.T) {
	known := func(value, low, high float64) analysis.Estimate {
		return analysis.Estimate{Value: value, Low: low, High: high, Known: true, Bounded: true}
	}
	for _, test := range []struct {
		g              Format
		e              analysis.Estimate
		full, interval string
	}{
		{ShareFormat, known(0.0043, 0.0041, 0.0045), "0.430 %", "0.410 % to 0.450 %"},
		{ShareFormat, known(0.00432, 0.00430, 0.00434), "0.4320 %", "0.4300 % to 0.4340 %"},
		{ShareFormat, known(0.5, 0.3, 0.7), "50 %", "30 % to 70 %"},
		{ShareFormat, known(1, 1, 1), "100 %", "the same in all digits"},
		{ShareFormat, known(-0.004, -0.006, -0.002), "−0.40 %", "−0.60 % to −0.20 %"},
		{ShareFormat, known(0.000001, 0, 0.000002), "0.00010 %", "0 % to 0.00020 %"},
		{TimeFormat, known(843, 841, 845), "14 h 3 min", "14 h 1 min to 14 h 5 min"},
		{TimeFormat, known(1448.1, 1448, 1448.2), "24 h 8 min", "the same to the minute"},
		{TimeFormat, known(0.5, 0.25, 0.75), "30 s", "15 s to 45 s"},
		{TimeFormat, known(-120, -180, -60), "−2 h", "−3 h to −1 h"},
		{CountFormat, known(1920, 1900, 1940), "1,920", "1,900 to 1,940"},
		{CountFormat, known(0.25, 0.2, 0.3), "0.25", "0.20 to 0.30"},
		{BytesFormat, known(27e6, 26e6, 28e6), "27 MB", "26 MB to 28 MB"},
	} {
		r := test.g.Read(test.e)
		if full, interval := test.g.Full(r), test.g.Interval(r); full != test.full || interval != test.interval {
			t.Errorf("%v: got %s (%s), want %s (%s)", test.e, full, interval, test.full, test.interval)
		}
	}
}

func TestValuesAreReadAsUsersWriteThem(t *testing.T) {
	for written, want := range map[string]struct {
		Quantity
		name string
	}{
		"12h":                {Quantity{int64(12 * time.Hour), TimeUnit}, "12 h"},
		"1d12h":              {Quantity{int64(36 * time.Hour), TimeUnit}, "36 h"},
		"1.00:00:00":         {Quantity{int64(24 * time.Hour), TimeUnit}, "24 h"},
		"06:30:00":           {Quantity{int64(390 * time.Minute), TimeUnit}, "6 h 30 min"},
		"1.5h":               {Quantity{int64(90 * time.Minute), TimeUnit}, "1 h 30 min"},
		"90min":              {Quantity{int64(90 * time.Minute), TimeUnit}, "1 h 30 min"},
		"0s":                 {Quantity{0, TimeUnit}, "0 h"},
		"250ms":              {Quantity{int64(250 * time.Millisecond), TimeUnit}, "250ms"},
		"27MB":               {Quantity{27e6, "MB"}, "27 MB"},
		"30%":                {Quantity{30e6, "%"}, "30 %"},
		"0.3":                {Quantity{3e5, ""}, "0.3"},
		"200/h":              {Quantity{200e6, "/h"}, "200/h"},
		"postfix":            {Quantity{}, "postfix"},
		"exchange-2016":      {Quantity{}, "exchange-2016"},
		"":                   {Quantity{}, ""},
		"60000.00:00:00":     {Quantity{}, "60000.00:00:00"},
		"99999999999999999h": {Quantity{}, "99999999999999999h"},
	} {
		got, ok := ParseQuantity(written)
		if ok != (want.Quantity != Quantity{}) || ok && got != want.Quantity || formatValue(written) != want.name {
			t.Errorf("%q: got %v, %v, %q; want %v, %q", written, got, ok, formatValue(written), want.Quantity, want.name)
		}
	}
}
