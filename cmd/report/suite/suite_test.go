package suite

import (
	"bytes"
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mailstorm/cmd/report/reporttest"
)

var update = flag.Bool("update", false, "rewrite the reports in testdata")

// example is a suite with a pass and a failure, a file that cannot be read, a run that ended early, and one that warns.
var example = []Suite{
	{File: "storms/broken.toml", Version: "0.1.0", Flaws: []Flaw{{3, 7, `unknown fault "drop-after-dot"; did you mean "drop-after-data"?`,
		"storms/broken.toml:3:7: unknown fault \"drop-after-dot\"; did you mean \"drop-after-data\"?\n  3 | kind = \"drop-after-dot\"\n    |        ^^^^^^^^^^^^^^^^\n"}}},
	{File: "storms/deck.toml", Name: "deck", Title: "The deck that would not end", Version: "0.1.0", Seed: 1, Runs: 1,
		Digest: "0123456789abcdef0123456789abcdef", Cases: []Case{
			{Name: "copies", Wanted: "<= 40", Actual: "51", Difference: "11 more, 28 %", OK: false, Line: 41, Col: 1, Seed: 1, Replay: "mailstorm run storms/deck.toml --seed 1"},
			{Name: "lost", Wanted: "0", Actual: "0", OK: true, Line: 42, Col: 1, Seed: 1, Replay: "mailstorm run storms/deck.toml --seed 1"},
		}},
	{File: "storms/loop.toml", Name: "loop", Version: "0.1.0", Seed: 7, Runs: 1, Digest: "fedcba9876543210fedcba9876543210",
		Stopped: "a million copies", Cases: []Case{{Name: "loops.cut", Wanted: ">= 1", Actual: "0", Difference: "1 fewer", OK: false, Line: 30, Col: 3, Seed: 7, Replay: "mailstorm run storms/loop.toml --seed 7"}}},
	{File: "storms/week.toml", Name: "week", Version: "0.1.0", Seed: 2, Runs: 40, Digest: "00112233445566778899aabbccddeeff", Folder: "out/week",
		Model: &Model{"2026.1", "2026.2", []Differing{{[]string{"exo", "edge"}, "exchange-online", "last_try", "none", "{p0 = \"65s\"}", "observed", "eleven public NDRs"},
			{[]string{"four", "of", "them", "all"}, "exchange-online-queue", "", "", "", "", ""}, {[]string{"relay"}, "postfix", "code.said.expired", "450 4.4.7", "none", "", ""}},
			[]string{"a lost reply at the dot outdoes a refusal"}},
		Warnings: []string{"host relay has no profile: rfc5321 is used"}, Cases: []Case{
			{Name: "lost", Wanted: "{is = 0, of = \"90% of runs\"}", Actual: "met in 34 of 40 runs", Difference: "2 runs fewer", Line: 11, Col: 1, Seed: 5,
				Replay: "mailstorm run storms/week.toml --seed 5"},
			{Name: "ndr.p95 of 95% of runs", Wanted: "<= 24h15m", Actual: "24 h 11 min in 40 of 40 runs", OK: true, Line: 12, Col: 1, Seed: 2, Replay: "mailstorm run storms/week.toml --seed 2"}}},
}

func TestSuiteFormats(t *testing.T) {
	for _, f := range Formats {
		t.Run(f.Name, func(t *testing.T) {
			file := filepath.Join("testdata", "test."+f.Name)
			got := reporttest.Written(t, f.Write, example)
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil || got != string(want) {
				t.Errorf("%s is not what is written (%v); rewrite it with go test ./cmd/report -run SuiteFormats -update\n%s", file, err, got)
			}
			if again := reporttest.Written(t, f.Write, example); again != got {
				t.Error("the same suites give two reports")
			}
		})
	}
}

// full is a disk that has no room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestSuiteFormatsTellOfErrors(t *testing.T) {
	for _, f := range Formats {
		if err := f.Write(full{}, example); err != io.ErrShortWrite {
			t.Errorf("%s: a full disk gives the error %v", f.Name, err)
		}
	}
}

func TestTotals(t *testing.T) {
	one := []Case{{OK: true}}
	for _, c := range []struct {
		suites []Suite
		want   string
	}{
		{nil, "Nothing was tested."},
		{[]Suite{{}}, "No expectations in 1 file."},
		{[]Suite{{Cases: one}}, "The one expectation in 1 file is met."},
		{[]Suite{{Cases: one}, {Cases: one}}, "All 2 expectations in 2 files are met."},
		{[]Suite{{Cases: []Case{{}}}}, "The one expectation in 1 file is not met."},
		{[]Suite{{Cases: one}, {Cases: []Case{{}}}}, "1 of 2 expectations in 2 files is not met."},
		{[]Suite{{Flaws: []Flaw{{}}}}, "Nothing was tested; 1 file cannot be read."},
		{example, "3 of 5 expectations in 3 files are not met; 1 file cannot be read; 1 run ended early."},
	} {
		got := Total(c.suites)
		if got.String() != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
		if got.Good() == (strings.Contains(c.want, "not") || strings.Contains(c.want, "early")) {
			t.Errorf("%q is good: %v", got, got.Good())
		}
	}
}

