package dsn

import (
	"encoding/base64"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// field is a line of a header; what is in it is clean, and ASCII.
type field struct{ name, value string }

const (
	usualLine  = 76  // folded where there is a space
	longest    = 998 // RFC 5322 section 2.1.1, without CRLF
	mostLetter = 255 // bytes of a name: what DNS allows, RFC 1035 section 2.3.4
)

// head writes fields; those without a value are left out.
func head(fields ...field) string {
	var b strings.Builder
	for _, f := range fields {
		if f.value != "" {
			b.WriteString(f.folded())
		}
	}
	return b.String()
}

// folded is the field with its line end, broken before words that would make a line too long; no word is too long by itself,
// since names are cut.
func (f field) folded() string {
	var b strings.Builder
	b.WriteString(f.name + ":")
	width := len(f.name) + 1
	for i, word := range strings.Fields(f.value) {
		if width+1+len(word) > usualLine && i > 0 {
			b.WriteString("\r\n")
			width = 0
		}
		b.WriteString(" " + word)
		width += 1 + len(word)
	}
	b.WriteString("\r\n")
	return b.String()
}

// stamp writes a moment as RFC 5322 does, in universal time; none for none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("Mon, 02 Jan 2006 15:04:05 -0700")
}

// clean turns what cannot be printed into spaces and cuts what is too long.
func clean(s string) string {
	return clip(strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, clip(s, 4*mostLetter)), mostLetter)
}

// clip cuts between two letters.
func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for !utf8.RuneStart(s[most]) && most > 0 {
		most--
	}
	return s[:most]
}

// encoded writes text as it is, or as encoded words of RFC 2047 where it has other letters than ASCII's.
func encoded(s string) string {
	if !strings.ContainsFunc(s, isNonASCII) && !strings.Contains(s, "=?") {
		return s
	}
	var words []string
	for s != "" {
		chunk := clip(s, 45) // 60 letters of base64: with what is around them a word of 72
		words = append(words, "=?utf-8?B?"+base64.StdEncoding.EncodeToString([]byte(chunk))+"?=")
		s = s[len(chunk):]
	}
	return strings.Join(words, " ")
}
