package guard

import (
	"math"
	"testing"
	"time"

	"mailstorm/sim/random"
)

func minutes(n int64) time.Duration { return time.Duration(n) * time.Minute }

// letters are one for each action: it passes, answers, cuts, swallows, discards, quarantines, diverts.
const letters = "pacsdqv"

// walk sends a guard encounters at moments and tells by letters what it did.
func walk(g Guard, e Request, moments ...time.Duration) (did string) {
	for _, e.At = range moments {
		did += string(letters[g.Check(&e).Action])
	}
	return did
}

func TestGreylistInTime(t *testing.T) {
	e := Request{Client: 1, Sender: 2, Recipient: 3}
	for _, row := range []struct {
		name    string
		moments []time.Duration
		want    string
	}{
		{"it passes from the wait on, and the first time stays", []time.Duration{0, minutes(3), minutes(5) - 1, minutes(5)}, "aaap"},
		{"a day later it still may", []time.Duration{0, 2*day - 1}, "ap"},
		{"after the window it is new", []time.Duration{0, 2 * day, 2*day + minutes(4), 2*day + minutes(5)}, "aaap"},
		{"known, it passes at once", []time.Duration{0, minutes(5), minutes(5), minutes(6)}, "appp"},
		{"each pass keeps it known", []time.Duration{0, minutes(5), 35 * day, 69 * day, 103 * day}, "apppp"},
		{"unless it stays away for too long", []time.Duration{0, minutes(5), minutes(5) + 35*day}, "apa"},
	} {
		g := build(t, "greylist", func(p *Params) { p.Passes = 0 })
		if got := walk(g, e, row.moments...); got != row.want {
			t.Errorf("%s: %s, want %s", row.name, got, row.want)
		}
	}
}

func TestGreylistSays(t *testing.T) {
	e := Request{Client: 1, Sender: 2, Recipient: 3}
	if v := build(t, "greylist", nil).Check(&e); v != (Verdict{Action: Refuse, Reply: greylisted}) {
		t.Errorf("%+v", v)
	}
	if v := build(t, "greylist", func(p *Params) { p.Code = throttled }).Check(&e); v != (Verdict{Action: Refuse, Reply: throttled}) {
		t.Errorf("%+v", v)
	}
}

// TestWhatMakesATriplet changes one thing between the two times.
func TestWhatMakesATriplet(t *testing.T) {
	first := Request{Client: 1, Server: 2, Network: 3, Sender: 4, Recipient: 5, Message: 6}
	for _, row := range []struct {
		name   string
		change func(*Request)
		want   string // by network, exact address, whole pool
	}{
		{"nothing", func(*Request) {}, "ppp"},
		{"message", func(e *Request) { e.Message++ }, "ppp"},
		{"server", func(e *Request) { e.Server++ }, "pap"},
		{"network", func(e *Request) { e.Network++ }, "app"},
		{"client", func(e *Request) { e.Client++ }, "aaa"},
		{"sender", func(e *Request) { e.Sender++ }, "aaa"},
		{"null sender", func(e *Request) { e.Sender = 0 }, "aaa"},
		{"recipient", func(e *Request) { e.Recipient++ }, "aaa"},
		{"sender and recipient exchanged", func(e *Request) { e.Sender, e.Recipient = e.Recipient, e.Sender }, "aaa"},
	} {
		got := ""
		for _, client := range []Client{Network, Exact, WholePool} {
			g := build(t, "greylist", func(p *Params) { p.Client = client })
			walk(g, first, 0)
			second := first
			row.change(&second)
			got += walk(g, second, minutes(10))
		}
		if got != row.want {
			t.Errorf("another %s: %s, want %s", row.name, got, row.want)
		}
	}
}

