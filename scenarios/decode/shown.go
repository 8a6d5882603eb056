package decode

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"mailstorm/scenarios/parse"
)

// order begins a command in the logs of GitHub, Azure or TeamCity, wherever in a line it stands.
var order = regexp.MustCompile(`##[a-z]*\[`)

// Shown is the name of a file such that it talks neither to a terminal nor to the machine that keeps the log of a pipeline: what cannot be
// seen or turns the direction of writing is escaped, and so is what begins a command there.
func Shown(name string) string {
	var b strings.Builder
	for i, r := range name {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(name[i:], string(r)):
			fmt.Fprintf(&b, `\x%02x`, name[i])
		case parse.IsUnprintable(r):
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		default:
			b.WriteRune(r)
		}
	}
	s := order.ReplaceAllStringFunc(b.String(), func(found string) string { return `#\x23` + found[2:] })
	if strings.HasPrefix(strings.TrimLeftFunc(s, unicode.IsSpace), "::") {
		s = strings.Replace(s, "::", `\x3a:`, 1)
	}
	return s
}

// ShownLines is a text of several lines, each of them as Shown; tabs stay.
func ShownLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		parts := strings.Split(line, "\t")
		for j := range parts {
			parts[j] = Shown(parts[j])
		}
		lines[i] = strings.Join(parts, "\t")
	}
	return strings.Join(lines, "\n")
}
