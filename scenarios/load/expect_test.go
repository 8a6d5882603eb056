package load

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mailstorm/scenarios"
	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/expect"
	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
	"mailstorm/sim/smtp"
)

// sample is what a run of two hosts said; the rest is nothing.
func sample() *sim.Result {
	r := &sim.Result{Hosts: make([]sim.HostResult, 2)}
	for i := range r.Values {
		r.Values[i] = metrics.Int(0)
	}
	return r
}

// judged is the verdict on one line of [expect].
func judged(t *testing.T, line string, r *sim.Result, deliveries ...sim.Delivery) expect.Verdict {
	t.Helper()
	s := load(t, plain+"[expect]\n"+line+"\n")
	if len(s.Expect) != 1 {
		t.Fatalf("%s: %d expectations", line, len(s.Expect))
	}
	each := func(yield func(sim.Delivery) bool) {
		for _, d := range deliveries {
			if !yield(d) {
				return
			}
		}
	}
	return s.Expect.Judge([]expect.Answers{s.Expect.Answer(expect.Snapshot{Result: r, Deliveries: each}, nil)})[0]
}

func TestWants(t *testing.T) {
	none := metrics.Value{}
	hours := func(h float64) metrics.Value { return metrics.Int(int64(h * float64(time.Hour))) }
	for _, c := range []struct {
		condition string
		id        metrics.ID
		v         metrics.Value
		ok        bool
	}{
		{"28", metrics.Copies, metrics.Int(28), true}, {"= 28", metrics.Copies, metrics.Int(29), false}, {"!= 28", metrics.Copies, metrics.Int(29), true},
		{"25 .. 30", metrics.Copies, metrics.Int(25), true}, {"25..30", metrics.Copies, metrics.Int(30), true}, {"25 .. 30", metrics.Copies, metrics.Int(31), false},
		{"< 5", metrics.Copies, metrics.Int(5), false}, {"<=5", metrics.Copies, metrics.Int(5), true}, {"> 5", metrics.Copies, metrics.Int(5), false},
		{">= 5", metrics.Copies, metrics.Int(5), true}, {"0", metrics.Copies, metrics.Int(0), true},
		{"1.5", metrics.Amplification, metrics.Value{Num: 3, Den: 2, Known: true}, true}, {"> 1.33", metrics.Amplification, metrics.Value{Num: 4, Den: 3, Known: true}, true},
		{"24h .. 24h15m", metrics.NDRFirst, hours(24.1), true}, {"24h .. 24h15m", metrics.NDRFirst, hours(24.5), false}, {"<= 1.00:00:00", metrics.NDRFirst, hours(24), true},
		{"<= 1.2GB", metrics.WireBytes, metrics.Int(1_200_000_000), true}, {"< 5MB/s", metrics.WirePeak, metrics.Value{Num: 299_000_000, Den: 60, Known: true}, true},
		{"8Mbit/s", metrics.WirePeak, metrics.Int(1_000_000), true},
		{"none", metrics.NDRFirst, none, true}, {"none", metrics.NDRFirst, hours(1), false}, {"!= none", metrics.NDRFirst, hours(1), true}, {"!= none", metrics.NDRFirst, none, false},
		{"> 1h", metrics.NDRFirst, none, false}, {"0s .. 10d", metrics.NDRFirst, none, false}, {"!= 1h", metrics.NDRFirst, none, true},
		{"< ndr.max", metrics.NDRFirst, hours(1), true}, {"= ndr.max", metrics.NDRFirst, hours(2), true}, {"ndr.first .. ndr.max", metrics.NDRP50, hours(0.5), true},
		{"ndr.first .. ndr.max", metrics.NDRP50, hours(2.5), false}, {"1h .. ndr.max", metrics.NDRP50, hours(1), true}, {"> hidden", metrics.NDRFirst, hours(1), false},
		{"!= hidden", metrics.NDRFirst, hours(1), true}, {"> exo.attempts", metrics.Attempts, metrics.Int(3), false}, {">= exo.attempts", metrics.Attempts, metrics.Int(4), true},
	} {
		r := sample()
		r.Values[metrics.NDRMax], r.Values[metrics.Hidden] = hours(2), none
		r.Hosts[0].Values[metrics.Attempts] = metrics.Int(4)
		r.Values[c.id] = c.v
		if v := judged(t, fmt.Sprintf("%s = %q", metrics.Catalogue[c.id].Name, c.condition), r); v.OK != c.ok || v.Value != c.v {
			t.Errorf("%s %s: %+v", metrics.Catalogue[c.id].Name, c.condition, v)
		}
	}
}

