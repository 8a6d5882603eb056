package sim

import (
	"cmp"
	"slices"
	"strconv"
)

// network is the hosts with their queues, and the copies in them.
type network struct {
	*environment
	*mailStore

	hosts           []host
	queues          []queue
	copies          []queuedCopy
	freeSlots       []uint32      // slots of copies that ended
	copiesMade      uint64        // the number of the youngest
	sets            recipientSets // recipients of copies that have several
	handoversNeeded []int64       // that each mail table's message needs when nothing fails
}

// unusedGuards warns of guards that nothing met: they stand at the wrong host, or their filters let nothing through to them.
func (net *network) unusedGuards() (warnings []string) {
	for i := range net.hosts {
		for j := range net.hosts[i].guards {
			g := &net.hosts[i].guards[j]
			if g.asked || g.starts >= net.now || net.counters.messages == 0 {
				continue
			}
			where := "that arrives there from other hosts"
			switch {
			case g.Kind.Relays:
				where = "that its own users write or other hosts relay"
			case g.Kind.Submission:
				where = "that its own users write"
			}
			warnings = append(warnings, "guard "+g.Name+" at host "+net.hosts[i].Name+" was never asked; "+g.Kind.Name+" concerns mail "+where)
		}
	}
	return warnings
}

// tallies lists outcomes by how often they came, equal ones in order of first appearance.
func (net *network) tallies(counts []int64) (all []Tally) {
	for o, n := range counts {
		if n > 0 {
			out := net.outcomes.rows[o]
			all = append(all, Tally{Reply: out.reply, Cause: out.cause, Phase: out.phase, Count: n})
		}
	}
	slices.SortStableFunc(all, func(a, b Tally) int { return cmp.Compare(b.Count, a.Count) })
	return all
}

// countHandoversNeeded counts the hand-overs that each mail table's message needs when nothing fails.
func (net *network) countHandoversNeeded() {
	for i := range net.config.Mails {
		mail := &net.config.Mails[i]
		n, ends := net.handoversFrom(mail.Enters, mail.To, 0)
		if !ends {
			n = -1 // a loop of routes: there is no run without failure to compare with
		}
		net.handoversNeeded = append(net.handoversNeeded, n)
	}
}

// handoversTo counts the hand-overs from a host to recipients when nothing fails; 0 when the routes lead in a circle.
func (net *network) handoversTo(host int, to []int) int64 {
	n, ends := net.handoversFrom(host, to, 0)
	if !ends {
		return 0
	}
	return n
}

func (net *network) handoversFrom(host int, to []int, hops int) (n int64, ends bool) {
	if hops > len(net.hosts) {
		return 0, false
	}
	var queues []int32
	h := &net.hosts[host]
	for _, address := range to {
		if q := h.queueOf[address]; q >= 0 && !slices.Contains(queues, q) {
			queues = append(queues, q)
		}
	}
	for _, q := range queues {
		var same []int
		for _, address := range to {
			if h.queueOf[address] == q {
				same = append(same, address)
			}
		}
		more, ends := net.handoversFrom(int(net.queues[q].next[0]), same, hops+1)
		if !ends {
			return 0, false
		}
		n += 1 + more
	}
	return n, true
}

// warnings are those of the scenario and those of the run.
func (net *network) warnings() []string {
	own := slices.Concat(net.memoryWarnings, net.unusedGuards())
	if more := len(own) - mostWarned; more > 0 {
		own = append(own[:mostWarned], "and "+strconv.Itoa(more)+" more warnings")
	}
	return slices.Concat(net.config.Warnings, own)
}

// mostWarned warnings of a run are told one by one.
const mostWarned = 50
