package serve

import (
	"slices"
	"time"

	"mailstorm/sim"
)

// Span is when a fault or a guard of a host holds, in scenario time.
type Span struct {
	Name     string
	From, To time.Duration
	Endless  bool
}

// mostTurnings is more than any scenario has.
const mostTurnings = 10_000

// Plan lists what holds when at a host, in the order in which it begins. What an intervention switches is in it.
func Plan(c *sim.Config, index int) (spans []Span) {
	r := sim.NewReceiver(c, index)
	open := map[string]int{}
	for at, n := time.Duration(0), 0; n < mostTurnings; n++ {
		active := r.Active(at)
		for name, i := range open {
			if !slices.Contains(active, name) {
				spans[i].To, spans[i].Endless = at, false
				delete(open, name)
			}
		}
		for _, name := range active {
			if _, known := open[name]; !known {
				open[name] = len(spans)
				spans = append(spans, Span{Name: name, From: at, Endless: true})
			}
		}
		next, ok := r.Next(at)
		if !ok {
			break
		}
		at = next.At
	}
	return spans
}
