package guard

import (
	"slices"
	"testing"
	"time"

	"mailstorm/sim/smtp"

	"pgregory.net/rapid"
)

// drawParams sets some of the parameters that a kind takes, to values that a short list of encounters can exhaust.
func drawParams(t *rapid.T, k Kind) Params {
	p := least(k.Name)
	for _, name := range k.Takes {
		if !rapid.Bool().Draw(t, "has "+name) {
			continue
		}
		switch to := parameter(name).At(&p).(type) {
		case *time.Duration:
			*to = time.Duration(rapid.IntRange(0, 30).Draw(t, name))
		case *uint32:
			*to = rapid.Uint32Range(0, 8).Draw(t, name)
		case *uint64:
			*to = rapid.OneOf(rapid.Uint64Range(0, 4), rapid.Uint64Range(0, 120)).Draw(t, name)
		case *int64:
			*to = rapid.Int64Range(0, 8).Draw(t, name)
		case *smtp.Reply:
			*to = rapid.SampledFrom([]smtp.Reply{smtp.OK, throttled, looping, {Code: 421}}).Draw(t, name)
		case *Rate:
			*to = Rate{rapid.Uint64Range(0, 4).Draw(t, "number"), time.Duration(rapid.IntRange(0, 20).Draw(t, "per"))}
		case *Client:
			*to = Client(rapid.IntRange(0, 2).Draw(t, name))
		case *Per:
			*to = Per(rapid.IntRange(0, 2).Draw(t, name))
		case *Refuses:
			*to = Refuses(rapid.IntRange(0, 1).Draw(t, name))
		case *CountMarks:
			*to = CountMarks{rapid.Uint32Range(0, 4).Draw(t, "closes"), rapid.Uint32Range(0, 4).Draw(t, "opens")}
		case *ByteMarks:
			*to = ByteMarks{rapid.Int64Range(0, 20).Draw(t, "closes"), rapid.Int64Range(0, 20).Draw(t, "opens")}
		case *At:
			*to = At(rapid.IntRange(0, 2).Draw(t, name))
		}
	}
	return p
}

// drawEncounter has few names, so that they come again.
func drawEncounter(t *rapid.T, k Kind, now time.Duration) Request {
	few := func(name string) uint64 { return rapid.Uint64Range(0, 2).Draw(t, name) }
	e := Request{Submitted: k.Submission, At: now, Inside: rapid.IntRange(0, 3).Draw(t, "inside") == 0,
		Message: few("message"), Client: few("client"), Sender: few("sender"), Server: uint16(few("server")), Network: uint16(few("network")),
		Size: rapid.Int64Range(0, 12).Draw(t, "size"), Hops: uint8(rapid.IntRange(0, 40).Draw(t, "hops"))}
	if k.PerRecipient {
		e.Recipient = few("recipient") + 1
	}
	if k.TracksQueue {
		e.Moment = Moment(rapid.Uint64Range(0, uint64(Left)).Draw(t, "moment"))
	}
	if k.TracksResults && rapid.Bool().Draw(t, "failed") {
		e.Moment = Failed
	}
	return e
}

// TestLaws holds for every kind: equal guards say the same of the same encounters; no memory grows beyond its bound; something is said to
// be forgotten exactly when a guard with room for all would remember more than the bound; and until then both say the same.
func TestLaws(t *testing.T) {
	for _, k := range Kinds {
		t.Run(k.Name, rapid.MakeCheck(func(t *rapid.T) {
			p := drawParams(t, k)
			g, err := k.Make(p)
			if err != nil {
				if g != nil {
					t.Fatalf("a guard beside the error %v", err)
				}
				return
			}
			again, _ := k.Make(p)
			roomy := p
			roomy.Memory = unset
			wide, _ := k.Make(roomy)
			now, forgot := time.Duration(0), false
			for range rapid.IntRange(1, 60).Draw(t, "encounters") {
				now += time.Duration(rapid.IntRange(0, 6).Draw(t, "passes"))
				e := drawEncounter(t, k, now)
				before := e
				v := g.Check(&e)
				if v != again.Check(&e) || e != before {
					t.Fatal("equal guards, another verdict; or what they met was changed")
				}
				lawful(t, k, e, v)
				forgot = bounded(t, p, g, wide, e, v, forgot)
			}
		}))
	}
}

// bounded compares a guard with one that has room for all, until the first of the two forgets.
func bounded(t *rapid.T, p Params, g, wide Guard, e Request, v Verdict, forgot bool) bool {
	small, remembers := g.(interface{ size() int })
	if !remembers || p.Memory == unset {
		if v.Evicted {
			t.Fatal("forgot although there is room")
		}
		return false
	}
	if small.size() > int(p.Memory) {
		t.Fatalf("%d entries of at most %d", small.size(), p.Memory)
	}
	if forgot {
		return true
	}
	want := wide.Check(&e)
	forgot = v.Evicted
	if l, untold := g.(*loopCheck); untold {
		forgot = l.forgot
	}
	if full := wide.(interface{ size() int }).size() > int(p.Memory); full != forgot {
		t.Fatalf("full: %v, forgot: %v", full, forgot)
	}
	if v.Evicted = false; !forgot && v != want {
		t.Fatalf("%+v, with room for all %+v", v, want)
	}
	return forgot
}

func lawful(t *rapid.T, k Kind, e Request, v Verdict) {
	demand := func(holds bool, law string) {
		if !holds {
			t.Fatalf("%s: %+v for %+v", law, v, e)
		}
	}
	demand(v.Action <= Divert, "the action exists")
	demand((v.Action == Refuse) == (v.Reply != smtp.Reply{}), "a reply exactly with an answer")
	demand(v.Action != Refuse || v.Reply.Code/100 == 4 || v.Reply.Permanent(), "who answers says 4xx or 5xx")
	demand(v.Action != Refuse || !k.Submission || v.Reply.Permanent(), "a user of the host is refused for good")
	demand(v.Bytes == 0 || v.Action == Drop, "bytes with a drop only")
	demand(v.Action != Drop || 0 <= v.Bytes && v.Bytes < e.Size, "it drops before the end")
	demand(v.Delay >= 0 && (v.Delay == 0 || v.Action == Pass), "only who passes waits")
	demand(v.To == 0 || v.Action == Divert, "a host with a diversion only")
	demand(!v.Evicted || slices.Contains(k.Takes, "memory"), "only a memory forgets")
	demand(e.Moment == Checked || v == Verdict{}, "who is told says nothing")
}
