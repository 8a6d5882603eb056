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

// Outages are as short and as long as their observations allow, and end when the longest that was seen ended; with the same draws.
func TestWorldsOfObservedOutages(t *testing.T) {
	in := func(lasts, name string) *sim.Config {
		s, err := load.Load("message-expiration", load.Options{Set: []string{"host.fabrikam.fault.outage.lasts=" + lasts}})
		if err != nil {
			t.Fatal(err)
		}
		if name == "" {
			return s.Config
		}
		return worldNamed(t, name).change(s.Config)
	}
	const bounded = `{p0="1h",p50="2h",p100="12h",observations=30,over="26w",longest="8h",at_least={p0="30m",p100="5h"},at_most={p0="3h",p100="20h"}}`
	of := func(c *sim.Config, draw uint64) time.Duration {
		h := slices.IndexFunc(c.Hosts, func(h sim.Host) bool { return h.Name == "fabrikam" })
		f := slices.IndexFunc(c.Hosts[h].Faults, func(f sim.Fault) bool { return f.Name == "outage" })
		return time.Duration(c.Hosts[h].Faults[f].Lasts.Draw(draw))
	}
	written, short, long, ends := in(bounded, ""), in(bounded, experiment.AsShortAsSeen), in(bounded, experiment.AsLongAsSeen), in(bounded, experiment.NoLongerThanSeen)
	const half = 1 << 63
	for i, c := range []struct{ got, want time.Duration }{
		{of(short, half), 165 * time.Minute}, {of(long, half), 11*time.Hour + 30*time.Minute},
		{of(ends, half), of(written, half)}, {of(ends, 1<<64-1), 8 * time.Hour}, {of(written, 1<<64-1), 12 * time.Hour},
	} {
		if (c.got - c.want).Abs() > time.Second {
			t.Errorf("%d: %s, not %s", i, c.got, c.want)
		}
	}
	for _, name := range []string{experiment.AsShortAsSeen, experiment.AsLongAsSeen, experiment.NoLongerThanSeen} {
		for _, lasts := range []string{`{p0="1h",p100="12h"}`, `{p0="1h",p100="12h",observations=30}`, `"2h"`} {
			if in(lasts, name) != nil {
				t.Errorf("%s with %s is another world", name, lasts)
			}
		}
	}
	if in(`{p0="1h",p100="12h",observations=30,longest="12h"}`, experiment.NoLongerThanSeen) != nil {
		t.Error("a law that ends with the longest outage goes on beyond it")
	}
}

// A list goes on beyond its longest value, except in the world in which it does not.
func TestAListMayEnd(t *testing.T) {
	q := random.Quantity{Samples: []int64{1e9, 2e9, 3e9, 4e9, 5e9, 6e9, 7e9, 8e9, 9e9, 10e9}}
	c := &sim.Config{Hosts: []sim.Host{{Faults: []sim.Fault{{Lasts: q}}}}}
	ends := worldNamed(t, experiment.NoLongerThanSeen).change(c).Hosts[0].Faults[0].Lasts
	law := experiment.LawOf(&q).Quantity()
	for i := range uint64(64) {
		if got, want := ends.Draw(i<<58), min(law.Draw(i<<58), 10e9); got != want {
			t.Errorf("draw %d is %d, not %d", i, got, want)
		}
	}
	if law.Max() <= 10e9 || ends.Seen != 10 {
		t.Errorf("the law ends at %d; it rests on %d", law.Max(), ends.Seen)
	}
}
