// Package run writes the result of one run: for people, for tickets and for programs.
package run

import (
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// Title is the title of the scenario, or else its name.
func (r *Run) Title() string {
	if r.Config.Title != "" {
		return r.Config.Title
	}
	return r.Config.Name
}

// Stopped says why and when a run ended early.
func (r *Run) Stopped() string {
	if r.Result.Stopped == "" {
		return ""
	}
	return r.Result.Stopped + ", at " + r.clock().At(r.Result.End) + "; the numbers are those until then"
}

// Run is one finished run as the formats need it.
type Run struct {
	Config       *sim.Config
	Result       *sim.Result
	Version      string
	Profiles     []string // as the scenario names them, by host
	Deliveries   func(yield func(sim.Delivery) bool)
	GeneratedBy  func(message uint32) (from, to int) // of messages that the scenario does not list, see sim.World.GeneratedBy
	Expect       []Verdict
	Others       []Other
	DelayNotices *Other // with delay notices after 4 h; nil where they are known, or change nothing
	OtherDrops   *Other // with the other reading of dropped_session at a host; nil where no connection dropped after MAIL, or it changes nothing
}

// Verdict is an expectation with the value of the run.
type Verdict struct {
	Name   string
	Wanted string
	Actual string
	OK     bool
	Many   bool   // it is about many runs, and this is one
	Varied string // it is about the scenario as written, without this: --set, or what else changed it
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

// outcomeKeys names the nine cells for programs, by row and column.
var outcomeKeys = [3][3]string{
	sim.RowNDR:      {"ndr", "false-ndr", "false-ndr-and-duplicates"},
	sim.RowPending:  {"waiting", "in-doubt", "storm-running"},
	sim.RowAccepted: {"lost", "delivered", "duplicated"},
}

func (r *Run) value(id metrics.ID) int64 { return r.Result.Values[id].Num }

func (r *Run) known(id metrics.ID) (time.Duration, bool) {
	v := r.Result.Values[id]
	return time.Duration(v.Num), v.Known
}

// OutcomeRows names the rows of the outcomes: what the sender of a delivery received.
var OutcomeRows = [3]string{sim.RowNDR: "sender received an NDR", sim.RowPending: "still queued", sim.RowAccepted: "sender received no NDR"}

// Outcomes names the nine cells as expectations do, by row and column.
var Outcomes = [3][3]string{
	sim.RowNDR:      {"honest NDR", "false NDR", "false NDR and duplicates"},
	sim.RowPending:  {"waiting", "in doubt", "storm running"},
	sim.RowAccepted: {"lost", "delivered", "duplicated"},
}

// IsBad marks the cells that should be empty.
var IsBad = [3][3]bool{
	sim.RowNDR:      {false, true, true},
	sim.RowPending:  {false, false, true},
	sim.RowAccepted: {true, false, true},
}

const notMet = "not met"

// Mark says whether an expectation is met, as far as one run can tell.
func (e *Verdict) Mark() string {
	switch {
	case e.Many:
		return "many runs"
	case e.OK:
		return "ok"
	case e.Varied != "":
		return "without " + e.Varied
	}
	return notMet
}

func (r *Run) clock() english.Clock { return english.NewClock(r.Config.Clock, r.Result.End) }

// coarseClock shows minutes, and seconds only in a short run.
func (r *Run) coarseClock() english.Clock {
	c := r.clock()
	c.Coarse = r.Result.End > 2*time.Hour
	return c
}

// Zone names the zone in which the report has its times.
func (r *Run) Zone() string { return r.clock().Zone() }
