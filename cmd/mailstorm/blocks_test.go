package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var blocks = flag.Bool("blocks", false, "have ten blocks of seeds answer, as on docs/choosing-message-expiration.md: a minute of a processor")

// answered is what is read of a sweep's JSON.
type answered struct {
	Command, SHA256 string
	Advice          struct {
		Answer   string
		Best     []string
		Loss     float64
		Verdicts []struct {
			Values []string
			Cost   struct{ Value float64 }
			More   struct{ Value, Low, High float64 }
		}
	}
	Choices []struct {
		Values   []string
		Measures map[string]struct{ Value, Low, High float64 }
	}
}

// wrong says what is false in an answer, by what is true: it costs more than the loss above the cheapest value that holds the limit.
func (truth *answered) wrong(a *answered, limit float64) string {
	costs, least := map[string]float64{}, 0.0
	for i, v := range truth.Advice.Verdicts {
		if truth.Choices[i].Measures["bounced.good"].Value > limit {
			continue
		}
		costs[v.Values[0]] = v.Cost.Value
		if least == 0 || v.Cost.Value < least {
			least = v.Cost.Value
		}
	}
	for _, best := range a.Advice.Best {
		if cost, holds := costs[best]; !holds || cost > least+a.Advice.Loss {
			return fmt.Sprintf("%s is advised, and it costs %.4g or breaks the limit; the least is %.4g", best, cost, least)
		}
	}
	return ""
}

// row is a line of the table on the page.
func (a *answered) row(from string) string {
	good, more := a.Choices[0].Measures["bounced.good"], a.Advice.Verdicts[1].More
	percent, hours := func(v float64) string { return strconv.FormatFloat(100*v, 'f', 2, 64) }, func(v float64) string { return strconv.FormatFloat(1000*v, 'f', 1, 64) }
	return fmt.Sprintf("| %s | %s | %s (%s to %s) | %s (%s to %s) |\n", from, strings.Join(a.Advice.Best, " or "),
		percent(good.Value), percent(good.Low), percent(good.High), hours(more.Value), hours(more.Low), hours(more.High))
}

func TestBlocksOfSeeds(t *testing.T) {
	const mark, page = "<!-- blocks -->\n", "../../docs/choosing-message-expiration.md"
	raw, err := os.ReadFile("testdata/truth/message-expiration.json")
	if err != nil {
		t.Fatal(err)
	}
	var truth answered
	if err := json.Unmarshal(raw, &truth); err != nil {
		t.Fatal(err)
	}
	if !*blocks {
		t.Skip("ten sweeps take a minute of a processor: go test ./cmd/mailstorm -run TestBlocksOfSeeds -blocks")
	}
	table := "| Seeds from | Advice | Good mail bounced at 12h, % | 15h costs more, h per 1000 mails |\n| --- | --- | --- | --- |\n"
	for k := range 10 {
		from := strconv.Itoa(1 + 3000*k)
		ran := inProcess(append(strings.Fields("sweep message-expiration --vary host.exo.message_expiration=12h..24h/3h --runs 300 --variant-runs 0 --quiet --format json --seed"), from))
		var a answered
		if err := json.Unmarshal([]byte(ran.out), &a); err != nil || ran.code != 0 {
			t.Fatalf("%d %v %s", ran.code, err, ran.err)
		}
		if a.SHA256 != truth.SHA256 {
			t.Fatalf("the truth is that of another scenario; have it again, and keep what it prints in testdata/truth:\n%s --format json", truth.Command)
		}
		if said := truth.wrong(&a, .01); said != "" || !slices.Contains(a.Advice.Best, "12h") {
			t.Errorf("seeds from %s: %s", from, said)
		}
		table += a.row(from)
	}
	table += truth.row("100,000 weeks")
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), mark)
	end := strings.Index(rest, "\n\n") + 1
	if !found || end == 0 {
		t.Fatalf("%s has no table behind %q", page, mark)
	}
	switch {
	case rest[:end] == table:
	case *update:
		if err := os.WriteFile(page, []byte(before+mark+table+rest[end:]), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("the table is not what the blocks answer; rewrite it with -update:\n%s", table)
	}
}
