package illustrated

import (
	"mailstorm/cmd/report/comparison"
	"mailstorm/plots"
	"mailstorm/plots/runs"
)

// Comparison is what the pictures of a comparison show.
func Comparison(c *comparison.Comparison) plots.Comparison {
	shown := plots.Comparison{Keys: c.Plan.Keys, Values: c.Plan.Choices, Current: c.Plan.Current, Marked: c.Plan.Mark()}
	for i := range c.Results {
		shown.Runs = append(shown.Runs, runs.Run{Config: c.Configs[i], Result: c.Results[i]})
	}
	return shown
}
