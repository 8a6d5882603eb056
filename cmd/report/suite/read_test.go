package suite

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/reporttest"
)

// nasty are texts that break reports that do not escape.
var nasty = []string{"", "a\nb\r\nc\rd", "\x1b[31mred\x00", "]]>", "]]>]]>", "<![CDATA[", "&lt;<\"'>", "copies # todo soon", "# SKIP", `\`, `\\#`, `\"`,
	"ok 3", "Bail out!", "1..7", "...", "---", "::error::x", "##[error]x", "%0A%25", "a,b:c=d", "a|b", "```", "`", "*_[x](y)_*", "\xff\xfe", "\xed\xa0\x80",
	"\uFFFE\uFFFF", "\u0085\u2028", "\u202e", "😀", "partner@fabrikam.example", strings.Repeat("wide ", 200), "- x", "\t", "&#0;"}

func anyText() *rapid.Generator[string] {
	piece := rapid.OneOf(rapid.SampledFrom(nasty), rapid.String(), rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 8), func(b []byte) string { return string(b) }))
	return rapid.Map(rapid.SliceOfN(piece, 0, 3), func(s []string) string { return strings.Join(s, "") })
}

// anySuites are what the test of some files may find out, with whatever texts.
func anySuites() *rapid.Generator[[]Suite] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Suite {
		s := Suite{File: anyText().Draw(t, "file"), Name: anyText().Draw(t, "name"), Title: anyText().Draw(t, "title"), Version: "0.1.0", Folder: anyText().Draw(t, "folder"),
			Took: time.Duration(rapid.Int64Min(0).Draw(t, "took")), Seed: rapid.Int64().Draw(t, "seed"), Runs: rapid.Uint32().Draw(t, "runs"), Digest: "0123456789abcdef0123456789abcdef",
			Warnings: rapid.SliceOfN(anyText(), 0, 4).Draw(t, "warnings")}
		switch rapid.IntRange(0, 4).Draw(t, "end") {
		case 0:
			s.Flaws = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Flaw {
				return Flaw{rapid.IntRange(0, 9).Draw(t, "line"), rapid.IntRange(0, 9).Draw(t, "col"), anyText().Draw(t, "message"), anyText().Draw(t, "text")}
			}), 1, 3).Draw(t, "flaws")
			return s
		case 1:
			s.Stopped = "stopped " + anyText().Draw(t, "stopped")
		}
		s.Cases = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Case {
			return Case{Name: anyText().Draw(t, "name"), Wanted: anyText().Draw(t, "wanted"), Actual: anyText().Draw(t, "actual"),
				Difference: anyText().Draw(t, "difference"), OK: rapid.Bool().Draw(t, "ok") && s.Stopped == "", Line: rapid.IntRange(0, 99).Draw(t, "line"),
				Col: rapid.IntRange(0, 99).Draw(t, "col"), Seed: rapid.Int64().Draw(t, "seed"), Replay: anyText().Draw(t, "replay")}
		}), 0, 6).Draw(t, "cases")
		return s
	}), 0, 5)
}

// counts are what a reader of a report says: tests that passed, failed, are broken.
type counts struct{ passed, failed, broken int }

// truth counts without the code of the reports.
func truth(suites []Suite) (c counts) {
	for _, s := range suites {
		switch {
		case len(s.Flaws) > 0, s.Stopped != "" && len(s.Cases) == 0:
			c.broken++
		case s.Stopped != "":
			c.broken += len(s.Cases)
		default:
			for _, k := range s.Cases {
				if k.OK {
					c.passed++
				} else {
					c.failed++
				}
			}
		}
	}
	return c
}

func TestSuiteFormatsKeepWhateverIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		suites := anySuites().Draw(t, "suites")
		readJUnit(t, suites, reporttest.Written(t, JUnit, suites))
		readJSON(t, suites, reporttest.Written(t, JSON, suites))
		readMarkdown(t, suites, reporttest.Written(t, Markdown, suites))
		readCommands(t, suites, reporttest.Written(t, GitHub, suites))
	})
}

func readJUnit(t *rapid.T, suites []Suite, text string) {
	var r junitReport
	if err := xml.Unmarshal([]byte(text), &r); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	got, names := counts{}, map[string]bool{}
	for _, s := range r.Suites {
		for _, c := range s.Cases {
			got.failed += one(c.Failure)
			got.broken += one(c.Error)
			got.passed += 1 - one(c.Failure) - one(c.Error)
			if names[c.Name] {
				t.Fatalf("%q is there twice", c.Name)
			}
			names[c.Name] = true
		}
	}
	if want := truth(suites); got != want || len(r.Suites) != len(suites) || r.Tests != len(names) || r.Failures != want.failed || r.Errors != want.broken {
		t.Fatalf("%v in %d suites, want %v in %d\n%s", got, len(r.Suites), want, len(suites), text)
	}
}

