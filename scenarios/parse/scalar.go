package scenarios

import (
	"strconv"
	"strings"
	"time"
)

// word is how a text or a number was written.
func (n *node) word() (string, bool) {
	switch v := n.value.(type) {
	case string:
		return v, true
	case int64:
		return strconv.FormatInt(v, 10), true
	case float64:
		return strings.ToLower(strconv.FormatFloat(v, 'f', -1, 64)), true
	}
	return "", false
}

// kind shows a value of the wrong kind in a message.
func (n *node) kind() string {
	switch n.shape {
	case listShape:
		return "a list"
	case tableShape:
		return "a table"
	}
	switch v := n.value.(type) {
	case string:
		return "the text " + quoted(v)
	case time.Time:
		if isTimeOfDay(v) {
			return "the time " + n.literal() + " without quotes"
		}
		return "a date or a time"
	}
	return n.literal()
}

// literal is a number, a date or a truth value as it stands in the text, shortened when it has thousands of digits.
func (n *node) literal() string {
	s := printable(n.src.text[n.is.from:n.is.to])
	if len(s) > 60 {
		s = s[:57] + "..."
	}
	return s
}

// label is what a key is called in messages: that of the figure for the key "is" of a profile, of the list for elements.
func (n *node) label() string {
	for n.up != nil && (n.name == "is" || n.name == "") {
		n = n.up
	}
	return n.name
}

// lines reports whether a text may have several of them.
func (n *node) lines() bool { return n.name == "why" || n.name == "source" }

// text is the value of a text, empty for all else.
func (n *node) text() string {
	s, _ := n.value.(string)
	return s
}

// isTimeOfDay reports whether a value is what TOML calls a local time: 12:00:00. No key takes one, and people mean a duration.
func isTimeOfDay(value any) bool {
	at, ok := value.(time.Time)
	return ok && at.Location().String() == "time-local"
}
