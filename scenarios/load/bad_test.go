package load

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var Update = flag.Bool("update", false, "write testdata/bad/*.want anew")

// Every file of testdata/bad has a mistake; the whole answer stands beside it.
func TestBad(t *testing.T) {
	files, _ := filepath.Glob("testdata/bad/*.toml")
	if len(files) < 100 {
		t.Fatalf("only %d files", len(files))
	}
	t.Chdir("testdata/bad")
	for _, file := range files {
		file = filepath.Base(file)
		t.Run(strings.TrimSuffix(file, ".toml"), func(t *testing.T) { bad(t, file) })
	}
}

func bad(t *testing.T, file string) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	began := spent()
	_, err = Load("./"+file, Options{Set: overrides(string(text))})
	if took := spent() - began; took > patience {
		t.Errorf("took %v", took)
	}
	if err == nil {
		t.Fatal("no complaint")
	}
	want := strings.TrimSuffix(file, ".toml") + ".want"
	got := err.Error() + "\n"
	if *Update {
		os.WriteFile(want, []byte(got), 0o644)
	}
	if b, _ := os.ReadFile(want); string(b) != got {
		t.Errorf("got\n%s\nwant\n%s", got, b)
	}
}

// overrides are written in the first lines of a file, as in "# set: seed=5".
func overrides(text string) (sets []string) {
	for line := range strings.Lines(text) {
		set, ok := strings.CutPrefix(line, "# set: ")
		if !ok {
			return sets
		}
		sets = append(sets, strings.ReplaceAll(strings.TrimSuffix(set, "\n"), `\n`, "\n"))
	}
	return sets
}
