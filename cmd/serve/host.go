package serve

import (
	"crypto/tls"
	"net"
	"net/netip"
	"sync"
	"time"

	"mailstorm/cmd/serve/record"
	"mailstorm/sim"
	"mailstorm/sim/smtp"
)

// host is one port, and the host of the scenario that it plays.
type host struct {
	server  *Server
	name    string
	index   int // into Config.Hosts; -1: the port without faults
	address string
	given   bool // a listener that was handed in: it is never closed for a span
	usual   int  // the host of the scenario that a client stands for until it has said HELO
	tls     *tls.Config
	wrong   *tls.Config // with the name of another host

	mu          sync.Mutex
	receiver    *sim.Receiver // nil: no faults
	at          time.Duration // of the last question
	decisions   uint64
	connections uint64
	clients     clientNumbers
	seen        messageIDs
	counts      HostCounts
	listener    net.Listener // nil while the port is closed
	port        PortState
	looked      bool        // at what follows
	active      []string    // faults and guards that held at the last look
	pending     sim.Turning // what was to come then
}

func newScenarioHost(s *Server, index int) *host {
	c := s.options.Config
	h := &host{server: s, name: c.Hosts[index].Name, index: index, receiver: sim.NewReceiver(c, index), port: Listening}
	if senders := Senders(c, index); len(senders) > 0 {
		h.usual = senders[0]
	}
	return h
}

// Senders are the hosts of a scenario that some route leads from to a host, now or after an intervention.
func Senders(c *sim.Config, index int) (senders []int) {
	for i := range c.Hosts {
		if i != index && leadsTo(&c.Hosts[i], index) {
			senders = append(senders, i)
		}
	}
	return senders
}

func leadsTo(from *sim.Host, index int) bool {
	for _, list := range from.Routes {
		for _, next := range list {
			if next == index {
				return true
			}
		}
	}
	for i := range from.Changes {
		for _, n := range from.Changes[i].NextHops {
			if n.To == index {
				return true
			}
		}
	}
	return false
}

// call begins a connection: it gets the next ordinal.
func (h *host) call() uint64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.connections++
	h.counts.Sessions++
	h.counts.Open++
	return h.connections
}

// decide asks the scenario. Questions have an order, which is that of their numbers.
func (h *host) decide(p smtp.Phase, in *sim.Incoming) (sim.Answer, record.Decision) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = max(h.at, h.server.Now())
	in.At = h.at
	a := sim.Answer{Phase: p, Kept: p == smtp.Dot}
	if h.receiver != nil {
		a = h.receiver.Decide(p, in)
	}
	h.decisions++
	d := record.Decision{Number: h.decisions, At: in.At, Phase: p.String(), Subject: a.Subject, Turn: a.Turn}
	if p == smtp.Rcpt && len(in.To) > 0 {
		d.Recipient = in.To[len(in.To)-1]
	}
	if a.Decided {
		d.Cause = a.Cause.String()
		if a.Cause == smtp.Said {
			d.Reply = a.Reply.String()
		}
	}
	return a, d
}

// standsFor is the host of the scenario that a client is taken for: by its name or domain, else the first that sends here.
func (h *host) standsFor(helo string) int {
	c := h.server.options.Config
	for i := range c.Hosts {
		if i != h.index && sameName(helo, c.Hosts[i].Name) {
			return i
		}
	}
	for a := range c.Addresses {
		if !isBelow(helo, c.Addresses[a].Domain) {
			continue
		}
		for i := range c.Hosts {
			if i != h.index && c.Hosts[i].Own[a] {
				return i
			}
		}
	}
	return h.usual
}

// serverOf is the server of a host's pool that an IP address stands for.
func (h *host) serverOf(standsFor int, ip netip.Addr) uint16 {
	h.mu.Lock()
	defer h.mu.Unlock()
	servers := max(h.server.options.Config.Hosts[standsFor].Profile.Pool.Servers, 1)
	return uint16(h.clients.number(ip) % uint64(servers))
}

// clientNumbers number IP addresses in the order in which they come. Of addresses beyond many, the oldest half is numbered anew.
type clientNumbers struct {
	young, old map[netip.Addr]uint64
	next       uint64
}

const mostClients = 50_000

func (c *clientNumbers) number(ip netip.Addr) uint64 {
	n, known := c.young[ip]
	if known {
		return n
	}
	if n, known = c.old[ip]; !known {
		n = c.next
		c.next++
	}
	if c.young == nil || len(c.young) >= mostClients {
		c.young, c.old = map[netip.Addr]uint64{}, c.young
	}
	c.young[ip] = n
	return n
}
