// Package scenariofiles finds the scenario files that paths and patterns of a command line mean.
package scenariofiles

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mailstorm/cmd/report/learned"
	"mailstorm/scenarios"
	"mailstorm/scenarios/decode"
)

// File is a scenario file that a path means, or a scenario of the library.
type File struct {
	Arg   string // as load.Load takes it
	Name  string // as it is reported, with forward slashes
	Found bool   // in a folder, so that it may be something else
	Err   error  // why there is nothing to load
}

// Find lists what paths mean, in the order of the names, each once.
func Find(args []string, library bool) (all []File) {
	for _, arg := range args {
		all = append(all, filesAt(arg)...)
	}
	if library {
		for _, e := range scenarios.Library() {
			all = append(all, File{Arg: e.Name, Name: e.Name})
		}
	}
	slices.SortStableFunc(all, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return slices.CompactFunc(all, func(a, b File) bool { return a.Name == b.Name })
}

// filesAt are the files that one path means.
func filesAt(arg string) []File {
	info, err := os.Stat(arg)
	switch {
	case arg == "-":
		return []File{{Arg: arg, Name: arg}}
	case err == nil && info.IsDir():
		all := filesIn(arg)
		if _, ofLibrary := scenarios.Text(arg); ofLibrary && all[0].Err != nil { // a folder with its results
			return filesOf([]string{arg})
		}
		return all
	}
	matches, err := ExpandPattern(arg)
	if err != nil {
		return []File{{Name: filepath.ToSlash(arg), Err: err}}
	}
	return filesOf(matches)
}

func filesOf(paths []string) (all []File) {
	for _, path := range paths {
		if !strings.ContainsAny(path, `/\`) && !strings.HasSuffix(path, ".toml") { // a name of the library
			all = append(all, File{Arg: path, Name: path})
			continue
		}
		all = append(all, File{Arg: path, Name: filepath.ToSlash(filepath.Clean(path))})
	}
	return all
}

// filesIn lists the files of a folder and of those in it.
func filesIn(folder string) (all []File) {
	err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && path != folder && strings.HasPrefix(e.Name(), "."):
			return filepath.SkipDir
		case !e.IsDir() && strings.HasSuffix(e.Name(), ".toml") && !strings.HasPrefix(e.Name(), ".") && !IsLearnedProfile(path):
			found := File{Arg: path, Name: filepath.ToSlash(path), Found: true}
			if !e.Type().IsRegular() {
				found.Err = NotRegular(path)
			}
			all = append(all, found)
		}
		return nil
	})
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("%s contains no scenario (*.toml)", folder)
	}
	if err != nil {
		all = append(all, File{Name: filepath.ToSlash(filepath.Clean(folder)), Err: err})
	}
	return all
}

// IsLearnedProfile says whether a file is the profile beside a learned scenario, which is checked with that.
func IsLearnedProfile(file string) bool {
	_, err := os.Stat(filepath.Join(filepath.Dir(file), learned.FindingsFile))
	return err == nil && filepath.Base(file) == learned.ProfileFile
}

// NotRegular refuses links and devices in a folder, which may lead out of it.
func NotRegular(file string) error {
	return fmt.Errorf("%s is not a regular file; to use it, name it on the command line", file)
}

// Shown is what people call a path.
func Shown(path string) string {
	if path == "-" {
		return "standard input"
	}
	return decode.Shown(path)
}
