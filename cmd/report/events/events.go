// Package events writes and reads the events of a run, a line of JSON each.
package events

import (
	"io"
	"strconv"
	"time"

	"mailstorm/cmd/report/encode"
	"mailstorm/sim"
	"mailstorm/sim/smtp"
)

// Writer writes events.jsonl while the run goes: one line a record, times in nanoseconds, keys always in the same order.
// What is zero or does not exist is left out. Messages, deliveries and servers are numbered from 1. In a storm a record repeats
// much of what the one before it said, or the one before it of its kind: such words are copied and not written anew.
type Writer struct {
	to    io.Writer
	lines []byte   // that wait to be written
	hosts []string // quoted
	err   error

	at     cached[time.Duration]
	copy   cached[copyKey]
	places [sim.Kinds]cached[place]
	ends   [sim.Kinds]cached[outcomeKey]
	flags  [sim.Kinds]cached[sim.Flags]
}

// cached keeps the words for a value.
type cached[V comparable] struct {
	value V
	words []byte
}

// holds reports whether the words are those of v; they are taken for v from now on.
func (m *cached[V]) holds(v V) bool {
	if m.value == v && len(m.words) > 0 {
		return true
	}
	m.value = v
	return false
}

// copyKey is the copy that a record concerns.
type copyKey struct {
	message, delivery uint32
	copy              uint64
}

// place is where it happens.
type place struct{ host, peer, server, peerServer uint16 }

// outcomeKey is how a session went.
type outcomeKey struct {
	reply smtp.Reply
	phase smtp.Phase
	cause smtp.Cause
}

const (
	flushSize   = 1 << 16 // is written at once
	longestLine = 1 << 12 // a line is shorter, but for the names of its hosts
)

// NewWriter writes the records of a scenario.
func NewWriter(w io.Writer, c *sim.Config) *Writer {
	e := &Writer{to: w, lines: make([]byte, 0, flushSize+longestLine)}
	for i := range c.Hosts {
		e.hosts = append(e.hosts, encode.Text(c.Hosts[i].Name))
	}
	return e
}

// Take writes a record; it is a sim.Sink.
func (e *Writer) Take(r *sim.Record) {
	if e.lines = e.append(e.lines, r); len(e.lines) >= flushSize {
		e.write()
	}
}

func (e *Writer) write() {
	if e.err == nil {
		_, e.err = e.to.Write(e.lines)
	}
	e.lines = e.lines[:0]
}

// Err is the first error of writing so far.
func (e *Writer) Err() error { return e.err }

// Flush writes what is left.
func (e *Writer) Flush() error {
	e.write()
	return e.err
}

func (e *Writer) append(b []byte, r *sim.Record) []byte {
	if !e.at.holds(r.At) {
		e.at.words = strconv.AppendInt(append(e.at.words[:0], `{"at":`...), int64(r.At), 10)
	}
	if s := (copyKey{r.Message, r.Delivery, r.Copy}); !e.copy.holds(s) {
		e.copy.words = s.append(e.copy.words[:0])
	}
	p, o, f := &e.places[r.Kind], &e.ends[r.Kind], &e.flags[r.Kind]
	if at := (place{r.Host, r.Peer, r.Server, r.PeerServer}); !p.holds(at) {
		p.words = e.appendPlace(p.words[:0], at)
	}
	if !o.holds(outcomeKey{r.Reply, r.Phase, r.Cause}) {
		o.words = outcome(o.words[:0], r)
	}
	if !f.holds(r.Flags) {
		f.words = append(flags(f.words[:0], r), "}\n"...)
	}
	b = append(append(b, e.at.words...), kindWords[r.Kind]...)
	b = append(b, e.copy.words...)
	b = unlessZero(b, `,"parent":`, r.Parent)
	b = append(b, p.words...)
	b = unlessZero(b, `,"attempt":`, r.Attempt)
	b = append(b, o.words...)
	b = unlessZero(b, `,"until":`, r.Until)
	b = unlessZero(b, `,"bytes":`, r.Bytes)
	return append(b, f.words...)
}

var kindWords = func() (words [sim.Kinds]string) {
	for k := range sim.Kinds {
		words[k] = `,"kind":"` + k.String() + `"`
	}
	return words
}()

func (s copyKey) append(b []byte) []byte {
	if s.message != sim.None {
		b = appendNumber(b, `,"message":`, uint64(s.message)+1)
	}
	if s.delivery != sim.None {
		b = appendNumber(b, `,"delivery":`, uint64(s.delivery)+1)
	}
	return unlessZero(b, `,"copy":`, s.copy)
}

func (e *Writer) appendPlace(b []byte, p place) []byte {
	b = append(append(b, `,"host":`...), e.hosts[p.host]...)
	b = appendNumber(b, `,"server":`, uint64(p.server)+1)
	if p.peer != sim.NoPeer {
		b = append(append(b, `,"peer":`...), e.hosts[p.peer]...)
		b = appendNumber(b, `,"peer_server":`, uint64(p.peerServer)+1)
	}
	return b
}

// outcome writes how a session went, and the reply that others repeat of it.
func outcome(b []byte, r *sim.Record) []byte {
	if r.Kind == sim.Talked || r.Kind == sim.Refused || r.Phase != 0 {
		b = word(b, `,"phase":`, r.Phase.String())
	}
	if r.Cause != smtp.None {
		b = word(b, `,"cause":`, r.Cause.String())
	}
	b = unlessZero(b, `,"code":`, r.Reply.Code)
	if r.Reply.Enhanced != 0 {
		b = word(b, `,"enhanced":`, r.Reply.Enhanced.String())
	}
	return b
}

var flagKeys = [...]string{`,"kept":`, `,"clear":`, `,"first":`, `,"timer":`, `,"expired":`, `,"mixed":`,
	`,"report":`, `,"auto":`}

// flags writes those that are set; whether the peer kept it stands in every session.
func flags(b []byte, r *sim.Record) []byte {
	for i, key := range flagKeys {
		if r.Kind == sim.Deferred && sim.Flags(1<<i) == sim.FlagSuspended {
			key = `,"suspended":`
		}
		if r.Kind == sim.Died && sim.Flags(1<<i) == sim.FlagLimited {
			key = `,"limited":`
		}
		set := r.Flags>>i&1 == 1
		if set || i == 0 && r.Kind == sim.Talked {
			b = strconv.AppendBool(append(b, key...), set)
		}
	}
	return b
}

func word(b []byte, key, value string) []byte {
	return append(append(append(append(b, key...), '"'), value...), '"')
}

func appendNumber(b []byte, key string, n uint64) []byte {
	return strconv.AppendUint(append(b, key...), n, 10)
}

func unlessZero[T uint16 | uint32 | uint64 | int64 | time.Duration](b []byte, key string, n T) []byte {
	switch {
	case n == 0:
		return b
	case n < 0:
		return strconv.AppendInt(append(b, key...), int64(n), 10)
	default:
		return appendNumber(b, key, uint64(n))
	}
}
