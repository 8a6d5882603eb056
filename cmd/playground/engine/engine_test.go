package engine

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"mailstorm/scenarios"
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

func TestRun(t *testing.T) {
	text := asked(t, &Question{Ask: "text", File: "deck-after-data"}).Text
	if want, _ := scenarios.Text("deck-after-data"); text != want {
		t.Errorf("the text is %q", text)
	}
	a := asked(t, &Question{Ask: "run", File: "deck.toml", Text: text})
	if len(a.Problems) > 0 || !strings.Contains(a.Report, "produced 51 copies") || !strings.Contains(a.Report, "deck, seed 1, digest "+a.Digest[:16]) || !json.Valid(a.Player) {
		t.Errorf("the run gives %+v", a)
	}
}

func TestCheckPointsAtMistakes(t *testing.T) {
	text := strings.Replace(asked(t, &Question{Ask: "text", File: "deck-after-data"}).Text, "drop-after-data", "drop-after-dta", 1)
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

func TestWhatDoesNotFitIsRefused(t *testing.T) {
	text := strings.Replace(asked(t, &Question{Ask: "text", File: "deck-after-data"}).Text, `size = "27MB"`, "size = \"27MB\"\ncount = 9000000", 1)
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
