package sim_test

import (
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"slices"
	"strconv"
	"strings"
)

func judgeTypes(t *sourceTree) []violation { return t.broken }

// A ban is a word that the world must not use, with the reason and the replacement.
type ban struct{ word, why, instead string }

const (
	inRandom = "draw from mailstorm/sim/random, keyed by seed, purpose, subject and turn"
	outside  = "let cmd/mailstorm do it; the world takes a Config and gives a Result"
	oneLoop  = "the world is one loop over value events; run many worlds in sim/experiment"
	theClock = "use the time of the event, a time.Duration since Config.Clock"
)

var bannedImports = []ban{
	{"math/rand", "its draws are sequential: one draw more moves all later ones", inRandom},
	{"math/rand/v2", "its draws are sequential: one draw more moves all later ones", inRandom},
	{"crypto/rand", "no two runs would be equal", inRandom},
	{"hash/maphash", "its seed changes with every process", "random.Name and random.Mix"},
	{"maps", "its iterators have no order", "keep a slice beside the map and range over that"},
	{"os", "the world depends on nothing but its Config", outside},
	{"os/exec", "the world depends on nothing but its Config", outside},
	{"os/signal", "the world depends on nothing but its Config", outside},
	{"net", "the world depends on nothing but its Config", outside},
	{"syscall", "the world depends on nothing but its Config", outside},
	{"unsafe", "layouts differ between 32 and 64 bits", "encoding/binary or plain shifts"},
	{"reflect", "hot data is plain structs in slices", "a table of rows, each with a typed func"},
}

// Many worlds at a time need these, and the statistics at the end of all; so sim/experiment may have them.
var bannedOutsideExperiment = []ban{
	{"math", "its functions differ between architectures", "math/bits and integers; write 1<<63-1 for math.MaxInt64"},
	{"math/cmplx", "its functions differ between architectures", "math/bits and integers"},
	{"sync", "no number of cores may change a result", oneLoop},
	{"sync/atomic", "no number of cores may change a result", oneLoop},
	{"context", "the world cannot be interrupted", "advance it in slices and stop between two of them, outside"},
	{"runtime", "no number of cores may change a result", oneLoop},
}

func judgeImports(t *sourceTree) (vs []violation) {
	for _, f := range t.files {
		if !f.inWorld() {
			continue
		}
		bans := bannedImports
		if !f.inExperiment() {
			bans = slices.Concat(bannedImports, bannedOutsideExperiment)
		}
		for _, spec := range f.syntax.Imports {
			p := importPath(spec)
			if i := slices.IndexFunc(bans, func(b ban) bool { return b.word == p }); i >= 0 {
				vs = append(vs, violation{t.at(spec), "imports " + p, bans[i].why, bans[i].instead})
			}
		}
	}
	return vs
}

func importPath(spec *ast.ImportSpec) string {
	p, _ := strconv.Unquote(spec.Path.Value)
	return p
}

func judgeFloats(t *sourceTree) (vs []violation) {
	const (
		why     = "processors fuse and round floats differently"
		instead = "integers: nanoseconds, bytes, random.Share, random.Ratio; large literals as 1_000_000_000"
	)
	line := token.Position{}
	t.inspect(single, func(_ sourceFile, n ast.Node) {
		e, ok := n.(ast.Expr)
		if !ok || !floats(t.info.TypeOf(e)) && !floatLiteral(e) {
			return
		}
		if at := t.at(e); at.Filename != line.Filename || at.Line != line.Line {
			line = at
			vs = append(vs, violation{at, "float " + types.ExprString(e), why, instead})
		}
	})
	return vs
}

func floatLiteral(e ast.Expr) bool {
	lit, ok := e.(*ast.BasicLit)
	return ok && (lit.Kind == token.FLOAT || lit.Kind == token.IMAG)
}

// floats also looks into the results of a call: strconv.ParseFloat gives a float and an error.
func floats(typ types.Type) bool {
	if tuple, ok := typ.(*types.Tuple); ok {
		for v := range tuple.Variables() {
			if floats(v.Type()) {
				return true
			}
		}
		return false
	}
	if typ == nil {
		return false
	}
	basic, ok := typ.Underlying().(*types.Basic)
	return ok && basic.Info()&(types.IsFloat|types.IsComplex) != 0
}

