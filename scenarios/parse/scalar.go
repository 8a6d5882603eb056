package parse

import (
	"strconv"
	"strings"
	"time"
)

// Written is how a text or a number was written.
func (n *Node) Written() (string, bool) {
	switch v := n.Value.(type) {
	case string:
		return v, true
	case int64:
		return strconv.FormatInt(v, 10), true
	case float64:
		return strings.ToLower(strconv.FormatFloat(v, 'f', -1, 64)), true
	}
	return "", false
}

// Date is a date as TOML has them, with or without a time and a zone, as it was written.
func (n *Node) Date() (string, bool) {
	if _, ok := n.Value.(time.Time); !ok || isLocalTime(n.Value) {
		return "", false
	}
	return n.Raw(), true
}

// Describe shows a value of the wrong kind in a message.
func (n *Node) Describe() string {
	switch n.Kind {
	case List:
		return "a list"
	case Table:
		return "a table"
	}
	switch v := n.Value.(type) {
	case string:
		return "the text " + Quoted(v)
	case time.Time:
		if isLocalTime(v) {
			return "the time " + n.Raw() + " without quotes"
		}
		return "a date or a time"
	}
	return n.Raw()
}

// Raw is a number, a date or a truth value as it stands in the text, shortened when it has thousands of digits.
func (n *Node) Raw() string {
	s := Printable(n.Source.Text[n.ValueSpan.From:n.ValueSpan.To])
	if len(s) > 60 {
		s = s[:57] + "..."
	}
	return s
}

// Label is what a key is called in messages: that of the figure for the key "is" of a profile, of the list for elements.
func (n *Node) Label() string {
	for n.Parent != nil && (n.Name == "is" || n.Name == "") {
		n = n.Parent
	}
	return n.Name
}

// IsMultiline reports whether a text may have several of them.
func (n *Node) IsMultiline() bool { return n.Name == "why" || n.Name == "source" }

// Text is the value of a text, empty for all else.
func (n *Node) Text() string {
	s, _ := n.Value.(string)
	return s
}

// isLocalTime reports whether a value is what TOML calls a local time: 12:00:00. No key takes one, and people mean a duration.
func isLocalTime(value any) bool {
	at, ok := value.(time.Time)
	return ok && at.Location().String() == "time-local"
}
