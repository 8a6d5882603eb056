package fault

import (
	"testing"
	"time"

	"mailstorm/sim/random"
	"mailstorm/sim/smtp"

	"pgregory.net/rapid"
)

var replies = []smtp.Reply{{}, smtp.OK, {Code: 421}, later, never, code(452, 4, 3, 1), code(552, 5, 2, 2)}

// drawParams sets some of the parameters that a kind takes, sensibly or not.
func drawParams(t *rapid.T, k Kind) Params {
	p := Unset
	for _, name := range k.Takes {
		if !rapid.Bool().Draw(t, "has "+name) {
			continue
		}
		switch v := parameter(name).At(&p).(type) {
		case *smtp.Phase:
			*v = smtp.Phase(rapid.IntRange(0, int(smtp.Phases)-1).Draw(t, name))
		case *smtp.Reply:
			*v = rapid.SampledFrom(replies).Draw(t, name)
		case *uint32:
			*v = rapid.Uint32Range(0, 4).Draw(t, name)
		case *bool:
			*v = rapid.Bool().Draw(t, name)
		case *random.Share:
			*v = drawShare(t, name)
		case *int64:
			*v = rapid.Int64Range(0, 50*mega).Draw(t, name)
		case *time.Duration:
			*v = drawTime(t, name)
		case *Lookup:
			v.Choose(rapid.SampledFrom(v.Words()).Draw(t, name))
		case *[]Step:
			*v = rapid.SliceOfN(rapid.Custom(drawStep), 1, 4).Draw(t, name)
		default:
			t.Fatalf("%s has the type %T, which no scenario can write", name, v)
		}
	}
	return p
}

func drawShare(t *rapid.T, name string) random.Share {
	return random.Share(rapid.Uint64Range(0, uint64(random.All)).Draw(t, name))
}

func drawTime(t *rapid.T, name string) time.Duration {
	return time.Duration(rapid.Int64Range(0, int64(20*time.Minute)).Draw(t, name))
}

func drawStep(t *rapid.T) Step { return Step{drawTime(t, "at"), drawShare(t, "good")} }

func drawSession(t *rapid.T) Session {
	s := Session{Patience: new(smtp.Patience)}
	s.Size = rapid.Int64Range(0, 50*mega).Draw(t, "size")
	s.Carried = rapid.Uint32Range(0, 4).Draw(t, "carried")
	for i := range s.Patience {
		s.Patience[i] = drawTime(t, smtp.Phase(i).String())
	}
	return s
}

func TestLaws(t *testing.T) {
	for _, k := range Kinds {
		t.Run(k.Name, rapid.MakeCheck(func(t *rapid.T) {
			p, s := drawParams(t, k), drawSession(t)
			f, err := k.Make(p)
			if err != nil {
				if f != nil {
					t.Fatalf("a fault beside the error %v", err)
				}
				return
			}
			a := f.Apply(s)
			again, _ := k.Make(p)
			if a != f.Apply(s) || a != again.Apply(s) {
				t.Fatal("equal input, another answer")
			}
			lawful(t, s, a)
			s.Size = drawSession(t).Size
			if other := f.Apply(s); a.Phase < smtp.Data && other != a {
				t.Fatalf("what ends before DATA depends on the size of the data: %+v and %+v", a, other)
			}
			if k.ShareSteps != nil {
				lawfulFalls(t, k.ShareSteps(p))
			}
		}))
	}
}

func lawful(t *rapid.T, s Session, a Effect) {
	demand := func(holds bool, law string) {
		if !holds {
			t.Fatalf("%s: %+v for %+v", law, a, s)
		}
	}
	demand(a.Phase < smtp.Phases && a.Cause < smtp.Causes, "phase and cause exist")
	demand(0 <= a.Bytes && a.Bytes <= s.Size, "bytes lie between 0 and the size")
	demand(a.Phase >= smtp.Data || a.Bytes == 0, "nothing crosses before DATA")
	demand(a.Phase != smtp.Dot || a.Bytes == s.Size, "at the dot all has crossed")
	demand(a.Delay > 0 && a.Cause == smtp.None || !a.Kept || a.Phase == smtp.Dot, "only what arrived whole is kept")
	demand((a.Cause == smtp.Said) == (a.Reply != smtp.Reply{}), "a reply exactly when the host said something")
	demand(a.Cause != smtp.Said || a.Reply.Code/100 == 4 || a.Reply.Permanent(), "what failed was said with 4xx or 5xx")
	demand(a.Delay > 0 || a.Cause != smtp.None || a.Phase == smtp.Dot, "a 250 comes after the dot")
	demand(!a.Clear || a.Cause == smtp.None && a.Kept, "without TLS nothing else fails")
	demand(a.Duration >= 0, "no time runs back")
	waits := a.Cause == smtp.Stalled || a.Cause == smtp.Unanswered
	demand(!waits || a.Duration == s.Patience[a.Phase], "who hears nothing waits as long as patience lasts")
	demand(a.Duration <= s.Patience[a.Phase], "nobody waits beyond patience")
}

func lawfulFalls(t *rapid.T, falls []Step) {
	if len(falls) == 0 || falls[0].At != 0 || len(falls) > 1001 {
		t.Fatalf("%d falls, and they begin at the start of the span", len(falls))
	}
	for i, s := range falls {
		if s.Share > random.All || i > 0 && s.At <= falls[i-1].At {
			t.Fatalf("fall %d of %v", i, falls)
		}
	}
}

func TestPerDayFallsToNone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Unset
		p.Good = drawShare(t, "good")
		p.PerDay = random.Share(rapid.Uint64Range(uint64(leastFall), uint64(random.All)).Draw(t, "per day"))
		falls := kindNamed("tls-rollout").ShareSteps(p)
		lawfulFalls(t, falls)
		for i := 1; i < len(falls); i++ {
			if falls[i].Share <= falls[i-1].Share {
				t.Fatalf("the affected share does not grow: %v", falls)
			}
		}
		if falls[len(falls)-1].Share != random.All {
			t.Fatalf("good servers are left: %v", falls)
		}
	})
}
