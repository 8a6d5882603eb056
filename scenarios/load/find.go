package scenarios

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// find gives the text that an argument of the command line means, and the folder for its files.
func find(arg string, o Options) (*source, folder, error) {
	switch {
	case arg == "-":
		if o.Stdin == nil {
			return nil, folder{}, errors.New("nothing to read on standard input")
		}
		src, err := limited("standard input", o.Stdin)
		return src, folder{path: ".", allowed: o.Files}, err
	case isPath(arg):
		if isFolder(arg) {
			return nil, folder{}, aFolder(arg)
		}
		file, err := os.Open(arg)
		if err != nil {
			return nil, folder{}, noFile(arg, err)
		}
		defer file.Close()
		src, err := limited(Shown(arg), file)
		return src, folder{path: filepath.Dir(arg), allowed: o.Files}, err
	}
	text, ok := Text(arg)
	if !ok {
		return nil, folder{}, noScenario(arg)
	}
	return newSource(arg+".toml", text), folder{allowed: o.Files}, nil
}

func aFolder(path string) error {
	return fmt.Errorf("%s is a folder, not a scenario; name the files in it, as in %s", quoted(path), filepath.Join(path, "*.toml"))
}

// noFile says why a file cannot be read, and which one may be meant: one beside it, or one of the library.
func noFile(arg string, err error) error {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s may not be read", quoted(arg))
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	path, base := filepath.Split(arg)
	beside, _ := filepath.Glob(filepath.Join(path, "*.toml"))
	for i := range beside {
		beside[i] = filepath.Base(beside[i])
	}
	if near := resembling(base, beside); near != "" {
		return fmt.Errorf("there is no file %s; did you mean %q?", quoted(arg), path+near)
	}
	return fmt.Errorf("there is no file %s%s", quoted(arg), suggestion(stem(arg), Names(".")))
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func noScenario(arg string) error {
	if isFolder(arg) {
		return aFolder(arg)
	}
	hint := suggestion(arg, Names("."))
	if _, err := os.Stat(arg + ".toml"); err == nil {
		hint = fmt.Sprintf("; did you mean %q?", arg+".toml")
	}
	p := &Problem{Message: fmt.Sprintf("unknown scenario %s%s", quoted(arg), hint), Label: "scenarios", Legal: Names(".")}
	return p
}
