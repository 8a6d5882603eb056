package sim_test

import (
	"fmt"
	"go/ast"
	"path"
	"regexp"
	"slices"
	"strings"

	"mailstorm/sim/metrics"
)

func judgeInit(t *sourceTree) (vs []violation) {
	t.inspect(everyFile, func(_ sourceFile, n ast.Node) {
		f, ok := n.(*ast.FuncDecl)
		if ok && f.Recv == nil && f.Name.Name == "init" {
			vs = append(vs, violation{t.at(f), "func init", "what registers itself cannot be read in one place", "a table of rows: a package-level slice literal"})
		}
	})
	return vs
}

const (
	leaves = "sim/retry sim/destination sim/fault sim/guard sim/dsn sim/mailbox"
	words  = "sim/random sim/smtp"
	storms = "scenarios scenarios/intervention scenarios/load scenarios/draft scenarios/schema scenarios/profile scenarios/expect scenarios/grid scenarios/decode scenarios/quantity scenarios/parse"

	// one package for each kind of reader, and below them what they write with
	written = "cmd/report/run cmd/report/events cmd/report/player cmd/report/story cmd/report/logs cmd/report/webpage cmd/report/suite cmd/report/sweep cmd/report/comparison cmd/report/outlook " +
		"cmd/report/learned cmd/report/sweepfolder cmd/report/folder cmd/report/layout cmd/report/english cmd/report/encode"
)

