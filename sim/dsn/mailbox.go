package dsn

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Most bytes of the two sides of an address, RFC 5321 section 4.5.3.1.
const (
	mostLocal  = 64
	mostDomain = 255
)

// split takes an address apart; one without a domain lives nowhere (RFC 2606).
func split(address string) (local, domain string) {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return address, "invalid"
	}
	return address[:at], address[at+1:]
}

// cleanAddress is an address without what no field can hold; no mailbox of the world has a space in its name.
func cleanAddress(address string) string {
	local, domain := split(address)
	if local == "" {
		local = "nobody"
	}
	return strings.ReplaceAll(clip(clean(local), mostLocal)+"@"+clean(domain), " ", "_")
}

// mailbox writes an address into a header field. Where it has other letters than ASCII's its name shows them.
func mailbox(address string) string {
	plain := plainAddress(address)
	if strings.ContainsFunc(address, isNonASCII) {
		return encoded(address) + " <" + plain + ">"
	}
	return "<" + plain + ">"
}

// typed writes an address with its type, as a delivery status does: RFC 3464 section 2.3.2, RFC 6533 section 3.
func typed(address string) string {
	local, domain := split(address)
	if strings.ContainsFunc(local, isNonASCII) {
		return "utf-8; " + escaped(local) + "@" + plainDomain(domain)
	}
	return "rfc822; " + plainAddress(address)
}

// plainAddress writes an address in ASCII: domains as DNS knows them, foreign letters of a mailbox as escapes.
func plainAddress(address string) string {
	local, domain := split(address)
	if strings.ContainsFunc(local, isNonASCII) {
		local = escaped(local)
	}
	return quoted(local) + "@" + plainDomain(domain)
}

func isNonASCII(r rune) bool { return r >= utf8.RuneSelf }

// escaped writes letters as RFC 6533 does where only ASCII may stand: j\x{FC}rgen.
func escaped(local string) string {
	var b strings.Builder
	for _, r := range local {
		if r <= ' ' || r >= 0x7f || strings.ContainsRune(`+=\`, r) {
			hex := strings.ToUpper(strconv.FormatInt(int64(r), 16))
			b.WriteString(`\x{` + strings.Repeat("0", max(0, 2-len(hex))) + hex + "}")
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// quoted writes a local part as a dot-atom if it is one, else as a quoted string (RFC 5322 section 3.4.1).
func quoted(local string) string {
	atoms := strings.Split(local, ".")
	for _, atom := range atoms {
		if atom == "" || strings.ContainsFunc(atom, isSpecial) {
			return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(local) + `"`
		}
	}
	return local
}

func isSpecial(r rune) bool {
	letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	return !letter && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r)
}

// identifier is what may stand between the brackets of a Message-ID.
func identifier(id string) string {
	local, domain := split(clip(id, 4*mostLetter))
	local = strings.Map(func(r rune) rune {
		if isSpecial(r) && r != '.' {
			return '-'
		}
		return r
	}, local)
	local = strings.Join(strings.FieldsFunc(clip(local, mostLocal), func(r rune) bool { return r == '.' }), ".")
	if local == "" {
		local = "none"
	}
	return local + "@" + plainDomain(domain)
}
