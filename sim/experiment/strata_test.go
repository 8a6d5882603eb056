package experiment

import (
	"math"
	"testing"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/random"
)

// stratified is a plan over expirations of which storms with a long outage are the rare ones.
func stratified(t testing.TB, runs uint32, mean time.Duration) *Plan {
	p := sweep(t, runs, mean, 40, 24, 12)
	if p.Strata = StrataOf(p.Choices[0].Config, 0, 12*time.Hour); p.Strata == nil {
		t.Fatal("nothing is rare")
	}
	return p
}

// An exponential outage with a mean of 4 h lasts longer than 11 h 30 min in a share of exp(-2.875) of all storms.
func TestStrataAreThoseOfTheLaw(t *testing.T) {
	p := stratified(t, 300, 4*time.Hour)
	if want := math.Exp(-11.5 / 4); math.Abs(p.Strata.Rare-want) > 1e-9 {
		t.Errorf("%v of all storms are rare, want %v", p.Strata.Rare, want)
	}
	rare, seen := 0, map[int64]bool{}
	for r := range p.Runs {
		seed := p.SeedOf(r)
		own := *p.Choices[0].Config
		own.Seed = seed
		lasts := own.Hosts[1].Faults[0].Lasts
		long := time.Duration(lasts.Draw(own.LastsDraw(1, 0, seed))) > 11*time.Hour+30*time.Minute
		if rare += int(one(long)); long != (r%3 != 2) || seed%seedStride != p.Seed+int64(r) || seen[seed] {
			t.Fatalf("replication %d has the seed %d: long outage %v", r, seed, long)
		}
		seen[seed] = true
	}
	if rare != 200 {
		t.Errorf("%d of 300 replications are rare, want 200", rare)
	}
}

// An outage that begins at any moment of four times as long as mail is written is met by mail in a quarter of all storms.
func TestOutagesAfterTheMailAreNotRareStorms(t *testing.T) {
	p := stratified(t, 30, 4*time.Hour)
	always, last := p.Strata.Rare, int64(lastMail(p.Choices[0].Config))
	c := outage(t, 24*time.Hour, exponential(4*time.Hour), 40)
	c.Hosts[1].Faults[0].Starts = random.Quantity{Points: []random.Point{{}, {Share: random.All, Value: 4 * last}}}
	s := StrataOf(c, 0, 12*time.Hour)
	if s == nil || math.Abs(s.Rare-always/4) > 1e-6 {
		t.Fatalf("%+v, and %v of them were there always", s, always)
	}
	rare := 0
	for seed := range int64(20_000) {
		rare += int(one(s.IsRare(seed)))
	}
	if share := float64(rare) / 20_000; math.Abs(share-s.Rare) > 4*math.Sqrt(s.Rare/20_000) {
		t.Errorf("%v of seeds are rare, want %v", share, s.Rare)
	}
}

// Where nothing is drawn, where no mail comes by whose expiration is chosen, and where most storms are long, storms are taken as they come.
func TestStormsAreTakenAsTheyCome(t *testing.T) {
	fixed := outage(t, 24*time.Hour, random.Quantity{Fixed: int64(20 * time.Hour)}, 4)
	aside := outage(t, 24*time.Hour, exponential(4*time.Hour), 4)
	aside.Hosts[0].Paths[1] = sim.NoRoute
	for name, c := range map[string]*sim.Config{"fixed": fixed, "aside": aside, "long": outage(t, 24*time.Hour, exponential(40*time.Hour), 4),
		"short": outage(t, 24*time.Hour, exponential(time.Hour), 4)} {
		if s := StrataOf(c, 0, 12*time.Hour); s != nil {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

// However the storms are taken, the mean of many estimates is the truth: of messages deferred in an exponential outage a share of exp(-690/240)
// outlasts the last attempt before 12 hours. And the estimates differ less.
func TestStrataAreUnbiasedAndNarrower(t *testing.T) {
	takesLong(t)
	const blocks, runs = 40, 90
	truth := math.Exp(-690. / 240)
	var spread [2]float64
	for i := range spread {
		p := stratified(t, runs, 4*time.Hour)
		if i == 0 {
			p.Strata = nil
		}
		p.Standards[0] = p.Standards[0][:1]
		var sum, squares float64
		for block := range int64(blocks) {
			p.Seed = 1 + block*runs
			late := collect(t, p, rows(t, p, 2)).Choices[1].Measures[BouncedLate].Value
			sum, squares = sum+late, squares+late*late
		}
		mean := sum / blocks
		spread[i] = math.Sqrt(squares/blocks - mean*mean)
		if off := (mean - truth) / (spread[i] / math.Sqrt(blocks)); math.Abs(off) > 4 {
			t.Errorf("strata %v: the mean of %d estimates is %.4f, %.1f standard errors from the truth, %.4f", p.Strata != nil, blocks, mean, off, truth)
		}
	}
	if gain := spread[0] * spread[0] / (spread[1] * spread[1]); gain < 3 {
		t.Errorf("strata make the variance %.1f times smaller only", gain)
	} else {
		t.Logf("the variance is %.1f times smaller", gain)
	}
}
