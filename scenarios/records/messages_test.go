package records

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

var monday = time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)

func after(minutes int) time.Time { return monday.Add(time.Duration(minutes) * time.Minute) }

// assembled puts events together and tells the messages in words.
func assembled(budget int64, events ...Event) (told []string, early int) {
	ms := NewMessages(budget, func(m *Message) { told = append(told, inWords(m)) }, nil)
	for i := range events {
		ms.Event(&events[i])
	}
	ms.Close()
	return told, ms.Early
}

var kindWords = [...]string{"listed", "received", "deferred", "suspended", "sent", "delivered", "failed", "expanded", "dropped", "delay", "ndr"}

func inWords(m *Message) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", m.Key, m.From)
	if m.Open {
		b.WriteString(" open")
	}
	for _, r := range m.Recipients {
		fmt.Fprintf(&b, " | %s", r.To)
		for _, t := range r.Tries {
			fmt.Fprintf(&b, " %s@%d", kindWords[t.Kind], int(t.At.Sub(monday).Minutes()))
		}
		fmt.Fprintf(&b, " = %s%s", kindWords[r.End], r.Status)
		if !r.NDR.IsZero() {
			fmt.Fprintf(&b, " ndr@%d", int(r.NDR.Sub(monday).Minutes()))
		}
	}
	return b.String()
}

func received(key, id string, minutes int) Event {
	return Event{Kind: Received, Key: key, MessageID: id, At: after(minutes), From: "a@own.example", Size: 1000, File: "log"}
}

func tried(kind Kind, key, to string, minutes int, reply string) Event {
	return Event{Kind: kind, Key: key, To: to, At: after(minutes), Reply: reply, Hop: "mx.b.example", File: "log"}
}

func removed(key string, minutes int) Event {
	return Event{Key: key, At: after(minutes), Final: true, File: "log"}
}

func late(e Event) Event { e.Late = true; return e }

func list(key, id, to, status string, minutes int) Event {
	return Event{Kind: Listed, Key: key, MessageID: id, To: to, Status: status, At: after(minutes), From: "a@own.example", File: "list"}
}

type messageCase struct {
	name   string
	events []Event
	want   []string
}

