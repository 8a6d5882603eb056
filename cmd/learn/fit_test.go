package learn

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"mailstorm/scenarios/profile"
	"mailstorm/scenarios/records"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// deferred is a message that a profile tries for so long.
func deferred(p *retry.Profile, number int, born time.Time, lasts time.Duration) *records.Message {
	key := fmt.Sprintf("q%d", number)
	m := &records.Message{Key: key, MessageID: key + "@own.example", From: "a@own.example", Received: born, Began: born, Size: 1000,
		Recipients: []records.Recipient{{To: "x@b.example"}}}
	h := retry.History{Failures: 1, Waiting: 1, Priority: retry.Normal, Cause: smtp.Refused, Received: time.Duration(born.Unix()) * time.Second}
	h.Started = h.Received
	h.Ended = h.Started
	for h.Started-h.Received < lasts && h.Failures < 100 {
		m.Recipients[0].Tries = append(m.Recipients[0].Tries, records.Try{At: time.Unix(0, int64(h.Started)).UTC().Truncate(time.Second), Grain: time.Second, Kind: records.Deferred,
			Hop: "mx.b.example", Reply: "connect to mx.b.example: Connection refused"})
		h.Draw = random.Mix(random.Mix(uint64(number), 5), uint64(h.Failures))
		h.Started = p.Schedule.Next(h)
		h.Ended = h.Started
		h.Failures++
	}
	return m
}

// The set of profiles that fit holds the right one, and few others.
func TestFitFindsTheProfile(t *testing.T) {
	missed, others, library := 0, 0, profile.Library()
	for _, e := range library {
		l := New(Options{Own: []string{"own.example"}})
		for i := range 10 {
			l.Message(deferred(e.Profile, i, monday.Add(time.Duration(i*433)*time.Second), 20*time.Hour))
		}
		found := false
		for _, c := range l.schedule.findings().Candidates {
			right := c.Profile == e.Name || slices.Contains(c.Alike, e.Name)
			found = found || c.Fits && right
			others += counted(c.Fits && !right)
		}
		if !found {
			t.Logf("%s does not fit its own waits", e.Name)
			missed++
		}
	}
	if n := len(library); missed*20 > n || others > n {
		t.Errorf("of %d profiles %d do not fit themselves, and %d fit others", n, missed, others)
	}
}

// A schedule that no profile has is one in numbers.
func TestFitNone(t *testing.T) {
	p := *library("rfc5321")
	p.Shaping.Steps, p.Shaping.Cap = []time.Duration{7 * time.Minute, 23 * time.Minute, 71 * time.Minute}, 0
	if err := p.Build(); err != nil {
		t.Fatal(err)
	}
	l := New(Options{Own: []string{"own.example"}})
	for i := range 10 {
		l.Message(deferred(&p, i, monday.Add(time.Duration(i*433)*time.Second), 20*time.Hour))
	}
	f := l.Findings().Schedule
	if f.Own == nil || fmt.Sprint(f.Own.Steps) != "[7m0s 23m0s 1h11m0s]" || f.Own.Jitter != 0 || !f.Own.Fit.Fits {
		t.Errorf("%+v is learned; the nearest is %+v", f.Own, f.Candidates[0])
	}
}

// A trace that hides every third attempt still tells the profile.
func TestFitHidden(t *testing.T) {
	l := New(Options{Own: []string{"own.example"}})
	for i := range 20 {
		m := deferred(library("exchange-online"), i, monday.Add(time.Duration(i*433)*time.Second), 20*time.Hour)
		m.Late = true
		r := &m.Recipients[0]
		r.Tries = slices.DeleteFunc(r.Tries, func(records.Try) bool { return random.Mix(uint64(i), uint64(len(r.Tries)))%3 == 0 })
		l.Message(m)
	}
	if f := l.Findings(); !f.Hides || f.Schedule.Candidates[0].Profile != "exchange-online" {
		t.Errorf("the nearest are %+v", f.Schedule.Candidates[:3])
	}
}