func judgeConcurrency(t *sourceTree) (vs []violation) {
	t.inspect(single, func(_ sourceFile, n ast.Node) {
		what := ""
		switch n := n.(type) {
		case *ast.GoStmt:
			what = "go statement"
		case *ast.SelectStmt:
			what = "select"
		case *ast.ChanType:
			what = "channel"
		case *ast.SendStmt:
			what = "send on a channel"
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				what = "receive from a channel"
			}
		}
		if what != "" {
			vs = append(vs, violation{t.at(n), what, "no scheduler may decide what happens next", oneLoop})
		}
	})
	return vs
}

// bannedTimes are names of package time; the methods of these names, as in t.After(u), read no clock, except Local.
var bannedTimes = []ban{
	{"Now", "it reads the wall clock", theClock},
	{"Since", "it reads the wall clock", theClock},
	{"Until", "it reads the wall clock", theClock},
	{"Sleep", "it waits for the wall clock", "an event on the agenda"},
	{"After", "it waits for the wall clock", "an event on the agenda"},
	{"AfterFunc", "it waits for the wall clock", "an event on the agenda"},
	{"Tick", "it waits for the wall clock", "an event on the agenda"},
	{"NewTimer", "it waits for the wall clock", "an event on the agenda"},
	{"NewTicker", "it waits for the wall clock", "an event on the agenda"},
	{"Local", "it is another zone on another machine", "time.UTC"},
	{"Unix", "it answers in the machine's zone", "Config.Clock.Add"},
	{"UnixMilli", "it answers in the machine's zone", "Config.Clock.Add"},
	{"UnixMicro", "it answers in the machine's zone", "Config.Clock.Add"},
	{"LoadLocation", "it reads the machine's own table of zones", "time.UTC"},
}

func judgeClock(t *sourceTree) (vs []violation) {
	t.inspect(inWorld, func(_ sourceFile, n ast.Node) {
		id, ok := n.(*ast.Ident)
		if !ok {
			return
		}
		used := t.info.Uses[id]
		if used == nil || used.Pkg() == nil || used.Pkg().Path() != "time" || innocentMethod(used) {
			return
		}
		if i := slices.IndexFunc(bannedTimes, func(b ban) bool { return b.word == used.Name() }); i >= 0 {
			vs = append(vs, violation{t.at(id), "time." + used.Name(), bannedTimes[i].why, bannedTimes[i].instead})
		}
	})
	return vs
}

func innocentMethod(used types.Object) bool {
	f, ok := used.(*types.Func)
	return ok && f.Signature().Recv() != nil && f.Name() != "Local"
}

// bannedZones are names of package time and a package beside it.
var bannedZones = []ban{
	{"Local", "it is another zone on another machine", "the zone of Config.Clock"},
	{"LoadLocation", "it reads the machine's own table of zones", "zone.Load of scenarios/zone"},
	{"time/tzdata", "the machine's own table comes before it", "zone.Load of scenarios/zone"},
}

// judgeZones looks at the whole module: no package may know the machine's zone.
func judgeZones(t *sourceTree) (vs []violation) {
	blame := func(n ast.Node, what string, word string) {
		if i := slices.IndexFunc(bannedZones, func(b ban) bool { return b.word == word }); i >= 0 {
			vs = append(vs, violation{t.at(n), what, bannedZones[i].why, bannedZones[i].instead})
		}
	}
	t.inspect(everyFile, func(f sourceFile, n ast.Node) {
		switch n := n.(type) {
		case *ast.ImportSpec:
			blame(n, "imports "+importPath(n), importPath(n))
		case *ast.CallExpr:
			if s, ok := n.Fun.(*ast.SelectorExpr); ok && s.Sel.Name == "Local" && len(n.Args) == 0 {
				blame(n, "a call of Local", "Local")
			}
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && importsAs(f.syntax, "time", x.Name) {
				blame(n, "time."+n.Sel.Name, n.Sel.Name)
			}
		}
	})
	return vs
}

