package logs

import (
	"bytes"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// postal is a scenario of three hosts, without anything that would run.
func postal() *sim.Config {
	online := &retry.Profile{Name: "exchange-online", Family: "exchange-online", Pool: retry.Pool{Servers: 40}}
	online.Codes[smtp.Refused] = retry.Code{Text: "Connection refused", Short: "Socket error code 10061"}
	plain := &retry.Profile{Name: "postfix", Family: "postfix", Pool: retry.Pool{Servers: 1}}
	return &sim.Config{Seed: 1, Clock: time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC),
		Hosts:     []sim.Host{{Name: "exo", Profile: online}, {Name: "relay", Profile: plain}, {Name: "void", Profile: plain}},
		Addresses: []sim.Address{{Name: "sender@contoso.example", Domain: "contoso.example"}, {Name: "partner@fabrikam.example"}, {Name: "two/../x@fabrikam.example"}},
		Mails:     []sim.Mail{{Name: "deck", From: 0, To: []int{1, 2}}, {Name: "odd", From: 2, To: []int{1}}}}
}

// Deliveries 0 and 1 are of message 0; every later message has one.
func postalDeliveries(yield func(sim.Delivery) bool) {
	for n := range uint32(5000) {
		d := sim.Delivery{Number: n, Message: max(n, 1) - 1, Mail: 0, To: 1, Size: 27_000_000}
		if n == 1 {
			d.To = 2
		}
		if n == 4 {
			d.Mail = 1
		}
		if !yield(d) {
			return
		}
	}
}

var (
	refused  = smtp.Reply{Code: 450, Enhanced: smtp.Status(4, 4, 316)}
	finally  = smtp.Reply{Code: 550, Enhanced: smtp.Status(5, 4, 316)}
	unknown  = smtp.Reply{Code: 550, Enhanced: smtp.Status(5, 1, 1)}
	noPeer   = uint16(sim.NoPeer)
	messageN = func(n uint32) uint64 { return uint64(n) + 1 }
)

// expiring is the life of message n: two recipients of one copy, refused for a day, with a notice on the way.
func expiring(n, first, dsn uint32) []sim.Record {
	copy := uint64(n) + 1
	at := func(r sim.Record, t time.Duration) sim.Record { r.At, r.Message, r.Copy = t, n, copy; return r }
	both := func(kind sim.Kind, t time.Duration, r sim.Record) (rs []sim.Record) {
		for i := range uint32(2) {
			r.Kind, r.Delivery = kind, first+i
			rs = append(rs, at(r, t))
		}
		return rs
	}
	written := func(t time.Duration) (rs []sim.Record) {
		for range 2 {
			rs = append(rs, sim.Record{Kind: sim.Written, At: t, Message: dsn, Parent: messageN(n), Host: 0, Flags: sim.FlagReport})
			dsn++
		}
		return rs
	}
	return slices.Concat([]sim.Record{
		{Kind: sim.Written, Message: n, Host: 0, Delivery: sim.None, Peer: noPeer},
		at(sim.Record{Kind: sim.Kept, Host: 0, Server: 2, Peer: noPeer, Delivery: sim.None}, 0),
		at(sim.Record{Kind: sim.Talked, Host: 0, Peer: 1, PeerServer: 3, Attempt: 1, Reply: refused, Cause: smtp.Refused}, 0),
		at(sim.Record{Kind: sim.Deferred, Host: 0, Peer: noPeer, Attempt: 1, Reply: refused, Cause: smtp.Refused}, 0)},
		both(sim.Notified, 4*time.Hour, sim.Record{Host: 0, Attempt: 1, Reply: refused, Cause: smtp.Refused, Until: 24 * time.Hour}), written(4*time.Hour),
		[]sim.Record{at(sim.Record{Kind: sim.Moved, Host: 0, Server: 16}, 11*time.Hour),
			at(sim.Record{Kind: sim.Talked, Host: 0, Peer: 1, PeerServer: 3, Attempt: 2, Reply: refused, Cause: smtp.Refused}, 23*time.Hour)},
		both(sim.Bounced, 24*time.Hour, sim.Record{Host: 0, Attempt: 2, Reply: finally, Cause: smtp.Refused, Flags: sim.FlagExpired}), written(24*time.Hour))
}

func hear(s *DSNs, records ...sim.Record) {
	for i := range records {
		r := records[i]
		s.Take(&r)
	}
}

type named struct{ name, text string }

func allOf(s *DSNs) (all []named) {
	for name, b := range s.All(postalDeliveries) {
		all = append(all, named{name, string(b)})
	}
	return all
}