func messageCases() []messageCase {
	ndr := Event{Kind: NDR, MessageID: "m1@own.example", To: "x@b.example", At: after(1440), Arrived: after(0), Attempts: 26, File: "ndr.eml"}
	return []messageCase{
		{"rows of one message are its recipients", []Event{
			list("t1", "m1@own.example", "x@b.example", "Delivered", 0), list("t1", "m1@own.example", "y@b.example", "Pending", 0),
		}, []string{"t1 a@own.example open | x@b.example = listedDelivered | y@b.example = listedPending"}},
		{"a later list knows more, and a row that is there twice is one", []Event{
			list("t1", "m1@own.example", "x@b.example", "Pending", 0), list("t1", "m1@own.example", "x@b.example", "Delivered", 0),
			list("t1", "m1@own.example", "x@b.example", "Pending", 0),
		}, []string{"t1 a@own.example | x@b.example = listedDelivered"}},
		{"without a key it is the Message-ID with sender and time", []Event{
			list("", "m1@own.example", "x@b.example", "Delivered", 0), list("", "m1@own.example", "y@b.example", "Delivered", 0),
			list("", "m1@own.example", "x@b.example", "Delivered", 15),
		}, []string{" a@own.example | x@b.example = listedDelivered | y@b.example = listedDelivered", " a@own.example | x@b.example = listedDelivered"}},
		{"attempts are in the order of their times", []Event{
			received("q1", "m1@own.example", 0), tried(Sent, "q1", "x@b.example", 30, "250 ok"), tried(Deferred, "q1", "x@b.example", 1, "451"), removed("q1", 30),
		}, []string{"q1 a@own.example | x@b.example deferred@1 sent@30 = sent"}},
		{"files that overlap tell an attempt twice", []Event{
			received("q1", "m1@own.example", 0), tried(Deferred, "q1", "x@b.example", 1, "451"), tried(Deferred, "q1", "x@b.example", 1, "451"),
		}, []string{"q1 a@own.example open | x@b.example deferred@1 = listed"}},
		{"what goes through a filter is one message", []Event{
			received("AAAA1", "m1@own.example", 0), received("BBBB2", "m1@own.example", 1),
			tried(Sent, "AAAA1", "x@b.example", 1, "250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as BBBB2"), removed("AAAA1", 1),
			tried(Deferred, "BBBB2", "x@b.example", 2, "451"), tried(Sent, "BBBB2", "x@b.example", 9, "250 2.0.0 Ok: queued as CCCC3"), removed("BBBB2", 9),
		}, []string{"AAAA1 a@own.example | x@b.example deferred@2 sent@9 = sent"}},
		{"what another host takes over is a message of its own", []Event{
			received("outer/postfix/BBBB2", "m1@own.example", 1), received("inner/postfix/AAAA1", "m1@own.example", 0),
			tried(Sent, "inner/postfix/AAAA1", "x@b.example", 1, "250 2.0.0 Ok: queued as BBBB2"), tried(Sent, "outer/postfix/BBBB2", "x@b.example", 2, "250"),
		}, []string{"outer/postfix/BBBB2 a@own.example | x@b.example sent@2 = sent", "inner/postfix/AAAA1 a@own.example | x@b.example sent@1 = sent"}},
		{"an alias stands for another recipient", []Event{
			received("AAAA1", "m1@own.example", 0), received("BBBB2", "m1@own.example", 1),
			tried(Sent, "AAAA1", "x@own.example", 1, "250 2.0.0 (forwarded as BBBB2)"), tried(Sent, "BBBB2", "y@b.example", 2, "250"),
		}, []string{"AAAA1 a@own.example | x@own.example = expanded | y@b.example sent@2 = sent"}},
		{"the same Message-ID under another key is another message", []Event{
			received("AAAA1", "m1@own.example", 0), received("BBBB2", "m1@own.example", 15),
			tried(Sent, "AAAA1", "x@b.example", 1, "250 Ok: queued as XBBBB2"), tried(Sent, "BBBB2", "x@b.example", 16, "250"),
		}, []string{"AAAA1 a@own.example | x@b.example sent@1 = sent", "BBBB2 a@own.example | x@b.example sent@16 = sent"}},
		{"a queue id is used again", []Event{
			received("q1", "m1@own.example", 0), tried(Sent, "q1", "x@b.example", 1, "250"), removed("q1", 1),
			received("q1", "m2@own.example", 90), tried(Sent, "q1", "y@b.example", 91, "250"), removed("q1", 91),
		}, []string{"q1 a@own.example | x@b.example sent@1 = sent", "q1 a@own.example | y@b.example sent@91 = sent"}},
		{"a DSN after the log", []Event{
			received("q1", "m1@own.example", 0), tried(Deferred, "q1", "x@b.example", 1, "451"), ndr,
		}, []string{"q1 a@own.example | x@b.example deferred@1 = failed ndr@1440"}},
		{"a DSN before the log", []Event{
			ndr, received("q1", "m1@own.example", 0), tried(Deferred, "q1", "x@b.example", 1, "451"),
		}, []string{"q1 a@own.example | x@b.example deferred@1 = failed ndr@1440"}},
		{"a DSN about another copy", []Event{
			received("q1", "m1@own.example", -300), tried(Sent, "q1", "x@b.example", -299, "250"), ndr,
		}, []string{"q1 a@own.example | x@b.example sent@-299 = sent", "  | x@b.example = failed ndr@1440"}},
		{"what is said about all recipients is said about each without an end", []Event{
			{Kind: Received, Key: "q1", To: "x@b.example", At: after(0), File: "log"}, {Kind: Received, Key: "q1", To: "y@b.example", At: after(0), File: "log"},
			tried(Sent, "q1", "x@b.example", 1, "250"), tried(Failed, "q1", "", 2, "550"),
		}, []string{"q1  | x@b.example sent@1 = sent | y@b.example failed@2 = failed"}},
		{"the newest hours of a trace are open", []Event{
			late(list("t1", "", "x@b.example", "Delivered", 0)), late(list("t2", "", "x@b.example", "Delivered", 719)), late(list("t3", "", "x@b.example", "Delivered", 720)),
		}, []string{"t1 a@own.example | x@b.example = listedDelivered", "t2 a@own.example open | x@b.example = listedDelivered",
			"t3 a@own.example open | x@b.example = listedDelivered"}},
	}
}

