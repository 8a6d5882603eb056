package serve

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/textproto"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"mailstorm/cmd/serve/record"
	"mailstorm/scenarios/load"
	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
	"mailstorm/sim/random"
	"mailstorm/sim/smtp"
)

// drawn is a storm in which most things are drawn: who is affected, by attempt, message, recipient and server, and what guards remember.
var drawn = scenariotest.Lines(`title = "drawn"`, `why = "a scripted client meets it"`, `length = "2d"`) +
	scenariotest.Host("exo", "exchange-online-fixed15", "contoso.example", "*=mx") +
	scenariotest.Host("mx", "rfc5321", "fabrikam.example", "") +
	scenariotest.Fault("mx", "deferred", "defer", `share = "20%"`, `lasts = "10h"`) +
	scenariotest.Fault("mx", "dropped", "drop-after-data", `of = "messages"`, `share = "30%"`, `lasts = "12h"`) +
	scenariotest.Fault("mx", "cut", "drop-mid-data", `share = "10%"`, `lasts = "12h"`) +
	scenariotest.Fault("mx", "busy", "greeting-defer", `of = "sender-servers"`, `share = "25%"`, `lasts = "6h"`) +
	scenariotest.Fault("mx", "refused", "reject", `of = "recipients"`, `share = "20%"`, `phase = "dot"`, `lasts = "1h"`) +
	scenariotest.Fault("mx", "lost", "accept-and-lose", `share = "5%"`) +
	scenariotest.Guard("mx", "gray", "greylist", `wait = "20m"`, `client = "pool"`) +
	scenariotest.Guard("mx", "once", "duplicate-check", `window = "90m"`) +
	scenariotest.Guard("mx", "slowly", "rate-limit", `rate = "20/h"`) +
	scenariotest.Mail("one", "ann@contoso.example", "partner@fabrikam.example", "3kB", "count = 40", `at = "0s"`) +
	scenariotest.Mail("two", "ann@contoso.example", "second@fabrikam.example", "5kB", "count = 20", `at = "5m"`)

// simulated is a session of a simulation, as its client tells it.
type simulated struct {
	sim.Record
	from, to string
	size     int64
	identity uint64
	message  uint64 // its key
}

// A client that names the attempts of a simulation is answered on the wire as it was there: each session ends alike, and as many copies lie
// in the mailboxes. Times are those of the simulation, in a bubble in which no time is lost.
func TestScriptedClientMeetsTheSimulation(t *testing.T) {
	for seed := range int64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			s, err := load.Load("-", load.Options{Stdin: strings.NewReader(drawn), Seed: &seed})
			if err != nil {
				t.Fatal(err)
			}
			sessions, r := simulate(t, s.Config)
			dir := filepath.Join(t.TempDir(), "record")
			synctest.Test(t, func(t *testing.T) { script(t, s.Config, sessions, dir, true) })
			compare(t, dir, sessions, r)
		})
	}
}

// Two runs with the same seed and the same arrivals decide every session alike, to the byte of the record; another seed does not.
func TestSameArrivalsSameDecisions(t *testing.T) {
	var records []string
	for _, seed := range []int64{1, 1, 2} {
		s, err := load.Load("-", load.Options{Stdin: strings.NewReader(drawn), Seed: &seed})
		if err != nil {
			t.Fatal(err)
		}
		first := int64(1)
		arrivals, err := load.Load("-", load.Options{Stdin: strings.NewReader(drawn), Seed: &first})
		if err != nil {
			t.Fatal(err)
		}
		sessions, _ := simulate(t, arrivals.Config)
		dir := filepath.Join(t.TempDir(), "record")
		synctest.Test(t, func(t *testing.T) { script(t, s.Config, sessions, dir, false) })
		text, err := os.ReadFile(filepath.Join(dir, record.SessionsFile))
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, string(text))
	}
	if records[0] != records[1] {
		t.Error("two runs with seed 1 decided differently")
	}
	if records[0] == records[2] {
		t.Error("seed 2 decided as seed 1 did")
	}
}

// simulate lists all sessions of a run. All messages of a table are written at one moment, so their numbers tell their ordinals.
func simulate(t *testing.T, c *sim.Config) (list []simulated, r *sim.Result) {
	w := sim.New(c, func(r *sim.Record) {
		if r.Kind != sim.Talked || r.Host != 0 {
			return
		}
		mail, ordinal := &c.Mails[0], uint64(r.Message)
		if ordinal >= mail.Count {
			mail, ordinal = &c.Mails[1], ordinal-mail.Count
		}
		table := random.Name("mail." + mail.Name)
		list = append(list, simulated{*r, c.Addresses[mail.From].Name, c.Addresses[mail.To[0]].Name, mail.Size.Fixed, random.Mix(table, ordinal), random.Mix(table, ordinal)})
	})
	r = scenariotest.Finish(t, w)
	if len(list) < 200 {
		t.Fatalf("the storm has only %d sessions", len(list))
	}
	return list, r
}

