package guard

import (
	"fmt"
	"math/big"
	"testing"
	"time"

	"mailstorm/sim/random"
	"mailstorm/sim/smtp"

	"pgregory.net/rapid"
)

func TestRateLimit(t *testing.T) {
	sixOver := func(per Per) string {
		g := build(t, "rate-limit", func(p *Params) { p.Per = per }) // 3 in a minute
		got := ""
		for i := range uint64(5) { // of one client with two senders, then another client
			got += walk(g, Request{Client: 1, Sender: i % 2}, time.Duration(i))
		}
		return got + walk(g, Request{Client: 2, Sender: 0}, 5)
	}
	for per, want := range []string{"pppaap", "pppppa", "pppaaa"} {
		if got := sixOver(Per(per)); got != want {
			t.Errorf("per %s: %s, want %s", perWords[per], got, want)
		}
	}
	e := Request{Client: 1}
	g := build(t, "rate-limit", nil)
	got := walk(g, e, 0, 20*time.Second, 40*time.Second, 59*time.Second, time.Minute-1, time.Minute, time.Minute, 80*time.Second)
	if got != "pppaapap" {
		t.Errorf("%s: each place is free a minute after it was taken, and what was refused took none", got)
	}
	e.At = 81 * time.Second
	if v := g.Check(&e); v != (Verdict{Action: Refuse, Reply: reply(451, 4, 7, 500)}) {
		t.Errorf("%+v", v)
	}
}

func TestDuplicateCheck(t *testing.T) {
	e := Request{Message: 1, Recipient: 2, Client: 3}
	g := build(t, "duplicate-check", nil)
	if got := walk(g, e, 0, minutes(15), day-1, day, day+1); got != "pssps" {
		t.Errorf("%s: a message is known for a day since it first came", got)
	}
	for name, other := range map[string]Request{
		"recipient": {Message: 1, Recipient: 3}, "message": {Message: 2, Recipient: 2}, "pair": {Message: 2, Recipient: 1},
	} {
		if got := walk(g, other, day+2); got != "p" {
			t.Errorf("another %s is swallowed", name)
		}
	}
	if got := walk(g, Request{Message: 1, Recipient: 2, Client: 4, Sender: 5}, day+3); got != "s" {
		t.Error("the same message from another client is another message")
	}
}

// tell lets a guard know what the host takes and what leaves it.
func tell(g Guard, m Moment, e Request) {
	e.Moment = m
	g.Check(&e)
}

func TestLoopCheck(t *testing.T) {
	e, other := Request{Message: 1, Recipient: 2}, Request{Message: 1, Recipient: 3}
	g := build(t, "loop-check", nil)
	want := func(what, did string) {
		t.Helper()
		if got := walk(g, e, 0); got != did {
			t.Errorf("%s: %s", what, got)
		}
	}
	want("being asked is not being taken", "p")
	want("nor the second time", "p")
	tell(g, Queued, e)
	want("the first copy is in the queue", "a")
	if got := walk(g, other, 0); got != "p" {
		t.Error("another recipient loops")
	}
	tell(g, Queued, e)
	tell(g, Dequeued, e)
	want("one of two copies is still in the queue", "a")
	tell(g, Dequeued, other)
	want("nobody knows what left", "a")
	tell(g, Dequeued, e)
	want("both have left", "p")
	tell(g, Queued, e)
	if v := g.Check(&e); v != (Verdict{Action: Refuse, Reply: reply(554, 5, 4, 6)}) {
		t.Errorf("%+v", v)
	}
}

// TestLoopCheckTellsWhatItForgot holds that the next one who asks hears of it, once.
func TestLoopCheckTellsWhatItForgot(t *testing.T) {
	g := build(t, "loop-check", func(p *Params) { p.Memory = 1 })
	a, b := Request{Message: 1}, Request{Message: 2}
	tell(g, Queued, a)
	tell(g, Queued, b)
	tell(g, Queued, b)
	tell(g, Dequeued, b)
	if v := g.Check(&a); v != (Verdict{Evicted: true}) {
		t.Errorf("%+v", v)
	}
	if v := g.Check(&b); v.Evicted || v.Action != Refuse {
		t.Errorf("%+v", v)
	}
	tell(g, Dequeued, a)
	tell(g, Dequeued, b)
	if v := g.Check(&b); v != (Verdict{}) {
		t.Errorf("%+v", v)
	}
}

