package sim_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"mailstorm/sim/metrics"
)

// A specimen is a small tree that breaks one law. The lines to blame contain the word "guilty", and no others are to
// be blamed: beside each stands something innocent that looks like it.
type specimen struct {
	law   string
	files map[string]string
}

// one is a tree of one file.
func one(path, text string) map[string]string { return map[string]string{path: text} }

var specimens = slices.Concat(worldSpecimens, importSpecimens(), clockSpecimens(), houseSpecimens, textSpecimens)

var worldSpecimens = []specimen{
	{"the world type-checks", one("sim/a.go", "package sim\nvar a int = 1\nvar b int = \"guilty\"\n")},
	{"the world type-checks", one("sim/a.go", "package guilty sim\n")},
	{"the world type-checks", map[string]string{
		"sim/a.go":       "package sim\nimport \"mailstorm/sim/retry\"\nimport \"mailstorm/sim/guilty\"\nvar _ = retry.B\n",
		"sim/retry/a.go": "package retry\nconst B = 1\n",
	}},
	{"the world has no floats", one("sim/a.go", `package sim
import ("strconv"; "time")
var half = 0.5 // guilty
var large = time.Duration(1e9) // guilty
type Factor float32 // guilty
type Pair struct { Of []complex128 } // guilty
func ask(d time.Duration) bool { return d.Hours() > 1 } // guilty
func read(s string) (err error) { _, err = strconv.ParseFloat(s, 64); return } // guilty
func whole[N ~int | ~float64](n N) N { return n } // guilty
var innocent = 1_000_000_000 / 3
`)},
	{"the world has no floats", map[string]string{
		"sim/random/a.go":      "package random\nfunc Half(n int64) int64 { return int64(float64(n) / 2) } // guilty\n",
		"sim/random/a_test.go": "package random\nvar innocent = 0.5\n",
		"sim/experiment/a.go":  "package experiment\nvar innocent = 0.5\n",
		"plots/a.go":           "package plots\nvar innocent = 0.5\n",
	}},
	{"the world has no concurrency", map[string]string{
		"sim/engine/a.go": `package engine
func run(c chan int) { // guilty
	go run(nil) // guilty
	select { // guilty
	default:
	}
	c <- 1 // guilty
	<-c // guilty
}
func innocent(n int) int { return -n << 1 }
`,
		"sim/experiment/a.go": "package experiment\nfunc innocent(c chan int) { go innocent(c); c <- <-c }\n",
	}},
	{"the world has no map order", one("sim/dsn/a.go", `package dsn
type Names map[string]int
type Alias = Names
func plain(m map[int]int) { for range m { } } // guilty
func named(m Alias) { for k := range m { _ = k } } // guilty
func general[M ~map[int]int](m M) { for range m { } } // guilty
func either[M Names | map[string]int](m M) { for range m { } } // guilty
func innocent(m Names, list []string) (sum int) {
	for _, name := range list { sum += m[name] }
	for range len(m) { sum++ }
	return sum
}
func listed[L ~[]int](l L) { for range l { } }
`)},
	{"hot data is not boxed", map[string]string{
		"sim/engine/a.go": `package engine
type event struct { what any } // guilty
func push(x interface{}) {} // guilty
func list() (all []any) { return } // guilty
func innocent[T any](x T) T { return x }
type Queue[T any] struct { of []T }
type catalogue interface { Apply() int }
`,
		"sim/fault/a.go": "package fault\ntype row struct { innocent any }\n",
	}},
	{"the world is the same source on every platform", map[string]string{
		"sim/smtp/a.go":       "//go:build guilty\n\npackage smtp\n",
		"sim/smtp/b.go":       "package smtp\n\nimport \"C\" // guilty\n",
		"sim/smtp/c.s":        "guilty",
		"sim/smtp/d_amd64.go": "package smtp // guilty\n",
		"sim/smtp/linux.go":   "package smtp // innocent, as Go reads only what follows a stroke\n",
		"cmd/mailstorm/a.go":  "//go:build innocent\n\npackage main\n",
	}},
}

// importSpecimens imports each banned package in the world, and some of them in the experiment, which may.
func importSpecimens() (all []specimen) {
	const name = "the world imports nothing that differs between runs or machines"
	source := func(pkg, path, verdict string) string {
		return fmt.Sprintf("package %s\nimport \"math/bits\"\nimport _ %q // %s\nvar _ = bits.Len(1)\n", pkg, path, verdict)
	}
	for _, b := range bannedImports {
		all = append(all, specimen{name, map[string]string{
			"sim/a.go":            source("sim", b.word, "guilty"),
			"sim/experiment/a.go": source("experiment", b.word, "guilty"),
			"sim/a_test.go":       source("sim", b.word, "innocent"),
			"cmd/report/run/a.go": source("run", b.word, "innocent"),
		}})
	}
	for _, b := range bannedOutsideExperiment {
		all = append(all, specimen{name, map[string]string{
			"sim/guard/a.go":      source("guard", b.word, "guilty"),
			"sim/experiment/a.go": source("experiment", b.word, "innocent"),
		}})
	}
	return all
}

