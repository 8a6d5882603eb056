package prediction

import (
	"slices"
	"strings"
	"testing"
	"time"

	"mailstorm/cmd/serve/record"
)

// row is a transaction from a sender to recipients, each with a reply behind an equals sign.
func row(at time.Duration, id, from string, change func(*record.Session), to ...string) record.Session {
	s := record.Session{Host: "mx", StandsFor: "relay", Transaction: 1, Connection: uint64(at), Began: at, Ended: at + 1, MessageID: id, From: from, Announced: 1000, Phase: "rcpt", Cause: "said"}
	for _, address := range to {
		name, reply, _ := strings.Cut(address, "=")
		s.To = append(s.To, record.Recipient{Address: name, Reply: reply})
	}
	if change != nil {
		change(&s)
	}
	return s
}

func done(s *record.Session) {
	s.Phase, s.Cause, s.Kept, s.Heard, s.Bytes = "dot", "none", true, true, 900
}
func lost(s *record.Session) { done(s); s.Cause, s.Heard = "dropped", false }
func half(s *record.Session) { s.Phase, s.Cause, s.Bytes = "data", "dropped", 300 }
func null(d record.DSN) func(*record.Session) {
	return func(s *record.Session) { done(s); s.From, s.Null, s.DSN = "", true, &d }
}

// observed is what rows come to.
func observed(rows ...record.Session) *Comparison {
	c := &Comparison{Speed: 1}
	c.observe(&Recording{Sessions: rows})
	return c
}

// A copy for other recipients is no duplicate; and each recipient counts for how a message ended.
func TestSeveralRecipients(t *testing.T) {
	c := observed(
		row(1, "<a>", "me@a", lost, "x@b=250", "y@b=450", "z@b=550"),
		row(2, "<a>", "me@a", done, "y@b=250"),
		row(3, "<a>", "me@a", done, "x@b=250"),
		row(4, "", "", null(record.DSN{Action: "delayed", MessageID: "<a>"}), "me@a=250"),
		row(5, "", "", null(record.DSN{Action: "failed", MessageID: "<a>", To: []string{"z@b"}}), "me@a=250"),
		row(6, "<b>", "me@a", done, "x@b=250", "y@b=250"))
	m := c.Messages[0]
	var again []bool
	for _, a := range m.Observed.Attempts {
		again = append(again, a.Again)
	}
	if len(c.Messages) != 2 || !slices.Equal(again, []bool{false, false, true}) || !slices.Equal(m.To, []string{"x@b", "y@b", "z@b"}) {
		t.Errorf("%d messages, %v, %v", len(c.Messages), again, m.To)
	}
	if m.Observed.Verdict != Split || c.Messages[1].Observed.Verdict != Delivered || len(m.Observed.DSNs) != 2 || m.Observed.DSNs[0].Failed {
		t.Errorf("%v and %v, %+v", m.Observed.Verdict, c.Messages[1].Observed.Verdict, m.Observed.DSNs)
	}
}

// A session that shows less than a Message-ID belongs to the message with its envelope.
func TestEnvelopes(t *testing.T) {
	c := observed(
		row(1, "", "Me@a", nil),                // refused at MAIL
		row(2, "", "me@A", nil, "X@b=450"),     // at RCPT
		row(3, "<a>", "me@a", half, "x@b=250"), // cut
		row(4, "", "me@a", nil, "y@b=450"),     // another recipient
		row(5, "", "you@a", nil),               // another sender, whose recipient nobody knows
		row(6, "<a>", "me@a", done, "x@b=250"))
	if len(c.Messages) != 3 {
		t.Fatalf("%d messages", len(c.Messages))
	}
	for i, want := range []struct {
		id       string
		attempts int
		size     int64
	}{{"<a>", 4, 900}, {"", 1, 1000}, {"", 1, 1000}} {
		if m := c.Messages[i]; m.ID != want.id || len(m.Observed.Attempts) != want.attempts || m.Size != want.size || !m.Known {
			t.Errorf("message %d: %+v", i, m)
		}
	}
}

// A server that asks for some recipients at a time still sends one message, and one DSN may name them all.
func TestPartsOfAMessage(t *testing.T) {
	c := observed(
		row(1, "", "me@a", nil, "x@b=450", "y@b=450"),
		row(2, "", "me@a", nil, "z@b=450"),
		row(3, "", "me@a", nil, "y@b=450", "z@b=450"),
		row(4, "", "", null(record.DSN{Action: "failed", MessageID: "<a>", To: []string{"x@b", "y@b", "z@b"}}), "me@a=250"))
	if m := c.Messages[0]; len(c.Messages) != 1 || len(m.Observed.Attempts) != 3 || m.Observed.Verdict != Returned || m.Observed.DSNs[0].Bytes != 900 {
		t.Errorf("%d messages, %+v", len(c.Messages), m.Observed)
	}
}

// What is left of a message when some of its recipients have it is the same message.
func TestTheRestOfAMessage(t *testing.T) {
	c := observed(
		row(1, "<a>", "me@a", done, "x@b=250", "y@b=450", "z@b=450"),
		row(2, "", "me@a", nil, "y@b=450", "z@b=450"),
		row(3, "", "me@a", func(s *record.Session) { s.Announced = 1200 }, "z@b=450"))
	if len(c.Messages) != 1 || len(c.Messages[0].Observed.Attempts) != 3 {
		t.Errorf("%d messages, %+v", len(c.Messages), c.Messages[0].Observed)
	}
}

// A DSN that names no message is about the only one of its recipient, if there is only one.
func TestDSNsWithoutAMessageID(t *testing.T) {
	bounce := row(9, "", "", null(record.DSN{}), "me@a=250")
	c := observed(row(1, "<a>", "me@a", nil, "x@b=450"), row(2, "<b>", "you@a", nil, "x@b=450"), bounce)
	if c.Messages[0].Observed.Verdict != Returned || c.Messages[1].Observed.Verdict != Waiting {
		t.Errorf("%v, %v", c.Messages[0].Observed.Verdict, c.Messages[1].Observed.Verdict)
	}
	c = observed(row(1, "<a>", "me@a", nil, "x@b=450"), row(2, "<b>", "me@a", nil, "x@b=450"), bounce)
	if c.Messages[0].Observed.Verdict != Waiting || c.Messages[1].Observed.Verdict != Waiting {
		t.Error("it is about one of two")
	}
}

// Sessions that the host did nothing to are sessions, and nobody's attempts.
func TestSessionsWithoutMAIL(t *testing.T) {
	greeted := func(cause string) func(*record.Session) {
		return func(s *record.Session) { s.Transaction, s.Phase, s.Cause, s.From = 0, "greeting", cause, "" }
	}
	again := row(4, "<b>", "me@a", done, "x@b=250")
	again.Transaction = 2 // of the same connection
	c := observed(row(1, "", "", greeted("said")), row(2, "", "", greeted("client")), row(3, "", "", greeted("ended")), row(4, "<a>", "me@a", done, "x@b=250"), again)
	if n := len(c.Early.Observed.Attempts); n != 1 || c.Observed.Sessions != 4 || len(c.Messages) != 2 {
		t.Errorf("%d early, %d sessions, %d messages", n, c.Observed.Sessions, len(c.Messages))
	}
}