// The nearest value that would have met it is inside the range, and for "<" one step further.
func TestNear(t *testing.T) {
	r := sample()
	r.Values[metrics.Copies] = metrics.Int(40)
	for want, near := range map[string]metrics.Value{"28": metrics.Int(28), "10 .. 30": metrics.Int(30), "50 .. 60": metrics.Int(50), "< 40": metrics.Int(39),
		"> 40": metrics.Int(41), "<= 39": metrics.Int(39), "!= 40": {}, "none": {}, "> exo.attempts": {}} {
		r.Hosts[0].Values[metrics.Attempts] = metrics.Value{}
		if v := judged(t, fmt.Sprintf("copies = %q", want), r); v.OK || v.Near != near {
			t.Errorf("%s: %+v", want, v)
		}
	}
}

func TestExpectations(t *testing.T) {
	s := load(t, plain+"[expect]\n\"exo.attempts\" = 2\nndr.first = \"24h\"\nlost = 0\nexo.wire.bytes = \"> 1MB\"\nfabrikam = {kept = 3}\n")
	want := []struct {
		name string
		id   metrics.ID
		host int
		line int
	}{{"exo.attempts", metrics.Attempts, 0, 14}, {"ndr.first", metrics.NDRFirst, -1, 15}, {"lost", metrics.LostDeliveries, -1, 16},
		{"exo.wire.bytes", metrics.WireBytes, 0, 17}, {"fabrikam.kept", metrics.Kept, 1, 18}}
	for i, e := range s.Expect {
		if e.Name != want[i].name || e.About.Id != want[i].id || e.About.Host != want[i].host || e.Line != want[i].line || e.File != "standard input" {
			t.Errorf("%+v", e)
		}
	}
	if len(s.Expect) != len(want) || s.Runs != 1 {
		t.Errorf("%d expectations of %d runs", len(s.Expect), s.Runs)
	}
}

func TestCodes(t *testing.T) {
	wrote := func(codes ...string) *sim.Result {
		r := sample()
		for i, c := range codes {
			reply, _ := decode.ParseLogged(c)
			r.Hosts[i%2].Wrote = append(r.Hosts[i%2].Wrote, sim.Tally{Reply: reply, Count: 2})
		}
		return r
	}
	for _, c := range []struct {
		line, said string
		r          *sim.Result
		ok         bool
	}{
		{`"ndr.code" = "5.4.318"`, "550 5.4.318", wrote("550 5.4.318"), true},
		{`"ndr.code" = "550"`, "550 5.4.318", wrote("550 5.4.318"), true},
		{`"ndr.code" = "554 5.4.318"`, "550 5.4.318", wrote("550 5.4.318"), false},
		{`"ndr.code" = "4.4.7"`, "550 4.4.7", wrote("550 4.4.7"), true},
		{`"ndr.code" = "5.4.318"`, "none", wrote(), false},
		{`"ndr.code" = "5.4.318"`, "2 x 550 5.4.318, 2 x 550 5.4.316", wrote("550 5.4.318", "550 5.4.316"), false},
		{`"ndr.code" = "5.4.316, 5.4.318"`, "2 x 550 5.4.318, 2 x 550 5.4.316", wrote("550 5.4.318", "550 5.4.316"), true},
		{`"exo.ndr.code" = "5.4.318"`, "550 5.4.318", wrote("550 5.4.318", "550 5.4.316"), true},
		{`"ndr.code" = "!= 5.4.316, 5.4.317"`, "550 5.4.318", wrote("550 5.4.318"), true},
		{`"ndr.code" = "!= 5.4.316"`, "2 x 550 5.4.318, 2 x 550 5.4.316", wrote("550 5.4.318", "550 5.4.316"), false},
		{`"ndr.code" = "!= 5.4.316"`, "none", wrote(), true},
		{`"ndr.code" = "none"`, "none", wrote(), true},
		{`"ndr.code" = "!= none"`, "550 5.4.318", wrote("550 5.4.318"), true},
	} {
		if v := judged(t, c.line, c.r); v.OK != c.ok || v.Said != c.said {
			t.Errorf("%s: %+v", c.line, v)
		}
	}
}

