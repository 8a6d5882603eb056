package input

import (
	"math"
	"testing"

	"mailstorm/sim/random"
	"pgregory.net/rapid"
)

// coin is a decision that conjugacy solves: one choice costs 1 with the chance of a head, the other 0.35 at any rate; of n tosses some
// were heads. The costs are over draws of the chance.
func coin(heads, n int, draws uint64) [][]float64 {
	costs := make([][]float64, 2)
	for b := range draws {
		c := stream{subject: b}
		a, rest := c.gamma(float64(heads+1)), c.gamma(float64(n-heads))
		costs[0] = append(costs[0], a/(a+rest))
		costs[1] = append(costs[1], 0.35)
	}
	return costs
}

// nested is what is lost on average when more tosses are seen before the decision.
func nested(costs [][]float64, heads, n, more int) (sum float64) {
	for b, p := range costs[0] {
		c := stream{subject: uint64(b), purpose: 1}
		seen := heads + 1
		for range more {
			if math.Ldexp(float64(c.draw()), -64) < p {
				seen++
			}
		}
		chosen := p
		if float64(seen)/float64(n+1+more) > 0.35 {
			chosen = 0.35
		}
		sum += (chosen - min(p, 0.35)) / float64(len(costs[0]))
	}
	return sum
}

func TestLossAfterIsThatOfSeeingMore(t *testing.T) {
	for _, more := range []int{10, 30, 100, 1000} {
		costs := coin(10, 30, 12000)
		still := [][]float64{make([]float64, 12000), make([]float64, 12000)}
		got, want := ExpectedLossAfter(costs, still, 30, more), nested(costs, 10, 30, more)
		if math.Abs(got-want) > 0.1*want+0.0003 {
			t.Errorf("%d more: %.5f, nested %.5f", more, got, want)
		}
	}
}

func TestLossFallsWithRecords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.Float64Range(-1e6, 1e6)
		table := func(label string) [][]float64 {
			return rapid.SliceOfN(rapid.SliceOfN(number, 20, 20), 3, 3).Draw(t, label)
		}
		costs, reruns := table("costs"), table("reruns")
		least, before := math.Inf(1), math.Inf(1)
		for i := range costs {
			least = min(least, ExpectedLoss(costs, i))
		}
		for _, more := range []int{0, 1, 10, 100, 1e6} {
			after := ExpectedLossAfter(costs, reruns, 30, more)
			if after < 0 || after > before+1e-6 || after > least+1e-6 {
				t.Fatalf("%v before, %v with %d more; the best choice loses %v", before, after, more, least)
			}
			before = after
		}
	})
}

func TestIntervalLeavesOutAsManyOnEachSide(t *testing.T) {
	var draws, skewed []float64
	for i := range uint64(1000) {
		draws = append(draws, float64(i))
		c := stream{seed: random.NewSeed(1), subject: i}
		skewed = append(skewed, 300*c.exponential())
	}
	if low, high := Interval(draws, make([]float64, 1000)); low != 25 || high != 975 {
		t.Errorf("%v to %v", low, high)
	}
	if low, high := Interval(draws, skewed); low != 25 || high < 990 {
		t.Errorf("with skewed replications %v to %v", low, high)
	}
	if low, high := Interval(skewed[:1], skewed[:1]); low != high {
		t.Errorf("one draw: %v to %v", low, high)
	}
}