func readJSON(t *rapid.T, suites []Suite, text string) {
	var r struct {
		Schema string
		Totals struct{ Files, Unread, Stopped, Passed, Failed int }
		Suites []struct {
			File    string
			Flaws   []struct{ Message string }
			Stopped *string
			Cases   []struct {
				Name string
				OK   bool
			}
		}
	}
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	got := counts{}
	for _, s := range r.Suites {
		switch {
		case len(s.Flaws) > 0, s.Stopped != nil && len(s.Cases) == 0:
			got.broken++
		}
		for _, c := range s.Cases {
			switch {
			case s.Stopped != nil:
				got.broken++
			case c.OK:
				got.passed++
			default:
				got.failed++
			}
		}
	}
	if Totals(r.Totals) != Total(suites) || got != truth(suites) || len(r.Suites) != len(suites) || r.Schema != testSchema {
		t.Fatalf("%v and %v, want %v and %v\n%s", got, r.Totals, truth(suites), Total(suites), text)
	}
	for i, s := range r.Suites {
		if s.File != strings.ToValidUTF8(suites[i].File, "\uFFFD") && strings.ToValidUTF8(s.File, "") != s.File {
			t.Fatalf("%q became %q", suites[i].File, s.File)
		}
	}
}

var cellBorder = regexp.MustCompile(`(?:^|[^\\])(?:\\\\)*\|`)

// readMarkdown counts the rows of the first table and its cells, and looks whether every block ends.
func readMarkdown(t *rapid.T, suites []Suite, text string) {
	fence, rows, wanted := "", 0, 0
	for _, f := range findings(suites) {
		if f.state != passed && f.asked != nil {
			wanted++
		}
	}
	failures := false
	for line := range strings.SplitSeq(text, "\n") {
		switch ticks := line[:len(line)-len(strings.TrimLeft(line, "`"))]; {
		case fence != "":
			if line == fence {
				fence = ""
			}
		case len(ticks) >= 3:
			fence = ticks
		case strings.HasPrefix(line, "| failed |"):
			failures = true
		case failures && strings.HasPrefix(line, "| "):
			rows++
			if n := len(cellBorder.FindAllString(line, -1)); n != 6 {
				t.Fatalf("%d borders in %q", n, line)
			}
		default:
			failures = false
		}
	}
	if fence != "" {
		t.Fatalf("a block does not end:\n%s", text)
	}
	if !strings.Contains(text, "This report is shortened") && rows != wanted+min(wanted, 1) { // the rule
		t.Fatalf("%d rows for %d failures\n%s", rows, wanted, text)
	}
}

// heardCommand is a line as GitHub's runner reads it.
type heardCommand struct {
	kind       string
	properties map[string]string
	data       string
}

var oldCommand = regexp.MustCompile(`##\[([a-z-]+)`)

func readCommand(line string) (c heardCommand, ok bool) {
	rest, ok := strings.CutPrefix(strings.TrimLeft(line, " "), "::")
	if !ok {
		return c, oldCommand.MatchString(line)
	}
	info, data, ok := strings.Cut(rest, "::")
	if !ok {
		return c, false
	}
	c.properties = map[string]string{}
	c.kind, info, _ = strings.Cut(info, " ")
	for p := range strings.SplitSeq(info, ",") {
		name, value, _ := strings.Cut(p, "=")
		c.properties[name] = strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%").Replace(value)
	}
	c.data = strings.NewReplacer("%0D", "\r", "%0A", "\n", "%25", "%").Replace(data)
	return c, true
}

func readCommands(t *rapid.T, suites []Suite, text string) {
	want := map[string][]annotation{"error": mistakes(suites), "warning": cautions(suites)}
	shown, told := map[string]int{}, map[string]int{}
	for line := range strings.SplitSeq(text, "\n") {
		c, ok := readCommand(line)
		if !ok {
			kind, _, _ := strings.Cut(line, ":")
			told[kind]++
			continue
		}
		if c.kind == "notice" {
			continue
		}
		if shown[c.kind] >= len(want[c.kind]) {
			t.Fatalf("%q is a command that nobody meant", line)
		}
		a := want[c.kind][shown[c.kind]]
		if c.data != english.Plain(a.message) || c.properties["file"] != a.named() || c.properties["line"] != numberIf(a.line) {
			t.Fatalf("%q is read as %q, want %q", line, c, a)
		}
		shown[c.kind]++
	}
	for kind, all := range want {
		if shown[kind] != min(len(all), 10) || told[kind] != max(len(all)-10, 0) {
			t.Fatalf("%d commands and %d lines for %d of kind %s\n%s", shown[kind], told[kind], len(all), kind, text)
		}
	}
}

