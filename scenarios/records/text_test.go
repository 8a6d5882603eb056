package records

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"
)

// Whatever a text was written in, it is the same, and the same again from its start.
func TestTexts(t *testing.T) {
	const want = "Received,Größe 🎉\r\n2026\r\n"
	in := func(order unicode.Endianness, mark unicode.BOMPolicy, text string) string {
		s, err := unicode.UTF16(order, mark).NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	zipped := func(s string) string {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		io.WriteString(w, s)
		w.Close()
		return b.String()
	}
	for name, text := range map[string]string{
		"UTF-8": want, "UTF-8 with a mark": "\ufeff" + want,
		"little endian": in(unicode.LittleEndian, unicode.UseBOM, want), "little, no mark": in(unicode.LittleEndian, unicode.IgnoreBOM, want),
		"big endian": in(unicode.BigEndian, unicode.UseBOM, want), "big, no mark": in(unicode.BigEndian, unicode.IgnoreBOM, want),
		"gzip": zipped(want), "gzip of UTF-16": zipped(in(unicode.BigEndian, unicode.UseBOM, want)),
	} {
		plain, err := NewText(bytes.NewReader([]byte(text)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for range 2 {
			if got, err := io.ReadAll(plain); err != nil || string(got) != want {
				t.Errorf("%s: %q, %v", name, got, err)
			}
			if _, err := plain.Seek(0, io.SeekStart); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if _, err := NewText(bytes.NewReader([]byte("\x1f\x8bno gzip"))); err == nil {
		t.Error("a broken gzip is no text")
	}
	half := zipped(want)
	plain, err := NewText(strings.NewReader(half[:len(half)-9]))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(plain); !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), "broken") {
		t.Errorf("half a gzip ends with %v", err)
	}
	for _, text := range []string{"", "a", "\x00", "\xff\xfe", "\xff\xfea", "\x00a\x00"} {
		if plain, err := NewText(bytes.NewReader([]byte(text))); err != nil {
			t.Errorf("%q: %v", text, err)
		} else if _, err := io.ReadAll(plain); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}
