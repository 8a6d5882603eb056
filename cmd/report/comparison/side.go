package comparison

import (
	"cmp"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"mailstorm/cmd/report/encode"
	"mailstorm/cmd/report/english"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// Side is one storm of a comparison.
type Side struct {
	Seed    int64
	Clock   time.Time // zero: unknown
	Zone    string    // in which people read its times; empty: unknown
	Version string
	Digest  string
	Stopped string
	Hosts   []string // in the order of the scenario
	Metrics []Metric // of the run, then of its hosts
	tables  []table  // what became of its mail; nil: unknown
}

// Metric is a value under its full name.
type Metric struct {
	Name  string
	Unit  metrics.Unit
	Value metrics.Value
}

// table is a mail table with its deliveries, in the order of time and recipient. What people wrote again after an NDR is left out, because it
// follows from the design.
type table struct {
	name       string
	deliveries []delivery
}

// delivery is one message for one recipient.
type delivery struct {
	written time.Duration
	to      string
	size    int64
	first   time.Duration // copy; negative: none came
	bounced bool          // an NDR came
}

// SideOf is a storm that was just run.
func SideOf(c *sim.Config, r *sim.Result, deliveries func(func(sim.Delivery) bool), version string) Side {
	s := Side{Seed: c.Seed, Clock: c.Clock, Zone: english.NewClock(c.Clock, r.End).Zone(), Version: version, Digest: hex.EncodeToString(r.Digest[:]), Stopped: r.Stopped}
	for id, m := range metrics.Catalogue {
		s.Metrics = append(s.Metrics, Metric{m.Name, m.Unit, r.Values[id]})
	}
	for i := range c.Hosts {
		s.Hosts = append(s.Hosts, c.Hosts[i].Name)
		for id, m := range metrics.Catalogue {
			if m.PerHost {
				s.Metrics = append(s.Metrics, Metric{c.Hosts[i].Name + "." + m.Name, m.Unit, r.Hosts[i].Values[id]})
			}
		}
	}
	s.tables = make([]table, len(c.Mails))
	for i := range c.Mails {
		s.tables[i].name = c.Mails[i].Name
	}
	for d := range deliveries {
		if d.ResendOf > 0 {
			continue
		}
		one := delivery{written: d.Written, to: c.Addresses[d.To].Name, size: d.Size, first: -1, bounced: d.NDRsDelivered > 0}
		if d.Copies > 0 {
			one.first = d.First
		}
		s.tables[d.Mail].deliveries = append(s.tables[d.Mail].deliveries, one)
	}
	s.sort()
	return s
}

func (s *Side) sort() {
	for i := range s.tables {
		slices.SortStableFunc(s.tables[i].deliveries, delivery.compare)
	}
}

func (d delivery) compare(o delivery) int {
	return cmp.Or(cmp.Compare(d.written, o.written), strings.Compare(d.to, o.to))
}

// value is a metric of the run.
func (s *Side) value(id metrics.ID) metrics.Value {
	v, _ := s.named(metrics.Catalogue[id].Name)
	return v
}

func (s *Side) named(name string) (v metrics.Value, ok bool) {
	i := slices.IndexFunc(s.Metrics, func(m Metric) bool { return m.Name == name })
	if i < 0 {
		return v, false
	}
	return s.Metrics[i].Value, true
}

// table is a mail table; nil where the side has none of that name.
func (s *Side) table(name string) *table {
	i := slices.IndexFunc(s.tables, func(t table) bool { return t.name == name })
	if i < 0 {
		return nil
	}
	return &s.tables[i]
}

// compared is a metric under all choices.
type compared struct {
	name   string
	unit   metrics.Unit
	values []metrics.Value
}

// metrics lists all metrics of the runs, then those of the hosts that any of them has.
func (c *Comparison) metrics() (all []compared) {
	at := map[string]int{}
	for i := range c.Sides {
		for _, m := range c.Sides[i].Metrics {
			k, known := at[m.Name]
			if !known {
				k = len(all)
				at[m.Name] = k
				all = append(all, compared{m.Name, m.Unit, make([]metrics.Value, len(c.Sides))})
			}
			all[k].values[i] = m.Value
		}
	}
	return all
}

// differs reports whether the choices have different values.
func (m *compared) differs() bool {
	for _, v := range m.values[1:] {
		if encode.Exact(v, m.unit) != encode.Exact(m.values[0], m.unit) {
			return true
		}
	}
	return false
}

// difference is a choice's value less that of the current one; unknown where one of them is.
func (m *compared) difference(choice, current int) metrics.Value {
	return minus(m.values[choice], m.values[current])
}

func minus(a, b metrics.Value) metrics.Value {
	if !a.Known || !b.Known || a.Den <= 0 || b.Den <= 0 {
		return metrics.Value{}
	}
	if a.Den == b.Den {
		return metrics.Value{Num: a.Num - b.Num, Den: a.Den, Known: true}
	}
	const parts = 1_000_000
	part := func(v metrics.Value) int64 { return int64(float64(v.Num) / float64(v.Den) * parts) }
	return metrics.Value{Num: part(a) - part(b), Den: parts, Known: true}
}
