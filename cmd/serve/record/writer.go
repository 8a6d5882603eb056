package record

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// ErrTaken is a folder in which something was recorded before.
var ErrTaken = errors.New("already holds a record")

// Writer writes a folder while hosts are served. It may be used from many goroutines.
type Writer struct {
	dir    string
	header Header

	mu   sync.Mutex
	file *os.File
	rows *bufio.Writer
	err  error // the first
	done chan struct{}
	idle sync.WaitGroup
}

// Create makes a folder, or fills an empty one. Rows are on the disk a second later at the latest.
func Create(dir string, h Header, scenario string) (*Writer, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	h.Schema = Schema
	w := &Writer{dir: dir, header: h, done: make(chan struct{})}
	var err error
	w.file, err = os.OpenFile(filepath.Join(dir, SessionsFile), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("%s %w; name another folder", dir, ErrTaken)
	}
	if err != nil {
		return nil, err
	}
	w.rows = bufio.NewWriterSize(w.file, 1<<16)
	if err := errors.Join(os.WriteFile(filepath.Join(dir, ScenarioFile), []byte(scenario), 0o666), w.writeHeader()); err != nil {
		return nil, errors.Join(err, w.file.Close())
	}
	w.idle.Add(1)
	go w.flushOften()
	return w, nil
}

// writeHeader writes serve.json whole or not at all.
func (w *Writer) writeHeader() error {
	text, err := json.MarshalIndent(w.header, "", "  ")
	if err != nil {
		return err
	}
	name := filepath.Join(w.dir, HeaderFile)
	if err := os.WriteFile(name+".partial", append(text, '\n'), 0o666); err != nil {
		return err
	}
	return os.Rename(name+".partial", name)
}

func (w *Writer) flushOften() {
	defer w.idle.Done()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-w.done:
			return
		case <-tick.C:
			w.mu.Lock()
			w.note(w.rows.Flush())
			w.mu.Unlock()
		}
	}
}

func (w *Writer) note(err error) {
	if w.err == nil {
		w.err = err
	}
}

// Write adds a row.
func (w *Writer) Write(s *Session) {
	var row bytes.Buffer
	e := json.NewEncoder(&row)
	e.SetEscapeHTML(false)
	err := e.Encode(s)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.note(err)
	if err == nil {
		_, err = w.rows.Write(row.Bytes())
		w.note(err)
	}
}

// Err is the first error of writing.
func (w *Writer) Err() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}

// Close ends the record.
func (w *Writer) Close(ended time.Time) error {
	close(w.done)
	w.idle.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.note(w.rows.Flush())
	w.note(w.file.Close())
	w.header.Ended = ended
	w.note(w.writeHeader())
	return w.err
}