func clockSpecimens() (all []specimen) {
	const name = "the world has no wall clock"
	for _, b := range bannedTimes {
		source := "package %s\nimport clock \"time\"\nvar bad = clock." + b.word + " // guilty\nvar innocent = clock.Second\n"
		all = append(all, specimen{name, map[string]string{
			"sim/a.go":            fmt.Sprintf(source, "sim"),
			"sim/experiment/a.go": fmt.Sprintf(source, "experiment"),
			"plots/a.go":          "package plots\nimport \"time\"\nvar innocent = time." + b.word + "\n",
		}})
	}
	return append(all, specimen{name, one("sim/a.go", `package sim
import . "time"
func zone(t Time) Time { return t.Local() } // guilty
var dotted = Now() // guilty
func innocent(a, b Time) bool { return a.After(b) || a.Unix() > b.UnixMilli() }
type own struct{}
func (own) Now() int { return 0 }
var mine = own{}.Now()
`)})
}

var houseSpecimens = []specimen{
	{"zones come from the program's own table", map[string]string{
		"cmd/report/run/a.go": "package run\nimport clock \"time\"\nvar a = clock.Local // guilty\nvar b, _ = clock.LoadLocation(\"UTC\") // guilty\nvar innocent = clock.UTC\n",
		"plots/a_test.go":     "package plots\nimport \"time\"\nfunc f(t time.Time) time.Time { return t.Local() } // guilty\ntype innocent struct{ Local int }\n",
		"scenarios/a.go":      "package scenarios\nimport _ \"time/tzdata\" // guilty\nimport \"mailstorm/scenarios/zone\"\nvar innocent, _ = zone.Load(\"UTC\")\n",
	}},
	{"nothing happens before main", one("plots/a_test.go", "package plots\nfunc init() {} // guilty\nfunc initial() {}\ntype t int\nfunc (t) init() {}\n")},
	{"packages import along the edges of the house", map[string]string{
		"sim/fault/a.go":       "package fault\nimport _ \"mailstorm/sim/retry\" // guilty\nimport _ \"mailstorm/sim\" // guilty\nimport _ \"mailstorm/sim/random\"\n",
		"sim/fault/b.go":       "package fault\nimport _ \"fmt\"\nimport _ \"github.com/BurntSushi/toml\" // guilty\n",
		"sim/fault/a_test.go":  "package fault_test\nimport _ \"mailstorm/scenarios\"\n",
		"sim/engine/a.go":      "package engine\nimport _ \"mailstorm/sim/smtp\" // guilty\n",
		"sim/smtp/a.go":        "package smtp\n",
		"sim/random/a.go":      "package random\n",
		"sim/retry/a.go":       "package retry\n",
		"sim/a.go":             "package sim\nimport _ \"mailstorm/sim/engine\"\nimport _ \"mailstorm/scenarios\" // guilty\n",
		"scenarios/parse/a.go": "package parse\nimport _ \"github.com/BurntSushi/toml\"\nimport _ \"github.com/spf13/cobra\" // guilty\n",
		"plots/draw/a.go":      "package draw\nimport _ \"gonum.org/v1/plot/vg\"\nimport _ \"gonum.org/v1/plotters\" // guilty\n",
		"cmd/mailstorm/a.go":   "package main\nimport _ \"mailstorm/plots\"\nimport _ \"github.com/spf13/cobra\"\nimport _ \"mailstorm/sim/engine\" // guilty\n",
		"sim/attic/a.go":       "package attic // guilty\n",
	}},
	{"functions stay under 70 lines", map[string]string{
		"plots/a.go":      "package plots\nfunc innocent() {" + strings.Repeat("\n", 68) + "}\nfunc tall() { // guilty" + strings.Repeat("\n", 69) + "}\n",
		"plots/a_test.go": "package plots\nvar tall = func() { // guilty" + strings.Repeat("\n", 69) + "}\n",
	}},
	{"most functions stay under 15 lines", map[string]string{
		"go.mod":     "module guilty\n",
		"plots/a.go": "package plots\nfunc short() {}\nfunc long() {" + strings.Repeat("\n", 15) + "}\n",
	}},
	{"a package opens with its caption", map[string]string{
		"sim/a.go":            "package sim // guilty\n",
		"sim/b.go":            "package sim\n",
		"sim/dsn/a.go":        "// Package dsn writes reports.\npackage dsn\n",
		"sim/dsn/b.go":        "// Package dsn writes reports.\npackage dsn // guilty\n",
		"sim/dsn/a_test.go":   "// Package dsn_test is free.\npackage dsn_test\n",
		"sim/retry/a.go":      "// Retry waits.\npackage retry // guilty\n",
		"sim/guard/a.go":      "// Package guard has no full stop\npackage guard // guilty\n",
		"sim/smtp/a.go":       "// Package smtp. Words.\npackage smtp // guilty\n",
		"cmd/mailstorm/a.go":  "// Package main is main.\npackage main // guilty\n",
		"cmd/report/run/a.go": "// Package run writes results.\npackage run\n",
		"cmd/other/a.go":      "// Mailstorm simulates.\npackage main\n",
	}},
	{"names say what is inside", map[string]string{
		"sim/util/a.go":           "package a // guilty",
		"sim/retry/helper.go":     "package retry // guilty",
		"sim/retry/base_test.go":  "package retry // guilty",
		"docs/misc/a.md":          "guilty",
		"sim/retry/base64.go":     "package retry",
		"docs/common-mistakes.md": "a page may be called so",
	}},
	{"names are the field's", map[string]string{
		"sim/a.go":      "package sim\ntype wardSet int // guilty\ntype forward int\ntype inCustody struct { Rut int } // guilty\n",
		"sim/a_test.go": "package sim\nvar ward, brim int\n",
		"plots/a.go":    "package plots\nfunc brutal(scrambled int) {}\n",
	}},
	{"the top level holds the house and nothing else", map[string]string{
		"Makefile": "guilty", "tools/a.go": "package tools // guilty", "tools/b.go": "package tools",
		".ci/run": "", ".gitignore": "", "go.mod": "", "README.md": "", "docs/a.md": "",
	}},
}

