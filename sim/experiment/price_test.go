package experiment

import (
	"math"
	"testing"
)

// Prices are said per unit that people count in, and a range never reaches beyond itself.
func TestPricesAreRoundedSoThatTheyHold(t *testing.T) {
	for _, test := range []struct {
		of       Subject
		from, to float64
		want     string
	}{
		{Subject{Measure: BouncedGood}, 788.9, math.Inf(1), "from 7.89/%"},
		{Subject{Measure: BouncedGood}, 788.1, math.Inf(1), "from 7.89/%"},
		{Subject{Measure: BouncedGood}, 0, 788.9, "up to 7.88/%"},
		{Subject{Measure: MeanTold}, 1. / 60, 123456. / 60, "1/h to 123000/h"},
		{Subject{Measure: WireBytes}, 1e-9, 2.3456e-9, "1/GB to 2.34/GB"},
		{Subject{Measure: Duplicates}, 0, math.Inf(1), "at any price"},
	} {
		if got := (&Decision{}).PriceRange(Weight{Subject: test.of}, test.from, test.to); got != test.want {
			t.Errorf("%s from %v to %v: %s, want %s", test.of.Name(), test.from, test.to, got, test.want)
		}
	}
}
