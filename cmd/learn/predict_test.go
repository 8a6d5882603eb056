package learn

import (
	"testing"
	"time"
)

// What the nearest schedule predicts lies where its own waits do, for each ordinal; others' do not.
func TestPredictedWaits(t *testing.T) {
	l := New(Options{Own: []string{"own.example"}})
	for i := range 20 {
		l.Message(deferred(library("postfix"), i, monday.Add(time.Duration(i*433)*time.Second), 20*time.Hour))
	}
	f := l.schedule.findings()
	if near := f.Nearest(); near == nil || near.Profile != "postfix" {
		t.Fatalf("the nearest is %+v", near)
	}
	if len(f.ByOrdinal) != shownOrdinals {
		t.Errorf("there are %d ordinals", len(f.ByOrdinal))
	}
	for _, o := range f.ByOrdinal {
		met, predicted := o.Compared, o.Predicted
		if len(met) != 3 || len(predicted) != 3 || met[1].Value < predicted[0].Value-1 || met[1].Value > predicted[2].Value+1 || predicted[0].Value < 290 {
			t.Errorf("after failure %d half wait up to %+v, and by the profile %+v", o.Number, met, predicted)
		}
	}
	f.Candidates = nil
	if f.Own == nil && f.Nearest() != nil {
		t.Error("no schedule is the nearest")
	}
}
