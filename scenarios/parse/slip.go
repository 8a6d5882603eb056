package parse

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// slip words what people do to a TOML file by habit or by accident, where the decoder only says what it expected; "" for all else.
func slip(src *Source, at int) string {
	_, starts, line := src.line(at)
	at = min(at-starts, len(line))
	for _, s := range slips() {
		if m := s.form.FindStringSubmatchIndex(line); m != nil && (s.anywhere || m[0] <= at && at <= m[1]) {
			return string(s.form.ExpandString(nil, s.says, line, m))
		}
	}
	if r, _ := utf8.DecodeRuneInString(line[at:]); r != utf8.RuneError {
		return strangeRune(r)
	}
	return ""
}

type formOfLine struct {
	form     *regexp.Regexp
	says     string // $1 is the first group
	anywhere bool   // wherever in the line the decoder gave up
}

// slips are forms of lines; few runs need them.
var slips = sync.OnceValue(func() []formOfLine {
	return []formOfLine{
		{regexp.MustCompile(`^(<{7}|={7}|>{7}|\|{7})( .*)?$`), `$1 is a mark of a git conflict; decide which lines to keep, and delete the marks`, true},
		{regexp.MustCompile(`^\s*("?[A-Za-z_][\w.-]*"?)\s*:(\s.*)?$`), `a colon stands where TOML wants =; write $1 = ...`, false},
		{regexp.MustCompile(`^\s*(//|;|--|/\*|REM )`), `a comment begins with #, not with $1`, true},
		{regexp.MustCompile(`\s*(//).*$`), `a comment begins with #, not with $1`, false},
		{regexp.MustCompile(`^\s*\{`), `this looks like JSON; a scenario is TOML, with tables such as [mail.deck] and keys such as size = "75KB"`, true},
		{regexp.MustCompile(`^\s*<`), `this looks like XML or HTML; a scenario is TOML, with tables such as [mail.deck] and keys such as size = "75KB"`, true},
		{regexp.MustCompile(`=\s*(True|TRUE|Yes|yes|YES|On)\b`), `write true, in small letters and without quotes`, false},
		{regexp.MustCompile(`=\s*(False|FALSE|No|no|NO|Off|off)\b`), `write false, in small letters and without quotes`, false},
		{regexp.MustCompile(`=\s*(null|nil|None|NULL)\b`), `$1 is no value in TOML; leave the key out`, false},
		{regexp.MustCompile(`^\s*[\w."-]+\s*==`), `one = is enough`, false},
		{regexp.MustCompile(`=\s*("[^"]*"(?:\s*,\s*"[^"]*")+)\s*,?\s*(?:#.*)?$`), `several values are a list; write [$1]`, false},
		{regexp.MustCompile(`^\s*\[([^\]#]*[^\]#\s])\s*(?:#.*)?$`), `the header of a table ends with ]; write [$1]`, false},
		{regexp.MustCompile(`=\s*"([^"]*\\[^"]*)"`), `a backslash in a text between "" begins an escape; write single quotes, as in '$1', or / for \`, false},
		{regexp.MustCompile(`^\s*([A-Za-z_][\w.-]*)\s+("[^"]*"|[0-9]\S*)`), `= is missing; write $1 = $2`, false},
		{regexp.MustCompile(`=\s*([A-Za-z][\w.@-]*)\s*(?:#.*)?$`), `text needs quotes; write "$1"`, false},
		{regexp.MustCompile(`=\s*(\.[0-9]+)`), `write 0$1`, false},
		{regexp.MustCompile(`=\s*0+([1-9][0-9]*)\s*(?:#.*)?$`), `numbers do not begin with 0; write $1`, false},
		{regexp.MustCompile(`^\s*\[([\w.-]+)\.([^"'\]]*[@*][^"'\]]*)\]`), `an address or a star in a header needs quotes; write [$1."$2"]`, false},
	}
})

// groupedBare finds thousands with marks between them, without quotes.
var groupedBare = regexp.MustCompile(`=\s*([1-9][0-9]{0,2}(?:[,.'][0-9]{3})+)\s*(?:#.*)?$`)

// thousands is a hint for a number such as 40,000 in a line.
func thousands(src *Source, at int) string {
	_, _, line := src.line(at)
	m := groupedBare.FindStringSubmatch(line)
	if m == nil {
		return ""
	}
	plain := strings.NewReplacer(",", "", ".", "", "'", "").Replace(m[1])
	if !strings.Contains(m[1], ",") || strings.Count(m[1], ",") > 1 {
		return fmt.Sprintf("nothing stands between thousands; write %s", plain)
	}
	return fmt.Sprintf("%s could mean %s or %s; write one of them", m[1], plain, strings.TrimRight(strings.TrimRight(strings.Replace(m[1], ",", ".", 1), "0"), "."))
}

// strangeRune names a character that looks like another one.
func strangeRune(r rune) string {
	switch {
	case strings.ContainsRune("“”„‟«»″", r):
		return string(r) + ` is a typographic quotation mark; write "`
	case strings.ContainsRune("‘’‚‛′`´", r):
		return string(r) + ` is not a quotation mark of TOML; write "`
	case r == '\u00a0' || r == '\u202f' || r == '\u2007':
		return fmt.Sprintf("a no-break space (U+%04X) is here, perhaps from a web page or a chat; write a plain space", r)
	case unicode.Is(unicode.Zs, r) && r != ' ' || r == '\u200b' || r == '\u200c' || r == '\u200d' || r == '\ufeff' || r == '\u2060':
		return fmt.Sprintf("a space that is not plain (U+%04X) is here; write a plain space, or delete it", r)
	case strings.ContainsRune("–—−‐‑", r):
		return string(r) + " is a typographic dash; write -"
	case strings.ContainsRune("＝，：", r):
		return string(r) + " is a wide character; write " + strconv.QuoteRune(r-0xfee0)
	}
	return ""
}
