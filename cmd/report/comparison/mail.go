package comparison

import (
	"fmt"
	"slices"
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/sim/metrics"
)

// lateAfter is how long people wait before they call a mail late.
const lateAfter = time.Hour

// pairing is what becomes of mail of which all sides know: the same table, moment and recipient.
type pairing struct {
	Common   int64           // deliveries that all sides have
	Arrived  int64           // of them, arrived on all sides
	Saved    []int64         // by side: bounced there, though another side delivers it
	Only     []int64         // by side: arrived there, but not on every side
	Waits    [][]int64       // by side: time until those of Arrived came, in nanoseconds
	Resized  map[string]bool // tables of which mail has another size on another side
	ByTable  map[string]int64
	complete bool // all sides know what became of their mail
}

// pair merges the mail of all sides, table by table.
func pair(sides []Side) *pairing {
	p := &pairing{Saved: make([]int64, len(sides)), Only: make([]int64, len(sides)), Waits: make([][]int64, len(sides)), Resized: map[string]bool{}, ByTable: map[string]int64{}}
	for i := range sides {
		if sides[i].tables == nil {
			return p
		}
	}
	p.complete = true
	for i := range sides[0].tables {
		name := sides[0].tables[i].name
		rows := make([][]delivery, len(sides))
		for k := range sides {
			if t := sides[k].table(name); t != nil {
				rows[k] = t.deliveries
			}
		}
		p.merge(name, rows)
	}
	return p
}

// merge walks sorted lists side by side.
func (p *pairing) merge(name string, rows [][]delivery) {
	heads := make([]delivery, len(rows))
	for {
		for _, row := range rows {
			if len(row) == 0 {
				return
			}
		}
		latest := rows[0][0]
		for _, row := range rows[1:] {
			if row[0].compare(latest) > 0 {
				latest = row[0]
			}
		}
		all := true
		for k, row := range rows {
			if heads[k] = row[0]; row[0].compare(latest) < 0 {
				all, rows[k] = false, row[1:]
			}
		}
		if !all {
			continue
		}
		p.count(name, heads)
		for k := range rows {
			rows[k] = rows[k][1:]
		}
	}
}

func (p *pairing) count(name string, same []delivery) {
	p.Common++
	p.ByTable[name]++
	arrived := 0
	for _, d := range same {
		if d.first >= 0 {
			arrived++
		}
		if d.size != same[0].size {
			p.Resized[name] = true
		}
	}
	if arrived == len(same) {
		p.Arrived++
	}
	for k, d := range same {
		switch {
		case arrived == len(same):
			p.Waits[k] = append(p.Waits[k], int64(d.first-d.written))
		case d.first >= 0:
			p.Only[k]++
		case d.bounced && arrived > 0:
			p.Saved[k]++
		}
	}
}

// wait is a percentile of the time until mail came that came on all sides.
func (p *pairing) wait(side int, percent int64) metrics.Value {
	n, ok := metrics.Quantile(p.Waits[side], percent, 100)
	return metrics.Value{Num: n, Den: 1, Known: ok}
}

// late is how many deliveries were not there after an hour, whether they came later or never.
func (s *Side) late() metrics.Value {
	if s.tables == nil {
		return metrics.Value{}
	}
	n := int64(0)
	for i := range s.tables {
		for _, d := range s.tables[i].deliveries {
			if d.first < 0 || d.first-d.written > lateAfter {
				n++
			}
		}
	}
	return metrics.Int(n)
}

// unlike says where the storms are not of the same mail.
func (c *Comparison) unlike() (all []string) {
	base := &c.Sides[c.Plan.Current]
	for i := range c.Sides {
		s := &c.Sides[i]
		if i == c.Plan.Current {
			continue
		}
		a, b := c.name(c.Plan.Current), c.name(i)
		if s.Seed != base.Seed {
			all = append(all, fmt.Sprintf("%s has the seed %d and %s %d, so all that is drawn differs; --seed %d gives both the same.", a, base.Seed, b, s.Seed, base.Seed))
		}
		if !s.Clock.Equal(base.Clock) && !s.Clock.IsZero() && !base.Clock.IsZero() {
			all = append(all, fmt.Sprintf("the clock of %s begins at %s, that of %s at %s.", a, base.Clock.Format(time.RFC3339), b, s.Clock.Format(time.RFC3339)))
		}
		if s.Zone != base.Zone {
			all = append(all, fmt.Sprintf("the time zone of %s is %s, that of %s %s, so their hours and days differ.", a, base.Zone, b, s.Zone))
		}
		if s.Version != base.Version {
			all = append(all, fmt.Sprintf("%s was run by mailstorm %s, %s by %s; a difference may come from the program (docs/changes.md).", a, base.Version, b, s.Version))
		}
		all = append(all, unlikeTables(base, s, a, b)...)
	}
	return all
}

// unlikeTables compares mail tables.
func unlikeTables(base, s *Side, a, b string) (all []string) {
	if base.tables == nil || s.tables == nil {
		if x, y := base.value(metrics.Deliveries), s.value(metrics.Deliveries); x != y {
			all = append(all, fmt.Sprintf("%s has %s deliveries, %s has %s.", a, english.Value(x, metrics.Count), b, english.Value(y, metrics.Count)))
		}
		return all
	}
	both := pair([]Side{*base, *s})
	for _, t := range base.tables {
		switch u := s.table(t.name); {
		case u == nil:
			all = append(all, fmt.Sprintf("mail.%s is only in %s (%s).", t.name, a, deliveriesText(len(t.deliveries))))
		case both.ByTable[t.name] < int64(max(len(t.deliveries), len(u.deliveries))):
			all = append(all, fmt.Sprintf("mail.%s: %s with %s and %s with %s; %s of them are the same.", t.name, deliveriesText(len(t.deliveries)), a,
				english.Number(int64(len(u.deliveries))), b, english.Number(both.ByTable[t.name])))
		case both.Resized[t.name]:
			all = append(all, fmt.Sprintf("mail.%s: the same messages, but of another size.", t.name))
		}
	}
	for _, u := range s.tables {
		if base.table(u.name) == nil {
			all = append(all, fmt.Sprintf("mail.%s is only in %s (%s).", u.name, b, deliveriesText(len(u.deliveries))))
		}
	}
	return slices.Compact(all)
}

func deliveriesText(n int) string { return english.Counted(int64(n), "delivery", "deliveries") }
