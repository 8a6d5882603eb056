package encode

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

func OrNull(value string) string {
	if value == "" {
		return "null"
	}
	return value
}

// IsHidden are characters that nobody sees, but that change what is seen.
func IsHidden(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }

func Field(name, value string) string { return Text(name) + ": " + value }

// Block puts each item on a line of its own.
func Block(items []string, brackets, indent string) string {
	if len(items) == 0 {
		return brackets
	}
	return brackets[:1] + "\n" + indent + "  " + strings.Join(items, ",\n"+indent+"  ") + "\n" + indent + brackets[1:]
}

func Texts(list []string) (quoted []string) {
	for _, s := range list {
		quoted = append(quoted, Text(s))
	}
	return quoted
}

// Text quotes a string for JSON and leaves "<" and ">" as people read them.
func Text(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return strconv.Quote(s)
	}
	s = strings.TrimSuffix(b.String(), "\n")
	if !strings.ContainsFunc(s, IsHidden) {
		return s
	}
	b.Reset()
	for _, r := range s {
		if IsHidden(r) { // JSON lets them stand
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func TextOrNull(s string) string {
	if s == "" {
		return "null"
	}
	return Text(s)
}

func List(items []string) string { return "[" + strings.Join(items, ", ") + "]" }

func Object(fields ...string) string { return "{" + strings.Join(fields, ", ") + "}" }
