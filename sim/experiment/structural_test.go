package experiment

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"mailstorm/sim"
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
		f, err := kind(t, name).Make(fault.Unset)
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

// What cannot happen is a certain nothing, and holds any limit; what can happen and was not seen has the same interval in each row.
func TestNothingIsCertainWhereItCannotHappen(t *testing.T) {
	for _, never := range [][]Measure{nil, {BouncedStrangers, FalseNDRs, ExtraCopies, Duplicates}} {
		p := pair(100)
		p.StructuralZeros = never
		c := NewCollector(p)
		for run := range p.Runs {
			for choice := range uint32(2) {
				r := Row{Run: run, Choice: choice}
				for _, m := range []Measure{BouncedStrangers, FalseNDRs, ExtraCopies, Duplicates} {
					r.set(m, 0, 50)
				}
				if err := c.Take(&r); err != nil {
					t.Fatal(err)
				}
			}
		}
		s := c.Summary()
		d := Decision{}
		for _, m := range []Measure{BouncedStrangers, FalseNDRs, ExtraCopies, Duplicates} {
			d.Limits = append(d.Limits, Limit{Subject: Subject{Measure: m}})
			most := s.Choices[0].Measures[FalseNDRs].High
			e, diff := s.Choices[1].Measures[m], s.Choices[1].Difference[m]
			if !e.Bounded || e.Low != 0 || e.High != most || most > 0 != (never == nil) || diff.High != most {
				t.Errorf("%s, which cannot happen: %v: %+v, difference %+v", Catalogue[m].Name, never != nil, e, diff)
			}
		}
		for _, v := range d.Advise(p, s).Verdicts {
			if v.feasible() != (never != nil) {
				t.Errorf("what cannot happen: %v, limits hold: %v", never != nil, v.feasible())
			}
		}
	}
}
