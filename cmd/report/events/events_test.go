package events

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"mailstorm/cmd/report/reporttest"
	"mailstorm/sim"
	"mailstorm/sim/smtp"
)

func TestEventsGiveTheDigestAgain(t *testing.T) {
	var b bytes.Buffer
	var e *Writer
	var all []sim.Record
	s := reporttest.Simulate(t, reporttest.Load(t, reporttest.TwoHosts), func(r *sim.Record) { all = append(all, *r) })
	e = NewWriter(&b, s.Scenario.Config)
	for i := range all {
		e.Take(&all[i])
	}
	if err := e.Flush(); err != nil {
		t.Fatal(err)
	}
	var digest sim.Digest
	n := 0
	err := Replay(&b, []string{"exo", "relay", "void"}, func(r *sim.Record) {
		if *r != all[n] {
			t.Fatalf("record %d was\n%+v and is\n%+v", n, all[n], *r)
		}
		digest.Fold(r)
		n++
	})
	if err != nil || n != len(all) || digest.Sum() != s.Result.Digest {
		t.Errorf("%d of %d records, digest %x, not %x: %v", n, len(all), digest.Sum(), s.Result.Digest, err)
	}
}

var strange = &sim.Config{Hosts: []sim.Host{{Name: "exo"}, {Name: `a "host"`}}}

func FuzzEvents(f *testing.F) {
	f.Add(int64(0), int64(-1), int64(7), uint64(1), uint64(0), uint32(0), uint32(sim.None), uint32(3), uint16(2), uint32(0x04004012), uint16(450), uint64(0))
	f.Fuzz(func(t *testing.T, at, until, bytes_ int64, number, parent uint64, message, delivery, attempt uint32, server uint16,
		enhanced uint32, code uint16, rest uint64) {
		want := sim.Record{At: time.Duration(at), Until: time.Duration(until), Bytes: bytes_, Copy: number, Parent: parent, Message: message,
			Delivery: delivery, Attempt: attempt, Server: server, Host: uint16(rest & 1), Peer: sim.NoPeer,
			Reply: smtp.Reply{Code: code, Enhanced: smtp.Enhanced(enhanced)}, Kind: sim.Kind(rest >> 8 % uint64(sim.Kinds)),
			Phase: smtp.Phase(rest >> 16 % uint64(smtp.Phases)), Cause: smtp.Cause(rest >> 24 % uint64(smtp.Causes)),
			Flags: sim.Flags(rest >> 32 & 63)}
		if rest&2 != 0 {
			want.Peer, want.PeerServer = uint16(rest>>2&1), server^1
		}
		var b bytes.Buffer
		e := NewWriter(&b, strange)
		e.Take(&want)
		if err := e.Flush(); err != nil {
			t.Fatal(err)
		}
		line := b.String()
		got := sim.Record{}
		if err := Replay(&b, []string{"exo", `a "host"`}, func(r *sim.Record) { got = *r }); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		if got != want {
			t.Fatalf("\n was %+v\n is  %+v\n by %s", want, got, line)
		}
	})
}

func FuzzReplay(f *testing.F) {
	f.Add(`{"at":0,"kind":"written","message":1,"host":"exo","server":1,"bytes":27000000}`)
	f.Add(`{"at":0,"kind":"talked","message":1,"host":"exo","server":1,"peer":"exo","peer_server":1,"enhanced":"4.4.316"}`)
	f.Fuzz(func(t *testing.T, text string) {
		Replay(strings.NewReader(text), []string{"exo"}, func(r *sim.Record) { _ = r.Kind.String() })
	})
}

func TestReplayPoints(t *testing.T) {
	good := `{"at":0,"kind":"written","message":1,"host":"exo","server":1}` + "\n"
	for line, want := range map[string]string{
		`{"at":0,"kind":"eaten","message":1,"host":"exo","server":1}`:                                    `line 2: unknown kind "eaten"`,
		`{"at":0,"kind":"written","message":0,"host":"exo","server":1}`:                                  `line 2: message 0 does not exist`,
		`{"at":0,"kind":"written","message":1,"host":"xo","server":1}`:                                   `line 2: unknown host "xo"`,
		`{"at":0,"kind":"written","message":1,"host":"exo","server":65537}`:                              `line 2: server 65537 does not exist`,
		`{"at":0,"kind":"written","message":1,"host":"exo","server":1,"color":"red"}`:                    `line 2: json: unknown field "color"`,
		`{"at":0,"kind":"written","message":1,"host":"exo","server":1,"enhanced":"4.4"}`:                 `line 2: "4.4" is no enhanced code`,
		`{"at":0,"kind":"written","message":1,"host":"exo","server":1,"phase":"lunch"}`:                  `line 2: unknown phase "lunch"`,
		`{"at":0,"kind":"written","message":1,"host":"exo","server":1} {"at":1}`:                         `line 2: more than one object`,
		`{"at":0,"kind":"written","message":1,"host":"exo","server":1,"peer":"exo","peer_server":99999}`: `line 2: peer_server 99999 does not exist`,
		`half a li`: `line 2: invalid character 'h' looking for beginning of value`,
	} {
		err := Replay(strings.NewReader(good+line), []string{"exo"}, func(*sim.Record) {})
		if fmt.Sprint(err) != want {
			t.Errorf("%s\n says %v\n want %s", line, err, want)
		}
	}
}

// narrow is a disk with little room.
type narrow struct{ room int64 }

func (n *narrow) Write(b []byte) (int, error) {
	if n.room -= int64(len(b)); n.room < 0 {
		return 0, errors.New("no space left on device")
	}
	return len(b), nil
}

func TestEventsTellWhenTheDiskIsFull(t *testing.T) {
	e := NewWriter(&narrow{100_000}, strange)
	for range 10_000 {
		e.Take(&sim.Record{Peer: sim.NoPeer})
	}
	if e.Err() == nil || e.Flush() == nil {
		t.Error("the disk is full, and nobody knows")
	}
}

// BenchmarkEvents writes what a storm tells: one attempt after the other, each of another copy, with two records.
func BenchmarkEvents(b *testing.B) {
	e := NewWriter(&narrow{1 << 60}, strange)
	talked := sim.Record{At: 10 * time.Hour, Kind: sim.Talked, Attempt: 3, Peer: 1, Reply: smtp.Reply{Code: 450, Enhanced: smtp.Status(4, 4, 316)},
		Phase: smtp.Connect, Cause: smtp.Refused}
	deferred := talked
	deferred.Kind, deferred.Peer = sim.Deferred, sim.NoPeer
	for i := uint32(0); b.Loop(); i += 2 {
		talked.At += 1_234_567
		talked.Until, deferred.At, deferred.Until = talked.At, talked.At, talked.At+time.Hour+time.Duration(i)
		talked.Message = i * 2654435761 % 1_000_000
		talked.Delivery, talked.Copy = talked.Message, uint64(talked.Message)+1
		deferred.Message, deferred.Delivery, deferred.Copy = talked.Message, talked.Delivery, talked.Copy
		e.Take(&talked)
		e.Take(&deferred)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(2*b.N), "ns/event")
}