// A host that remembers next hops tries one message when the time comes, and the rows of the others say that it was not yet.
func TestFitHostRecords(t *testing.T) {
	l := New(Options{Own: []string{"own.example"}})
	for outage := range 5 {
		of := deferred(library("exim"), outage, monday.Add(time.Duration(outage)*7*24*time.Hour), 3*24*time.Hour)
		host := of.Recipients[0].Tries
		for i := range 3 {
			m := *of
			m.Key = fmt.Sprint(outage, i)
			m.Recipients = []records.Recipient{{To: "x@b.example"}}
			r := &m.Recipients[0]
			for n, try := range host {
				if n%3 != i {
					try.Kind, try.Reply = records.Suspended, "retry time not reached for any host for 'b.example'"
				}
				r.Tries = append(r.Tries, try)
			}
			up := host[len(host)-1].At.Add(6 * time.Hour)
			r.Tries = append(r.Tries, records.Try{At: up, Kind: records.Sent})
			l.Message(&m)
		}
	}
	if best := l.Findings().Schedule.Candidates[0]; !best.Fits || best.Profile != "exim" {
		t.Errorf("the nearest is %+v", best.Profile)
	}
}

func library(name string) *retry.Profile {
	for _, e := range profile.Library() {
		if e.Name == name {
			return e.Profile
		}
	}
	return nil
}

// The expiration lies between the ages at which messages were still tried and given up.
func TestExpiration(t *testing.T) {
	l := New(Options{Own: []string{"own.example"}})
	for i := range 12 {
		m := deferred(library("postfix"), i, monday.Add(time.Duration(i*433)*time.Second), 25*time.Hour)
		r := &m.Recipients[0]
		for n := range r.Tries {
			if r.Tries[n].At.Sub(m.Received) >= 24*time.Hour {
				r.Tries[n].Kind, r.Tries = records.Failed, r.Tries[:n+1]
				r.End = records.Failed
				break
			}
		}
		l.Message(m)
	}
	if b := l.Findings().Schedule.Expiration; b.Guess != 24*time.Hour || b.Least >= 24*time.Hour || b.Most < 24*time.Hour || b.N != 12 {
		t.Errorf("the expiration is %+v", b)
	}
	for i := range 2000 { // as Exim does when the host has failed for so long
		m := sent(i, "a@own.example", "x@b.example", monday)
		m.Recipients[0].End, m.Recipients[0].NDR, m.Recipients[0].Tried = records.Failed, monday.Add(time.Duration(i)*time.Second), 2
		m.Recipients[0].Tries = []records.Try{{At: monday, Kind: records.Deferred}}
		l.Message(m)
	}
	if b := l.Findings().Schedule.Expiration; b.Guess != 24*time.Hour || b.Least >= 24*time.Hour || b.Most < 24*time.Hour {
		t.Errorf("with mail that was given up early the expiration is %+v", b)
	}
}

// Exchange Online may try once more when its check comes, later than the expiration.
func TestExpirationWithALastTry(t *testing.T) {
	l := New(Options{Own: []string{"own.example"}})
	for i := range 12 {
		m := deferred(library("exchange-online"), i, monday, 24*time.Hour)
		m.Late = true
		r := &m.Recipients[0]
		at := monday.Add(24*time.Hour + 8*time.Minute)
		r.Tries = slices.DeleteFunc(r.Tries, func(t records.Try) bool { return t.At.Sub(monday) >= 24*time.Hour })
		r.Tries = append(r.Tries, records.Try{At: at, Kind: records.Deferred}, records.Try{At: at.Add(time.Minute), Kind: records.Failed, Reply: "550 5.4.316 Message expired"})
		r.End = records.Failed
		l.Message(m)
	}
	if b := l.Findings().Schedule.Expiration; b.Guess != 24*time.Hour || b.Least >= 24*time.Hour || b.N != 12 {
		t.Errorf("the expiration is %+v", b)
	}
}

// That last attempt is made whatever the schedule: a few messages, each with one, are no reason against their profile.
func TestFitWithALastTry(t *testing.T) {
	l := New(Options{Own: []string{"own.example"}})
	for i := range 3 {
		m := deferred(library("exchange-online"), i, monday.Add(time.Duration(i)*time.Hour), 24*time.Hour-10*time.Minute)
		m.Late = true
		r, at := &m.Recipients[0], m.Received.Add(24*time.Hour+5*time.Minute)
		r.Tries = append(r.Tries, records.Try{At: at.Add(-9 * time.Minute), Kind: records.Deferred}, records.Try{At: at, Kind: records.Failed, Reply: "550 5.4.316 Message expired"})
		r.End, r.NDR = records.Failed, at
		l.Message(m)
	}
	if best := l.schedule.findings().Candidates[0]; best.Profile != "exchange-online" || !best.Fits || best.P < 0.1 {
		t.Errorf("the nearest is %s, distance %g, p = %g", best.Profile, best.Distance, best.P)
	}
}