// many are suites of two expectations, of which every tenth has one that is not met.
func many(files int) (suites []Suite) {
	for i := range files {
		file := fmt.Sprintf("storms/%06d.toml", i)
		suites = append(suites, Suite{File: file, Name: "storm", Version: "0.1.0", Seed: 1, Runs: 1, Digest: example[1].Digest, Cases: []Case{
			{Name: "copies", Wanted: "<= 40", Actual: "51", Difference: "11 more, 28 %", OK: i%10 != 0, Line: 41, Col: 1, Seed: 1, Replay: "mailstorm run " + file},
			{Name: "lost", Wanted: "0", Actual: "0", OK: true, Line: 42, Col: 1, Seed: 1, Replay: "mailstorm run " + file}}})
	}
	return suites
}

func TestJUnitStaysBelowTheLimit(t *testing.T) {
	suites := many(500)
	suites[0].Cases[0].Actual = strings.Repeat("x", 100_000)
	for _, c := range []struct {
		most, tests, failures int
		said                  string
	}{
		{junitMost, 1000, 50, ""},
		{350_000, 1001, 50, "texts are cut, because"},
		{100_000, 221, 50, "780 tests that passed and 0 that did not are left out"},
		{30_000, 36, 32, "947 tests that passed and 18 that did not are left out"},
	} {
		var b bytes.Buffer
		if err := junit(&b, suites, c.most); err != nil {
			t.Fatal(err)
		}
		var r junitReport
		if err := xml.Unmarshal(b.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		if b.Len() > c.most || r.Tests != c.tests || r.Failures != c.failures || r.Skipped != min(len(c.said), 1) || !strings.Contains(b.String(), c.said) {
			t.Errorf("of %d bytes: %d bytes with %d tests, %d failures, %d skipped\n%s", c.most, b.Len(), r.Tests, r.Failures, r.Skipped, b.String()[b.Len()-500:])
		}
	}
	if junitMost >= 30_000_000 {
		t.Error("GitLab takes reports of less than 30 MB")
	}
}

func TestSuitesMarkdownIsCut(t *testing.T) {
	text := reporttest.Written(t, Markdown, many(2000))
	for _, part := range []string{"**200 of 4,000 expectations in 2,000 files are not met.**", "This report is shortened: each list has at most 500 entries.",
		"| copies | \\<= 40 | 51 |", "mailstorm run storms/001990.toml\n"} {
		if !strings.Contains(text, part) {
			t.Errorf("no %q in\n%s", part, text[:1000])
		}
	}
	if len(text) > 65536 {
		t.Errorf("%d bytes are too many for a comment", len(text))
	}
}

func TestStepSummary(t *testing.T) {
	file := filepath.Join(t.TempDir(), "summary")
	for _, before := range []int{0, 1000, summaryMost - 5000, summaryMost - 10, summaryMost + 10} {
		if err := os.WriteFile(file, bytes.Repeat([]byte("x"), before), 0o666); err != nil {
			t.Fatal(err)
		}
		if err := StepSummary(file, many(100)); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		added := string(b[before:])
		if room := summaryMost - before; len(added) > max(room, 0) || room > 100 && !strings.Contains(added, "10 of 200 expectations in 100 files are not met.") {
			t.Errorf("behind %d bytes come %d:\n%.300s", before, len(added), added)
		}
	}
	if err := StepSummary(t.TempDir(), example); err == nil {
		t.Error("a folder is taken for a summary")
	}
}

func TestGitHubSaysHowManyMore(t *testing.T) {
	text := reporttest.Written(t, GitHub, many(120))
	if n := strings.Count(text, "\n::error "); n != 10 {
		t.Errorf("%d errors", n)
	}
	for _, part := range []string{"\nerror: storms/000110.toml:41:1: copies: wanted <= 40, is 51: 11 more, 28 % mailstorm run storms/000110.toml\n",
		"\n::notice title=mailstorm test::2 more are not shown here: "} {
		if !strings.Contains(text, part) {
			t.Errorf("no %q in\n%s", part, text)
		}
	}
}

// A runner obeys "##[" wherever it stands in a line: what is no annotation any more must not become a command.
func TestNoLineOfTheLogIsAnOldCommand(t *testing.T) {
	var b bytes.Buffer
	const command = "##[error]x"
	all := slices.Repeat([]annotation{{file: command, line: 1, title: command, message: "a\n" + command}}, annotationsShown+1)
	if annotate(&b, "warning", all) != 1 {
		t.Fatal("not one annotation too many")
	}
	last := b.String()[strings.LastIndex(b.String(), "\nwarning: "):]
	if strings.Contains(last, "##[") || strings.Count(last, "# #[error]x") != 3 {
		t.Errorf("the log says %q", last)
	}
}
