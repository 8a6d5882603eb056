//go:build !playground

package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// A development build that cannot make the page says what it lacks.
func TestPlaygroundSaysWhatItLacks(t *testing.T) {
	file := filepath.Join(t.TempDir(), "playground.html")
	t.Chdir(t.TempDir())
	for out, want := range map[string]string{"": "--out names no file; write --out FILE.html", ".": ". is a folder, and --out names a file here; write --out playground.html"} {
		if said := inProcess([]string{"playground", "--out", out}); said.code != exitUsage || !strings.Contains(said.err, want) {
			t.Errorf("--out %q: exit code %d: %s", out, said.code, said.err)
		}
	}
	if said := inProcess([]string{"playground", "--out", file}); said.code != exitUsage || !strings.Contains(said.err, "call it in the folder with the source of mailstorm, or use the mailstorm of a release") {
		t.Errorf("outside the source, exit code %d: %s", said.code, said.err)
	}
	t.Setenv("PATH", "")
	if said := inProcess([]string{"playground", "--out", file}); said.code != exitUsage || !strings.Contains(said.err, "there is no go on PATH") {
		t.Errorf("without Go, exit code %d: %s", said.code, said.err)
	}
}

// Each scenario of the library is in one group, and the page opens with one of them.
func TestPlaygroundHasTheLibrary(t *testing.T) {
	groups, err := playgroundLibrary()
	if err != nil {
		t.Fatal(err)
	}
	chosen := 0
	place := map[string]string{}
	for _, g := range groups {
		for _, s := range g.Scenarios {
			place[s.Name] = g.Title
			if s.Chosen {
				chosen++
			}
		}
	}
	if chosen != 1 {
		t.Errorf("the page opens with %d scenarios", chosen)
	}
	for name, group := range map[string]int{"deck-after-data": failing, "greylist-pool-aware": refusing, "ooo-pair": answering, "received-lines-removed": other} {
		if place[name] != groupTitles[group] {
			t.Errorf("%s is under %q, want %q", name, place[name], groupTitles[group])
		}
	}
}
