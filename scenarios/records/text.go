package records

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
)

// Text is a record in UTF-8, from gzip and from UTF-16 of either byte order, with or without a byte order mark.
type Text struct {
	*bufio.Reader
	from io.ReadSeeker
}

func NewText(from io.ReadSeeker) (*Text, error) {
	t := &Text{from: from}
	_, err := t.Seek(0, io.SeekStart)
	return t, err
}

// Seek goes back to the start, and nowhere else.
func (t *Text) Seek(offset int64, whence int) (int64, error) {
	if offset != 0 || whence != io.SeekStart {
		return 0, errors.New("a text is only read from its start")
	}
	if _, err := t.from.Seek(0, io.SeekStart); err != nil {
		return 0, err
	}
	t.Reader = bufio.NewReaderSize(t.from, 1<<16)
	if start, _ := t.Peek(2); string(start) == "\x1f\x8b" {
		plain, err := gzip.NewReader(t.Reader)
		if err != nil {
			return 0, brokenGzip(err)
		}
		t.Reader = bufio.NewReaderSize(unzipped{plain}, 1<<16)
	}
	if order, is := wide(t.Reader); is {
		t.Reader = bufio.NewReaderSize(unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder().Reader(t.Reader), 1<<16)
	}
	if start, _ := t.Peek(3); string(start) == "\ufeff" {
		_, err := t.Discard(3)
		return 0, err
	}
	return 0, nil
}

// unzipped says of its errors that gzip is broken, which is found out far within a file, too.
type unzipped struct{ *gzip.Reader }

func (u unzipped) Read(p []byte) (int, error) {
	n, err := u.Reader.Read(p)
	if err != nil && err != io.EOF {
		err = brokenGzip(err)
	}
	return n, err
}

func brokenGzip(err error) error {
	return fmt.Errorf("it is compressed with gzip, but broken (%w); copy it once more, or leave it out", err)
}

// wide tells the byte order of UTF-16. Without a mark it shows where the zeros of the first two letters are.
func wide(b *bufio.Reader) (order unicode.Endianness, is bool) {
	start, _ := b.Peek(4)
	switch {
	case strings.HasPrefix(string(start), "\xff\xfe"):
		return unicode.LittleEndian, true
	case strings.HasPrefix(string(start), "\xfe\xff"):
		return unicode.BigEndian, true
	case len(start) < 4:
		return unicode.BigEndian, false
	case start[0] != 0 && start[1] == 0 && start[2] != 0 && start[3] == 0:
		return unicode.LittleEndian, true
	}
	return unicode.BigEndian, start[0] == 0 && start[1] != 0 && start[2] == 0 && start[3] != 0
}

// WithoutApostrophe takes the apostrophe away that keeps a spreadsheet from taking a cell for a formula; mailstorm and others write it.
func WithoutApostrophe(cell string) string {
	rest, quoted := strings.CutPrefix(cell, "'")
	if !quoted {
		return cell
	}
	if first, _ := utf8.DecodeRuneInString(rest); rest != "" && strings.ContainsRune("=+-@\t\r\uff1d\uff0b\uff0d\uff20", first) {
		return rest
	}
	return cell
}

// Separator is what the head of a sheet parts its columns by: a comma, or what programs write where that is the decimal sign.
func Separator(head []byte) rune {
	for line := range bytes.Lines(head) {
		if len(bytes.TrimSpace(line)) == 0 || line[0] == '#' && !bytes.HasPrefix(line, []byte("#Fields:")) {
			continue
		}
		for _, c := range ",;\t" {
			if bytes.ContainsRune(line, c) {
				return c
			}
		}
		break
	}
	return ','
}