// The white list of postgrey: exact addresses, a triplet's first pass, once an hour at most.
func TestWhiteList(t *testing.T) {
	pair := func(n uint64) Request { return Request{Client: 1, Server: 1, Network: 1, Sender: 2, Recipient: n} }
	from := func(server, network uint16) Request {
		return Request{Client: 1, Server: server, Network: network, Sender: 2, Recipient: 99}
	}
	const hour = time.Hour
	for _, row := range []struct {
		name   string
		client Client
		walk   func(g Guard) string
		want   string
	}{
		{"three first passes an hour apart", Network, func(g Guard) string {
			return walk(g, pair(1), 0, hour) + walk(g, pair(2), hour, 2*hour) + walk(g, pair(3), 2*hour, 3*hour) + walk(g, pair(4), 3*hour)
		}, "ap" + "ap" + "ap" + "p"},
		{"a little less than an hour apart", Network, func(g Guard) string {
			return walk(g, pair(1), 0, hour) + walk(g, pair(2), hour, 2*hour-1) + walk(g, pair(3), 2*hour-1, 3*hour-2) + walk(g, pair(4), 3*hour-2)
		}, "ap" + "ap" + "ap" + "a"},
		{"later passes of one triplet", Network, func(g Guard) string {
			return walk(g, pair(1), 0, hour, 2*hour, 3*hour, 4*hour) + walk(g, pair(4), 4*hour)
		}, "apppp" + "a"},
		{"another address of the same network", Network, func(g Guard) string {
			walk(g, pair(1), 0, hour)
			walk(g, pair(2), hour, 2*hour)
			walk(g, pair(3), 2*hour, 3*hour)
			return walk(g, from(2, 1), 3*hour) + walk(g, from(1, 1), 3*hour)
		}, "a" + "p"},
		{"another address of a pool that is one client", WholePool, func(g Guard) string {
			walk(g, pair(1), 0, hour)
			walk(g, pair(2), hour, 2*hour)
			walk(g, pair(3), 2*hour, 3*hour)
			return walk(g, from(2, 2), 3*hour)
		}, "p"},
		{"each mail keeps it on the list, until none comes", Exact, func(g Guard) string {
			walk(g, pair(1), 0, hour)
			walk(g, pair(2), hour, 2*hour)
			walk(g, pair(3), 2*hour, 3*hour)
			return walk(g, from(1, 1), 3*hour+35*day-1) + walk(g, from(1, 1), 3*hour+70*day-2) + walk(g, from(1, 1), 3*hour+105*day-2)
		}, "p" + "p" + "a"},
	} {
		g := build(t, "greylist", func(p *Params) { p.Passes, p.Client = 3, row.client })
		if got := row.walk(g); got != row.want {
			t.Errorf("%s: %s, want %s", row.name, got, row.want)
		}
	}
}

// TestGreylistAgainstDrawnAddresses holds the closed form: a triplet by exact address passes by the k-th attempt unless the first k
// addresses, each drawn anew from n, all differ: with probability 1 - n!/((n-k)! n^k), the paradox of the birthdays.
func TestGreylistAgainstDrawnAddresses(t *testing.T) {
	const triplets = 20_000
	for _, n := range []uint64{1, 2, 8, 40} {
		for _, client := range []Client{Exact, Network} {
			apart, passed := 1.0, 0 // apart: the probability that all addresses so far differ
			for k, count := range passes(build(t, "greylist", func(p *Params) { p.Client, p.Passes = client, 0 }), n, triplets) {
				passed += count
				apart *= 1 - float64(k)/float64(n)
				want, got := 1-apart, float64(passed)/triplets
				if spread := 4 * math.Sqrt(apart*want/triplets); math.Abs(got-want) > spread+1e-9 {
					t.Errorf("%d addresses: %.4f passed by attempt %d, want %.4f within %.4f", n, got, k+1, want, spread)
				}
			}
		}
	}
}

// passes counts the triplets that pass with their first, second, ... attempt, one every six minutes until n + 1 addresses were drawn.
func passes(g Guard, n uint64, triplets int) []int {
	seed, counts, gone := random.NewSeed(1), make([]int, n+1), make([]bool, triplets)
	for k := range counts {
		for i := range gone {
			if gone[i] {
				continue
			}
			server := uint16(random.Below(seed.Draw(random.SenderServer, random.Mix(n, uint64(i)), uint64(k)), n))
			e := Request{Client: 1, Server: server, Network: server, Sender: 2, Recipient: uint64(i) + 1, At: minutes(6 * int64(k))}
			if gone[i] = g.Check(&e).Action == Pass; gone[i] {
				counts[k]++
			}
		}
	}
	return counts
}
