package experiment

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/experiment/stormtest"
	"mailstorm/sim/fault"
	"mailstorm/sim/guard"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
)

// for own users only: the expiration of the first host.
func ownOnly(p *Plan) {
	for _, c := range slices.Concat(p.Standards...) {
		c.Hosts[0].Profile.Documented = retry.Range{From: 12 * time.Hour, To: 24 * time.Hour}
	}
	for i := range p.Choices {
		p.Choices[i].Config.Hosts[0].Profile.Documented = retry.Range{From: 12 * time.Hour, To: 24 * time.Hour}
	}
}

func TestWhatCannotHappen(t *testing.T) {
	bend := func(name string) fault.Fault {
		f, err := stormtest.Kind(t, name).Make(fault.Unset)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	copies := []Measure{FalseNDRs, Duplicates, ExtraCopies}
	everything := append([]Measure{BouncedStrangers}, copies...)
	for name, c := range map[string]struct {
		touch func(c *sim.Config)
		want  []Measure
	}{
		"refused connections":        {func(c *sim.Config) {}, everything},
		"a lost 250":                 {func(c *sim.Config) { c.Hosts[1].Faults[0].Behaviour = bend("drop-after-data") }, []Measure{BouncedStrangers, ExtraCopies}},
		"a late 250":                 {func(c *sim.Config) { c.Hosts[1].Faults[0].Behaviour = bend("slow-reply") }, []Measure{BouncedStrangers, ExtraCopies}},
		"cut in the data":            {func(c *sim.Config) { c.Hosts[1].Faults[0].Behaviour = bend("drop-mid-data") }, everything},
		"people who write again":     {func(c *sim.Config) { c.Mails[0].Resend.Share = random.All }, []Measure{FalseNDRs, Duplicates}},
		"a narrow line":              {func(c *sim.Config) { c.Hosts[1].Bandwidth = 1e9 }, []Measure{ExtraCopies}},
		"few connections":            {func(c *sim.Config) { c.Hosts[0].Profile.Connections = 20 }, copies},
		"the queue's timer":          {func(c *sim.Config) { c.Hosts[0].Profile.Memory = retry.QueueTimer }, copies},
		"a dead site":                {func(c *sim.Config) { c.Hosts[0].Profile.Memory = retry.DeadSite }, copies},
		"a success wakes the others": {func(c *sim.Config) { c.Hosts[0].Profile.Recovery = retry.Flush }, copies},
		"a guard that remembers":     {func(c *sim.Config) { c.Hosts[1].Guards = []sim.Guard{{Kind: &guard.Kind{Name: "greylist"}}} }, copies},
		"any other guard":            {func(c *sim.Config) { c.Hosts[1].Guards = []sim.Guard{{Kind: &guard.Kind{Name: "overload"}}} }, []Measure{ExtraCopies}},
		"special mailboxes":          {func(c *sim.Config) { c.Mailboxes = make([]sim.Mailbox, 1) }, nil},
		"changes":                    {func(c *sim.Config) { c.Hosts[1].Changes = make([]sim.Change, 1) }, []Measure{ExtraCopies}},
		"all mail":                   {func(c *sim.Config) { c.Hosts[0].Profile.Applies = retry.AllMail }, copies},
	} {
		p := sweep(t, 1, 4*time.Hour, 40, 24, 12)
		ownOnly(p)
		for _, config := range append(slices.Concat(p.Standards...), p.Choices[0].Config, p.Choices[1].Config) {
			c.touch(config)
		}
		if got := p.FindStructuralZeros(true); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v cannot happen, want %v", name, got, c.want)
		}
	}
}
