package report

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

const unfinished = ".partial"

// sibling is the name of a folder beside path that belongs to a process.
func sibling(path, role string, pid int) string {
	return path + "." + role + "-" + strconv.Itoa(pid) + unfinished
}

// removeLeftovers cleans up after processes that were killed, and puts back what they had taken away.
func removeLeftovers(path string) error {
	for _, role := range []string{"old", "run"} {
		entries, err := os.ReadDir(filepath.Dir(path))
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		} else if err != nil {
			return err
		}
		for _, e := range entries {
			rest, ours := strings.CutPrefix(e.Name(), filepath.Base(path)+"."+role+"-")
			rest, partial := strings.CutSuffix(rest, unfinished)
			pid, err := strconv.Atoi(rest)
			if !ours || !partial || err != nil || alive(pid) {
				continue
			}
			if err := settle(sibling(path, role, pid), role, path); err != nil {
				return err
			}
		}
	}
	return nil
}

func settle(leftover, role, path string) error {
	if _, err := os.Lstat(path); role == "old" && errors.Is(err, fs.ErrNotExist) {
		return os.Rename(leftover, path)
	}
	return os.RemoveAll(leftover)
}

// alive tells whether another process has this number.
func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil || pid == os.Getpid() || pid <= 0 {
		return false
	}
	err = p.Signal(syscall.Signal(0))
	return (err == nil || errors.Is(err, fs.ErrPermission)) && !buried(pid)
}

// buried tells whether a process is dead but still has its number, because nobody asked how it ended.
func buried(pid int) bool {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	_, state, found := strings.Cut(string(stat), ") ")
	return err == nil && found && strings.HasPrefix(state, "Z")
}

// around tells whether the working directory or the user's home is the folder or lies in it.
func around(path string) bool {
	here, err := os.Getwd()
	home, err2 := os.UserHomeDir()
	return err == nil && within(path, here) || err2 == nil && within(path, home)
}

func within(outer, inner string) bool {
	rel, err := filepath.Rel(whereabouts(outer), whereabouts(inner))
	return err == nil && filepath.IsLocal(rel)
}

// whereabouts is the absolute path behind links, so that a link to a folder stays one.
func whereabouts(path string) string {
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	if target, err := filepath.EvalSymlinks(path); err == nil {
		return target
	}
	return path
}
