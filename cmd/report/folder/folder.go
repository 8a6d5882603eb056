// Package folder writes files and folders whole or not at all, and keeps two processes from writing the same.
package folder

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
)

// Folder is a result folder in the making: its files gather in a sibling that takes the folder's name once all are written.
// A program that is killed meanwhile leaves only that sibling, which the next run removes.
type Folder struct {
	path string   // where it will be
	temp string   // where its files are
	held *os.File // the lock of temp

	rename, exchange func(from, to string) error
}

// PageFile is the HTML report in the folder of a run or a sweep.
const PageFile = "report.html"

// Files of a run that is played: the page, and what it needs beside the events.
const (
	PlayerFile = "player.html"
	StageFile  = "stage.json"
)

// New begins a result folder at path. The name of its sibling is unique, on all machines.
func New(path string) (*Folder, error) {
	path = resolved(path)
	return folderAt(path, fmt.Sprintf("%s.run-%016x%s", path, rand.Uint64(), partialSuffix)).begin(os.Mkdir)
}

// begin locks the folder and makes the one in which its contents gather.
func (f *Folder) begin(mkdir func(string, os.FileMode) error) (*Folder, error) {
	if err := os.MkdirAll(filepath.Dir(f.path), 0o777); err != nil {
		return nil, err
	}
	if err := f.lock(); err != nil {
		return nil, err
	}
	if err := mkdir(f.temp, 0o777); err != nil {
		return nil, errors.Join(err, f.Unlock())
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

func (f *Folder) Unlock() error {
	if f.held == nil {
		return nil
	}
	held := f.held
	f.held = nil
	return unlock(held)
}

// Create creates a file of the folder, with subfolders; it fails if the folder itself was removed.
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

// WriteBytes writes a file of the folder whole.
func (f *Folder) WriteBytes(name string, text []byte) error {
	return f.Write(name, func(w io.Writer) error { _, err := w.Write(text); return err })
}

// Keep gives the folder its name, in place of what had it.
func (f *Folder) Keep() error {
	if err := f.replace(); err != nil {
		return err
	}
	return errors.Join(os.RemoveAll(f.temp+oldSuffix), f.Unlock())
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
func (f *Folder) Discard() error { return errors.Join(os.RemoveAll(f.temp), f.Unlock()) }

// OpenPartial begins or goes on with a folder whose contents gather in DIR.partial, which outlives the process.
func OpenPartial(path string) (*Folder, error) {
	path = resolved(path)
	return folderAt(path, path+partialSuffix).begin(os.MkdirAll)
}

// Temp is where the files are until the folder has its name.
func (f *Folder) Temp() string { return f.temp }
