package scenarios

import (
	"errors"
	"reflect"
	"slices"
	"strings"

	"mailstorm/sim"
)

// Choice is a scenario with one value for each axis.
type Choice struct {
	Values   []string // by axis, as they are written
	Scenario *Scenario
}

// Choices reads the scenario with every combination of values, those of the last axis one after the other. What is wrong
// with any of them comes as Problems, at the values of the axis. A choice that changes nothing has the Config of s itself.
func (s *Scenario) Choices(axes []Axis) ([]Choice, error) {
	if p := gridProblem(axes); p != nil {
		return nil, Problems{p}
	}
	var problems Problems
	choices := make([]Choice, combinations(axes))
	for i := range choices {
		c, wrong := s.choice(axes, i)
		told := problems
		for _, p := range wrong {
			if !slices.ContainsFunc(told, p.beside) && !slices.ContainsFunc(problems, p.same) {
				problems = append(problems, p)
			}
		}
		if choices[i] = c; len(problems) >= mostShown {
			break
		}
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return choices, nil
}

// beside reports whether a problem stands where another one does: all values of a range stand at one place, and one example is enough.
func (p *Problem) beside(q *Problem) bool {
	return p.File == q.File && p.rank == q.rank && p.at == q.at
}

// tryChoices reads the first and the last of all combinations, which tells most mistakes in no time.
func (s *Scenario) tryChoices() error {
	axes := slices.Concat(s.Experiment.Vary, s.Experiment.States)
	if len(axes) == 0 {
		return nil
	}
	for _, i := range []int{0, combinations(axes) - 1} {
		if _, wrong := s.choice(axes, i); len(wrong) > 0 {
			return wrong
		}
	}
	return nil
}

func combinations(axes []Axis) int {
	n := 1
	for _, a := range axes {
		n *= len(a.Values)
	}
	return n
}

// notVaried are the first words of keys that are none of the storm's.
var notVaried = []string{"seed", "model", "expect", "experiment", "decision"}

// gridProblem tells why axes do not make a grid.
func gridProblem(axes []Axis) *Problem {
	if len(axes) > mostAxes {
		return axes[mostAxes].at.problem("more than %d keys are varied; that is the most", mostAxes)
	}
	seen, n := map[string]bool{}, 1
	for _, a := range axes {
		key := canonical(a.Key)
		first, _, _ := strings.Cut(key, ".")
		switch n *= len(a.Values); {
		case first == "seed":
			return a.at.misnamed("the seed is not varied: every run has its own, and all choices meet the same ones")
		case slices.Contains(notVaried, first):
			return a.at.misnamed("%s is no part of the storm; what is varied is", a.Key)
		case seen[key]:
			return a.at.misnamed("%s is varied twice", a.Key)
		case n > mostChoices:
			return a.at.problem("more than %s combinations of values; that is the most in one grid", grouped(mostChoices))
		}
		seen[key] = true
	}
	return nil
}

// canonical is a dotted key with quotes only where TOML wants them; what is no key stays.
func canonical(key string) string {
	n, p := parse(newSource("", key+" = 0"))
	if p != nil {
		return key
	}
	for len(n.inner) == 1 {
		n = n.inner[0]
	}
	return n.path()
}

// choice reads one combination.
func (s *Scenario) choice(axes []Axis, index int) (Choice, Problems) {
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
func (s *Scenario) atAxes(axes []Axis, values []string, err error) (all Problems) {
	var problems Problems
	errors.As(err, &problems)
	for _, p := range problems {
		own := p.rank - rankOverride - len(s.options.Set)
		at := axes[max(own, 0)].complaint(values[max(own, 0)], p, own >= 0)
		at.Label, at.Legal = p.Label, p.Legal
		all = append(all, at)
	}
	return all
}

// complaint is a problem with one value, said at the axis; own: it stands in the override that the value makes.
func (a Axis) complaint(value string, p *Problem, own bool) *Problem {
	n := a.at
	if own && p.at < len(a.Key) {
		return n.misnamed("%s", p.Message)
	}
	if n.shape == listShape {
		n = n.inner[slices.Index(a.Values, value)]
	}
	if own {
		return n.problem("with %s = %s: %s", a.Key, value, p.Message)
	}
	return n.problem("with %s = %s: %s", a.Key, value, p.Brief())
}
