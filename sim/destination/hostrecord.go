package destination

import (
	"time"

	"mailstorm/sim/smtp"
)

var hostRecord = Kind{
	Name: "host-record",
	Meaning: "A next hop that failed has one retry record for all messages, with the time of its first failure: it is tried at the first " +
		"queue run after the time in the record, or by a new message between the two, and when it has failed for as long as message_expiration, " +
		"all mail to it is given up, new mail at once.",
	Seen: "Exim logs one failed connection for each time of its retry rule, however many messages wait. A new message to a host that has been " +
		"down for four days gets its NDR within seconds, without a connection. A recipient who is refused with a 4xx has such a record " +
		"together with the sender: new messages ask for him all the same, and when his time is over, each message asks once more. What fails at " +
		"DATA or at the dot concerns the message alone. Each host of a list has its record, and mail goes past one that is known to be down.",
	Address: true,
	Takes:   []string{"every", "phase", "message_expiration", "schedule"},
	Source: "Exim specification, chapter 32, retry configuration (official); Exim 4.96: 16 sessions for 8 messages, an NDR 3 s after arrival; 24 " +
		"sessions for 8 messages to one recipient whose retry rule has 11 times (observed)",
	Make: func(p Params) Memory {
		return &records{params: p, hosts: make([]entry, p.Hosts), others: map[uint64]entry{}}
	},
}

// records is what Exim keeps in its retry database for the hosts of a list.
type records struct {
	params Params
	hosts  []entry
	others map[uint64]entry // by sender and recipient, or by copy
	order  []uint64         // of their names, the oldest first
}

// mostOthers bounds the memory; the oldest are forgotten.
const mostOthers = 100_000

// entry is one record. Without a failure it is none.
type entry struct {
	failures    uint32
	since, next time.Duration
	expired     bool
}

// waits reports whether a record says that it is not time yet.
func (e *entry) waits(now time.Duration) bool { return e.failures > 0 && now < e.next }

func (r *records) Ask(m Message) Verdict {
	n := r.ready(0, m.At)
	if n == len(r.hosts) {
		return r.ofHosts(m.At)
	}
	for _, key := range [...]uint64{m.Address, m.Copy} {
		// A new message asks for its recipient whatever the record says, and one that is past its time makes a last try of its own.
		if e := r.others[key]; e.waits(m.At) && !m.First && !e.expired {
			return r.ofMessage(key, m.Address, e)
		}
	}
	if r.hosts[n].failures > 0 && m.Sessions > 0 {
		return Verdict{Action: Wait} // one of them finds out
	}
	return Verdict{Skip: uint32(n)}
}

// ready is the first host of the list, from a place on, that may be tried.
func (r *records) ready(from int, now time.Duration) int {
	for from < len(r.hosts) && r.hosts[from].waits(now) {
		from++
	}
	return from
}

// ofHosts is what the records of the hosts say to a message that none of them took: it is tried again once the first of them may be. Where all
// have failed for too long, it is given up.
func (r *records) ofHosts(now time.Duration) Verdict {
	next, expired := r.hosts[0].next, true
	for i := range r.hosts {
		next, expired = min(next, r.hosts[i].next), expired && r.hosts[i].expired
	}
	if expired {
		return Verdict{Action: Expire}
	}
	return r.until(max(next, now+1))
}

// until suspends a message until the first queue run from a time on.
func (r *records) until(next time.Duration) Verdict {
	p := &r.params
	return Verdict{Action: Suspend, Until: p.Phase + (next-p.Phase+p.Every-1)/p.Every*p.Every}
}

// ofMessage is what a record says that is not the host's. What a recipient was refused for stands in delay notices of queue runs as well.
func (r *records) ofMessage(key, address uint64, e entry) Verdict {
	if e.expired {
		return Verdict{Action: Expire}
	}
	v := r.until(e.next)
	v.Notices = key == address
	return v
}

func (r *records) Ended(s Session) (v Verdict) {
	host := &r.hosts[s.Host]
	switch {
	case s.failed() && s.Phase < smtp.Data:
		*host = r.failed(*host, s.At)
		v = r.ofHosts(s.At)
	case s.Cause == smtp.None || s.Cause == smtp.Said && s.Reply.Permanent():
		*host = entry{}
		r.forget(s.Address)
		r.forget(s.Copy)
	case s.Phase == smtp.Rcpt:
		*host = entry{}
		v = r.ofMessage(s.Address, s.Address, r.remember(s.Address, s.At))
	default:
		*host = entry{}
		v = r.ofMessage(s.Copy, s.Address, r.remember(s.Copy, s.At))
	}
	return v
}

func (r *records) PassesOver(host uint32, now time.Duration) uint32 {
	next := int(host) + 1
	return uint32(r.ready(next, now) - next)
}

// failed is a record after one more failure. Its last try comes when the time is over.
func (r *records) failed(e entry, now time.Duration) entry {
	if e.failures == 0 {
		e.since = now
	}
	if e.failures == 0 || now > e.since { // else it is the same failure, met side by side
		e.failures++
	}
	e.next = r.params.Next(e.failures, e.since, e.failures, Session{At: now, Started: now, Waiting: 1})
	if last := e.since + r.params.Lifetime; now < last {
		e.next = min(e.next, last)
	} else {
		e.expired = true
	}
	return e
}

func (r *records) remember(key uint64, now time.Duration) entry {
	e, known := r.others[key]
	if !known {
		if r.order = append(r.order, key); len(r.order) > mostOthers {
			r.forget(r.order[0])
			r.order = r.order[1:]
		}
	}
	e = r.failed(e, now)
	r.others[key] = e
	return e
}

func (r *records) forget(key uint64) { delete(r.others, key) }
