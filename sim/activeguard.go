package sim

import (
	"cmp"
	"slices"

	"mailstorm/sim/guard"
	"mailstorm/sim/random"
	"mailstorm/sim/smtp"
)

// activeGuard is a guard of a host in this run, with its memory.
type activeGuard struct {
	*Guard
	selector
	guard   guard.Guard
	phase   smtp.Phase
	kindRow int // of its kind on the shelf
	asked   bool
	warned  bool
}

// disposition is what the peer does with a recipient whom it accepted.
type disposition struct {
	action guard.Action
	to     uint16
}

// buildGuards makes the guards of a host, in the order in which a session meets them.
func (net *network) buildGuards(h *host) {
	for i := range h.Guards {
		g := &h.Guards[i]
		made, err := g.Kind.Make(g.Params)
		if err != nil {
			panic("sim: " + err.Error()) // whoever made the configuration made the guard before
		}
		origin := random.Name("guard." + h.Name + "." + g.Name)
		v := activeGuard{Guard: g, guard: made, phase: g.Kind.Phase, selector: net.buildSelector(origin, origin, g.Starts, g.Lasts, &g.Filter)}
		v.subject, v.baseShare = g.Of, g.Share
		v.kindRow = slices.IndexFunc(guard.Kinds, func(k guard.Kind) bool { return k.Name == g.Kind.Name })
		if g.Kind.PhaseFor != nil {
			v.phase = g.Kind.PhaseFor(g.Params)
		}
		if g.Off {
			v.starts, v.ends = never, never
		}
		h.tracksQueue = h.tracksQueue || g.Kind.TracksQueue
		h.checksSubmission = h.checksSubmission || g.Kind.Submission
		h.guards = append(h.guards, v)
	}
	slices.SortStableFunc(h.guards, func(a, b activeGuard) int {
		return cmp.Or(cmp.Compare(a.phase, b.phase), cmp.Compare(a.kindRow, b.kindRow), cmp.Compare(a.Name, b.Name))
	})
}
