package grid

import (
	"fmt"
	"slices"
	"strings"

	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/quantity"
	"mailstorm/sim"
)

// Ruling says who decides about the keys of a place, and those within it.
type Ruling struct {
	Place  string // dotted; a star is any name
	Online bool   // only at a host that is Exchange Online's
	Chosen bool   // somebody sets it; else it is a state of the world
	Why    string // in words that go on after "because"
}

// Rulings part what somebody can choose from what is as it is; the first that fits a key holds, and a key that none fits can be chosen.
var Rulings = []Ruling{
	{"host.*.fault", false, false, "nobody sets what fails, when, or for how long"},
	{"mail.*.enters", false, true, "an organisation says which host takes its mail"},
	{"mail", false, false, "people write what they write, when and as often as they do"},
	{"clock", false, false, "nobody sets the calendar"},
	{"length", false, false, "how long one looks at a storm changes nothing of it"},
	{"copy_limit", false, false, "it ends a run and changes nothing of a storm"},
	{"attempt_limit", false, false, "it ends a run and changes nothing of a storm"},
	{"watch", false, false, "which queue one looks at changes nothing of a storm"},
	{"host.*.message_expiration", true, true, "Set-TransportConfig takes it, 12 to 24 hours"},
	{"host.*.external_reply", true, true, "a remote domain takes it"},
	{"host.*.external_forward", true, true, "an outbound spam policy takes it"},
	{"host.*.remote_domain", true, true, "Set-RemoteDomain takes it"},
	{"host.*.guard", true, true, "an organisation says what its hosts refuse"},
	{"host.*.change", true, true, "it is what somebody does"},
	{"host.*.routes", true, true, "connectors take them"},
	{"host.*.domains", true, true, "an organisation says where its domains live"},
	{"host.*", true, false, "Exchange Online works as it works"},
}

// State says why nobody can choose the value of a key; empty: somebody can.
func State(c *sim.Config, key string) (why string) {
	path := segments(key)
	for _, r := range Rulings {
		if r.fits(c, path) {
			if r.Chosen {
				return ""
			}
			return r.Why
		}
	}
	return ""
}

// fits reports whether a key lies at the place of a ruling.
func (r *Ruling) fits(c *sim.Config, path []string) bool {
	place := strings.Split(r.Place, ".")
	if len(path) < len(place) {
		return false
	}
	for i, p := range place {
		if p != "*" && p != path[i] {
			return false
		}
	}
	return !r.Online || online(c, path[1])
}

// segments are the names that a dotted key is made of; what is no key has none.
func segments(key string) (path []string) {
	n, p := parse.Document(parse.NewSource("", key+" = 0"))
	if p != nil {
		return nil
	}
	for len(n.Children) == 1 {
		n = n.Children[0]
		path = append(path, n.Name)
	}
	return path
}

// online reports whether a host is Exchange Online's.
func online(c *sim.Config, host string) bool {
	return slices.ContainsFunc(c.Hosts, func(h sim.Host) bool { return h.Name == host && h.Profile.Family == "exchange-online" })
}

// Split parts axes into what is chosen and what is a state of the world, with the reason of each state.
func Split(c *sim.Config, axes []Axis) (choices, states []Axis, why []string) {
	for _, a := range axes {
		if reason := State(c, a.Key); reason != "" {
			states, why = append(states, a), append(why, reason)
		} else {
			choices = append(choices, a)
		}
	}
	return choices, states, why
}

// states reads {KEY = ...} as vary is read, and the prior of their combinations.
func (l *reader) states(n, prior *parse.Node) {
	e := &l.experiment
	before := len(l.Problems)
	if n != nil {
		e.States = l.axes(n, "states")
	}
	if len(l.Problems) > before {
		return
	}
	if p := Check(slices.Concat(e.Vary, e.States)); p != nil {
		l.Report(p)
		return
	}
	if prior == nil {
		return
	}
	all := slices.Clone(e.States)
	for _, a := range e.Vary {
		if State(l.Config, a.Key) != "" {
			all = append(all, a)
		}
	}
	l.prior(prior, all)
}

// prior reads how likely each combination of states is.
func (l *reader) prior(n *parse.Node, states []Axis) {
	if len(states) == 0 {
		l.Report(n.KeyProblem("prior gives the probability of each state, but there are no states; write states as well"))
		return
	}
	var words []string
	for _, at := range n.Children {
		words = append(words, l.setting(at))
	}
	if n.Kind != parse.List {
		words = []string{l.setting(n)}
	}
	prior, err := ParsePrior(words, Combinations(states))
	if err != nil {
		l.Report(n.Problem("%s", err))
		return
	}
	l.experiment.Prior = prior
}

// ParsePrior reads so many shares that add up to 1.
func ParsePrior(words []string, states int) ([]float64, error) {
	if len(words) != states {
		return nil, fmt.Errorf("prior needs one share for each combination of states: %s, not %d", parse.Grouped(int64(states)), len(words))
	}
	sum, all := quantity.Whole(0), make([]float64, states)
	for i, w := range words {
		share, err := quantity.ExactShare(w)
		if err != nil {
			return nil, err
		}
		all[i], _ = share.Float64()
		sum.Add(sum, share)
	}
	if sum.Cmp(quantity.Whole(1)) != 0 {
		return nil, fmt.Errorf("these shares add up to %s %%, but must add up to 100 %%", sum.Mul(sum, quantity.Whole(100)).FloatString(1))
	}
	return all, nil
}
