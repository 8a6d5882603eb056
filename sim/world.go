// Package sim is the world: hosts, queues and mailboxes, the mail that moves between them, and the books that must balance.
package sim

import (
	"time"

	"mailstorm/sim/engine"
	"mailstorm/sim/observe"
	"mailstorm/sim/random"
	"mailstorm/sim/smtp"
)

// World is one storm under way. It is advanced in slices, so that progress and interruption live outside. Its parts lie in layers: each
// knows those above it in this list, and none below.
type World struct {
	env       environment
	mail      mailStore
	net       network
	observer  observer
	generator generator
	runner    sessionRunner
	queueing  queueManager

	sessions     runningSessions // those that take time
	end          time.Duration   // its length; never: when nothing happens any more
	attemptLimit uint64
	served       uint64
	stopReason   string
	ndrsUnderWay uint64 // known at the end
	prefetched   uint32 // keeps prefetch from being optimised away
}

// Advance serves at most n events and reports whether the run is over.
func (w *World) Advance(n int) (done bool) {
	for range n {
		e, ok := w.env.agenda.Next()
		if ok && w.net.isStale(e) {
			continue // time does not pass for it
		}
		if !ok || w.endsBefore(e) {
			return true
		}
		if w.served%lookahead == 0 {
			w.prefetch()
		}
		w.served++
		w.env.now = e.At
		w.step(e)
	}
	return false
}

const lookahead = 16

// prefetch touches the copies that are due next, all at once: their cache misses overlap, where one by one they would cost
// more than all else in a large storm.
func (w *World) prefetch() {
	touched := uint32(0)
	for _, e := range w.env.agenda.Ahead(lookahead) {
		if int(e.Slot) < len(w.net.copies) {
			c := &w.net.copies[e.Slot]
			touched += c.turn
		}
	}
	w.prefetched += touched
}

// step is the heart: one line for each kind of event.
func (w *World) step(e engine.Event) {
	switch e.Kind() {
	case changeDue:
		w.queueing.applyChange(e.Slot)
	case messageWritten:
		w.writeMessage(e.Slot)
	case dataArrived:
		w.arrived(e.Slot)
	case sessionEnded:
		w.sessionOver(e.Slot)
	case attemptDue:
		w.attempt(e.Slot)
	case queueRetryDue:
		w.retryQueue(e.Slot)
	case delayNoticeDue:
		w.queueing.delayNoticeTimer(e.Slot)
	case moveDue:
		w.moveCopy(e.Slot)
	case expiryDue:
		w.queueing.expireCopy(e.Slot)
	case generatedDue:
		w.queueing.writeGenerated(e.Slot)
	}
}

// endsBefore reports whether the run ends before this event.
func (w *World) endsBefore(e engine.Event) bool {
	return (e.At >= w.end || w.env.counters.copies() >= w.env.config.CopyLimit || w.env.counters.attempts >= w.attemptLimit) && w.stopBefore(e)
}

// stopBefore ends the run: at its length, or because too many copies or attempts were made.
func (w *World) stopBefore(e engine.Event) bool {
	switch {
	case e.At >= w.end:
		w.env.now = w.end
	case w.env.counters.attempts >= w.attemptLimit:
		w.stopReason = "the limit of attempts was reached"
	default:
		w.stopReason = "the limit of copies was reached"
	}
	w.env.agenda.Add(e)
	return true
}

// Stop ends the run early; what was counted so far is shown with the reason.
func (w *World) Stop(reason string) { w.stopReason = reason }

// Now is the simulated time.
func (w *World) Now() time.Duration { return w.env.now }

// Served is how many events the agenda gave out so far.
func (w *World) Served() uint64 { return w.served }

// New makes the world of a scenario, before anything happened. A sink may be nil.
func New(c *Config, sink Sink) *World {
	w := &World{end: c.Length, attemptLimit: c.AttemptLimit}
	if c.Length <= 0 {
		w.end = never
	}
	if c.AttemptLimit == 0 {
		w.attemptLimit = 1<<64 - 1
	}
	w.connect()
	w.env.config, w.env.seed, w.env.log.sink = c, random.NewSeed(c.Seed), sink
	w.env.outcomes.rows = []outcome{{reply: smtp.OK}}
	w.net.copies = make([]queuedCopy, 1, 64) // slot 0 stays empty: 0 means none
	w.net.sets.take()                        // and so does row 0
	w.observer.paths = observe.NewPaths()
	w.sessions.rows = make([]session, 1)
	w.build()
	return w
}

// connect shows each part those that it knows.
func (w *World) connect() {
	env, ms, net, ob, gen, sr := &w.env, &w.mail, &w.net, &w.observer, &w.generator, &w.runner
	w.mail = mailStore{environment: env, alsoAbout: map[uint32][]generatedMessage{}}
	w.net = network{environment: env, mailStore: ms}
	w.observer = observer{environment: env, mailStore: ms, network: net}
	w.generator = generator{environment: env, mailStore: ms, network: net, observer: ob, dsnsDue: map[moment]uint32{}}
	w.runner = sessionRunner{environment: env, mailStore: ms, network: net, observer: ob, generator: gen}
	w.queueing = queueManager{environment: env, mailStore: ms, network: net, observer: ob, generator: gen, sessionRunner: sr}
}

// build makes what the scenario describes, and puts the first message on the agenda.
func (w *World) build() {
	w.net.buildHosts()
	w.mail.buildTables()
	w.mail.buildMessages()
	w.generator.buildMailboxes()
	w.queueing.scheduleChanges()
	w.net.countHandoversNeeded()
	w.observer.series.Open(w.env.config.Clock)
	w.observer.alert.open(w.env.config)
	w.observer.troubles = observe.NewTroubles(1 + len(w.net.hosts))
	if len(w.mail.messages) > 0 {
		w.env.agenda.Add(engine.Event{At: w.mail.messages[0].at, Rank: engine.Rank(messageWritten, 0), Slot: 0})
	}
}

// writeMessage lets the next message enter its first host.
func (w *World) writeMessage(number uint32) {
	m := &w.mail.messages[number]
	if next := number + 1; next < w.mail.scenarioMessages {
		w.env.agenda.Add(engine.Event{At: w.mail.messages[next].at, Rank: engine.Rank(messageWritten, uint64(next)), Slot: next})
	}
	mail := &w.env.config.Mails[m.mail]
	w.env.counters.messages++
	w.env.counters.scenarioWritten++
	w.env.counters.deliveries += uint64(len(mail.To))
	w.env.record(&Record{Kind: Written, Message: number, Delivery: None, Host: uint16(mail.Enters), Peer: NoPeer, Bytes: m.size})
	w.queueing.submit(envelope{message: number, mail: m.mail, size: m.size, key: m.key, host: uint16(mail.Enters), peer: NoPeer, first: m.first, count: uint32(len(mail.To))})
}
