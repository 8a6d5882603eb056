// Package memory says how much memory a machine has and whether a run fits.
package memory

import (
	"io/fs"
	"math"
	"path"
	"strconv"
	"strings"
)

// memoryOf is how much memory a process of the machine whose root directory this is may have, in bytes: what is built in, or less where
// a control group limits it. Where Linux does not say it, 0.
func memoryOf(root fs.FS) uint64 {
	least := uint64(math.MaxUint64)
	for _, n := range append(groupLimits(root), installed(root)) {
		if n > 0 {
			least = min(least, n)
		}
	}
	if least == math.MaxUint64 {
		return 0
	}
	return least
}

// installed is the machine's memory.
func installed(root fs.FS) uint64 {
	text, _ := fs.ReadFile(root, "proc/meminfo")
	for line := range strings.Lines(string(text)) {
		if fields := strings.Fields(line); len(fields) == 3 && fields[0] == "MemTotal:" {
			return number(fields[1]) * 1024
		}
	}
	return 0
}

// groupLimits are the limits of this process's control group and of all around it, of version 1 and 2.
func groupLimits(root fs.FS) (limits []uint64) {
	text, _ := fs.ReadFile(root, "proc/self/cgroup")
	for line := range strings.Lines(string(text)) {
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(parts) < 3 {
			continue
		}
		folder, file := "sys/fs/cgroup", "memory.max"
		switch {
		case parts[1] == "memory":
			folder, file = "sys/fs/cgroup/memory", "memory.limit_in_bytes"
		case parts[1] != "":
			continue
		}
		for group := path.Clean("/" + parts[2]); ; group = path.Dir(group) {
			text, _ := fs.ReadFile(root, path.Join(folder, group, file))
			limits = append(limits, number(strings.TrimSpace(string(text))))
			if group == "/" {
				break
			}
		}
	}
	return limits
}

// number reads a whole number; what is none, as "max", is 0.
func number(s string) uint64 {
	n, _ := strconv.ParseUint(s, 10, 64)
	return n
}
