package experiment

import (
	"slices"

	"mailstorm/sim"
)

// FindStructuralZeros are the measures that are nothing in every storm of a plan, whatever is drawn: not because nobody saw it, but because nothing of
// the scenario can bring it about. What is not sure is left out. Alone says that choices differ in expirations alone.
func (p *Plan) FindStructuralZeros(alone bool) (never []Measure) {
	all := func(holds func(c *sim.Config) bool) bool {
		return !slices.ContainsFunc(p.Choices, func(c Choice) bool { return !holds(c.Config) })
	}
	if alone && all((*sim.Config).MessagesIndependent) && p.strangersAsStandard() {
		never = append(never, BouncedStrangers)
	}
	if all((*sim.Config).Acknowledged) {
		never = append(never, FalseNDRs, Duplicates)
	}
	if all((*sim.Config).NothingWrittenAgain) {
		never = append(never, ExtraCopies)
	}
	return never
}

// strangersAsStandard reports whether no choice has another expiration for strangers' mail than what good mail is measured by.
func (p *Plan) strangersAsStandard() bool {
	for i := range p.Choices {
		by := p.StandardsOf(i)
		if len(by) == 0 || !strangersUnaffected(p.Choices[i].Config, by[0]) {
			return false
		}
	}
	return true
}

func strangersUnaffected(c, standard *sim.Config) bool {
	for _, m := range c.Mails {
		for h := range c.Hosts {
			if c.Hosts[h].Profile.Lifetime != standard.Hosts[h].Profile.Lifetime && !c.Hosts[c.Watch].Own[m.From] && c.Hosts[h].Concerns(m.From) {
				return false
			}
		}
	}
	return true
}