func TestReportsTellALifeInOrder(t *testing.T) {
	s := NewDSNs(postal())
	hear(s, expiring(0, 0, 100)...)
	all := allOf(s)
	var names []string
	for _, n := range all {
		names = append(names, n.name)
	}
	want := []string{"0001-exo-to-sender@contoso.example.eml", "0002-exo-to-sender@contoso.example.eml", "0003-exo-to-sender@contoso.example.eml",
		"0004-exo-to-sender@contoso.example.eml"}
	if !slices.Equal(names, want) || s.More() != 0 || s.Err() != nil {
		t.Fatalf("%q, and %d more, %v", names, s.More(), s.Err())
	}
	for i, lines := range [][]string{
		{"Action: delayed", "Status: 4.4.316", "Final-Recipient: rfc822; partner@", "Will-Retry-Until: Tue, 06 Jan 2026 12:00:00 +0000"},
		{"Action: delayed", `Final-Recipient: rfc822; "two/../x"@`},
		{"Action: failed", "Status: 5.4.316", "Final-Recipient: rfc822; partner@", "Remote-MTA: dns; relay.example", "Last-Attempt-Date: Tue, 06 Jan 2026 11:00:00 +0000",
			"Arrival-Date: Mon, 05 Jan 2026 12:00:00 +0000", "Date: Tue, 06 Jan 2026 12:00:00 +0000", "Subject: Undeliverable: deck",
			"Received: from server3.exo.example", "by server17.exo.example", "2, from Mon, 05 Jan 2026 12:00:00 +0000", "Before that  450 4.4.316", "Reason: [{LED=550 5.4.316 Message expired, connection refused}"},
		{"Action: failed", `Final-Recipient: rfc822; "two/../x"@`},
	} {
		for _, line := range lines {
			if !strings.Contains(strings.ReplaceAll(all[i].text, "\r\n ", " "), line) {
				t.Errorf("%s does not say %q:\n%s", all[i].name, line, all[i].text)
			}
		}
		if m, err := mail.ReadMessage(strings.NewReader(all[i].text)); err != nil || !strings.HasPrefix(m.Header.Get("Message-Id"), "<") {
			t.Errorf("%s: %v", all[i].name, err)
		}
	}
	if len(s.copies)+len(s.pending)+s.due > 2 {
		t.Errorf("after the end it remembers %d copies, %d messages", len(s.copies), len(s.pending))
	}
	hear(s, sim.Record{At: 25 * time.Hour, Kind: sim.Written, Message: 5})
	if len(s.copies)+len(s.pending)+s.due > 0 {
		t.Errorf("a moment later it remembers %d copies, %d messages", len(s.copies), len(s.pending))
	}
}

// A copy with several recipients goes on when some of them are served.
func TestACopyLivesUntilNobodyIsLeft(t *testing.T) {
	s := NewDSNs(postal())
	hear(s, sim.Record{Kind: sim.Written}, sim.Record{Kind: sim.Kept, Copy: 1, Delivery: sim.None, Peer: noPeer},
		sim.Record{Kind: sim.Talked, Copy: 1, Peer: 1, Attempt: 1},
		sim.Record{Kind: sim.HandedOver, Copy: 1, Delivery: 0},
		sim.Record{Kind: sim.Deferred, Copy: 1, Delivery: 1},
		sim.Record{Kind: sim.Written, At: time.Minute, Message: 1})
	if len(s.copies) != 1 {
		t.Fatal("forgotten, and one recipient waits")
	}
	hear(s, sim.Record{At: time.Hour, Kind: sim.HandedOver, Copy: 1, Delivery: 1}, sim.Record{At: 2 * time.Hour, Kind: sim.Written, Message: 2})
	if len(s.copies) != 0 {
		t.Fatal("remembered, and nobody is left")
	}
}

