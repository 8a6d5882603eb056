package folder

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// WriteFile writes a file whole or not at all, in place of what had its name, whose permissions stay. Pipes and devices are written to directly.
func WriteFile(path string, write func(io.Writer) error) error {
	path = resolved(path)
	was, err := os.Stat(path)
	if err == nil && !was.Mode().IsRegular() {
		return writeTo(path, os.O_WRONLY, write)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err != nil && exists(path) {
		return danglingLink(path)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	if err := removePartials(path); err != nil {
		return err
	}
	temp := fmt.Sprintf("%s.run-%016x%s", path, rand.Uint64(), partialSuffix)
	held, err := lock(temp)
	if err != nil {
		return err
	}
	err = writeTo(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, write)
	if err == nil && was != nil {
		err = os.Chmod(temp, was.Mode().Perm())
	}
	if err == nil {
		err = os.Rename(temp, path)
	}
	if err != nil {
		os.Remove(temp)
	}
	return errors.Join(err, unlock(held))
}

func writeTo(path string, flags int, write func(io.Writer) error) error {
	file, err := os.OpenFile(path, flags, 0o666)
	if err != nil {
		return err
	}
	err = write(file)
	if err == nil && flags&os.O_CREATE != 0 { // what else it is, as a pipe, has no disk
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}
