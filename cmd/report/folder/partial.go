package folder

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// What lies beside a folder or a file in the making, where its contents gather.
const (
	partialSuffix = ".partial"
	oldSuffix     = ".old"  // what it replaces, for a moment
	lockSuffix    = ".lock" // a process is at work
)

var partialName = regexp.MustCompile(`^\.(run-[0-9a-f]{16}\.)?partial(\.old|\.lock)?$`)

var innerName = regexp.MustCompile(`\.run-[0-9a-f]{16}\.partial(\.old|\.lock)?|(\.partial)\.lock`)

// WithoutInnerNames names in a message what the user asked for, and not what lies beside it in the making.
func WithoutInnerNames(message string) string { return innerName.ReplaceAllString(message, "$2") }

// partials lists the places beside path where something for it gathers or gathered.
func partials(path string) (temps []string, err error) {
	entries, err := os.ReadDir(filepath.Dir(path))
	for _, e := range entries {
		rest, ours := strings.CutPrefix(e.Name(), filepath.Base(path))
		if ours && partialName.MatchString(rest) {
			temps = append(temps, path+strings.TrimSuffix(strings.TrimSuffix(rest, oldSuffix), lockSuffix))
		}
	}
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		err = nil // then nothing can be done about them
	}
	return slices.Compact(temps), err
}

// Restore puts back what a process had taken away from path when it was killed. Where folders can be exchanged, none ever does.
func Restore(path string) error {
	path = resolved(path)
	if exists(path) {
		return nil
	}
	return abandoned(path, func(temp string) error {
		if exists(temp+oldSuffix) && !exists(path) {
			return os.Rename(temp+oldSuffix, path)
		}
		return nil
	})
}

// removePartials cleans up after processes that were killed, and puts back what they had taken away.
func removePartials(path string) error {
	if err := Restore(path); err != nil {
		return err
	}
	return abandoned(path, func(temp string) error {
		if temp != path+partialSuffix { // a sweep may go on
			return errors.Join(os.RemoveAll(temp), os.RemoveAll(temp+oldSuffix))
		}
		return os.RemoveAll(temp + oldSuffix)
	})
}

// abandoned does something about every leftover at which no process is at work.
func abandoned(path string, do func(temp string) error) error {
	temps, err := partials(path)
	for _, temp := range temps {
		held, e := lock(temp)
		if errors.Is(e, ErrAtWork) {
			continue
		}
		if e == nil {
			e = errors.Join(do(temp), unlock(held))
		}
		err = errors.Join(err, e)
	}
	return err
}

// ErrAtWork tells that another process is at work on the same sweep.
var ErrAtWork = errors.New("another process is using it")

// lock keeps other processes out: the lock ends with the process. It lies beside, so that it is held until temp has its final name.
func lock(temp string) (*os.File, error) {
	for {
		file, err := os.OpenFile(temp+lockSuffix, os.O_RDWR|os.O_CREATE, 0o666)
		if err != nil {
			return nil, err
		}
		if locked(file) {
			return nil, errors.Join(ErrAtWork, file.Close())
		}
		mine, err := file.Stat()
		is, err2 := os.Stat(file.Name())
		if err == nil && err2 == nil && os.SameFile(mine, is) {
			return file, nil
		}
		if err := errors.Join(err, file.Close()); err != nil { // else whoever had it has removed it
			return nil, err
		}
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// danglingLink is a link that must not be replaced by what it should lead to.
func danglingLink(path string) error {
	return fmt.Errorf("%s is a broken link", path)
}

// holdsUser tells whether the working directory or the user's home is the folder or lies in it.
func holdsUser(path string) bool {
	here, err := os.Getwd()
	home, err2 := os.UserHomeDir()
	return err == nil && within(path, here) || err2 == nil && within(path, home)
}

// within tells whether a file is the outer one or lies in it, however both are named.
func within(outer, inner string) bool {
	folder, err := os.Stat(outer)
	for path := resolved(inner); err == nil; path = filepath.Dir(path) {
		if info, e := os.Stat(path); e == nil && os.SameFile(folder, info) {
			return true
		}
		if path == filepath.Dir(path) {
			return false
		}
	}
	return false
}

// resolved is the absolute path behind links, so that a link to a folder stays one.
func resolved(path string) string {
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	if target, err := filepath.EvalSymlinks(path); err == nil {
		return target
	}
	return path
}

// IsPartial tells whether a folder is a DIR.partial.
func IsPartial(path string) bool { return strings.HasSuffix(filepath.Clean(path), partialSuffix) }

// Partial is where a sweep for the folder gathers until it is whole.
func Partial(path string) string { return resolved(path) + partialSuffix }
