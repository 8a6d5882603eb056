package main

import (
	"path/filepath"
	"strings"
	"testing"

	"mailstorm/scenarios"
	"mailstorm/scenarios/draft"
	"mailstorm/sim/fault"
)

// Whatever init can be told comes to a scenario that is right and meets its own expectations.
func TestInitWritesWhatHolds(t *testing.T) {
	takesLong(t)
	dir := t.TempDir()
	write := func(flag, word, at string) {
		file := filepath.Join(dir, flag+"-"+word+"-"+at+".toml")
		if said := inProcess([]string{"init", file, "--" + flag, word, "--at", at}); said.code != exitOK {
			t.Fatalf("%s %s at %s: %s", flag, word, at, said.err)
		}
		if said := inProcess([]string{"test", file}); said.code != exitOK || !strings.Contains(said.out, "5 passed, 0 failed") {
			t.Errorf("%s %s at %s: %d\n%s%s", flag, word, at, said.code, said.out, said.err)
		}
	}
	for _, at := range draft.Places {
		for _, kind := range fault.Kinds {
			write("fault", kind.Name, at)
		}
		for _, profile := range scenarios.ProfileNames() {
			write("profile", profile, at)
		}
	}
}

// Each template is right, needs no warning, and holds, whoever writes to whom; those that vary something sweep.
func TestTemplates(t *testing.T) {
	dir := t.TempDir()
	for _, template := range draft.Templates {
		for _, own := range [][]string{nil, {"--domain", "own.test", "--partner", "big.partner.test"}} {
			file := filepath.Join(dir, template.Name+".toml")
			if said := inProcess(append([]string{"init", "--force", file, "--template", template.Name}, own...)); said.code != exitOK {
				t.Fatalf("%s: %s", template.Name, said.err)
			}
			if said := inProcess([]string{"check", file}); said.code != exitOK || strings.Contains(said.out+said.err, "warning") {
				t.Errorf("%s: %s%s", template.Name, said.out, said.err)
			}
			said := inProcess([]string{"test", file})
			if said.code != exitOK || !strings.Contains(said.out, " passed, 0 failed") || strings.Contains(said.out, "\n0 passed") {
				t.Errorf("%s: %s%s", template.Name, said.out, said.err)
			}
			if own != nil || !strings.Contains(readFile(t, file), "[experiment]") {
				continue
			}
			if said := inProcess([]string{"sweep", file, "--runs", "2", "--variant-runs", "0"}); said.code != exitOK {
				t.Errorf("%s: %s", template.Name, said.err)
			}
		}
	}
}
