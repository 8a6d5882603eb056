package experiment

import (
	"math"
	"testing"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/experiment/stormtest"
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
	c := stormtest.Outage(t, 24*time.Hour, stormtest.Exponential(4*time.Hour), 40)
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
	fixed := stormtest.Outage(t, 24*time.Hour, random.Quantity{Fixed: int64(20 * time.Hour)}, 4)
	aside := stormtest.Outage(t, 24*time.Hour, stormtest.Exponential(4*time.Hour), 4)
	aside.Hosts[0].Paths[1] = sim.NoRoute
	for name, c := range map[string]*sim.Config{"fixed": fixed, "aside": aside, "long": stormtest.Outage(t, 24*time.Hour, stormtest.Exponential(40*time.Hour), 4),
		"short": stormtest.Outage(t, 24*time.Hour, stormtest.Exponential(time.Hour), 4)} {
		if s := StrataOf(c, 0, 12*time.Hour); s != nil {
			t.Errorf("%s: %+v", name, s)
		}
	}
}
