package load

import (
	"strings"
	"testing"
	"time"

	"mailstorm/scenarios/profile"
	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
	"mailstorm/sim/random"
)

func TestResend(t *testing.T) {
	for written, want := range map[string]sim.Resend{
		`"50%"`: {Share: random.All / 2, After: 10 * time.Minute, Times: 1},
		`0.25`:  {Share: random.All / 4, After: 10 * time.Minute, Times: 1},
		`{share = "100%", after = "0s", times = 3}`: {Share: random.All, Times: 3},
		`{share = "0%"}`: {After: 10 * time.Minute, Times: 1},
	} {
		if got := load(t, strings.Replace(plain, "\nsize", "\nresend = "+written+"\nsize", 1)).Config.Mails[0].Resend; got != want {
			t.Errorf("%s: %+v, want %+v", written, got, want)
		}
	}
	if m := load(t, plain).Config.Mails[0]; m.Resend != (sim.Resend{}) || m.Forged || m.Bulk || m.DoubleOf != 0 {
		t.Errorf("%+v", m)
	}
}

// A double may stand before or after what it doubles.
func TestDoubles(t *testing.T) {
	table := func(name, more string) string {
		return "[mail." + name + "]\nfrom = \"sender@contoso.example\"\nto = \"x@fabrikam.example\"\nforged = true\nprecedence = \"bulk\"\n" + more
	}
	c := load(t, table("early", "double_of = \"deck\"\n")+plain+table("late", "double_of = \"deck\"\n")).Config
	for i, want := range []int{2, 0, 2} {
		if m := c.Mails[i]; m.DoubleOf != want || m.Forged != (i != 1) || m.Bulk != (i != 1) {
			t.Errorf("%+v, want a double of %d", m, want)
		}
	}
	c = load(t, strings.Replace(plain, "\nsize", "\ncount = 3\nsize", 1)+table("again", "at = \"5s\"\ndouble_of = \"deck\"\n")).Config
	if c.Mails[1].DoubleOf != 1 || c.Mails[1].Count != 3 || c.Mails[1].Size.Fixed != c.Mails[0].Size.Fixed {
		t.Errorf("%+v", c.Mails[1])
	}
}

// The names of new metrics come with the catalogue, with a host in front where they are counted for each.
func TestExpectationsOfNewMetrics(t *testing.T) {
	s := load(t, plain+"[expect]\nbackscatter = 0\nndr.lost = \">= 0\"\n\"exo.auto.count\" = \"none\"\nfabrikam.suppressed = 5\n\"auto.bytes\" = \"< 1GB\"\nhidden = \"> 1h\"\n")
	for i, want := range []metrics.ID{metrics.Backscatter, metrics.NDRLost, metrics.AutoCount, metrics.Suppressed, metrics.AutoBytes, metrics.Hidden} {
		if s.Expect[i].About.Id != want {
			t.Errorf("%+v", s.Expect[i])
		}
	}
}

// The program that gives up: one attempt, and its failure is the end.
func TestTheApplicationTriesOnce(t *testing.T) {
	c := load(t, strings.Replace(plain, "exchange-online", "application", 1)+"[host.fabrikam.fault.down]\nkind = \"connection-refused\"\n").Config
	p := c.Hosts[0].Profile
	if p.Shaping.First < p.Lifetime || p.Lifetime > time.Second || p.Notice != 0 || p.DSN.Size != 1000 {
		t.Errorf("%+v", p)
	}
	tries, ends := 0, time.Duration(0)
	scenariotest.Finish(t, sim.New(c, func(r *sim.Record) {
		switch r.Kind {
		case sim.Talked:
			tries++
		case sim.Bounced:
			ends = r.At
		}
	}))
	if tries != 1 || ends != p.Shaping.First {
		t.Errorf("%d attempts, given up at %v", tries, ends)
	}
}

func TestFiguresOfDSNsAndNetworks(t *testing.T) {
	for _, e := range profile.Library() {
		if e.Profile.DSN.Size == 0 || e.Profile.Pool.Networks > e.Profile.Pool.Servers {
			t.Errorf("%s: %d bytes, %+v", e.Name, e.Profile.DSN.Size, e.Profile.Pool)
		}
	}
	for written, want := range map[string]uint32{"{servers = 3}": 3, "{servers = 80}": 8, "{pick = \"sticky\"}": 8, "{servers = 9, networks = 2}": 2} {
		h := load(t, plain, "host.exo.pool="+written, "host.exo.dsn_size=3kB").Config.Hosts[0]
		if h.Profile.Pool.Networks != want || h.Profile.DSN.Size != 3000 {
			t.Errorf("%s: %+v", written, h.Profile.Pool)
		}
	}
}
