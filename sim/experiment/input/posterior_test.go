package input

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"mailstorm/sim/random"
	"pgregory.net/rapid"
)

// week is a replication of a world that has a closed form: mail at a steady rate for a week, an outage that starts at any time of it. What
// is written more than 12 and less than 24 hours before its end is bounced.
func week(length int64, start uint64) float64 {
	const week = 168 * hour
	s := int64(random.Below(start, week))
	return float64(min(week, max(s, s+length-12*hour))-min(week, s+max(0, length-24*hour))) / week
}

// truth is its mean under a law.
func truth(q *random.Quantity) (sum float64) {
	const steps = 1 << 11
	for i := range uint64(steps) {
		for j := range uint64(64) {
			sum += week(q.Draw(i<<53+1<<52), j<<58+1<<57) / (steps * 64)
		}
	}
	return sum
}

// sweep is what a study knows: replications, and of what law.
type sweep struct {
	posterior     *Posterior
	shares        []float64
	draws, reruns []float64
}

// study simulates weeks under a law, one half of them in the longest eighth of the outages where it is stratified.
func study(l *Law, q *random.Quantity, seed random.Seed, n int, stratified bool) *sweep {
	s := &sweep{}
	weights, values := make([]float64, n), make([]int64, n)
	for i := range weights {
		place := seed.Draw(random.Lasts, 1, uint64(i))
		weights[i] = 1 / float64(n)
		switch {
		case stratified && i%2 == 0:
			place, weights[i] = place/8*7, 7./4/float64(n)
		case stratified:
			place, weights[i] = 7<<61+place/8, 1./4/float64(n)
		}
		values[i] = q.Draw(place)
		s.shares = append(s.shares, week(values[i], seed.Draw(random.Starts, 1, uint64(i))))
	}
	s.posterior = NewPosterior(weights, Factor{l, values})
	return s
}

func (s *sweep) mean(weights []float64) (sum float64) {
	for i, w := range weights {
		sum += w * s.shares[i]
	}
	return sum
}

func (s *sweep) think(seed random.Seed, draws, reruns uint64) {
	weights := make([]float64, len(s.shares))
	for b := range draws {
		s.posterior.DrawLaws(seed, b, weights)
		s.draws = append(s.draws, s.mean(weights))
	}
	for b := range reruns {
		s.posterior.DrawReplications(seed, b, weights)
		s.reruns = append(s.reruns, s.mean(weights))
	}
}

func records(seed random.Seed, m int) (list []int64) {
	for i := range uint64(m) {
		list = append(list, library.Draw(seed.Draw(random.Lasts, 0, i)))
	}
	return list
}

// Of a thousand lists of outages, the promised share has an interval that holds the truth; what knows of the replications alone does not.
func TestCoverage(t *testing.T) {
	want := truth(library)
	for m, promise := range map[int]int{30: 900, 100: 930, 300: 930} {
		t.Run(fmt.Sprint(m), func(t *testing.T) {
			t.Parallel()
			held, alone := 0, 0
			for i := range 1000 {
				seed := random.NewSeed(int64(i*1000 + m))
				l := Observed(records(seed, m))
				s := study(l, l.Quantity(), seed, 200, true)
				s.think(seed, 120, 40)
				if low, high := Interval(s.draws, s.reruns); low <= want && want <= high {
					held++
				}
				if low, high := Interval(s.reruns, s.reruns); low <= want && want <= high {
					alone++
				}
			}
			if held < promise || alone > 850 {
				t.Errorf("%d outages: %d of 1000 intervals hold %v, want %d; of the replications alone %d do", m, held, want, promise, alone)
			}
			t.Logf("%d outages: %d of 1000 hold; of the replications alone %d", m, held, alone)
		})
	}
}

// A list of which only five quantiles are told says less, and tells that it does.
func TestCoverageOfStatedQuantiles(t *testing.T) {
	want, held := truth(library), 0
	const lists = 100
	for i := range lists {
		seed := random.NewSeed(int64(i))
		q := told(records(seed, 100))
		s := study(Stated(q, 100), q, seed, 200, true)
		s.think(seed, 120, 40)
		if low, high := Interval(s.draws, s.reruns); low <= want && want <= high {
			held++
		}
	}
	if held < lists*85/100 {
		t.Errorf("%d of %d intervals hold %v", held, lists, want)
	}
	t.Logf("%d of %d hold", held, lists)
}

// told is a list as people tell it.
func told(list []int64) *random.Quantity {
	sorted := slices.Sorted(slices.Values(list))
	q := &random.Quantity{Points: []random.Point{{Value: sorted[0]}}}
	for _, percent := range []int{50, 90, 98, 100} {
		q.Points = append(q.Points, random.Point{Share: random.All * random.Share(percent) / 100, Value: sorted[len(list)*percent/100-1]})
	}
	return q
}

