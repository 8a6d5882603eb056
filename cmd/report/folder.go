package report

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// Folder is a result folder in the making: its files gather in a sibling that takes the folder's name once all are written.
// A program that is killed meanwhile leaves only that sibling, which the next run removes.
type Folder struct {
	path string   // where it will be
	temp string   // where its files are
	held *os.File // the lock of temp

	rename, exchange func(from, to string) error
}

// errNoRun tells that what is in the way is not to be replaced unasked.
var errNoRun = errors.New("it is not empty and holds no result of this scenario; --force replaces it")

// fileNames are what a result folder may hold, beside its pictures.
var fileNames = []string{"result.json", "events.jsonl", "messages.csv", "series.csv", "trace.csv", "maillog", PageFile}

// PageFile is the HTML report in the folder of a run or a sweep.
const PageFile = "report.html"

// ReportsFolder is the folder within a result folder that holds DSNs.
const ReportsFolder = "dsn"

// foreign is an entry of a folder that is neither a picture nor one of the names, or nothing. The name of a folder ends with a slash.
func foreign(entries []fs.DirEntry, pictures, names []string) string {
	for _, e := range entries {
		name, kind, _ := strings.Cut(e.Name(), ".")
		picture := (kind == "svg" || kind == "png") && slices.Contains(pictures, name) && !e.IsDir()
		full := e.Name()
		if e.IsDir() {
			full += "/"
		}
		if !picture && !slices.Contains(names, full) {
			return e.Name()
		}
	}
	return ""
}

// Vacant says whether a result of the scenario, with pictures of these names, may be written to path; force lets it replace
// anything but a file.
func Vacant(path, scenario string, pictures []string, force bool) error {
	return vacant(path, pictures, force, holder{"run", errNoRun, func() (names []string, ours bool) {
		summary, err := ReadSummary(path)
		return append(fileNames, ReportsFolder+"/"), err == nil && summary.Scenario == scenario
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
	case errors.Is(err, fs.ErrNotExist) && there(path):
		return nil, fmt.Errorf("%w; make it, or name another folder", dangling(path))
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case errors.Is(err, syscall.ENOTDIR):
		return nil, fmt.Errorf("%s is a file, and a folder is needed", path)
	case err == nil && len(entries) > 0 && around(path):
		return nil, fmt.Errorf("%s: this is where you are or live, and replacing it would pull the floor away; name a folder in it", path)
	}
	return entries, err
}

// Spares makes sure that a folder, or the sweep that gathers beside it, holds none of the files that are read: replacing it would remove
// them.
func Spares(path string, files []string) error {
	for _, file := range files {
		for _, folder := range []string{path, Partial(path)} {
			if within(folder, file) || within(folder, filepath.Dir(file)) { // a link in it may lead out of it
				return fmt.Errorf("%s: it holds %s, which is read here; name another folder", folder, file)
			}
		}
	}
	return nil
}

// NewFolder begins a result folder at path. Its sibling has a name that no other process comes to, on this machine or another.
func NewFolder(path string) (*Folder, error) {
	path = whereabouts(path)
	f := folderAt(path, fmt.Sprintf("%s.run-%016x%s", path, rand.Uint64(), unfinished))
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return nil, err
	}
	if err := f.lock(); err != nil {
		return nil, err
	}
	if err := os.Mkdir(f.temp, 0o777); err != nil {
		return nil, errors.Join(err, f.unlock())
	}
	return f, nil
}

func folderAt(path, temp string) *Folder {
	return &Folder{path: path, temp: temp, rename: os.Rename, exchange: exchange}
}

// lock keeps other processes out.
func (f *Folder) lock() (err error) {
	if f.held, err = lock(f.temp); errors.Is(err, ErrAtWork) {
		return fmt.Errorf("%s: %w", f.temp, err)
	}
	return err
}

func (f *Folder) unlock() error {
	if f.held == nil {
		return nil
	}
	held := f.held
	f.held = nil
	return unlock(held)
}

// Create opens a file of the folder. Folders it makes only within: a folder that somebody has taken away comes to nothing.
func (f *Folder) Create(name string) (*os.File, error) {
	root, err := os.OpenRoot(f.temp)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	if err := root.MkdirAll(path.Dir(name), 0o777); err != nil {
		return nil, err
	}
	return root.Create(name)
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
	if err := f.replace(); err != nil {
		return err
	}
	return errors.Join(os.RemoveAll(f.temp+oldSuffix), f.unlock())
}

// replace takes the place of what is there, in one step if the system has it. Else there is a moment without either, and whoever comes
// after a kill at that moment finds the older one under its other name, see Restore.
func (f *Folder) replace() (err error) {
	for range 10 { // another process may be as far as this one
		if f.exchange(f.temp, f.path) == nil {
			return f.rename(f.temp, f.temp+oldSuffix)
		}
		if err := f.rename(f.path, f.temp+oldSuffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if err = f.rename(f.temp, f.path); err == nil {
			return nil
		}
		if e := f.rename(f.temp+oldSuffix, f.path); e != nil && !errors.Is(e, fs.ErrNotExist) && !errors.Is(e, fs.ErrExist) {
			return errors.Join(err, e)
		}
		if !errors.Is(err, fs.ErrExist) {
			return err
		}
		if err := os.RemoveAll(f.temp + oldSuffix); err != nil {
			return err
		}
	}
	return err
}

// Discard leaves nothing behind.
func (f *Folder) Discard() error { return errors.Join(os.RemoveAll(f.temp), f.unlock()) }
