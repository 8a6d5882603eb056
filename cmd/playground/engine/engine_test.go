package engine

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"mailstorm/scenarios"
	"mailstorm/scenarios/load"
)

func asked(t *testing.T, q *Question) *Answer {
	t.Helper()
	e := &Engine{Version: "1", MostMemory: 100_000_000, Progress: func(time.Duration, uint64) {}}
	a, err := e.Answer(q)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// deck is deck-after-data as the page gets it.
func deck(t *testing.T) string {
	t.Helper()
	text := asked(t, &Question{Ask: "library"}).Library["deck-after-data"]
	if want, _ := scenarios.Text("deck-after-data"); text != want || text == "" {
		t.Fatalf("the text is %q", text)
	}
	return text
}

func TestRun(t *testing.T) {
	text := deck(t)
	a := asked(t, &Question{Ask: "run", File: "deck.toml", Text: text})
	if len(a.Problems) > 0 || !strings.Contains(a.Report, "produced 51 copies") || !strings.Contains(a.Report, "deck, seed 1, digest "+a.Digest[:16]) || !json.Valid(a.Player) {
		t.Errorf("the run gives %+v", a)
	}
}

func TestCheckPointsAtMistakes(t *testing.T) {
	text := strings.Replace(deck(t), "drop-after-data", "drop-after-dta", 1)
	for _, ask := range []string{"check", "run"} {
		a := asked(t, &Question{Ask: ask, File: "deck.toml", Text: text})
		if len(a.Problems) != 1 || a.Report != "" {
			t.Fatalf("%s: %+v", ask, a)
		}
		p := a.Problems[0]
		if p.Line != 20 || p.Column != 9 || p.Width != len("drop-after-dta") || !strings.HasPrefix(p.Text, "deck.toml:20:9: "+p.Message) || !strings.Contains(p.Text, "        ^^^^") {
			t.Errorf("%s: %+v", ask, p)
		}
	}
}

// What is known at two places is said once, as check does.
func TestTextsOfMistakesAreThoseOfCheck(t *testing.T) {
	text := strings.Replace(deck(t), "size = ", "sise = \"1B\"\nsice = ", 1)
	_, err := load.LoadText("deck.toml", text, load.Options{})
	var shown []string
	for _, p := range asked(t, &Question{Ask: "check", File: "deck.toml", Text: text}).Problems {
		shown = append(shown, p.Text)
	}
	if got := strings.Join(shown, "\n\n"); len(shown) < 2 || got != err.Error() {
		t.Errorf("the page shows\n%s\nand check\n%s", got, err)
	}
}

const robots = `[mail.m]
from = "a@contoso.example"
to = "b@fabrikam.example"
count = 300
size = "75KB"
[host.exo]
domains = ["contoso.example"]
routes = {"*" = "relay"}
[host.relay]
domains = ["fabrikam.example"]
routes = {"*" = "exo"}
[mailbox."a@contoso.example".rule.r]
kind = "forward"
to = ["b@fabrikam.example", "c@fabrikam.example"]
[mailbox."b@fabrikam.example".rule.r]
kind = "forward"
to = ["a@contoso.example"]
[mailbox."c@fabrikam.example".rule.r]
kind = "forward"
to = ["a@contoso.example"]
`

func TestMailThatCausesMailIsStopped(t *testing.T) {
	e := &Engine{Version: "1", MostMemory: 30_000_000, Progress: func(time.Duration, uint64) {}}
	a, err := e.Answer(&Question{Ask: "run", File: "robots.toml", Text: robots})
	if err == nil || !strings.HasPrefix(err.Error(), "after ") || !strings.Contains(err.Error(), "of simulated time, this storm needed more than 30 MB of memory, the limit here, and was stopped; ") {
		t.Errorf("%v, %.300s", err, a.Report)
	}
}

func TestWhatDoesNotFitIsRefused(t *testing.T) {
	text := strings.Replace(deck(t), `size = "27MB"`, "size = \"27MB\"\ncount = 9000000", 1)
	a := asked(t, &Question{Ask: "check", File: "deck.toml", Text: text})
	if len(a.Problems) != 1 || a.Problems[0].Line != 0 || !strings.HasPrefix(a.Problems[0].Message, "this scenario is too large for a browser: its 9,000,000 messages need up to ") {
		t.Errorf("%+v", a.Problems)
	}
	a = asked(t, &Question{Ask: "check", File: "large.toml", Text: strings.Repeat("#", 2<<20)})
	if len(a.Problems) != 1 || !strings.Contains(a.Problems[0].Message, "larger than 1 MiB") {
		t.Errorf("%+v", a.Problems)
	}
}

// What a scenario of the library expects is about the scenario as it is there. Who writes expectations of his own wants them judged.
func TestExpectationsOfTheLibraryAreNotAboutAChange(t *testing.T) {
	text, _ := scenarios.Text("deck-worst-case")
	changed := strings.Replace(text, `profile = "exchange-online-fixed15"`, "profile = \"exchange-online-fixed15\"\nmessage_expiration = \"12h\"", 1)
	for _, c := range []struct{ file, text, want string }{
		{"deck-worst-case.toml", text, "expectations       14 of 14 met\n"},
		{"deck-worst-case.toml", changed, "expectations       6 of 6 met; 8 for the scenario without your changes\n"},
		{"deck-worst-case.toml", strings.Replace(changed, "copies            = 96", "copies            = 50", 1), "not met: copies: expected 50, got 48"},
		{"mine.toml", changed, "not met: copies: expected 96, got 48"},
	} {
		if report := asked(t, &Question{Ask: "run", File: c.file, Text: c.text}).Report; !strings.Contains(report, c.want) {
			t.Errorf("%s: the report has no %q\n%s", c.file, c.want, report)
		}
	}
}
