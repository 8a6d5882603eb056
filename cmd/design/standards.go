package design

import (
	"cmp"
	"reflect"
	"slices"
	"strconv"
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/sweepfolder"
	"mailstorm/scenarios/load"
	"mailstorm/sim"
	"mailstorm/sim/experiment"
)

const fiveDays = 5 * 24 * time.Hour

// setStandards finds what the good mail of each choice is measured by: for each combination of the other keys, that storm at the service's
// maximum and at five days. Without one host's expiration among the keys there is no such measure.
func (b *Prepared) setStandards(p *experiment.Plan, s *load.Scenario) error {
	if b.host < 0 {
		return nil
	}
	var combinations [][]string // of the other keys, each as overrides
	for i := range p.Choices {
		c := &p.Choices[i]
		others := b.otherOverrides(c)
		same := func(o []string) bool { return slices.Equal(o, others) }
		if c.StandardSet = slices.IndexFunc(combinations, same); c.StandardSet < 0 {
			c.StandardSet, combinations = len(combinations), append(combinations, others)
		}
	}
	for set, others := range combinations {
		standards, err := b.standardsOf(p, s, set, others)
		if err != nil {
			return err
		}
		p.Standards = append(p.Standards, standards)
	}
	return nil
}

// commonObservations are the faults whose lengths rest on observations, where they are the same for all choices.
func (b *Prepared) commonObservations(choices []experiment.Choice) []experiment.Observed {
	if b.plain {
		return nil
	}
	first := experiment.ObservedIn(choices[0].Config)
	for _, c := range choices {
		for _, o := range first {
			h := c.Config.Hosts
			if o.Host >= len(h) || o.Fault >= len(h[o.Host].Faults) || !h[o.Host].Faults[o.Fault].Lasts.Equal(&choices[0].Config.Hosts[o.Host].Faults[o.Fault].Lasts) {
				return nil
			}
		}
	}
	return first
}

// minStratifiedRuns is how many replications are so few that they are taken as they come.
const minStratifiedRuns = 30

// strata part the storms by what the shortest expiration is too short for, where that is the same for all choices.
func (b *Prepared) strata(p *experiment.Plan) *experiment.Strata {
	if b.plain || b.design.runs < minStratifiedRuns {
		return nil
	}
	choices := p.Choices
	of := func(c experiment.Choice, shortest time.Duration) *experiment.Strata {
		return experiment.StrataOf(experiment.Observe(c.Config, p.Observed), b.host, shortest)
	}
	lifetime := func(c experiment.Choice) time.Duration { return c.Config.Hosts[b.host].Profile.Lifetime }
	shortest := lifetime(slices.MinFunc(choices, func(x, y experiment.Choice) int { return cmp.Compare(lifetime(x), lifetime(y)) }))
	first := of(choices[0], shortest)
	for _, c := range choices {
		if !first.Same(of(c, shortest)) {
			return nil
		}
	}
	return first
}

// otherOverrides are the overrides that make a choice, without the one of the expiration.
func (b *Prepared) otherOverrides(c *experiment.Choice) (sets []string) {
	for i, a := range b.design.axes {
		if !b.isExpiration(a.Key) {
			sets = append(sets, a.Key+"="+c.Values[i])
		}
	}
	return sets
}

func (b *Prepared) isExpiration(key string) bool {
	return isFigure(key, b.Scenario.Config.Hosts[b.host].Name, "message_expiration")
}

// standardsOf are those of one set of choices: at the service's maximum, or where none is documented the longest expiration that is there; and
// at five days.
func (b *Prepared) standardsOf(p *experiment.Plan, s *load.Scenario, set int, others []string) ([]*sim.Config, error) {
	stage := b.Scenario
	var err error
	if len(others) > 0 {
		stage, err = stage.Vary(others...)
	}
	if err == nil && len(others) > 0 {
		s, err = s.Vary(others...)
	}
	if err != nil {
		return nil, err
	}
	profile := stage.Config.Hosts[b.host].Profile
	longest := profile.Documented.To
	if longest == 0 {
		longest = profile.Lifetime
		for i := range p.Choices {
			if p.Choices[i].StandardSet == set {
				longest = max(longest, p.Choices[i].Config.Hosts[b.host].Profile.Lifetime)
			}
		}
	}
	first, err := b.standardAt(p, s, set, longest)
	if err != nil || longest == fiveDays {
		return []*sim.Config{first, first}, err
	}
	second, err := b.standardAt(p, s, set, fiveDays)
	return []*sim.Config{first, second}, err
}

// standardAt is the scenario with that expiration; if that is one of the choices, then this one, so that it is run once.
func (b *Prepared) standardAt(p *experiment.Plan, s *load.Scenario, set int, lifetime time.Duration) (*sim.Config, error) {
	name := s.Config.Hosts[b.host].Name
	sets := []string{setFigure(name, "message_expiration", strconv.FormatInt(int64(lifetime/time.Second), 10)+"s")}
	if longest := s.Config.Hosts[b.host].Profile.Documented.To; longest > 0 && lifetime > longest {
		sets = append(sets, setFigure(name, "message_expiration_applies", "all")) // what no value of the service delivers concerns strangers' mail, too
	}
	v, err := s.Vary(sets...)
	if err != nil {
		return nil, err
	}
	for i := range p.Choices {
		if c := &p.Choices[i]; c.StandardSet == set && c.Config.Hosts[b.host].Profile.Lifetime == lifetime && sameScenario(c.Config, v.Config) {
			return c.Config, nil
		}
	}
	return v.Config, nil
}

// sameScenario compares scenarios but for what they warn of.
func sameScenario(a, b *sim.Config) bool {
	x, y := *a, *b
	x.Warnings, y.Warnings = nil, nil
	return reflect.DeepEqual(x, y)
}

// describeStandards writes into the plan what the choices are measured by.
func (b *Prepared) describeStandards(main *experiment.Plan) {
	b.Plan.Standards = [][]sweepfolder.Standard{}
	for _, set := range main.Standards {
		var standards []sweepfolder.Standard
		for _, config := range set {
			same := slices.IndexFunc(main.Choices, func(c experiment.Choice) bool { return c.Config == config })
			standards = append(standards, sweepfolder.Standard{Is: english.Span(config.Hosts[b.host].Profile.Lifetime), Choice: same})
		}
		b.Plan.Standards = append(b.Plan.Standards, standards)
	}
}
