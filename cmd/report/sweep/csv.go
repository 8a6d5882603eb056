package sweep

import (
	"io"
	"strconv"

	"mailstorm/cmd/report/encode"
	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/analysis"
	"mailstorm/sim/metrics"
)

// CSV writes table.csv: a line for each variant, choice and number.
func CSV(w io.Writer, s *Sweep) error {
	out := encode.NewCSV(w)
	head := append([]string{"variant"}, s.Plan.Keys...)
	if err := out.Write(append(head, "name", "unit", "value", "low", "high", "difference", "difference_low", "difference_high")); err != nil {
		return err
	}
	for variant := range s.Findings {
		if s.Findings[variant].Summary == nil {
			continue
		}
		for i := range s.Plan.Choices {
			first := append([]string{s.Plan.Variants[variant].Name(variant)}, s.Plan.Choices[i]...)
			for _, cells := range s.lines(variant, i) {
				if err := out.Write(append(first[:len(first):len(first)], cells...)); err != nil {
					return err
				}
			}
		}
	}
	out.Flush()
	return out.Error()
}

// lines are the numbers of a choice, each with name and unit; what does not exist is empty.
func (s *Sweep) lines(variant, choice int) (all [][]string) {
	o := &s.Findings[variant].Summary.Choices[choice]
	for m := range experiment.Measures {
		all = append(all, append([]string{experiment.Catalogue[m].Name, unitOf(m)}, append(cellsOf(o.Measures[m], m), cellsOf(o.Difference[m], m)...)...))
	}
	for _, p := range asked(o) {
		m := p.Subject.Measure
		all = append(all, append([]string{p.Subject.Name(), unitOf(m)}, append(cellsOf(p.Estimate, m), cellsOf(p.Difference, m)...)...))
	}
	alone := func(name, unit, value string) { all = append(all, []string{name, unit, value, "", "", "", "", ""}) }
	for _, q := range []struct {
		name string
		q    analysis.Quantiles
	}{{"told", o.Told}, {"silence", o.Silence}} {
		alone(q.name+".count", "count", strconv.FormatUint(q.q.Count, 10))
		for _, part := range []struct {
			name string
			rank analysis.QuantileEstimate
		}{{".p50", q.q.P50}, {".p95", q.q.P95}, {".max", q.q.Max}} {
			cells := make([]string, 6)
			if q.q.Count > 0 {
				cells = rankCells(part.rank)
			}
			all = append(all, append([]string{q.name + part.name, "s"}, cells...))
		}
	}
	if variant > 0 {
		return all
	}
	if len(s.Plan.Worst) > 0 {
		alone("never_acknowledged.duplicates", "count", strconv.FormatInt(s.Plan.Worst[choice].Duplicates, 10))
		alone("never_acknowledged.wire.bytes", "bytes", strconv.FormatInt(s.Plan.Worst[choice].Bytes, 10))
	}
	for i, id := range s.Plan.Metrics() {
		for _, part := range s.spread(o.Extra[i], id) {
			alone("run."+metrics.Catalogue[id].Name+"."+part.name, encode.Unit(part.unit), encode.Exact(part.value, part.unit))
		}
	}
	return all
}

func cellsOf(e analysis.Estimate, m experiment.Measure) []string {
	if !e.Known {
		return []string{"", "", ""}
	}
	if !e.Bounded {
		return []string{forPrograms(e.Value, m), "", ""}
	}
	return []string{forPrograms(e.Value, m), forPrograms(e.Low, m), forPrograms(e.High, m)}
}
