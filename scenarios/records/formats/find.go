package formats

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// candidate is a file that may be a record.
type candidate struct {
	name  string
	named bool // not found in a folder
}

// find lists files, and those in folders. Each stands there once, and files of a log that was rotated stand together, the oldest first.
func find(names []string) (all []candidate, err error) {
	for _, name := range names {
		info, err := os.Stat(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("there is no file or folder %q", name)
		case err != nil:
			return nil, err
		case info.IsDir():
			inside, err := findIn(name)
			if err != nil {
				return nil, err
			}
			all = append(all, inside...)
		case !info.Mode().IsRegular():
			return nil, fmt.Errorf("%s: it is no file but a pipe or a device, and records are read more than once; write it to a file first", name)
		default:
			all = append(all, candidate{name, true})
		}
	}
	return ordered(all), nil
}

// findIn lists the files of a folder and of those in it. Hidden files are left out, and hidden folders, unless they are those of a Maildir; so is
// its folder for messages that are not complete.
func findIn(folder string) (all []candidate, err error) {
	root := folder + string(filepath.Separator) // so that a link to a folder is followed
	err = filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		hidden := strings.HasPrefix(d.Name(), ".") && name != root
		switch {
		case d.IsDir():
			if hidden && !exists(filepath.Join(name, "cur")) || d.Name() == "tmp" && exists(filepath.Join(filepath.Dir(name), "cur")) {
				return fs.SkipDir
			}
		case !hidden && isFile(name, d):
			all = append(all, candidate{name, false})
		}
		return nil
	})
	return all, err
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// isFile reports whether an entry is a file, or leads to one.
func isFile(name string, d fs.DirEntry) bool {
	if d.Type()&fs.ModeSymlink == 0 {
		return d.Type().IsRegular()
	}
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

// ordered leaves each file once, and puts the files of a log together at the place of the first.
func ordered(all []candidate) (files []candidate) {
	places, at := map[string]int{}, map[string]int{}
	for _, c := range all {
		c.name = filepath.Clean(c.name)
		if i, again := at[c.name]; again {
			files[i].named = files[i].named || c.named
			continue
		}
		at[c.name] = len(files)
		if _, known := places[logOf(c.name)]; !known {
			places[logOf(c.name)] = len(places)
		}
		files = append(files, c)
	}
	slices.SortStableFunc(files, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(places[logOf(a.name)], places[logOf(b.name)]), cmp.Compare(ageOf(a.name), ageOf(b.name)))
	})
	return files
}

// logOf is the name of a log without what rotation adds.
func logOf(name string) string {
	log, _ := rotated(name)
	return log
}

// ageOf orders the files of a log, the oldest first.
func ageOf(name string) int {
	_, age := rotated(name)
	return age
}

// rotated splits the name of a log: maillog.2.gz is two rotations old, maillog-20260105 ended on that day, and maillog is the newest.
func rotated(name string) (log string, age int) {
	log = strings.TrimSuffix(name, ".gz")
	if i := strings.LastIndexAny(log, ".-"); i > 0 {
		n, err := strconv.Atoi(log[i+1:])
		const longestNumber, dateLength = 3, len("20260105")
		switch {
		case err != nil || n < 0:
		case log[i] == '.' && len(log)-i-1 <= longestNumber:
			return log[:i], -n
		case log[i] == '-' && len(log)-i-1 == dateLength:
			return log[:i], n
		}
	}
	return log, math.MaxInt
}
