package load

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

	"mailstorm/scenarios"
	"mailstorm/scenarios/parse"
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
	place      parse.Span
}

// broken values change what stands behind them as well.
var broken = map[string]bool{"": true, `"unclosed`: true, `"a" b`: true, "[": true, "{": true}

// misspelt leaves out the second letter.
func misspelt(text string, n *parse.Node) mutant {
	word := text[n.KeySpan.From:n.KeySpan.From+1] + text[n.KeySpan.From+2:n.KeySpan.To]
	return mutant{n.Path() + " -> " + word, text[:n.KeySpan.From] + word + text[n.KeySpan.To:], n.Name, word, parse.Span{From: n.KeySpan.From, To: n.KeySpan.From + len(word)}}
}

// replaced has another value.
func replaced(text string, n *parse.Node, value string) mutant {
	at := n.ValueSpan
	if q := text[at.From-1]; (q == '"' || q == '\'') && at.To < len(text) && text[at.To] == q {
		at = parse.Span{From: at.From - 1, To: at.To + 1}
	}
	return mutant{n.Path() + " = " + value, text[:at.From] + value + text[at.To:], "", value, parse.Span{From: at.From, To: at.From + len(value)}}
}

// kindred keys are one: names that people choose do not matter.
func kindred(n *parse.Node) string {
	s := chosenTable.ReplaceAllString(n.Path(), "$1.N")
	s = manyWords.ReplaceAllString(sameInAll.ReplaceAllString(s, "$1.N.$2"), "$1.N")
	s = chosenQuoted.ReplaceAllString(chosenInner.ReplaceAllString(s, ".$1.N"), "Q")
	if ofAllKinds.MatchString(s) {
		return s
	}
	for up := n.Parent; up != nil; up = up.Parent {
		if k := up.Child["kind"]; k != nil && !strings.Contains(s, ".change.") {
			return s + " of " + k.Text()
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
func mutants(root *parse.Node, seen map[string]bool, visit func(n *parse.Node, m mutant)) {
	text := root.Source.Text
	for _, n := range root.Children {
		kind := kindred(n)
		if n.KeySpan.To-n.KeySpan.From > 3 && !seen["key "+kind] {
			seen["key "+kind] = true
			visit(n, misspelt(text, n))
		}
		if n.ValueSpan != (parse.Span{}) && !seen[kind+n.Parent.Kind.String()] {
			seen[kind+n.Parent.Kind.String()] = true
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

// problemsOf are the problems of an error, each with its place.
func problemsOf(t *testing.T, what string, err error) (problems parse.Problems) {
	t.Helper()
	if err != nil && !errors.As(err, &problems) {
		t.Errorf("%s: %v, without a place", what, err)
	}
	return problems
}

// answered holds what is said of a mutant: it is refused where it was changed, or not at all.
func (m mutant) answered(t *testing.T, file, kind string, err error) {
	t.Helper()
	problems := problemsOf(t, m.what, err)
	if problems == nil {
		return
	}
	there, line := false, 1+strings.Count(m.text[:m.place.From], "\n")
	for i, p := range problems {
		if complaint := misplaced(p, m.text, file); complaint != "" {
			t.Errorf("%s: %s\n%s", m.what, complaint, p.Error())
		}
		if i > 0 && p.File == problems[i-1].File && p.Offset < problems[i-1].Offset {
			t.Errorf("%s: told out of order\n%s", m.what, err)
		}
		there = there || p.File == file && (p.Offset >= m.place.From-3 && p.Offset <= m.place.To || broken[m.value] && p.Line == line)
	}
	if !there && !namesOthers.MatchString(kind) {
		t.Errorf("%s (%s): told elsewhere\n%s", m.what, kind, err)
	}
	if said := err.Error(); len(said) > 1<<17 || !utf8.ValidString(said) || strings.ContainsAny(said, "\x00\x1b\r") {
		t.Errorf("%s: said in %d bytes\n%q", m.what, len(said), said[:min(len(said), 500)])
	}
}

// misplaced tells what is wrong with the place of a problem: it must lie in the text, and the caret below the words that stand there.
func misplaced(p *parse.Problem, text, file string) string {
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
	if len(p.Excerpt) == 0 {
		return ""
	}
	wanted := parse.Printable(string(line[p.Col-1 : min(p.Col-1+p.Width, len(line))]))
	got, wanted := visible(underlined(p)), visible(wanted)
	cut := strings.HasPrefix(wanted, got) && strings.HasSuffix(p.Excerpt[len(p.Excerpt)-1].Text, parse.CutMark)
	if got != wanted && !cut && wanted != "" {
		return fmt.Sprintf("the caret is below %q, not %q", got, wanted)
	}
	return ""
}

// visible leaves out marks that take no column.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if parse.RuneWidth(r) == 0 {
			return -1
		}
		return r
	}, s)
}

// underlined is what stands above the caret, as a terminal shows it.
func underlined(p *parse.Problem) string {
	blank := strings.TrimRight(p.Caret, "^")
	column, from, to := 0, 0, len(p.Caret)
	var under strings.Builder
	for _, r := range p.Excerpt[len(p.Excerpt)-1].Text {
		if from = len(blank); column >= from && column < to {
			under.WriteRune(r)
		}
		column += parse.RuneWidth(r)
	}
	return under.String()
}

// Every key of the library misspelt, and every value replaced by what it is not: it is refused, where it stands.
func TestMutants(t *testing.T) {
	takesLong(t)
	files, _ := filepath.Glob("../*.toml")
	seen, count := map[string]bool{}, 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		root, p := parse.Document(parse.NewSource(file, string(text)))
		if p != nil {
			t.Fatal(p)
		}
		mutants(root, seen, func(n *parse.Node, m mutant) {
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
	takesLong(t)
	dir := t.TempDir()
	storm, file := filepath.Join(dir, "storm.toml"), filepath.Join(dir, "ours.toml")
	writeFile(t, storm, strings.Replace(plain, "exchange-online", "ours.toml", 1))
	seen, count := map[string]bool{}, 0
	for _, name := range scenarios.ProfileNames() {
		text, _ := scenarios.Files.ReadFile("profiles/" + name + ".toml")
		root, _ := parse.Document(parse.NewSource(name, string(text)))
		mutants(root, seen, func(n *parse.Node, m mutant) {
			count++
			writeFile(t, file, m.text)
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
func (m mutant) judged(t *testing.T, file string, n *parse.Node, err error) {
	t.Helper()
	kind := kindred(n)
	m.answered(t, file, kind, err)
	switch {
	case namesOthers.MatchString(kind):
	case m.key != "":
		m.suggests(t, m.key, err)
	case m.value == "" && n.Parent.Kind == parse.List: // an element less
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
	for _, name := range scenarios.Names(".") {
		text, _ := scenarios.Text(name)
		if root, p := parse.Document(parse.NewSource(name, text)); p == nil {
			mutants(root, seen, func(_ *parse.Node, m mutant) {
				if count++; count%50 == 0 {
					texts = append(texts, m.text)
				}
			})
		}
	}
	return texts
}
