package learn

import (
	"cmp"
	"strings"
)

// Code is a reply without its text: 451 4.7.1, or in words why there was no session.
type Code struct{ Reply, Enhanced, Words string }

func (c Code) String() string {
	return strings.TrimSpace(cmp.Or(c.Reply+" "+c.Enhanced, " ") + c.Words)
}

// Class is 4 or 5, or 0 where no host said anything.
func (c Code) Class() int {
	if c.Reply != "" {
		return int(c.Reply[0] - '0')
	}
	if c.Enhanced != "" {
		return int(c.Enhanced[0] - '0')
	}
	return 0
}

// reasons are words for what no host said. Only these leave the records, never a text of theirs.
var reasons = []struct{ word, found string }{
	{"connection refused", "refused"}, {"connection timed out", "timed out"}, {"connection timed out", "timeout"}, {"connection lost", "lost connection"}, {"connection lost", "closed"},
	{"connection lost", "reset"}, {"host unreachable", "unreachable"}, {"host unreachable", "no route"}, {"name not found", "not found"}, {"name not found", "dns"},
	{"TLS failed", "tls"}, {"TLS failed", "certificate"}, {"left alone after failures", "suspended"}, {"left alone after failures", "retry time not reached"},
}

// codeOf finds the code of a reply: a reply code and an enhanced one together, or else the first of each.
func codeOf(reply string) (c Code) {
	for i := range len(reply) {
		if i > 0 && (isWord(reply[i-1]) || reply[i-1] == '.') { // an address may have 5.1.1 within it
			continue
		}
		if plain := replyCode(reply[i:]); plain != "" {
			behind := reply[i+len(plain):]
			if together := enhancedCode(strings.TrimPrefix(behind[min(1, len(behind)):], "#")); together != "" && (behind[0] == ' ' || behind[0] == '-') {
				return Code{Reply: plain, Enhanced: together}
			}
			if c.Reply == "" && begins(reply[:i]) && (behind == "" || behind[0] == ' ' || behind[0] == '-') {
				c.Reply = plain
			}
		} else if c.Enhanced == "" {
			c.Enhanced = enhancedCode(reply[i:])
		}
	}
	if c.Reply == "" {
		c.Words = reasonIn(reply)
	}
	if c == (Code{}) {
		c.Words = "no code"
	}
	return c
}

func reasonIn(reply string) string {
	lower := strings.ToLower(reply)
	for _, r := range reasons {
		if strings.Contains(lower, r.found) {
			return r.word
		}
	}
	return ""
}

// begins reports whether a reply may begin behind a text.
func begins(before string) bool {
	return before == "" || before[len(before)-1] == '=' || strings.HasSuffix(before, ": ") || strings.HasSuffix(before, "<<< ")
}

// replyCode is the three digits at the beginning of a text.
func replyCode(s string) string {
	const length = len("450")
	if len(s) < length || !isClass(s[0]) || digitsOf(s) != length {
		return ""
	}
	return s[:length]
}

// enhancedCode is the code of RFC 3463 at the beginning of a text, as 4.7.1.
func enhancedCode(s string) string {
	const most = 3 // digits of a part
	if len(s) < len("4.7.1") || !isClass(s[0]) || s[1] != '.' {
		return ""
	}
	end := len("4.")
	for part := range 2 {
		n := digitsOf(s[end:])
		if n < 1 || n > most || part == 0 && !strings.HasPrefix(s[end+n:], ".") {
			return ""
		}
		end += n + 1 - part
	}
	if end < len(s) && isWord(s[end]) || end+1 < len(s) && s[end] == '.' && isDigit(s[end+1]) {
		return ""
	}
	return s[:end]
}

func isClass(c byte) bool { return c == '2' || c == '4' || c == '5' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isWord(c byte) bool { return isDigit(c) || c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' }

// digitsOf is how many digits a text begins with.
func digitsOf(s string) (n int) {
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}
