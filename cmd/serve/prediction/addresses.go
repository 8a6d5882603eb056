package prediction

import (
	"slices"
	"strings"

	"mailstorm/sim"
)

// addresses adds those of a record to a scenario: one that it does not know is routed as its domain is, or as the scenario's own mail.
type addresses struct {
	config *sim.Config
	named  map[string]int
	like   []int // for each address that was added: one of the scenario
	domain map[string]int
	known  int
}

func newAddresses(c *sim.Config) *addresses {
	a := &addresses{config: c, named: map[string]int{}, domain: map[string]int{}, known: len(c.Addresses)}
	for i, address := range c.Addresses {
		a.named[address.Name] = i
		if _, known := a.domain[address.Domain]; !known {
			a.domain[address.Domain] = i
		}
	}
	c.Addresses = slices.Clip(c.Addresses)
	return a
}

// sender is the place of a sender.
func (a *addresses) sender(name string) int { return a.place(name, a.config.Mails[0].From) }

// recipients are the places of recipients, those of the scenario's mail where none was named.
func (a *addresses) recipients(names []string) (to []int) {
	for _, name := range names {
		if i := a.place(name, a.config.Mails[0].To[0]); !slices.Contains(to, i) {
			to = append(to, i)
		}
	}
	if len(to) == 0 {
		return a.config.Mails[0].To
	}
	return to
}

func (a *addresses) place(name string, like int) int {
	name = strings.ToLower(name)
	if i, known := a.named[name]; known {
		return i
	}
	domain := name[strings.LastIndexByte(name, '@')+1:]
	if i, known := a.domain[domain]; known {
		like = i
	}
	i := len(a.config.Addresses)
	a.named[name] = i
	a.like = append(a.like, like)
	a.config.Addresses = append(a.config.Addresses, sim.Address{Name: name, Domain: domain})
	return i
}

// write tells every host of the addresses that were added.
func (a *addresses) write() {
	for i := range a.config.Hosts {
		h := &a.config.Hosts[i]
		h.Own, h.Paths = slices.Clip(h.Own), slices.Clip(h.Paths)
		for _, like := range a.like {
			h.Own, h.Paths = append(h.Own, h.Own[like]), append(h.Paths, h.Paths[like])
			if len(h.Remotes) > 0 {
				h.Remotes = append(slices.Clip(h.Remotes), h.Remotes[like])
			}
		}
	}
}
