package survival

import (
	"math"
	"testing"
)

func always(float64) float64 { return 1 }

// sinceZero are spells that began at moment 0 and ended after low and not after high.
func sinceZero(bounds ...[2]int64) (spells []Spell) {
	for _, b := range bounds {
		spells = append(spells, Spell{EndedFrom: b[0], EndedTo: b[1]})
	}
	return spells
}

// shares is what the estimate gives to what lies between neighbouring moments.
func shares(t *testing.T, spells []Spell, moments ...int64) (all []float64) {
	t.Helper()
	c := newCells(spells, 0, always)
	m := mixture{c.rows, c.seen}
	counts := m.solve(nil)
	for i := 1; i < len(moments); i++ {
		sum := 0.0
		for j, n := range counts {
			if c.edges[j] >= moments[i-1] && c.edges[j] < moments[i] {
				sum += n
			}
		}
		all = append(all, sum/float64(len(spells)))
	}
	return all
}

func near(t *testing.T, what string, got, want []float64, within float64) {
	t.Helper()
	for i := range want {
		if math.Abs(got[i]-want[i]) > within {
			t.Errorf("%s: %.4f, not %.4f", what, got, want)
			return
		}
	}
}

// Where every length is known, the estimate is the empirical law.
func TestExactLengthsGiveTheEmpiricalLaw(t *testing.T) {
	got := shares(t, sinceZero([2]int64{40, 40}, [2]int64{7, 7}, [2]int64{7, 7}, [2]int64{900, 900}, [2]int64{12, 12}), 0, 6, 7, 11, 12, 39, 40, 899, 900, 1<<60)
	near(t, "empirical law", got, []float64{0, .4, 0, .2, 0, .2, 0, .2, 0}, 1e-3)
}

// Freireich's 21 patients under 6-MP, in weeks (1963): the textbooks' example of Kaplan and Meier.
func TestRightCensoringAloneGivesKaplanMeier(t *testing.T) {
	spells := sinceZero([2]int64{6, 6}, [2]int64{6, 6}, [2]int64{6, 6}, [2]int64{7, 7}, [2]int64{10, 10}, [2]int64{13, 13}, [2]int64{16, 16}, [2]int64{22, 22}, [2]int64{23, 23})
	for _, open := range []int64{6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35} {
		spells = append(spells, Spell{EndedFrom: open, EndedTo: Unended})
	}
	got := shares(t, spells, 0, 6, 7, 10, 13, 16, 22, 23, Unended)
	near(t, "Kaplan-Meier", got, []float64{1 - .857, .857 - .807, .807 - .753, .753 - .690, .690 - .627, .627 - .538, .538 - .448, .448}, 1e-3)
}

// Beadle's 46 patients with radiotherapy alone, in months until the breast retracts, as Finkelstein and Wolfe give them (1985).
func TestIntervalsGiveTurnbullsEstimate(t *testing.T) {
	spells := sinceZero([2]int64{25, 37}, [2]int64{6, 10}, [2]int64{0, 5}, [2]int64{0, 7}, [2]int64{26, 40}, [2]int64{27, 34}, [2]int64{7, 16}, [2]int64{36, 44},
		[2]int64{5, 11}, [2]int64{19, 35}, [2]int64{7, 14}, [2]int64{36, 48}, [2]int64{17, 25}, [2]int64{37, 44}, [2]int64{0, 8}, [2]int64{4, 11},
		[2]int64{17, 25}, [2]int64{19, 26}, [2]int64{11, 15}, [2]int64{11, 18}, [2]int64{5, 12})
	for _, open := range []int64{45, 37, 46, 18, 46, 46, 24, 46, 36, 17, 46, 37, 24, 40, 32, 15, 33, 37, 22, 38, 34, 46, 36, 46, 46} {
		spells = append(spells, Spell{EndedFrom: open, EndedTo: Unended})
	}
	got := shares(t, spells, 0, 4, 5, 6, 7, 8, 11, 12, 24, 25, 33, 34, 38, 40, 46, Unended)
	near(t, "Turnbull", got, []float64{0, .0463, 0, .0334, .0887, 0, .0708, 0, .0926, 0, .0818, 0, .1209, 0, .4656}, 1e-3)
}

// Turnbull and Weiss asked 191 boys when they first smoked (1978): some know the age, some smoke and have forgotten it, some do not yet. Klein
// and Moeschberger, Survival Analysis, table 5.5.
func TestCensoringOnBothSidesGivesTurnbullsEstimate(t *testing.T) {
	var spells []Spell
	for i, row := range [][3]int{{0, 4, 0}, {0, 12, 0}, {0, 19, 2}, {1, 24, 15}, {2, 20, 24}, {3, 13, 18}, {2, 3, 14}, {3, 1, 6}, {1, 0, 0}, {0, 4, 0}} {
		age := int64(10 + i)
		for kind, bounds := range [][2]int64{{0, age}, {age, age}, {age, Unended}} {
			for range row[kind] {
				spells = append(spells, sinceZero(bounds)...)
			}
		}
	}
	got := shares(t, spells, 0, 10, 11, 12, 13, 14, 15, 16, 17, Unended)
	near(t, "Turnbull", got, []float64{.023, .071, .112, .143, .135, .124, .047, .037, .308}, 1.1e-3)
}
