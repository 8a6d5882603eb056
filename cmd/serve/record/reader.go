package record

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Reader reads a folder, a row at a time.
type Reader struct {
	Header   Header
	Scenario string
	Torn     bool // the last row was cut off by a process that was killed: it was left out

	path string
	file *os.File
	rows *bufio.Reader
	line int
}

// longestRow is longer than any row of MostRecipients recipients.
const longestRow = 16 << 20

// Open opens a folder.
func Open(dir string) (*Reader, error) {
	text, err := os.ReadFile(filepath.Join(dir, HeaderFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s holds no record: it has no %s; mailstorm serve --record %s writes one", dir, HeaderFile, dir)
	}
	if err != nil {
		return nil, err
	}
	r := &Reader{path: filepath.Join(dir, SessionsFile)}
	if err := json.Unmarshal(text, &r.Header); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, HeaderFile), err)
	}
	if r.Header.Schema != Schema {
		return nil, fmt.Errorf("%s has schema %q; this version reads %q", filepath.Join(dir, HeaderFile), r.Header.Schema, Schema)
	}
	scenario, err := os.ReadFile(filepath.Join(dir, ScenarioFile))
	if err != nil {
		return nil, err
	}
	r.Scenario = string(scenario)
	if r.file, err = os.Open(r.path); err != nil {
		return nil, err
	}
	r.rows = bufio.NewReaderSize(r.file, 1<<16)
	return r, nil
}

// Next is the next row; io.EOF ends them.
func (r *Reader) Next() (*Session, error) {
	text, err := r.nextLine()
	switch {
	case err == io.EOF && len(text) > 0:
		r.Torn = true
		return nil, io.EOF
	case err != nil:
		return nil, err
	}
	r.line++
	s := &Session{}
	if err := json.Unmarshal(text, s); err != nil {
		return nil, fmt.Errorf("%s:%d: %w", r.path, r.line, err)
	}
	return s, nil
}

// nextLine reads up to the end of a line.
func (r *Reader) nextLine() (text []byte, err error) {
	for {
		part, err := r.rows.ReadSlice('\n')
		text = append(text, part...)
		switch {
		case err == bufio.ErrBufferFull && len(text) < longestRow:
		case err == bufio.ErrBufferFull:
			return nil, fmt.Errorf("%s:%d: the row has more than %d bytes", r.path, r.line+1, longestRow)
		default:
			return text, err
		}
	}
}

// Close closes the folder.
func (r *Reader) Close() error { return r.file.Close() }
