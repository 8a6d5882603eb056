package folder

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// Foreign is an entry of a folder that is neither a picture nor one of the names, or nothing. The name of a folder ends with a slash.
func Foreign(entries []fs.DirEntry, pictures, names []string) string {
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

// Holder is what may hold a folder that is to be replaced.
type Holder struct {
	Writer   string
	Occupied error // when something else is there
	Holds    func() (names []string, ours bool)
}

func Vacant(path string, pictures []string, force bool, by Holder) error {
	entries, err := replaceable(path)
	if len(entries) == 0 || err != nil || force {
		return err
	}
	names, ours := by.Holds()
	if !ours {
		return fmt.Errorf("%s: %w", path, by.Occupied)
	}
	if name := Foreign(entries, pictures, names); name != "" {
		return fmt.Errorf("%s contains %s, which is not part of a %s; choose another folder, or replace all its contents with --force", path, name, by.Writer)
	}
	return nil
}

// replaceable lists what a folder holds, unless it is no folder, or the current folder or the home of the user.
func replaceable(path string) ([]fs.DirEntry, error) {
	if err := removePartials(resolved(path)); errors.Is(err, syscall.ENOTDIR) {
		return nil, fmt.Errorf("%s is a file, not a folder", filepath.Dir(path))
	} else if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && exists(path):
		return nil, fmt.Errorf("%w; create its target, or choose another folder", danglingLink(path))
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case errors.Is(err, syscall.ENOTDIR):
		return nil, fmt.Errorf("%s is a file, not a folder", path)
	case err == nil && len(entries) > 0 && holdsUser(path):
		return nil, fmt.Errorf("%s: refusing to replace the current folder or your home folder; name a subfolder", path)
	}
	return entries, err
}

// KeepsFiles makes sure that a folder, or the sweep that gathers beside it, holds none of the files that are read: replacing it would remove
// them.
func KeepsFiles(path string, files []string) error {
	for _, file := range files {
		for _, folder := range []string{path, Partial(path)} {
			if within(folder, file) || within(folder, filepath.Dir(file)) { // a link in it may lead out of it
				return fmt.Errorf("%s contains %s, which this command reads; choose another folder", folder, file)
			}
		}
	}
	return nil
}

// VacantFile says, before there is anything to write, whether a file may be written to path. Pipes and devices take what is written; a file with
// contents is replaced with force, or if they are ours; if not, occupied tells why.
func VacantFile(path string, force bool, occupied error, ours func(io.Reader) bool) error {
	was, err := os.Stat(resolved(path))
	switch {
	case errors.Is(err, syscall.ENOTDIR):
		return fmt.Errorf("%s is a file, not a folder", filepath.Dir(path))
	case errors.Is(err, fs.ErrNotExist) && exists(path):
		return fmt.Errorf("%w; create its target, or choose another file", danglingLink(path))
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil || !was.Mode().IsRegular() || was.Size() == 0 || force:
		return err
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	if !ours(file) {
		return fmt.Errorf("%s: %w", path, occupied)
	}
	return nil
}

// Writable says whether WriteFile could write to path, and leaves nothing there.
func Writable(path string) error {
	path = resolved(path)
	if was, err := os.Stat(path); err == nil && !was.Mode().IsRegular() {
		return nil // to open a pipe would be to use it
	}
	dir := filepath.Dir(path)
	for !exists(dir) && dir != filepath.Dir(dir) {
		dir = filepath.Dir(dir)
	}
	temp := filepath.Join(dir, fmt.Sprintf("%s.run-%016x%s", filepath.Base(path), rand.Uint64(), partialSuffix))
	file, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	return errors.Join(file.Close(), os.Remove(temp))
}

// Contains tells whether a file lies in a folder, or will once there is one.
func Contains(folder, file string) bool {
	name, err := filepath.Rel(resolved(folder), resolved(file))
	return err == nil && filepath.IsLocal(name) || within(folder, file)
}
