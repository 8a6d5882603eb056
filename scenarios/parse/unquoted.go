package parse

import (
	"fmt"
	"regexp"
	"strings"
)

var (
	beforeWord = regexp.MustCompile(`(?:([A-Za-z0-9_-]+[ \t]*=)|[\[,])[ \t]*([0-9][0-9._]*[ \t]?)?$`)
	wordItself = regexp.MustCompile(`^[0-9][0-9._]*(,[0-9]+)?([ \t]?[A-Za-z%/:][A-Za-z0-9%/.:-]*)?`)
)

// unquoted is a hint when the decoder stumbles over a quantity that lacks its quotes, or has a decimal comma.
func unquoted(src *Source, at int) string {
	_, starts, line := src.line(at)
	at = min(at-starts, len(line))
	before := beforeWord.FindStringSubmatch(line[max(at-excerpt, 0):at])
	if before == nil {
		return ""
	}
	word := wordItself.FindStringSubmatch(before[2] + line[at:min(at+excerpt, len(line))])
	if word == nil || word[1]+word[2] == "" {
		return ""
	}
	right := word[0]
	if word[2] != "" {
		right = "\"" + right + "\""
	}
	if before[1] != "" {
		right = strings.TrimRight(before[1], "= \t") + " = " + right
	}
	if word[1] != "" {
		return "; write a decimal point: " + strings.Replace(right, ",", ".", 1)
	}
	return fmt.Sprintf("; put %s between quotes: %s", word[0], right)
}

// excerpt bounds how much of a line is looked at around a mistake, in bytes.
const excerpt = 80
