package prediction

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"mailstorm/cmd/serve/record"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
)

// predict simulates the messages that arrived, or takes the records of a run, and notes what becomes of each.
func (c *Comparison) predict(ctx context.Context, r *Recording, o Options) error {
	p := &predictor{comparison: c, config: o.Config, copies: map[uint64]bool{}, runs: o.Records != nil}
	if err := p.locate(r); err != nil {
		return err
	}
	if !r.Header.Reset {
		p.shut(o.Config)
	}
	c.Shares = shares(o.Config, p.served)
	for i, sends := range p.senders {
		if sends {
			c.Profiles = append(c.Profiles, o.Config.Hosts[i].Profile.Name)
		}
	}
	c.Profiles = slices.Compact(c.Profiles)
	var err error
	if o.Records != nil {
		err = o.Records(p.Take)
	} else {
		err = p.simulate(ctx, o)
	}
	for _, m := range p.messages {
		if m != nil {
			m.Predicted.judge(p.delivered[m], len(m.To))
		}
	}
	return err
}

// predictor takes the records of a simulation.
type predictor struct {
	comparison *Comparison
	config     *sim.Config
	served     []bool // by host
	senders    []bool
	messages   []*Message // by number of the simulation; nil: written because of another
	shift      []time.Duration
	copies     map[uint64]bool // those that a served host has, though their sender does not know
	delivered  map[*Message]int
	closed     [][]Closed // by host
	elsewhere  int        // sessions that no served host sees
	runs       bool
}

// locate finds the hosts of the record in the scenario.
func (p *predictor) locate(r *Recording) error {
	p.served, p.senders = make([]bool, len(p.config.Hosts)), make([]bool, len(p.config.Hosts))
	p.closed, p.delivered = make([][]Closed, len(p.config.Hosts)), map[*Message]int{}
	mark := func(marks []bool, name string) error {
		i := hostNamed(p.config, name)
		switch {
		case name == record.DSNPort || name == "":
			return nil
		case i < 0:
			return fmt.Errorf("the record names host %q, which the scenario does not have; compare it with the scenario that was served", name)
		}
		marks[i] = true
		return nil
	}
	for name := range r.Header.Hosts {
		if err := mark(p.served, name); err != nil {
			return err
		}
	}
	for _, name := range r.Senders() {
		if err := mark(p.senders, name); err != nil {
			return err
		}
	}
	for i := range r.Sessions {
		if err := mark(p.served, r.Sessions[i].Host); err != nil {
			return err
		}
	}
	return nil
}

// shut finds the spans in which ports of served hosts are closed to everybody.
func (p *predictor) shut(c *sim.Config) {
	for i := range c.Hosts {
		if !p.served[i] {
			continue
		}
		r := sim.NewReceiver(c, i)
		for at := time.Duration(0); at < p.comparison.End; {
			cause, until := r.Port(at)
			if until = min(until, p.comparison.End); cause != 0 {
				p.closed[i] = append(p.closed[i], Closed{c.Hosts[i].Name, at, until})
			}
			at = until
		}
		p.comparison.Closed = append(p.comparison.Closed, p.closed[i]...)
	}
}

// shares are the faults that strike a share of attempts or messages: on the wire their draws are another's than in a simulation.
func shares(c *sim.Config, served []bool) (names []string) {
	for i := range c.Hosts {
		for _, f := range c.Hosts[i].Faults {
			if served[i] && (f.Of == sim.OfAttempts || f.Of == sim.OfMessages) && (f.Share < random.All || f.ShareOf.Drawn() || len(f.ShareSteps) > 0) {
				names = append(names, c.Hosts[i].Name+"."+f.Name)
			}
		}
	}
	return names
}

// eventsPerCheck is how many events are processed between two looks at the context.
const eventsPerCheck = 1 << 15

