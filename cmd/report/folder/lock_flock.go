//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package folder

import (
	"errors"
	"os"
	"syscall"
)

// locked takes a lock that ends with the process, however that ends; it reports whether another process has it. Where a file system
// knows no locks, nobody has it.
func locked(file *os.File) bool {
	err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	return errors.Is(err, syscall.EWOULDBLOCK)
}

// unlock lets others in.
func unlock(held *os.File) error { return errors.Join(os.Remove(held.Name()), held.Close()) }
