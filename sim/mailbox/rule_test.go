package mailbox

import (
	"reflect"
	"testing"
	"time"
)

func made(t testing.TB, name string, set func(*Params)) Rule {
	t.Helper()
	r := rowNamed(name)
	p := needed(r)
	if set != nil {
		set(&p)
	}
	rule, err := r.Make(p)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return rule
}

const (
	minute = time.Minute
	alice  = uint64(101) // senders
	bob    = uint64(102)
)

func from(sender uint64) *Mail { return &Mail{At: minute, Message: 1, Sender: sender, Size: 500} }

func TestWhatARuleWrites(t *testing.T) {
	usual := Generated{Size: 10_000, After: 5 * time.Second}
	letter := func(change func(*Generated)) []Generated {
		l := usual
		change(&l)
		return []Generated{l}
	}
	hurt := Mail{At: minute, Message: 1, Sender: alice, Size: 500, Auto: true, Bulk: true, Passed: 2}
	cases := []struct {
		name string
		row  string
		set  func(*Params)
		mail Mail
		want Verdict
	}{
		{"from <>, marked, once", "out-of-office", nil, *from(alice),
			Verdict{Generated: letter(func(l *Generated) { l.Null, l.Auto, l.OutOfOffice = true, true, true })}},
		{"as T-Online did", "out-of-office", func(p *Params) { p.From, p.Marked, p.Quotes = FromMailbox, No, Yes }, *from(alice),
			Verdict{Generated: letter(func(l *Generated) { l.Size, l.OutOfOffice = l.Size+500, true })}},
		{"of its size, so much later", "out-of-office", func(p *Params) { p.Size, p.After = 7, time.Hour }, *from(alice),
			Verdict{Generated: []Generated{{Null: true, Auto: true, OutOfOffice: true, Size: 7, After: time.Hour}}}},
		{"a robot answers all", "robot", nil, hurt, Verdict{Generated: letter(func(l *Generated) { l.Auto = true })}},
		{"a robot with manners does not", "robot", func(p *Params) { p.Manners = Yes }, hurt, Verdict{Stopped: 1}},
		{"a robot answers no NDR", "robot", nil, Mail{At: minute, Message: 1, Author: bob, Size: 500, Auto: true}, Verdict{}},
		{"but one that answers the From line does", "robot", func(p *Params) { p.Answers = FromLine }, Mail{At: minute, Message: 1, Author: bob, Size: 500, Auto: true},
			Verdict{Generated: letter(func(l *Generated) { l.Auto, l.ToAuthor = true, true })}},
		{"unless it has manners", "robot", func(p *Params) { p.Answers, p.Manners = FromLine, Yes }, Mail{At: minute, Message: 1, Author: bob, Size: 500, Auto: true}, Verdict{Stopped: 1}},
		{"or nobody is named there", "robot", func(p *Params) { p.Answers = FromLine }, *from(alice), Verdict{}},
		{"one letter has one brake", "robot", func(p *Params) { p.Manners, p.Limit = Yes, 1 }, hurt, Verdict{Stopped: 1}},
		{"a forward holds the message", "forward", nil, *from(alice),
			Verdict{Generated: letter(func(l *Generated) { l.Kind, l.To, l.Size = Forward, 7, 10_500 })}},
		{"a forward of mail from <> is from the mailbox", "forward", nil, *from(0),
			Verdict{Generated: letter(func(l *Generated) { l.Kind, l.To, l.Size = Forward, 7, 10_500 })}},
		{"marked, not quoting", "forward", func(p *Params) { p.Marked, p.Quotes = Yes, No }, hurt,
			Verdict{Generated: letter(func(l *Generated) { l.Kind, l.To, l.Auto = Forward, 7, true })}},
		{"a redirect is the message", "redirect", nil, hurt, Verdict{Generated: letter(func(l *Generated) {
			l.Kind, l.To, l.Size, l.Auto, l.Passed = Redirect, 7, 500, true, 2
		})}},
		{"a redirect of mail from <> stays from <>", "redirect", nil, *from(0), Verdict{Generated: letter(func(l *Generated) {
			l.Kind, l.To, l.Size, l.Null = Redirect, 7, 500, true
		})}},
		{"a redirect counts", "redirect", func(p *Params) { p.Limit = 3 }, hurt, Verdict{Generated: letter(func(l *Generated) {
			l.Kind, l.To, l.Size, l.Auto, l.Passed = Redirect, 7, 500, true, 3
		})}},
		{"three letters are stopped", "redirect", func(p *Params) { p.Limit, p.To = 2, []int{4, 5, 6} }, hurt, Verdict{Stopped: 3}},
		{"two letters are stopped", "forward", func(p *Params) { p.Limit, p.To = 1, []int{4, 5} }, hurt, Verdict{Stopped: 2}},
		{"not yet on", "robot", func(p *Params) { p.Starts = minute + 1 }, *from(alice), Verdict{}},
		{"just off", "robot", func(p *Params) { p.Lasts = minute }, *from(alice), Verdict{}},
		{"just on, and for one moment", "redirect", func(p *Params) { p.Starts, p.Lasts = minute, 1 }, *from(alice),
			Verdict{Generated: letter(func(l *Generated) { l.Kind, l.To, l.Size = Redirect, 7, 500 })}},
	}
	for _, c := range cases {
		if got := made(t, c.row, c.set).Deliver(&c.mail); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", c.name, got, c.want)
		}
	}
}

