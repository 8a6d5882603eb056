package report

import (
	"bufio"
	"io"
	"strconv"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/smtp"
)

// Events writes events.jsonl while the run goes: one line a record, times in nanoseconds, keys always in the same order.
// What is zero or does not exist is left out. Messages, deliveries and servers are numbered from 1.
type Events struct {
	out   *bufio.Writer
	hosts []string // quoted
	line  []byte
	err   error
}

// NewEvents writes the records of a scenario.
func NewEvents(w io.Writer, c *sim.Config) *Events {
	e := &Events{out: bufio.NewWriterSize(w, 1<<16)}
	for i := range c.Hosts {
		e.hosts = append(e.hosts, text(c.Hosts[i].Name))
	}
	return e
}

// Take writes a record; it is a sim.Sink.
func (e *Events) Take(r *sim.Record) {
	if e.err != nil {
		return
	}
	e.line = append(e.append(e.line[:0], r), '\n')
	_, e.err = e.out.Write(e.line)
}

// Err is the first error of writing so far.
func (e *Events) Err() error { return e.err }

// Flush writes what is left.
func (e *Events) Flush() error {
	if e.err == nil {
		e.err = e.out.Flush()
	}
	return e.err
}

func (e *Events) append(b []byte, r *sim.Record) []byte {
	b = append(b, `{"at":`...)
	b = strconv.AppendInt(b, int64(r.At), 10)
	b = word(b, `,"kind":`, r.Kind.String())
	if r.Message != sim.None {
		b = appendNumber(b, `,"message":`, uint64(r.Message)+1)
	}
	if r.Delivery != sim.None {
		b = appendNumber(b, `,"delivery":`, uint64(r.Delivery)+1)
	}
	b = unlessZero(b, `,"copy":`, r.Copy)
	b = unlessZero(b, `,"parent":`, r.Parent)
	b = e.places(b, r)
	b = unlessZero(b, `,"attempt":`, r.Attempt)
	b = outcome(b, r)
	b = unlessZero(b, `,"until":`, r.Until)
	b = unlessZero(b, `,"bytes":`, r.Bytes)
	return append(flags(b, r), '}')
}

func (e *Events) places(b []byte, r *sim.Record) []byte {
	b = append(append(b, `,"host":`...), e.hosts[r.Host]...)
	b = appendNumber(b, `,"server":`, uint64(r.Server)+1)
	if r.Peer != sim.NoPeer {
		b = append(append(b, `,"peer":`...), e.hosts[r.Peer]...)
		b = appendNumber(b, `,"peer_server":`, uint64(r.PeerServer)+1)
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
