package sim

import (
	"slices"
	"time"

	"mailstorm/sim/random"
)

// visibility is what could be seen of the run, and when first.
type visibility struct {
	troubles  []trouble     // 0: what vanished; else of the host before
	worstPast trouble       // the worst of those that others came after at the same host
	any       trouble       // signs, whatever they spoke of
	first     time.Duration // when the first of them began
}

// trouble is what goes wrong at one host. It begins with a failure, and lasts while others hold something that failed there, while a
// sender is owed an NDR, and while mail goes astray of which nobody was told; what vanished is never over. A sign belongs to the
// trouble of the mail that it speaks of, so that a mail greylisted on Monday is not the beginning of Friday's outage.
type trouble struct {
	began    time.Duration
	over     time.Duration
	signAt   time.Duration // the first sign that came to somebody by itself
	pending  time.Duration // when a copy had been in the watched queue for pendingAge
	report   time.Duration // and one for a connector for so long that the queued messages report shows it
	open     uint32        // copies that wait, and NDRs that are under way
	diverted bool          // mail was given to another host than its own
}

// pendingAge is how long the field's query for pending mail looks back.
const pendingAge = 10 * time.Minute

// noTrouble is no trouble.
var noTrouble = trouble{began: never, over: never, signAt: never, pending: never, report: never}

func (s *visibility) open(places int) {
	s.troubles, s.worstPast, s.any = slices.Repeat([]trouble{noTrouble}, places), noTrouble, noTrouble
	s.first = never
	s.any.began = 0 // whatever is seen comes after it
}

func (s *visibility) isOpen(at uint16) bool {
	t := &s.troubles[at]
	return t.began != never && (t.open > 0 || at == 0 || t.diverted && t.signAt == never)
}

// beginTrouble lets trouble begin, unless it goes on there.
func (ob *observer) beginTrouble(at uint16) {
	t := &ob.visibility.troubles[at]
	if !ob.visibility.isOpen(at) {
		if t.worse(&ob.visibility.worstPast) {
			ob.visibility.worstPast = *t
		}
		*t = noTrouble
		t.began = ob.now
		ob.visibility.first = min(ob.visibility.first, ob.now)
	}
	t.over = ob.now
}

func (t *trouble) close(now time.Duration) {
	t.open--
	t.over = now
}

// mailVanished notes that mail of the scenario went where nobody looks for it.
func (ob *observer) mailVanished(mail uint16) {
	if ob.fromScenario(mail) {
		ob.beginTrouble(0)
	}
}

// mailDiverted notes that a host gave mail of the scenario to another.
func (ob *observer) mailDiverted(mail, host uint16) {
	if ob.fromScenario(mail) {
		ob.beginTrouble(troubleAt(host))
		ob.visibility.troubles[troubleAt(host)].diverted = true
	}
}

// blameTrouble notes where a delivery came to an NDR.
func (ob *observer) blameTrouble(mail uint16, number uint32, at uint16) {
	if ob.fromScenario(mail) {
		ob.beginTrouble(at)
		ob.deliveries[number].trouble = at
	}
}

// copyFailed notes that something went wrong with a copy, at first for all its recipients.
func (ob *observer) copyFailed(c *queuedCopy) {
	if !ob.fromScenario(c.mail) {
		return
	}
	at := ob.troubleAhead(c.queue)
	ob.beginTrouble(at)
	if c.outcome != 0 {
		return
	}
	for i := range c.count {
		if d := &ob.deliveries[ob.deliveryOf(c, i)]; d.trouble == 0 {
			d.trouble = at
		}
	}
}

// copyDeferred notes that a copy waits because it failed, once for each.
func (ob *observer) copyDeferred(c *queuedCopy) {
	if c.outcome == 0 && ob.fromScenario(c.mail) {
		ob.copyFailed(c)
		ob.visibility.troubles[ob.troubleAhead(c.queue)].open++
	}
}

// deferredEnded notes that such a copy leaves the queue.
func (ob *observer) deferredEnded(c *queuedCopy) {
	if ob.fromScenario(c.mail) {
		ob.visibility.troubles[ob.troubleAhead(c.queue)].close(ob.now)
	}
}

// signSeen notes that somebody was told of the trouble there; nobody is told of what vanished.
func (ob *observer) signSeen(at uint16) {
	ob.visibility.any.signAt = min(ob.visibility.any.signAt, ob.now)
	if at > 0 {
		t := &ob.visibility.troubles[at]
		t.signAt = min(t.signAt, ob.now)
	}
}

// countWait notes how long a copy was, or is, in the watched queue.
func (ob *observer) countWait(c *queuedCopy, until time.Duration) {
	for _, t := range []*trouble{&ob.visibility.any, &ob.visibility.troubles[ob.troubleAhead(c.queue)]} {
		if at := max(c.since+pendingAge, t.began); until > at {
			t.pending = min(t.pending, at)
		}
		if age, shown := ob.reportAge(); shown && !ob.queues[c.queue].direct && until > max(c.since+age, t.began) {
			t.report = min(t.report, max(c.since+age, t.began))
		}
	}
}

// worse orders troubles: those of which somebody was told before others, then by how long they were hidden or lasted.
func (t *trouble) worse(than *trouble) bool {
	if t.began == never || than.began == never {
		return than.began == never
	}
	if told := t.signAt != never; told != (than.signAt != never) {
		return told
	}
	if t.hidden() != than.hidden() {
		return t.hidden() > than.hidden()
	}
	return t.began < than.began
}

// hidden is how long nobody was told.
func (t *trouble) hidden() time.Duration {
	if t.signAt != never {
		return t.signAt - t.began
	}
	return t.over - t.began
}

// worst is the trouble that was hidden longest before somebody was told, or else the one that lasted longest.
func (ob *observer) worst() trouble {
	worst := ob.visibility.worstPast
	for i := range ob.visibility.troubles {
		t := ob.visibility.troubles[i]
		if ob.visibility.isOpen(uint16(i)) {
			t.over = never
		}
		if t.worse(&worst) {
			worst = t
		}
	}
	if worst.began == never {
		worst = ob.visibility.any
		worst.began = never
	}
	return worst
}

// reportAge is how long a copy waits until the queued messages report of the watched host shows it, in this run.
func (ob *observer) reportAge() (age time.Duration, shown bool) {
	h := &ob.hosts[ob.config.Watch]
	late := h.profile.QueuedReport
	if late.To == 0 {
		return 0, false
	}
	return late.From + time.Duration(random.Below(ob.seed.Draw(random.Report, h.key, 0), uint64(late.To-late.From)+1)), true
}
