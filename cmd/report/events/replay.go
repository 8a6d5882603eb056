package events

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/smtp"
)

// Replay reads what Events wrote and hands on every record; hosts are those of the scenario, in its order.
func Replay(r io.Reader, hosts []string, take sim.Sink) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		record, err := parseRecord(lines.Bytes(), hosts)
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		take(&record)
	}
	return lines.Err()
}

// written is a line of events.jsonl.
type written struct {
	At         time.Duration `json:"at"`
	Kind       string        `json:"kind"`
	Message    uint64        `json:"message"`
	Delivery   uint64        `json:"delivery"`
	Copy       uint64        `json:"copy"`
	Parent     uint64        `json:"parent"`
	Host       string        `json:"host"`
	Server     uint64        `json:"server"`
	Peer       *string       `json:"peer"`
	PeerServer uint64        `json:"peer_server"`
	Attempt    uint32        `json:"attempt"`
	Phase      string        `json:"phase"`
	Cause      string        `json:"cause"`
	Code       uint16        `json:"code"`
	Enhanced   string        `json:"enhanced"`
	Until      time.Duration `json:"until"`
	Bytes      int64         `json:"bytes"`
	Kept       bool          `json:"kept"`
	Clear      bool          `json:"clear"`
	First      bool          `json:"first"`
	Limited    bool          `json:"limited"`   // in place of timer, of what died
	Suspended  bool          `json:"suspended"` // in place of first, of a deferral
	Timer      bool          `json:"timer"`
	Expired    bool          `json:"expired"`
	Mixed      bool          `json:"mixed"`
	Report     bool          `json:"report"`
	Auto       bool          `json:"auto"`
}

func parseRecord(b []byte, hosts []string) (sim.Record, error) {
	var w written
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&w); err != nil {
		return sim.Record{}, err
	}
	if d.More() {
		return sim.Record{}, errors.New("more than one object")
	}
	return w.record(hosts)
}

func (w *written) record(hosts []string) (sim.Record, error) {
	r := sim.Record{At: w.At, Copy: w.Copy, Parent: w.Parent, Until: w.Until, Bytes: w.Bytes, Attempt: w.Attempt, Flags: w.flags()}
	r.Reply.Code = w.Code
	return r, errors.Join(
		w.kind(&r.Kind),
		w.message(&r),
		optional(&r.Delivery, "delivery", w.Delivery),
		hostNamed(&r.Host, w.Host, hosts),
		index(&r.Server, "server", w.Server),
		w.peer(&r, hosts),
		w.outcome(&r),
	)
}

func (w *written) kind(to *sim.Kind) error {
	for k := range sim.Kinds {
		if k.String() == w.Kind {
			*to = k
			return nil
		}
	}
	return fmt.Errorf("unknown kind %q", w.Kind)
}

// message is that of the record; an intervention concerns none.
func (w *written) message(r *sim.Record) error {
	if w.Kind == sim.Changed.String() {
		return optional(&r.Message, "message", w.Message)
	}
	return index(&r.Message, "message", w.Message)
}

// optional is an index that may be missing.
func optional(to *uint32, name string, n uint64) error {
	if n == 0 {
		*to = sim.None
		return nil
	}
	return index(to, name, n)
}

func (w *written) peer(r *sim.Record, hosts []string) error {
	if w.Peer == nil {
		r.Peer = sim.NoPeer
		return nil
	}
	return errors.Join(hostNamed(&r.Peer, *w.Peer, hosts), index(&r.PeerServer, "peer_server", w.PeerServer))
}

func (w *written) outcome(r *sim.Record) error {
	if w.Phase != "" && !r.Phase.Choose(w.Phase) {
		return fmt.Errorf("unknown phase %q", w.Phase)
	}
	if w.Cause != "" && !r.Cause.Choose(w.Cause) {
		return fmt.Errorf("unknown cause %q", w.Cause)
	}
	if w.Enhanced == "" {
		return nil
	}
	var n [3]uint64
	parts := strings.Split(w.Enhanced, ".")
	for i, part := range parts {
		v, err := strconv.ParseUint(part, 10, 12)
		if err != nil || len(parts) != 3 {
			return fmt.Errorf("%q is no enhanced code", w.Enhanced)
		}
		n[i] = v
	}
	r.Reply.Enhanced = smtp.Status(uint32(n[0]), uint32(n[1]), uint32(n[2]))
	return nil
}

// flags are in the order of flagKeys.
func (w *written) flags() (flags sim.Flags) {
	for i, set := range [len(flagKeys)]bool{w.Kept, w.Clear, w.First || w.Suspended, w.Timer || w.Limited, w.Expired, w.Mixed, w.Report, w.Auto} {
		if set {
			flags |= 1 << i
		}
	}
	return flags
}

// index turns a number that counts from 1 into an index.
func index[T uint16 | uint32](to *T, name string, n uint64) error {
	if *to = T(n - 1); uint64(*to)+1 != n {
		return fmt.Errorf("%s %d does not exist", name, n)
	}
	return nil
}

func hostNamed(to *uint16, name string, hosts []string) error {
	i := slices.Index(hosts, name)
	if i < 0 {
		return fmt.Errorf("unknown host %q", name)
	}
	*to = uint16(i)
	return nil
}
