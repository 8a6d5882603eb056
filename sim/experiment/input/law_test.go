package input

import (
	"math"
	"slices"
	"testing"

	"mailstorm/sim/random"
	"pgregory.net/rapid"
)

func anyList(t *rapid.T) []int64 {
	value := rapid.OneOf(rapid.Int64Range(0, 9), rapid.Int64Range(0, 1e15))
	return rapid.SliceOfN(value, 2, 400).Draw(t, "values")
}

// anyLaw comes with what is drawn from it.
func anyLaw(t *rapid.T) (*Law, *random.Quantity) {
	switch rapid.IntRange(0, 2).Draw(t, "kind") {
	case 0:
		q := &random.Quantity{Mean: rapid.Int64Range(1e9, 1e15).Draw(t, "mean")}
		return Stated(q, rapid.IntRange(1, 400).Draw(t, "n")), q
	case 1:
		q := anyPoints(t)
		return Stated(q, rapid.IntRange(1, 400).Draw(t, "n")), q
	}
	l := Observed(anyList(t))
	return l, l.Quantity()
}

// anyPoints may have stretches where many values are the same.
func anyPoints(t *rapid.T) *random.Quantity {
	q := &random.Quantity{}
	p := random.Point{Value: rapid.Int64Range(0, 30).Draw(t, "least")}
	for range rapid.IntRange(1, 6).Draw(t, "points") {
		q.Points = append(q.Points, p)
		p.Share += random.Share(rapid.Uint64Range(1<<24, 1<<29).Draw(t, "share"))
		p.Value += rapid.OneOf(rapid.Int64Range(0, 30), rapid.Int64Range(0, 1e15)).Draw(t, "rise")
	}
	return q
}

const hour = 3600e9

// library is the law of outages that the scenarios of the library have.
var library = &random.Quantity{Points: []random.Point{{Value: hour / 12}, {Share: random.All / 2, Value: hour}, {Share: random.All / 10 * 9, Value: 12 * hour},
	{Share: random.All / 50 * 49, Value: 48 * hour}, {Share: random.All, Value: 96 * hour}}}

// A cell of the law is drawn as often as it should be on average: up to its edge lie just the masses up to there.
func TestCellsAreDrawnAsOftenAsTheirMasses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, q := anyLaw(t)
		below := 0.0
		for i, m := range l.mean() {
			below += m
			at := uint64(min(below*math.Exp2(64), math.Exp2(64)-2048))
			if q.Mean > 0 {
				at = ^at
			}
			if got, want := float64(q.Draw(at)), float64(l.edges[i]); i < len(l.edges)-1 && math.Abs(got-want) > 1e-6*float64(l.edges[i+1])+1e-4*want+2 {
				t.Fatalf("cell %d of %v ends at %v, where %v is drawn", i, l.edges, want, got)
			}
		}
		if last := l.edges[len(l.edges)-1]; math.Abs(below-1) > 1e-9 || last != q.Max() {
			t.Errorf("masses add up to %v, and end at %d, not %d", below, last, q.Max())
		}
	})
}

func TestLawsAreLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, q := anyLaw(t)
		if !slices.IsSorted(l.edges) || len(slices.Compact(slices.Clone(l.edges))) < len(l.edges) {
			t.Fatalf("edges %v", l.edges)
		}
		for i, p := range l.points {
			if i > 0 && (p.Share <= l.points[i-1].Share || p.Value < l.points[i-1].Value) {
				t.Fatalf("points %v", l.points)
			}
		}
		sum := 0.0
		for _, m := range l.draw(&stream{turn: rapid.Uint64().Draw(t, "turn")}) {
			sum += m
			if !(m >= 0) {
				t.Fatalf("mass %v", m)
			}
		}
		value := q.Draw(rapid.Uint64().Draw(t, "draw"))
		c := l.cell(value)
		if math.Abs(sum-1) > 1e-9 || value > l.edges[c] || c > 0 && value <= l.edges[c-1] {
			t.Errorf("masses add up to %v; %d lies in cell %d of %v", sum, value, c, l.edges)
		}
	})
}

// On average over the laws that may be true each cell has what replications are drawn with, the cells of the tail, too.
func TestLawsScatterAboutTheirMiddle(t *testing.T) {
	var list []int64
	for i := range uint64(30) {
		list = append(list, library.Draw(i*(1<<59)+1<<58))
	}
	for name, l := range map[string]*Law{"observed": Observed(list), "stated": Stated(library, 30), "exponential": Stated(&random.Quantity{Mean: hour}, 30), "two": Observed([]int64{hour, 3 * hour}), "ties": Observed([]int64{5e9, 5e9, 5e9, 5e9, 7e9, 7e9})} {
		const n = 4000
		sums, squares := make([]float64, len(l.edges)), make([]float64, len(l.edges))
		for turn := range uint64(n) {
			for i, m := range l.draw(&stream{subject: turn}) {
				sums[i] += m / n
				squares[i] += m * m / n
			}
		}
		for i, m := range l.mean() {
			if off := math.Abs(sums[i] - m); off > 4.5*math.Sqrt((squares[i]-sums[i]*sums[i])/n)+1e-3*m {
				t.Errorf("%s: cell up to %d has %v on average, not %v", name, l.edges[i], sums[i], m)
			}
		}
	}
}

// A list whose largest values are close together goes on less far than one with large steps.
func TestTailGoesOnAsTheListDoes(t *testing.T) {
	var steady, wild []int64
	for i := range 50 {
		steady = append(steady, int64(hour)*int64(50+i)/50)
		wild = append(wild, int64(hour*math.Pow(50/float64(50-i), 1.5)))
	}
	even := func(list []int64) float64 {
		return float64(Observed(list).Quantity().Max()) / float64(slices.Max(list))
	}
	if a, b := even(steady), even(wild); a > 2 || b < 5 || b > farthest+2 {
		t.Errorf("they go on to %.2f and %.2f times their largest values", a, b)
	}
}

// Laws that may be true scatter about the one on average, as quantities that are drawn from, too.
func TestSamplesScatterAboutTheirMiddle(t *testing.T) {
	var list []int64
	for i := range uint64(30) {
		list = append(list, library.Draw(i*(1<<59)+1<<58))
	}
	for name, of := range map[string]struct {
		law *Law
		q   *random.Quantity
	}{"observed": {Observed(list), Observed(list).Quantity()}, "stated": {Stated(library, 30), library}, "ties": {Observed([]int64{5e9, 5e9, 5e9, 5e9, 7e9, 7e9}), nil}} {
		q, above, least, most := of.q, 0, int64(math.MaxInt64), int64(0)
		if q == nil {
			q = of.law.Quantity()
		}
		for turn := range uint64(400) {
			at := of.law.Sample(random.NewSeed(7), turn).Draw(1 << 63)
			least, most = min(least, at), max(most, at)
			if at > q.Draw(1<<63) {
				above++
			}
		}
		if name == "ties" {
			if least != 5e9 || most < 7e9 || most > 8e9 {
				t.Errorf("medians of ties go from %d to %d", least, most)
			}
		} else if above < 150 || above > 250 || least > q.Draw(1<<63)*3/4 || most < q.Draw(1<<63)*4/3 {
			t.Errorf("%s: %d of 400 medians lie above the middle; they go from %d to %d", name, above, least, most)
		}
	}
}
