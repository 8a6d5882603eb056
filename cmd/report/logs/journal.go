package logs

import (
	"slices"

	"mailstorm/sim"
)

// mostRecords is how many records an administrator's log is made of at most; Exchange Online's own report ends at 100,000 lines.
const mostRecords = 1_000_000

// journal keeps what concerns the hosts of one family. Who wrote a message to whom stands in no record and is known when the
// run is over; so nothing can be written before, and there is a limit to what is kept.
type journal struct {
	config    *sim.Config
	ours      []bool // by host
	any       bool
	calls     bool // sessions of others with our hosts are wanted, too
	most      int
	left      uint64
	pages     [][]sim.Record // each full but the last: growing must not copy
	kept      int
	shared    map[uint64]*sharedCopy
	generated map[uint32]generatedMessage
}

const pageSize = 4096

func newJournal(c *sim.Config, family string) journal {
	j := journal{config: c, most: mostRecords, shared: map[uint64]*sharedCopy{}, generated: map[uint32]generatedMessage{}}
	for i := range c.Hosts {
		ours := c.Hosts[i].Profile != nil && c.Hosts[i].Profile.Family == family
		j.ours = append(j.ours, ours)
		j.any = j.any || ours
	}
	return j
}

// Take hears the next record of the run; it is a sim.Sink.
func (j *journal) Take(r *sim.Record) {
	if !j.any {
		return
	}
	if r.Kind == sim.Written && r.Flags&(sim.FlagReport|sim.FlagAuto) != 0 && len(j.generated) < j.most {
		j.generated[r.Message] = generatedMessage{uint32(r.Parent), r.Host, r.Flags&sim.FlagReport != 0, r.Bytes}
	}
	switch {
	case !j.concerns(r):
	case j.kept == j.most:
		j.left++
	default:
		j.follow(r)
		if j.kept%pageSize == 0 {
			j.pages = append(j.pages, make([]sim.Record, 0, pageSize))
		}
		last := &j.pages[len(j.pages)-1]
		*last = append(*last, *r)
		j.kept++
	}
}

// Err is there for those who write while the run goes.
func (j *journal) Err() error { return nil }

// Wanted tells whether any host of the scenario writes this log.
func (j *journal) Wanted() bool { return j.any }

// Left is how many records of these hosts found no room.
func (j *journal) Left() uint64 { return j.left }

func (j *journal) concerns(r *sim.Record) bool {
	if r.Kind == sim.LinedUp || r.Kind == sim.Changed {
		return false
	}
	inbound := j.calls && r.Peer != sim.NoPeer && j.ours[r.Peer] && (r.Kind == sim.Talked || r.Kind == sim.Refused)
	return j.ours[r.Host] || inbound
}

func (j *journal) at(i int) *sim.Record { return &j.pages[i/pageSize][i%pageSize] }

// sharedCopy is the recipients of a copy that has several: its records name them only as they leave.
type sharedCopy struct {
	message uint32
	host    uint16
	peer    uint16 // that it is for
	open    bool   // the last that is known of it is not that somebody left
	gone    []uint32
}

func (j *journal) follow(r *sim.Record) {
	if r.Kind == sim.Kept && r.Delivery == sim.None {
		j.shared[r.Copy] = &sharedCopy{message: r.Message, host: r.Host, peer: sim.NoPeer, open: true}
		return
	}
	c := j.shared[r.Copy]
	switch {
	case c == nil || c.host != r.Host:
	case leaves(r) && r.Delivery != sim.None:
		c.gone = append(c.gone, r.Delivery)
		c.open = false
	case r.Kind == sim.Talked:
		c.peer = r.Peer
		c.open = true
	case r.Kind == sim.Deferred || r.Kind == sim.Moved || r.Kind == sim.Purged:
		c.open = true
	}
}

// leaves tells whether a recipient's way at the host ends with the record.
func leaves(r *sim.Record) bool {
	switch r.Kind {
	case sim.HandedOver, sim.Lost, sim.Bounced, sim.Died, sim.Purged, sim.Delivered, sim.Suppressed, sim.Discarded, sim.Quarantined, sim.Diverted:
		return true
	}
	return false
}

// recipients are the deliveries of a copy that Host took: those who left it, and if it is still there those of the message whose
// way goes to the same next hop.
func (j *journal) recipients(r *sim.Record, p *envelopes) []uint32 {
	c := j.shared[r.Copy]
	if r.Delivery != sim.None || c == nil {
		return []uint32{r.Delivery}
	}
	all := slices.Clone(c.gone)
	if c.open {
		for _, d := range p.deliveriesOf(c.message) {
			if j.routed(c, p.address(c.message, d)) {
				all = append(all, d)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func (j *journal) routed(c *sharedCopy, to int) bool {
	h := &j.config.Hosts[c.host]
	return to >= 0 && h.Paths[to] >= 0 && (c.peer == sim.NoPeer || slices.Contains(h.Routes[h.Paths[to]], int(c.peer)))
}
