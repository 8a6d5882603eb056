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
type folder struct{ path string }

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
	return limited(path, file)
}

// open opens a file inside the folder; no path and no link leads out of it. It gives the whole path, too.
func (f folder) open(name string) (*os.File, string, error) {
	if f.path == "" {
		return nil, "", fmt.Errorf("%s is a file, and a scenario of the library has no folder", quoted(name))
	}
	root, err := os.OpenRoot(f.path)
	if err != nil {
		return nil, "", err
	}
	defer root.Close()
	info, err := root.Stat(filepath.FromSlash(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", missing(name)
	}
	if err != nil || !info.Mode().IsRegular() {
		return nil, "", fmt.Errorf("%s is no file inside the folder of the scenario", quoted(name))
	}
	file, err := root.Open(filepath.FromSlash(name))
	return file, filepath.Join(f.path, filepath.FromSlash(name)), err
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
		return nil, fmt.Errorf("%s is larger than 1 MB; that is no scenario", name)
	}
	return newSource(name, strings.TrimPrefix(string(b), byteOrderMark)), nil
}

// find gives the text that an argument of the command line means, and the folder for its files.
func find(arg string, stdin io.Reader) (*source, folder, error) {
	switch {
	case arg == "-":
		if stdin == nil {
			return nil, folder{}, errors.New("nothing to read on standard input")
		}
		src, err := limited("standard input", stdin)
		return src, folder{"."}, err
	case isPath(arg):
		file, err := os.Open(arg)
		if err != nil {
			return nil, folder{}, noFile(arg, err)
		}
		defer file.Close()
		src, err := limited(arg, file)
		return src, folder{filepath.Dir(arg)}, err
	}
	text, ok := Text(arg)
	if !ok {
		return nil, folder{}, noScenario(arg)
	}
	return newSource(arg+".toml", text), folder{}, nil
}

func noFile(arg string, err error) error {
	hint := ""
	if errors.Is(err, fs.ErrNotExist) {
		hint = suggestion(stem(arg), names("."))
	}
	return fmt.Errorf("%w%s", err, hint)
}

func noScenario(arg string) error {
	hint := suggestion(arg, names("."))
	if _, err := os.Stat(arg + ".toml"); err == nil {
		hint = fmt.Sprintf("; did you mean %q?", arg+".toml")
	}
	p := &Problem{Message: fmt.Sprintf("unknown scenario %s%s", quoted(arg), hint), Label: "scenarios", Legal: names(".")}
	return p
}
