package analysis

import (
	"math"
	"slices"
	"testing"

	"mailstorm/sim/experiment"
)

// TestWeighing reckons three values in two states by hand. A percent bounced costs 10:
//
//	state A costs 10, 20, 40; state B costs 70, 50, 40
//	the worst is  70, 50, 40, and the third is the least bad
//	regret is 0, 10, 30 and 30, 10, 0, at worst 30, 10, 30, and the second has the least
func TestWeighing(t *testing.T) {
	a, sa := table(t, .1, []float64{1, 2, 4}, []float64{700, 700, 700})
	b, sb := table(t, .1, []float64{7, 5, 4}, []float64{700, 700, 700})
	d := experiment.Decision{Weights: []experiment.Weight{{Subject: good, Cost: 1000}}}
	values := func(all []Estimate) (v []float64) {
		for _, e := range all {
			v = append(v, math.Round(e.Value))
		}
		return v
	}
	states := []State{{a, sa}, {b, sb}}
	w := CompareStates(d, states, nil)
	if got := values(w.Worst); !slices.Equal(got, []float64{70, 50, 40}) || w.Maximin != 2 {
		t.Errorf("worst %v, maximin %d", got, w.Maximin)
	}
	if got := values(w.Regret); !slices.Equal(got, []float64{30, 10, 30}) || w.MinimaxRegret != 1 {
		t.Errorf("regret %v, minimax %d", got, w.MinimaxRegret)
	}
	if w.LeastExpected != -1 {
		t.Error("there is no prior")
	}
	for likely, prior := range [][]float64{{.9, .1}, {.5, .5}, {.1, .9}} {
		w := CompareStates(d, states, prior)
		if w.LeastExpected != likely || len(w.Rivals) > 0 {
			t.Errorf("%v: %d, beside %v", prior, w.LeastExpected, w.Rivals)
		}
	}
	if got := values(CompareStates(d, states, []float64{.9, .1}).Expected); !slices.Equal(got, []float64{16, 23, 40}) {
		t.Errorf("expected %v", got)
	}
	if w := CompareStates(d, states, []float64{.6666, .3334}); w.LeastExpected != 1 && w.LeastExpected != 0 || len(w.Rivals) == 0 {
		t.Errorf("a difference within the interval decides: %d, beside %v", w.LeastExpected, w.Rivals)
	}
	d.Limits = []experiment.Limit{limit(.06)}
	if w := CompareStates(d, states, nil); w.Worst[0].Known || w.Maximin != 2 || w.MinimaxRegret != 1 || !slices.Equal(w.Violates[0], []bool{false, true}) {
		t.Errorf("a value that breaks a limit in one state: %+v", w)
	}
	d.Limits = []experiment.Limit{limit(.01)}
	if w := CompareStates(d, states, []float64{.5, .5}); w.Maximin != -1 || w.MinimaxRegret != -1 || w.LeastExpected != -1 {
		t.Errorf("all break the limit: %+v", w)
	}
	d.Limits, a.Choices[2].Barred = nil, true
	if w := CompareStates(d, states, nil); w.Maximin != 1 {
		t.Errorf("what cannot be set is chosen: %d", w.Maximin)
	}
}
