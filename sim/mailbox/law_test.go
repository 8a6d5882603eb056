package mailbox

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// drawParams sets some of the parameters that a row takes, sensibly or not.
func drawParams(t *rapid.T, r Row) Params {
	p := needed(r)
	for _, name := range r.Takes {
		if !rapid.Bool().Draw(t, "has "+name) {
			continue
		}
		switch v := parameter(name).At(&p).(type) {
		case *time.Duration:
			*v = time.Duration(rapid.IntRange(0, 50).Draw(t, name))
		case *int64:
			*v = int64(rapid.IntRange(0, 3000).Draw(t, name))
		case *uint32:
			*v = uint32(rapid.IntRange(0, 4).Draw(t, name))
		case *[]int:
			*v = rapid.SliceOfN(rapid.IntRange(0, 9), 0, 3).Draw(t, name)
		case *Choice:
			v.Say(rapid.Bool().Draw(t, name))
		case *From:
			v.Choose(rapid.SampledFrom(v.Words()).Draw(t, name))
		case *Answers:
			v.Choose(rapid.SampledFrom(v.Words()).Draw(t, name))
		default:
			t.Fatalf("%s has the type %T, which no scenario can write", name, v)
		}
	}
	return p
}

// drawMails is mail in order of time, of few messages and senders, so that they come again.
func drawMails(t *rapid.T) []Mail {
	mails := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Mail {
		return Mail{
			At:      time.Duration(rapid.IntRange(0, 20).Draw(t, "since the one before")),
			Message: rapid.Uint64Range(1, 8).Draw(t, "message"),
			Sender:  rapid.Uint64Range(0, 6).Draw(t, "sender"),
			Author:  rapid.Uint64Range(0, 6).Draw(t, "author"),
			Size:    rapid.Int64Range(0, 900).Draw(t, "size"),
			Auto:    rapid.Bool().Draw(t, "auto"),
			Bulk:    rapid.Bool().Draw(t, "bulk"),
			Passed:  rapid.Uint32Range(0, 4).Draw(t, "passed"),
		}
	}), 20, 60).Draw(t, "mails")
	for i := range mails[1:] {
		mails[i+1].At += mails[i].At
	}
	return mails
}

func TestEveryRowIsLawful(t *testing.T) {
	for _, r := range Rows {
		t.Run(r.Name, rapid.MakeCheck(func(t *rapid.T) {
			p, mails := drawParams(t, r), drawMails(t)
			p.To = slices.Clone(p.To)
			rule, err := r.Make(p)
			if err != nil {
				if rule != nil {
					t.Fatalf("a rule beside the error %v", err)
				}
				return
			}
			twin, _ := r.Make(p)
			for _, m := range mails {
				before := m
				v := rule.Deliver(&m)
				if m != before {
					t.Fatalf("the message became %+v", m)
				}
				if w := twin.Deliver(&m); !reflect.DeepEqual(v, w) {
					t.Fatalf("equal input, another verdict: %+v and %+v", v, w)
				}
				lawful(t, p, &m, v)
			}
		}))
	}
}

func lawful(t *rapid.T, p Params, m *Mail, v Verdict) {
	demand := func(holds bool, law string) {
		if !holds {
			t.Fatalf("%s: %+v for %+v", law, v, m)
		}
	}
	demand(v.Fate == Kept || len(v.Generated) == 0 && v.Stopped == 0, "what is not kept causes nothing")
	demand(len(v.Generated) == 0 || v.Stopped == 0, "a rule writes all its letters, or none")
	for _, l := range v.Generated {
		demand(l.Kind != Reply || l.ToAuthor == (p.Answers == FromLine), "an answer goes where it is said")
		demand(l.Kind != Reply || l.ToAuthor && m.Author != 0 || !l.ToAuthor && m.Sender != 0, "nobody answers nobody")
		demand(l.After > 0, "a letter takes time")
		demand(p.Limit == 0 || p.Limit == unset || l.Passed == m.Passed+1 && l.Passed <= p.Limit, "who counts, counts up to the limit")
		demand(p.Manners != Yes || l.Kind != Reply || !m.Auto && !m.Bulk, "manners leave automatic mail alone")
		demand(m.At >= p.Starts && (p.Lasts < 0 || m.At < p.Starts+p.Lasts), "a rule that is off writes nothing")
		demand(l.Kind == Reply || slices.Contains(p.To, l.To), "letters go to those that are named")
		demand(l.Kind == Forward || l.Null == (l.Kind == Redirect && m.Sender == 0 || l.Kind == Reply && l.Null), "who writes is known")
		demand(l.Kind != Redirect || l.Size == m.Size && l.Auto == m.Auto, "a redirect is the message")
		demand(l.Size >= 0 && (p.Size < 0 || l.Kind == Redirect || l.Size == p.Size || l.Size == p.Size+m.Size), "size, and what it quotes")
	}
}

func TestNobodyAnswersTheNullSender(t *testing.T) {
	for _, name := range []string{"out-of-office", "robot"} {
		r := rowNamed(name)
		rapid.Check(t, func(t *rapid.T) {
			p := drawParams(t, r)
			rule, err := r.Make(p)
			if err != nil || p.Answers == FromLine {
				return
			}
			for _, m := range drawMails(t) {
				if v := rule.Deliver(&m); m.Sender == 0 && !reflect.DeepEqual(v, Verdict{}) {
					t.Fatalf("%s: %+v for %+v", name, v, m)
				}
			}
		})
	}
}

