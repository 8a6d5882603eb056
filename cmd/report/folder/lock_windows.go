package folder

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

// locked takes a lock that ends with the process, however that ends; it reports whether another process has it.
func locked(file *os.File) bool {
	const alone = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	err := windows.LockFileEx(windows.Handle(file.Fd()), alone, 0, 1, 0, &windows.Overlapped{})
	return errors.Is(err, windows.ERROR_LOCK_VIOLATION)
}

// unlock lets others in. Windows removes no file that is open; a process that has opened it meanwhile removes it later.
func unlock(held *os.File) error {
	err := held.Close()
	if e := os.Remove(held.Name()); !errors.Is(e, windows.ERROR_SHARING_VIOLATION) && !errors.Is(e, fs.ErrNotExist) {
		err = errors.Join(err, e)
	}
	return err
}
