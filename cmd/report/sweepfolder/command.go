package sweepfolder

import (
	"fmt"
	"slices"
	"strings"

	"mailstorm/cmd/report/english"
)

func AppendNew(list []string, word string) []string {
	if slices.Contains(list, word) {
		return list
	}
	return append(list, word)
}

// Command is the command line that runs the plan.
func (p *Plan) Command() string {
	words := []string{"mailstorm sweep", english.ShellWord(p.File)}
	for i, key := range p.Keys {
		var values []string
		for _, choice := range p.Choices {
			values = AppendNew(values, choice[i])
		}
		words = append(words, "--vary", english.ShellWord(key+"="+strings.Join(values, ",")))
	}
	words = append(words, fmt.Sprintf("--runs %d", p.Runs))
	if p.Precision != "" {
		words = append(words, fmt.Sprintf("--precision %s --most-runs %d", p.Precision, p.MostRuns))
	}
	words = append(words, p.stateFlags()...)
	if p.VariantRuns != VariantRuns(p.Runs) {
		words = append(words, fmt.Sprintf("--variant-runs %d", p.VariantRuns))
	}
	if p.InForce {
		words = append(words, "--current", english.ShellWord(strings.Join(p.Choices[p.Current], ",")))
	}
	for _, name := range p.Extra {
		words = append(words, "--metric "+name)
	}
	for _, set := range p.Set {
		words = append(words, "--set", english.ShellWord(set))
	}
	return strings.Join(append(words, fmt.Sprintf("--seed %d", p.Seed)), " ")
}

// VariantRuns is how many replications a variant has unless somebody says otherwise.
func VariantRuns(runs uint32) uint32 { return min(max(runs/25, 40), runs) }
