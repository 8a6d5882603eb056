package scenarios

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// never is what no key takes but texts, which take any text; sometimes is what some keys take.
var (
	never = []string{"-1", "1e400", "nan", "-inf", "99999999999999999999", `"  "`, "[[]]", "{a = 1}", "2026-01-05", "12:00:00", `"-1h"`, `"-5MB"`,
		"'''\nmany\nlines'''", `"\u0000"`, `"NaN"`, `"1e400h"`, `"🎉 ü"`, `[1, "a"]`, "x", "1h", "", ",", `"unclosed`, `"a" b`, `"\q"`, "\"\x00\"", "\"\xff\"", "[", "{"}
	sometimes = []string{"0", "9223372036854775807", "0.5", `""`, "[]", "{}", "true", `"x"`, `["a", "a"]`, `"999999999999d"`}
)

// mutant is a text of which one part was changed, and where.
type mutant struct {
	what, text string
	key, value string // as it was, and as it is
	place      span
}

// broken values change what stands behind them as well.
var broken = map[string]bool{"": true, `"unclosed`: true, `"a" b`: true, "[": true, "{": true}

// misspelt leaves out the second letter.
func misspelt(text string, n *node) mutant {
	word := text[n.key.from:n.key.from+1] + text[n.key.from+2:n.key.to]
	return mutant{n.path() + " -> " + word, text[:n.key.from] + word + text[n.key.to:], n.name, word, span{n.key.from, n.key.from + len(word)}}
}

// replaced has another value.
func replaced(text string, n *node, value string) mutant {
	at := n.is
	if q := text[at.from-1]; (q == '"' || q == '\'') && at.to < len(text) && text[at.to] == q {
		at = span{at.from - 1, at.to + 1}
	}
	return mutant{n.path() + " = " + value, text[:at.from] + value + text[at.to:], "", value, span{at.from, at.from + len(value)}}
}

// kindred keys are one: names that people choose do not matter.
func kindred(n *node) string {
	s := chosenTable.ReplaceAllString(n.path(), "$1.N")
	s = manyWords.ReplaceAllString(sameInAll.ReplaceAllString(s, "$1.N.$2"), "$1.N")
	s = chosenQuoted.ReplaceAllString(chosenInner.ReplaceAllString(s, ".$1.N"), "Q")
	if ofAllKinds.MatchString(s) {
		return s
	}
	for up := n.up; up != nil; up = up.up {
		if k := up.named["kind"]; k != nil && !strings.Contains(s, ".change.") {
			return s + " of " + k.text()
		}
	}
	return s
}

var (
	chosenTable  = regexp.MustCompile(`^(host|mail)\.[^.]+`)
	sameInAll    = regexp.MustCompile(`^(figure|code)\.[^.]+\.(mark|source|text|short)$`)
	manyWords    = regexp.MustCompile(`^(expect|.*weight\.is|.*patience\.is)\..*$`)
	ofAllKinds   = regexp.MustCompile(`\.(kind|starts|ends|lasts|share|of|on|mail_from|rcpt_to)(\.p[0-9]+)?$`)
	chosenInner  = regexp.MustCompile(`\.(fault|guard|change|rule)\.[^.]+`)
	chosenQuoted = regexp.MustCompile(`"[^"]*"`)
)

// mutants changes each key and each value, those of a kind once in all files.
func mutants(root *node, seen map[string]bool, visit func(n *node, m mutant)) {
	text := root.src.text
	for _, n := range root.inner {
		kind := kindred(n)
		if n.key.to-n.key.from > 3 && !seen["key "+kind] {
			seen["key "+kind] = true
			visit(n, misspelt(text, n))
		}
		if n.is != (span{}) && !seen[kind+n.up.shape.String()] {
			seen[kind+n.up.shape.String()] = true
			for _, value := range slices.Concat(never, sometimes) {
				visit(n, replaced(text, n, value))
			}
		}
		mutants(n, seen, visit)
	}
}

// elsewhere are keys that hold names: whoever uses the old name complains, or nobody does.
var namesOthers = regexp.MustCompile(`^(host\.N|mail\.N|host\.N\.(fault|guard|change)\.N|host\.N\.change\.N\.(fault|guard)|host\.N\.routes|mailbox\.Q(\.rule\.N)?|host\.N\.(routes|remote_domain)\.Q|` +
	`host\.N\.domains|mail\.N\.size\.p[0-9]+|((host\.N\.)?figure\.(last_try|pickup_delay)\.is|host\.N\.fault\.N\.(starts|lasts))\.p[0-9]+|experiment\.vary\.Q|expect\..*|decision\.unit|title|why|family|(.*\.)?(source|text|short))( of .*)?$`)

