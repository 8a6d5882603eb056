package decode

import (
	"bufio"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// plainText turns UTF-8 and UTF-16 of either byte order, with or without a byte order mark, into UTF-8.
func plainText(r io.Reader) io.Reader {
	b := bufio.NewReaderSize(r, 1<<16)
	start, _ := b.Peek(4)
	switch {
	case strings.HasPrefix(string(start), byteOrderMark):
		b.Discard(len(byteOrderMark))
	case strings.HasPrefix(string(start), "\xff\xfe"):
		b.Discard(2)
		return &wide{in: b}
	case strings.HasPrefix(string(start), "\xfe\xff"):
		b.Discard(2)
		return &wide{in: b, big: true}
	case len(start) == 4 && start[0] != 0 && start[1] == 0 && start[2] != 0 && start[3] == 0:
		return &wide{in: b}
	case len(start) == 4 && start[0] == 0 && start[1] != 0 && start[2] == 0 && start[3] != 0:
		return &wide{in: b, big: true}
	}
	return b
}

// wide reads UTF-16 as UTF-8.
type wide struct {
	in   *bufio.Reader
	big  bool   // the first byte of a unit is the high one
	rest []byte // encoded and not yet read
}

func (w *wide) Read(p []byte) (n int, err error) {
	for len(w.rest) < len(p) && err == nil {
		var r rune
		if r, err = w.next(); err == nil {
			w.rest = utf8.AppendRune(w.rest, r)
		}
	}
	n = copy(p, w.rest)
	if w.rest = append(w.rest[:0], w.rest[n:]...); n > 0 {
		err = nil
	}
	return n, err
}

// next reads one sign: one unit, or a pair of them.
func (w *wide) next() (rune, error) {
	r, err := w.unit()
	if err != nil || !utf16.IsSurrogate(r) {
		return r, err
	}
	low, err := w.unit()
	return utf16.DecodeRune(r, low), err
}

func (w *wide) unit() (rune, error) {
	first, err := w.in.ReadByte()
	if err != nil {
		return 0, err
	}
	second, err := w.in.ReadByte()
	if w.big {
		first, second = second, first
	}
	return rune(second)<<8 | rune(first), err
}
