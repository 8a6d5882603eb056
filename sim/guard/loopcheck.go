package guard

import "mailstorm/sim/smtp"

var looping = reply(554, 5, 4, 6)

var loopCheckKind = Kind{
	Name: "loop-check",
	Meaning: "The host treats a message as a loop if it comes again for the same recipient while the first copy is still in " +
		"the queue.",
	Seen: "Exchange Online does not retry and writes the NDR at once, with the host's 554 5.4.6 and, above it, the friendly " +
		"text of 5.1.1, unknown recipient. If the second copy was not a loop but a retry, or came through a list, the NDR " +
		"is false: the first copy arrives.",
	Remembers: "An entry is a message and a recipient in the queue, about 70 bytes. The default is 1,000,000 entries; when the " +
		"memory is full, the oldest is forgotten, and its loop is not recognised.",
	Takes: []string{"code", "memory"},
	Code:  looping,
	Source: "field report msxfaq.de, Exchange Online und NDRs: NoSpamProxy and a second copy five seconds later (observed); " +
		"RFC 3463 section 3.5 for the code (official)",
	Example:      "kind      = \"loop-check\"\nfrom_host = \"exo\"",
	Loop:         true,
	Phase:        smtp.Dot,
	PerRecipient: true,
	TracksQueue:  true,
	Make:         makeLoopCheck,
}

type loopCheck struct {
	boundedMemory
	held   *memory // with the number of copies
	forgot bool    // since it was last asked: nobody hears what it says when it is told
	reply  smtp.Reply
}

func makeLoopCheck(p Params) (Guard, error) {
	places, err := capacityOf(p, "loop-check", 1)
	if err != nil {
		return nil, err
	}
	reply, err := replyOr(p, looping, 4, 5)
	if err != nil {
		return nil, err
	}
	held := newMemory(forever)
	return &loopCheck{boundedMemory: boundedMemory{places, []store{held}}, held: held, reply: reply}, nil
}

func (g *loopCheck) Check(e *Request) (v Verdict) {
	switch key := deliveryKey(e); e.Moment {
	case Queued:
		g.forgot = g.put(g.held, key, e.At) || g.forgot
		g.held.find(key).count++
	case Dequeued:
		g.dequeue(key)
	case Checked:
		v.Evicted, g.forgot = g.forgot, false
		if g.held.find(key) != nil {
			v.Action, v.Reply = Refuse, g.reply
		}
	}
	return v
}

func (g *loopCheck) dequeue(key uint64) {
	held := g.held.find(key)
	if held == nil {
		return // it was forgotten
	}
	if held.count--; held.count == 0 {
		g.held.drop(key)
	}
}