// The house: each package, the packages of this module that it may import directly, and those of others.
// What has no row here is no package of the house.
var house = []struct{ from, to, others string }{
	{"cmd/mailstorm", written + " cmd/results cmd/schedulefolder cmd/progress cmd/serve/live cmd/learn/source cmd/questions cmd/mitigation cmd/habits cmd/manual cmd/runfolder cmd/illustrated cmd/testsuite cmd/scenariofiles cmd/memory cmd/design cmd/catalogue cmd/report/observed cmd/report/playground cmd/simulation cmd/learn cmd/learn/pseudonym cmd/learn/validation cmd/serve cmd/serve/prediction cmd/serve/record scenarios/records scenarios/records/formats scenarios/zone plots plots/draw plots/runs plots/sweeps " + storms + " sim/experiment sim/experiment/perturbation sim/experiment/survival sim sim/metrics " + leaves + " " + words, "github.com/spf13/cobra github.com/spf13/pflag golang.org/x/term"},
	{"cmd/memory", "cmd/report/english scenarios/quantity sim", ""},
	{"cmd/scenariofiles", "cmd/report/learned scenarios/decode scenarios", ""},
	{"cmd/testsuite", "cmd/runfolder cmd/report/run plots plots/draw cmd/scenariofiles cmd/memory cmd/simulation cmd/report/suite cmd/report/folder cmd/report/english scenarios/load scenarios/expect scenarios/decode scenarios/parse sim", ""},
	{"cmd/illustrated", "cmd/simulation cmd/catalogue cmd/learn cmd/serve/prediction cmd/report/comparison cmd/report/observed cmd/report/run cmd/report/sweep cmd/report/learned cmd/report/webpage cmd/report/english plots plots/runs plots/sweeps scenarios/load scenarios/profile scenarios/decode sim/experiment/survival sim sim/metrics sim/retry sim/smtp", ""},
	{"cmd/runfolder", "cmd/illustrated cmd/simulation cmd/report/english cmd/report/events cmd/report/folder cmd/report/logs cmd/report/run cmd/report/webpage plots plots/draw sim", ""},
	{"cmd/manual", "cmd/report/layout", "github.com/spf13/cobra github.com/spf13/pflag"},
	{"cmd/habits", "scenarios/decode scenarios/profile scenarios scenarios/parse", "github.com/spf13/cobra github.com/spf13/pflag"},
	{"cmd/mitigation", "cmd/simulation cmd/report/outlook cmd/report/english scenarios/intervention scenarios/load scenarios/quantity sim", ""},
	{"cmd/questions", "cmd/habits cmd/catalogue cmd/simulation cmd/report/english cmd/report/layout scenarios/draft scenarios/parse scenarios/profile scenarios/quantity sim/fault", ""},
	{"cmd/learn/source", "cmd/learn cmd/learn/pseudonym cmd/report/learned cmd/simulation scenarios/records scenarios/records/formats", ""},
	{"cmd/serve/live", "cmd/serve cmd/serve/record cmd/report/english cmd/report/layout sim", "golang.org/x/term"},
	{"cmd/progress", "cmd/report/english sim", ""},
	{"cmd/schedulefolder", "cmd/simulation cmd/catalogue cmd/report/encode cmd/report/folder plots plots/draw scenarios/profile sim/metrics", ""},
	{"cmd/results", "cmd/design cmd/report/comparison cmd/report/run cmd/report/sweep cmd/report/sweepfolder", ""},
	{"cmd/playground", "cmd/playground/engine", ""},
	{"cmd/playground/engine", "cmd/simulation cmd/report/player cmd/report/run cmd/report/layout cmd/report/english scenarios/load scenarios/decode scenarios scenarios/parse sim", ""},
	{"cmd/design", "cmd/simulation cmd/catalogue cmd/report/comparison cmd/report/sweep cmd/report/sweepfolder cmd/report/english scenarios/load scenarios/grid scenarios/expect scenarios/profile scenarios/decode scenarios/parse sim/experiment/analysis sim/experiment/perturbation sim/experiment sim sim/metrics sim/retry sim/random", ""},
	{"cmd/catalogue", "cmd/report/encode cmd/report/english cmd/report/layout scenarios/load scenarios/profile scenarios/schema scenarios scenarios/parse sim/experiment sim sim/metrics sim/retry sim/destination sim/fault sim/guard sim/mailbox sim/dsn sim/smtp", ""},
	{"cmd/simulation", "cmd/report/run cmd/report/english scenarios/load scenarios/expect scenarios/profile sim sim/metrics sim/retry sim/smtp", ""},
	{"cmd/serve", "cmd/serve/record sim sim/fault sim/guard sim/random sim/smtp", "golang.org/x/sys"}, // what a listening socket must do that package net does not
	{"cmd/serve/prediction", "cmd/serve/record sim sim/metrics sim/retry sim/random sim/smtp", ""},
	{"cmd/serve/record", "", ""},
	{"cmd/learn", "scenarios/records scenarios/profile sim/experiment/survival sim/retry sim/random sim/smtp", ""},
	{"cmd/learn/validation", "cmd/learn scenarios/records sim/experiment sim", ""},
	{"cmd/learn/pseudonym", "", ""},
	{"cmd/report/learned", "cmd/learn cmd/learn/pseudonym cmd/learn/validation cmd/report/encode cmd/report/english cmd/report/folder cmd/report/layout sim/experiment/survival", ""},
	{"cmd/report/observed", "cmd/serve/prediction cmd/report/encode cmd/report/english cmd/report/layout sim sim/smtp", ""},
	{"cmd/report/encode", "sim/metrics", ""},
	{"cmd/report/english", "cmd/report/encode sim/metrics sim/calendar", ""},
	{"cmd/report/layout", "cmd/report/english", ""},
	{"cmd/report/folder", "", "golang.org/x/sys"}, // renames that exchange two folders
	{"cmd/report/events", "cmd/report/encode sim sim/smtp", ""},
	{"cmd/report/run", "cmd/report/encode cmd/report/english cmd/report/layout cmd/report/folder sim sim/metrics sim/observe sim/smtp", ""},
	{"cmd/report/story", "cmd/report/english cmd/report/layout cmd/report/run sim sim/dsn sim/smtp", ""},
	{"cmd/report/player", "cmd/report/encode cmd/report/english cmd/report/run cmd/report/story sim sim/calendar sim/metrics sim/smtp", ""},
	{"cmd/report/logs", "cmd/report/encode cmd/report/run sim sim/dsn sim/smtp", ""},
	{"cmd/report/webpage", "cmd/report/encode cmd/report/english cmd/report/layout cmd/report/run sim", ""},
	{"cmd/report/playground", "", ""},
	{"cmd/report/suite", "cmd/report/encode cmd/report/english cmd/report/layout sim/metrics", ""},
	{"cmd/report/sweepfolder", "cmd/report/english cmd/report/folder sim/experiment sim/metrics", ""},
	{"cmd/report/sweep", "cmd/report/encode cmd/report/english cmd/report/layout cmd/report/sweepfolder sim/experiment sim/experiment/analysis sim/metrics", ""},
	{"cmd/report/comparison", "cmd/report/encode cmd/report/english cmd/report/layout cmd/report/folder cmd/report/run cmd/report/sweepfolder sim sim/metrics", ""},
	{"cmd/report/outlook", "cmd/report/encode cmd/report/english cmd/report/layout sim sim/metrics", ""},
	{"cmd/report/reporttest", "scenarios/load scenarios/scenariotest sim", ""}, // what tests of reports share
	{"scenarios/scenariotest", "sim", ""}, // what tests write scenarios with
	{"plots", "plots/draw plots/runs plots/sweeps sim/experiment sim/experiment/analysis sim sim/metrics sim/observe", ""},
	{"plots/runs", "plots/draw sim sim/metrics sim/observe", ""},
	{"plots/sweeps", "plots/draw sim/experiment sim/experiment/analysis sim/metrics", ""},
	{"plots/draw", "sim/metrics sim/calendar", "gonum.org/v1/plot"},
	{"scenarios/schema", "scenarios/load scenarios/grid scenarios/expect scenarios/resolve scenarios/decode scenarios/quantity scenarios scenarios/parse sim/experiment sim sim/calendar sim/metrics " + leaves + " " + words, "github.com/BurntSushi/toml"},
	{"scenarios/intervention", "scenarios/quantity sim sim/metrics", ""},
	{"scenarios/draft", "scenarios/schema scenarios/profile scenarios/resolve scenarios/decode scenarios/quantity scenarios scenarios/parse sim sim/fault sim/metrics", ""},
	{"scenarios/load", "scenarios/grid scenarios/expect scenarios/trace scenarios/resolve scenarios/profile scenarios/decode scenarios/quantity scenarios scenarios/parse sim sim/calendar sim/metrics " + leaves + " " + words, ""},
	{"scenarios/grid", "scenarios/resolve scenarios/decode scenarios/quantity scenarios/parse sim/experiment sim sim/metrics", ""},
	{"scenarios/expect", "scenarios/resolve scenarios/decode scenarios/quantity scenarios/parse sim sim/metrics sim/smtp", "github.com/BurntSushi/toml"},
	{"scenarios/trace", "scenarios/records/formats scenarios/records/exchange scenarios/records scenarios/resolve scenarios/decode scenarios/parse sim", ""},
	{"scenarios/records", "", "golang.org/x/text"}, // UTF-16
	{"scenarios/records/exchange", "scenarios/records", ""},
	{"scenarios/records/formats", "scenarios/records/exchange scenarios/records/maillog scenarios/records/returned scenarios/records", ""},
	{"scenarios/records/maillog", "scenarios/records", ""},
	{"scenarios/records/returned", "scenarios/records", ""},
	{"scenarios/records/recordtest", "scenarios/records", ""}, // what tests of readers share
	{"scenarios/resolve", "scenarios/decode scenarios/parse sim sim/metrics", ""},
	{"scenarios/profile", "scenarios/decode scenarios scenarios/parse sim/retry sim/smtp", ""},
	{"scenarios/decode", "scenarios/records scenarios/quantity scenarios scenarios/parse sim sim/calendar " + leaves + " " + words, ""},
	{"scenarios/quantity", "scenarios/zone scenarios/parse sim sim/calendar sim/guard sim/random", ""},
	{"scenarios/zone", "scenarios/parse", ""},
	{"scenarios", "scenarios/parse", ""},
	{"scenarios/parse", "", "github.com/BurntSushi/toml"},
	{"sim/experiment/perturbation", "sim/experiment sim sim/fault sim/random sim/smtp", ""},
	{"sim/experiment/analysis", "sim/experiment sim/experiment/estimate sim/experiment/input sim/random", ""},
	{"sim/experiment/stormtest", "sim sim/fault sim/retry " + words, ""}, // what tests of experiments share
	{"sim/experiment", "sim/experiment/estimate sim/experiment/input sim sim/metrics sim/fault sim/retry " + words, ""},
	{"sim/experiment/input", "sim/experiment/estimate sim/random", "gonum.org/v1/gonum"},
	{"sim/experiment/survival", "sim/random", "gonum.org/v1/gonum"},
	{"sim/experiment/estimate", "", "gonum.org/v1/gonum"},
	{"sim", "sim/engine sim/metrics sim/observe sim/calendar " + words + " " + leaves, ""},
	{"sim/calendar", "", ""},
	{"sim/retry", words, ""},
	{"sim/destination", words, ""},
	{"sim/fault", words, ""},
	{"sim/guard", words, ""},
	{"sim/dsn", words, ""},
	{"sim/mailbox", words, ""},
	{"sim/engine", "", ""},
	{"sim/observe", "", ""},
	{"sim/random", "", ""},
	{"sim/smtp", "", ""},
	{"sim/metrics", "", ""},
}

