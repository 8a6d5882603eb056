package folder

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"mailstorm/cmd/report/reporttest"
)

const locks = runtime.GOOS == "linux" || runtime.GOOS == "darwin"

// ready says whether a folder of the tests may be written to path.
func ready(path string) error {
	return Vacant(path, nil, false, Holder{"test", errors.New("occupied"), func() ([]string, bool) {
		return []string{"result.json", "events.jsonl", "series.csv"}, true
	}})
}

func keep(t *testing.T, path, name string) {
	t.Helper()
	f, err := New(path)
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
	reporttest.Write(t, filepath.Join(path, "result.json"), "{}")
	reporttest.Write(t, filepath.Join(path, "events.jsonl"), "old")
	if err := ready(path); err != nil {
		t.Fatal(err)
	}
	keep(t, path, "series.csv")
	if got := reporttest.Found(t, dir); got != "out out/series.csv" {
		t.Error(got)
	}
}

func TestFolderIsMadeWithItsParents(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a", "b")
	if err := ready(path); err != nil {
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
	if got := reporttest.Found(t, dir); got != "link there link/x there/x" {
		t.Error(got)
	}
}

func begun(t *testing.T, path string) *Folder {
	t.Helper()
	f, err := New(path)
	if err != nil {
		t.Fatal(err)
	}
	into(t, f, "a")
	return f
}

func into(t *testing.T, f *Folder, name string) {
	t.Helper()
	if err := f.Write(name, func(w io.Writer) error { _, err := io.WriteString(w, "new"); return err }); err != nil {
		t.Fatal(err)
	}
}

func TestLeftoversGo(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	reporttest.Write(t, path+".run-0123456789abcdef.partial/events.jsonl", "half")
	reporttest.Write(t, path+".run-0123456789abcdef.partial.old/result.json", "{}")
	reporttest.Write(t, path+".run-0123456789abcdef.partial.lock", "")
	reporttest.Write(t, path+".run-00000000000000ff.partial.lock", "")
	reporttest.Write(t, path+".run-x.partial/mine", "no leftover")
	reporttest.Write(t, path+".partial/rows.jsonl", "of a sweep that may go on")
	running := begun(t, path)
	at, _ := filepath.Rel(dir, running.temp)
	if err := ready(path); err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("out out.partial %[1]s %[1]s.lock out.run-x.partial out/result.json out.partial/rows.jsonl %[1]s/a out.run-x.partial/mine", at)
	if got := reporttest.Found(t, dir); got != want && locks {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

// Processes with one --out, as in two containers where both are process 1, do not ruin each other.
func TestTwoFoldersAtOnce(t *testing.T) {
	if !locks {
		t.Skip("there are no locks here")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	first := begun(t, path)
	if err := ready(path); err != nil {
		t.Fatal(err)
	}
	second := begun(t, path)
	into(t, first, "b")
	for _, f := range []*Folder{second, first} {
		if err := f.Keep(); err != nil {
			t.Fatal(err)
		}
	}
	if got := reporttest.Found(t, dir); got != "out out/a out/b" {
		t.Error(got)
	}
}

// A folder that somebody takes away meanwhile is not made anew with what is left to write.
func TestAFolderThatVanishesIsAFailure(t *testing.T) {
	f := begun(t, filepath.Join(t.TempDir(), "out"))
	if err := os.RemoveAll(f.temp); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"b", "dsn/b"} {
		if _, err := f.Create(name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// renewal is a folder out in the making beside an older one, on a system that can exchange the two or cannot.
func renewal(t *testing.T, dir string, swaps bool) *Folder {
	path := filepath.Join(dir, "out")
	reporttest.Write(t, filepath.Join(path, "old"), "")
	f := begun(t, path)
	if !swaps {
		f.exchange = func(string, string) error { return errors.ErrUnsupported }
	}
	return f
}

// Whichever renaming fails, the older result stays as it was, or the new one is there.
func TestKeepWithFailingRenames(t *testing.T) {
	broken := errors.New("input/output error")
	for _, swaps := range []bool{true, false} {
		for failing := range 4 {
			dir := t.TempDir()
			f := renewal(t, dir, swaps)
			n := 0
			f.rename = func(from, to string) error {
				if n++; n == failing {
					return broken
				}
				return os.Rename(from, to)
			}
			err := f.Keep()
			if err != nil && !errors.Is(err, broken) {
				t.Error(err)
			}
			if err != nil {
				err = f.Discard()
			}
			got := reporttest.Found(t, dir)
			if err != nil || got != "out out/a" && (failing == 0 || got != "out out/old") {
				t.Errorf("exchange %v, renaming %d fails: %v, %s", swaps, failing, err, got)
			}
		}
	}
}

// Where folders can be exchanged there is no moment without one; elsewhere the older one is put back.
func TestAKillLeavesTheOldOrTheNew(t *testing.T) {
	for _, swaps := range []bool{true, false} {
		for after := range 3 {
			dir := t.TempDir()
			path := filepath.Join(dir, "out")
			f := renewal(t, dir, swaps)
			n := 0
			f.rename = func(from, to string) error {
				if n++; n > after {
					panic("killed")
				}
				return os.Rename(from, to)
			}
			func() {
				defer func() { recover() }() // what a kill does to a process
				f.Keep()
			}()
			f.held.Close()
			if swaps && exchange(dir, dir) == nil && !exists(path) {
				t.Errorf("killed before renaming %d there is neither the old folder nor the new one", after+1)
			}
			if err := Restore(path); err != nil {
				t.Error(err)
			}
			if got := reporttest.Found(t, path); got != "old" && got != "a" {
				t.Errorf("exchange %v, killed before renaming %d: %s", swaps, after+1, got)
			}
			if err := Vacant(path, nil, true, Holder{}); err != nil || strings.Contains(reporttest.Found(t, dir), "partial") {
				t.Error(err, reporttest.Found(t, dir))
			}
		}
	}
}

func TestDiscardLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	f, err := New(filepath.Join(dir, "out"))
	if err != nil {
		t.Fatal(err)
	}
	full := errors.New("full")
	if err := f.Write("events.jsonl", func(io.Writer) error { return full }); !errors.Is(err, full) {
		t.Error(err)
	}
	if err := f.Discard(); err != nil || reporttest.Found(t, dir) != "" {
		t.Error(err, reporttest.Found(t, dir))
	}
}
