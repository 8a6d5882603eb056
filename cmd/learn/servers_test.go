package learn

import (
	"testing"
	"time"

	"mailstorm/scenarios/records"
)

// passedOn is a message that inner tried to pass on to edge, and edge to a partner: a leg for each log.
func passedOn(number int, leg string) *records.Message {
	m := deferred(library("postfix"), number, monday.Add(time.Duration(number)*7*time.Minute), 3*time.Hour)
	r := &m.Recipients[0]
	m.Key = leg + "/postfix/" + m.Key
	last, hop := r.Tries[len(r.Tries)-1].At.Add(time.Hour), map[string]string{"inner": "Edge.own.example", "edge": "mx.b.example"}[leg]
	for i := range r.Tries {
		r.Tries[i].Hop = hop
	}
	r.Tries = append(r.Tries, records.Try{At: last, Kind: records.Sent, Hop: hop, Reply: "250"})
	r.End = records.Sent
	return m
}

// Mail that stands in the logs of two servers counts once, and each has its schedule. What was never passed on counts, too, and tells of no outage
// outside.
func TestServersThatPassMailOn(t *testing.T) {
	l := New(Options{Own: []string{"own.example"}, Hosts: []string{"inner", "edge"}})
	for i := range 20 {
		l.Message(passedOn(i, "inner"))
		l.Message(passedOn(i, "edge"))
	}
	stuck := passedOn(20, "inner")
	r := &stuck.Recipients[0]
	r.Tries, r.End, stuck.Open = r.Tries[:len(r.Tries)-1], records.Listed, true
	l.Message(stuck)
	f := l.Findings()
	if f.Traffic.Outbound != 21 || f.Answers.Tried != 20 || f.Answers.Elsewhere.Value != 0 || len(f.Servers) != 2 {
		t.Fatalf("%d messages out, %d recipients tried, %+v stand elsewhere, of %d servers", f.Traffic.Outbound, f.Answers.Tried, f.Answers.Elsewhere, len(f.Servers))
	}
	edge, inner := f.Servers[0], f.Servers[1]
	if edge.Name != "edge" || edge.Number != 2 || edge.Left != 20 || edge.Passed != 0 || inner.Left != 1 || inner.Passed != 20 {
		t.Errorf("edge: %+v, inner: %+v", edge, inner)
	}
	if n := f.Schedule.Waits; n == 0 || n != edge.Schedule.Waits || inner.Schedule.Waits <= n || inner.Schedule.Candidates[0].Profile != "postfix" {
		t.Errorf("%d waits, of edge %d, of inner %d, as %+v", n, edge.Schedule.Waits, inner.Schedule.Waits, inner.Schedule.Candidates[0])
	}
	tries := 0
	for i := range 20 {
		tries += len(passedOn(i, "edge").Recipients[0].Tries)
	}
	if kept := l.outages.kept; kept != tries {
		t.Errorf("%d attempts tell of hosts outside, not %d", kept, tries)
	}
}

// Two servers side by side share the traffic, and a message trace is a server of its own, whose host no other names.
func TestServersSideBySide(t *testing.T) {
	l := New(Options{Own: []string{"own.example"}, Hosts: []string{"edge"}, Others: "message trace", Log: func(file string) string { return file }})
	for i := range 20 {
		m := passedOn(i, "edge")
		m.File = "maillog"
		l.Message(m)
		m = passedOn(i+20, "edge")
		m.Key, m.File, m.Late = m.MessageID, "trace.csv", true
		l.Message(m)
	}
	f := l.Findings()
	if f.Traffic.Outbound != 40 || len(f.Servers) != 2 || f.Servers[0].Left != 20 || f.Servers[1].Left != 20 || f.Servers[1].Host || f.Answers.Elsewhere.Value != 0 {
		t.Errorf("%d messages out, of servers %+v; %+v stand elsewhere", f.Traffic.Outbound, f.Servers, f.Answers.Elsewhere)
	}
	m := passedOn(0, "edge")
	m.Key, m.File = "of another log", "trace.csv"
	l.Message(m)
	m = passedOn(1, "edge")
	m.File = "maillog.copy"
	l.Message(m)
	if a := l.answers.findings(); a.Elsewhere.Value == 0 || a.Overlaps.Value == 0 || a.Again.Value != 0 {
		t.Errorf("of the same mail elsewhere %+v, twice %+v, again %+v are found", a.Elsewhere, a.Overlaps, a.Again)
	}
}

// Of a recipient whose attempts no record has, nothing tells where his mail went.
func TestServersWithoutAttempts(t *testing.T) {
	l := New(Options{Own: []string{"own.example"}, Hosts: []string{"inner", "edge"}})
	m := passedOn(0, "inner")
	m.Recipients = append(m.Recipients, records.Recipient{To: "z@b.example", End: records.Sent})
	l.Message(m)
	if f := l.Findings(); f.Servers[0].Left != 1 {
		t.Errorf("%+v", f.Servers)
	}
}
