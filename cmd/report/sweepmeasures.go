package report

import (
	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
)

// changes is the table of differences where no expiration is varied: the measures that differ, with intervals.
func (s *Sweep) changes() *section {
	if s.known(experiment.BouncedGood) {
		return nil
	}
	return &section{title: "Measures, and differences " + s.against(), table: s.measuresGrid(func(m experiment.Measure) bool {
		for i := range s.Plan.Choices {
			if d := s.outcome(i).Difference[m]; d.Known && (d.Value != 0 || d.Low != d.High) {
				return true
			}
		}
		return false
	})}
}

// measuresGrid is a table with a row for each measure and choice.
func (s *Sweep) measuresGrid(wanted func(experiment.Measure) bool) *grid {
	g := &grid{head: []string{"measure", "value", "is", "difference"}, texts: 2}
	for m := range experiment.Measures {
		if !s.known(m) || !wanted(m) {
			continue
		}
		name := experiment.Catalogue[m].Name
		if experiment.Catalogue[m].Share {
			name += ", %"
		}
		for i := range s.Plan.Choices {
			o, difference := s.outcome(i), ""
			if i != s.Plan.Current {
				difference = change(o.Difference[m], m)
			}
			g.add(name, s.Plan.Marked(i), between(o.Measures[m], m), difference)
			name = ""
		}
	}
	return g
}

// extra are the tables of metrics that were asked for.
func (s *Sweep) extra() (all []*section) {
	for i, id := range s.Plan.Metrics() {
		m := metrics.Catalogue[id]
		t := &section{title: m.Name + " of the run", words: []string{"Over replications, one value each: " + m.Meaning + "."}}
		t.table = s.eachChoice([]string{"mean", "5 %", "median", "95 %", "least", "most", "known in"}, func(_ int, o *experiment.Outcome) []string {
			q := o.Extra[i]
			cells := []string{spreadWord(mean(q.Mean, id, q.Mean.Value), m.Unit)}
			for _, v := range []int64{q.P5, q.P50, q.P95, q.Least, q.Most} {
				cells = append(cells, spreadWord(scaled(v, id, q.Known > 0), m.Unit))
			}
			return append(cells, Number(int64(q.Known)))
		})
		all = append(all, t)
	}
	return all
}

// spreadWord writes a value as people compare it.
func spreadWord(v metrics.Value, unit metrics.Unit) string {
	switch {
	case !v.Known:
		return nothing
	case unit == metrics.Ratio || unit == metrics.Count:
		return brief(float64(v.Num) / float64(v.Den))
	case unit == metrics.Bytes:
		return metrics.Roughly(v.Num)
	default:
		return Value(v, unit)
	}
}