func TestOneQuestion(t *testing.T) {
	many, large := Request{Hops: 30}, Request{Size: 1001}
	for _, row := range []struct {
		kind  string
		set   func(*Params)
		e     Request
		want  Verdict
		phase smtp.Phase
	}{
		{"hop-limit", nil, Request{Hops: 29}, Verdict{}, smtp.Dot},
		{"hop-limit", nil, many, Verdict{Action: Refuse, Reply: reply(554, 5, 4, 14)}, smtp.Dot},
		{"hop-limit", func(p *Params) { p.Hops, p.Code = 1, looping }, Request{Hops: 1}, Verdict{Action: Refuse, Reply: looping}, smtp.Dot},
		{"hop-limit", func(p *Params) { p.Hops = 255 }, Request{Hops: 255}, Verdict{Action: Refuse, Reply: tooManyHops}, smtp.Dot},
		{"size-limit", nil, Request{Size: 1000}, Verdict{}, smtp.Mail},
		{"size-limit", nil, large, Verdict{Action: Refuse, Reply: reply(552, 5, 3, 4)}, smtp.Mail},
		{"size-limit", func(p *Params) { p.At = AtMail }, large, Verdict{Action: Refuse, Reply: tooLarge}, smtp.Mail},
		{"size-limit", func(p *Params) { p.At, p.Code = AtDot, throttled }, large, Verdict{Action: Refuse, Reply: throttled}, smtp.Dot},
		{"size-limit", func(p *Params) { p.At = AtDrop }, large, Verdict{Action: Drop, Bytes: 1000}, smtp.Data},
		{"size-limit", func(p *Params) { p.At = AtDrop }, Request{Size: 1000}, Verdict{}, smtp.Data},
		{"unknown-recipient", nil, Request{}, Verdict{Action: Refuse, Reply: reply(550, 5, 1, 1)}, smtp.Rcpt},
		{"unknown-recipient", func(p *Params) { p.Code = reply(550, 5, 4, 1) }, Request{}, Verdict{Action: Refuse, Reply: reply(550, 5, 4, 1)}, smtp.Rcpt},
		{"discard", nil, Request{}, Verdict{Action: Discard}, smtp.Dot},
		{"quarantine", nil, Request{}, Verdict{Action: Quarantine}, smtp.Dot},
	} {
		k, p := kindNamed(row.kind), least(row.kind)
		if row.set != nil {
			row.set(&p)
		}
		phase := k.Phase
		if k.PhaseFor != nil {
			phase = k.PhaseFor(p)
		}
		if v := build(t, row.kind, row.set).Check(&row.e); v != row.want || phase != row.phase {
			t.Errorf("%s for %+v: %+v at %s, want %+v at %s", row.kind, row.e, v, phase, row.want, row.phase)
		}
	}
}