// A kept copy, as a naive mailbox would write it down.
type kept struct {
	message uint64
	at      time.Duration
}

func TestDedupIsANaiveListOfWhatWasKept(t *testing.T) {
	r := rowNamed("dedup")
	rapid.Check(t, func(t *rapid.T) {
		p := Unset
		p.Retention = time.Duration(rapid.IntRange(1, 100).Draw(t, "retention"))
		p.Remembers = rapid.Uint32Range(1, 6).Draw(t, "remembers")
		rule, _ := r.Make(p)
		var list []kept
		for _, m := range drawMails(t) {
			list = slices.DeleteFunc(list, func(k kept) bool { return m.At >= k.at+p.Retention })
			want := Verdict{}
			switch known := slices.ContainsFunc(list, func(k kept) bool { return k.message == m.Message }); {
			case known:
				want.Fate = Duplicate
			case len(list) == int(p.Remembers):
				want.Evicted, list = true, list[1:]
				fallthrough
			default:
				list = append(list, kept{m.Message, m.At})
			}
			if v := rule.Deliver(&m); !reflect.DeepEqual(v, want) {
				t.Fatalf("%+v for %+v, not %+v", v, m, want)
			}
			bounded(t, &rule.(*dedup).seen)
		}
	})
}

func bounded(t *rapid.T, y *memory) {
	if len(y.since) > int(y.bound) || len(y.order)-y.first != len(y.since) || len(y.order) > 2*int(y.bound) {
		t.Fatalf("%d names and a list of %d for a bound of %d", len(y.since), len(y.order), y.bound)
	}
}

func TestOutOfOfficeIsANaiveListOfWhoWasAnswered(t *testing.T) {
	r := rowNamed("out-of-office")
	rapid.Check(t, func(t *rapid.T) {
		p := Unset
		p.Manners = No
		p.Remembers = rapid.Uint32Range(1, 6).Draw(t, "remembers")
		if rapid.Bool().Draw(t, "has again") {
			p.Again = time.Duration(rapid.IntRange(1, 100).Draw(t, "again"))
		}
		rule, _ := r.Make(p)
		var list []kept
		for _, m := range drawMails(t) {
			list = slices.DeleteFunc(list, func(k kept) bool { return p.Again >= 0 && m.At >= k.at+p.Again })
			known := slices.ContainsFunc(list, func(k kept) bool { return k.message == m.Sender })
			answered := m.Sender != 0 && !known
			full := len(list) == int(p.Remembers)
			if answered && !full {
				list = append(list, kept{m.Sender, m.At})
			}
			if v := rule.Deliver(&m); (len(v.Generated) == 1) != answered || v.Evicted != (answered && full) || v.Stopped > 0 {
				t.Fatalf("%+v for %+v with %v", v, m, list)
			}
			bounded(t, &rule.(*outOfOffice).answered)
		}
	})
}

func TestAQuotaIsNeverExceededAndRefusesNothingThatFits(t *testing.T) {
	r := rowNamed("quota")
	rapid.Check(t, func(t *rapid.T) {
		p := Unset
		p.Quota = rapid.Int64Range(1, 9000).Draw(t, "quota")
		p.Used = rapid.Int64Range(0, p.Quota).Draw(t, "used")
		rule, _ := r.Make(p)
		alone, _ := r.Make(p)
		b, used := New([]Rule{rule}), p.Used
		for _, m := range drawMails(t) {
			fits := used+m.Size <= p.Quota
			if b.HasRoom(m.Size) != fits {
				t.Fatalf("%d and %d of %d: room %t", used, m.Size, p.Quota, !fits)
			}
			want := Verdict{Fate: Full}
			if fits {
				want.Fate = Kept
			}
			if v, w := b.Deliver(&m), alone.Deliver(&m); !reflect.DeepEqual(v, want) || !reflect.DeepEqual(w, want) {
				t.Fatalf("%d and %d of %d: %+v, alone %+v", used, m.Size, p.Quota, v, w)
			}
			if fits {
				used += m.Size
			}
		}
	})
}

// TestABoxIsItsRulesOverWhatIsKept: what a gate keeps out is as if it had never come.
func TestABoxIsItsRulesOverWhatIsKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rules, alone []Rule
		for _, r := range Rows {
			p := drawParams(t, r)
			rule, err := r.Make(p)
			if err != nil {
				continue
			}
			twin, _ := r.Make(p)
			rules, alone = append(rules, rule), append(alone, twin)
		}
		b := New(rapid.Permutation(rules).Draw(t, "order"))
		for _, m := range drawMails(t) {
			v := b.Deliver(&m)
			if v.Fate != Kept {
				if len(v.Generated) > 0 || v.Stopped > 0 || v.Evicted {
					t.Fatalf("not kept, and yet %+v", v)
				}
				continue
			}
			letters, stopped, forgot := 0, uint32(0), false
			for _, r := range alone {
				w := r.Deliver(&m)
				letters, stopped, forgot = letters+len(w.Generated), stopped+w.Stopped, forgot || w.Evicted
				if w.Fate != Kept {
					t.Fatalf("kept, and yet %+v", w)
				}
			}
			if len(v.Generated) != letters || v.Stopped != stopped || v.Evicted != forgot {
				t.Fatalf("%+v, not %d letters, %d stopped, forgot %t", v, letters, stopped, forgot)
			}
		}
	})
}