// Message 0 goes from exo to relay; what relay says, and that relay finds no way on, are told with the whole way.
func TestReportsKnowTheWay(t *testing.T) {
	s := NewDSNs(postal())
	hear(s, sim.Record{Kind: sim.Written}, sim.Record{Kind: sim.Kept, Copy: 1, Delivery: 0, Peer: noPeer, Server: 4},
		sim.Record{Kind: sim.Talked, Copy: 1, Peer: 1, Attempt: 1},
		sim.Record{Kind: sim.Kept, Copy: 2, Parent: 1, Host: 1, Peer: 0},
		sim.Record{Kind: sim.HandedOver, Copy: 1, Peer: 1},
		sim.Record{At: time.Second, Kind: sim.Talked, Copy: 2, Host: 1, Peer: 2, Attempt: 1, Reply: unknown, Cause: smtp.Said, Phase: smtp.Rcpt},
		sim.Record{At: time.Second, Kind: sim.Bounced, Copy: 2, Host: 1, Attempt: 1, Reply: unknown, Cause: smtp.Said, Phase: smtp.Rcpt},
		sim.Record{At: time.Second, Kind: sim.Bounced, Copy: 2, Host: 2, Delivery: 1, Reply: smtp.Reply{Code: 550, Enhanced: smtp.Status(5, 4, 4)}, Cause: smtp.Said},
		sim.Record{At: time.Second, Kind: sim.Written, Message: 10, Parent: 1, Host: 2, Flags: sim.FlagReport}, // the later one is served first
		sim.Record{At: time.Second, Kind: sim.Written, Message: 9, Parent: 1, Host: 1, Flags: sim.FlagReport})
	all := allOf(s)
	if len(all) != 2 {
		t.Fatalf("%d reports", len(all))
	}
	for i, row := range []struct {
		name     string
		says     []string
		received int
	}{
		{"0001-void-to-", []string{"Status: 5.4.4", "Reporting-MTA: dns; void.example", "Received: from relay.example"}, 3},
		{"0002-relay-to-", []string{"Status: 5.1.1", "said: 550 5.1.1", "reply to RCPT TO", "Received: from server5.exo.example", "Remote-MTA: dns; void.example"}, 2},
	} {
		if !strings.HasPrefix(all[i].name, row.name) || strings.Count(all[i].text, "\r\nReceived: ") != row.received {
			t.Errorf("%s has %d hops:\n%s", all[i].name, strings.Count(all[i].text, "\r\nReceived: "), all[i].text)
		}
		for _, want := range row.says {
			if !strings.Contains(strings.ReplaceAll(all[i].text, "\r\n", " "), want) {
				t.Errorf("%s does not say %q:\n%s", all[i].name, want, all[i].text)
			}
		}
	}
}

func TestReportsAboutAutomaticMailAreSkipped(t *testing.T) {
	s := NewDSNs(postal())
	hear(s, sim.Record{Kind: sim.Written, Message: 3, Flags: sim.FlagAuto}, sim.Record{Kind: sim.Kept, Copy: 1, Message: 3, Peer: noPeer},
		sim.Record{Kind: sim.Bounced, Copy: 1, Message: 3, Delivery: 3, Reply: unknown, Cause: smtp.Said, Attempt: 1},
		sim.Record{Kind: sim.Written, Message: 4, Parent: 4, Flags: sim.FlagReport | sim.FlagAuto},
		sim.Record{Kind: sim.Bounced, Message: 3, Delivery: 3, Reply: unknown, Cause: smtp.Said}, // found no way from its first host
		sim.Record{Kind: sim.Written, Message: 5, Parent: 4, Flags: sim.FlagReport | sim.FlagAuto})
	if all := allOf(s); len(all) != 0 || s.More() != 0 || len(s.copies)+s.due != 0 {
		t.Errorf("%d reports, %d more, %d copies, %d due", len(all), s.More(), len(s.copies), s.due)
	}
}

func TestFileNamesAreSafe(t *testing.T) {
	s := NewDSNs(postal())
	hear(s, sim.Record{Kind: sim.Bounced, Message: 3, Delivery: 4, Reply: unknown, Cause: smtp.Said},
		sim.Record{Kind: sim.Written, Message: 9, Parent: 4, Flags: sim.FlagReport})
	if all := allOf(s); len(all) != 1 || all[0].name != "0001-exo-to-two_.._x@fabrikam.example.eml" {
		t.Errorf("%q", all)
	}
	s.config.Addresses[2].Name = ""
	if all := allOf(s); len(all) != 0 {
		t.Errorf("a DSN to <>: %q", all)
	}
}

// A storm writes more than anybody reads: the first are kept, the others counted, and nothing else is remembered.
func TestReportsAreBounded(t *testing.T) {
	const storm = 3000
	s := NewDSNs(postal())
	for n := range uint32(storm) {
		at := time.Duration(n) * time.Second
		hear(s, sim.Record{At: at, Kind: sim.Written, Message: n}, sim.Record{At: at, Kind: sim.Kept, Copy: messageN(n), Message: n, Peer: noPeer},
			sim.Record{At: at, Kind: sim.Talked, Copy: messageN(n), Message: n, Peer: 1, Attempt: 1, Reply: unknown, Cause: smtp.Said},
			sim.Record{At: at, Kind: sim.Bounced, Copy: messageN(n), Message: n, Delivery: n + 1, Reply: unknown, Cause: smtp.Said, Attempt: 1},
			sim.Record{At: at, Kind: sim.Written, Message: storm + n, Parent: messageN(n), Flags: sim.FlagReport})
		if len(s.copies) > 1 || s.due > 0 {
			t.Fatalf("after %d messages it remembers %d copies and %d reasons", n, len(s.copies), s.due)
		}
	}
	all := allOf(s)
	if len(all) != mostDSNs || s.More() != storm-mostDSNs {
		t.Fatalf("%d reports and %d more", len(all), s.More())
	}
	if !slices.IsSortedFunc(all, func(a, b named) int { return strings.Compare(a.name, b.name) }) {
		t.Error("the names of the files are in another order")
	}
	seen := map[string]bool{}
	for _, n := range all {
		m, err := mail.ReadMessage(strings.NewReader(n.text))
		if err != nil || seen[m.Header.Get("Message-Id")] {
			t.Fatalf("%s: %v, %s", n.name, err, m.Header.Get("Message-Id"))
		}
		seen[m.Header.Get("Message-Id")] = true
	}
	for range s.All(postalDeliveries) {
		break // who wants one only may stop
	}
}

