package plots

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"mailstorm/plots/draw"
	"mailstorm/plots/runs"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// path is one delivery of a storm: what its mailbox got, and what ended that.
type path struct {
	message, delivery uint32
	names             [4]string // of the mail table, of the recipient's domain, of the recipient there, of both
	copies            []time.Duration
	withheld          int64           // copies that a host took and did not pass on
	waiting           map[uint64]bool // copies that a host still tries to hand on; false: no more, of this delivery
	ended             sim.Kind        // how the last one left its queue: HandedOver, Bounced or Purged
}

const maxPaths = 8

// pathsOf follows each delivery of a small storm; a larger one has none.
func pathsOf(s runs.Run) []*path {
	paths := newPaths(s)
	if len(paths) < 2 || len(paths) > maxPaths {
		return nil
	}
	carry := copyDeliveriesOf(s.Records)
	for i := range s.Records {
		r := &s.Records[i]
		for _, w := range paths {
			if w.message == r.Message && (w.delivery == r.Delivery || r.Delivery == sim.None && carry.mayCarry(r.Copy, w.delivery)) {
				w.add(r)
			}
		}
	}
	return paths
}

// copyDeliveries tell which of the copies that a host made of one has which delivery: a record about all recipients of a copy does not name them.
type copyDeliveries struct {
	origins map[uint64]copyOrigin
	copies  map[deliveryOrigin]uint64
}

// copyOrigin is what copies have in common that were one before they parted by their next hops.
type copyOrigin struct {
	parent uint64
	at     time.Duration
	host   uint16
}

type deliveryOrigin struct {
	from     copyOrigin
	delivery uint32
}

func copyDeliveriesOf(records []sim.Record) copyDeliveries {
	c := copyDeliveries{map[uint64]copyOrigin{}, map[deliveryOrigin]uint64{}}
	for i := range records {
		r := &records[i]
		if r.Kind == sim.Kept {
			c.origins[r.Copy] = copyOrigin{r.Parent, r.At, r.Host}
		}
		if from, known := c.origins[r.Copy]; known && r.Delivery != sim.None {
			c.copies[deliveryOrigin{from, r.Delivery}] = r.Copy
		}
	}
	return c
}

// mayCarry reports whether a copy can have a delivery: no other of the same origin has it.
func (c copyDeliveries) mayCarry(copy uint64, delivery uint32) bool {
	one, known := c.copies[deliveryOrigin{c.origins[copy], delivery}]
	return !known || one == copy
}

// newPaths finds the deliveries of what people wrote, no more than one too many.
func newPaths(s runs.Run) (paths []*path) {
	if s.Deliveries == nil {
		return pathsOfArrivals(s.Records)
	}
	for d := range s.Deliveries {
		paths = append(paths, &path{message: d.Message, delivery: d.Number, names: deliveryNames(s, d), waiting: map[uint64]bool{}})
		if len(paths) > maxPaths {
			break
		}
	}
	return paths
}

// pathsOfArrivals finds deliveries by what arrived.
func pathsOfArrivals(records []sim.Record) (paths []*path) {
	alone := runs.GeneratedMessages(records)
	known := map[uint32]bool{}
	for i := range records {
		r := &records[i]
		if r.Kind != sim.Delivered || r.Delivery == sim.None || known[r.Delivery] || alone[r.Message] {
			continue
		}
		known[r.Delivery] = true
		paths = append(paths, &path{message: r.Message, delivery: r.Delivery, waiting: map[uint64]bool{}})
		if len(paths) > maxPaths {
			break
		}
	}
	return paths
}

func deliveryNames(s runs.Run, d sim.Delivery) (names [4]string) {
	if d.Mail >= 0 && d.Mail < len(s.Config.Mails) {
		names[0] = s.Config.Mails[d.Mail].Name
	}
	if d.To >= 0 && d.To < len(s.Config.Addresses) {
		address := s.Config.Addresses[d.To]
		names[1], _, _ = strings.Cut(address.Domain, ".")
		names[2], _, _ = strings.Cut(address.Name, "@")
		names[3] = address.Name
	}
	return names
}

func (w *path) add(r *sim.Record) {
	switch r.Kind {
	case sim.Delivered:
		w.copies = append(w.copies, r.At)
	case sim.Suppressed, sim.Discarded, sim.Quarantined:
		w.withheld++
	case sim.Deferred:
		if _, ended := w.waiting[r.Copy]; !ended {
			w.waiting[r.Copy] = true
		}
	case sim.HandedOver, sim.Bounced, sim.Purged:
		w.waiting[r.Copy] = false
		w.ended = r.Kind
	}
}

// last is when the last copy reached the mailbox; 0 without one.
func (w *path) last() time.Duration {
	if len(w.copies) == 0 {
		return 0
	}
	return w.copies[len(w.copies)-1]
}

// copiesText says how many copies there are.
func (w *path) copiesText() string {
	if len(w.copies) == 0 {
		return "no copy"
	}
	return draw.Count(int64(len(w.copies)), "copy", "copies")
}

// endText says how long copies came, and what became of the rest.
func (w *path) endText() string {
	text := ""
	if len(w.copies) > 1 {
		text = "in " + metrics.Span(w.last()-w.copies[0]) + ", "
	}
	switch {
	case w.withheld > 0 && len(w.copies) == 0:
		return metrics.Number(w.withheld) + " not delivered"
	case w.withheld > 0:
		return text + metrics.Number(w.withheld) + " more not delivered"
	case slices.Contains(slices.Collect(maps.Values(w.waiting)), true):
		return text + "still retrying"
	case w.ended == sim.Bounced:
		return text + "then an NDR"
	case w.ended == sim.Purged:
		return text + "then purged"
	case w.ended == sim.HandedOver:
		return text + "then a 250"
	}
	return strings.TrimSuffix(text, ", ")
}

// title names a path by what no other has: its mail table, its recipient's domain, its recipient, else by its number.
func (w *path) title(all []*path) string {
	for i, name := range w.names {
		if name != "" && !isRepeated(all, i) {
			return name
		}
	}
	return "delivery " + strconv.FormatUint(uint64(w.delivery)+1, 10)
}

func isRepeated(all []*path, i int) bool {
	seen := map[string]bool{}
	for _, w := range all {
		if seen[w.names[i]] {
			return true
		}
		seen[w.names[i]] = true
	}
	return false
}