// importsAs reports whether a file calls a package by a name.
func importsAs(f *ast.File, imported, name string) bool {
	return slices.ContainsFunc(f.Imports, func(spec *ast.ImportSpec) bool {
		return importPath(spec) == imported && (spec.Name == nil && path.Base(imported) == name || spec.Name != nil && spec.Name.Name == name)
	})
}

func judgeMapOrder(t *sourceTree) (vs []violation) {
	t.inspect(inWorld, func(_ sourceFile, n ast.Node) {
		r, ok := n.(*ast.RangeStmt)
		if ok && isMap(t.info.TypeOf(r.X)) {
			vs = append(vs, violation{t.at(r), "range over the map " + types.ExprString(r.X),
				"its order changes from run to run", "keep a slice beside the map, range over that, and only look up in the map"})
		}
	})
	return vs
}

// isMap also sees type parameters that stand for maps.
func isMap(typ types.Type) bool {
	switch typ := types.Unalias(typ).(type) {
	case nil:
		return false
	case *types.Union:
		for term := range typ.Terms() {
			if isMap(term.Type()) {
				return true
			}
		}
		return false
	}
	switch under := typ.Underlying().(type) {
	case *types.Map:
		return true
	case *types.Interface:
		for e := range under.EmbeddedTypes() {
			if isMap(e) {
				return true
			}
		}
	}
	return false
}

func hot(f sourceFile) bool {
	return !f.test && (f.dir == "sim" || f.dir == "sim/engine" || f.dir == "sim/observe")
}

func judgeBoxing(t *sourceTree) (vs []violation) {
	constraints := map[ast.Node]bool{} // [T any] boxes nothing
	t.inspect(hot, func(_ sourceFile, n ast.Node) {
		switch n := n.(type) {
		case *ast.FuncType:
			markConstraints(constraints, n.TypeParams)
		case *ast.TypeSpec:
			markConstraints(constraints, n.TypeParams)
		case ast.Expr:
			if !constraints[n] && t.isEmptyInterface(n) {
				vs = append(vs, violation{t.at(n), types.ExprString(n), "it boxes values: a pointer and an allocation each",
					"a concrete struct, a type parameter, or a Kind and a switch"})
			}
		}
	})
	return vs
}

func markConstraints(marked map[ast.Node]bool, params *ast.FieldList) {
	if params != nil {
		for _, p := range params.List {
			marked[p.Type] = true
		}
	}
}

func (t *sourceTree) isEmptyInterface(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return t.info.Uses[e] == types.Universe.Lookup("any")
	case *ast.InterfaceType:
		return len(e.Methods.List) == 0
	}
	return false
}

func judgePlatform(t *sourceTree) (vs []violation) {
	const (
		why     = "equal bytes everywhere come from equal source everywhere"
		instead = "one plain Go file for all platforms"
	)
	for _, f := range t.files {
		if !f.inWorld() {
			continue
		}
		for _, group := range f.syntax.Comments {
			for _, c := range group.List {
				if strings.HasPrefix(c.Text, "//go:build ") {
					vs = append(vs, violation{t.at(c), "build constraint", why, instead})
				}
			}
		}
		for _, spec := range f.syntax.Imports {
			if importPath(spec) == "C" {
				vs = append(vs, violation{t.at(spec), "cgo", why, instead})
			}
		}
	}
	for _, p := range t.paths {
		if strings.HasPrefix(p, "sim/") && (path.Ext(p) == ".s" || boundToPlatform(p)) {
			vs = append(vs, violation{firstLine(p), "file of one platform", why, instead})
		}
	}
	return vs
}

// boundToPlatform knows the suffixes of the platforms that the digests are compared on; Go reads them as constraints.
func boundToPlatform(p string) bool {
	name := strings.TrimSuffix(strings.TrimSuffix(path.Base(p), ".go"), "_test")
	i := strings.LastIndexByte(name, '_')
	return path.Ext(p) == ".go" && i > 0 && slices.Contains(platforms, name[i+1:])
}

var platforms = []string{"linux", "darwin", "windows", "freebsd", "unix", "js", "wasip1", "386", "amd64", "arm", "arm64", "s390x", "riscv64", "ppc64le", "wasm"}