// A profile that counts from the end of a session explains waits behind sessions that hang, and behind those that do not, since the log says how
// long they took.
func TestFitOfSessionsThatHang(t *testing.T) {
	l := New(Options{Own: []string{"own.example"}})
	for i := range 10 {
		m := deferred(library("postfix"), i, monday.Add(time.Duration(i*433)*time.Second), 0)
		r, received := &m.Recipients[0], time.Duration(m.Received.Unix())*time.Second
		h := retry.History{Failures: 1, Waiting: 1, Priority: retry.Normal, Received: received, Started: received}
		for ; h.Failures < 12; h.Failures++ {
			took := time.Duration(h.Failures%2) * 5 * time.Minute
			h.Ended = h.Started + took
			r.Tries = append(r.Tries, records.Try{At: time.Unix(0, int64(h.Ended)), Took: took, Kind: records.Deferred, Reply: "conversation timed out"})
			h.Started = library("postfix").Schedule.Next(h)
		}
		l.Message(m)
	}
	if best := l.schedule.findings().Candidates[0]; best.Profile != "postfix" || !best.Fits || best.P < 0.1 {
		t.Errorf("the nearest is %s, distance %g, p = %g", best.Profile, best.Distance, best.P)
	}
}

// Many messages that come together share their queue runs: they tell no more than one.
func TestFitOfABurst(t *testing.T) {
	l := New(Options{Own: []string{"own.example"}})
	p := library("postfix")
	for i := range 200 {
		l.Message(deferred(p, i, monday.Add(40*time.Second), 10*time.Minute))
	}
	f := l.Findings().Schedule
	if fits := slices.IndexFunc(f.Candidates, func(f Fit) bool { return f.Profile == "postfix" && f.Fits }); fits < 0 || f.Own != nil {
		t.Errorf("postfix does not fit; the nearest is %s, distance %g, p = %g", f.Candidates[0].Profile, f.Candidates[0].Distance, f.Candidates[0].P)
	}
}

// What a user's own profile explains is found, and one that waits as a known one does is not another.
func TestFitOwnProfile(t *testing.T) {
	p := *library("postfix")
	p.Shaping.Max = 20 * time.Minute
	if err := p.Build(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		own  *retry.Profile
		best string
	}{{&p, "own []"}, {library("postfix"), "postfix [own]"}} {
		l := New(Options{Own: []string{"own.example"}, Profile: &profile.Entry{Name: "own", Base: "postfix", Profile: c.own}})
		for i := range 10 {
			l.Message(deferred(c.own, i, monday.Add(time.Duration(i*433)*time.Second), 20*time.Hour))
		}
		all := l.Findings().Schedule.Candidates
		if best := all[0]; fmt.Sprint(best.Profile, " ", best.Alike) != c.best || !best.Fits || all[1].Fits {
			t.Errorf("the nearest are %s %s and %s, not %s", best.Profile, best.Alike, all[1].Profile, c.best)
		}
	}
}

// What the nearest schedule predicts lies where its own waits do, for each ordinal; others' do not.
func TestPredictedWaits(t *testing.T) {
	l := New(Options{Own: []string{"own.example"}})
	for i := range 20 {
		l.Message(deferred(library("postfix"), i, monday.Add(time.Duration(i*433)*time.Second), 20*time.Hour))
	}
	f := l.schedule.findings()
	if near := f.Nearest(); near == nil || near.Profile != "postfix" {
		t.Fatalf("the nearest is %+v", near)
	}
	if len(f.ByOrdinal) != shownOrdinals {
		t.Errorf("there are %d ordinals", len(f.ByOrdinal))
	}
	for _, o := range f.ByOrdinal {
		met, predicted := o.Compared, o.Predicted
		if len(met) != 3 || len(predicted) != 3 || met[1].Value < predicted[0].Value-1 || met[1].Value > predicted[2].Value+1 || predicted[0].Value < 290 {
			t.Errorf("after failure %d half wait up to %+v, and by the profile %+v", o.Number, met, predicted)
		}
	}
	f.Candidates = nil
	if f.Own == nil && f.Nearest() != nil {
		t.Error("no schedule is the nearest")
	}
}
