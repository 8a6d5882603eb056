package serve

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"
)

// maildir keeps messages, each in a file of its own.
type maildir struct {
	path   string
	number atomic.Uint64
}

func newMaildir(path string) (*maildir, error) {
	for _, name := range []string{"tmp", "new", "cur"} {
		if err := os.MkdirAll(filepath.Join(path, name), 0o777); err != nil {
			return nil, fmt.Errorf("cannot keep messages: %w", err)
		}
	}
	return &maildir{path: path}, nil
}

// keptFile is a message that is being written.
type keptFile struct {
	dir  *maildir
	name string
	file *os.File
	text *bufio.Writer
	err  error // the first
}

// begin makes a file whose name nobody else takes.
func (d *maildir) begin(host string) *keptFile {
	host = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:`, r) {
			return '_'
		}
		return r
	}, host)
	f := &keptFile{dir: d, name: fmt.Sprintf("%d.P%dQ%d.%s", time.Now().UnixNano(), os.Getpid(), d.number.Add(1), host)}
	f.file, f.err = os.OpenFile(f.path("tmp"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	f.text = bufio.NewWriter(f.file)
	return f
}

func (f *keptFile) path(folder string) string { return filepath.Join(f.dir.path, folder, f.name) }

func (f *keptFile) write(piece []byte) {
	if f.err == nil {
		_, f.err = f.text.Write(piece)
	}
}

// end gives the message to whom it may concern, or throws it away.
func (f *keptFile) end(keep bool) error {
	if f.file == nil {
		return f.err
	}
	if f.err == nil && keep {
		f.err = f.text.Flush()
	}
	f.err = errors.Join(f.err, f.file.Close())
	if f.err == nil && keep {
		return os.Rename(f.path("tmp"), f.path("new"))
	}
	return errors.Join(f.err, os.Remove(f.path("tmp")))
}