// Three messages of one table: one bounced, one that arrived twice, one that waits.
func TestDeliveries(t *testing.T) {
	three := []sim.Delivery{
		{Message: 0, To: 1, Row: sim.RowNDR, NDRs: 1, NDRsDelivered: 1, NDRAt: 25 * time.Hour, Written: time.Hour, Code: smtp.Reply{Code: 550, Enhanced: smtp.Status(5, 4, 316)}},
		{Message: 4, To: 1, Row: sim.RowAccepted, Column: 2, Copies: 3, First: 2 * time.Hour, Written: time.Hour},
		{Message: 5, To: 1, Row: sim.RowPending},
		{Message: 6, To: 1, Mail: 1, Row: sim.RowAccepted, Column: 1, Copies: 1},
	}
	for _, c := range []struct {
		line string
		ok   bool
		said string
		v    metrics.Value
	}{
		{`"deck 1 to partner@fabrikam.example" = "honest NDR"`, true, "honest NDR", metrics.Value{}},
		{`"deck 1 to partner@FABRIKAM.example" = "told"`, true, "honest NDR", metrics.Value{}},
		{`"deck 2 to partner@fabrikam.example" = "delivered, duplicated"`, true, "duplicated", metrics.Value{}},
		{`"deck 3 to partner@fabrikam.example" = "pending"`, true, "waiting", metrics.Value{}},
		{`"deck 3 to partner@fabrikam.example" = "!= waiting"`, false, "waiting", metrics.Value{}},
		{`"deck to partner@fabrikam.example" = "!= lost"`, true, "1 x honest NDR, 1 x waiting, 1 x duplicated", metrics.Value{}},
		{`"deck to partner@fabrikam.example" = "waiting"`, false, "1 x honest NDR, 1 x waiting, 1 x duplicated", metrics.Value{}},
		{`"copies of deck to partner@fabrikam.example" = 3`, true, "", metrics.Int(3)},
		{`"duplicates of deck 2 to partner@fabrikam.example" = "<= 1"`, false, "", metrics.Int(2)},
		{`"ndr.first of deck to partner@fabrikam.example" = "24h"`, true, "", metrics.Int(int64(24 * time.Hour))},
		{`"delivery.max of deck to partner@fabrikam.example" = "> ndr.max of deck to partner@fabrikam.example"`, false, "", metrics.Int(int64(time.Hour))},
		{`"delivery.max of deck 3 to partner@fabrikam.example" = "none"`, true, "", metrics.Value{Den: 1}},
		{`"ndr.code of deck to partner@fabrikam.example" = "5.4.316"`, true, "550 5.4.316", metrics.Value{}},
		{`"ndr.code of deck 2 to partner@fabrikam.example" = "none"`, true, "none", metrics.Value{}},
	} {
		s := strings.Replace(plain, "size", "count = 3\nsize", 1) + "[expect]\n" + c.line + "\n"
		e := load(t, s)
		v := e.Expect.Judge([]expect.Answers{e.Expect.Answer(expect.Snapshot{Result: sample(), Deliveries: func(yield func(sim.Delivery) bool) {
			for _, d := range three {
				yield(d)
			}
		}}, nil)})[0]
		if v.OK != c.ok || v.Said != c.said || v.Value != c.v {
			t.Errorf("%s: %+v", c.line, v)
		}
	}
}

// Over many runs: so many of them, their mean, a quantile of them; runs without a value are not in the mean and do not meet a share.
func TestManyRuns(t *testing.T) {
	for _, c := range []struct {
		line string
		ok   bool
		said string
		v    metrics.Value
		run  uint32
	}{
		{`"ndr.p95" = {is = "<= 3h", of = "75% of runs"}`, true, "so in 3 of 4 runs", metrics.Value{}, 3},
		{`"ndr.p95" = {is = "<= 3h", of = "75.1% of runs"}`, false, "so in 3 of 4 runs", metrics.Value{}, 3},
		{`"ndr.p95" = {is = "!= none"}`, false, "so in 3 of 4 runs", metrics.Value{}, 3},
		{`"ndr.p95" = {mean = "2h"}`, true, "", metrics.Int(int64(2 * time.Hour)), 0},
		{`"ndr.p95" = {p50 = "2h"}`, true, "", metrics.Int(int64(2 * time.Hour)), 1},
		{`"ndr.p95" = {p100 = "< 3h"}`, false, "", metrics.Int(int64(3 * time.Hour)), 2},
		{`"copies" = {mean = "2.5"}`, true, "", metrics.Value{Num: 5, Den: 2, Known: true}, 0},
		{`"copies" = {is = "> 1"}`, false, "so in 3 of 4 runs", metrics.Value{}, 0},
	} {
		s := load(t, plain+"[expect]\nruns = 4\n"+c.line+"\n")
		var runs []expect.Answers
		for i := range 4 {
			r := sample()
			r.Values[metrics.NDRP95] = metrics.Value{Num: int64(i+1) * int64(time.Hour), Den: 1, Known: i < 3}
			r.Values[metrics.Copies] = metrics.Int(int64(i + 1))
			runs = append(runs, s.Expect.Answer(expect.Snapshot{Result: r}, nil))
		}
		if v := s.Expect.Judge(runs)[0]; v.OK != c.ok || v.Said != c.said || v.Value != c.v || v.Run != c.run || s.Runs != 4 {
			t.Errorf("%s: %+v", c.line, v)
		}
	}
	s := load(t, plain+"[expect]\ncopies = {is = \"<= 3\", of = \"95% of runs\", mean = \"< 2\", p90 = 3}\n")
	var names []string
	for _, e := range s.Expect {
		names = append(names, e.Name+" "+e.Wanted)
	}
	if got := strings.Join(names, "; "); got != "copies <= 3 in 95% of runs; copies, mean of runs < 2; copies, p90 of runs 3" || s.Runs != expect.UsualRuns {
		t.Errorf("%s of %d", got, s.Runs)
	}
}

