package prediction

import (
	"fmt"
	"testing"
	"time"

	"mailstorm/cmd/serve/record"
	"mailstorm/sim"
	"mailstorm/sim/smtp"

	"pgregory.net/rapid"
)

// moody is a host that decides by shares, at all phases, and remembers.
const moody = `
[host.mx.fault.greeting]
kind = "greeting-defer"
share = "20%"

[host.mx.fault.mail]
kind = "defer"
phase = "mail"
code = "451 4.3.0"
share = "20%"

[host.mx.fault.some]
kind = "defer"
phase = "rcpt"
code = "450 4.2.0"
share = "40%"
of = "recipients"

[host.mx.fault.lost]
kind = "drop-after-data"
share = "30%"

[host.mx.guard.grey]
kind = "greylist"
`

// Sessions that overlap, recorded and asked again, are decided alike; and what was decided otherwise is told.
func TestReplay(t *testing.T) {
	s := storm(t, moody)
	rapid.Check(t, func(t *rapid.T) {
		rows := acted(t, s.Config)
		got := Replay(s.Config, rows)
		if got.First != "" || got.Alike != got.All || got.All < len(rows) {
			t.Fatalf("%+v", got)
		}
		i := rapid.IntRange(0, len(rows)-1).Draw(t, "row")
		d := &rows[i].Decisions[0]
		d.Cause = "dropped"
		want := fmt.Sprintf("decision %d of host mx, at connect: dropped (subject %d, turn %d) was recorded, to go on (subject %d, turn %d) is decided now", d.Number, d.Subject, d.Turn, d.Subject, d.Turn)
		if got := Replay(s.Config, rows); got.First != want || got.Alike != got.All-1 {
			t.Fatalf("%+v\nwant %s", got, want)
		}
	})
}

// visitor is a session under way.
type visitor struct {
	row   record.Session
	in    sim.Incoming
	phase smtp.Phase
	rcpt  int
	over  bool
}

// acted lets clients call a receiver, all at once.
func acted(t *rapid.T, c *sim.Config) (rows []record.Session) {
	r := sim.NewReceiver(c, 1)
	all := make([]visitor, rapid.IntRange(1, 12).Draw(t, "clients"))
	for i := range all {
		v := &all[i]
		v.row = record.Session{Host: "mx", Connection: uint64(i + 1), Transaction: 1, StandsFor: "relay", Server: 1, From: fmt.Sprintf("sender%d@contoso.example", i%3), TLS: true,
			Announced: 1000, Bytes: 900, MessageID: fmt.Sprintf("<%d@x>", i%5), Received: 2}
		for n := range 1 + i%3 {
			v.row.To = append(v.row.To, record.Recipient{Address: fmt.Sprintf("partner%d@fabrikam.example", (i+n)%4)})
		}
		v.in = sim.Incoming{Session: v.row.Connection, Size: -1}
	}
	at, number := time.Duration(0), uint64(0)
	for {
		var open []*visitor
		for i := range all {
			if !all[i].over {
				open = append(open, &all[i])
			}
		}
		if len(open) == 0 {
			break
		}
		at += time.Duration(rapid.IntRange(0, 120).Draw(t, "wait")) * time.Second
		number++
		open[rapid.IntRange(0, len(open)-1).Draw(t, "client")].step(r, at, number)
	}
	for i := range all {
		rows = append(rows, all[i].row)
	}
	return rows
}

// step goes on to the next question.
func (v *visitor) step(r *sim.Receiver, at time.Duration, number uint64) {
	in, s := &v.in, &v.row
	in.At = at
	if v.phase >= smtp.Mail {
		in.From, in.Size = s.From, s.Announced
	}
	if v.phase == smtp.Rcpt {
		in.First, in.To = s.To[0].Address, []string{s.To[v.rcpt].Address}
	}
	if v.phase == smtp.Data {
		in.To, in.Refused = nil, nil
		for _, to := range s.To {
			in.To, in.Refused = append(in.To, to.Address), append(in.Refused, to.Reply != "250")
		}
	}
	if v.phase == smtp.Dot {
		in.Size, in.MessageID, in.Received = s.Bytes, s.MessageID, s.Received
	}
	a := r.Decide(v.phase, in)
	d := decided(v.phase, a)
	d.Number, d.At = number, at
	if v.phase != smtp.Rcpt {
		s.Decisions = append(s.Decisions, d)
		v.over = a.Decided || v.phase == smtp.Dot
		v.phase++
		return
	}
	d.Recipient = in.To[0]
	s.Decisions = append(s.Decisions, d)
	s.To[v.rcpt].Reply = "250"
	if a.Decided {
		s.To[v.rcpt].Reply = a.Reply.String()
	}
	if v.rcpt++; v.rcpt < len(s.To) {
		return
	}
	v.phase++
	v.over = true
	for _, to := range s.To {
		v.over = v.over && to.Reply != "250"
	}
}

// A row of a host that the scenario does not have cannot be asked again.
func TestReplayOfAnotherScenario(t *testing.T) {
	s := storm(t, "")
	rows := []record.Session{{Host: "mx", StandsFor: "exo", Connection: 1, Decisions: []record.Decision{{Number: 1, Phase: "connect"}}}}
	if got := Replay(s.Config, rows); got.Alike != 0 || got.All != 1 || got.First != `decision 1 of host mx: the record says "connect" of a client for "exo"` {
		t.Errorf("%+v", got)
	}
	r := recorded(t, s.Config)
	r.Sessions[0].Host = "exo"
	if _, err := Compare(t.Context(), r, Options{Config: s.Config}); err == nil {
		t.Error("a record of another scenario is compared")
	}
}
