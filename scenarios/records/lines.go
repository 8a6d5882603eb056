package records

import (
	"bytes"
	"errors"
	"io"
)

// LongestLine is how much of a line is read, in bytes.
const LongestLine = 1 << 16

// Lines reads a text line by line. Of a line that is too long it gives the beginning, so no text makes it use more memory.
type Lines struct {
	Number int    // of the line, from 1
	Text   []byte // without its end; valid until the next line
	Cut    bool   // the line is longer than LongestLine

	from       io.Reader
	buffer     []byte
	begin, end int // of what is read and not yet given
	err        error
}

// NewLines reads lines from a text.
func NewLines(from io.Reader) *Lines {
	return &Lines{from: from, buffer: make([]byte, 4*LongestLine)}
}

// Next goes on to the next line, and reports whether there is one.
func (l *Lines) Next() bool {
	l.Number++
	l.Cut = false
	for searched := 0; ; {
		if n := bytes.IndexByte(l.buffer[l.begin+searched:l.end], '\n'); n >= 0 {
			l.take(searched+n, searched+n+1)
			return true
		}
		searched = l.end - l.begin
		if searched >= 2*LongestLine {
			l.take(searched, searched)
			l.Text = l.buffer[:copy(l.buffer, l.Text)]
			l.skip()
			return true
		}
		if l.err != nil {
			l.take(searched, searched)
			return searched > 0
		}
		l.fill()
	}
}

// Err is what ended the text before its end; nil: nothing did.
func (l *Lines) Err() error {
	if errors.Is(l.err, io.EOF) {
		return nil
	}
	return l.err
}

// take makes the first bytes the text of the line, and leaves some more behind.
func (l *Lines) take(length, behind int) {
	l.Cut = length > LongestLine
	l.Text = bytes.TrimSuffix(l.buffer[l.begin:l.begin+min(length, LongestLine)], []byte("\r"))
	l.begin += behind
}

// skip leaves the rest of a line behind; its text stays at the beginning of the buffer.
func (l *Lines) skip() {
	for l.err == nil {
		l.begin = len(l.buffer) / 2
		l.fillFrom(l.begin)
		if n := bytes.IndexByte(l.buffer[l.begin:l.end], '\n'); n >= 0 {
			l.begin += n + 1
			return
		}
		l.begin = l.end
	}
}

// fill reads more behind what is there.
func (l *Lines) fill() {
	if l.begin > 0 {
		l.end = copy(l.buffer, l.buffer[l.begin:l.end])
		l.begin = 0
	}
	l.fillFrom(l.end)
}

func (l *Lines) fillFrom(at int) {
	const patience = 100 // reads that give nothing
	for range patience {
		n, err := l.from.Read(l.buffer[at:])
		l.end = at + n
		l.err = err
		if n > 0 || err != nil {
			return
		}
	}
	l.err = io.ErrNoProgress
}
