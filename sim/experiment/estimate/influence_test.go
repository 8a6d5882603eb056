package estimate

import (
	"math"
	"testing"
)

// Without skew it is Student's interval: 1 to 5, n = 5: 3 -+ 2.776 * sqrt(2.5/5).
func TestIntervalsAreStudentsWhereNothingIsSkewed(t *testing.T) {
	a := Ratio([]int64{1, 2, 3, 4, 5}, []int64{1, 1, 1, 1, 1}, Simple(5))
	if e := a.Estimate(); math.Abs(e.Low-(3-1.963243)) > 1e-5 || math.Abs(e.High-(3+1.963243)) > 1e-5 {
		t.Errorf("%+v", e)
	}
}
