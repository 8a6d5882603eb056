package sim_test

import (
	"fmt"
	"math"
	"testing"

	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim"
)

var greylisting = scenariotest.Mail("first", "sender@contoso.example", "", "75KB", `to = {recipients = 20000, domains = ["fabrikam.example"]}`) +
	scenariotest.Host("exo", "exchange-online-fixed15", "contoso.example", "*=fabrikam") +
	scenariotest.Host("fabrikam", "", "fabrikam.example", "") +
	scenariotest.Guard("fabrikam", "grey", "greylist", `wait = "5m" # shorter than the first interval`,
		`window = "2d" # longer than until the last attempt`, "passes = 0")

// passes counts first contacts by the attempt with which the greylist lets them in: each message is from the same sender to
// a recipient of its own, so that no triplet serves two.
func passes(t *testing.T, set ...string) (byAttempt [100]int, messages int) {
	t.Helper()
	c := configured(t, greylisting, set...)
	all := c.Mails[0]
	c.Mails = nil
	for i, to := range all.To {
		one := all
		one.Name, one.To = fmt.Sprint("first-", i), []int{to}
		c.Mails = append(c.Mails, one)
	}
	scenariotest.Finish(t, sim.New(c, func(r *sim.Record) {
		if r.Kind == sim.HandedOver {
			byAttempt[r.Attempt]++
		}
	}))
	return byAttempt, len(all.To)
}

// A greylist that knows n addresses apart, each attempt from any of them, is the paradox of the birthdays: by attempt k
// a share of 1 - n!/((n-k)! n^k) has passed. The span of four standard errors is that of a binomial share.
func TestGreylistPassesAsBirthdaysMeet(t *testing.T) {
	for _, c := range []struct {
		n            int // addresses, as the greylist tells them apart
		client, pool string
	}{
		{10, "exact", "servers = 10"},
		{40, "exact", "servers = 40"},
		{10, "network", "servers = 40, networks = 10"},
		{1, "pool", "servers = 40"},
	} {
		byAttempt, messages := passes(t, `host.exo.pool = {`+c.pool+`, pick = "drawn"}`, "host.fabrikam.guard.grey.client="+c.client)
		apart, passed := 1.0, 0 // apart: that the first k addresses all differ
		for k := 1; k <= c.n+1; k++ {
			apart *= 1 - float64(k-1)/float64(c.n)
			passed += byAttempt[k]
			want, got := 1-apart, float64(passed)/float64(messages)
			if off := 4 * math.Sqrt(want*apart/float64(messages)); math.Abs(got-want) > off+1e-9 {
				t.Errorf("%s of %d: %.4f passed by attempt %d, want %.4f within %.4f", c.client, c.n, got, k, want, off)
			}
		}
		if passed != messages {
			t.Errorf("%s of %d: %d of %d passed by attempt %d; one more attempt than addresses repeats one", c.client, c.n, passed, messages, c.n+1)
		}
	}
}
