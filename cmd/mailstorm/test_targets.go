package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mailstorm/scenarios"
)

// target is a file to test.
type target struct {
	arg   string // as load.Load takes it
	name  string // as it is reported, with forward slashes
	found bool   // in a folder, so that it may be something else
	err   error  // why there is nothing to load
}

// findTargets lists what paths mean, in the order of the names, each once.
func (o *testOptions) findTargets(args []string) (all []target) {
	for _, arg := range args {
		all = append(all, targets(arg)...)
	}
	if o.library {
		for _, e := range scenarios.Library() {
			all = append(all, target{arg: e.Name, name: e.Name})
		}
	}
	slices.SortStableFunc(all, func(a, b target) int { return strings.Compare(a.name, b.name) })
	return slices.CompactFunc(all, func(a, b target) bool { return a.name == b.name })
}

// targets are the files that one path means.
func targets(arg string) []target {
	info, err := os.Stat(arg)
	switch {
	case arg == "-":
		return []target{{arg: arg, name: arg}}
	case err == nil && info.IsDir():
		return filesIn(arg)
	}
	matches, err := expandPattern(arg)
	if err != nil {
		return []target{{name: filepath.ToSlash(arg), err: err}}
	}
	return targetsOf(matches)
}

func targetsOf(paths []string) (all []target) {
	for _, path := range paths {
		if !strings.ContainsAny(path, `/\`) && !strings.HasSuffix(path, ".toml") { // a name of the library
			all = append(all, target{arg: path, name: path})
			continue
		}
		all = append(all, target{arg: path, name: filepath.ToSlash(filepath.Clean(path))})
	}
	return all
}

// filesIn lists the files of a folder and of those in it.
func filesIn(folder string) (all []target) {
	err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && path != folder && strings.HasPrefix(e.Name(), "."):
			return filepath.SkipDir
		case !e.IsDir() && strings.HasSuffix(e.Name(), ".toml") && !strings.HasPrefix(e.Name(), ".") && !isLearnedProfile(path):
			found := target{arg: path, name: filepath.ToSlash(path), found: true}
			if !e.Type().IsRegular() {
				found.err = notRegular(path)
			}
			all = append(all, found)
		}
		return nil
	})
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("%s contains no scenario (*.toml)", folder)
	}
	if err != nil {
		all = append(all, target{name: filepath.ToSlash(filepath.Clean(folder)), err: err})
	}
	return all
}
