package report

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// found lists what lies in a folder, two levels deep.
func found(t *testing.T, dir string) string {
	t.Helper()
	var names []string
	for _, pattern := range []string{"*", "*/*"} {
		paths, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range paths {
			name, _ := filepath.Rel(dir, p)
			names = append(names, filepath.ToSlash(name))
		}
	}
	return strings.Join(names, " ")
}

func result(scenario string) string {
	return fmt.Sprintf(`{"schema": %q, "scenario": %q, "digest": "00", "profiles": {"z": "1", "a": "2"}}`, resultSchema, scenario)
}

func keep(t *testing.T, path, name string) {
	t.Helper()
	f, err := NewFolder(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Write(name, func(w io.Writer) error { _, err := io.WriteString(w, "new"); return err }); err != nil {
		t.Fatal(err)
	}
	if err := f.Keep(); err != nil {
		t.Fatal(err)
	}
}

func TestFolderReplaces(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	write(t, filepath.Join(path, "result.json"), result("deck"))
	write(t, filepath.Join(path, "events.jsonl"), "old")
	if err := Vacant(path, "deck", nil, false); err != nil {
		t.Fatal(err)
	}
	keep(t, path, "series.csv")
	if got := found(t, dir); got != "out out/series.csv" {
		t.Error(got)
	}
}

func TestFolderIsMadeWithItsParents(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a", "b")
	if err := Vacant(path, "deck", nil, false); err != nil {
		t.Fatal(err)
	}
	keep(t, path, "x")
	if _, err := os.Stat(filepath.Join(path, "x")); err != nil {
		t.Error(err)
	}
}

func TestFolderBehindALink(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "there"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("there", filepath.Join(dir, "link")); err != nil {
		t.Skip(err)
	}
	keep(t, filepath.Join(dir, "link"), "x")
	if got := found(t, dir); got != "link there link/x there/x" {
		t.Error(got)
	}
}

func TestVacant(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "same", "result.json"), result("deck"))
	write(t, filepath.Join(dir, "other", "result.json"), result("storm"))
	write(t, filepath.Join(dir, "broken", "result.json"), "{")
	write(t, filepath.Join(dir, "thesis", "chapter1"), "It was a dark and stormy night.")
	write(t, filepath.Join(dir, "file"), "")
	for _, row := range []struct {
		name         string
		plain, force bool
	}{{"new", true, true}, {"same", true, true}, {"other", false, true}, {"broken", false, true}, {"thesis", false, true}, {"file", false, false}} {
		path := filepath.Join(dir, row.name)
		if err := Vacant(path, "deck", nil, false); (err == nil) != row.plain {
			t.Errorf("%s: %v", row.name, err)
		}
		if err := Vacant(path, "deck", nil, true); (err == nil) != row.force {
			t.Errorf("%s with force: %v", row.name, err)
		}
	}
	t.Chdir(filepath.Join(dir, "thesis"))
	t.Setenv("HOME", filepath.Join(dir, "other", "home"))
	for _, path := range []string{".", dir, filepath.Join(dir, "other")} {
		if Vacant(path, "deck", nil, true) == nil {
			t.Errorf("%s would be replaced around the one who asks", path)
		}
	}
}

func TestLeftoversGo(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	const dead = 1 << 30
	write(t, filepath.Join(sibling(path, "run", dead), "events.jsonl"), "half")
	write(t, filepath.Join(sibling(path, "run", os.Getppid()), "events.jsonl"), "of another that still runs")
	write(t, filepath.Join(sibling(path, "old", dead), "result.json"), result("deck"))
	write(t, filepath.Join(dir, "out.run-x.partial", "mine"), "no leftover")
	if err := Vacant(path, "deck", nil, false); err != nil {
		t.Fatal(err)
	}
	running := filepath.Base(sibling(path, "run", os.Getppid()))
	want := fmt.Sprintf("out %[1]s out.run-x.partial out/result.json %[1]s/events.jsonl out.run-x.partial/mine", running)
	if got := found(t, dir); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

func TestDiscardLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	f, err := NewFolder(filepath.Join(dir, "out"))
	if err != nil {
		t.Fatal(err)
	}
	full := errors.New("full")
	if err := f.Write("events.jsonl", func(io.Writer) error { return full }); !errors.Is(err, full) {
		t.Error(err)
	}
	if err := f.Discard(); err != nil || found(t, dir) != "" {
		t.Error(err, found(t, dir))
	}
}

func TestSummaryKeepsTheOrderOfHosts(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "result.json"), result("deck"))
	s, err := ReadSummary(dir)
	if err != nil || s.Scenario != "deck" || strings.Join(s.Hosts, " ") != "z a" {
		t.Error(s, err)
	}
}

// A result folder in which somebody keeps something of their own is not replaced unasked.
func TestVacantMindsWhatIsNotOurs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out")
	write(t, filepath.Join(path, "result.json"), result("deck"))
	write(t, filepath.Join(path, "attempts.svg"), "ours")
	if err := Vacant(path, "deck", []string{"attempts"}, false); err != nil {
		t.Error(err)
	}
	write(t, filepath.Join(path, "notes.txt"), "theirs")
	if err := Vacant(path, "deck", []string{"attempts"}, false); err == nil || !strings.Contains(err.Error(), "notes.txt") {
		t.Errorf("the folder holds notes.txt, and Vacant says %v", err)
	}
	if err := Vacant(path, "deck", []string{"attempts"}, true); err != nil {
		t.Error(err)
	}
}
