package player

import (
	"cmp"
	"slices"
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/sim"
)

func (b *stager) setSpans() {
	c := b.run.Config
	for i := range c.Hosts {
		h := &c.Hosts[i]
		for k := range h.Faults {
			starts, ends := c.FaultHolds(i, k)
			b.addSpans(Span{Host: b.place[i], Sort: "fault", Name: h.Faults[k].Name, Kind: h.Faults[k].Kind}, b.switched(i, sim.Switch{Index: k}, starts, ends))
		}
		for k := range h.Guards {
			starts, ends := c.GuardHolds(i, k)
			b.addSpans(Span{Host: b.place[i], Sort: "guard", Name: h.Guards[k].Name, Kind: h.Guards[k].Kind.Name}, b.switched(i, sim.Switch{Guard: true, Index: k}, starts, ends))
		}
	}
	for _, r := range b.rec.changes {
		change := &c.Hosts[r.host].Changes[r.number]
		b.addSpans(Span{Host: b.place[r.host], Sort: "change", Name: change.Name, Kind: "intervention"}, []held{{r.at, forever}})
	}
	slices.SortStableFunc(b.Spans, func(x, y Span) int { return cmp.Or(cmp.Compare(x.Host, y.Host), cmp.Compare(x.Starts, y.Starts)) })
}

// held is a time in which a fault or a guard holds: half-open.
type held struct{ starts, ends time.Duration }

// forever is the end of what never ends.
const forever = time.Duration(1<<63 - 1)

// switched is when a fault or a guard holds that changes of its host switch on and off.
func (b *stager) switched(host int, which sim.Switch, starts, ends time.Duration) (all []held) {
	now := held{starts, ends}
	for _, r := range b.rec.changes {
		if int(r.host) != host {
			continue
		}
		for _, s := range b.run.Config.Hosts[host].Changes[r.number].Switches {
			if s.Guard != which.Guard || s.Index != which.Index {
				continue
			}
			switch {
			case s.On && now.starts <= r.at && r.at < now.ends:
				now.ends = forever
			case s.On:
				if now.ends <= r.at {
					all = append(all, now)
				}
				now = held{r.at, forever}
			case now.starts >= r.at:
				now = held{forever, forever}
			default:
				now.ends = min(now.ends, r.at)
			}
		}
	}
	return append(all, now)
}

// addSpans adds the times that are within the run.
func (b *stager) addSpans(s Span, times []held) {
	s.Name = english.OneLine(s.Name)
	for _, t := range times {
		if t.ends <= t.starts || t.starts >= b.Ends && t.starts > 0 {
			continue
		}
		if s.Starts, s.Ends = t.starts, t.ends; t.ends == forever {
			s.Ends = -1
		}
		b.Spans = append(b.Spans, s)
	}
}
