package encode

import (
	"math"
	"math/big"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mailstorm/sim/metrics"
)

func TestExact(t *testing.T) {
	for _, row := range []struct {
		value metrics.Value
		unit  metrics.Unit
		want  string
	}{
		{metrics.Value{}, metrics.Duration, ""},
		{metrics.Int(0), metrics.Count, "0"},
		{metrics.Int(math.MaxInt64), metrics.Count, "9223372036854775807"},
		{metrics.Int(0), metrics.Duration, "0"},
		{metrics.Int(int64(24*time.Hour + 3*time.Minute)), metrics.Duration, "86580"},
		{metrics.Int(25_175_697_999_999), metrics.Duration, "25175.698"},
		{metrics.Int(1_500_000_000), metrics.Duration, "1.5"},
		{metrics.Int(499_999), metrics.Duration, "0"},
		{metrics.Int(500_000), metrics.Duration, "0.001"},
		{metrics.Int(999_999_999), metrics.Duration, "1"},
		{metrics.Int(-60_000_000_000), metrics.Duration, "-60"},
		{metrics.Value{Num: 26, Den: 3, Known: true}, metrics.Ratio, "8.6667"},
		{metrics.Value{Num: 5, Den: 2, Known: true}, metrics.Ratio, "2.5"},
		{metrics.Value{Num: 1, Den: 20000, Known: true}, metrics.Ratio, "0.0001"},
		{metrics.Value{Num: 100, Den: 60, Known: true}, metrics.Rate, "1.667"},
		{metrics.Int(2_592_000_000), metrics.Bytes, "2592000000"},
	} {
		if got := Exact(row.value, row.unit); got != row.want {
			t.Errorf("%v %s: %q, want %q", row.value, row.unit, got, row.want)
		}
	}
}

func TestQuotientRoundsHalfUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		num := rapid.Int64Min(0).Draw(t, "num")
		den := rapid.Int64Min(1).Draw(t, "den")
		places := rapid.IntRange(0, 4).Draw(t, "places")
		want := big.NewRat(num, den).FloatString(places)
		if strings.Contains(want, ".") {
			want = strings.TrimRight(strings.TrimRight(want, "0"), ".")
		}
		if got := quotient(num, den, places); got != want {
			t.Fatalf("%d / %d to %d places: %s, want %s", num, den, places, got, want)
		}
	})
}
