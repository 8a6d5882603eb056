package sweep

import (
	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/layout"
	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/analysis"
	"mailstorm/sim/metrics"
)

// changesTable is the table of differences where no expiration is varied: the measures that differ, with intervals.
func (s *Sweep) changesTable() *layout.Section {
	if s.known(experiment.BouncedGood) {
		return nil
	}
	return &layout.Section{Title: "Measures, and differences " + s.against(), Table: s.measuresGrid(s.differs)}
}

// measuresGrid is a table with a row for each measure and choice.
func (s *Sweep) measuresGrid(wanted func(experiment.Measure) bool) *layout.Table {
	g := &layout.Table{Head: []string{"measure", "value", "is", "difference"}, TextColumns: 2}
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
			g.Add(name, s.Plan.Marked(i), between(o.Measures[m], m), difference)
			name = ""
		}
	}
	return g
}

// extraTables are the tables of metrics that were asked for.
func (s *Sweep) extraTables() (all []*layout.Section) {
	for i, id := range s.Plan.Metrics() {
		m := metrics.Catalogue[id]
		t := &layout.Section{Title: m.Name + " of the run", Paragraphs: []string{"Over replications, one value each: " + m.Meaning + "."}}
		t.Table = s.eachChoice([]string{"mean", "5 %", "median", "95 %", "least", "most", "known in"}, func(_ int, o *analysis.Outcome) []string {
			q := o.Extra[i]
			cells := []string{spreadWord(mean(q.Mean, id, q.Mean.Value), m.Unit)}
			for _, v := range []int64{q.P5, q.P50, q.P95, q.Least, q.Most} {
				cells = append(cells, spreadWord(scaled(v, id, q.Known > 0), m.Unit))
			}
			return append(cells, english.Number(int64(q.Known)))
		})
		all = append(all, t)
	}
	return all
}

// spreadWord writes a value as people compare it.
func spreadWord(v metrics.Value, unit metrics.Unit) string {
	switch {
	case !v.Known:
		return noValue
	case unit == metrics.Ratio || unit == metrics.Count:
		return brief(float64(v.Num) / float64(v.Den))
	case unit == metrics.Bytes:
		return metrics.Roughly(v.Num)
	default:
		return english.Value(v, unit)
	}
}
