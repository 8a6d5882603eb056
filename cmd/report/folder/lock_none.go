//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd || windows)

package folder

import (
	"errors"
	"os"
)

// locked reports whether another process has the lock; there are no locks here.
func locked(*os.File) bool { return false }

// unlock lets others in.
func unlock(held *os.File) error { return errors.Join(held.Close(), os.Remove(held.Name())) }
