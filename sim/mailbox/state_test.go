package mailbox

import (
	"reflect"
	"testing"
	"time"
)

func TestARefusedMessageIsNoDuplicateLater(t *testing.T) {
	for _, c := range []struct {
		order []int
		later Fate // of the copies after the first that fits
	}{{[]int{0, 1}, Duplicate}, {[]int{1, 0}, Full}} {
		d, q := made(t, "dedup", nil), &quota{left: 100}
		rules, m := []Rule{d, q}, from(alice)
		b := New([]Rule{rules[c.order[0]], rules[c.order[1]]})
		for range 2 {
			if v := b.Deliver(m); v.Fate != Full {
				t.Errorf("a message that does not fit: %+v", v)
			}
		}
		q.left = 600
		for _, want := range []Fate{Kept, c.later, c.later} {
			if v := b.Deliver(m); v.Fate != want {
				t.Errorf("order %v: %+v, not %d", c.order, v, want)
			}
		}
		if q.left != 100 {
			t.Error("a message that was not kept took room")
		}
	}
}

func TestAMessageThatIsNotKeptCausesNothing(t *testing.T) {
	o := made(t, "out-of-office", nil)
	b := New([]Rule{o, made(t, "forward", nil), made(t, "dedup", nil), made(t, "quota", func(p *Params) { p.Quota = 500 })})
	big := from(alice)
	big.Size = 501
	if v := b.Deliver(big); !reflect.DeepEqual(v, Verdict{Fate: Full}) {
		t.Errorf("%+v", v)
	}
	if v := b.Deliver(from(alice)); len(v.Generated) != 2 {
		t.Errorf("the message before was remembered: %+v", v)
	}
	if v := b.Deliver(from(bob)); !reflect.DeepEqual(v, Verdict{Fate: Duplicate}) {
		t.Errorf("a duplicate: %+v", v)
	}
	if o.(*outOfOffice).answered.has(bob, minute) {
		t.Error("the duplicate was remembered")
	}
}

func TestWhatRulesSayIsAddedUp(t *testing.T) {
	b := New([]Rule{
		made(t, "robot", func(p *Params) { p.Manners = Yes }),
		made(t, "out-of-office", func(p *Params) { p.Manners, p.Remembers = No, 1 }),
		made(t, "redirect", func(p *Params) { p.To = []int{1, 2} }),
		made(t, "forward", func(p *Params) { p.To, p.Limit = []int{3, 4}, 1 }),
		made(t, "robot", nil),
	})
	first, second := from(alice), from(bob)
	first.Passed, second.Auto = 1, true
	if v := b.Deliver(first); v.Stopped != 2 || v.Evicted || kinds(v) != "reply reply redirect redirect reply " {
		t.Errorf("%d stopped, forgot %t: %s", v.Stopped, v.Evicted, kinds(v))
	}
	if v := b.Deliver(second); v.Stopped != 1 || !v.Evicted || kinds(v) != "reply redirect redirect forward forward reply " {
		t.Errorf("%d stopped, forgot %t: %s", v.Stopped, v.Evicted, kinds(v))
	}
}

func kinds(v Verdict) (s string) {
	for _, l := range v.Generated {
		s += []string{"reply ", "forward ", "redirect "}[l.Kind]
	}
	return s
}

// stern is a rule from elsewhere.
type stern struct{ fate Fate }

func (s stern) Deliver(*Mail) Verdict { return Verdict{Fate: s.fate, Evicted: true, Stopped: 9} }

func TestAnyRuleMayKeepAMessageOut(t *testing.T) {
	after := made(t, "out-of-office", nil)
	b := New([]Rule{made(t, "robot", nil), stern{Duplicate}, after})
	if v := b.Deliver(from(alice)); !reflect.DeepEqual(v, Verdict{Fate: Duplicate, Evicted: true}) {
		t.Errorf("%+v", v)
	}
	if after.(*outOfOffice).answered.has(alice, minute) {
		t.Error("a later rule remembers")
	}
}

func TestMailThatCausesNothingCostsNothing(t *testing.T) {
	b := New([]Rule{
		made(t, "dedup", nil),
		made(t, "quota", func(p *Params) { p.Quota = 1 << 40 }),
		made(t, "out-of-office", nil),
		made(t, "forward", func(p *Params) { p.Limit = 1 }),
		made(t, "robot", func(p *Params) { p.Manners = Yes }),
	})
	b.Deliver(from(alice))
	duplicate, auto := from(alice), &Mail{Sender: alice, Auto: true, Passed: 1}
	costs := func(m *Mail) float64 { return testing.AllocsPerRun(100, func() { b.Deliver(m) }) }
	if n := costs(duplicate); n != 0 {
		t.Errorf("a duplicate: %v allocations", n)
	}
	b.rules, b.filters = b.rules[1:], b.filters[1:] // the memory of dedup grows now and then
	if n := costs(auto); n != 0 {
		t.Errorf("stopped mail: %v allocations", n)
	}
	if n := testing.AllocsPerRun(100, func() { b.HasRoom(5) }); n != 0 {
		t.Errorf("asking for room: %v allocations", n)
	}
}

func BenchmarkDuplicates(b *testing.B) {
	box, i := New([]Rule{made(b, "dedup", func(p *Params) { p.Remembers = 10_000 })}), uint64(0)
	for b.Loop() {
		i++
		box.Deliver(&Mail{At: time.Duration(i), Message: i / 2})
	}
}

func BenchmarkReplies(b *testing.B) {
	box, m := New([]Rule{made(b, "robot", nil)}), from(alice)
	for b.Loop() {
		box.Deliver(m)
	}
}
