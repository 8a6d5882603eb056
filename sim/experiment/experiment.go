// Package experiment runs a storm many times: replications, choices side by side, confidence, advice.
package experiment

import (
	"context"
	"strings"
	"time"

	"mailstorm/sim"
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

// standards are those by which a choice is measured.
func (p *Plan) standards(choice int) []*sim.Config {
	if len(p.Standards) == 0 {
		return nil
	}
	return p.Standards[p.Choices[choice].StandardSet]
}

// contends reports whether a choice is run.
func (p *Plan) contends(choice int) bool { return p.Contenders == nil || p.Contenders[choice] }

// notifiedBy is the moment, in minutes, by which those who wait for a choice's expiration are told; 0: nobody knows.
func (p *Plan) notifiedBy(choice int) uint32 {
	if lifetime := p.Choices[choice].lifetime(); lifetime > 0 {
		return minutes(lifetime + checkDelay)
	}
	return 0
}

// lifetime is the expiration at the watched host.
func (c *Choice) lifetime() time.Duration {
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

// Row is what one replication of one choice came to: integers only, so that rows of many machines add up to the same bytes.
type Row struct {
	Run    uint32
	Choice uint32
	Parts  [2 * Measures]int64 // numerator and denominator of each measure: those of m at 2m and 2m+1
	Custom []int64             // the same of Plan.Custom
	Extra  []int64             // of Plan.Extra, times its Scale; Missing where the run has no such value
	Lasts  []int64             // of Plan.Observed, in nanoseconds
	Told   []Bin               // of dead deliveries (see MeanTold): how long until the sender was told, in minutes
	Silent []Bin               // silence of deliveries that had not arrived, in minutes
}

// Bin counts values of one minute, rounded up.
type Bin struct {
	Minute uint32
	Count  uint64
}

// Missing is what a Row holds in place of a value that does not exist in its run.
const Missing = -1 << 63

// Scale is what the value of a metric is multiplied by in Row.Extra and in RunQuantiles, so that a ratio keeps six decimals.
func Scale(id metrics.ID) int64 {
	if metrics.Catalogue[id].Unit == metrics.Ratio {
		return 1_000_000
	}
	return 1
}

// Run runs the plan on so many cores at a time and gives each row to take, in the order of (run, choice), whatever the number of cores.
// A replication for which skip holds is not run: its rows are there already. It ends early with the context's error or take's. A run
// that stops at its limit of copies ends it, too: what was counted until then would be no comparison.
func Run(ctx context.Context, p *Plan, cores int, skip func(run uint32) bool, take func(*Row) error) error {
	return run(ctx, p, cores, skip, take)
}
