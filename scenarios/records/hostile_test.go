package records

import (
	"fmt"
	"testing"
)

// Some programs give all their messages one Message-ID. What is found by it stays few, and each message is told once.
func TestOneMessageIDForAll(t *testing.T) {
	const messages = 5 * mostSameID
	count := 0
	ms := NewMessages(1<<30, func(*Message) { count++ }, nil)
	for i := range messages {
		key := fmt.Sprintf("q%d", i)
		for _, e := range []Event{received(key, "same@own.example", i), tried(Sent, key, "x@b.example", i, "250 Ok: queued as "+key)} {
			ms.Event(&e)
		}
		found := 0
		for m := ms.newestOf("same@own.example"); m != nil; m = m.older {
			found++
		}
		if found > mostSameID || found < min(i+1, mostSameID/2) {
			t.Fatalf("after %d messages %d are found", i+1, found)
		}
	}
	ndr := Event{Kind: NDR, MessageID: "same@own.example", To: "x@b.example", At: after(messages), Arrived: after(messages - 1), File: "ndr.eml"}
	if ms.Event(&ndr); ms.last.Recipients[0].NDR.IsZero() {
		t.Error("an NDR about the newest message is not found to be about it")
	}
	if ms.Close(); count != messages || ms.Early != 0 || ms.used != 0 || len(ms.ids) != 0 {
		t.Errorf("%d messages, %d early; %d bytes and %d Message-IDs are left", count, ms.Early, ms.used, len(ms.ids))
	}
}

// DSNs about messages with one Message-ID are as many messages; those that nothing finds any more are told at once.
func TestOneMessageIDInDSNs(t *testing.T) {
	const messages = 5 * mostSameID
	count, most := 0, 0
	ms := NewMessages(1<<30, func(*Message) { count++ }, nil)
	for i := range messages {
		e := Event{Kind: NDR, MessageID: "same@own.example", To: "x@b.example", At: after(10 * i), Arrived: after(10 * i), File: "mbox"}
		ms.Event(&e)
		most = max(most, i+1-count)
	}
	if ms.Close(); count != messages || most > mostSameID || ms.unkeyed != 0 {
		t.Errorf("%d messages, %d of them open at a time; %d left", count, most, ms.unkeyed)
	}
}

// A message that is tried for ever takes memory for the attempts that differ, in whatever order they come.
func TestManyAttempts(t *testing.T) {
	const attempts = 20_000
	var m *Message
	ms := NewMessages(1<<30, func(done *Message) { m = done }, nil)
	for round := range 3 {
		for i := range attempts {
			e := tried(Deferred, "q1", "x@b.example", attempts-i, "451 later")
			ms.Event(&e)
		}
		if most := int64(messageCost + 2*attempts*tryCost + 1000); ms.used > most {
			t.Errorf("after round %d %d bytes are used, more than %d", round, ms.used, most)
		}
	}
	if ms.Close(); len(m.Recipients[0].Tries) != attempts || ms.used != 0 {
		t.Errorf("%d attempts, and %d bytes are left", len(m.Recipients[0].Tries), ms.used)
	}
}

// What is said about all recipients of a message of many is not kept once for each.
func TestManyAttemptsForManyRecipients(t *testing.T) {
	kept := 0
	ms := NewMessages(1<<30, func(m *Message) {
		for i := range m.Recipients {
			kept += cap(m.Recipients[i].Tries)
		}
	}, nil)
	const many = 3000
	for i := range many {
		one, all := tried(Deferred, "q1", fmt.Sprintf("x%d@b.example", i), i, "451 later"), tried(Deferred, "q1", "", 2*i, "451 later")
		ms.Event(&one)
		ms.Event(&all)
	}
	if ms.Close(); kept > 50*many {
		t.Errorf("%d attempts are kept for %d recipients", kept, many)
	}
}
