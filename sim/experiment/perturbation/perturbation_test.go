package perturbation

import (
	"math"
	"slices"
	"testing"
	"time"

	"mailstorm/scenarios/load"
	"mailstorm/sim"
	"mailstorm/sim/experiment"
	"mailstorm/sim/random"
	"mailstorm/sim/smtp"
)

func worldNamed(t *testing.T, name string) *Perturbation {
	t.Helper()
	i := slices.IndexFunc(Catalogue, func(w Perturbation) bool { return w.Name == name })
	if i < 0 {
		t.Fatal("no world", name)
	}
	return &Catalogue[i]
}

// spans are when the outages of a scenario begin and how long they last in the run of a seed, as the names of their draws say.
func spans(c *sim.Config, seed int64) (all [][2]time.Duration) {
	for _, o := range outages(c) {
		f := &c.Hosts[o.host].Faults[o.fault]
		draw := func(p random.Purpose, q *random.Quantity) time.Duration {
			return time.Duration(q.Draw(random.NewSeed(seed).Draw(p, c.Span(o.host, o.fault), 0)))
		}
		all = append(all, [2]time.Duration{draw(random.Starts, &f.Starts), draw(random.Lasts, &f.Lasts)})
	}
	return all
}

// The same draws make outages half or twice as long, the same and others as many; in common they are one.
func TestWorldsChangeOutages(t *testing.T) {
	s, err := load.Load("message-expiration", load.Options{})
	if err != nil {
		t.Fatal(err)
	}
	in := func(name string) *sim.Config { return worldNamed(t, name).change(s.Config) }
	half, double, often, common := in("outages-half-as-long"), in("outages-twice-as-long"), in("outages-twice-as-often"), in("outages-common")
	for seed := range int64(50) {
		is := spans(s.Config, seed)
		for i, span := range is {
			if got := spans(half, seed)[i]; got[0] != span[0] || (got[1]-span[1]/2).Abs() > 2 {
				t.Errorf("half of %v is %v", span, got)
			}
			if got := spans(double, seed)[i]; got[0] != span[0] || (got[1]-2*span[1]).Abs() > 2 {
				t.Errorf("twice %v is %v", span, got)
			}
		}
		seen := spans(often, seed)
		slices.SortFunc(seen, func(a, b [2]time.Duration) int { return int(a[0] - b[0]) })
		if len(seen) != 2*len(is) || len(slices.Compact(seen)) != 2*len(is) {
			t.Errorf("seed %d: %v, and twice as often %v", seed, is, seen)
		}
		if got := spans(common, seed); len(got) != 2 || got[0] != is[0] || got[1] != is[0] {
			t.Errorf("seed %d: %v, and in common %v", seed, is, got)
		}
	}
}

func TestWorldsChangeMail(t *testing.T) {
	s, err := load.Load("message-expiration", load.Options{})
	if err != nil {
		t.Fatal(err)
	}
	counts := func(c *sim.Config) (all []uint64) {
		for _, m := range c.Mails {
			all = append(all, m.Count)
		}
		return all
	}
	for name, want := range map[string][]uint64{"dead-half": {700, 20, 2, 280}, "dead-twice": {700, 20, 8, 280}} {
		if got := counts(worldNamed(t, name).change(s.Config)); !slices.Equal(got, want) {
			t.Errorf("%s: %d", name, got)
		}
	}
	exo := s.Config.Hosts[0].Profile
	there := worldNamed(t, "typos-deferred").change(s.Config).Hosts[0].Profile.Codes[smtp.NoSuchDomain]
	if exo.Codes[smtp.NoSuchDomain].Permanent.Code == 0 || there.Permanent.Code != 0 || there.Deferral.Code == 0 {
		t.Errorf("%+v", there)
	}
}

// A world of which a scenario has nothing is left out.
func TestWorldsThatAreNoOther(t *testing.T) {
	s, err := load.Load("deck-worst-case", load.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range Catalogue {
		if Catalogue[i].change(s.Config) != nil {
			t.Error(Catalogue[i].Name)
		}
	}
}

// Outages that strike together are long as often as one is, and not as two are.
func TestWorldsHaveTheirStrata(t *testing.T) {
	s, err := load.Load("message-expiration", load.Options{Set: []string{"host.exo.message_expiration_applies=all"}})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]float64{"outages-common": 0.118, "outages-twice-as-often": 0.395} {
		if got := experiment.StrataOf(worldNamed(t, name).change(s.Config), 0, 12*time.Hour).Rare; math.Abs(got-want) > 0.002 {
			t.Errorf("%s: %g of all storms have a long outage, not %g", name, got, want)
		}
	}
}
