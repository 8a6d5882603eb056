package live

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"mailstorm/cmd/report/layout"
	"mailstorm/cmd/serve"
	"mailstorm/sim"
)

func viewAt(zero time.Time) (*View, *bytes.Buffer) {
	var b bytes.Buffer
	return &View{to: &b, live: true, speed: 60, zero: zero}, &b
}

var busy = serve.Counts{At: 90*time.Minute + 400*time.Millisecond, Hosts: []serve.HostCounts{
	{Name: "relay", Address: "127.0.0.1:2525", Port: serve.Closed, Active: []string{"closed"}, Next: sim.Turning{At: 4 * time.Hour, Name: "closed"}, Sessions: 12, Open: 3, Kept: 10,
		Heard: 2, Duplicates: 8, DSNs: 1, Bytes: 270_000_000},
	{Name: "fabrikam", Address: "127.0.0.2:2525", Port: serve.Listening, Sessions: 1},
}}

func TestServeViewOnATerminal(t *testing.T) {
	v, b := viewAt(time.Date(2026, 1, 5, 23, 0, 0, 0, time.UTC))
	v.show(&busy)
	want := "1 h 30 min of the scenario (Tue 00:30)\x1b[K\n" +
		"  13 sessions, 3 open; 10 kept, 2 heard, 8 duplicates, 1 DSN, 270 MB\x1b[K\n" +
		"  relay at 127.0.0.1:2525: closed; the port is closed; closed ends in 2 min 30 s\x1b[K\n" +
		"  fabrikam at 127.0.0.2:2525: nothing fails\x1b[K\n\x1b[J"
	if b.String() != want {
		t.Errorf("shown is\n%q\nwant\n%q", b, want)
	}
	b.Reset()
	v.Tell(serve.Event{At: 4 * time.Hour, Host: "relay", Turning: sim.Turning{At: 4 * time.Hour, Name: "closed"}, Port: serve.Listening})
	v.Tell(serve.Event{At: 5 * time.Hour, Host: "relay", Err: errors.New("the disk is full")})
	want = "\r\x1b[4A\x1b[J4 h (Tue 03:00)  relay: closed ends, the port is open\n5 h (Tue 04:00)  relay: the disk is full\n"
	if b.String() != want {
		t.Errorf("told is\n%q\nwant\n%q", b, want)
	}
}

// A line that the terminal would break is cut, and of many hosts some are shown.
func TestServeViewFits(t *testing.T) {
	v, b := viewAt(time.Time{})
	many := serve.Counts{}
	for range 12 {
		many.Hosts = append(many.Hosts, serve.HostCounts{Name: strings.Repeat("x", 120), Address: "127.0.0.1:2525"})
	}
	v.show(&many)
	lines := strings.Split(strings.TrimSuffix(b.String(), "\x1b[J"), "\x1b[K\n")
	if len(lines) != 2+mostShown+1+1 || lines[2+mostShown] != "  and 2 more hosts" || v.drawn != 2+mostShown+1 {
		t.Errorf("%d lines, %d to be drawn anew", len(lines), v.drawn)
	}
	for _, l := range lines {
		if n := len([]rune(l)); n > mostColumns {
			t.Errorf("a line has %d columns", n)
		}
	}
}

func TestServeSummary(t *testing.T) {
	c := busy
	c.TurnedAway = 2
	c.Hosts = append([]serve.HostCounts{}, busy.Hosts...)
	c.Hosts[0].Ends = []serve.End{{Phase: "dot", Cause: "none", Count: 2}, {Phase: "rcpt", Cause: "said", Reply: "451 4.3.0", Count: 7}}
	c.Hosts[1].Ends = []serve.End{{Phase: "dot", Cause: "none", Count: 1}, {Phase: "ehlo", Cause: "client", Count: 4}, {Phase: "dot", Cause: "dropped", Count: 5}}
	b, err := Summary(c, layout.Style{})
	if err != nil {
		t.Fatal(err)
	}
	want := `1 h 30 min of the scenario: 13 sessions, 3 open; 10 kept, 2 heard, 8 duplicates, 1 DSN, 270 MB

2 connections were turned away: too many at a time.

host      sessions  kept  heard  duplicates  DSNs    data
relay           12    10      2           8     1  270 MB
fabrikam         1     0      0           0     0     0 B

ended at  how                 reply      times
ehlo      left by the client                 4
rcpt      refused             451 4.3.0      7
dot       dropped                            5
dot       handed over                        3
`
	if b.String() != want {
		t.Errorf("the summary is\n%s\nwant\n%s", b, want)
	}
}
