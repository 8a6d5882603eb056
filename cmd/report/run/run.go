// Package run writes what a run came to: for people, for tickets and for programs, one file a format.
package run

import (
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// Title is what a run is called.
func (r *Run) Title() string {
	if r.Config.Title != "" {
		return r.Config.Title
	}
	return r.Config.Name
}

// Stopped says why and when a run ended early; nothing, if it did not.
func (r *Run) Stopped() string {
	if r.Result.Stopped == "" {
		return ""
	}
	return r.Result.Stopped + ", at " + english.NewClock(r.Config.Clock, r.Result.End).At(r.Result.End) + ": what was counted so far"
}

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
	Host            string
	Profile         string
	AtLeast         bool // the profile hides attempts
	Values          metrics.Values
	DeferredEmptyAt time.Duration // when the last copy left that had been deferred
}

// namedValue is a metric of a run under its full name.
type namedValue struct {
	name  string
	unit  metrics.Unit
	value metrics.Value
}

// namedValues lists all metrics in the order of the catalogue, those of the run before those of its hosts.
func (r *Run) namedValues() []namedValue {
	var all []namedValue
	for id, m := range metrics.Catalogue {
		all = append(all, namedValue{m.Name, m.Unit, r.Result.Values[id]})
	}
	for i := range r.Config.Hosts {
		for id, m := range metrics.Catalogue {
			if m.PerHost {
				all = append(all, namedValue{r.Config.Hosts[i].Name + "." + m.Name, m.Unit, r.Result.Hosts[i].Values[id]})
			}
		}
	}
	return all
}

// fateKeys names the nine cells for programs, by row and column.
var fateKeys = [3][3]string{
	sim.RowNDR:      {"ndr", "false-ndr", "false-ndr-and-duplicates"},
	sim.RowPending:  {"waiting", "in-doubt", "storm-running"},
	sim.RowAccepted: {"lost", "delivered", "duplicated"},
}

func (r *Run) value(id metrics.ID) int64 { return r.Result.Values[id].Num }

func (r *Run) known(id metrics.ID) (time.Duration, bool) {
	v := r.Result.Values[id]
	return time.Duration(v.Num), v.Known
}

// SenderWas names the rows of the fates: what the sender of a delivery was told.
var SenderWas = [3]string{sim.RowNDR: "was told \"not delivered\"", sim.RowPending: "is still waiting", sim.RowAccepted: "was told nothing"}

// Fates names the nine cells, by row and column.
var Fates = [3][3]string{
	{"honest NDR", "false NDR", "false NDR and duplicates"},
	{"waiting", "in doubt", "storm running"},
	{"lost", "delivered", "duplicated"},
}

// Mark says whether an expectation is met, as far as one run can tell.
func (e *Verdict) Mark() string {
	switch {
	case e.Many:
		return "here"
	case e.OK:
		return "ok"
	case e.Varied:
		return "without --set"
	}
	return "not met"
}
