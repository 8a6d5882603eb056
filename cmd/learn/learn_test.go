package learn

import (
	"fmt"
	"testing"
	"time"

	"mailstorm/scenarios/records"
	"mailstorm/sim/experiment/survival"
)

var monday = time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)

// sent is a message that was taken at once.
func sent(number int, from, to string, at time.Time) *records.Message {
	key := fmt.Sprintf("00000000-0000-0000-0000-%012d", number)
	return &records.Message{Key: key, MessageID: key, From: from, Received: at, Began: at, Size: int64(1000 * (number%100 + 1)),
		Recipients: []records.Recipient{{To: to, End: records.Sent, Tries: []records.Try{{At: at, Kind: records.Sent, Hop: "mx"}}}}}
}

// Four weeks of office hours, 6 an hour, and one an hour at night from Monday to Friday.
func TestTraffic(t *testing.T) {
	l, n := New(Options{}), 0
	for hour := range 28 * 24 {
		at := monday.Add(-8 * time.Hour).Add(time.Duration(hour) * time.Hour)
		mails := 1
		switch day := at.Weekday(); {
		case day == time.Saturday || day == time.Sunday:
			mails = 0
		case at.Hour() >= 8 && at.Hour() < 18:
			mails = 6
		}
		for i := range mails {
			n++
			to := "x@b.example"
			if n%4 == 0 {
				to = "y@c.example"
			}
			l.Message(sent(n, fmt.Sprintf("p%d@own.example", n%9), to, at.Add(time.Duration(i*10)*time.Minute)))
		}
	}
	l.Message(sent(n+1, "x@b.example", "p1@own.example", monday.Add(20*24*time.Hour)))
	old := sent(n+2, "p1@own.example", "x@b.example", monday.Add(-100*24*time.Hour)) // still there when the log begins
	old.Began = monday
	l.Message(old)
	f := l.Findings()
	if len(f.Own) != 1 || f.Backlog != 1 || f.Own[0] != "own.example" || f.Traffic.Outbound != n || f.Traffic.Inbound != 1 || f.Traffic.Senders != 9 {
		t.Errorf("own domains %v, %d outbound, %d inbound, %d senders", f.Own, f.Traffic.Outbound, f.Traffic.Inbound, f.Traffic.Senders)
	}
	told := ""
	for _, s := range f.Traffic.Stretches {
		told += fmt.Sprintf("%s %g; ", s.Words(), s.Rate)
	}
	if told != "Mon-Fri 00:00-08:00 1; Mon-Fri 08:00-18:00 6; Mon-Fri 18:00-24:00 1; Sat,Sun 0; " {
		t.Errorf("stretches are %s", told)
	}
	if r := f.Traffic.Rate; r.Value != 5*(10*6+14) || r.N != n || r.Low >= r.Value || r.High <= r.Value {
		t.Errorf("a week has %+v", r)
	}
	if d := f.Traffic.Destinations; len(d) != 2 || d[0].Place != "b.example" || d[0].Share.Value != 0.75 || d[1].People != Fewest {
		t.Errorf("destinations %+v", d)
	}
	if q := f.Traffic.Sizes; q[1].Percent != 50 || q[1].Value != 50_000 || q[1].Low >= 50_000 || q[1].High <= 50_000 {
		t.Errorf("sizes %+v", q)
	}
}

func TestAnswers(t *testing.T) {
	l := New(Options{Own: []string{"own.example"}})
	for i := range 10 {
		m := sent(i, "p@own.example", "x@b.example", monday.Add(time.Duration(i)*time.Hour))
		r := &m.Recipients[0]
		switch i {
		case 0:
			r.Tries = append([]records.Try{{At: m.Received.Add(-6 * time.Minute), Kind: records.Deferred, Reply: "host mx said: 450 4.2.0 <x@b.example>: Greylisted, see http://x"}}, r.Tries...)
		case 1:
			r.Tries = []records.Try{{At: m.Received, Kind: records.Failed, Reply: "550 5.1.1 <x@b.example>: unknown"}}
			r.End = records.Failed
		case 2, 3:
			m.MessageID = "again"
		}
		l.Message(m)
	}
	a := l.Findings().Answers
	if a.Tried != 10 || a.Deferred.Value != 0.1 || a.Failed.Value != 0.1 || a.Greylists.Value != 0.1 || a.Again.Value != Rounded(1.0/9) || a.Again.N != 9 {
		t.Errorf("answers %+v", a)
	}
	if len(a.Codes) != 2 || a.Codes[0].Code.String() != "450 4.2.0" || a.Codes[1].Code.String() != "550 5.1.1" || a.Codes[0].Share.Value != 0.5 {
		t.Errorf("codes %+v", a.Codes)
	}
}