func judgeEdges(t *sourceTree) (vs []violation) {
	for _, f := range t.files {
		if f.test {
			continue
		}
		i := slices.IndexFunc(house, func(row struct{ from, to, others string }) bool { return row.from == f.dir })
		if i < 0 {
			vs = append(vs, violation{t.at(f.syntax.Name), "package " + f.dir, "the house has no such room",
				"put it where docs say it belongs, or give it a row in sim/laws_house_test.go first"})
			continue
		}
		for _, spec := range f.syntax.Imports {
			p := importPath(spec)
			if instead := forbiddenEdge(p, house[i].to, house[i].others); instead != "" {
				vs = append(vs, violation{t.at(spec), f.dir + " imports " + p, "the house has no such door", instead})
			}
		}
	}
	return vs
}

// forbiddenEdge says what to do instead of an import, and nothing when it is allowed.
func forbiddenEdge(p, to, others string) (instead string) {
	dir, own := strings.CutPrefix(p, module+"/")
	switch {
	case own && !slices.Contains(strings.Fields(to), dir):
		return "take or return a small value; allowed here: " + orNothing(to)
	case thirdParty(p) && !slices.ContainsFunc(strings.Fields(others), func(m string) bool { return p == m || strings.HasPrefix(p, m+"/") }):
		return "the standard library; allowed here beside it: " + orNothing(others)
	}
	return ""
}

func orNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}

const (
	longest = 70 // a function has fewer lines
	usual   = 15 // most functions have no more
)

// functions visits every function with a name, and those without one that stand in no other function.
func (t *sourceTree) functions(match func(sourceFile) bool, visit func(n ast.Node, name string, lines int)) {
	lines := func(n ast.Node) int { return t.fset.Position(n.End()).Line - t.at(n).Line + 1 }
	for _, f := range t.files {
		if !match(f) {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				visit(n, n.Name.Name, lines(n))
				return false
			case *ast.FuncLit:
				visit(n, "literal", lines(n))
				return false
			}
			return true
		})
	}
}

func judgeLength(t *sourceTree) (vs []violation) {
	t.functions(everyFile, func(n ast.Node, name string, lines int) {
		if lines >= longest {
			vs = append(vs, violation{t.at(n), fmt.Sprintf("func %s has %d lines", name, lines),
				"it does not fit on a screen", "functions that each do one of its steps and are named after it"})
		}
	})
	return vs
}

// proportion counts the functions of the program; tests are often long tables.
func (t *sourceTree) proportion() proportion {
	var p proportion
	var all []int
	t.functions(noTest, func(_ ast.Node, _ string, lines int) {
		all = append(all, lines)
		if lines > usual {
			p.long++
		}
	})
	p.count = len(all)
	if p.count > 0 {
		slices.Sort(all)
		p.median, p.most = all[(p.count-1)/2], all[p.count-1]
	}
	return p
}

type proportion struct{ count, long, median, most int }

func (p proportion) String() string {
	return fmt.Sprintf("%d functions, median %d lines, %d of them (%d %%) over %d lines, the longest %d",
		p.count, p.median, p.long, p.long*100/max(p.count, 1), usual, p.most)
}

func judgeProportion(t *sourceTree) []violation {
	p := t.proportion()
	if p.count == 0 || p.long*2 < p.count && p.median <= usual {
		return nil
	}
	return []violation{{firstLine("go.mod"), p.String(), "most functions are to be read at a glance", "split the longest ones"}}
}

func judgeCaptions(t *sourceTree) (vs []violation) {
	captions := map[string]int{}
	first := map[string]sourceFile{}
	for _, f := range t.files {
		if f.test {
			continue
		}
		if _, known := first[f.dir]; !known {
			first[f.dir] = f
		}
		if f.syntax.Doc != nil {
			captions[f.dir]++
			vs = append(vs, t.judgeCaption(f, captions[f.dir])...)
		}
	}
	for dir, f := range first {
		if captions[dir] == 0 {
			vs = append(vs, violation{t.at(f.syntax.Name), "package without a caption", "a reader meets the package there first",
				"a comment above the package clause of one file: " + opening(f) + " and what it is, in one sentence"})
		}
	}
	return vs
}

func (t *sourceTree) judgeCaption(f sourceFile, count int) []violation {
	text := f.syntax.Doc.Text()
	switch sentence, _, found := strings.Cut(text, "."); {
	case count > 1:
		return []violation{{t.at(f.syntax.Name), "second caption of the package", "two captions drift apart", "leave one, in the file that one reads first"}}
	case !found || !captionStarts(f, sentence):
		return []violation{{t.at(f.syntax.Name), "caption " + fmt.Sprintf("%.40q", text), "a package opens with one sentence", opening(f) + " and what it is, ended by a full stop"}}
	}
	return nil
}

