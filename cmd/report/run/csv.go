package run

import (
	"io"

	"mailstorm/cmd/report/encode"
)

// CSV writes the metrics of runs, one a line; with several runs the scenario comes first.
func CSV(w io.Writer, runs []*Run) error {
	rows := [][]string{{"metric", "unit", "value"}}
	if len(runs) > 1 {
		rows[0] = append([]string{"scenario"}, rows[0]...)
	}
	for _, r := range runs {
		for _, m := range r.namedValues() {
			row := []string{m.name, encode.Unit(m.unit), encode.Exact(m.value, m.unit)}
			if len(runs) > 1 {
				row = append([]string{r.Config.Name}, row...)
			}
			rows = append(rows, row)
		}
	}
	return encode.NewCSV(w).WriteAll(rows)
}