// Details of all failed and of each tenth delivered message: the delivered count tenfold.
func TestAnswersOfAChoice(t *testing.T) {
	l := New(Options{Own: []string{"own.example"}, Plan: 150})
	for i := range 1010 {
		m := sent(i, "p@own.example", "x@b.example", monday.Add(time.Duration(i)*time.Minute))
		m.Listed = true
		r := &m.Recipients[0]
		switch r.Status = "Delivered"; {
		case i < 10:
			r.Status, r.End = "Failed", records.Failed
			r.Tries = []records.Try{{At: m.Received, Kind: records.Deferred, Reply: "451 4.4.1"}, {At: m.Received.Add(time.Hour), Kind: records.Failed, Reply: "550 5.4.316"}}
		case i%10 != 0:
			r.Tries, r.End = nil, records.Listed
		case i%100 == 0: // of which each tenth was deferred
			r.Tries = append([]records.Try{{At: m.Received, Kind: records.Deferred, Reply: "451 4.7.0"}}, r.Tries...)
		}
		l.Message(m)
	}
	f := l.Findings()
	if d, want := f.Answers.Deferred, Rounded((1000*Share(10, 100).Value+10)/1010); d.N != 110 || d.Value != want {
		t.Errorf("%+v are deferred, not %g", d, want)
	}
	if p := l.Plan(); len(p.Bad) != 0 || len(p.Good) != 150 || p.Delivered != 900 || p.Takes() != 3*CallsWithin/2 {
		t.Errorf("the plan has %d and %d of %d, in %s", len(p.Bad), len(p.Good), p.Delivered, p.Takes())
	}
}

func TestOutages(t *testing.T) {
	l := New(Options{Own: []string{"own.example"}})
	for i := range 200 {
		m := sent(i, "p@own.example", "x@b.example", monday.Add(time.Duration(i)*time.Hour))
		if i >= 50 && i < 55 {
			r := &m.Recipients[0]
			r.Tries = append([]records.Try{{At: m.Received, Kind: records.Deferred, Reply: "connect to mx: Connection refused"}}, r.Tries...)
			r.Tries[1].At = monday.Add(56 * time.Hour)
		}
		if i == 90 { // of this message alone
			r := &m.Recipients[0]
			r.Tries = append([]records.Try{{At: m.Received, Kind: records.Deferred, Reply: "452 4.2.2 full"}}, r.Tries...)
			r.Tries[1].At = monday.Add(92 * time.Hour)
		}
		l.Message(m)
	}
	o := l.Findings().Outages
	if o.Refused != "" || len(o.Observed.Spells) != 1 || o.Places[0].Name != "b.example" {
		t.Fatalf("outages %+v", o)
	}
	s, hour := o.Observed.Spells[0], func(at int64) int64 { return (at - monday.Unix()) / 3600 }
	if hour(s.BeganFrom) != 49 || hour(s.BeganTo) != 50 || hour(s.EndedFrom) != 54 || hour(s.EndedTo) != 55 {
		t.Errorf("it began between %d and %d and ended between %d and %d", hour(s.BeganFrom), hour(s.BeganTo), hour(s.EndedFrom), hour(s.EndedTo))
	}
}

// Lists tell nothing of outages, and it is said why.
func TestListsAreRefused(t *testing.T) {
	l := New(Options{Own: []string{"own.example"}})
	l.Message(&records.Message{Key: "t1", From: "p@own.example", Received: monday, Began: monday, Listed: true, Recipients: []records.Recipient{{To: "x@b.example", Status: "Delivered"}}})
	if o := l.Findings().Outages; o.Refused == "" || o.Estimate != nil {
		t.Errorf("outages %+v", o)
	}
}