// Whatever is oversampled, the weights make up for it.
func TestStratifiedIsUnbiased(t *testing.T) {
	want := truth(library)
	for _, stratified := range []bool{false, true} {
		var means []float64
		for i := range 300 {
			s := study(Stated(library, 100), library, random.NewSeed(int64(i)), 200, stratified)
			weights := make([]float64, 200)
			s.posterior.average(weights)
			means = append(means, s.mean(weights))
		}
		if off := mean(means) - want; math.Abs(off) > 4*math.Sqrt(variance(means)/300)+0.01*want {
			t.Errorf("stratified %v: %v on average, want %v", stratified, mean(means), want)
		}
	}
}

// off is how far the weights of a turn are from the masses that a law draws: the sum over its groups.
func (p *Posterior) off(law int, seed random.Seed, turn uint64) (sum float64) {
	weights := make([]float64, len(p.weights))
	p.DrawLaws(seed, turn, weights)
	m := &p.margins[law]
	goals := m.goals(p.laws[law].draw(&stream{seed: seed, purpose: ofLaws, subject: random.Mix(turn, uint64(law))}))
	for i, w := range weights {
		goals[m.of[i]] -= w
	}
	for _, g := range goals {
		sum += math.Abs(g)
	}
	return sum
}

// draw is what replications draw from a law.
func draw(q *random.Quantity, seed random.Seed, fault uint64, n int) []int64 {
	values := make([]int64, n)
	for i := range values {
		values[i] = q.Draw(seed.Draw(random.Lasts, fault, uint64(i)))
	}
	return values
}

func TestWeightsHaveTheMassesOfTheLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed, n := random.NewSeed(rapid.Int64().Draw(t, "seed")), rapid.IntRange(1, 1000).Draw(t, "replications")
		l, q := anyLaw(t)
		p := NewPosterior(slices.Repeat([]float64{1}, n), Factor{l, draw(q, seed, 0, n)})
		if off := p.off(0, seed, 7); !(off < 1e-9) {
			t.Errorf("weights are %v off", off)
		}
	})
}

// Of two laws the first is sometimes not met: no replications may lie where both give much.
func TestWeightsHaveTheMassesOfTwoLaws(t *testing.T) {
	seed := random.NewSeed(1)
	a, b := Observed(records(seed, 30)), Observed(records(random.NewSeed(2), 100))
	p := NewPosterior(slices.Repeat([]float64{1}, 300), Factor{a, draw(a.Quantity(), seed, 0, 300)}, Factor{b, draw(b.Quantity(), seed, 1, 300)})
	first, second := 0.0, 0.0
	for turn := range uint64(200) {
		first += p.off(0, seed, turn) / 200
		second += p.off(1, seed, turn) / 200
	}
	if first > 0.01 || second > 1e-9 {
		t.Errorf("weights are %v and %v off", first, second)
	}
	t.Logf("weights are %v and %v off", first, second)
}

// Two faults with one list are uncertain together; with two lists of the same length it averages out.
func TestFaultsShareALaw(t *testing.T) {
	seed := random.NewSeed(5)
	spread := func(a, b *Law) float64 {
		one, two := study(a, a.Quantity(), seed, 1000, false), study(b, b.Quantity(), random.NewSeed(6), 1000, false)
		one.posterior = NewPosterior(one.posterior.weights, Factor{a, draw(a.Quantity(), seed, 1, 1000)}, Factor{b, draw(b.Quantity(), random.NewSeed(6), 1, 1000)})
		for i := range one.shares {
			one.shares[i] += two.shares[i]
		}
		one.think(seed, 200, 1)
		return math.Sqrt(variance(one.draws))
	}
	list := records(seed, 50)
	if same, own := spread(Observed(list), Observed(list)), func() float64 { l := Observed(list); return spread(l, l) }(); own < 1.2*same {
		t.Errorf("one law for both: %v, one for each: %v", own, same)
	}
}

// Many runs and few records leave the records to blame, and the other way round.
func TestWhatIsToBlame(t *testing.T) {
	seed := random.NewSeed(3)
	part := func(m, n int) float64 {
		l := Observed(records(seed, m))
		s := study(l, l.Quantity(), seed, n, true)
		s.think(seed, 400, 400)
		return VarianceShare(s.draws, s.reruns)
	}
	if few, many := part(30, 3000), part(30000, 200); few < 0.95 || many > 0.25 {
		t.Errorf("30 records and 3000 runs: %v is the records'; 30000 and 200: %v", few, many)
	}
}

func TestSameSeedSameWeights(t *testing.T) {
	l := Observed(records(random.NewSeed(1), 30))
	s := study(l, l.Quantity(), random.NewSeed(1), 100, false)
	a, b := make([]float64, 100), make([]float64, 100)
	s.posterior.DrawLaws(random.NewSeed(2), 5, a)
	s.posterior.DrawLaws(random.NewSeed(2), 6, b)
	if slices.Equal(a, b) {
		t.Error("two turns have the same weights")
	}
	s.posterior.DrawLaws(random.NewSeed(2), 5, b)
	if !slices.Equal(a, b) {
		t.Error("a turn has other weights the second time")
	}
}

// average writes the weights under the laws as they are on average, and the replications as they were.
func (p *Posterior) average(weights []float64) {
	copy(weights, p.weights)
	p.rake(p.means(), weights)
}
