package guard

import (
	"errors"

	"mailstorm/sim/smtp"
)

var (
	noStorage = reply(452, 4, 3, 1)
	loaded    = reply(421, 4, 3, 2)
)

var backPressureKind = Kind{
	Name: "back-pressure",
	Meaning: "The host accepts nothing while its own queue is too long or takes too much of its disk: it closes at a high mark, " +
		"and opens again when the queue is below a low mark.",
	Seen: "Exchange Online records the host's own 452 4.3.1 and retries, so the mail waits there and meets its expiration of a " +
		"day, not the host's longer one. The host goes on delivering what it has, and its own users may still write.",
	Remembers: "It remembers only how much is queued, so the memory never fills.",
	Takes:     []string{"queue", "disk", "refuses", "code"},
	Code:      noStorage,
	Source: "Microsoft, Exchange Server, Understanding back pressure, for 452 4.3.1, for a high mark and a lower one, and for " +
		"4,000 and 2,000 messages in the submission queue; postconf(5), queue_minfree, and sendmail, MinFreeBlocks and " +
		"RefuseLA, for doors of the same kind (official); that all of the host's queues count, and refuses = " +
		"\"connections\" with a length in place of a load average (inferred)",
	Example:     "kind  = \"back-pressure\"\nqueue = {closes = 4000, opens = 2000}",
	Phase:       smtp.Mail,
	PhaseFor:    phaseOfRefusal,
	TracksQueue: true,
	Make:        makeBackPressure,
}

func phaseOfRefusal(p Params) smtp.Phase {
	if p.Refuses == RefuseConnections {
		return smtp.Greeting
	}
	return smtp.Mail
}

// backPressure counts what is queued. A mark that nobody set is never reached.
type backPressure struct {
	queue, disk mark
	reply       smtp.Reply
}

// mark closes a host at so much, and opens it again below less.
type mark struct {
	closes, opens, level int64
	closed               bool
}

func makeBackPressure(p Params) (Guard, error) {
	usual := noStorage
	if p.Refuses == RefuseConnections {
		usual = loaded
	}
	reply, err := replyOr(p, usual, 4, 5)
	if err != nil {
		return nil, err
	}
	if p.Queue == (CountMarks{}) && p.Disk == (ByteMarks{}) {
		return nil, errors.New("queue is needed, or disk: at how much the host closes, as in queue = {closes = 4000, opens = 2000}")
	}
	g := &backPressure{reply: reply}
	if g.queue, err = markOf("queue", int64(p.Queue.Closes), int64(p.Queue.Opens)); err != nil {
		return nil, err
	}
	if g.disk, err = markOf("disk", p.Disk.Closes, p.Disk.Opens); err != nil {
		return nil, err
	}
	return g, nil
}

// markOf is a mark; without a low one the host opens again where it closed.
func markOf(name string, closes, opens int64) (mark, error) {
	if opens == 0 {
		opens = closes
	}
	switch {
	case closes == 0 && opens > 0:
		return mark{}, errors.New(name + " needs closes, above which nothing is accepted; write " + name + " = {closes = ..., opens = ...}")
	case opens > closes:
		return mark{}, errors.New(name + " opens above where it closes; opens must be the smaller number")
	}
	return mark{closes: closes, opens: opens}, nil
}

// add changes the level, and may close the host or open it again.
func (m *mark) add(n int64) {
	m.level = max(m.level+n, 0)
	switch {
	case m.closes == 0:
	case m.level >= m.closes:
		m.closed = true
	case m.level < m.opens:
		m.closed = false
	}
}

func (g *backPressure) Check(e *Request) Verdict {
	switch e.Moment {
	case Entered:
		g.queue.add(1)
		g.disk.add(e.Size)
	case Left:
		g.queue.add(-1)
		g.disk.add(-e.Size)
	case Checked:
		if g.queue.closed || g.disk.closed {
			return Verdict{Action: Refuse, Reply: g.reply}
		}
	}
	return Verdict{}
}