func TestEachAddressGetsOneLetterInOrder(t *testing.T) {
	to := []int{9, 4, 6}
	for _, name := range []string{"forward", "redirect"} {
		rule := made(t, name, func(p *Params) { p.To = to })
		to[0] = 1 // the rule has a copy
		v := rule.Deliver(from(alice))
		if len(v.Generated) != 3 || v.Generated[0].To != 9 || v.Generated[1].To != 4 || v.Generated[2].To != 6 {
			t.Errorf("%s: %+v", name, v.Generated)
		}
		to[0] = 9
	}
}

func TestASenderIsAnsweredOnceUntilAgain(t *testing.T) {
	cases := []struct {
		again time.Duration
		want  int // answers to a message each hour from 0h to 24h
	}{{-1, 1}, {24 * time.Hour, 2}, {24*time.Hour + 1, 1}, {time.Hour, 25}, {time.Hour + 1, 13}, {5 * time.Hour, 5}}
	for _, c := range cases {
		rule, answers := made(t, "out-of-office", func(p *Params) { p.Again = c.again }), 0
		for h := range 25 {
			answers += len(rule.Deliver(&Mail{At: time.Duration(h) * time.Hour, Sender: alice}).Generated)
		}
		if answers != c.want {
			t.Errorf("again = %s: %d answers, not %d", c.again, answers, c.want)
		}
	}
}

func TestTheTenThousandAndFirstSenderIsAnsweredEachTime(t *testing.T) {
	rule := made(t, "out-of-office", nil)
	for s := range uint64(usualSenders) {
		if v := rule.Deliver(from(1 + s)); len(v.Generated) != 1 || v.Evicted {
			t.Fatalf("sender %d: %+v", s, v)
		}
	}
	for range 5 {
		if v := rule.Deliver(from(usualSenders + 1)); len(v.Generated) != 1 || !v.Evicted {
			t.Fatalf("one more sender: %+v", v)
		}
		if v := rule.Deliver(from(1)); len(v.Generated) != 0 || v.Evicted {
			t.Fatalf("the first sender: %+v", v)
		}
	}
}

func TestWhoFadesMakesRoom(t *testing.T) {
	rule := made(t, "out-of-office", func(p *Params) { p.Remembers, p.Again = 1, time.Hour })
	rule.Deliver(&Mail{At: 0, Sender: alice})
	if v := rule.Deliver(&Mail{At: time.Hour - 1, Sender: bob}); !v.Evicted || len(v.Generated) != 1 {
		t.Errorf("there is room for bob: %+v", v)
	}
	if v := rule.Deliver(&Mail{At: time.Hour, Sender: bob}); v.Evicted || len(v.Generated) != 1 {
		t.Errorf("there is no room for bob: %+v", v)
	}
	if v := rule.Deliver(&Mail{At: time.Hour, Sender: bob}); len(v.Generated) != 0 {
		t.Errorf("bob is not remembered: %+v", v)
	}
}

func TestWhoIsNotAnsweredIsNotRemembered(t *testing.T) {
	rule := made(t, "out-of-office", func(p *Params) { p.Limit = 1 })
	auto, passed := from(alice), from(alice)
	auto.Auto, passed.Passed = true, 1
	for _, m := range []*Mail{auto, passed} {
		if v := rule.Deliver(m); len(v.Generated) != 0 || v.Stopped != 1 {
			t.Errorf("%+v: %+v", m, v)
		}
	}
	if v := rule.Deliver(from(alice)); len(v.Generated) != 1 {
		t.Error("she still waits for an answer")
	}
	if v := rule.Deliver(auto); v.Stopped != 0 {
		t.Error("nothing would have been written, and yet something was stopped")
	}
}

func TestSwitchedOffItForgets(t *testing.T) {
	rule := made(t, "out-of-office", func(p *Params) { p.Starts, p.Lasts = minute, minute })
	rule.Deliver(from(alice))
	o := rule.(*outOfOffice)
	if len(o.answered.since) != 1 {
		t.Fatal("it does not remember")
	}
	rule.Deliver(&Mail{At: 2 * minute, Sender: alice})
	if len(o.answered.since)+len(o.answered.order) != 0 {
		t.Error("it remembers still")
	}
}

func TestRetentionCountsFromTheKeptCopy(t *testing.T) {
	rule := made(t, "dedup", func(p *Params) { p.Retention = time.Hour })
	for _, c := range []struct {
		at   time.Duration
		want Fate
	}{{0, Kept}, {time.Hour / 2, Duplicate}, {time.Hour - 1, Duplicate}, {time.Hour, Kept}, {2*time.Hour - 1, Duplicate}, {2 * time.Hour, Kept}} {
		if v := rule.Deliver(&Mail{At: c.at, Message: 5}); v.Fate != c.want || v.Evicted {
			t.Errorf("at %s: %+v", c.at, v)
		}
	}
}

func TestAQuotaFillsToItsLastByte(t *testing.T) {
	b := New([]Rule{made(t, "quota", func(p *Params) { p.Quota, p.Used = 1000, 400 })})
	for _, c := range []struct {
		size int64
		want Fate
	}{{601, Full}, {500, Kept}, {101, Full}, {100, Kept}, {1, Full}, {1<<63 - 1, Full}, {0, Kept}} {
		if room := b.HasRoom(c.size); room != (c.want == Kept) || room != b.HasRoom(c.size) {
			t.Errorf("%d bytes: room %t", c.size, room)
		}
		if v := b.Deliver(&Mail{Size: c.size}); v.Fate != c.want {
			t.Errorf("%d bytes: %+v", c.size, v)
		}
	}
	if !New(nil).HasRoom(1<<63 - 1) {
		t.Error("there is no room where nobody counts")
	}
}
