package load

import (
	"mailstorm/scenarios/expect"
	"mailstorm/scenarios/grid"
	"mailstorm/scenarios/profile"
	"mailstorm/scenarios/resolve"
)

// loader is a scenario on its way from tables to numbers.
type loader struct {
	*resolve.Names
	library      *profile.Reader
	traces       map[string]*parsedTrace
	expect       expect.List
	runs         uint32        // that expectations speak of
	shortened    bool          // length is an override's
	model        string        // of the figures; empty: the newest
	pins         []profile.Pin // by host
	profileNames []string

	experiment grid.Experiment
	varied     bool // it stays as it is

	hosts       []*hostTable
	homes       map[string]int // hosts by domain
	wrongDomain bool           // one of a host's is none

	nowhere map[string]bool // domains of which the name servers say that there is none
	entries []entry         // of mail, and of what rules write
	doubles []double

	rerouted []rerouted
}

const (
	usualCopies   = 10_000_000
	usualAttempts = 1_000_000_000
	usualAlert    = 2000
)

// allHomes lists the domains of all hosts, in the order of the file.
func (l *loader) allHomes() []string {
	var list []string
	for _, h := range l.hosts {
		list = append(list, h.domains...)
	}
	return list
}