func (p *predictor) simulate(ctx context.Context, o Options) error {
	config, err := p.scenario(o)
	if err != nil {
		return err
	}
	w := sim.New(config, p.Take)
	for !w.Advance(eventsPerCheck) {
		if ctx.Err() != nil {
			return fmt.Errorf("the prediction was interrupted: %w", ctx.Err())
		}
	}
	r, err := w.Result()
	if err == nil && r.Stopped != "" {
		err = fmt.Errorf("the prediction stopped: %s", r.Stopped)
	}
	if err == nil {
		p.comparison.Predicted.Sessions = p.connections(r)
	}
	return err
}

// connections are those of senders that served hosts should see: several sessions may share one.
func (p *predictor) connections(r *sim.Result) int {
	n := -p.elsewhere
	for i, sends := range p.senders {
		if sends {
			n += int(r.Hosts[i].Values[metrics.Connections].Num)
		}
	}
	return n
}

// scenario is the one that was served, with the messages that arrived in place of its own.
func (p *predictor) scenario(o Options) (*sim.Config, error) {
	c := *o.Config
	c.Hosts = slices.Clone(c.Hosts)
	c.Length, c.AlertQueue = p.comparison.End, 0
	for i := range c.Hosts {
		c.Hosts[i].Bandwidth = 0 // the line of a test is as fast as it is
		if p.senders[i] {
			if err := slowed(&c.Hosts[i], p.comparison.Speed, o.Scaled); err != nil {
				return nil, err
			}
		}
	}
	err := p.post(&c)
	return &c, err
}

// slowed lets a host work by timers that run on the wall.
func slowed(h *sim.Host, speed float64, scaled bool) error {
	if scaled {
		return nil
	}
	one, err := Slower(h.Profile, speed)
	if err != nil {
		return err
	}
	h.Profile = one
	h.Changes = slices.Clone(h.Changes)
	for i := range h.Changes {
		if q := h.Changes[i].Profile; q != nil {
			if h.Changes[i].Profile, err = Slower(q, speed); err != nil {
				return err
			}
		}
	}
	return nil
}

// mostTables is how many mail tables a simulation has room for.
const mostTables = math.MaxUint16 / 2

// post puts the messages of the record in the place of the scenario's: one table for each sender and list of recipients.
func (p *predictor) post(c *sim.Config) error {
	a := newAddresses(c)
	tables := map[string]int{}
	var mails []sim.Mail
	type place struct {
		m              *Message
		table, ordinal int
	}
	var places []place
	for _, m := range p.comparison.Messages {
		if !m.Known {
			continue
		}
		key := m.Host + "\n" + strings.ToLower(m.From+"\n"+strings.Join(m.To, "\n"))
		i, found := tables[key]
		if !found {
			i = len(mails)
			tables[key] = i
			mails = append(mails, sim.Mail{Name: fmt.Sprintf("arrived-%d", i+1), From: a.sender(m.From), To: a.recipients(m.To), Priority: retry.Normal, Enters: hostNamed(c, m.Host)})
		}
		size := m.Size
		if usual := &p.config.Mails[0].Size; size == 0 && !usual.Drawn() { // a DSN alone tells of it, and no size
			size = usual.Fixed
		}
		mails[i].Listed = append(mails[i].Listed, sim.Listed{At: m.Arrived, Size: max(size, 1)})
		places = append(places, place{m, i, len(mails[i].Listed)})
	}
	if len(mails) > mostTables {
		return fmt.Errorf("the record has %d pairs of sender and recipients, more than %d, which a simulation has room for; record fewer", len(mails), mostTables)
	}
	a.write()
	c.Mails = mails
	slices.SortFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.m.Arrived, b.m.Arrived), cmp.Compare(a.table, b.table), cmp.Compare(a.ordinal, b.ordinal))
	})
	for _, at := range places {
		p.messages, p.shift = append(p.messages, at.m), append(p.shift, 0)
	}
	return nil
}

// isClosed reports whether a port is closed to everybody.
func (p *predictor) isClosed(host uint16, at time.Duration) bool {
	return slices.ContainsFunc(p.closed[host], func(c Closed) bool { return at >= c.From && at < c.Until })
}
