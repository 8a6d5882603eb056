// Package report shows what a run came to: for people, for programs and for the next run, one file a format.
package report

import (
	"time"

	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// Run is one finished run as the formats need it.
type Run struct {
	Config     *sim.Config
	Result     *sim.Result
	Version    string
	Profiles   []string // as the scenario names them, by host
	Deliveries func(yield func(sim.Delivery) bool)
	Letter     func(message uint32) (from, to int) // of messages that the scenario does not list, see sim.World.Letter
	Expect     []Verdict
	Others     []Other
	Noticed    *Other // with delay notices at 4 h; nil where they are known, or would change nothing
	Dropped    *Other // with the other reading of dropped_session at a host; nil where no connection died after MAIL, or it changes nothing
}

// Verdict is an expectation beside what the run came to.
type Verdict struct {
	Name   string
	Wanted string
	Actual string
	OK     bool
	Many   bool // it speaks of many runs, and this is one
	Varied bool // of the scenario as written, and --set made another of it
}

// Other is the same storm with another profile of the family at one host.
type Other struct {
	Host    string
	Profile string
	AtLeast bool // the profile hides attempts
	Values  metrics.Values
	Settled time.Duration // when the last copy left that had been deferred
}

// measure is a metric of a run under its full name.
type measure struct {
	name  string
	unit  metrics.Unit
	value metrics.Value
}

// measures lists all metrics in the order of the catalogue, those of the run before those of its hosts.
func (r *Run) measures() []measure {
	var all []measure
	for id, m := range metrics.Catalogue {
		all = append(all, measure{m.Name, m.Unit, r.Result.Values[id]})
	}
	for i := range r.Config.Hosts {
		for id, m := range metrics.Catalogue {
			if m.PerHost {
				all = append(all, measure{r.Config.Hosts[i].Name + "." + m.Name, m.Unit, r.Result.Hosts[i].Values[id]})
			}
		}
	}
	return all
}

// fateWords names the nine cells for programs, by row and column.
var fateWords = [3][3]string{
	sim.RowNDR:      {"ndr", "false-ndr", "false-ndr-and-duplicates"},
	sim.RowPending:  {"waiting", "in-doubt", "storm-running"},
	sim.RowAccepted: {"lost", "delivered", "duplicated"},
}