// TestAttribution is the table of the field report: B's server sends through the shared host.
func TestAttribution(t *testing.T) {
	const relay, stranger = "relay", "stranger"
	straight := Verdict{Action: Divert, To: 4}
	refused := func(code uint16, class, subject, detail uint32) Verdict {
		return Verdict{Action: Refuse, Reply: reply(code, class, subject, detail)}
	}
	params := func(certificate, address []string) func(*Params) {
		return func(p *Params) {
			p.Certificate, p.Address, p.Domains = certificate, address, []string{"b.example"}
			p.Tenants, p.Closed = []Tenant{{"open.example", 4}, {"closed.example", 5}}, []string{"closed.example"}
			p.Elsewhere = []string{"far.example"}
		}
	}
	neither, certificate, address := params(nil, nil), params([]string{relay}, nil), params(nil, []string{relay})
	for i, row := range []struct {
		set              func(*Params)
		client, from, to string // from: the sender's domain; empty: the null sender
		want             Verdict
	}{
		{neither, relay, "b.example", "b.example", Verdict{}},
		{neither, relay, "b.example", "open.example", straight},
		{neither, relay, "", "open.example", straight}, // the NDR that found the back door
		{neither, relay, "b.example", "closed.example", refused(550, 5, 7, 51)},
		{neither, relay, "", "closed.example", refused(550, 5, 7, 51)},
		{neither, relay, "b.example", "far.example", refused(451, 4, 4, 62)},
		{neither, relay, "b.example", "nobody.example", refused(550, 5, 7, 64)},
		{certificate, relay, "b.example", "open.example", Verdict{}},
		{certificate, relay, "", "nobody.example", Verdict{}},
		{certificate, relay, "forwarded.example", "far.example", Verdict{}},
		{certificate, stranger, "b.example", "open.example", straight},
		{address, relay, "b.example", "nobody.example", Verdict{}},
		{address, relay, "", "nobody.example", refused(550, 5, 7, 64)},
		{address, relay, "forwarded.example", "far.example", refused(451, 4, 4, 62)},
		{address, relay, "", "b.example", Verdict{}},
		{address, stranger, "b.example", "nobody.example", refused(550, 5, 7, 64)},
	} {
		e := Request{Client: random.Name(row.client), Recipient: 9, Target: random.Name(row.to)}
		if row.from != "" {
			e.Sender, e.Domain = random.Name("someone@"+row.from), random.Name(row.from)
		}
		if v := build(t, "attribution", row.set).Check(&e); v != row.want {
			t.Errorf("row %d, %s to %s: %+v, want %+v", i, row.from, row.to, v, row.want)
		}
	}
}

// TestSubmissionLimits sends so many from one sender, one more, one from another, one inside, and again a day after the first.
func TestSubmissionLimits(t *testing.T) {
	for _, row := range []struct {
		kind  string
		most  int
		reply smtp.Reply
		want  string
		set   func(*Params)
	}{
		{"recipient-limit", 10_000, reply(550, 5, 1, 90), "apa", nil},
		{"external-limit", 2_000, reply(550, 5, 1, 90), "app", nil},
		{"tenant-limit", 10_000, reply(550, 5, 7, 233), "aap", nil},
		{"tenant-limit", 5_000, reply(550, 5, 7, 232), "aap", func(p *Params) {
			p.Licenses, p.Count, p.Code = unset64, 5_000, reply(550, 5, 7, 232)
		}},
	} {
		g := build(t, row.kind, row.set)
		for i := range row.most {
			if v := g.Check(&Request{Submitted: true, Sender: 1, Recipient: uint64(i + 1), At: time.Duration(i)}); v != (Verdict{}) {
				t.Fatalf("%s: recipient %d: %+v", row.kind, i, v)
			}
		}
		one, other := Request{Submitted: true, Sender: 1, At: minutes(1)}, Request{Submitted: true, Sender: 2}
		inside := one
		inside.Inside = true
		if v := g.Check(&one); v != (Verdict{Action: Refuse, Reply: row.reply}) {
			t.Errorf("%s: %+v", row.kind, v)
		}
		got := walk(g, one, minutes(2)) + walk(g, other, minutes(2)) + walk(g, inside, minutes(2))
		if got != row.want {
			t.Errorf("%s: %s, want %s", row.kind, got, row.want)
		}
		if got := walk(g, one, day-1, day, day); got != "apa" {
			t.Errorf("%s a day later: %s", row.kind, got)
		}
	}
}

func TestTenantLimitOfSomeLicenses(t *testing.T) {
	for n, want := range map[uint64]uint64{1: 10_000, 2: 10_312, 10: 12_006, 25: 14_259, 100: 22_059, 1000: 72_446,
		10_000: 324_979, 100_000: 1_590_639} {
		if got := allowance(n); got != want {
			t.Errorf("%d licences: %d, want %d", n, got, want)
		}
	}
}

