package scenarios

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// quoted shows a word of a scenario in a message, shortened when it is a novel.
func quoted(word string) string {
	if utf8.RuneCountInString(word) > 60 {
		word = string([]rune(word)[:57]) + "..."
	}
	return fmt.Sprintf("%q", word)
}

// grouped writes a number with a comma between thousands.
func grouped(n int64) string {
	if n < 1000 {
		return strconv.FormatInt(n, 10)
	}
	return fmt.Sprintf("%s,%03d", grouped(n/1000), n%1000)
}

// printable keeps a hostile file from talking to the terminal, and from turning the direction of what it writes.
func printable(line string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || r != '\t' && unprintable(r) {
			return '?'
		}
		return r
	}, line)
}

func unprintable(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }
