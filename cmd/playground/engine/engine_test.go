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
