package load

import (
	"errors"
	"reflect"
	"slices"

	"mailstorm/scenarios/grid"
	"mailstorm/scenarios/parse"
	"mailstorm/sim"
)

// Choice is a scenario with one value for each axis.
type Choice struct {
	Values   []string // by axis, as they are written
	Scenario *Scenario
}

// Choices reads the scenario with every combination of values, those of the last axis one after the other. What is wrong
// with any of them comes as Problems, at the values of the axis. A choice that changes nothing has the Config of s itself.
func (s *Scenario) Choices(axes []grid.Axis) ([]Choice, error) {
	if p := grid.Check(axes); p != nil {
		return nil, parse.Problems{p}
	}
	var problems parse.Problems
	choices := make([]Choice, grid.Combinations(axes))
	for i := range choices {
		c, wrong := s.choice(axes, i)
		told := problems
		for _, p := range wrong {
			if !slices.ContainsFunc(told, p.SamePlace) && !slices.ContainsFunc(problems, p.Same) {
				problems = append(problems, p)
			}
		}
		if choices[i] = c; len(problems) >= parse.MostShown {
			break
		}
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return choices, nil
}

// tryChoices reads the first and the last of all combinations, which tells most mistakes in no time.
func (s *Scenario) tryChoices() error {
	axes := slices.Concat(s.Experiment.Vary, s.Experiment.States)
	if len(axes) == 0 {
		return nil
	}
	for _, i := range []int{0, grid.Combinations(axes) - 1} {
		if _, wrong := s.choice(axes, i); len(wrong) > 0 {
			return wrong
		}
	}
	return nil
}

// choice reads one combination.
func (s *Scenario) choice(axes []grid.Axis, index int) (Choice, parse.Problems) {
	v := *s
	v.varied = true
	c := Choice{make([]string, len(axes)), &v}
	for i, a := range slices.Backward(axes) {
		c.Values[i] = a.Values[index%len(a.Values)]
		index /= len(a.Values)
	}
	v.options.Set = slices.Clone(s.options.Set)
	for i, a := range axes {
		v.options.Set = append(v.options.Set, a.Key+"="+c.Values[i])
	}
	if err := v.fill(); err != nil {
		return c, s.atAxes(axes, c.Values, err)
	}
	v.Config = shared(v.Config, s.Config)
	return c, nil
}

// shared is a configuration in which what equals another one's lies in the memory only once: both may be large.
func shared(c, other *sim.Config) *sim.Config {
	share(&c.Addresses, other.Addresses)
	for i := range min(len(c.Mails), len(other.Mails)) {
		share(&c.Mails[i].To, other.Mails[i].To)
	}
	for i := range min(len(c.Hosts), len(other.Hosts)) {
		share(&c.Hosts[i].Paths, other.Hosts[i].Paths)
		share(&c.Hosts[i].Own, other.Hosts[i].Own)
		share(&c.Hosts[i].Remotes, other.Hosts[i].Remotes)
	}
	if reflect.DeepEqual(c, other) {
		return other
	}
	return c
}

func share[T comparable](to *[]T, other []T) {
	if slices.Equal(*to, other) {
		*to = other
	}
}

// atAxes points at the key or the value with which a combination is wrong.
func (s *Scenario) atAxes(axes []grid.Axis, values []string, err error) (all parse.Problems) {
	var problems parse.Problems
	errors.As(err, &problems)
	for _, p := range problems {
		own := p.Rank - parse.RankOverride - len(s.options.Set)
		at := axes[max(own, 0)].ProblemAt(values[max(own, 0)], p, own >= 0)
		at.Label, at.Legal, at.Meant = p.Label, p.Legal, p.Meant
		all = append(all, at)
	}
	return all
}
