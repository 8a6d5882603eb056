package learn

import (
	"slices"
	"time"
)

// Nearest is the schedule that explains the waits best: a profile, or, where none fits, one in numbers.
func (f *Schedule) Nearest() *Fit {
	switch {
	case f.Own != nil && f.Own.Fit.schedule != nil:
		return &f.Own.Fit
	case len(f.Candidates) > 0:
		return &f.Candidates[0]
	}
	return nil
}

// predict puts beside the waits of each ordinal, as far as they are compared with profiles, what the nearest schedule has for the same messages.
func (f *Schedule) predict(all []wait) {
	near := f.Nearest()
	ages := agesOf(near.schedule, all)
	for i := range f.ByOrdinal {
		var met, predicted []int64
		for k, w := range all {
			if int(w.failures) == f.ByOrdinal[i].Number {
				met = append(met, int64(w.lasted/time.Second))
				for _, x := range predictions(near.schedule, ages, w, uint64(k), near.unseen) {
					predicted = append(predicted, x/int64(time.Second))
				}
			}
		}
		slices.Sort(met)
		slices.Sort(predicted)
		f.ByOrdinal[i].Compared = quantiles(met, len(met), 5, 50, 95)
		f.ByOrdinal[i].Predicted = quantiles(predicted, len(met), 5, 50, 95)
	}
}
