package sim_test

import (
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"mailstorm/sim/metrics"
)

const module = "mailstorm"

// A sourceTree is the module as the laws see it, read from disk or, to prove the laws, made up.
type sourceTree struct {
	fset      *token.FileSet
	paths     []string          // of all files, sorted, with slashes, from the module's root
	text      map[string]string // of those that are text
	files     []sourceFile      // those in Go
	broken    []violation       // what does not parse or type-check
	packages  map[string]*types.Package
	info      types.Info // of the world: the files that inWorld tells
	catalogue []metrics.Metric
}

type sourceFile struct {
	path, dir string
	test      bool
	syntax    *ast.File
}

// inWorld tells the files that the law of equal bytes binds: what is under sim/ and is no test.
func (f sourceFile) inWorld() bool {
	return !f.test && (f.dir == "sim" || strings.HasPrefix(f.dir, "sim/"))
}

// inExperiment tells the one part of the world that may run many worlds at a time and reckon with floats.
func (f sourceFile) inExperiment() bool {
	return f.dir == "sim/experiment" || strings.HasPrefix(f.dir, "sim/experiment/")
}

func (t *sourceTree) at(n ast.Node) token.Position { return t.fset.Position(n.Pos()) }

// inspect shows a visitor every node of the files that match.
func (t *sourceTree) inspect(match func(sourceFile) bool, visit func(sourceFile, ast.Node)) {
	for _, f := range t.files {
		if match(f) {
			ast.Inspect(f.syntax, func(n ast.Node) bool {
				if n != nil {
					visit(f, n)
				}
				return true
			})
		}
	}
}

func single(f sourceFile) bool          { return f.inWorld() && !f.inExperiment() }
func inWorld(f sourceFile) bool         { return f.inWorld() }
func noTest(f sourceFile) bool          { return !f.test }
func everyFile(sourceFile) bool         { return true }
func firstLine(p string) token.Position { return token.Position{Filename: p, Line: 1} }

func newTree(text map[string]string) *sourceTree {
	t := &sourceTree{
		fset:     token.NewFileSet(),
		text:     text,
		packages: map[string]*types.Package{},
		info: types.Info{
			Types: map[ast.Expr]types.TypeAndValue{},
			Defs:  map[*ast.Ident]types.Object{},
			Uses:  map[*ast.Ident]types.Object{},
		},
	}
	for p := range text {
		t.paths = append(t.paths, p)
	}
	slices.Sort(t.paths)
	for _, p := range t.paths {
		if path.Ext(p) == ".go" && !strings.Contains(p, "testdata/") {
			t.parse(p)
		}
	}
	for _, f := range t.files {
		if f.inWorld() && t.packages[f.dir] == nil {
			t.check(f.dir)
		}
	}
	return t
}

func (t *sourceTree) parse(p string) {
	syntax, err := parser.ParseFile(t.fset, p, t.text[p], parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.breaks(firstLine(p), err)
	}
	if syntax != nil {
		t.files = append(t.files, sourceFile{p, path.Dir(p), strings.HasSuffix(p, "_test.go"), syntax})
	}
}

func (t *sourceTree) breaks(at token.Position, err error) {
	t.broken = append(t.broken, violation{at, err.Error(), "what has no types cannot be judged", "mend it first"})
}

// check type-checks the package in a folder of the world, and before it those that it imports.
func (t *sourceTree) check(dir string) *types.Package {
	t.packages[dir] = types.NewPackage(module+"/"+dir, "") // for import cycles
	var files []*ast.File
	for _, f := range t.files {
		if f.dir == dir && !f.test {
			files = append(files, f.syntax)
		}
	}
	config := types.Config{
		Importer: t,
		Sizes:    types.SizesFor("gc", "amd64"),
		Error: func(err error) {
			var e types.Error
			if errors.As(err, &e) {
				t.breaks(e.Fset.Position(e.Pos), errors.New(e.Msg))
			}
		},
	}
	p, _ := config.Check(module+"/"+dir, t.fset, files, &t.info)
	t.packages[dir] = p
	return p
}

// Import makes the tree the importer of its own packages; it takes the others from this machine.
func (t *sourceTree) Import(p string) (*types.Package, error) {
	dir, own := strings.CutPrefix(p, module+"/")
	switch {
	case !own:
		return importOther(p)
	case t.packages[dir] != nil:
		return t.packages[dir], nil
	case !slices.ContainsFunc(t.files, func(f sourceFile) bool { return f.dir == dir && !f.test }):
		return nil, fmt.Errorf("no package in %s", dir)
	}
	return t.check(dir), nil
}

// Reading the standard library's source needs no build cache, no network and no C compiler.
var (
	fromSource = sync.OnceValue(func() types.Importer {
		if build.Default.GOROOT == "" { // in a test built with -trimpath
			root, _ := exec.Command("go", "env", "GOROOT").Output()
			build.Default.GOROOT = strings.TrimSpace(string(root))
		}
		return importer.ForCompiler(token.NewFileSet(), "source", nil)
	})
	fromCache = sync.OnceValue(func() types.Importer { return importer.ForCompiler(token.NewFileSet(), "gc", compiled) })
)

// compiled opens what the go command has compiled of a package of another module.
func compiled(p string) (io.ReadCloser, error) {
	name, err := exec.Command("go", "list", "-export", "-f", "{{.Export}}", p).Output()
	if err != nil {
		return nil, fmt.Errorf("go list -export %s: %w", p, err)
	}
	return os.Open(strings.TrimSpace(string(name)))
}

func importOther(p string) (*types.Package, error) {
	if thirdParty(p) {
		return fromCache().Import(p)
	}
	return fromSource().Import(p)
}

func thirdParty(p string) bool {
	first, _, _ := strings.Cut(p, "/")
	return strings.Contains(first, ".")
}

// readModule reads all files below root that git would not ignore.
func readModule(t *testing.T, root string) map[string]string {
	t.Helper()
	ignored := readIgnored(t, root)
	text := map[string]string{}
	err := filepath.WalkDir(root, func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		switch {
		case name == ".git" || ignored(name):
			if e.IsDir() {
				return fs.SkipDir
			}
		case !e.IsDir():
			text[name] = readText(t, p, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

var textKinds = []string{".go", ".md", ".toml", ".sh"}

func isText(name string) bool {
	return slices.Contains(textKinds, path.Ext(name)) || strings.HasPrefix(name, ".ci/") || name == "go.mod"
}

func readText(t *testing.T, p, name string) string {
	t.Helper()
	if !isText(name) {
		return ""
	}
	b, err := os.ReadFile(p)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// readIgnored understands the part of .gitignore that the module uses: names and, with a slash in front, paths.
func readIgnored(t *testing.T, root string) func(name string) bool {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, ".gitignore"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	patterns := strings.Fields(string(b))
	return func(name string) bool {
		return slices.ContainsFunc(patterns, func(pattern string) bool {
			pattern = strings.TrimSuffix(pattern, "/")
			if rooted, ok := strings.CutPrefix(pattern, "/"); ok {
				return rooted == name
			}
			match, _ := path.Match(pattern, path.Base(name))
			return match
		})
	}
}
