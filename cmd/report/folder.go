package report

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// Folder is a result folder in the making: its files gather in a sibling that takes the folder's name once all are written.
// A program that is killed meanwhile leaves only that sibling, which the next run removes.
type Folder struct {
	path string // where it will be
	temp string // where its files are
	old  string // where what it replaces goes for a moment
}

// ErrOccupied tells that what is in the way is not to be replaced unasked.
var ErrOccupied = errors.New("it is not empty and holds no result of this scenario; --force replaces it")

// fileNames are what a result folder may hold, beside its pictures.
var fileNames = []string{"result.json", "events.jsonl", "messages.csv", "series.csv", "trace.csv", "maillog", PageFile}

// PageFile is the HTML report in the folder of a run or a sweep.
const PageFile = "report.html"

// ReportsFolder is the folder within a result folder that holds DSNs.
const ReportsFolder = "dsn"

// foreign is an entry of a folder that is neither a picture nor one of the names, or nothing.
func foreign(entries []fs.DirEntry, pictures, names []string) string {
	for _, e := range entries {
		name, kind, _ := strings.Cut(e.Name(), ".")
		picture := (kind == "svg" || kind == "png") && slices.Contains(pictures, name)
		known := slices.Contains(names, e.Name())
		if e.IsDir() && !(known && e.Name() == ReportsFolder) || !known && !picture {
			return e.Name()
		}
	}
	return ""
}

// Vacant says whether a result of the scenario, with pictures of these names, may be written to path; force lets it replace
// anything but a file.
func Vacant(path, scenario string, pictures []string, force bool) error {
	return vacant(path, pictures, force, holder{"run", ErrOccupied, func() (names []string, ours bool) {
		summary, err := ReadSummary(path)
		return append(fileNames, ReportsFolder), err == nil && summary.Scenario == scenario
	}})
}

// holder is what may hold a folder that is to be replaced.
type holder struct {
	writer   string
	occupied error // when something else is there
	holds    func() (names []string, ours bool)
}

func vacant(path string, pictures []string, force bool, by holder) error {
	entries, err := replaceable(path)
	if len(entries) == 0 || err != nil || force {
		return err
	}
	names, ours := by.holds()
	if !ours {
		return fmt.Errorf("%s: %w", path, by.occupied)
	}
	if name := foreign(entries, pictures, names); name != "" {
		return fmt.Errorf("%s: it holds %s, which no %s has written; --force replaces the folder with all that is in it", path, name, by.writer)
	}
	return nil
}

// replaceable lists what a folder holds, unless it is no folder or must not be pulled away from under somebody.
func replaceable(path string) ([]fs.DirEntry, error) {
	if err := removeLeftovers(whereabouts(path)); errors.Is(err, syscall.ENOTDIR) {
		return nil, fmt.Errorf("%s is a file, and a folder is needed", filepath.Dir(path))
	} else if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case errors.Is(err, syscall.ENOTDIR):
		return nil, fmt.Errorf("%s is a file, and a folder is needed", path)
	case err == nil && len(entries) > 0 && around(path):
		return nil, fmt.Errorf("%s: this is where you are or live, and replacing it would pull the floor away; name a folder in it", path)
	}
	return entries, err
}

// NewFolder begins a result folder at path.
func NewFolder(path string) (*Folder, error) {
	path = whereabouts(path)
	f := &Folder{path: path, temp: sibling(path, "run", os.Getpid()), old: sibling(path, "old", os.Getpid())}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return nil, err
	}
	return f, os.Mkdir(f.temp, 0o777)
}

// Create opens a file of the folder.
func (f *Folder) Create(name string) (*os.File, error) {
	path := filepath.Join(f.temp, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return nil, err
	}
	return os.Create(path)
}

// Write writes a file of the folder whole.
func (f *Folder) Write(name string, write func(io.Writer) error) error {
	file, err := f.Create(name)
	if err != nil {
		return err
	}
	err = write(file)
	for _, finish := range []func() error{file.Sync, file.Close} {
		if e := finish(); err == nil {
			err = e // the first says what went wrong
		}
	}
	return err
}

// Keep gives the folder its name, in place of what had it.
func (f *Folder) Keep() error {
	err := os.Rename(f.path, f.old)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(f.temp, f.path); err != nil {
		return errors.Join(err, restore(f.old, f.path))
	}
	return os.RemoveAll(f.old)
}

// Discard leaves nothing behind.
func (f *Folder) Discard() error { return os.RemoveAll(f.temp) }

func restore(old, path string) error {
	if err := os.Rename(old, path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
