package outlook

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"mailstorm/cmd/report/layout"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// result is what a run counted.
func result(copies, duplicates, ndrs, untrue, bytes int64) *sim.Result {
	r := &sim.Result{End: time.Hour}
	r.Values[metrics.Copies], r.Values[metrics.Duplicates], r.Values[metrics.NDRCount] = metrics.Int(copies), metrics.Int(duplicates), metrics.Int(ndrs)
	r.Values[metrics.DeliveredFalse], r.Values[metrics.WireBytes] = metrics.Int(untrue), metrics.Int(bytes)
	return r
}

func arrivals(all ...Arrival) []Arrival { return all }

func example() *Outlook {
	in := func(d time.Duration) Arrival { return Arrival{First: d, Copies: 1} }
	return &Outlook{
		Config: &sim.Config{Clock: time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)}, At: 30 * time.Minute, Before: result(10, 9, 0, 0, 1000),
		Choices: []Choice{
			{Key: "nothing", Name: "do nothing", Result: result(30, 28, 1, 1, 3000), Arrivals: arrivals(in(0), in(40*time.Minute))},
			{Key: "silent", Name: "delete it", Result: result(11, 10, 0, 0, 1000), Arrivals: arrivals(in(0), Arrival{})},
			{Key: "late", Name: "close it", TOML: "[a]\nb = 1\n\n[c]\nd = 1\n", Result: result(11, 9, 1, 1, 1100), Arrivals: arrivals(in(0), in(50*time.Minute))},
			{Key: "none", Name: "write a rule", Result: result(30, 28, 1, 1, 3000), Arrivals: arrivals(in(0), in(40*time.Minute))},
		},
	}
}

func TestHeadline(t *testing.T) {
	all, one := example(), example()
	one.Choices = append(one.Choices[:2], one.Choices[3])
	none := example()
	none.Choices = append(none.Choices[:1], none.Choices[3])
	told := example()
	told.Choices = told.Choices[:2]
	told.Choices[1].Result, told.Choices[1].Arrivals[1].Told = result(11, 10, 3, 1, 1000), true
	for want, o := range map[string]*Outlook{
		"it helps most to close it: that saves all 19 duplicates and 1.9 kB of 2 kB. What it costs: 1 mail arrives up to 10 min later.":        all,
		"nothing of this helps: no duplicates, NDRs, waiting or data are saved.":                                                               none,
		"it helps most to free it: that saves all 19 duplicates and 1 kB of 2 kB. No mail is later or lost by it, but 1 NDR is still written.": free(),
		"it helps most to rescue it: that saves the NDR; 1 mail arrives that otherwise would not. No mail is later or lost by it.":             rescue(),
		"it helps most to rescue it: that saves the NDR; 1 mail arrives that otherwise would not. No mail is later or lost by it. If you cannot repair it now, close it: " +
			"that saves all 19 duplicates and 1.9 kB of 2 kB. No mail is later or lost by it, but 1 NDR is still written.": repair(),
	} {
		if got := o.headline(); got != "At 08:30 UTC (after 30 min) "+want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	if got := strings.Join(one.prices(&one.Choices[1]), ", "); got != "1 mail is lost without an NDR" {
		t.Error(got)
	}
	if got := strings.Join(told.prices(&told.Choices[1]), ", "); got != "1 mail does not arrive, 2 more NDRs are sent" {
		t.Error(got)
	}
}

// free is an outlook with something that costs nothing.
func free() *Outlook {
	o := example()
	o.Choices[3] = Choice{Key: "free", Name: "free it", Result: result(11, 9, 1, 1, 2000), Arrivals: o.Choices[0].Arrivals}
	o.Choices = append(o.Choices[:2], o.Choices[3])
	return o
}

// rescue is an outlook with something that brings a mail to its recipient.
func rescue() *Outlook {
	o := example()
	o.Choices[0].Arrivals = arrivals(o.Choices[1].Arrivals...)
	o.Choices[0].Arrivals[1].Told = true
	o.Choices = append(o.Choices[:1], Choice{Key: "rescue", Name: "rescue it", Result: result(31, 28, 0, 0, 3000), Arrivals: o.Choices[2].Arrivals})
	return o
}

// repair is the same with a repair that is best.
func repair() *Outlook {
	o := rescue()
	o.Choices[1].Key = "repair"
	o.Choices = append(o.Choices, Choice{Key: "close", Name: "close it", Result: result(11, 9, 1, 1, 1100), Arrivals: o.Choices[0].Arrivals})
	return o
}

// A mail that is lost weighs more than duplicates, and a stopped run is not the best.
func TestBest(t *testing.T) {
	o := example()
	if got := o.Choices[o.Best()].Key; got != "late" {
		t.Errorf("the best is %s", got)
	}
	if o.free() != 0 {
		t.Errorf("%s costs nothing", o.Choices[o.free()].Name)
	}
	o.Choices[2].Result.Stopped = "interrupted"
	if got := o.Choices[o.Best()].Key; got == "late" {
		t.Error("a run that was stopped is the best")
	}
	if o.IsOver() {
		t.Error("it is said to be over")
	}
}

func TestText(t *testing.T) {
	var b strings.Builder
	if err := Text(&b, example(), layout.Style{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\n[a]\nb = 1\n# and 1 table more, of another host\n", "\n- close it: 1 mail arrives up to 10 min later.\n", "\ndo nothing        20          19     1      1   2 kB\n"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in\n%s", want, b.String())
		}
	}
	b.Reset()
	if err := JSON(&b, example()); err != nil || !json.Valid([]byte(b.String())) {
		t.Errorf("%v\n%s", err, b.String())
	}
}