var textSpecimens = []specimen{
	{"the text is finished and belongs to no machine", map[string]string{
		"sim/a.go":         "package sim\n// TO" + "DO: guilty\nvar todoList int\n",
		"docs/a.md":        "todos are fine\nFIX" + "ME guilty\nsee /wo" + "rk/a, guilty\nhttps://example.org/network/\n",
		"scenarios/a.toml": "# XX" + "X guilty\n# XXL\n",
		".ci/run":          "cd /ro" + "ot/a # guilty\ncd /tmp\n",
		"docs/a.svg":       "XX" + "X in a picture is innocent",
	}},
}

func TestLawsHaveTeeth(t *testing.T) {
	for _, l := range laws {
		proven := l.name == "a metric exists once" // by TestCatalogueLawHasTeeth
		for i, s := range specimens {
			if s.law != l.name {
				continue
			}
			proven = true
			t.Run(fmt.Sprintf("%s/%d", l.name, i), func(t *testing.T) { bites(t, l, s) })
		}
		if !proven {
			t.Errorf("no specimen breaks the law %q; instead: add one", l.name)
		}
	}
}

func bites(t *testing.T, l law, s specimen) {
	t.Helper()
	want := map[string]bool{}
	for p, text := range s.files {
		number := 0
		for line := range strings.Lines(text) {
			number++
			if strings.Contains(line, "guilty") {
				want[fmt.Sprintf("%s:%d", p, number)] = true
			}
		}
	}
	got := map[string]bool{}
	for _, v := range l.judge(newTree(s.files)) {
		got[fmt.Sprintf("%s:%d", v.at.Filename, v.at.Line)] = true
		if v.what == "" || v.why == "" || v.instead == "" {
			t.Errorf("%v does not say what, why and what instead", v)
		}
	}
	if len(want) == 0 || !maps.Equal(want, got) {
		t.Errorf("guilty are %v, blamed were %v", slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got)))
	}
}

func TestSpecimensServeALaw(t *testing.T) {
	for _, s := range specimens {
		if !slices.ContainsFunc(laws, func(l law) bool { return l.name == s.law }) {
			t.Errorf("a specimen breaks %q, which is no law", s.law)
		}
	}
}

func TestCatalogueLawHasTeeth(t *testing.T) {
	row := func(name string) metrics.Metric {
		return metrics.Metric{Name: name, Unit: metrics.Count, Meaning: "things"}
	}
	bare := metrics.Metric{Name: "bare"}
	for _, c := range []struct {
		rows []metrics.Metric
		want string
	}{
		{[]metrics.Metric{row("ndr"), row("a"), row("ndr.first"), row("ndr.max"), row("b.c")}, ""},
		{[]metrics.Metric{row("a"), {}}, "row 1, \"\", has no proper name"},
		{[]metrics.Metric{row("NDR first")}, "has no proper name"},
		{[]metrics.Metric{row("a"), row("b"), row("a")}, "row 2, \"a\", has a name that exists"},
		{[]metrics.Metric{bare}, "has no known unit"},
		{[]metrics.Metric{bare}, "has no meaning"},
		{[]metrics.Metric{row("ndr.first"), row("queue.peak"), row("ndr.max")}, "row 2, \"ndr.max\", stands apart"},
	} {
		all := fmt.Sprint(judgeCatalogue(&sourceTree{catalogue: c.rows}))
		if c.want == "" && all != "[]" || !strings.Contains(all, c.want) {
			t.Errorf("%v: want %q, got %s", c.rows, c.want, all)
		}
	}
}
