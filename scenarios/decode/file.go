package scenarios

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// largestFile keeps a wrong file from filling the memory.
const largestFile = 1 << 20

// byteOrderMark is what Windows editors put before a text.
const byteOrderMark = "\ufeff"

// folder is where the files that a scenario names must lie.
type folder struct {
	path    string // of the scenario; empty for one of the library
	allowed string // a further one, which the command line allows; may be empty

	opened map[string]bool // the files that were read; nil: nobody asks
}

// read gives a small text inside the folder.
func (f folder) read(name string) (*source, error) {
	file, path, err := f.open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w%s", err, suggestion(stem(name), profileNames()))
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return limited(Shown(path), file)
}

// open opens a file inside the folder, or inside the one that is allowed; no path and no link leads out of them. It gives the
// whole path, too.
func (f folder) open(name string) (*os.File, string, error) {
	file, path, err := f.openInside(name)
	if err == nil && f.opened != nil {
		f.opened[path] = true
	}
	return file, path, err
}

func (f folder) openInside(name string) (*os.File, string, error) {
	local := filepath.FromSlash(name)
	inside := f.path != "" && !filepath.IsAbs(local)
	if f.allowed == "" && !inside {
		return nil, "", f.outside(name)
	}
	if inside {
		file, err := openIn(f.path, local, name)
		if err != errOutside || f.allowed == "" {
			if err == errOutside {
				err = f.outside(name)
			}
			return file, filepath.Join(f.path, local), err
		}
	}
	if !filepath.IsAbs(local) {
		local = filepath.Join(f.path, local)
	}
	within, err := relative(f.allowed, local)
	if err != nil {
		return nil, "", f.outside(name)
	}
	file, err := openIn(f.allowed, within, name)
	if err == errOutside {
		err = f.outside(name)
	}
	return file, local, err
}

// relative is the way from a folder to a file, however both are written.
func relative(folder, file string) (string, error) {
	from, err := filepath.Abs(folder)
	if err != nil {
		return "", err
	}
	to, err := filepath.Abs(file)
	if err != nil {
		return "", err
	}
	return filepath.Rel(from, to)
}

var errOutside = errors.New("outside")

// openIn opens a plain file in a folder: a pipe would wait for ever, a device never end.
func openIn(folder, path, name string) (*os.File, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	info, err := root.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, missing(name)
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("%s may not be read", quoted(name))
	case err != nil:
		return nil, errOutside
	case info.IsDir():
		return nil, fmt.Errorf("%s is a folder, not a file", quoted(name))
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is no plain file", quoted(name))
	}
	return root.Open(path)
}

const allowHint = "; --allow-files DIR lets scenarios name files in DIR as well"

// outside tells why a file is not read.
func (f folder) outside(name string) error {
	switch {
	case f.allowed != "":
		return fmt.Errorf("%s lies neither in the folder of the scenario nor in %s", quoted(name), quoted(f.allowed))
	case f.path == "":
		return fmt.Errorf("%s is a file, and a scenario of the library has no folder%s", quoted(name), allowHint)
	}
	return fmt.Errorf("%s lies outside the folder of the scenario%s", quoted(name), allowHint)
}

// missing is a file that is not there.
type missing string

func (m missing) Error() string {
	return fmt.Sprintf("there is no file %s beside the scenario", quoted(string(m)))
}

func (missing) Is(err error) bool { return err == fs.ErrNotExist }

func limited(name string, r io.Reader) (*source, error) {
	b, err := io.ReadAll(io.LimitReader(r, largestFile+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(b) > largestFile {
		return nil, newSource(name, "").problem(span{}, span{}, "this file is larger than 1 MiB; that is no scenario")
	}
	return newSource(name, strings.TrimPrefix(string(b), byteOrderMark)), nil
}
