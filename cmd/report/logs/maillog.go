package logs

import (
	"bufio"
	"container/heap"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"mailstorm/cmd/report/run"
	"mailstorm/sim"
	"mailstorm/sim/smtp"
)

// Maillog is what the Postfix hosts of a scenario write into their logs, all in one file in order of time, each line with its
// host: as a central syslog server has it, and as pflogsumm reads it. A host logs what it sees itself and no more.
type Maillog struct{ journal }

// NewMaillog listens for the hosts of the postfix family.
func NewMaillog(c *sim.Config) *Maillog {
	m := &Maillog{newJournal(c, "postfix")}
	m.calls = true
	return m
}

// Write writes the log of a run that is over.
func (m *Maillog) Write(w io.Writer, run *run.Run) error {
	l := &syslog{walk: newWalk(&m.journal, run.Deliveries, run.GeneratedBy), out: bufio.NewWriterSize(w, 1<<16), calls: map[uint64]*clientSession{},
		queued: map[uint64]string{}, dueDSNs: map[dsnKey][]dueDSN{}}
	for i := range m.kept {
		r, a, begins, h := l.record(i)
		l.writeUntil(r.At)
		if begins {
			l.accept(a, r)
		}
		l.writeRecord(r, a, h)
		if l.conclude(i, r, a, h) {
			l.finish(r, a, h)
		}
	}
	l.writeUntil(run.Result.End + 1)
	return l.out.Flush()
}

// syslog is a log that is being written.
type syslog struct {
	*walk
	out     *bufio.Writer
	calls   map[uint64]*clientSession // sessions that clients have with our hosts, by the copy that they bring
	pending pendingLines              // what is to be written when time has gone on
	filed   int                       // in the agenda so far
	queued  map[uint64]string         // queue ids that our hosts told for copies of other hosts of ours
	dueDSNs map[dsnKey][]dueDSN       // DSNs that are due
}

// dsnKey names what a DSN is about: a message at a host, which fails or is late.
type dsnKey struct {
	message uint32
	host    uint16
}

// dueDSN is a DSN that is due: which queue file it is about, and its kind.
type dueDSN struct{ id, kind string }

// expectDSN notes that a DSN is due.
func (l *syslog) expectDSN(r *sim.Record, a *arrival, h *queuedCopy, kind string) {
	if h != nil {
		a = h.arrival
	}
	if a != nil && r.Parent == 0 { // else the DSN is one that is expected already
		key := dsnKey{r.Message, r.Host}
		l.dueDSNs[key] = append(l.dueDSNs[key], dueDSN{a.queueID(), kind})
	}
}

// Process numbers: one a kind of daemon, and one a session where that matters.
const (
	pickupPID = 1001 + iota
	cleanupPID
	qmgrPID
	bouncePID
	virtualPID
	pipePID
	errorPID
	postsuperPID
	firstPID // of sessions
)

func (l *syslog) line(at time.Duration, host uint16, daemon string, pid int, text string) {
	name := safeName(l.config.Hosts[host].Name)
	fmt.Fprintf(l.out, "%s %s postfix/%s[%d]: %s\n", l.config.Clock.Add(at).UTC().Format(time.Stamp), name, daemon, pid, text)
}

// queueID looks like one of Postfix's and is different for each arrival: the factor is odd.
func (a *arrival) queueID() string { return queueID(a.number) }

func queueID(n uint64) string { return fmt.Sprintf("%010X", n*0x9e3779b97f&(1<<40-1)) }

// accept writes that a host took a message: who brought it, its Message-ID, and that it is queued.
func (l *syslog) accept(a *arrival, r *sim.Record) {
	id, messageID := a.queueID(), l.messageID(a.message)
	switch {
	case a.parent != 0:
		l.client(a, id)
	case r.Flags&sim.FlagReport != 0:
		l.report(a, id)
	default:
		l.line(a.at, a.host, "pickup", pickupPID, id+": uid=1000 from=<"+l.sender(a.message)+">")
	}
	l.line(a.at, a.host, "cleanup", cleanupPID, id+": message-id="+messageID)
	if a.queued > 0 || a.parent == 0 {
		l.queue(a, id)
	}
}

func (l *syslog) queue(a *arrival, id string) {
	text := fmt.Sprintf("%s: from=<%s>, size=%d, nrcpt=%d (queue active)", id, l.sender(a.message), l.size(a.message), max(a.queued, 1))
	l.line(a.at, a.host, "qmgr", qmgrPID, text)
}

// report writes that bounce makes a DSN about a message that failed or was late.
func (l *syslog) report(a *arrival, id string) {
	key := dsnKey{l.generated[a.message].cause - 1, a.host}
	due := l.dueDSNs[key]
	if len(due) == 0 {
		return
	}
	l.line(a.at, a.host, "bounce", bouncePID, due[0].id+": sender "+due[0].kind+" notification: "+id)
	if l.dueDSNs[key] = due[1:]; len(due) == 1 {
		delete(l.dueDSNs, key)
	}
}

// writeRecord writes what a record means to its host.
func (l *syslog) writeRecord(r *sim.Record, a *arrival, h *queuedCopy) {
	switch r.Kind {
	case sim.Talked:
		l.beginSession(r, h)
	case sim.Refused:
		if c := l.calls[r.Copy]; c != nil {
			c.refused = true
			l.reject(r.At, r, "NOQUEUE", l.recipient(r.Message, r.Delivery))
		}
	case sim.HandedOver, sim.Lost:
		l.sent(r, h)
	case sim.Deferred:
		l.deferred(r, h)
	case sim.Bounced, sim.Died:
		l.bounced(r, a, h)
	case sim.Notified:
		l.expectDSN(r, a, h, "delay")
	case sim.Delivered:
		l.local(r, a, "virtual", virtualPID, "delivered to maildir")
	case sim.Suppressed:
		l.suppressed(r, a)
	case sim.Discarded:
		l.triggered(r, a, "discard", "DISCARD")
	case sim.Quarantined:
		l.triggered(r, a, "hold", "HOLD")
	case sim.Diverted:
		l.triggered(r, a, "redirect", "REDIRECT")
	case sim.Purged:
		if h != nil {
			h.purged = true
		}
	}
}

// beginSession writes the beginning of a session at either end.
func (l *syslog) beginSession(r *sim.Record, h *queuedCopy) {
	if l.ours[r.Peer] && reached(r.Cause) {
		l.answer(r)
	}
	if h != nil && h.previous.Kind == sim.Talked && h.previous.Attempt == r.Attempt && h.previous.Cause != smtp.None {
		l.next(r.At, h)
	}
}

// local writes that a message reached a mailbox of the host.
func (l *syslog) local(r *sim.Record, a *arrival, daemon string, pid int, said string) {
	if a == nil {
		return
	}
	l.line(r.At, r.Host, daemon, pid, fmt.Sprintf("%s: to=<%s>, relay=%s, delay=0, delays=0/0/0/0, dsn=2.0.0, status=sent (%s)", a.queueID(),
		l.recipient(r.Message, r.Delivery), daemon, said))
}

// suppressed writes of a duplicate: Postfix knows none, so either its mailbox server swallows it or cleanup was told to.
func (l *syslog) suppressed(r *sim.Record, a *arrival) {
	if l.lives(r) {
		l.local(r, a, "pipe", pipePID, "delivered via dovecot service")
		return
	}
	l.triggered(r, a, "discard", "DISCARD")
}

// triggered writes that an access table had a message thrown away or kept back.
func (l *syslog) triggered(r *sim.Record, a *arrival, verb, action string) {
	if a == nil {
		return
	}
	to := l.recipient(r.Message, r.Delivery)
	name, ip := l.whence(a)
	l.line(r.At, r.Host, "smtpd", l.pid(a.parent), fmt.Sprintf("NOQUEUE: %s: RCPT from %s[%s]: <%s>: Recipient address triggers %s action; from=<%s> to=<%s> proto=ESMTP helo=<%s>",
		verb, name, ip, to, action, l.sender(r.Message), to, name))
}

// finish writes that nothing is left of an arrival, behind all else of that moment: there may be a DSN about it.
func (l *syslog) finish(r *sim.Record, a *arrival, h *queuedCopy) {
	if h != nil {
		a = h.arrival
	}
	for _, copy := range a.copies {
		delete(l.queued, copy)
	}
	if a.queued == 0 {
		return
	}
	daemon, pid := "qmgr", qmgrPID
	if r.Kind == sim.Purged {
		daemon, pid = "postsuper", postsuperPID
	}
	l.file(r.At, func() { l.line(r.At, a.host, daemon, pid, a.queueID()+": removed") })
}

// pendingLine is something to be written at a later time.
type pendingLine struct {
	at    time.Duration
	order int
	write func()
}

// pendingLines are ordered by time.
type pendingLines []pendingLine

func (a pendingLines) Len() int { return len(a) }

func (a pendingLines) Less(i, j int) bool {
	return a[i].at < a[j].at || a[i].at == a[j].at && a[i].order < a[j].order
}

func (a pendingLines) Swap(i, j int) { a[i], a[j] = a[j], a[i] }

func (a *pendingLines) Push(x any) { *a = append(*a, x.(pendingLine)) }

func (a *pendingLines) Pop() any {
	last := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return last
}

func (l *syslog) file(at time.Duration, write func()) {
	l.filed++
	heap.Push(&l.pending, pendingLine{at, l.filed, write})
}

// writeUntil writes what was due before a time.
func (l *syslog) writeUntil(before time.Duration) {
	for len(l.pending) > 0 && l.pending[0].at < before {
		heap.Pop(&l.pending).(pendingLine).write()
	}
}

// delay writes seconds with at most two decimals.
func delay(d time.Duration) string {
	hundredths := int64(d / (10 * time.Millisecond))
	s := strconv.FormatInt(hundredths/100, 10)
	if rest := hundredths % 100; rest > 0 {
		s += "." + strings.TrimRight(fmt.Sprintf("%02d", rest), "0")
	}
	return s
}
