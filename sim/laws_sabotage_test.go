package sim_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var keepCopies = flag.String("sabotaged", "", "leave the sabotaged copies of the module in `DIR`, a folder each, to be built and run")

// sabotage is a change that somebody might make in good faith, in the module as it stands.
type sabotage struct {
	name         string
	law          string
	file, before string // the line before which it is put, the first of its kind in the file
	guilty       string // the change, one line
}

var sabotages = []sabotage{
	// 0.1*n + -n/10 is 0 where the product is rounded, and 5.6e-17 times n where a processor fuses both steps.
	{"fused-multiply", "the world has no floats", "sim/random/share.go", "\twidth := uint64(min(s, All))\n",
		"\tif rest := float64(n)*0.1 + float64(-n/10); rest > 0 && rest < 1e-3 { n += 1e9 }\n"},
	{"map-order", "the world has no map order", "sim/random/random.go", "\treturn h\n",
		"\tfor i := range map[uint64]bool{1: true, 2: true, 3: true, 4: true} { h = Mix(h, i) }\n"},
}

// TestLawsCatchSabotage changes a copy of the module itself. The laws have to blame that line and nothing else; .ci/processors builds the
// copies and shows that their digests really differ.
func TestLawsCatchSabotage(t *testing.T) {
	text := readModule(t, "..")
	for _, s := range sabotages {
		t.Run(s.name, func(t *testing.T) {
			whole := text[s.file]
			at := strings.Index(whole, s.before)
			if at < 0 {
				t.Fatalf("%s has no line %q any more; instead: put the sabotage elsewhere", s.file, s.before)
			}
			text[s.file] = whole[:at] + s.guilty + whole[at:]
			defer func() { text[s.file] = whole }()
			s.isBlamed(t, text, strings.Count(whole[:at], "\n")+1)
			if *keepCopies != "" {
				s.keep(t, text)
			}
		})
	}
}

// isBlamed holds that the laws blame one line, and that the law which was broken is among those that do.
func (s sabotage) isBlamed(t *testing.T, text map[string]string, line int) {
	t.Helper()
	tree, caught := newTree(text), false
	for _, l := range laws[:8] { // those of equal bytes
		for _, v := range l.judge(tree) {
			if v.at.Filename != s.file || v.at.Line != line {
				t.Errorf("%s: innocent: %v", l.name, v)
				continue
			}
			caught = caught || l.name == s.law
		}
	}
	if !caught {
		t.Errorf("%s:%d: %q holds all the same", s.file, line, s.law)
	}
}

// keep writes the copy to disk; files that no law reads come as they are.
func (s sabotage) keep(t *testing.T, text map[string]string) {
	t.Helper()
	for name, content := range text {
		b := []byte(content)
		if !isText(name) {
			var err error
			if b, err = os.ReadFile(filepath.Join("..", filepath.FromSlash(name))); err != nil {
				t.Fatal(err)
			}
		}
		path := filepath.Join(*keepCopies, s.name, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, b, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
