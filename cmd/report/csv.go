package report

import (
	"io"

	"mailstorm/sim/metrics"
)

// CSV writes the metrics of runs, one a line; with several runs the scenario stands in front.
func CSV(w io.Writer, runs []*Run) error {
	rows := [][]string{{"metric", "unit", "value"}}
	if len(runs) > 1 {
		rows[0] = append([]string{"scenario"}, rows[0]...)
	}
	for _, r := range runs {
		for _, m := range r.measures() {
			row := []string{m.name, programUnit(m.unit), Exact(m.value, m.unit)}
			if len(runs) > 1 {
				row = append([]string{r.Config.Name}, row...)
			}
			rows = append(rows, row)
		}
	}
	return NewSpreadsheet(w).WriteAll(rows)
}

// programUnit is the unit of a number that Exact writes.
func programUnit(u metrics.Unit) string {
	if u == metrics.Duration {
		return "s"
	}
	return string(u)
}
