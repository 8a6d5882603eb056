package validation

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"mailstorm/cmd/learn"
	"mailstorm/scenarios/records"
	"mailstorm/sim"
)

const week = 7 * 24 * time.Hour

// stretched is the scenario of one week as one of several, and only one in so many messages is written.
func stretched(c *sim.Config, weeks, oneIn int) *sim.Config {
	own := *c
	own.Length = 0
	own.Mails = slices.Clone(c.Mails)
	for i := range own.Mails {
		m := &own.Mails[i]
		m.Rate.Per *= time.Duration(oneIn)
		m.Lasts.Fixed += int64(weeks-1) * int64(week)
	}
	own.Hosts = slices.Clone(c.Hosts)
	for i := range own.Hosts {
		h := &own.Hosts[i]
		faults := h.Faults
		h.Faults = nil
		for _, f := range faults {
			if span := f.Starts.Max(); span > int64(lead(c)+week) {
				h.Faults = append(h.Faults, scattered(f, int64(lead(c))+int64(weeks)*int64(week), span)...)
			} else {
				h.Faults = append(h.Faults, weekly(f, weeks)...)
			}
		}
	}
	return &own
}

// lead is how long before its mail the scenario begins.
func lead(c *sim.Config) time.Duration {
	first := c.Mails[0].Starts.Min()
	for i := range c.Mails {
		first = min(first, c.Mails[i].Starts.Min())
	}
	return time.Duration(first)
}

// weekly is a fault that comes in each week.
func weekly(f sim.Fault, weeks int) (all []sim.Fault) {
	for w := range weeks {
		all = append(all, again(f, fmt.Sprintf(" of week %d", w+1), func(at int64) int64 { return at + int64(w)*int64(week) }))
	}
	return all
}

// scattered are faults of which one comes in a span, as many as come in four times the length of the storm. Each comes at any moment of that time, so
// that the number of those that come in the storm is nearly a Poisson number.
func scattered(f sim.Fault, length, span int64) (all []sim.Fault) {
	n := (4*length + span - 1) / span
	for k := range n {
		all = append(all, again(f, fmt.Sprintf(" no. %d", k+1), func(at int64) int64 { return n * at }))
	}
	return all
}

// again is a fault under another name and at another time.
func again(f sim.Fault, suffix string, at func(int64) int64) sim.Fault {
	if f.Name += suffix; f.Twin != "" {
		f.Twin += suffix
	}
	f.Starts.Fixed = at(f.Starts.Fixed)
	f.Starts.Points = slices.Clone(f.Starts.Points)
	for k := range f.Starts.Points {
		f.Starts.Points[k].Value = at(f.Starts.Points[k].Value)
	}
	return f
}

// storm is what records of one simulated storm would tell.
type storm struct {
	config *sim.Config
	sender uint16
	until  time.Time                // nothing later stands in the records
	copies map[uint64][]records.Try // deferrals of copies in the sender's queue
	ends   map[uint32][]records.Try // of deliveries that were deferred or given up
	ndrs   map[uint32]time.Time
}

// simulate lets messages hear what records between two moments would tell of a storm.
func simulate(ctx context.Context, c *sim.Config, from, until time.Time, messages func(*records.Message)) error {
	s := &storm{config: c, sender: uint16(c.Mails[0].Enters), until: until, copies: map[uint64][]records.Try{}, ends: map[uint32][]records.Try{}, ndrs: map[uint32]time.Time{}}
	w := sim.New(c, s.take)
	const events = 1 << 16
	for !w.Advance(events) {
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	var m *records.Message
	last := uint32(sim.None)
	flush := func() {
		if m != nil && !m.Received.Before(from) && !m.Received.After(until) {
			messages(m)
		}
	}
	for d := range w.Deliveries {
		if d.Mail < 0 || d.ResendOf > 0 {
			continue
		}
		if d.Message != last {
			flush()
			last = d.Message
			m = &records.Message{Key: strconv.FormatUint(uint64(d.Message), 10), Received: s.moment(d.Written), Size: d.Size}
		}
		m.Recipients = append(m.Recipients, s.recipient(&d))
	}
	flush()
	return nil
}

func (s *storm) moment(at time.Duration) time.Time {
	return s.config.Clock.Add(at).UTC().Truncate(time.Second)
}

// take hears what the sender does; it is a sim.Sink.
func (s *storm) take(r *sim.Record) {
	if r.Host != s.sender {
		return
	}
	try := records.Try{At: s.moment(r.At), Reply: r.Reply.String()}
	switch r.Kind {
	case sim.Deferred:
		if try.Kind = records.Deferred; r.Flags&(sim.FlagSuspended|sim.FlagTimer) != 0 {
			try.Kind = records.Suspended
		}
		s.copies[r.Copy] = append(s.copies[r.Copy], try)
		return
	case sim.HandedOver, sim.Lost:
		try.Kind = records.Sent
	case sim.Bounced, sim.Died:
		if try.Kind = records.Failed; r.Flags&sim.FlagExpired != 0 {
			try.Reply = records.Expired
		}
		s.ndrs[r.Delivery] = try.At
	default:
		return
	}
	if before := s.copies[r.Copy]; len(before) > 0 || try.Kind == records.Failed {
		s.ends[r.Delivery] = append(slices.Clip(before), try)
	}
}

// recipient is what the records tell of a delivery.
func (s *storm) recipient(d *sim.Delivery) records.Recipient {
	r := records.Recipient{To: s.config.Addresses[d.To].Name, Tries: s.ends[d.Number]}
	if r.Tries == nil {
		r.Tries = []records.Try{{At: s.moment(d.Written), Kind: records.Sent}}
	}
	if n := slices.IndexFunc(r.Tries, func(t records.Try) bool { return t.At.After(s.until) }); n >= 0 {
		r.Tries = r.Tries[:n]
	}
	if n := len(r.Tries); n > 0 {
		r.End = r.Tries[n-1].Kind
	}
	if at, written := s.ndrs[d.Number]; written && !at.After(s.until) {
		r.NDR = at
	}
	return r
}

// delays counts a storm as records are counted.
func delays(ctx context.Context, c *sim.Config, seed int64, from, until time.Time, zone *time.Location) (*learn.Delays, error) {
	own := *c
	own.Seed = seed
	d := learn.NewDelays(zone)
	return d, simulate(ctx, &own, from, until, d.Message)
}