// TestTenantLimitIsNearest holds r - 1/2 < 500 x n^0.7 < r + 1/2 in integers: both sides doubled, then to the tenth.
func TestTenantLimitIsNearest(t *testing.T) {
	power := func(x, n uint64) *big.Int {
		return new(big.Int).Exp(new(big.Int).SetUint64(x), new(big.Int).SetUint64(n), nil)
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.OneOf(rapid.Uint64Range(1, 2000), rapid.Uint64Range(1, largestCount)).Draw(t, "licenses")
		r := allowance(n) - 9500
		exact := new(big.Int).Mul(power(1000, 10), power(n, 7))
		if power(2*r-1, 10).Cmp(exact) >= 0 || power(2*r+1, 10).Cmp(exact) <= 0 {
			t.Fatalf("%d licences: %d is not the nearest", n, r)
		}
		if allowance(n+1)-9500 < r {
			t.Fatalf("one more than %d licences allows less", n)
		}
	})
}

func TestTenthRoot(t *testing.T) {
	for _, root := range []uint64{1, 2, 3, 1000, 999_999_937, 1<<63 - 1} {
		x := new(big.Int).Exp(new(big.Int).SetUint64(root), big.NewInt(10), nil)
		if got := tenthRoot(x); got != root {
			t.Errorf("%d is not %d", got, root)
		}
		if got := tenthRoot(x.Sub(x, big.NewInt(1))); got != root-1 {
			t.Errorf("%d is not below %d", got, root)
		}
	}
}

func TestReceiveLimit(t *testing.T) {
	g := build(t, "receive-limit", nil)
	to := func(sender uint64) Request { return Request{Sender: sender, Recipient: 1} }
	heard := func(e Request, at time.Duration) string {
		e.At = at
		v := g.Check(&e)
		return fmt.Sprint(letters[v.Action:v.Action+1], " ", v.Reply)
	}
	for i := range 1188 { // 33 % of 3600
		if got := walk(g, to(7), time.Duration(i)); got != "p" {
			t.Fatalf("message %d of one sender: %s", i, got)
		}
	}
	if got := heard(to(7), minutes(1)); got != "a 550 5.2.121" {
		t.Errorf("the first beyond a third: %s", got)
	}
	if got := walk(g, Request{Sender: 7, Recipient: 2}, minutes(1)); got != "p" {
		t.Error("the sender is closed for another mailbox as well")
	}
	for i := range 3600 - 1188 {
		if got := walk(g, to(100+uint64(i)), minutes(2)); got != "p" {
			t.Fatalf("message %d of other senders: %s", i, got)
		}
	}
	for _, row := range []struct {
		sender uint64
		at     time.Duration
		want   string
	}{
		{50_000, minutes(3), "a 550 5.2.122"},      // the mailbox is full
		{7, minutes(3), "a 550 5.2.122"},           // for everybody
		{50_000, minutes(62) + 1, "a 550 5.2.122"}, // and closed for an hour, though there is room by now
		{50_000, minutes(63), "p 0"},               // not longer
		{7, minutes(63), "p 0"},                    // the pair was closed at minute 1 only
	} {
		if got := heard(to(row.sender), row.at); got != row.want {
			t.Errorf("%d at %s: %s, want %s", row.sender, row.at, got, row.want)
		}
	}
	if got := walk(g, Request{Sender: 50_000, Recipient: 2}, minutes(63)); got != "p" {
		t.Error("another mailbox is closed as well")
	}
}

// TestClosedPair holds that a pair stays closed for the time of the block, even where the hour is over sooner, and no longer.
func TestClosedPair(t *testing.T) {
	e := Request{Sender: 1, Recipient: 1}
	for block, want := range map[time.Duration]string{minutes(90): "papaap", minutes(10): "pappaa", 0: "pappaa"} {
		g := build(t, "receive-limit", func(p *Params) { p.Count, p.Share, p.Block = 2, 50, block })
		got := walk(g, e, 0, minutes(1)) + walk(g, Request{Sender: 2, Recipient: 1}, minutes(2))
		if got += walk(g, e, minutes(61), minutes(90), minutes(91)); got != want {
			t.Errorf("block %s: %s, want %s", block, got, want)
		}
	}
}