// samples are reports with whatever texts, for readers that are programs, and the example last.
func samples(t *testing.T, write func(io.Writer, []Suite) error) (files []string, all [][]Suite) {
	t.Helper()
	dir := t.TempDir()
	for i := range 150 {
		all = append(all, anySuites().Example(i))
	}
	all = append(all, example)
	for i, suites := range all {
		files = append(files, filepath.Join(dir, fmt.Sprint(i)))
		if err := os.WriteFile(files[i], []byte(reporttest.Written(t, write, suites)), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return files, all
}

func reader(t *testing.T, name string, args ...string) *exec.Cmd {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("there is no %s that could read the reports", name)
	}
	return exec.Command(path, args...)
}

// TestJUnitSchema lets the parser of GitLab, libxml2, hold reports against the schema of what GitLab and Jenkins read.
func TestJUnitSchema(t *testing.T) {
	files, _ := samples(t, JUnit)
	c := reader(t, "xmllint", append([]string{"--noout", "--nonet", "--schema", filepath.Join("testdata", "junit.xsd")}, files...)...)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	twice := filepath.Join(t.TempDir(), "twice.xml")
	text := strings.Replace(reporttest.Written(t, JUnit, example), "deck.toml: lost", "deck.toml: copies", 1)
	if err := os.WriteFile(twice, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	if out, err := reader(t, "xmllint", "--noout", "--schema", filepath.Join("testdata", "junit.xsd"), twice).CombinedOutput(); err == nil {
		t.Errorf("the schema takes two tests of one name: %s", out)
	}
}

const countJUnit = `
import sys, xml.etree.ElementTree as tree
for name in sys.argv[1:]:
    cases = list(tree.parse(name).getroot().iter("testcase"))
    failed = sum(c.find("failure") is not None for c in cases)
    broken = sum(c.find("error") is not None for c in cases)
    print(len(cases) - failed - broken, failed, broken)
`

// TestJUnitPython reads reports with expat.
func TestJUnitPython(t *testing.T) {
	files, all := samples(t, JUnit)
	sameCounts(t, reader(t, "python3", append([]string{"-c", countJUnit}, files...)...), all)
}

// countTAP is what prove does with each file, told in numbers.
const countTAP = `
use TAP::Parser;
for my $name (@ARGV) {
    open my $file, '<', $name or die;
    my $parser = TAP::Parser->new({tap => do { local $/; <$file> }});
    my $broken = 0;
    while (my $result = $parser->next) {
        die "$name: not TAP: " . $result->as_string if $result->is_unknown;
        $broken++ if $result->is_yaml && $result->data->{severity} eq 'error';
    }
    die "$name: " . join(", ", $parser->parse_errors) if $parser->parse_errors;
    die "$name: a directive that nobody wrote" if $parser->todo || $parser->skipped;
    printf "%d %d %d\n", scalar $parser->actual_passed, $parser->actual_failed - $broken, $broken;
}
`

// TestTAPProve reads reports with the parser of prove, and the example with prove itself.
func TestTAPProve(t *testing.T) {
	files, all := samples(t, TAP)
	sameCounts(t, reader(t, "perl", append([]string{"-e", countTAP}, files...)...), all)
	out, err := reader(t, "prove", "--exec", "cat", files[len(files)-1]).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "Failed 4/6 subtests") || !strings.Contains(string(out), "Failed tests:  1-2, 4-5") {
		t.Errorf("prove says (%v):\n%s", err, out)
	}
	good := filepath.Join(t.TempDir(), "good")
	if err := os.WriteFile(good, []byte(reporttest.Written(t, TAP, many(2)[1:])), 0o666); err != nil {
		t.Fatal(err)
	}
	if out, err := reader(t, "prove", "--exec", "cat", good).CombinedOutput(); err != nil || !strings.Contains(string(out), "All tests successful.") {
		t.Errorf("prove says (%v):\n%s", err, out)
	}
}

func sameCounts(t *testing.T, c *exec.Cmd, all [][]Suite) {
	t.Helper()
	var errs strings.Builder
	c.Stderr = &errs
	out, err := c.Output()
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if err != nil || len(lines) != len(all) {
		t.Fatalf("%v: %d lines for %d reports\n%s", err, len(lines), len(all), errs.String())
	}
	for i, line := range lines {
		var got counts
		if _, err := fmt.Sscan(line, &got.passed, &got.failed, &got.broken); err != nil || got != truth(all[i]) {
			t.Errorf("report %d is read as %q, want %v", i, line, truth(all[i]))
		}
	}
}
