package guard

import (
	"fmt"
	"strings"
	"time"

	"mailstorm/sim/random"
	"mailstorm/sim/smtp"
)

var greylisted = reply(450, 4, 2, 0)

var greylistKind = Kind{
	Name:    "greylist",
	Meaning: "The host defers a new triplet of client, MAIL FROM and RCPT TO, and accepts it when it comes again after a wait.",
	Seen: "Exchange Online records the host's own 4xx and retries. Each attempt may come from another address, which is a " +
		"new triplet with client = \"exact\". If no triplet comes back in time, the NDR at expiry says 550 5.4.300 and " +
		"quotes that reply. The host logs a deferral, then an ordinary delivery.",
	Remembers: "An entry is a waiting triplet, a triplet that passed, or the address of a client, about 70 bytes each. The " +
		"default is 1,000,000 entries. When the memory is full, the entry with the oldest first attempt (while it waits) " +
		"or the oldest last pass is forgotten.",
	Takes: []string{"wait", "window", "keeps", "client", "passes", "code", "memory"},
	Code:  greylisted,
	Source: "RFC 6647 for the method (official); postgrey, github.com/schweikert/postgrey at 6228bd1, for the defaults, for " +
		"450 4.2.0, and for a white list by exact address that counts a triplet's first pass, at most once an hour " +
		"(official); that client = \"pool\" recognises pools (inferred). postgrey still accepts a triplet in the second " +
		"in which window ends",
	Example:      "kind   = \"greylist\"\nwait   = \"5m\"\nclient = \"exact\"",
	Phase:        smtp.Rcpt,
	PerRecipient: true,
	Make:         makeGreylist,
}

type greylist struct {
	boundedMemory
	waiting, known, clients *memory // triplets since they were seen first, and since they passed last; clients with their passes
	wait                    time.Duration
	address                 Client
	passes                  uint32
	reply                   smtp.Reply
}

func makeGreylist(p Params) (Guard, error) {
	wait, window, err := waitAndWindow(p)
	if err != nil {
		return nil, err
	}
	places, err := capacityOf(p, "greylist", 1)
	if err != nil {
		return nil, err
	}
	reply, err := replyOr(p, greylisted, 4)
	if err != nil {
		return nil, err
	}
	g := &greylist{wait: wait, address: p.Client, passes: p.Passes, reply: reply}
	keeps := durationOr(p.Keeps, 35*day)
	g.waiting, g.known, g.clients = newMemory(window), newMemory(keeps), newMemory(keeps)
	g.boundedMemory = boundedMemory{places, []store{g.waiting, g.known, g.clients}}
	if g.address == unsetClient {
		g.address = Network
	}
	if g.passes == unset {
		g.passes = 5
	}
	return g, nil
}

// waitAndWindow is from when to when after its first sight a triplet passes.
func waitAndWindow(p Params) (wait, window time.Duration, err error) {
	wait, window = durationOr(p.Wait, 5*time.Minute), durationOr(p.Window, 2*day)
	switch {
	case wait < window:
		return wait, window, nil
	case p.Window < 0:
		return 0, 0, fmt.Errorf("wait must be shorter than the window of %s, or no triplet ever passes", window)
	}
	return 0, 0, fmt.Errorf("window must be longer than the wait of %s, or no triplet ever passes", strings.TrimSuffix(strings.TrimSuffix(wait.String(), "0s"), "0m"))
}

func (g *greylist) Check(e *Request) Verdict {
	g.expire(e.At)
	caller := g.clientKey(e)
	if c := g.clients.find(caller); c != nil && c.count >= g.passes {
		g.countPass(caller, e.At)
		return Verdict{}
	}
	triplet := random.Mix(random.Mix(g.client(e), e.Sender), e.Recipient)
	if g.known.find(triplet) != nil {
		g.known.put(triplet, e.At)
		return Verdict{}
	}
	switch first := g.waiting.find(triplet); {
	case first == nil:
		return Verdict{Action: Refuse, Reply: g.reply, Evicted: g.put(g.waiting, triplet, e.At)}
	case e.At-first.at < g.wait:
		return Verdict{Action: Refuse, Reply: g.reply}
	}
	g.waiting.drop(triplet)
	g.known.put(triplet, e.At) // in the place that it had
	return Verdict{Evicted: g.countPass(caller, e.At)}
}

// countPass counts that a client came through, once an hour at most.
func (g *greylist) countPass(caller uint64, now time.Duration) (forgot bool) {
	if c := g.clients.find(caller); g.passes == 0 || c != nil && now-c.at < time.Hour {
		return false
	}
	forgot = g.put(g.clients, caller, now)
	g.clients.find(caller).count++
	return forgot
}

// clientKey is what the white list knows of a client: its exact address, where nobody says that all of a pool is one.
func (g *greylist) clientKey(e *Request) uint64 {
	if g.address == WholePool {
		return e.Client
	}
	return random.Mix(e.Client, uint64(e.Server))
}

func (g *greylist) client(e *Request) uint64 {
	switch g.address {
	case Exact:
		return random.Mix(e.Client, uint64(e.Server))
	case Network:
		return random.Mix(e.Client, uint64(e.Network))
	}
	return e.Client
}

// durationOr is a time, or the usual one.
func durationOr(d, usual time.Duration) time.Duration {
	if d < 0 {
		return usual
	}
	return d
}
