package folder

import (
	"errors"
	"fmt"
	"io/fs"
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
