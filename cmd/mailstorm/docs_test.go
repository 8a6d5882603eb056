package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"mailstorm/scenarios"
	"mailstorm/sim/fault"
	"mailstorm/sim/guard"
	"mailstorm/sim/mailbox"
	"mailstorm/sim/metrics"
	"mailstorm/sim/retry"
)

var update = flag.Bool("update", false, "rewrite outputs, pictures, code and catalogues in README.md and docs")

// A page is a Markdown file whose commands run, whose scenarios load, and whose outputs and numbers are those of the program.
//
// What the test looks at, in the order of the page:
//   - a block of sh: each line is a command that ends with 0, or as "# exit 2" behind it says
//   - a block of toml whose first line is "# NAME.toml": a scenario, which is written to that file and loaded; after the line
//     <!-- profile --> it is a profile, after <!-- wrong --> it is only written; any other block of toml is a part that must fit into the first scenario of the page
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
	code := run(args, streams{strings.NewReader(""), &out, &err})
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

func TestDocsPages(t *testing.T) {
	root := docsRoot(t)
	base, err := os.ReadFile(filepath.Join("testdata", "docs", "base.toml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages(t) {
		t.Run(p.name, func(t *testing.T) {
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
	case i.kind == "toml":
		p.scenario(t, i, body, first)
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
	want := 0
	fmt.Sscanf(comment, "exit %d", &want)
	p.last = shellWords(args)
	p.heard = p.execute(p.last)
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
	if p.heard.code > unmet {
		text = p.heard.err
	}
	if strings.Contains(text, "NOT MET") {
		t.Errorf("%s: an expectation is not met:\n%s", p.at(i.from), text)
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
	if _, err := scenarios.Load("-", scenarios.Options{Stdin: strings.NewReader(text)}); err != nil {
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

// number compares a number of the text with the metric of a run, as exactly as it is written.
func (p *page) number(t *testing.T, i item, shown string) {
	t.Helper()
	command, name := p.last, i.mark
	if scenario, rest, ok := strings.Cut(i.mark, ": "); ok {
		command, name = []string{"run", scenario}, rest
	}
	values := p.metrics(t, command)
	want, ok := values[name]
	_, bare, _ := strings.Cut(name, ".")
	id, known := metrics.Lookup(name)
	if !known {
		id, known = metrics.Lookup(bare)
	}
	if !ok || !known || want == nil {
		t.Fatalf("%s: mailstorm %s gives no number for %s", p.at(i.from), strings.Join(command, " "), name)
	}
	got, grain, err := measure(shown, metrics.Catalogue[id].Unit)
	if err != nil {
		t.Fatalf("%s: %v", p.at(i.from), err)
	}
	if math.Abs(got-*want) > grain/2+1e-6 {
		t.Errorf("%s: %s of mailstorm %s is %g, and the page says %s", p.at(i.from), name, strings.Join(command, " "), *want, shown)
	}
}

// measure reads "96", "2.592 GB" or "24 h 12 min", and what its last digit is worth.
func measure(s string, unit metrics.Unit) (value, grain float64, err error) {
	s = strings.ReplaceAll(s, ",", "")
	switch unit {
	case metrics.Duration:
		d, err := scenarios.ParseDuration(s)
		smallest := strings.Fields(s)
		one, _ := scenarios.ParseDuration("1" + smallest[len(smallest)-1])
		return d.Seconds(), one.Seconds(), err
	case metrics.Bytes:
		n, err := scenarios.ParseSize(s)
		number, word, _ := strings.Cut(s, " ")
		one, _ := scenarios.ParseSize("1" + word)
		return float64(n), float64(one) * math.Pow10(-decimals(number)), err
	}
	_, err = fmt.Sscanf(s, "%g", &value)
	if unit == metrics.Count {
		return value, 0, err
	}
	return value, math.Pow10(-decimals(s)), err
}

func decimals(number string) int {
	_, after, _ := strings.Cut(number, ".")
	return len(after)
}

// metrics are the results of a run, which is run again for them.
func (p *page) metrics(t *testing.T, command []string) map[string]*float64 {
	t.Helper()
	key := strings.Join(command, " ")
	if values, ok := p.values[key]; ok {
		return values
	}
	var args []string
	for n := 0; n < len(command); n++ {
		switch command[n] {
		case "--out":
			n++
		case "--plot":
		default:
			args = append(args, command[n])
		}
	}
	heard := p.execute(append(args, "--format", "json", "--quiet"))
	var result struct{ Metrics map[string]*float64 }
	if err := json.Unmarshal([]byte(heard.out), &result); err != nil {
		t.Fatalf("%s: mailstorm %s: %v\n%s", p.name, key, err, heard.err)
	}
	p.values[key] = result.Metrics
	return result.Metrics
}

// declaration is the text of a function, method, type or group of constants in a file, with the comment above it.
func declaration(t *testing.T, file, name string) string {
	t.Helper()
	fset := token.NewFileSet()
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	syntax, err := parser.ParseFile(fset, file, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range syntax.Decls {
		if !declares(d, name) {
			continue
		}
		from := d.Pos()
		if doc := docOf(d); doc != nil {
			from = doc.Pos()
		}
		return string(source[fset.Position(from).Offset:fset.Position(d.End()).Offset]) + "\n"
	}
	t.Errorf("%s does not declare %s", file, name)
	return ""
}

func docOf(d ast.Decl) *ast.CommentGroup {
	switch d := d.(type) {
	case *ast.FuncDecl:
		return d.Doc
	case *ast.GenDecl:
		return d.Doc
	}
	return nil
}

func declares(d ast.Decl, name string) bool {
	switch d := d.(type) {
	case *ast.FuncDecl:
		return d.Name.Name == name
	case *ast.GenDecl:
		return slices.ContainsFunc(d.Specs, func(s ast.Spec) bool {
			switch s := s.(type) {
			case *ast.TypeSpec:
				return s.Name.Name == name
			case *ast.ValueSpec:
				return slices.ContainsFunc(s.Names, func(n *ast.Ident) bool { return n.Name == name })
			}
			return false
		})
	}
	return false
}

// extended builds the program with the files that a page adds to the shelf of faults, and runs the shelf's own tests on them.
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
	goTool(t, root, "test", "-overlay", filepath.Join(p.dir, "overlay.json"), "./sim/fault")
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

var (
	docsLinks    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	docsHeadings = regexp.MustCompile(`(?m)^#+ (.*)$`)
	docsPlaces   = regexp.MustCompile("`([A-Za-z]+)` in \\[`?([a-z/]+\\.go)`?\\]")
)

func TestDocsLinks(t *testing.T) {
	root := docsRoot(t)
	all := pages(t)
	anchors := map[string][]string{}
	for _, p := range all {
		for _, m := range docsHeadings.FindAllStringSubmatch(docsBlocks.ReplaceAllString(p.text, ""), -1) {
			anchors[p.name] = append(anchors[p.name], slug(m[1]))
		}
	}
	for _, p := range all {
		for _, m := range docsLinks.FindAllStringSubmatchIndex(p.text, -1) {
			link := p.text[m[2]:m[3]]
			if strings.Contains(link, "://") {
				continue
			}
			file, anchor, _ := strings.Cut(link, "#")
			target := p.name
			if file != "" {
				target = filepath.ToSlash(filepath.Join(filepath.Dir(p.name), file))
			}
			if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(target))); err != nil {
				t.Errorf("%s: the link %s leads nowhere", p.at(m[0]), link)
			} else if anchor != "" && !slices.Contains(anchors[target], anchor) {
				t.Errorf("%s: %s has no heading %s", p.at(m[0]), target, anchor)
			}
		}
		for _, m := range docsPlaces.FindAllStringSubmatchIndex(p.text, -1) {
			name, file := p.text[m[2]:m[3]], p.text[m[4]:m[5]]
			declaration(t, filepath.Join(root, filepath.FromSlash(file)), name)
		}
	}
}

// slug is the anchor of a heading.
func slug(heading string) string {
	var b strings.Builder
	for _, c := range strings.ToLower(heading) {
		switch {
		case c == ' ':
			b.WriteByte('-')
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_':
			b.WriteRune(c)
		}
	}
	return b.String()
}

// TestDocsAreLinked makes sure that a reader who starts at README.md finds every page.
func TestDocsAreLinked(t *testing.T) {
	all := pages(t)
	for _, p := range all[1:] {
		if !strings.Contains(all[0].text, "("+p.name+")") {
			t.Errorf("README.md does not lead to %s", p.name)
		}
	}
}

// TestDocsNameEverything makes sure that the format page names every key, unit and word that the shelves have.
func TestDocsNameEverything(t *testing.T) {
	text := ""
	for _, p := range pages(t) {
		if p.name == "docs/scenario-format.md" {
			text = p.text
		}
	}
	want := []string{"title", "why", "seed", "clock", "length", "watch", "copy_limit", "alert", "from", "to", "size", "attachment", "count", "at",
		"starts", "ends", "lasts", "rate", "hours", "enters", "priority", "profile", "domains", "routes", "bandwidth", "kind", "share", "of",
		"from_host", "servers", "mail_from", "rcpt_to", "larger_than", "smaller_than", "source", "guard", "on", "mailbox", "rule", "dedup",
		"quota_answer", "remote_domain", "auto_reply", "auto_forward", "change", "purge", "retry", "resend", "double_of", "forged", "precedence", "trace"}
	for _, f := range retry.Figures {
		want = append(want, f.Name)
	}
	for _, p := range fault.Parameters {
		want = append(want, p.Name)
	}
	for _, p := range guard.Parameters {
		want = append(want, p.Name)
	}
	for _, p := range mailbox.Parameters {
		want = append(want, p.Name)
	}
	for _, s := range retry.Shapes {
		want = append(want, s.Name)
	}
	for _, word := range want {
		if !strings.Contains(text, "`"+word+"`") {
			t.Errorf("docs/scenario-format.md does not explain `%s`", word)
		}
	}
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
		if code := run([]string{"run", "-", "--format", "json", "--quiet"}, streams{strings.NewReader(text), &out, &errs}); code != 0 {
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

func TestDocsCatalogues(t *testing.T) {
	root := docsRoot(t)
	for name, write := range map[string]func(*markdown){"profiles": profilesPage, "faults": faultsPage, "guards": guardsPage,
		"rules": rulesPage, "metrics": metricsPage} {
		var m markdown
		m.line("<!-- Written from the rows of the program by: go test ./cmd/mailstorm -run Docs -update -->")
		write(&m)
		file := filepath.Join(root, "docs", name+".md")
		had, err := os.ReadFile(file)
		switch {
		case *update:
			writeFile(t, file, m.String())
		case err != nil || string(had) != m.String():
			t.Errorf("docs/%s.md is not what the program knows; rewrite it with go test ./cmd/mailstorm -run Docs -update", name)
		}
	}
}

// markdown is a page under construction.
type markdown struct{ strings.Builder }

func (m *markdown) line(format string, args ...any) { fmt.Fprintf(m, format+"\n", args...) }

// row writes a row of a table; a bar within a cell would end it.
func (m *markdown) row(cells ...string) {
	for _, c := range cells {
		m.WriteString("| " + strings.ReplaceAll(c, "|", "\\|") + " ")
	}
	m.WriteString("|\n")
}

func (m *markdown) head(cells ...string) {
	m.row(cells...)
	m.WriteString(strings.Repeat("| --- ", len(cells)) + "|\n")
}

func inCode(s string) string {
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}

func metricsPage(m *markdown) {
	m.line("# The metrics\n")
	m.line("Every number that a run gives has one name, one unit and one meaning, the same in reports, JSON, CSV and `[expect]`.")
	m.line("Where the third column says yes, the metric is also counted for each host, with the host's name in front: `exo.attempts`.")
	m.line("What does not exist in a run, as the first NDR of a run without NDRs, is `null` in JSON, empty in CSV, and `none` in `[expect]`.\n")
	m.head("name", "unit", "per host", "meaning")
	for _, metric := range metrics.Catalogue {
		per := ""
		if metric.PerHost {
			per = "yes"
		}
		m.row(inCode(metric.Name), string(metric.Unit), per, metric.Meaning)
	}
}

func faultsPage(m *markdown) {
	m.line("# The faults\n")
	m.line("What can befall a host that receives, in the order in which a session would meet it. The keys that every fault takes (`starts`,")
	m.line("`ends`, `lasts`, `share`, `of` and the filters) stand in [the scenario format](scenario-format.md#faults). How to add one:")
	m.line("[adding a fault](adding-a-fault.md).\n")
	var all []thing
	for _, k := range fault.Kinds {
		all = append(all, faultThing(k))
	}
	m.things(all, func(i int) {
		m.line("**Its share is drawn for** %s, when `of` is left out.\n", cmp.Or(fault.Kinds[i].Of, "attempts"))
	})
}

func guardsPage(m *markdown) {
	m.line("# The guards\n")
	m.line("What a host does on purpose with what arrives, from a memory of its own, in the order in which a session would meet it. The keys that")
	m.line("every guard takes (`starts`, `ends`, `lasts`, `share`, `of`, `on` and the filters) stand in [the scenario format](scenario-format.md#guards).\n")
	m.line("Each memory is bounded: what is oldest is forgotten when it is full, and the run says so in a warning.\n")
	var all []thing
	for _, k := range guard.Kinds {
		all = append(all, guardThing(k))
	}
	m.things(all, func(i int) {
		asked := "at " + guard.Kinds[i].Phase.String()
		if guard.Kinds[i].Submission {
			asked = "when a user of the host itself writes"
		}
		if guard.Kinds[i].Each {
			asked += ", for each recipient"
		}
		m.line("**It is asked** %s.\n", asked)
	})
}

func rulesPage(m *markdown) {
	m.line("# The rules of mailboxes\n")
	m.line("What a mailbox does with what reaches it, in this order. How they are written: [the scenario format](scenario-format.md#mailboxes).\n")
	var all []thing
	for _, r := range mailbox.Rows {
		all = append(all, ruleThing(r))
	}
	m.things(all, func(int) {})
}

// things writes a table of rows, then a section for each.
func (m *markdown) things(all []thing, more func(i int)) {
	m.head("kind", "meaning")
	for _, t := range all {
		m.row("["+t.name+"](#"+slug(t.name)+")", t.meaning)
	}
	for i, t := range all {
		m.line("\n## %s\n\n%s\n", t.name, t.meaning)
		m.line("**What is seen.** %s\n", t.seen)
		if t.remembers != "" {
			m.line("**Its memory.** %s\n", t.remembers)
		}
		m.line("**Source.** %s.\n", strings.TrimSuffix(t.source, "."))
		more(i)
		m.settings(t.own)
		m.line("```toml\n%s\n%s\n```", t.above, t.example)
	}
}

func (m *markdown) settings(all []setting) {
	if len(all) == 0 {
		m.line("It takes no parameters of its own.\n")
		return
	}
	m.head("parameter", "value", "when left out", "meaning")
	for _, p := range all {
		m.row(inCode(p.name), p.value, inCode(p.usual), p.meaning)
	}
	m.line("")
}

func profilesPage(m *markdown) {
	m.line("# The profiles\n")
	m.line("How each product retries, expires, notifies and names its failures. Each figure says how far it can be trusted: **official** is the")
	m.line("maker's document or source code, or an RFC; **observed** is logs, traces and NDRs; **inferred** is computed or assumed here.")
	m.line("Any figure may be overridden in a host table, see [the scenario format](scenario-format.md#figures-of-profiles).\n")
	m.line("The attempts below are those of one message to a host that refuses every connection for ever, with jitter switched off. The time of")
	m.line("an NDR that is drawn from a span is one draw; the span stands at the figure `expiry_check`.\n")
	m.head("profile", "attempts in 24 h", "in all", "delay notice", "NDR")
	for _, e := range scenarios.Profiles() {
		s, err := besiege(e)
		if err != nil {
			panic(err)
		}
		m.row("["+e.Name+"](#"+slug(e.Name)+")", fmt.Sprint(s.within(24*time.Hour)), fmt.Sprint(len(s.attempts)), clockOf(s.notice), clockOf(s.ndr))
	}
	shapesTable(m)
	for _, e := range scenarios.Profiles() {
		profileSection(m, e)
	}
}

func (s *siege) within(d time.Duration) (n int) {
	for _, at := range s.attempts {
		if at < d {
			n++
		}
	}
	return n
}

// clockOf is a moment in hours, minutes and seconds: "24:12:26", and "none" for 0.
func clockOf(d time.Duration) string {
	if d == 0 {
		return "none"
	}
	s := int64(d.Round(time.Second) / time.Second)
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}

func shapesTable(m *markdown) {
	m.line("\n## Shapes of schedules\n")
	m.head("shape", "wait", "figures it asks for")
	for _, s := range retry.Shapes {
		m.row(inCode(s.Name), s.Meaning, inCode(strings.Join(s.Uses, "`, `")))
	}
}

func profileSection(m *markdown, e scenarios.ProfileEntry) {
	m.line("\n## %s\n\n%s. %s\n", e.Name, e.Title, e.Why)
	if e.Base != "" {
		m.line("It starts from [%s](#%s); only what it states itself is shown here.\n", e.Base, slug(e.Base))
	}
	s, _ := besiege(e)
	var times []string
	for i, at := range s.attempts {
		if i == 0 && at == 0 {
			times = append(times, "0:00:00")
		} else if i < 12 {
			times = append(times, clockOf(at))
		}
	}
	m.line("First attempts: %s, ...\n", strings.Join(times, ", "))
	m.head("figure", "value", "mark", "source")
	for _, f := range e.Figures {
		if f.From == e.Name {
			m.row(inCode(f.Name), inCode(f.Is), string(f.Mark), f.Source)
		}
	}
	codesTable(m, e)
}

func codesTable(m *markdown, e scenarios.ProfileEntry) {
	if !slices.ContainsFunc(e.Codes, func(c scenarios.StatedCode) bool { return c.From == e.Name }) {
		return
	}
	m.line("")
	m.head("cause", "in its log", "in the NDR of an expired message", "mark", "source")
	for _, c := range e.Codes {
		if c.From != e.Name {
			continue
		}
		log, ndr := recorded(e.Profile.Codes[c.Cause])
		m.row(c.Cause.String(), log, ndr, string(c.Mark), c.Source)
	}
	if e.Map.Name != "" && e.Map.From == e.Name {
		m.line("\nCodes of the other host that keep their meaning at expiry: %s (%s: %s).", e.Map.Is, e.Map.Mark, e.Map.Source)
	}
}