// answered holds what is said of a mutant: it is refused where it was changed, or not at all.
func (m mutant) answered(t *testing.T, file, kind string, err error) {
	t.Helper()
	var problems Problems
	switch {
	case err == nil:
		return
	case !errors.As(err, &problems):
		t.Errorf("%s: %v, without a place", m.what, err)
		return
	}
	there, line := false, 1+strings.Count(m.text[:m.place.from], "\n")
	for i, p := range problems {
		if complaint := misplaced(p, m.text, file); complaint != "" {
			t.Errorf("%s: %s\n%s", m.what, complaint, p.Error())
		}
		if i > 0 && p.File == problems[i-1].File && p.at < problems[i-1].at {
			t.Errorf("%s: told out of order\n%s", m.what, err)
		}
		there = there || p.File == file && (p.at >= m.place.from-3 && p.at <= m.place.to || broken[m.value] && p.Line == line)
	}
	if !there && !namesOthers.MatchString(kind) {
		t.Errorf("%s (%s): told elsewhere\n%s", m.what, kind, err)
	}
	if said := err.Error(); len(said) > 1<<17 || !utf8.ValidString(said) || strings.ContainsAny(said, "\x00\x1b\r") {
		t.Errorf("%s: said in %d bytes\n%q", m.what, len(said), said[:min(len(said), 500)])
	}
}

// misplaced tells what is wrong with the place of a problem: it must lie in the text, and the caret below the words that stand there.
func misplaced(p *Problem, text, file string) string {
	if p.File != file {
		return ""
	}
	lines := strings.Split(text, "\n")
	if p.Line < 1 || p.Line > len(lines) || p.Col < 1 {
		return fmt.Sprintf("line %d, column %d of %d lines", p.Line, p.Col, len(lines))
	}
	line := []rune(strings.TrimSuffix(lines[p.Line-1], "\r"))
	if p.Col > len(line)+1 {
		return fmt.Sprintf("column %d of %d in line %d", p.Col, len(line), p.Line)
	}
	if len(p.shown) == 0 {
		return ""
	}
	wanted := printable(string(line[p.Col-1 : min(p.Col-1+p.Width, len(line))]))
	got, wanted := visible(underlined(p)), visible(wanted)
	cut := strings.HasPrefix(wanted, got) && strings.HasSuffix(p.shown[len(p.shown)-1].text, cutMark)
	if got != wanted && !cut && wanted != "" {
		return fmt.Sprintf("the caret is below %q, not %q", got, wanted)
	}
	return ""
}

// visible leaves out marks that take no column.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if breadth(r) == 0 {
			return -1
		}
		return r
	}, s)
}

// underlined is what stands above the caret, as a terminal shows it.
func underlined(p *Problem) string {
	blank := strings.TrimRight(p.caret, "^")
	column, from, to := 0, 0, len(p.caret)
	var under strings.Builder
	for _, r := range p.shown[len(p.shown)-1].text {
		if from = len(blank); column >= from && column < to {
			under.WriteRune(r)
		}
		column += breadth(r)
	}
	return under.String()
}

// Every key of the library misspelt, and every value replaced by what it is not: it is refused, where it stands.
func TestMutants(t *testing.T) {
	files, _ := filepath.Glob("*.toml")
	seen, count := map[string]bool{}, 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		root, p := parse(newSource(file, string(text)))
		if p != nil {
			t.Fatal(p)
		}
		mutants(root, seen, func(n *node, m mutant) {
			count++
			_, err := Load("-", Options{Stdin: strings.NewReader(m.text)})
			m.judged(t, "standard input", n, err)
		})
	}
	if count < 3000 {
		t.Errorf("only %d mutants", count)
	}
	t.Log(count)
}

// The same of every profile.
func TestMutantProfiles(t *testing.T) {
	dir := t.TempDir()
	storm, file := filepath.Join(dir, "storm.toml"), filepath.Join(dir, "ours.toml")
	if err := os.WriteFile(storm, []byte(strings.Replace(plain, "exchange-online", "ours.toml", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	seen, count := map[string]bool{}, 0
	for _, name := range profileNames() {
		text, _ := embedded.ReadFile("profiles/" + name + ".toml")
		root, _ := parse(newSource(name, string(text)))
		mutants(root, seen, func(n *node, m mutant) {
			count++
			if err := os.WriteFile(file, []byte(m.text), 0o644); err != nil {
				t.Fatal(err)
			}
			_, err := Load(storm, Options{})
			m.judged(t, file, n, err)
		})
	}
	if count < 1500 {
		t.Errorf("only %d mutants", count)
	}
	t.Log(count)
}

// judged holds what is said of a mutant, and that something is.
func (m mutant) judged(t *testing.T, file string, n *node, err error) {
	t.Helper()
	kind := kindred(n)
	m.answered(t, file, kind, err)
	switch {
	case namesOthers.MatchString(kind):
	case m.key != "":
		m.suggests(t, m.key, err)
	case m.value == "" && n.up.shape == listShape: // an element less
	case err == nil && slices.Contains(never, m.value):
		t.Errorf("%s (%s): taken in silence", m.what, kind)
	}
}

// suggests holds that a key that lacks a letter is told what it should be.
func (m mutant) suggests(t *testing.T, key string, err error) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("did you mean %q", key)) {
		t.Errorf("%s: no suggestion\n%v", m.what, err)
	}
}

// someMutants are every fiftieth of those of the library.
func someMutants() (texts []string) {
	seen, count := map[string]bool{}, 0
	for _, name := range Names(".") {
		text, _ := Text(name)
		if root, p := parse(newSource(name, text)); p == nil {
			mutants(root, seen, func(_ *node, m mutant) {
				if count++; count%50 == 0 {
					texts = append(texts, m.text)
				}
			})
		}
	}
	return texts
}
