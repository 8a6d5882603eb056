package sim

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"mailstorm/sim/engine"
	"mailstorm/sim/fault"
	"mailstorm/sim/guard"
	"mailstorm/sim/random"
)

// network is the hosts with their queues, and the copies in them.
type network struct {
	*environment
	*mailStore

	hosts           []host
	queues          []queue
	copies          []queuedCopy
	freeSlots       []uint32      // slots of copies that ended
	notices         []uint32      // by slot, of copies whose host repeats delay notices: how many times for one are over
	copiesMade      uint64        // the number of the youngest
	sets            recipientSets // recipients of copies that have several
	rewritesSenders bool          // somebody changes envelope senders
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
		for part := range slices.Chunk(same, h.transactionHolds(len(same))) {
			more, ends := net.handoversFrom(int(net.queues[q].next[0]), part, hops+1)
			if !ends {
				return 0, false
			}
			n += 1 + more
		}
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

// isStale reports whether whom an event concerns was filed anew since, or is gone.
func (net *network) isStale(e engine.Event) bool {
	switch e.Kind() {
	case messageWritten, generatedDue:
		return false
	case changeDue:
		return net.nothingLeft()
	case queueRetryDue:
		return net.queues[e.Slot].turn != e.Turn || net.queues[e.Slot].timer == 0
	default:
		return net.copies[e.Slot].turn != e.Turn
	}
}

// rankServers puts the servers in the order in which they are affected, where a share of them is.
func (net *network) rankServers(s *selector, h *host) {
	switch s.subject {
	case OfSenderServers:
		for i := range net.hosts {
			s.serverRanks = append(s.serverRanks, random.Order(net.seed, random.Rank, random.Mix(s.key, net.hosts[i].key), int(net.hosts[i].servers)))
		}
	case OfReceiverServers:
		s.serverRanks = append(s.serverRanks, random.Order(net.seed, random.Rank, s.key, int(h.servers)))
	}
}

// buildHosts makes the hosts and their queues.
func (net *network) buildHosts() {
	for i := range net.config.Addresses {
		net.addressKeys = append(net.addressKeys, random.Name(net.config.Addresses[i].Name))
		net.domainKeys = append(net.domainKeys, random.Name(net.config.Addresses[i].Domain))
	}
	net.hosts = make([]host, len(net.config.Hosts))
	for i := range net.config.Hosts {
		c := &net.config.Hosts[i]
		h := &net.hosts[i]
		*h = host{Host: c, profile: c.Profile, key: random.Name("host." + c.Name), client: random.Name(c.Name), servers: max(uint64(c.Profile.Pool.Servers), 1)}
		h.speed = c.Bandwidth
		h.setProfile(net.seed, c.Profile)
		net.buildQueues(i, h)
	}
	for i := range net.hosts {
		net.buildFaults(&net.hosts[i])
		net.buildGuards(&net.hosts[i])
	}
	net.findConnectors()
	net.findRewriting()
}

// buildQueues makes a host's queues, one for each of its lists of next hops.
func (net *network) buildQueues(i int, h *host) {
	first := len(net.queues)
	for _, route := range h.Routes {
		var next []uint16
		for _, n := range route {
			next = append(next, uint16(n))
		}
		net.queues = append(net.queues, net.newQueue(i, next))
	}
	for _, path := range h.Paths {
		if path >= 0 {
			path += first
		}
		h.queueOf = append(h.queueOf, int32(path))
	}
}

// eachAddress is a list of next hops in which a host stands as often as it has IP addresses.
func (net *network) eachAddress(hops []uint16) (list []uint16) {
	for _, n := range hops {
		for range max(net.config.Hosts[n].IPs, 1) {
			list = append(list, n)
		}
	}
	return list
}

// newQueue is an empty queue of a host for a list of next hops.
func (net *network) newQueue(host int, next []uint16) queue {
	h := &net.hosts[host]
	var names []string
	for _, n := range next {
		names = append(names, net.config.Hosts[n].Name)
	}
	q := queue{host: uint16(host), next: net.eachAddress(next), trouble: troubleAt(next[0]), keepsOrder: h.keepsOrder(),
		name: random.Mix(h.key, random.Name(strings.Join(names, " ")))}
	net.remember(&q)
	return q
}

// findConnectors finds the queues that lead to nobody's own host: to a smart host, so over a connector, and not to an MX.
func (net *network) findConnectors() {
	for i := range net.hosts {
		for a, q := range net.hosts[i].queueOf {
			if q >= 0 {
				net.queues[q].direct = net.queues[q].direct || net.ownedBy(net.queues[q].next, a)
			}
		}
	}
}

// ownedBy reports whether an address lives on one of some hosts.
func (net *network) ownedBy(hosts []uint16, address int) bool {
	return slices.ContainsFunc(hosts, func(n uint16) bool { return net.hosts[n].Own[address] })
}

// buildFaults draws the faults of a host.
func (net *network) buildFaults(h *host) {
	for i := range h.Faults {
		f := &h.Faults[i]
		origin := f.origin(h.Name)
		s := activeFault{Fault: f, selector: net.buildSelector(origin, f.span(h.Name), f.Starts, f.Lasts, &f.Filter)}
		s.subject, s.baseShare, s.steps = f.Of, net.drawShare(f, origin), f.ShareSteps
		s.kindRow = slices.IndexFunc(fault.Kinds, func(k fault.Kind) bool { return k.Name == f.Kind })
		if s.kindRow >= 0 {
			s.tls = fault.Kinds[s.kindRow].TLS
		}
		net.rankServers(&s.selector, h)
		h.faults = append(h.faults, s)
	}
	slices.SortFunc(h.faults, faultOrder)
}

// buildGuards makes the guards of a host, in the order in which a session meets them.
func (net *network) buildGuards(h *host) {
	for i := range h.Guards {
		g := &h.Guards[i]
		made, err := g.Kind.Make(g.Params)
		if err != nil {
			panic("sim: " + err.Error()) // whoever made the configuration made the guard before
		}
		origin := g.origin(h.Name)
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
		h.tracksResults = h.tracksResults || g.Kind.TracksResults
		h.checksSubmission = h.checksSubmission || g.Kind.Submission
		h.guards = append(h.guards, v)
	}
	slices.SortStableFunc(h.guards, func(a, b activeGuard) int {
		return cmp.Or(cmp.Compare(a.phase, b.phase), cmp.Compare(a.kindRow, b.kindRow), cmp.Compare(a.Name, b.Name))
	})
}

// buildSelector draws the span and resolves the filter.
func (net *network) buildSelector(origin, span uint64, starts, lasts random.Quantity, f *Filter) selector {
	s := selector{key: origin, filter: f}
	s.starts, s.ends = drawSpan(net.seed, span, starts, lasts)
	s.hosts = marked(f.FromHost, len(net.config.Hosts))
	s.mailFrom = marked(f.MailFrom, len(net.config.Addresses))
	s.rcptTo = marked(f.RcptTo, len(net.config.Addresses))
	for _, n := range f.Servers {
		s.servers = append(s.servers, n-1)
	}
	return s
}

// drawShare is the share that a fault affects in this run.
func (net *network) drawShare(f *Fault, origin uint64) random.Share {
	if !f.ShareOf.Drawn() {
		return f.Share
	}
	return random.Share(f.ShareOf.Draw(net.seed.Draw(random.Part, origin, 0)))
}

// isOutsider reports whether somebody who does not live on a host wrote the messages of a table.
func (net *network) isOutsider(host, mail uint16) bool {
	if net.fromScenario(mail) {
		return !net.hosts[host].Own[net.config.Mails[mail].From]
	}
	home := int(mail) - int(net.scenarioTables) - 1 // DSNs come before the homes, and are the host's own
	return home >= 0 && home != int(host) && home <= len(net.hosts)
}