// script serves the host mx, and plays the client of all sessions, one after the other. Those that name their attempts are answered as simulated.
func script(t *testing.T, c *sim.Config, sessions []simulated, dir string, named bool) {
	line := newMemoryListener()
	rows, err := record.Create(dir, record.Header{}, drawn)
	if err != nil {
		t.Fatal(err)
	}
	server, err := New(Options{Config: c, Hosts: []Host{{Index: 1, Listener: line}}, Record: rows})
	if err != nil {
		t.Fatal(err)
	}
	queue := random.Mix(random.Name("host.exo"), random.Name("mx"))
	if named {
		server.name = func(connection uint64, in *sim.Incoming) {
			s := &sessions[connection-1]
			in.Client, in.Server = 0, s.Server
			in.Attempt = &sim.Attempt{Copy: random.Mix(s.message, queue), Message: s.message, Identity: s.identity, Turn: uint64(s.Attempt) << 8, Peer: s.PeerServer}
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- server.Run(ctx) }()
	for i := range sessions {
		s := &sessions[i]
		time.Sleep(s.At - server.Now())
		if got, want := s.talk(line.dial("127.0.0.1")), s.outcome(); named && got != want {
			t.Fatalf("session %d at %s: the client heard %q, want %q", i+1, s.At, got, want)
		}
		synctest.Wait()
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if err := rows.Close(time.Now()); err != nil {
		t.Error(err)
	}
}

// outcome is what the client of a simulated session hears.
func (s *simulated) outcome() string {
	switch s.Cause {
	case smtp.None:
		return "250 2.0.0"
	case smtp.Said, smtp.Declined:
		return s.Reply.String()
	default:
		return "dropped"
	}
}

// talk is the client. It returns the reply that decided.
func (s *simulated) talk(c net.Conn) string {
	defer c.Close()
	text := textproto.NewConn(c)
	data := fmt.Sprintf("Message-ID: <%d@contoso.example>\r\n\r\n", s.Message)
	data += strings.Repeat(".", int(s.size)-len(data)-2) + "\r\n"
	for _, step := range []struct{ send, want string }{
		{"", "220"}, {"EHLO exo", "250"}, {fmt.Sprintf("MAIL FROM:<%s> SIZE=%d", s.from, s.size), "250"}, {"RCPT TO:<" + s.to + ">", "250"},
		{"DATA", "354"}, {strings.ReplaceAll("\r\n"+data, "\r\n.", "\r\n..")[2:] + ".", "250"},
	} {
		if step.send != "" {
			w := bufio.NewWriter(c)
			w.WriteString(step.send + "\r\n")
			if w.Flush() != nil {
				return "dropped"
			}
		}
		code, message, err := text.ReadResponse(0)
		if err != nil && code == 0 {
			return "dropped"
		}
		if got := fmt.Sprint(code); got != step.want || step.want == "250" && strings.HasSuffix(step.send, ".") {
			enhanced, _, _ := strings.Cut(message, " ")
			return got + " " + enhanced
		}
	}
	return "no end"
}

// compare lays the record beside the run: how each session ended, and how many duplicates lie in the mailboxes.
func compare(t *testing.T, dir string, sessions []simulated, r *sim.Result) {
	copies := map[string]int64{}
	duplicates := int64(0)
	rows := readRows(t, dir)
	if len(rows) != len(sessions) {
		t.Fatalf("%d rows, want %d", len(rows), len(sessions))
	}
	for i, row := range rows {
		want := &sessions[i]
		if row.Phase != want.Phase.String() || row.Kept != (want.Flags&sim.FlagKept != 0) || row.Bytes != want.Bytes {
			t.Errorf("session %d ended at %s, kept %v, %d bytes, want %s, flags %v, %d bytes", i+1, row.Phase, row.Kept, row.Bytes, want.Phase, want.Flags, want.Bytes)
		}
		if row.Kept && row.To[0].Becomes == "" {
			if copies[row.MessageID]++; copies[row.MessageID] > 1 {
				duplicates++
			}
		}
	}
	if want := r.Values[metrics.Duplicates].Num; duplicates != want || want == 0 {
		t.Errorf("%d duplicates lie in the mailboxes, want %d", duplicates, want)
	}
}
