// Package outlook writes what a storm under way still brings, under each thing that can be done about it.
package outlook

import (
	"slices"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// Outlook is a storm at a moment, and what comes from then on.
type Outlook struct {
	Config  *sim.Config
	Version string
	At      time.Duration
	Before  *sim.Result // what was counted until then
	Choices []Choice    // the first: nothing is done
}

// Choice is something that can be done.
type Choice struct {
	Key, Name, Remark string
	Set               []string // what makes the scenario so
	TOML              string
	Doing             []Command
	Result            *sim.Result
	Arrivals          []Arrival
}

// Command does it in one product.
type Command struct {
	Product, Line string
	Documented    bool
}

// Arrival is what became of a delivery.
type Arrival struct {
	First  time.Duration // copy
	Copies uint32
	Told   bool // not delivered
	Waits  bool // still, when the run ends
}

// Arrivals are those of all deliveries of the scenario, in their order; what is sent again after an NDR is left out, as it differs.
func Arrivals(deliveries func(yield func(sim.Delivery) bool)) (all []Arrival) {
	for d := range deliveries {
		if d.ResendOf == 0 {
			all = append(all, Arrival{d.First, d.Copies, d.NDRs > 0, d.Row == sim.RowPending})
		}
	}
	return all
}

// counted are the metrics of the table.
var counted = []metrics.ID{metrics.Copies, metrics.Duplicates, metrics.NDRCount, metrics.DeliveredFalse, metrics.WireBytes}

// comes is what a metric counts from the moment on.
func (o *Outlook) comes(c *Choice, id metrics.ID) int64 {
	return c.Result.Values[id].Num - o.Before.Values[id].Num
}

// saves is how much less of it comes than if nothing is done.
func (o *Outlook) saves(c *Choice, id metrics.ID) int64 {
	return o.comes(&o.Choices[0], id) - o.comes(c, id)
}

// effect is what a choice changes for the mail itself.
type effect struct {
	later, sooner   int64 // deliveries whose first copy comes at another time
	latest, soonest time.Duration
	waiting         time.Duration // less until the first copies, in all
	missing         int64         // deliveries that would have arrived and are reported as not delivered
	pending         int64         // deliveries that would have arrived and still wait when the run ends
	lost            int64         // deliveries that neither arrive nor are reported, and would have been one of the two
	rescued         int64         // deliveries that arrive and would not have
}

// effectOf compares the deliveries of a choice with those of doing nothing.
func (o *Outlook) effectOf(c *Choice) (e effect) {
	for i, was := range o.Choices[0].Arrivals {
		if i >= len(c.Arrivals) {
			break
		}
		is := c.Arrivals[i]
		switch {
		case is.Copies == 0:
			e.failed(was, is)
		case was.Copies == 0:
			e.rescued++
		default:
			e.moved(is.First - was.First)
		}
	}
	return e
}

// failed counts a delivery that does not arrive.
func (e *effect) failed(was, is Arrival) {
	switch {
	case is.Told && was.Copies > 0:
		e.missing++
	case is.Waits && was.Copies > 0:
		e.pending++
	case !is.Told && !is.Waits && (was.Copies > 0 || was.Told):
		e.lost++
	}
}

// moved counts a delivery that comes later, or sooner.
func (e *effect) moved(late time.Duration) {
	e.waiting -= late
	switch {
	case late > 0:
		e.later++
		e.latest = max(e.latest, late)
	case late < 0:
		e.sooner++
		e.soonest = max(e.soonest, -late)
	}
}

// hasPrice reports whether a choice makes anything worse for the mail.
func (o *Outlook) hasPrice(c *Choice) bool {
	e := o.effectOf(c)
	return e.missing > 0 || e.pending > 0 || e.lost > 0 || e.later > 0 || o.saves(c, metrics.NDRCount) < 0
}

// best is the choice that saves most among those that pass, or 0 where none saves anything.
func (o *Outlook) best(pass func(*Choice) bool) (best int) {
	for i := 1; i < len(o.Choices); i++ {
		c, b := &o.Choices[i], &o.Choices[best]
		if c.Result.Stopped != "" || !pass(c) {
			continue
		}
		if slices.Compare(o.rank(c), o.rank(b)) > 0 {
			best = i
		}
	}
	return best
}

// rank orders choices: by how many people less are told of a failure or lose mail, then by duplicates, by how long people wait, and by data.
func (o *Outlook) rank(c *Choice) []int64 {
	e := o.effectOf(c)
	return []int64{o.saves(c, metrics.NDRCount) + e.rescued - e.missing - e.pending - e.lost, o.saves(c, metrics.Duplicates), int64(e.waiting), o.saves(c, metrics.WireBytes)}
}

// IsOver reports whether nothing comes any more if nothing is done.
func (o *Outlook) IsOver() bool {
	for _, id := range slices.Concat(counted, []metrics.ID{metrics.Attempts, metrics.AutoCount}) {
		if o.comes(&o.Choices[0], id) > 0 {
			return false
		}
	}
	return true
}

// Best is the choice that saves most, or 0 where none saves anything.
func (o *Outlook) Best() int { return o.best(func(*Choice) bool { return true }) }

// free is the best of those that make nothing worse.
func (o *Outlook) free() int { return o.best(func(c *Choice) bool { return !o.hasPrice(c) }) }
