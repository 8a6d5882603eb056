package expect

import (
	"regexp"
	"strings"
	"sync"
	"time"

	"mailstorm/scenarios/quantity"
	"mailstorm/scenarios/resolve"
)

// MeantMetric suggests a metric for what people call it.
func MeantMetric(name string) string { return resolve.MeantMetric(name, false) }

type spokenForm struct {
	form *regexp.Regexp
	is   string
}

// spoken are comparisons in words and in signs of mathematics, and how they are written here.
var spoken = []struct{ form, is string }{
	{`(?i)^(?:at most|no more than|max(?:imum)?|up to|not more than|\x{2264}|=<|le)\s*(\d.*)$`, "<= $1"},
	{`(?i)^(?:at least|no less than|min(?:imum)?|\x{2265}|=>|ge)\s*(\d.*)$`, ">= $1"},
	{`(?i)^(?:less than|fewer than|below|under|lt)\s*(\d.*)$`, "< $1"},
	{`(?i)^(?:more than|greater than|above|over|gt)\s*(\d.*)$`, "> $1"},
	{`(?i)^(?:not|\x{2260}|<>|ne)\s*(\d.*)$`, "!= $1"},
	{`^(?:==|===)\s*(.+)$`, "= $1"},
	{`(?i)^(?:between|from)\s+(\d.*?)\s+(?:and|to)\s+(\d.*)$`, "$1 .. $2"},
	{`(?i)^(\d\S*)\s*(?:to|bis|until|\x{2013}|\x{2026}|~|\.\.\.)\s*(\d\S*)$`, "$1 .. $2"},
	{`^(\d\S*)\s*\+$`, ">= $1"},
	{`^\[\s*(\d\S*)\s*[,;]\s*(\d\S*)\s*\]$`, "$1 .. $2"},
	{`(?i)^(?:zero|nothing|no)$`, "0"},
	{`(?i)^(?:null|nil|n/?a|nan|-|never|undefined)$`, "none"},
	{`(?i)^(\d[\d.]*)\s*(?:-|\x{2013}|to)\s*(\d[\d.]*)\s*([a-zA-Z]+)$`, "$1 $3 .. $2 $3"},
}

var spokenForms = sync.OnceValue(func() (all []spokenForm) {
	for _, s := range spoken {
		all = append(all, spokenForm{regexp.MustCompile(s.form), s.is})
	}
	return all
})

// tolerance writes "24h +- 15m" as a range, and shows one for "about 24h".
func tolerance(text string) string {
	middle, off, ok := "", "", false
	for _, sign := range []string{"+-", "+/-", "\u00b1"} {
		if middle, off, ok = strings.Cut(text, sign); ok {
			break
		}
	}
	if !ok {
		for _, word := range []string{"about ", "around ", "approximately ", "circa ", "ca. ", "~", "\u2248"} {
			if rest, about := strings.CutPrefix(text, word); about {
				middle, off, ok = rest, "15m", true
			}
		}
	}
	if !ok {
		return ""
	}
	from, err := quantity.ParseDuration(middle)
	by, err2 := quantity.ParseDuration(off)
	if err != nil || err2 != nil {
		return ""
	}
	return quantity.FormatDuration(max(from-by, time.Duration(0))) + " .. " + quantity.FormatDuration(from+by)
}

// inSigns writes "at most 3" as "<= 3"; it is empty for all else.
func inSigns(text string) string {
	if is := tolerance(text); is != "" {
		return is
	}
	for _, s := range spokenForms() {
		if m := s.form.FindStringSubmatchIndex(text); m != nil {
			return string(s.form.ExpandString(nil, s.is, text, m))
		}
	}
	return ""
}
