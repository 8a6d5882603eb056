// Package intervention finds what administrators can do while a storm is under way, and writes it as overrides of the scenario.
package intervention

import (
	"slices"
	"strings"
	"time"

	"mailstorm/scenarios/quantity"
	"mailstorm/sim"
)

// Intervention is something that can be done at a moment.
type Intervention struct {
	Key    string // of its kind: repair, close-port, ...
	Name   string // with the hosts that it concerns
	Tables []Table
	Doing  []Command // how it is done in real systems
	Remark string    // what the numbers do not show
}

// Table is a table of TOML that the scenario gets.
type Table struct {
	Path string // host.relay.change.repair
	Rows [][2]string
}

// Command does it in one product.
type Command struct {
	Product, Line string
	Documented    bool
}

// Override is the table as --set takes it.
func (t *Table) Override() string {
	var rows []string
	for _, r := range t.Rows {
		rows = append(rows, r[0]+" = "+r[1])
	}
	return t.Path + "={" + strings.Join(rows, ", ") + "}"
}

// Overrides are what makes of the scenario one with the intervention.
func (v *Intervention) Overrides() (set []string) {
	for i := range v.Tables {
		set = append(set, v.Tables[i].Override())
	}
	return set
}

// TOML is the same for the end of the scenario's file.
func (v *Intervention) TOML() string {
	var b strings.Builder
	for i, t := range v.Tables {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString("[" + t.Path + "]\n")
		for _, r := range t.Rows {
			b.WriteString(r[0] + " = " + r[1] + "\n")
		}
	}
	return b.String()
}

// Storm is what is known of a storm at a moment.
type Storm struct {
	At     time.Duration
	Config *sim.Config

	sessions  map[link]tally
	queued    []int64 // by host
	spans     []sim.Span
	writtenTo []bool // by address
}

// link is from a sending host to a receiving one.
type link struct{ from, to int }

type tally struct {
	failed int64 // sessions that did not end with a 250
	kept   int64 // of them, those after which the receiver has the message
	bytes  int64 // of message data that crossed in them
}

// NewStorm is a storm of which nothing is known yet; it is a sink for the records of the run up to the moment.
func NewStorm(c *sim.Config, at time.Duration) *Storm {
	s := &Storm{At: at, Config: c, sessions: map[link]tally{}, writtenTo: make([]bool, len(c.Addresses))}
	for i := range c.Mails {
		for _, a := range c.Mails[i].To {
			s.writtenTo[a] = true
		}
	}
	return s
}

// Take hears a record.
func (s *Storm) Take(r *sim.Record) {
	if r.Kind != sim.Talked || r.Cause == 0 {
		return
	}
	w := link{int(r.Host), int(r.Peer)}
	t := s.sessions[w]
	t.failed++
	t.bytes += r.Bytes
	if r.Flags&sim.FlagKept != 0 {
		t.kept++
	}
	s.sessions[w] = t
}

// Err is that of a sink.
func (*Storm) Err() error { return nil }

// FirstFailure is when a session of a run first fails; it is a sink, too.
type FirstFailure struct {
	At    time.Duration
	Known bool
}

// Take hears a record.
func (f *FirstFailure) Take(r *sim.Record) {
	if !f.Known && r.Kind == sim.Talked && r.Cause != 0 {
		*f = FirstFailure{r.At, true}
	}
}

// Err is that of a sink.
func (*FirstFailure) Err() error { return nil }

// Stands notes where the run stands at the moment.
func (s *Storm) Stands(r *sim.Result) {
	s.spans = r.Spans
	for i := range r.Hosts {
		s.queued = append(s.queued, r.Hosts[i].Values[queueLength].Num)
	}
}

// HasFailed reports whether any session has failed so far.
func (s *Storm) HasFailed() bool { return len(s.sessions) > 0 }

// IsUnderWay reports whether a failed session may be followed by another: its host has a fault now, or its sender has mail queued.
func (s *Storm) IsUnderWay() bool { return len(s.troubled()) > 0 }

// HasFault reports whether a host has a fault at the moment, though perhaps no session has failed by it: mail that is accepted and lost fails nowhere.
func (s *Storm) HasFault() bool {
	for host := range s.queued {
		if len(s.faultsOf(host)) > 0 {
			return true
		}
	}
	return false
}

// troubled are the links on which sessions fail, in the order of the hosts.
func (s *Storm) troubled() (links []link) {
	for w := range s.sessions {
		if s.queued[w.from] > 0 || len(s.faultsOf(w.to)) > 0 {
			links = append(links, w)
		}
	}
	slices.SortFunc(links, func(a, b link) int { return (a.to-b.to)*len(s.queued) + a.from - b.from })
	return links
}

// faultsOf are the faults of a host that are active at the moment.
func (s *Storm) faultsOf(host int) (active []sim.Span) {
	for _, f := range s.spans {
		if f.Host == host && f.Starts <= s.At && (f.Ends == 0 || f.Ends > s.At) {
			active = append(active, f)
		}
	}
	return active
}

// receivers are the hosts with which sessions fail, and those with a fault; senders have mail queued for them.
func (s *Storm) receivers() (hosts []int) {
	links := s.troubled()
	for host := range s.queued {
		if len(s.faultsOf(host)) > 0 || slices.ContainsFunc(links, func(w link) bool { return w.to == host }) {
			hosts = append(hosts, host)
		}
	}
	return hosts
}

func (s *Storm) senders() (hosts []int) {
	for _, w := range s.troubled() {
		if s.queued[w.from] > 0 && !slices.Contains(hosts, w.from) {
			hosts = append(hosts, w.from)
		}
	}
	slices.Sort(hosts)
	return hosts
}

// tallyOf sums the failed sessions of those links that pass.
func (s *Storm) tallyOf(pass func(link) bool) (sum tally) {
	for w, t := range s.sessions {
		if pass(w) {
			sum.failed += t.failed
			sum.kept += t.kept
			sum.bytes += t.bytes
		}
	}
	return sum
}

// to are the failed sessions with a receiving host, from those of a sending one.
func (s *Storm) to(host int) tally   { return s.tallyOf(func(w link) bool { return w.to == host }) }
func (s *Storm) from(host int) tally { return s.tallyOf(func(w link) bool { return w.from == host }) }

// Find lists what can be done. What cannot change anything in this storm is left out, except a transport rule, on which people count.
func (s *Storm) Find() (all []Intervention) {
	for _, find := range []func(*Storm) Intervention{repair, closePort, nextHop, withoutTLS, duplicateCheck, transportRule, expiration, deleteQueue} {
		if v := find(s); v.Name != "" {
			all = append(all, v)
		}
	}
	return all
}

// moment is the moment as TOML has it.
func (s *Storm) moment() string { return quoted(quantity.FormatDuration(s.At)) }

func (s *Storm) family(host int) string { return s.Config.Hosts[host].Profile.Family }

// path names a table of a host; nobody else has that name.
func (s *Storm) path(host int, kind, name string) string {
	h := &s.Config.Hosts[host]
	var taken []string
	for i := range h.Faults {
		taken = append(taken, h.Faults[i].Name)
	}
	for i := range h.Guards {
		taken = append(taken, h.Guards[i].Name)
	}
	for slices.Contains(taken, name) {
		name += "-now"
	}
	if kind == "change" { // changes are numbered in the order of their names, and records name them: this one comes last
		for _, c := range h.Changes {
			if c.Name >= name {
				name = c.Name + "-" + name
			}
		}
	}
	return "host." + h.Name + "." + kind + "." + name
}
