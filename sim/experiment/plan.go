// Package experiment runs a storm many times: its plan says what is asked, and each replication of each choice comes to a row of counts.
package experiment

import (
	"strings"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/experiment/estimate"
	"mailstorm/sim/metrics"
)

// Plan says what is run. All choices meet the same storms: SeedOf says which.
type Plan struct {
	Choices []Choice
	Current int // index into Choices: what is in force now, with which the others are compared
	// Standards are the same storms at the expirations that good mail is measured by: what they deliver was worth delivering. There is a
	// set for all choices that differ in the expiration alone; the first in it is the service's maximum, the second five days. Empty:
	// nothing is said about good mail. A choice that is one of them shares its Config: then it is run once, and that it bounces nothing
	// which it would have delivered is known without an interval.
	Standards [][]*sim.Config
	Extra     []metrics.ID // of the run, beside the measures: one column each
	// Custom are what is asked beside the measures, of times and of groups of recipients: see CustomSubjects.
	Custom          []Subject
	StructuralZeros []Measure // what cannot happen: see FindStructuralZeros
	Seed            int64
	Observed        []Observed
	Strata          *Strata // nil: storms are taken as they come
	First           uint32  // replications of the first round; 0: Runs
	Runs            uint32  // at most
	Shard           Shard
	Decision        *Decision
	Guarantee       Guarantee // of the advice; the zero value: DefaultGuarantee
	Contenders      []bool    // choices that are still in question, and run; nil: all
}

// Choice is one way to run the storm.
type Choice struct {
	Values      []string // of the varied keys, as the user wrote them
	Config      *sim.Config
	StandardSet int  // of Plan.Standards, by which its good mail is measured
	Barred      bool // its value cannot be set
}

// StandardsOf are those by which a choice is measured.
func (p *Plan) StandardsOf(choice int) []*sim.Config {
	if len(p.Standards) == 0 {
		return nil
	}
	return p.Standards[p.Choices[choice].StandardSet]
}

// contends reports whether a choice is run.
func (p *Plan) contends(choice int) bool { return p.Contenders == nil || p.Contenders[choice] }

// Lifetime is the expiration at the watched host.
func (c *Choice) Lifetime() time.Duration {
	of := c.Config
	if of == nil || of.Watch >= len(of.Hosts) || of.Hosts[of.Watch].Profile == nil {
		return 0
	}
	return of.Hosts[of.Watch].Profile.Lifetime
}

// measuredBy reports whether a choice is run that is measured by a set of standards.
func (p *Plan) measuredBy(set int) bool {
	for i := range p.Choices {
		if p.Choices[i].StandardSet == set && p.contends(i) {
			return true
		}
	}
	return false
}

// Label is what a choice is called where there is room for one word.
func (c *Choice) Label() string { return strings.Join(c.Values, ", ") }

// Shard is the part of the replications that one machine runs: r belongs to it when r mod Of is Index. The zero value is all of them.
type Shard struct{ Index, Of uint32 }

// Has reports whether a replication belongs to the shard.
func (s Shard) Has(run uint32) bool { return s.Of == 0 || run%s.Of == s.Index }

// Guarantee says how sure an answer has to be: with the chance Confidence, what is chosen costs at most Indifference more than the best of what
// holds the limits (the indifference zone of ranking and selection; S.-H. Kim and B. L. Nelson, Selecting the best system, 2006).
type Guarantee struct {
	Confidence   float64 // 0.95
	Indifference float64 // as the report writes costs, see Per; with Relative: a part of the median of what the values cost by the first round
	Relative     bool
}

// DefaultGuarantee is that of who asks for none.
var DefaultGuarantee = Guarantee{Confidence: 0.95, Indifference: 0.05, Relative: true}

// Rounds are the numbers of replications after which it is asked whether the answer is sure: twice as many each time.
func (p *Plan) Rounds() (all []uint32) {
	first := p.First
	if first == 0 {
		first = p.Runs
	}
	for n := uint64(first); n < uint64(p.Runs); n *= 2 {
		all = append(all, uint32(n))
	}
	return append(all, p.Runs)
}

// seedStride is the distance between the seeds that are tried for a replication.
const seedStride = 1_000_000_000

// SeedOf is the seed of a replication: the plan's seed plus its number, plus as many times 1,000,000,000 as it takes to be of the stratum
// that the replication belongs to.
func (p *Plan) SeedOf(run uint32) int64 {
	seed := p.Seed + int64(run)
	for p.Strata != nil && p.Strata.IsRare(seed) != (stratum(run) == rareStorms) {
		seed += seedStride
	}
	return seed
}

// Design is that of the first replications.
func (p *Plan) Design(runs int) *estimate.Design {
	if p.Strata == nil {
		return estimate.Simple(runs)
	}
	return estimate.Stratified(runs, stratum, [estimate.Strata]float64{commonStorms: 1 - p.Strata.Rare, rareStorms: p.Strata.Rare})
}

// Stratum is that of a replication.
func (p *Plan) Stratum(run uint32) uint8 {
	if p.Strata == nil {
		return 0
	}
	return stratum(run)
}
