package plots_test

import (
	"encoding/xml"
	"errors"
	"html"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"mailstorm/plots"
	"mailstorm/plots/runs"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
	"mailstorm/sim/observe"
)

const (
	forever = time.Duration(1<<63 - 1)
	day     = 24 * time.Hour
)

// outOfBounds finds numbers that no picture holds.
var outOfBounds = regexp.MustCompile(`NaN|Inf|[0-9]e[+-][0-9]|-[0-9]{4}|[ ,ML"][1-9][0-9]{3}\.`)

// incomplete holds that a picture of more than has room is well-formed and small, stays on the page, and says what it lacks.
func incomplete(t *testing.T, b []byte, most int, lacks string) {
	t.Helper()
	wellFormed(t, b)
	if found := outOfBounds.Find(b); found != nil || len(b) > most {
		t.Errorf("%d bytes with %q", len(b), found)
	}
	if page := html.UnescapeString(string(b)); !strings.Contains(page, lacks) {
		t.Error("it does not say what is not drawn")
	}
}

// Whatever comes, a picture is well-formed, stays small and on the page.
func TestExtremes(t *testing.T) {
	for name, story := range map[string]runs.Run{
		"nothing":         {Config: &sim.Config{}, Result: &sim.Result{}},
		"one event":       oneEvent(),
		"end of time":     endOfTime(),
		"strange records": strangeRecords(),
		"a busy month":    busyMonth(),
		"one long loop":   longLoop(),
		"a huge loop":     hugeLoop(),
		"told each hour":  toldEachHour(),
		"ways for ever":   waysForEver(),
		"a maze":          maze(),
	} {
		t.Run(name, func(t *testing.T) {
			for _, p := range plots.Pictures {
				b := drawn(t, runSVG(p.Name), story)
				if found := outOfBounds.Find(b); found != nil {
					t.Errorf("%s holds %q", p.Name, found)
				}
				if len(b) > 1_500_000 {
					t.Errorf("%s has %d bytes", p.Name, len(b))
				}
				wellFormed(t, b)
			}
		})
	}
}

func wellFormed(t *testing.T, b []byte) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(string(b)))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func oneEvent() runs.Run {
	t := newTeller("One event")
	t.session(0, exo, relay, true, 250, 27e6)
	t.set(metrics.Messages, 1)
	return t.story()
}

func endOfTime() runs.Run {
	t := newTeller("Numbers at their limits")
	t.session(0, exo, relay, true, 450, 1<<62)
	t.session(forever, exo, relay, false, 550, 1<<62)
	last := &t.result.Series[len(t.result.Series)-1]
	last.Queue, last.QueuePeak, last.Bounced = 1<<62, 1<<63-1, 1<<61
	t.result.End = forever
	t.config.Hosts[exo].Bandwidth = 1<<63 - 1
	t.result.Spans = []sim.Span{{Ends: forever}, {Starts: forever}, {Host: 99, Starts: forever - 1, Ends: forever}}
	for id := range metrics.Last {
		t.set(id, 1<<63-1)
	}
	return t.story()
}

func strangeRecords() runs.Run {
	t := newTeller("Hosts that nobody knows, news without sessions")
	for kind := range sim.Kinds {
		t.records = append(t.records, sim.Record{Kind: kind, Host: 77, Peer: sim.NoPeer, At: time.Hour, Flags: sim.FlagFirst},
			sim.Record{Kind: kind, Host: sim.NoPeer, Peer: 3, At: -time.Hour, Until: -1})
	}
	t.config.Watch = 12
	t.result.Spans = []sim.Span{{Starts: -time.Hour, Ends: -time.Minute}, {Starts: 3, Ends: 2}, {Host: -1, Name: "early", Starts: -5, Ends: 5}}
	return t.story()
}

// busyMonth has ten million attempts, and a fault that comes and goes.
func busyMonth() runs.Run {
	t := newTeller("Ten million attempts")
	for minute := range 30 * 24 * 60 {
		t.result.Series = append(t.result.Series, observe.Cell{Starts: time.Duration(minute) * time.Minute, Attempts: 231, Kept: 200, Deferrals: int64(minute % 231)})
	}
	for i := range 5000 {
		starts := time.Duration(i) * 8 * time.Minute
		t.result.Spans = append(t.result.Spans, sim.Span{Host: relay, Name: "flap", Starts: starts, Ends: starts + time.Minute})
	}
	t.result.End = 30 * 24 * time.Hour
	return t.story()
}

// longLoop is one mail that a hundred thousand sessions could not bring home.
func longLoop() runs.Run {
	t := newTeller("One long loop")
	for i := range 100_000 {
		t.session(time.Duration(i)*time.Second, uint16(i%2), uint16(1-i%2), i%3 == 0, 450, 100)
		t.happens(sim.Bounced, time.Duration(i)*time.Second, exo, sim.NoPeer, 0)
	}
	t.result.End = 100_000 * time.Second
	return t.story()
}

// hugeLoop has more automatic messages than a number holds, and no records.
func hugeLoop() runs.Run {
	t := newTeller("A loop beyond counting")
	for hour := range 200 {
		t.result.Series = append(t.result.Series, observe.Cell{Starts: time.Duration(hour) * time.Hour, Auto: 1 << 60, Bytes: 1 << 61})
	}
	t.result.End = 200 * time.Hour
	t.result.Stopped = "the limit of copies was reached"
	t.set(metrics.AutoCount, 1<<63-1)
	t.set(metrics.AutoLast, int64(199*time.Hour))
	return t.story()
}

// toldEachHour is a month in which senders hear all sorts of things all the time.
func toldEachHour() runs.Run {
	t := newTeller("A month of notices")
	for hour := range 30 * 24 {
		t.result.Series = append(t.result.Series, observe.Cell{Starts: time.Duration(hour) * time.Hour, Bounced: int64(hour % 3), Notified: int64(hour % 2)})
	}
	t.result.End = 30 * day
	t.trouble(0, 90*day)
	t.set(metrics.PendingAt, int64(29*day))
	t.set(metrics.AlertAt, int64(60*day))
	return t.story()
}

// waysForEver is eight ways with a hundred thousand copies, the last at the end of time.
func waysForEver() runs.Run {
	s := octet()
	for i := range 100_000 {
		s.Records = append(s.Records, sim.Record{Kind: sim.Delivered, At: 100*time.Hour + time.Duration(i)*time.Minute, Message: uint32(i % 8), Delivery: uint32(i % 8)})
	}
	for i := range uint32(8) {
		s.Records = append(s.Records, sim.Record{Kind: sim.Delivered, At: forever, Message: i, Delivery: i})
	}
	return s
}

// maze is 300 hosts, each of which sends copies to some others, in circles too.
func maze() runs.Run {
	t := newTeller("A maze")
	for host := range uint16(300) {
		for _, peer := range [3]uint16{host * 7 % 300, host + 1, host / 2} {
			for range int(host%13) + 1 {
				t.records = append(t.records, sim.Record{Kind: sim.Delivered, Host: host, Peer: peer, Flags: sim.Flags(host) & sim.FlagFirst})
			}
		}
	}
	return t.story()
}
