package schema

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"mailstorm/scenarios"
	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/quantity"
	"mailstorm/sim/smtp"
)

// instance is a scenario as an editor hands it to a schema; ok is false when it is no TOML.
func instance(t *testing.T, text string) (v any, ok bool) {
	t.Helper()
	var tree map[string]any
	if _, err := toml.Decode(strings.TrimPrefix(text, "\ufeff"), &tree); err != nil {
		return nil, false
	}
	b, err := json.Marshal(dated(tree))
	if err != nil {
		t.Fatal(err)
	}
	v, err = jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return v, true
}

// dated writes as a text what JSON does not have.
func dated(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key := range v {
			v[key] = dated(v[key])
		}
	case []any:
		for i := range v {
			v[i] = dated(v[i])
		}
	case float64:
		if v != v || v-v != 0 { // JSON has neither
			return "nan"
		}
	case time.Time:
		return v.Format(time.RFC3339Nano)
	}
	return v
}

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(JSON()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("scenario.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("scenario.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var update = flag.Bool("update", false, "write docs/scenario.schema.json anew")

// The file for editors is what the program gives; go test ./scenarios/schema -run Schema -update writes it anew.
func TestSchemaFile(t *testing.T) {
	file, got := filepath.Join("..", "..", "docs", "scenario.schema.json"), JSON()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not what the loader asks for (%v); write it anew with go test ./scenarios/schema -run Schema -update", file, err)
	}
}

func TestSchemaTakesTheLibrary(t *testing.T) {
	s := compiled(t)
	for _, e := range scenarios.Library() {
		text, _ := scenarios.Text(e.Name)
		v, _ := instance(t, text)
		if err := s.Validate(v); err != nil {
			t.Errorf("%s: %#v", e.Name, err)
		}
	}
}

// unseen are mistakes that no schema can see, by their messages.
var unseen = []struct{ why, messages string }{
	{"it stands on the command line", `^--set .*: (unknown|write|the key|seed|there is no mail|no route|mail.deck|")|^--set host\.(mx|exx|relay)`},
	{"it stands in a file beside the scenario, or the file is not there", `^\w+/[-\w]+\.csv:|^there is no file|is outside the folder|^"[^"]*\.csv" |has no column|has no rows`},
	{"a name must stand elsewhere in the scenario", `^unknown (host|profile) |^there is no (host|mail|server|profile) |no host (and no address )?has|matches no address|^host \w+ has no|` +
		`^no route leads to|is not among the values|^with host.exo.routes|already belongs to|is a domain of host`},
	{"a name must not stand elsewhere in the scenario", `, not both$|is (here|in this list|named|varied) twice|already has a table|creates the table|are the same value|` +
		`is the mailbox itself|one of several next hops|cannot be its own next hop|of itself|is itself a double|has a different sender`},
	{"one key asks for another, or another kind of it", `has no effect|needs (closes|it|pause_for|queue runs|the figures)\b|it needs the time|is needed, or|percent is that of|nothing else can be said|does not act at|must be a 5xx|nobody counts its attempts|needs quota|^current (has no|needs)|several keys are varied|but there are no states|write a table .*as well|` +
		`follows from|acts before RCPT TO|needs a count|needs a table with a count|needs a scenario with a length|does not end; write|restricts a span|needs rcpt_to|changes nothing|no special|` +
		`^a change cannot set|^you cannot (purge|retry)|is not varied|leave out|write good|is random, so write|an exponential end|the span of a rule|replies with a 4xx|must be a 4xx|answers at mail|no unit is declared|the unit of all costs here`},
	{"it is a matter of order", `ends at .* but starts at|opens above where|sort by age|ends before it (begins|starts)|quantiles must ascend|are out of order|may come first|is less than runs|must be shorter than|larger than .* and smaller than|contains none of these hours|the first point must cost|longer delay cannot cost less`},
	{"it is a matter of arithmetic", `reach before the attempt|more than ([0-9,]*0 [a-zT]|1 GB)|ten years apart|is too large|longer than|finer than|larger than|less than|at least two observations|at least( [0-9]|$)|[0-9]s at least|more than the quota|are more than the|` +
		`^[0-9]+ times|prior needs one share|must add up to|more than a day|shorter than|is more than [0-9]+;|is at most|in one attempt are more than|is (a number )?from 1 to|do not reach|step of|not a whole number of (bits|bytes)`},
	{"zero has units, too", `^(length|host\.exo\.(growth\.factor|pool\.servers)|mail\.deck\.size|host\.fabrikam\.fault\.\w+\.lasts(\.(exponential|over))?) must be more|is 0s|: 0s |is zero; (leave|write a rate)|has no server|means no attempt|nothing would pass|` +
		`write a size from|all mail is later than|factor 0/1|is not a valid (precision|confidence|loss)\b`},
	{"it is a value of a key of any kind", `^with |one kind$|not part of the simulation|seed cannot be varied|not a valid dotted TOML key|^\./experiment-(key-unknown|vary-empty)|values is empty|value cannot be|not a duration, size, bandwidth|put the date in quotes|^unknown unit`},
	{"an expectation speaks of deliveries, times and other metrics", `^\./expect-(at|code\.|compare-(fate|unit|unknown\.)|fate-(number|order)|mail|many-(empty|fate|of|other)|message|of|runs-alone|text|unknown-(fate|mail|recipient))`},
	{"addresses and domains are looked at more closely", `is not a valid domain\b|names no address|this route is empty|this mail has no recipient|no mail goes to|the list is empty|an empty list matches|this list is empty; write where`},
	{"it is a matter of characters", `cannot be displayed|must be one line$`},
	{"a number that may be two is asked about", `" could mean .* or .*: write "`},
	{"dates are looked at more closely", `^the year|has no zone; write one|unknown time zone|before clock|go forward from|comes twice|^title must be text; put 2026-`},
}

func TestSchemaSeesMistakes(t *testing.T) {
	s, used := compiled(t), make([]int, len(unseen))
	files, _ := filepath.Glob("../load/testdata/bad/*.toml")
	for _, file := range files {
		text, _ := os.ReadFile(file)
		v, ok := instance(t, string(text))
		if !ok {
			continue // the editor says so by itself
		}
		want, _ := os.ReadFile(strings.TrimSuffix(file, ".toml") + ".want")
		seen := s.Validate(v) != nil
		reasons := reasons(string(want), used)
		if seen == (reasons != "") {
			t.Errorf("%s: the schema sees a mistake: %v; why it should not: %q\n%s", file, seen, reasons, want)
		}
	}
	for i, n := range used {
		if n == 0 {
			t.Errorf("no file of testdata/bad has a mistake of the kind %q", unseen[i].why)
		}
	}
}

var messagePlace = regexp.MustCompile(`^\./[^ ]*?: `)

// reasons says why no schema can see any of the mistakes; nothing when it can see one.
func reasons(want string, used []int) (why string) {
	for message := range strings.Lines(want) {
		if strings.HasPrefix(message, " ") || message == "\n" || strings.HasPrefix(message, "known ") || strings.HasPrefix(message, "mailstorm list ") {
			continue
		}
		message = strings.TrimSuffix(message, "\n")
		kind := slices.IndexFunc(unseen, func(u struct{ why, messages string }) bool {
			messages := regexp.MustCompile(u.messages)
			return messages.MatchString(message) || messages.MatchString(messagePlace.ReplaceAllString(message, ""))
		})
		if kind < 0 {
			return ""
		}
		used[kind]++
		why = unseen[kind].why
	}
	return why
}

// Every key that the loader asks for has a meaning, and every meaning a key.
func TestEachKeyHasAMeaning(t *testing.T) {
	used := map[string]bool{}
	var visit func(f *decode.Record, place string)
	visit = func(f *decode.Record, place string) {
		if _, known := factOf(place); !known && place != "" {
			used[meaningOf(place)] = true
			if meaningOf(place) == "" {
				t.Errorf("nobody says what %s is for; say it in meanings", place)
			}
		}
		if isQuantity(f) {
			return
		}
		if f.AnyName != nil && byHand(place) == nil {
			visit(f.AnyName, below(place, "*"))
		}
		for _, key := range f.Keys {
			visit(f.Named[key], below(place, key))
		}
	}
	visit(&recordLibrary().Scenario, "")
	for entry := range meanings {
		if !used[entry] {
			t.Errorf("the loader asks for nothing that is called %q", entry)
		}
	}
}

// What a parser takes, its regular expression takes as well: an editor may miss a mistake, and must not invent one.
func TestSchemaIsNoStricterThanTheParsers(t *testing.T) {
	for _, c := range []struct {
		Record, example string
		Document        func(string) error
	}{
		{durationForm, "1d12h", func(s string) error { _, err := quantity.ParseDuration(s); return err }},
		{durationForm, "1 day, 12 hours", func(s string) error { _, err := quantity.ParseDuration(s); return err }},
		{durationForm, "PT1H30M", func(s string) error { _, err := quantity.ParseDuration(s); return err }},
		{sizeForm, "5 MB (5,242,880 bytes)", func(s string) error { _, err := quantity.ParseSize(s); return err }},
		{rateForm, "40,000 per day", func(s string) error { _, err := quantity.ParseRate(s); return err }},
		{durationForm, "1.00:00:00", func(s string) error { _, err := quantity.ParseDuration(s); return err }},
		{sizeForm, "27MB", func(s string) error { _, err := quantity.ParseSize(s); return err }},
		{bandwidthForm, "20Mbit/s", func(s string) error { _, err := quantity.ParseBandwidth(s); return err }},
		{rateForm, "200/h", func(s string) error { _, err := quantity.ParseRate(s); return err }},
		{shareForm, "30%", func(s string) error { _, err := quantity.ParseShare(s); return err }},
		{shareForm, "0.3", func(s string) error { _, err := quantity.ParseShare(s); return err }},
		{ratioForm, "5/4", func(s string) error { _, err := quantity.ParseRatio(s); return err }},
		{rangeForm, "3m .. 13m", func(s string) error { _, err := decode.ParseRange(s); return err }},
		{hoursForm, "Mon-Fri 08:00-18:00", func(s string) error { _, err := quantity.ParseHours(s); return err }},
		{replyForm, "451 4.3.2", func(s string) error { _, err := smtp.ParseReply(s); return err }},
	} {
		expression := regexp.MustCompile(text(c.Record).Pattern)
		t.Run(c.example, rapid.MakeCheck(func(t *rapid.T) {
			s := c.example
			for range rapid.IntRange(0, 3).Draw(t, "changes") {
				at := rapid.IntRange(0, len(s)).Draw(t, "at")
				s = s[:at] + rapid.StringOfN(rapid.RuneFrom([]rune("0123456789 .:/%-,dhmsBMktMonSat\t")), 0, 2, -1).Draw(t, "piece") +
					s[min(at+rapid.IntRange(0, 2).Draw(t, "gone"), len(s)):]
			}
			if c.Document(s) == nil && !expression.MatchString(s) {
				t.Fatalf("%q is right, and %s does not take it", s, c.Record)
			}
		}))
	}
}