func TestMessages(t *testing.T) {
	for _, c := range messageCases() {
		t.Run(c.name, func(t *testing.T) {
			got, early := assembled(1<<20, c.events...)
			if strings.Join(got, "\n") != strings.Join(c.want, "\n") || early != 0 {
				t.Errorf("%d early; got\n%s\nwant\n%s", early, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

// A log that begins in the middle tells when a message arrived, before its first line.
func TestMessagesBegan(t *testing.T) {
	var m *Message
	ms := NewMessages(1<<20, func(done *Message) { m = done }, nil)
	for _, e := range []Event{{Kind: Sent, Key: "q1", To: "x@b.example", At: after(90), Arrived: after(-600)}, {Kind: Deferred, Key: "q1", To: "x@b.example", At: after(60)}} {
		ms.Event(&e)
	}
	if ms.Close(); !m.Began.Equal(after(60)) || !m.Received.Equal(after(-600)) {
		t.Errorf("it began at %s and was received at %s", m.Began, m.Received)
	}
}

func TestMessagesWithinMemory(t *testing.T) {
	const budget = 64 << 10
	most, count := int64(0), 0
	ms := NewMessages(budget, func(m *Message) { count++ }, nil)
	for i := range 20_000 {
		key := fmt.Sprintf("q%d", i)
		for _, e := range []Event{received(key, key+"@own.example", i), tried(Deferred, key, fmt.Sprintf("x%d@b.example", i), i, "451 "+key)} {
			ms.Event(&e)
		}
		if i%2 == 0 {
			e := tried(Sent, key, fmt.Sprintf("x%d@b.example", i), i+1, "250")
			ms.Event(&e)
		}
		most = max(most, ms.used)
	}
	held := 0
	for m := ms.first; m != nil; m = m.next {
		held++
	}
	if most > budget+2*messageCost || held < 20 || len(ms.words.known) > 2000 {
		t.Errorf("%d bytes and %d messages are open, %d words are known", most, held, len(ms.words.known))
	}
	ms.Close()
	if count != 20_000 || ms.Early < 9_000 || ms.Early > 10_000 || ms.used != 0 || len(ms.keys)+len(ms.ids) != 0 {
		t.Errorf("%d messages, %d of them early; %d bytes, %d keys and %d Message-IDs are left", count, ms.Early, ms.used, len(ms.keys), len(ms.ids))
	}
}

// A message is open as long as memory allows, though others came and went.
func TestMessagesKeepsTheOpen(t *testing.T) {
	events := []Event{received("q0", "first@own.example", 0), tried(Deferred, "q0", "x@b.example", 0, "451")}
	for i := 1; i < 500; i++ {
		key := fmt.Sprintf("q%d", i)
		events = append(events, received(key, key, i), tried(Sent, key, "y@b.example", i, "250"), removed(key, i))
	}
	events = append(events, tried(Sent, "q0", "x@b.example", 500, "250"))
	told, early := assembled(32<<10, events...)
	if last := told[len(told)-1]; early != 0 || len(told) != 500 || !strings.Contains(strings.Join(told, "\n"), "q0 a@own.example | x@b.example deferred@0 sent@500 = sent") {
		t.Errorf("%d messages, %d early, the last is %s", len(told), early, last)
	}
}

func BenchmarkMessages(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		ms := NewMessages(32<<20, func(*Message) {}, nil)
		for i := range 250_000 { // a million events
			key := fmt.Sprintf("%012X", i)
			e := received(key, key, i/100)
			ms.Event(&e)
			e = tried(Deferred, key, "x@b.example", i/100, "451 4.7.1 greylisted")
			ms.Event(&e)
			e = tried(Sent, key, "x@b.example", i/100+5, "250 2.0.0 Ok: queued as "+key)
			ms.Event(&e)
			e = removed(key, i/100+5)
			ms.Event(&e)
		}
		ms.Close()
	}
}

// A mail log says of a DSN which message it is about, not which recipients.
func TestNoticesForAll(t *testing.T) {
	var m *Message
	ms := NewMessages(1<<20, func(done *Message) { m = done }, nil)
	for _, e := range []Event{received("q1", "m1@own.example", 0), tried(Deferred, "q1", "slow@b.example", 0, "450 no"), tried(Sent, "q1", "good@b.example", 0, "250 ok"),
		{Kind: DelayNotice, Key: "q1", At: after(240), File: "log"}, tried(Failed, "q1", "slow@b.example", 300, "550 no"), {Kind: NDR, Key: "q1", At: after(301), File: "log"}} {
		ms.Event(&e)
	}
	ms.Close()
	for _, r := range m.Recipients {
		notice, ndr := !r.Notice.IsZero(), !r.NDR.IsZero()
		if slow := r.To == "slow@b.example"; notice != slow || ndr != slow {
			t.Errorf("%s: delay notice %v, NDR %v, want both for slow@b.example only", r.To, r.Notice, r.NDR)
		}
	}
	if len(m.Recipients) != 2 {
		t.Errorf("%d recipients, want 2", len(m.Recipients))
	}
}

// Where one recipient failed at once and another a day later, the first NDR tells nothing of the second.
func TestNDRsOfSeveralRecipients(t *testing.T) {
	var m *Message
	ms := NewMessages(1<<20, func(done *Message) { m = done }, nil)
	for _, e := range []Event{received("q1", "m1@own.example", 0), tried(Failed, "q1", "none@b.example", 0, "550 5.1.10 no"), {Kind: NDR, Key: "q1", At: after(0), File: "log"},
		tried(Deferred, "q1", "slow@b.example", 0, "450 no"), tried(Failed, "q1", "slow@b.example", 1440, Expired), {Kind: NDR, Key: "q1", At: after(1440), File: "log"}} {
		ms.Event(&e)
	}
	ms.Close()
	for _, r := range m.Recipients {
		if early := r.NDR.Equal(after(0)); early != (r.To == "none@b.example") {
			t.Errorf("%s has an NDR at %v", r.To, r.NDR)
		}
	}
}
