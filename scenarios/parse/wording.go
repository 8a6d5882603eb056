package parse

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Quoted shows a word of a scenario in a message, shortened when it is a novel.
func Quoted(word string) string {
	if utf8.RuneCountInString(word) > 60 {
		word = string([]rune(word)[:57]) + "..."
	}
	return fmt.Sprintf("%q", word)
}

// Grouped writes a number with a comma between thousands.
func Grouped(n int64) string {
	if n < 1000 {
		return strconv.FormatInt(n, 10)
	}
	return fmt.Sprintf("%s,%03d", Grouped(n/1000), n%1000)
}

// Printable keeps a hostile file from talking to the terminal, and from turning the direction of what it writes.
func Printable(line string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || r != '\t' && IsUnprintable(r) {
			return '?'
		}
		return r
	}, line)
}

func IsUnprintable(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }
