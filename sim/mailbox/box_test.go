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
	}{{[]int{0, 1}, Swallowed}, {[]int{1, 0}, Full}} {
		d, q := made(t, "dedup", nil), &quota{left: 100}
		rules, m := []Rule{d, q}, from(alice)
		b := NewBox([]Rule{rules[c.order[0]], rules[c.order[1]]})
		for range 2 {
			if v := b.Take(m); v.Fate != Full {
				t.Errorf("a message that does not fit: %+v", v)
			}
		}
		q.left = 600
		for _, want := range []Fate{Kept, c.later, c.later} {
			if v := b.Take(m); v.Fate != want {
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
	b := NewBox([]Rule{o, made(t, "forward", nil), made(t, "dedup", nil), made(t, "quota", func(p *Params) { p.Quota = 500 })})
	big := from(alice)
	big.Size = 501
	if v := b.Take(big); !reflect.DeepEqual(v, Verdict{Fate: Full}) {
		t.Errorf("%+v", v)
	}
	if v := b.Take(from(alice)); len(v.Letters) != 2 {
		t.Errorf("the message before was remembered: %+v", v)
	}
	if v := b.Take(from(bob)); !reflect.DeepEqual(v, Verdict{Fate: Swallowed}) {
		t.Errorf("a duplicate: %+v", v)
	}
	if o.(*outOfOffice).answered.knows(bob, minute) {
		t.Error("the duplicate was remembered")
	}
}

func TestWhatRulesSayIsAddedUp(t *testing.T) {
	b := NewBox([]Rule{
		made(t, "robot", func(p *Params) { p.Manners = Yes }),
		made(t, "out-of-office", func(p *Params) { p.Manners, p.Remembers = No, 1 }),
		made(t, "redirect", func(p *Params) { p.To = []int{1, 2} }),
		made(t, "forward", func(p *Params) { p.To, p.Limit = []int{3, 4}, 1 }),
		made(t, "robot", nil),
	})
	first, second := from(alice), from(bob)
	first.Passed, second.Auto = 1, true
	if v := b.Take(first); v.Stopped != 2 || v.Forgot || kinds(v) != "reply reply redirect redirect reply " {
		t.Errorf("%d stopped, forgot %t: %s", v.Stopped, v.Forgot, kinds(v))
	}
	if v := b.Take(second); v.Stopped != 1 || !v.Forgot || kinds(v) != "reply redirect redirect forward forward reply " {
		t.Errorf("%d stopped, forgot %t: %s", v.Stopped, v.Forgot, kinds(v))
	}
}

func kinds(v Verdict) (s string) {
	for _, l := range v.Letters {
		s += []string{"reply ", "forward ", "redirect "}[l.Kind]
	}
	return s
}

// stern is a rule from elsewhere.
type stern struct{ fate Fate }

func (s stern) Take(*Mail) Verdict { return Verdict{Fate: s.fate, Forgot: true, Stopped: 9} }

func TestAnyRuleMayKeepAMessageOut(t *testing.T) {
	after := made(t, "out-of-office", nil)
	b := NewBox([]Rule{made(t, "robot", nil), stern{Swallowed}, after})
	if v := b.Take(from(alice)); !reflect.DeepEqual(v, Verdict{Fate: Swallowed, Forgot: true}) {
		t.Errorf("%+v", v)
	}
	if after.(*outOfOffice).answered.knows(alice, minute) {
		t.Error("a later rule remembers")
	}
}

func TestMailThatCausesNothingCostsNothing(t *testing.T) {
	b := NewBox([]Rule{
		made(t, "dedup", nil),
		made(t, "quota", func(p *Params) { p.Quota = 1 << 40 }),
		made(t, "out-of-office", nil),
		made(t, "forward", func(p *Params) { p.Limit = 1 }),
		made(t, "robot", func(p *Params) { p.Manners = Yes }),
	})
	b.Take(from(alice))
	duplicate, auto := from(alice), &Mail{Sender: alice, Auto: true, Passed: 1}
	costs := func(m *Mail) float64 { return testing.AllocsPerRun(100, func() { b.Take(m) }) }
	if n := costs(duplicate); n != 0 {
		t.Errorf("a duplicate: %v allocations", n)
	}
	b.rules, b.gates = b.rules[1:], b.gates[1:] // the memory of dedup grows now and then
	if n := costs(auto); n != 0 {
		t.Errorf("stopped mail: %v allocations", n)
	}
	if n := testing.AllocsPerRun(100, func() { b.Room(5) }); n != 0 {
		t.Errorf("asking for room: %v allocations", n)
	}
}

func BenchmarkDuplicates(b *testing.B) {
	box, i := NewBox([]Rule{made(b, "dedup", func(p *Params) { p.Remembers = 10_000 })}), uint64(0)
	for b.Loop() {
		i++
		box.Take(&Mail{At: time.Duration(i), Message: i / 2})
	}
}

func BenchmarkReplies(b *testing.B) {
	box, m := NewBox([]Rule{made(b, "robot", nil)}), from(alice)
	for b.Loop() {
		box.Take(m)
	}
}
