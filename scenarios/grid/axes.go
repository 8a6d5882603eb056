package grid

import (
	"slices"
	"strings"

	"mailstorm/scenarios/parse"
)

func Combinations(axes []Axis) int {
	n := 1
	for _, a := range axes {
		n *= len(a.Values)
	}
	return n
}

// NotVaried are the first words of keys that are none of the storm's.
var NotVaried = []string{"seed", "model", "expect", "experiment", "decision"}

// Check tells why axes do not make a grid.
func Check(axes []Axis) *parse.Problem {
	if len(axes) > MostAxes {
		return axes[MostAxes].at.Problem("more than %d keys are varied, which is the limit", MostAxes)
	}
	seen, n := map[string]bool{}, 1
	for _, a := range axes {
		key := Canonical(a.Key)
		first, _, _ := strings.Cut(key, ".")
		switch n *= len(a.Values); {
		case first == "seed":
			return a.at.KeyProblem("the seed cannot be varied: each replication has its own, and all values are compared on the same seeds")
		case slices.Contains(NotVaried, first):
			return a.at.KeyProblem("%s cannot be varied, because it is not part of the simulation", a.Key)
		case seen[key]:
			return a.at.KeyProblem("%s is varied twice", a.Key)
		case n > MostChoices:
			return a.at.Problem("more than %s combinations of values, the limit for one grid", parse.Grouped(MostChoices))
		}
		seen[key] = true
	}
	return nil
}

// Canonical is a dotted key with quotes only where TOML wants them; what is no key stays.
func Canonical(key string) string {
	n, p := parse.Document(parse.NewSource("", key+" = 0"))
	if p != nil {
		return key
	}
	for len(n.Children) == 1 {
		n = n.Children[0]
	}
	return n.Path()
}

// ProblemAt is a problem with one value, said at the axis; own: it stands in the override that the value makes.
func (a Axis) ProblemAt(value string, p *parse.Problem, own bool) *parse.Problem {
	n := a.at
	if own && p.Offset < len(a.Key) {
		return n.KeyProblem("%s", p.Message)
	}
	if n.Kind == parse.List {
		n = n.Children[slices.Index(a.Values, value)]
	}
	if own {
		return n.Problem("with %s = %s: %s", a.Key, value, p.Message)
	}
	return n.Problem("with %s = %s: %s", a.Key, value, p.Brief())
}
