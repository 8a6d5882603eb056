package sweepfolder

import (
	"fmt"
	"strconv"
	"strings"

	"mailstorm/cmd/report/english"
)

// Worlds are the variants that differ from the scenario in one thing that nobody knows; whose mail is concerned is another question.
func (p *Plan) Worlds() (all []int) {
	for i := range p.Variants {
		if p.Variants[i].World != "" {
			all = append(all, i)
		}
	}
	return all
}

// Sides says of each key that somebody varied though nobody chooses it that it is shown and not advised.
func (p *Plan) Sides() (all []string) {
	for i, key := range p.StateKeys {
		if why := p.StateWhy[i]; why != "" {
			all = append(all, fmt.Sprintf("%s is a state of the world, not a choice: it is shown, but not recommended (%s)", key, why))
		}
	}
	return all
}

// stateFlags are the flags that ask for the states.
func (p *Plan) stateFlags() (words []string) {
	if len(p.States) == 0 {
		return nil
	}
	for i, key := range p.StateKeys {
		var values []string
		for _, s := range p.States {
			values = AppendNew(values, s.Values[i])
		}
		words = append(words, "--state", english.ShellWord(key+"="+strings.Join(values, ",")))
	}
	if len(p.Prior) > 0 {
		words = append(words, "--prior", p.PriorWords(",", "%"))
	}
	return words
}

func (p *Plan) PriorWords(between, unit string) string {
	var words []string
	for _, share := range p.Prior {
		words = append(words, strconv.FormatFloat(100*share, 'g', 10, 64)+unit)
	}
	return strings.Join(words, between)
}

func (p *Plan) StateWords(state State) string {
	var words []string
	for i, key := range p.StateKeys {
		words = append(words, key+" = "+state.Values[i])
	}
	return strings.Join(words, ", ")
}
