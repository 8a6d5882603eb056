package load

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"mailstorm/scenarios"
	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
)

// Find gives the text that an argument of the command line means, and the folder for its files.
func Find(arg string, o Options) (*parse.Source, decode.Folder, error) {
	arg = learnedIn(arg)
	switch {
	case arg == "-":
		if o.Stdin == nil {
			return nil, decode.Folder{}, errors.New("nothing to read on standard input")
		}
		src, err := decode.ReadSource("standard input", o.Stdin)
		return src, decode.Folder{Path: ".", Allowed: o.Files}, err
	case scenarios.IsPath(arg):
		if isFolder(arg) {
			return nil, decode.Folder{}, aFolder(arg)
		}
		file, err := os.Open(arg)
		if err != nil {
			return nil, decode.Folder{}, noFile(arg, err)
		}
		defer file.Close()
		src, err := decode.ReadSource(decode.Shown(arg), file)
		return src, decode.Folder{Path: filepath.Dir(arg), Allowed: o.Files}, err
	}
	text, ok := scenarios.Text(arg)
	if !ok {
		return nil, decode.Folder{}, noScenario(arg)
	}
	return parse.NewSource(arg+".toml", text), decode.Folder{Allowed: o.Files}, nil
}

// learnedIn is the scenario in a folder that mailstorm learn wrote.
func learnedIn(arg string) string {
	file := filepath.Join(arg, "scenario.toml")
	if info, err := os.Stat(file); err != nil || info.IsDir() || !isFolder(arg) {
		return arg
	}
	if _, ofLibrary := scenarios.Text(arg); ofLibrary {
		return arg
	}
	return file
}

func aFolder(path string) error {
	return fmt.Errorf("%s is a folder, not a scenario; name the files in it, as in %s", parse.Quoted(path), filepath.Join(path, "*.toml"))
}

// noFile says why a file cannot be read, and which one may be meant: one beside it, or one of the library.
func noFile(arg string, err error) error {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s cannot be read: permission denied", parse.Quoted(arg))
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	path, base := filepath.Split(arg)
	beside, _ := filepath.Glob(filepath.Join(path, "*.toml"))
	for i := range beside {
		beside[i] = filepath.Base(beside[i])
	}
	if near := parse.Nearest(base, beside); near != "" {
		return fmt.Errorf("there is no file %s; did you mean %q?", parse.Quoted(arg), path+near)
	}
	return fmt.Errorf("there is no file %s%s", parse.Quoted(arg), parse.Suggestion(scenarios.Stem(arg), scenarios.Names(".")))
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func noScenario(arg string) error {
	if isFolder(arg) {
		return aFolder(arg)
	}
	hint := parse.Suggestion(arg, scenarios.Names("."))
	if below, _ := filepath.Glob(filepath.Join("*", arg+".toml")); len(below) == 1 {
		hint = fmt.Sprintf("; did you mean %q?", filepath.ToSlash(below[0]))
	}
	if _, err := os.Stat(arg + ".toml"); err == nil {
		hint = fmt.Sprintf("; did you mean %q?", arg+".toml")
	}
	if beside, _ := filepath.Glob("*.toml"); hint == "" {
		hint = parse.Suggestion(arg, beside)
	}
	if hint == "" {
		hint = parse.Suggestion(arg+"/*.toml", foldersOfScenarios())
	}
	p := &parse.Problem{Message: fmt.Sprintf("unknown scenario %s%s", parse.Quoted(arg), hint), Label: "scenarios", Legal: scenarios.Names("."), Meant: arg}
	return p
}

// foldersOfScenarios are patterns for the folders beside that hold scenarios.
func foldersOfScenarios() (patterns []string) {
	below, _ := filepath.Glob(filepath.Join("*", "*.toml"))
	for _, file := range below {
		patterns = append(patterns, filepath.Dir(file)+"/*.toml")
	}
	return slices.Compact(patterns)
}
