package main

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"mailstorm/scenarios/quantity"
	"mailstorm/sim/metrics"
)

// number compares a number of the text with the metric of a run, as exactly as it is written.
func (p *page) number(t *testing.T, i item, shown string) {
	t.Helper()
	command, name := p.last, i.mark
	if scenario, rest, ok := strings.Cut(i.mark, ": "); ok {
		command, name = []string{"run", scenario}, rest
	}
	values := p.metrics(t, command)
	want, ok := values[name]
	_, bare, _ := strings.Cut(name, ".")
	id, known := metrics.Lookup(name)
	if !known {
		id, known = metrics.Lookup(bare)
	}
	if !ok || !known || want == nil {
		t.Fatalf("%s: mailstorm %s gives no number for %s", p.at(i.from), strings.Join(command, " "), name)
	}
	got, grain, err := measure(shown, metrics.Catalogue[id].Unit)
	if err != nil {
		t.Fatalf("%s: %v", p.at(i.from), err)
	}
	if math.Abs(got-*want) > grain/2+1e-6 {
		t.Errorf("%s: %s of mailstorm %s is %g, and the page says %s", p.at(i.from), name, strings.Join(command, " "), *want, shown)
	}
}

// measure reads "96", "2.592 GB" or "24 h 12 min", and what its last digit is worth.
func measure(s string, unit metrics.Unit) (value, grain float64, err error) {
	s = strings.ReplaceAll(s, ",", "")
	switch unit {
	case metrics.Duration:
		d, err := quantity.ParseDuration(s)
		smallest := strings.Fields(s)
		one, _ := quantity.ParseDuration("1" + smallest[len(smallest)-1])
		return d.Seconds(), one.Seconds(), err
	case metrics.Bytes:
		n, err := quantity.ParseSize(s)
		number, word, _ := strings.Cut(s, " ")
		one, _ := quantity.ParseSize("1" + word)
		return float64(n), float64(one) * math.Pow10(-decimals(number)), err
	}
	_, err = fmt.Sscanf(s, "%g", &value)
	if unit == metrics.Count {
		return value, 0, err
	}
	return value, math.Pow10(-decimals(s)), err
}

func decimals(number string) int {
	_, after, _ := strings.Cut(number, ".")
	return len(after)
}

// metrics are the results of a run, which is run again for them.
func (p *page) metrics(t *testing.T, command []string) map[string]*float64 {
	t.Helper()
	key := strings.Join(command, " ")
	if values, ok := p.values[key]; ok {
		return values
	}
	var args []string
	for n := 0; n < len(command); n++ {
		switch command[n] {
		case "--out":
			n++
		case "--plot":
		default:
			args = append(args, command[n])
		}
	}
	heard := p.execute(append(args, "--format", "json", "--quiet"))
	var result struct{ Metrics map[string]*float64 }
	if err := json.Unmarshal([]byte(heard.out), &result); err != nil {
		t.Fatalf("%s: mailstorm %s: %v\n%s", p.name, key, err, heard.err)
	}
	p.values[key] = result.Metrics
	return result.Metrics
}
