package sim

import (
	"fmt"
	"slices"

	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// WithoutFastPath makes every attempt of a world go the full way.
func (w *World) WithoutFastPath() *World {
	w.queueing.withoutFastPath = true
	return w
}

// Called is the session that a record of kind Talked tells of, as the host that is called would meet it, and the client's profile.
func (w *World) Called(r *Record) (in Incoming, patience *smtp.Patience) {
	slot := slices.IndexFunc(w.net.copies, func(c queuedCopy) bool { return c.number == r.Copy })
	c := &w.net.copies[slot]
	q := &w.net.queues[c.queue]
	n := slices.Index(q.next, r.Peer)
	in = Incoming{At: r.At, Client: int(r.Host), Server: r.Server, Size: w.mail.size(c), Received: int(c.hops),
		Attempt: &Attempt{Copy: c.key, Message: w.mail.messages[c.message].key, Identity: w.mail.identity(c.mail, c.message),
			Turn: uint64(c.attempts)<<8 | uint64(n), Peer: r.PeerServer}}
	if from := w.mail.sender(c.mail, c.message); from >= 0 {
		in.From = w.env.config.Addresses[from].Name
		if key, _ := w.observer.envelopeSender(c.mail, c.message, c.path, r.Host); key != w.mail.addressKeys[from] && w.net.hosts[r.Host].profile.Senders == retry.SendersStay {
			in.From = fmt.Sprintf("%x@%s", key, w.env.config.Addresses[from].Domain)
		}
	}
	for i := range c.count {
		in.To = append(in.To, w.env.config.Addresses[w.mail.recipient(c.mail, c.message, w.net.deliveryOf(c, i))].Name)
	}
	return in, &w.net.hosts[r.Host].profile.Patience
}
