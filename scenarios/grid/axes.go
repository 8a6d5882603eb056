package scenarios

import (
	"slices"
	"strings"
)

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
