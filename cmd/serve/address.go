package serve

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// sameName compares host names, a final dot aside.
func sameName(a, b string) bool {
	return strings.EqualFold(strings.TrimSuffix(a, "."), strings.TrimSuffix(b, "."))
}

// isBelow reports whether a host name is a domain's, or a name in it.
func isBelow(name, domain string) bool {
	name = strings.TrimSuffix(name, ".")
	if sameName(name, domain) {
		return true
	}
	cut := len(name) - len(domain)
	return domain != "" && cut > 1 && name[cut-1] == '.' && strings.EqualFold(name[cut:], domain)
}

// path takes "FROM:<address> PARAMETERS" apart. The address is empty for the null sender.
func path(argument, word string) (address, parameters string, ok bool) {
	if len(argument) < len(word)+1 || !strings.EqualFold(argument[:len(word)], word) || argument[len(word)] != ':' {
		return "", "", false
	}
	rest := strings.TrimLeft(argument[len(word)+1:], " ")
	if !strings.HasPrefix(rest, "<") { // some programs write no brackets
		address, parameters, _ = strings.Cut(rest, " ")
		return address, parameters, address != "" && isAddress(address)
	}
	end := closing(rest)
	if end < 0 || end+1 < len(rest) && rest[end+1] != ' ' {
		return "", "", false
	}
	address, parameters = rest[1:end], strings.TrimSpace(rest[end+1:])
	if strings.HasPrefix(address, "@") { // behind a source route, which RFC 5321 section 4.1.1.3 wants to be ignored
		_, address, _ = strings.Cut(address, ":")
		return address, parameters, isAddress(address)
	}
	return address, parameters, address == "" || isAddress(address)
}

// closing is the place of the bracket that ends a path, outside of quotes.
func closing(s string) int {
	quoted := false
	for i := 1; i < len(s); i++ {
		switch {
		case quoted && s[i] == '\\':
			i++
		case s[i] == '"':
			quoted = !quoted
		case !quoted && s[i] == '>':
			return i
		}
	}
	return -1
}

// longestAddress is that of RFC 5321 section 4.5.3.1, and some.
const longestAddress = 512

// isAddress reports whether it has a mailbox and, unless it is the postmaster, a domain.
func isAddress(s string) bool {
	at := strings.LastIndexByte(s, '@')
	if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }) || len(s) > longestAddress || !utf8.ValidString(s) {
		return false
	}
	return at > 0 && at < len(s)-1 || strings.EqualFold(s, "postmaster")
}

// mailParameters reads what stands behind MAIL FROM; size is -1 if it is not announced.
func mailParameters(s string) (size int64, ok bool) {
	size = -1
	for _, field := range strings.Fields(s) {
		key, value, _ := strings.Cut(field, "=")
		switch strings.ToUpper(key) {
		case "SIZE":
			n, err := strconv.ParseInt(value, 10, 64)
			if err != nil || n < 0 {
				return -1, false
			}
			size = n
		case "BODY", "SMTPUTF8", "AUTH":
		default:
			return -1, false
		}
	}
	return size, true
}
