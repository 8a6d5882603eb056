package prediction

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"mailstorm/cmd/serve/record"
	"mailstorm/scenarios/load"
	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim"
	"mailstorm/sim/smtp"
)

// storm is a scenario in which relay sends to mx.
func storm(t scenariotest.TB, fault string, set ...string) *load.Scenario {
	t.Helper()
	text := scenariotest.Lines(`clock = "2026-01-05T08:00:00Z"`) +
		scenariotest.Mail("deck", "sender@contoso.example", "partner@fabrikam.example", "30kB", "count = 8", `lasts = "7m"`) +
		scenariotest.Host("relay", "postfix", "contoso.example", "*=mx", `message_expiration = "5h"`, `delay_notice = "1h"`, `reuse = 1`) +
		scenariotest.Host("mx", "rfc5321", "fabrikam.example", "") + fault
	s, err := load.Load("-", load.Options{Stdin: strings.NewReader(text), Set: set})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func fault(kind string, lines ...string) string {
	return scenariotest.Fault("mx", "down", kind, lines...)
}

// recorder makes the rows that a served mx would write, of the records of a simulation.
type recorder struct {
	c       *sim.Config
	rows    []record.Session
	written []time.Duration
	sizes   []int64
	calls   uint64
	resets  bool // connections are refused by resets
}

func (k *recorder) id(message uint32) string { return fmt.Sprintf("<%d@contoso.example>", message) }

func (k *recorder) Take(r *sim.Record) {
	switch {
	case r.Kind == sim.Written && r.Flags == 0:
		k.written, k.sizes = append(k.written, r.At), append(k.sizes, r.Bytes)
	case r.Kind == sim.Written && r.Flags&sim.FlagReport != 0:
		for i := range k.rows {
			if s := &k.rows[i]; s.DSN != nil && s.Bytes == 0 && s.DSN.MessageID == k.id(uint32(r.Parent-1)) {
				s.Bytes = r.Bytes
			}
		}
	case int(r.Message) >= len(k.written):
	case r.Kind == sim.Talked && (k.resets || r.Phase > smtp.Connect || r.Cause != smtp.Refused && r.Cause != smtp.Unanswered):
		k.calls++
		s := record.Session{Host: k.c.Hosts[r.Peer].Name, Connection: k.calls, StandsFor: k.c.Hosts[r.Host].Name, Server: r.Server + 1, Began: r.At, Ended: r.Until,
			Announced: -1, Bytes: r.Bytes, Phase: r.Phase.String(), Cause: r.Cause.String(), Reply: r.Reply.String(), Kept: r.Flags&sim.FlagKept != 0, Heard: r.Cause == smtp.None}
		if r.Phase >= smtp.Mail {
			s.Transaction, s.From, s.Announced = 1, "sender@contoso.example", k.sizes[r.Message]
		}
		if r.Phase >= smtp.Rcpt {
			s.To = []record.Recipient{{Address: "partner@fabrikam.example", Reply: "250 2.1.5"}}
		}
		if r.Phase == smtp.Rcpt {
			s.To[0].Reply = r.Reply.String()
		}
		if r.Bytes > 0 {
			s.MessageID, s.Received, s.Queued = k.id(r.Message), 1, k.written[r.Message]-halfSecond
		}
		k.rows = append(k.rows, s)
	case r.Kind == sim.Bounced || r.Kind == sim.Notified:
		action := map[sim.Kind]string{sim.Bounced: "failed", sim.Notified: "delayed"}[r.Kind]
		k.rows = append(k.rows, record.Session{Host: record.DSNPort, StandsFor: "relay", Transaction: 1, Null: true, Began: r.At, Ended: r.At, Phase: "dot", Cause: "none", Kept: true, Heard: true,
			To:  []record.Recipient{{Address: "sender@contoso.example", Reply: "250"}},
			DSN: &record.DSN{Action: action, MessageID: k.id(r.Message), To: []string{"partner@fabrikam.example"}, Queued: k.written[r.Message] - halfSecond}})
	}
}

const speed = 60

// halfSecond of the wall is what clients cut off, on average, when they say when they received a message.
const halfSecond = speed * time.Second / 2

// recorded is what a served mx would write if the simulated relay were a real one.
func recorded(t scenariotest.TB, c *sim.Config) *Recording {
	t.Helper()
	k := &recorder{c: c}
	w := sim.New(c, k.Take)
	r := scenariotest.Finish(t, w)
	began := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	return &Recording{Sessions: k.rows, Header: record.Header{Schema: record.Schema, Scenario: "storm", Speed: speed, Started: began,
		Ended: began.Add(r.End/speed + time.Second), Hosts: map[string]string{"mx": "127.0.0.1:2525"}}}
}

// compared compares a record with what is predicted for it.
func compared(t testing.TB, r *Recording, c *sim.Config, o Options) *Comparison {
	t.Helper()
	o.Config = c
	got, err := Compare(t.Context(), r, o)
	if err != nil {
		t.Fatal(err)
	}
	return got
}