func captionStarts(f sourceFile, sentence string) bool {
	if f.syntax.Name.Name == "main" {
		return strings.HasPrefix(sentence, "Mailstorm ") || strings.HasPrefix(sentence, "Command ")
	}
	return strings.HasPrefix(sentence, "Package "+f.syntax.Name.Name+" ")
}

func opening(f sourceFile) string {
	if f.syntax.Name.Name == "main" {
		return "\"Mailstorm ...\""
	}
	return "\"Package " + f.syntax.Name.Name + " ...\""
}

var emptyNames = []string{"util", "utils", "common", "manager", "helper", "helpers", "base", "misc"}

// judgeNames looks at folders, and at the words of the names of Go files.
func judgeNames(t *sourceTree) (vs []violation) {
	for _, p := range t.paths {
		names := strings.Split(path.Dir(p), "/")
		if name, ok := strings.CutSuffix(path.Base(p), ".go"); ok {
			names = append(names, strings.FieldsFunc(name, func(r rune) bool { return r == '_' || r == '-' || r == '.' })...)
		}
		for _, name := range names {
			if slices.Contains(emptyNames, strings.ToLower(name)) {
				vs = append(vs, violation{firstLine(p), "the name " + name, "it says nothing about what is inside", "the noun of the thing, or the file where it is used"})
			}
		}
	}
	return vs
}

var topLevel = []string{"sim", "scenarios", "cmd", "plots", "docs", "go.mod", "go.sum", "README.md"}

func judgeTop(t *sourceTree) (vs []violation) {
	seen := map[string]bool{}
	for _, p := range t.paths {
		top, _, _ := strings.Cut(p, "/")
		if !seen[top] && !strings.HasPrefix(top, ".") && !slices.Contains(topLevel, top) {
			vs = append(vs, violation{firstLine(p), top + " at the top level", "the house has no such room", "one of " + strings.Join(topLevel, ", ")})
		}
		seen[top] = true
	}
	return vs
}

// The needles are in pieces, so that this file does not contain them.
var (
	unfinished = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X)\b`)
	machines   = regexp.MustCompile(`/(wo` + `rk|ro` + `ot)/`)
)

func judgeWords(t *sourceTree) (vs []violation) {
	for _, p := range t.paths {
		if !isText(p) {
			continue
		}
		number := 0
		for line := range strings.Lines(t.text[p]) {
			number++
			at := firstLine(p)
			at.Line = number
			if word := unfinished.FindString(line); word != "" {
				vs = append(vs, violation{at, word, "the tree holds what is done", "finish it, say it in docs/not-modelled.md, or open an issue"})
			}
			if word := machines.FindString(line); word != "" {
				vs = append(vs, violation{at, "the path " + word, "it exists on one machine only", "a path from the root of the module"})
			}
		}
	}
	return vs
}

var (
	metricName  = regexp.MustCompile(`^[a-z][a-z0-9]*(\.[a-z][a-z0-9]*)*$`)
	metricUnits = []metrics.Unit{metrics.Count, metrics.Ratio, metrics.Duration, metrics.Bytes, metrics.Rate}
)

func judgeCatalogue(t *sourceTree) (vs []violation) {
	seen := map[string]bool{}
	closed := map[string]bool{} // groups that another group followed
	group := ""
	for id, m := range t.catalogue {
		broken := func(what, why, instead string) {
			at := firstLine("sim/metrics/metrics.go")
			vs = append(vs, violation{at, fmt.Sprintf("row %d, %q, %s", id, m.Name, what), why, instead})
		}
		if !metricName.MatchString(m.Name) {
			broken("has no proper name", "reports, expectations and sweeps call it by name", "small letters and digits, groups ended by a dot")
		}
		if seen[m.Name] {
			broken("has a name that exists", "a metric exists once", "the first row, or a name of its own")
		}
		if !slices.Contains(metricUnits, m.Unit) {
			broken("has no known unit", "a number without a unit cannot be read", "one of the units of sim/metrics")
		}
		if m.Meaning != strings.TrimSpace(m.Meaning) || m.Meaning == "" {
			broken("has no meaning", "list and explain show it", "half a sentence that says what is counted")
		}
		seen[m.Name] = true
		prefix, _, dotted := strings.Cut(m.Name, ".")
		if dotted && prefix != group {
			if closed[prefix] {
				broken("stands apart from its group", "reports show the rows in this order", "the place after the last "+prefix+" row")
			}
			closed[group], group = true, prefix
		}
	}
	return vs
}
