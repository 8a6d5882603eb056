package guard

import (
	"testing"
	"time"
)

// TestHourlyLimit holds the limit of mails for each domain and hour of the clock.
func TestHourlyLimit(t *testing.T) {
	g := build(t, "hourly-limit", func(p *Params) { p.Count = 2 })
	one, other := Request{Submitted: true, Sender: 1, Domain: 7}, Request{Submitted: true, Sender: 2, Domain: 8}
	if got := walk(g, one, 0, 1, minutes(59)) + walk(g, other, minutes(59)) + walk(g, one, time.Hour-1, time.Hour); got != "ppapap" {
		t.Errorf("%s, want ppapap", got)
	}
	one.At = time.Hour + 2
	g.Check(&one)
	if v := g.Check(&one); v != (Verdict{Action: Refuse, Reply: reply(550, 5, 7, 1)}) {
		t.Errorf("%+v", v)
	}
}

// TestFailureLimit holds that a domain is closed for the rest of the hour in which so many of its attempts failed, if they are so large a part.
func TestFailureLimit(t *testing.T) {
	for _, row := range []struct {
		percent uint64
		sent    int
		want    string
	}{
		{unset64, 3, "a"}, {100, 4, "p"}, {50, 6, "a"}, {50, 7, "p"},
	} {
		g := build(t, "hourly-limit", func(p *Params) { p.Count, p.Failures, p.Share = unset64, 3, row.percent })
		e := Request{Submitted: true, Sender: 1, Domain: 7, At: minutes(70)}
		for range row.sent {
			if v := g.Check(&e); v != (Verdict{}) {
				t.Fatalf("%+v before anything failed", v)
			}
		}
		failed := e
		for range 3 {
			tell(g, Failed, failed)
		}
		if got := walk(g, e, minutes(119)); got != row.want {
			t.Errorf("3 of %d failed, limit %d percent: %s, want %s", row.sent, row.percent, got, row.want)
		}
		if got := walk(g, e, minutes(120)); got != "p" {
			t.Errorf("the next hour: %s", got)
		}
	}
}
