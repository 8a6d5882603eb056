package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mailstorm/scenarios/load"
)

var update = flag.Bool("update", false, "rewrite outputs, pictures, code and catalogues in README.md and docs")

// A page is a Markdown file whose commands run, whose scenarios load, and whose outputs and numbers are those of the program.
//
// What the test looks at, in the order of the page:
//   - a block of sh: each line is a command that ends with 0, or as "# exit 2" behind it says; of bat or powershell: each line of mailstorm
//   - a block of toml whose first line is "# NAME.toml": a scenario, which is written to that file and loaded; after the line
//     <!-- profile --> it is a profile, after <!-- wrong --> it is only written; any other block of toml is a part that must fit into the first scenario of the page
//   - <!-- records: FILE --> before a block of csv: it is written to that file
//   - <!-- output --> before a block of text: what the last command said; <!-- output: 12 lines -->: the first of it
//   - <!-- picture: FILE --> before an image: the image is the file that the commands wrote
//   - **NUMBER**<!-- METRIC -->: a result of the last run; <!-- SCENARIO: METRIC -->: of a scenario of the library
//   - <!-- code: FILE NAME --> before a block of go: the declaration of that name; `name` in [file](file): it is declared there
type page struct {
	name, text string
	edits      []edit
	dir        string // where its commands run
	base       string // its first scenario
	execute    func(args []string) said
	last       []string // the last command
	heard      said
	values     map[string]map[string]*float64 // by command
}

type edit struct {
	from, to int
	text     string
}

// said is what a command did.
type said struct {
	code     int
	out, err string
}

func inProcess(args []string) said {
	var out, err bytes.Buffer
	code := execute(args, streams{strings.NewReader(""), &out, &err})
	return said{code, out.String(), err.String()}
}