// Many DSNs that are never written, or copies that never end, fill no memory.
func TestReportsForgetWhatLeadsNowhere(t *testing.T) {
	s := NewDSNs(postal())
	for n := range uint32(mostFollowed + 10) {
		hear(s, sim.Record{Kind: sim.Kept, Copy: messageN(n), Message: n, Peer: noPeer})
	}
	for n := range uint32(2 * mostDue) {
		hear(s, sim.Record{Kind: sim.Notified, Copy: messageN(n), Message: n})
	}
	if len(s.copies) != mostFollowed || s.due != mostDue || len(s.pending) != mostDue {
		t.Errorf("%d copies, %d reasons", len(s.copies), s.due)
	}
	hear(s, sim.Record{Kind: sim.Written, Parent: messageN(2*mostDue - 1), Flags: sim.FlagReport})
	if s.More() != 1 {
		t.Errorf("%d more", s.More())
	}
}

func TestReportsAreTheSameTwice(t *testing.T) {
	twice := [2]bytes.Buffer{}
	for i := range twice {
		s := NewDSNs(postal())
		hear(s, expiring(0, 0, 100)...)
		for _, n := range allOf(s) {
			fmt.Fprintln(&twice[i], n.name, n.text)
		}
	}
	if !bytes.Equal(twice[0].Bytes(), twice[1].Bytes()) {
		t.Error("two runs differ")
	}
}

func BenchmarkReports(b *testing.B) {
	s := NewDSNs(postal())
	life := expiring(0, 0, 100)
	for b.Loop() {
		s.kept = s.kept[:0]
		hear(s, life...)
	}
}

// The peer keeps it and finds no way on; the sender never hears the 250 and still has its copy.
func TestWhatThePeerBouncesEndsNoCopyOfTheSender(t *testing.T) {
	s := NewDSNs(postal())
	hear(s, sim.Record{Kind: sim.Written}, sim.Record{Kind: sim.Kept, Copy: 1, Delivery: 0, Peer: noPeer},
		sim.Record{Kind: sim.Talked, Copy: 1, Peer: 1, Attempt: 1},
		sim.Record{At: time.Second, Kind: sim.Bounced, Copy: 1, Host: 1, Reply: unknown, Cause: smtp.Said},
		sim.Record{At: time.Minute, Kind: sim.Written, Message: 1})
	if len(s.copies) != 1 {
		t.Error("forgotten while exo waits for the answer")
	}
}

// A DSN that is about several recipients is one file. It names them in the order in which they failed, each with its own last reply.
func TestOneReportForSeveral(t *testing.T) {
	records := expiring(0, 0, 100)
	joint := func(r sim.Record) bool { return r.Kind == sim.Written && r.Message%2 == 1 } // the second of each pair is none
	records = slices.DeleteFunc(records, joint)
	for i := range records {
		if r := &records[i]; r.Delivery == 1 && r.Kind == sim.Notified {
			r.Parent = messageN(100)
		} else if r.Delivery == 1 && r.Kind == sim.Bounced {
			r.Parent, r.Reply = messageN(102), unknown
		}
	}
	s := NewDSNs(postal())
	hear(s, records...)
	all := allOf(s)
	if len(all) != 2 || s.More() != 0 || s.due != 0 || len(s.also) != 0 || len(s.pending) != 0 {
		t.Fatalf("%d reports, %d more, %d due", len(all), s.More(), s.due)
	}
	for i, lines := range [][]string{
		{"Final-Recipient: rfc822; partner@", "Action: delayed", `Final-Recipient: rfc822; "two/../x"@`, "Action: delayed"},
		{"Final-Recipient: rfc822; partner@", "Action: failed", "Status: 5.4.316", `Final-Recipient: rfc822; "two/../x"@`, "Status: 5.1.1"},
	} {
		rest := all[i].text
		for _, line := range lines {
			_, after, found := strings.Cut(rest, line)
			if rest = after; !found {
				t.Errorf("%s does not say %q next:\n%s", all[i].name, line, all[i].text)
			}
		}
	}
}
