package decode

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"mailstorm/scenarios"
	"mailstorm/scenarios/parse"
)

// LargestFile keeps a wrong file from filling the memory.
const LargestFile = 1 << 20

// byteOrderMark is what Windows editors put before a text.
const byteOrderMark = "\ufeff"

// Folder is where the files that a scenario names must lie.
type Folder struct {
	Path    string // of the scenario; empty for one of the library
	Allowed string // a further one, which the command line allows; may be empty

	TextOnly bool // there are no files, only the text of the scenario

	Opened map[string]bool // the files that were read; nil: nobody asks
}

// ReadText gives a small text inside the folder.
func (f Folder) ReadText(name string) (*parse.Source, error) {
	file, path, err := f.open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w%s", err, parse.Suggestion(scenarios.Stem(name), scenarios.ProfileNames()))
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return ReadSource(Shown(path), file)
}

// open opens a file inside the folder, or inside the one that is allowed; no path and no link leads out of them. It gives the
// whole path, too.
func (f Folder) open(name string) (*os.File, string, error) {
	file, path, err := f.openInside(name)
	if err == nil && f.Opened != nil {
		f.Opened[path] = true
	}
	return file, path, err
}

func (f Folder) openInside(name string) (*os.File, string, error) {
	local := filepath.FromSlash(name)
	inside := f.Path != "" && !filepath.IsAbs(local)
	if f.Allowed == "" && !inside {
		return nil, "", f.outside(name)
	}
	if inside {
		file, err := openIn(f.Path, local, name)
		if err != errOutside || f.Allowed == "" {
			if err == errOutside {
				err = f.outside(name)
			}
			return file, filepath.Join(f.Path, local), err
		}
	}
	if !filepath.IsAbs(local) {
		local = filepath.Join(f.Path, local)
	}
	within, err := relative(f.Allowed, local)
	if err != nil {
		return nil, "", f.outside(name)
	}
	file, err := openIn(f.Allowed, within, name)
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
		return nil, missingFile(name)
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("%s cannot be read: permission denied", parse.Quoted(name))
	case err != nil:
		return nil, errOutside
	case info.IsDir():
		return nil, fmt.Errorf("%s is a folder, not a file", parse.Quoted(name))
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a regular file", parse.Quoted(name))
	}
	return root.Open(path)
}

const allowHint = "; --allow-files DIR lets scenarios name files in DIR as well"

// outside tells why a file is not read.
func (f Folder) outside(name string) error {
	switch {
	case f.TextOnly:
		return fmt.Errorf("%s is a file, and only the text of the scenario is here; mailstorm run also reads the files beside it", parse.Quoted(name))
	case f.Allowed != "":
		return fmt.Errorf("%s is neither in the folder of the scenario nor in %s", parse.Quoted(name), parse.Quoted(f.Allowed))
	case f.Path == "":
		return fmt.Errorf("%s is a file, but a scenario of the library has no folder%s", parse.Quoted(name), allowHint)
	}
	return fmt.Errorf("%s is outside the folder of the scenario%s", parse.Quoted(name), allowHint)
}

// missingFile is a file that is not there.
type missingFile string

func (m missingFile) Error() string {
	return fmt.Sprintf("there is no file %s beside the scenario", parse.Quoted(string(m)))
}

func (missingFile) Is(err error) bool { return err == fs.ErrNotExist }

func ReadSource(name string, r io.Reader) (*parse.Source, error) {
	b, err := io.ReadAll(io.LimitReader(r, LargestFile+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(b) > LargestFile {
		return nil, parse.NewSource(name, "").Problem(parse.Span{}, parse.Span{}, "this file is larger than 1 MiB, the limit for a scenario")
	}
	return parse.NewSource(name, strings.TrimPrefix(string(b), byteOrderMark)), nil
}