func docsRoot(t *testing.T) string {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// pages are README.md and all of docs.
func pages(t *testing.T) []*page {
	root := docsRoot(t)
	files, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	var all []*page
	for _, f := range append([]string{filepath.Join(root, "README.md")}, files...) {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		name, _ := filepath.Rel(root, f)
		all = append(all, &page{name: filepath.ToSlash(name), text: string(b), execute: inProcess})
	}
	return all
}

// save rewrites the page with what -update found.
func (p *page) save(t *testing.T, root string) {
	if len(p.edits) == 0 {
		return
	}
	text := p.text
	for _, e := range slices.Backward(p.edits) {
		text = text[:e.from] + e.text + text[e.to:]
	}
	writeFile(t, filepath.Join(root, filepath.FromSlash(p.name)), text)
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// same compares a part of the page with what it should be, or notes the edit.
func (p *page) same(t *testing.T, what string, from, to int, want string) {
	t.Helper()
	got := p.text[from:to]
	switch {
	case got == want:
	case *update:
		p.edits = append(p.edits, edit{from, to, want})
	default:
		t.Errorf("%s: %s differs from what the program gives; rewrite it with go test ./cmd/mailstorm -run Docs -update\ngot:\n%s\nwant:\n%s",
			p.at(from), what, got, want)
	}
}

func (p *page) at(offset int) string {
	return fmt.Sprintf("%s:%d", p.name, 1+strings.Count(p.text[:offset], "\n"))
}

// item is a part of a page that the test looks at.
type item struct {
	kind     string // of a block: its language; or "number", "picture"
	mark     string // of the comment above or behind it
	from, to int    // its body
}

var (
	docsBlocks   = regexp.MustCompile("(?m)(?:^<!-- (.*) -->\n)?^```([a-z]*)\n((?s:.*?))^```$")
	docsNumbers  = regexp.MustCompile(`\*\*([^*\n]+)\*\*<!-- ([^\n]*?) -->`)
	docsPictures = regexp.MustCompile(`(?m)^<!-- picture: (.*) -->\n!\[[^]]*\]\(([^)]*)\)$`)
)

func (p *page) items() (all []item) {
	prose := []byte(p.text)
	for _, m := range docsBlocks.FindAllStringSubmatchIndex(p.text, -1) {
		all = append(all, item{p.part(m, 2), p.part(m, 1), m[6], m[7]})
		for i := m[0]; i < m[1]; i++ {
			if prose[i] != '\n' {
				prose[i] = ' '
			}
		}
	}
	for _, m := range docsNumbers.FindAllSubmatchIndex(prose, -1) {
		all = append(all, item{"number", p.part(m, 2), m[2], m[3]})
	}
	for _, m := range docsPictures.FindAllSubmatchIndex(prose, -1) {
		all = append(all, item{"picture", p.part(m, 1), m[4], m[5]})
	}
	slices.SortFunc(all, func(a, b item) int { return cmp.Compare(a.from, b.from) })
	return all
}

func (p *page) part(m []int, n int) string {
	if m[2*n] < 0 {
		return ""
	}
	return p.text[m[2*n]:m[2*n+1]]
}

// docsBlock is the first block of a page that is wanted.
func docsBlock(t *testing.T, name string, wanted func(item) bool) string {
	t.Helper()
	for _, p := range pages(t) {
		for _, i := range p.items() {
			if p.name == name && wanted(i) {
				return p.text[i.from:i.to]
			}
		}
	}
	t.Fatalf("%s has no such block", name)
	return ""
}

// longPages hold sweeps of hundreds of replications, or build another program.
var longPages = []string{"docs/adding-a-fault.md", "docs/choosing-message-expiration.md", "docs/cookbook.md", "docs/gallery.md", "docs/scale-out.md"}

func TestDocsPages(t *testing.T) {
	root := docsRoot(t)
	base, err := os.ReadFile(filepath.Join("testdata", "docs", "base.toml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages(t) {
		t.Run(p.name, func(t *testing.T) {
			if slices.Contains(longPages, p.name) {
				takesLong(t)
			}
			p.dir, p.base, p.values = t.TempDir(), string(base), map[string]map[string]*float64{}
			items := p.items()
			if strings.Contains(p.text, "<!-- file: ") {
				p.execute = extended(t, root, p, items)
			}
			t.Chdir(p.dir)
			first := true
			for _, i := range items {
				p.look(t, root, i, &first)
			}
			p.save(t, root)
		})
	}
}

func (p *page) look(t *testing.T, root string, i item, first *bool) {
	t.Helper()
	body := p.text[i.from:i.to]
	switch {
	case i.kind == "sh":
		for line := range strings.Lines(body) {
			p.command(t, i, strings.TrimSpace(line))
		}
	case i.kind == "bat", i.kind == "powershell":
		for line := range strings.Lines(body) {
			if strings.HasPrefix(line, "mailstorm ") {
				p.command(t, i, strings.TrimSpace(line))
			}
		}
	case i.kind == "toml":
		p.scenario(t, i, body, first)
	case i.kind == "csv" && strings.HasPrefix(i.mark, "records: "):
		writeFile(t, strings.TrimPrefix(i.mark, "records: "), body)
	case i.kind == "text" && strings.HasPrefix(i.mark, "output"):
		p.same(t, "the output of mailstorm "+strings.Join(p.last, " "), i.from, i.to, p.shown(t, i))
	case i.kind == "go" && strings.HasPrefix(i.mark, "code: "):
		file, name, _ := strings.Cut(strings.TrimPrefix(i.mark, "code: "), " ")
		p.same(t, "the code of "+name, i.from, i.to, declaration(t, filepath.Join(root, file), name))
	case i.kind == "number":
		p.number(t, i, body)
	case i.kind == "picture":
		p.picture(t, root, i, body)
	}
}

// otherPrograms are commands of other programs that a page may show; they are not run.
var otherPrograms = regexp.MustCompile(`^(go (test|build|install|vet|doc)|cat|cd|git|gofmt)\b`)

var doubleQuoted = regexp.MustCompile(`"[^"]*"`)

func (p *page) command(t *testing.T, i item, line string) {
	t.Helper()
	line, comment, _ := strings.Cut(line, "  # ")
	args, ok := strings.CutPrefix(strings.TrimSpace(line), "mailstorm ")
	if !ok {
		args, ok = strings.CutPrefix(line, "go run ./cmd/mailstorm ")
	}
	if !ok {
		if line != "" && !otherPrograms.MatchString(line) {
			t.Errorf("%s: the test does not know how to run %q", p.at(i.from), line)
		}
		return
	}
	if strings.Contains(doubleQuoted.ReplaceAllString(line, ""), "'") {
		t.Errorf("%s: %s: Windows takes single quotes for letters; write double quotes outside and single ones inside", p.at(i.from), line)
	}
	want := 0
	fmt.Sscanf(comment, "exit %d", &want)
	p.last = shellWords(args)
	p.heard = p.execute(p.last)
	if want == exitOK && strings.Contains(p.heard.out, "not met:") {
		t.Errorf("%s: mailstorm %s: an expectation is not met, and nothing is wrong with it\n%s", p.at(i.from), args, p.heard.out)
	}
	if p.heard.code != want {
		t.Errorf("%s: mailstorm %s ends with %d, want %d\n%s", p.at(i.from), args, p.heard.code, want, p.heard.err)
	}
}

// shellWords splits a command line as a shell does that knows quotes and nothing else.
func shellWords(line string) (words []string) {
	var word strings.Builder
	quote, begun := rune(0), false
	for _, c := range line + " " {
		switch {
		case quote == 0 && (c == '\'' || c == '"'):
			quote, begun = c, true
		case c == quote:
			quote = 0
		case quote == 0 && c == ' ':
			if begun {
				words = append(words, word.String())
			}
			word.Reset()
			begun = false
		default:
			word.WriteRune(c)
			begun = true
		}
	}
	return words
}

// shown is what the last command said, or the beginning of it.
func (p *page) shown(t *testing.T, i item) string {
	text, most := p.heard.out, 0
	if p.heard.code > exitUnmet {
		text = p.heard.err
	}
	if _, rest, ok := strings.Cut(i.mark, "output: "); ok {
		if _, err := fmt.Sscanf(rest, "%d lines", &most); err != nil {
			t.Fatalf("%s: %q is no mark of an output", p.at(i.from), i.mark)
		}
		if lines := strings.SplitAfter(text, "\n"); len(lines) > most {
			text = strings.Join(lines[:most], "") + "...\n"
		}
	}
	return text
}

var fileName = regexp.MustCompile(`^# (\S+\.toml)\n`)

func (p *page) scenario(t *testing.T, i item, body string, first *bool) {
	t.Helper()
	m := fileName.FindStringSubmatch(body)
	text := body
	switch {
	case m != nil:
		if err := os.MkdirAll(filepath.Dir(m[1]), 0o777); err != nil {
			t.Fatal(err)
		}
		writeFile(t, m[1], body)
		if i.mark == "profile" || i.mark == "wrong" {
			return
		}
		if *first {
			p.base, *first = body, false
		}
	case strings.HasPrefix(strings.TrimLeft(body, "# \n"), "["):
		text = p.base + "\n" + body
	default:
		text = body + "\n" + p.base
	}
	if strings.Contains(p.text, "<!-- file: ") {
		return // it needs a kind that the program at hand does not have; its command runs it
	}
	if _, err := load.Load("-", load.Options{Stdin: strings.NewReader(text)}); err != nil {
		t.Errorf("%s: %v", p.at(i.from), err)
	}
}

// picture compares an image of the page with the one that the commands above it made.
func (p *page) picture(t *testing.T, root string, i item, link string) {
	t.Helper()
	made, err := os.ReadFile(filepath.FromSlash(i.mark))
	if err != nil {
		t.Fatal(err)
	}
	kept := filepath.Join(root, filepath.Dir(p.name), filepath.FromSlash(link))
	if *update {
		writeFile(t, kept, string(made))
		return
	}
	if had, err := os.ReadFile(kept); err != nil || !bytes.Equal(had, made) {
		t.Errorf("%s: %s is not the picture that the commands make (%v); rewrite it with -update", p.at(i.from), link, err)
	}
}

// extended builds the program with the files that a page adds to the catalogue of faults, and runs its tests on them.
func extended(t *testing.T, root string, p *page, items []item) func([]string) said {
	if testing.Short() {
		t.Skip("it builds a program of its own")
	}
	replace := map[string]string{}
	for _, i := range items {
		file, ok := strings.CutPrefix(i.mark, "file: ")
		if !ok {
			continue
		}
		text := p.text[i.from:i.to]
		if old, err := os.ReadFile(filepath.Join(root, file)); err == nil { // a row for a table that is there
			above, below, _ := strings.Cut(text, "\n")
			row := above + "\n"
			if !strings.Contains(string(old), row) {
				t.Fatalf("%s: %s has no row %q", p.at(i.from), file, above)
			}
			text = strings.Replace(string(old), row, row+below, 1)
		}
		name := filepath.Join(p.dir, "overlay"+filepath.Base(file))
		writeFile(t, name, text)
		replace[filepath.Join(root, file)] = name
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(p.dir, "overlay.json"), string(overlay))
	program := filepath.Join(p.dir, "mailstorm.exe")
	goTool(t, root, "test", "-overlay", filepath.Join(p.dir, "overlay.json"), "./sim/fault", "./scenarios/decode")
	goTool(t, root, "build", "-buildvcs=false", "-overlay", filepath.Join(p.dir, "overlay.json"), "-o", program, "./cmd/mailstorm")
	return func(args []string) said { return outside(t, program, args) }
}

func goTool(t *testing.T, root string, args ...string) {
	t.Helper()
	c := exec.Command("go", args...)
	c.Dir = root
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

func outside(t *testing.T, program string, args []string) said {
	var out, errs bytes.Buffer
	c := exec.Command(program, args...)
	c.Stdout, c.Stderr = &out, &errs
	err := c.Run()
	if e := (*exec.ExitError)(nil); err != nil && !errors.As(err, &e) {
		t.Fatal(err)
	}
	return said{c.ProcessState.ExitCode(), out.String(), errs.String()}
}

// TestDocsDigest holds what docs/determinism.md says of changes that may, or must not, change a digest.
func TestDocsDigest(t *testing.T) {
	base, err := os.ReadFile(filepath.Join("testdata", "docs", "base.toml"))
	if err != nil {
		t.Fatal(err)
	}
	digest := func(edit ...string) string {
		var out, errs bytes.Buffer
		text := strings.NewReplacer(edit...).Replace("title = \"a\"\nwatch = \"exo\"\n" + string(base) + "\n[host.relay.fault.down]\nkind = \"connection-refused\"\n")
		if code := execute([]string{"run", "-", "--format", "json", "--quiet"}, streams{strings.NewReader(text), &out, &errs}); code != 0 {
			t.Fatal(errs.String())
		}
		var result struct{ Digest string }
		if err := json.Unmarshal(out.Bytes(), &result); err != nil {
			t.Fatal(err)
		}
		return result.Digest
	}
	for _, c := range []struct {
		what, old, new string
		same           bool
	}{
		{"another title", `"a"`, `"b"`, true},
		{"another watched host", `watch = "exo"`, `watch = "relay"`, true},
		{"another alert", `title = "a"`, `alert = {queue = 1, after = "1m"}`, true},
		{"an expectation", "\n[mail.deck]", "\n[expect]\ncopies = 0\n[mail.deck]", true},
		{"another seed", `title = "a"`, `seed = 2`, false},
		{"another name of the sending host", "exo", "online", false},
		{"another name of the mail", "mail.deck", "mail.slides", false},
		{"another figure", `profile = "exchange-online"`, "profile = \"exchange-online\"\njitter = \"5%\"", false},
		{"another fault", "connection-refused", "dns-failure", false},
	} {
		if got := digest(c.old, c.new) == digest(); got != c.same {
			t.Errorf("%s: the same digest: %v, want %v", c.what, got, c.same)
		}
	}
}

// The archives are named after the version, and so are those of the page.
func TestInstallNamesThisVersion(t *testing.T) {
	named := regexp.MustCompile(`mailstorm_([0-9.]+)_`).FindAllStringSubmatch(readFile(t, filepath.Join(docsRoot(t), "docs", "install.md")), -1)
	if len(named) == 0 {
		t.Error("docs/install.md names no archive")
	}
	for _, n := range named {
		if n[1] != version {
			t.Errorf("docs/install.md names %s..., and this is %s", n[0], version)
		}
	}
}