func TestOutcomes(t *testing.T) {
	for reply, want := range map[string]string{
		"450 4.4.316 Connection refused": "down", "connect to mx[192.0.2.1]:25: Connection refused": "down", "421 4.3.2 shutting down": "down", "451 4.7.1 Greylisted": "up",
		"452 4.2.2 mailbox full": "up", "550 5.4.316 Message expired, connection refused": "down", "550 5.4.7 expired": "nothing", "lost connection after end of data": "lost",
		"451 4.3.0 try later (in reply to end of DATA command)": "up", "lost connection while sending end of data -- message may be sent more than once": "lost",
		"450 4.0.0 Deferred: Connection refused": "down", "550 5.4.1 connection refused": "down", "450 4.7.1 connection refused by policy": "up", "550 5.4.1 Recipient address rejected: Access denied": "up",
		"refused to talk to me: 450 too many connections": "down", "refused to talk to me: 554 5.7.1 listed": "down",
	} {
		outcome, is := outcomeOf(records.Try{Kind: records.Deferred, Reply: reply})
		got := map[survival.Outcome]string{survival.Up: "up", survival.Down: "down", survival.Lost: "lost"}[outcome]
		if !is {
			got = "nothing"
		}
		if got != want {
			t.Errorf("%s tells that the host is %s, want %s", reply, got, want)
		}
	}
}

// A mistyped domain that is tried in vain all year is no outage of a year: the lengths of outages of others stay as they are.
func TestDestinationsThatNeverTookMail(t *testing.T) {
	findings := func(mistyped bool) *Findings {
		l := New(Options{Own: []string{"own.example"}})
		for i := range 2000 {
			m := sent(i, "p@own.example", "x@b.example", monday.Add(time.Duration(i)*time.Hour))
			if i%100 < i/100 {
				m.Recipients[0].Tries = append([]records.Try{{At: m.Received, Kind: records.Deferred, Reply: "connect to mx: Connection refused"}}, m.Recipients[0].Tries...)
				m.Recipients[0].Tries[1].At = monday.Add(time.Duration(i/100*100+i/100) * time.Hour)
			}
			l.Message(m)
			if mistyped && i%50 == 0 {
				m = sent(10_000+i, "p@own.example", "x@gone.example", m.Received)
				m.Recipients[0].End, m.Recipients[0].Tries = 0, []records.Try{{At: m.Received, Kind: records.Deferred, Reply: "connect to mx: Connection timed out"}}
				l.Message(m)
			}
		}
		return l.Findings()
	}
	with, without := findings(true).Outages, findings(false).Outages
	if len(with.Gone) != 1 || with.Gone[0].Name != "gone.example" || len(with.Places) != 1 || len(with.Observed.Spells) != 19 {
		t.Fatalf("%d outages at %v; gone are %v", len(with.Observed.Spells), with.Places, with.Gone)
	}
	if a, b := fmt.Sprint(with.Estimate.Points), fmt.Sprint(without.Estimate.Points); a != b {
		t.Errorf("lengths are %s, without the mistyped domain %s", a, b)
	}
}

// Each second week has an outage of 30 h, and details are fetched of all messages that failed, and of one in forty others. Each of the others would have
// told of such an outage: so many were not missed.
func TestOutagesOfAChoice(t *testing.T) {
	const hours = 40 * 7 * 24
	findings := func(unfetched bool) float64 {
		l, n := New(Options{Own: []string{"own.example"}, Plan: 100}), 0
		for hour := range hours {
			at := monday.Add(time.Duration(hour) * time.Hour)
			end := hour/336*336 + 100 // the outage is from hour 70 to 100 of two weeks
			down := hour < end && hour >= end-30
			m := sent(hour, "p@own.example", "x@b.example", at)
			m.Listed = true
			r := &m.Recipients[0]
			r.Status = "Delivered"
			if down {
				r.Tries = nil
				for try := hour; try <= min(end, hour+24); try++ {
					r.Tries = append(r.Tries, records.Try{At: monday.Add(time.Duration(try) * time.Hour), Kind: records.Deferred, Reply: "450 4.4.316 Connection refused"})
				}
				if last := &r.Tries[len(r.Tries)-1]; end > hour+24 {
					r.Status, r.End, last.Kind, last.Reply = "Failed", records.Failed, records.Failed, "550 5.4.316 Message expired, connection refused"
				} else {
					last.Kind = records.Sent
				}
			}
			if n++; r.Status == "Delivered" && n%40 != 0 || r.Status == "Failed" && unfetched && hour%2 == 0 {
				r.Tries, r.End = nil, records.Listed
			}
			l.Message(m)
		}
		e := l.Findings().Outages.Estimate
		return e.PerWeek.Value
	}
	const truth = 0.5 * 336 / 306 // a week without outage
	with, without := findings(false)/truth, findings(true)/truth
	t.Logf("%.2f times the truth; where it is not known that all that failed were fetched, %.2f", with, without)
	if with < 0.8 || with > 1.25 || without < 1.1*with {
		t.Errorf("%.2f times the truth; where it is not known that all that failed were fetched, %.2f", with, without)
	}
}
