package draw

import (
	"math"
	"testing"
)

func TestLogAxis(t *testing.T) {
	a := LogAxis{From: 1, To: 1 << 40, First: 100, Other: 4100}
	for n, want := range map[int64]int{1: 100, 1 << 10: 1100, 1 << 20: 2100, 1 << 40: 4100, 0: 100, 1 << 50: 4100} {
		if got := a.At(n); got != want {
			t.Errorf("%d is at %d, want %d", n, got, want)
		}
	}
	up := LogAxis{From: 10, To: 1000, First: 500, Other: 100}
	if got := up.At(100); got != 300 && got != 301 {
		t.Errorf("upwards, 100 is at %d", got)
	}
	for n := int64(1); n > 0 && n < math.MaxInt64/3; n = n*3 + 1 {
		if got := float64(logarithm(n)) / (1 << 20); math.Abs(got-math.Log2(float64(n))) > 1e-4 {
			t.Errorf("the logarithm of %d is %g", n, got)
		}
	}
}