// play runs a storm and shows its records.
func play(t *testing.T, c *sim.Config, sink sim.Sink) (*sim.World, *sim.Result) {
	t.Helper()
	w := sim.New(c, sink)
	return w, scenariotest.Finish(t, w)
}

// What is told of a moment is told by a run that ends there. It is the same storm: its records are those of the whole one up to then.
func TestMomentsAreOfTheSameStorm(t *testing.T) {
	for _, e := range scenarios.Library() {
		s, err := Load(e.Name, Options{})
		if err != nil {
			t.Fatal(err)
		}
		var all []sim.Record
		_, r := play(t, s.Config, func(r *sim.Record) { all = append(all, *r) })
		for _, at := range []time.Duration{0, time.Hour, all[len(all)/2].At, r.End} {
			if s.Config.Length > 0 {
				at = min(at, s.Config.Length-1) // what would happen at the very end happens no more
			}
			var want sim.Digest
			for i := range all {
				if all[i].At <= at {
					want.Fold(&all[i])
				}
			}
			short := *s.Config
			short.Length = at + 1
			if _, got := play(t, &short, nil); got.Digest != want.Sum() {
				t.Errorf("%s at %v is another storm", e.Name, at)
			}
		}
	}
}

// The metrics of single deliveries add up to those of the run.
func TestLettersAddUp(t *testing.T) {
	for _, e := range scenarios.Library() {
		s, err := Load(e.Name, Options{})
		if err != nil {
			t.Fatal(err)
		}
		w, r := play(t, s.Config, nil)
		var all []sim.Delivery
		for d := range w.Deliveries {
			all = append(all, d)
		}
		for _, name := range expect.DeliveryMetrics() {
			id, _ := metrics.Lookup(name)
			if got := expect.CountDeliveries(id, all); got != r.Values[id] {
				t.Errorf("%s: %s is %v in all, and %v by delivery", e.Name, name, r.Values[id], got)
			}
		}
	}
}

// Whatever words stand together: no panic, and a refusal says where.
func TestWordsOfExpectations(t *testing.T) {
	subjects := []string{"copies", "exo.queue", "ndr.code", "exo.ndr.code", "of", "deck", "1", "0", "to", "partner@fabrikam.example", "at", "2h", "2", "exo.", "x", "ndr.first", " "}
	wanted := []string{"=", "!=", "<=", ">", "..", "12", "2h", "1MB", "none", "exo.attempts", "pending", "in doubt", ",", "5.4.316", "550", "of", "at", "deck to partner@fabrikam.example", ""}
	rapid.Check(t, func(rt *rapid.T) {
		words := func(of []string, label string) string {
			return strings.Join(rapid.SliceOfN(rapid.SampledFrom(of), 1, 7).Draw(rt, label), rapid.SampledFrom([]string{" ", "", "  "}).Draw(rt, "between"))
		}
		line := fmt.Sprintf("%q = %q", words(subjects, "subject"), words(wanted, "wanted"))
		if rapid.Bool().Draw(rt, "many") {
			line = fmt.Sprintf("%q = {%s = %q, of = %q}", words(subjects, "subject"), rapid.SampledFrom([]string{"is", "mean", "p50", "x"}).Draw(rt, "over"), words(wanted, "wanted"),
				words([]string{"95%", "of", "runs", "of runs", "1"}, "share"))
		}
		s, err := Load("-", Options{Stdin: strings.NewReader(plain + "[expect]\n" + line + "\n")})
		var problems parse.Problems
		switch {
		case err == nil:
			end := expect.Snapshot{Result: sample(), Deliveries: func(func(sim.Delivery) bool) {}}
			answers := s.Expect.Answer(end, make([]expect.Snapshot, 0))
			s.Expect.Edits(s.Text(), s.Expect.Judge([]expect.Answers{answers, answers}), true)
		case !errors.As(err, &problems):
			rt.Fatalf("%s: %v", line, err)
		default:
			for _, p := range problems {
				if p.Line != 14 || p.Col == 0 {
					rt.Fatalf("%s: %s", line, p.Brief())
				}
			}
		}
	})
}
