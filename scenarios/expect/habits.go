package expect

import (
	"regexp"

	"mailstorm/scenarios/resolve"
)

// MeantMetric suggests a metric for what people call it.
func MeantMetric(name string) string { return resolve.MeantMetric(name, false) }

// spoken are comparisons in words and in signs of mathematics, and how they are written here.
var spoken = []struct {
	form *regexp.Regexp
	is   string
}{
	{regexp.MustCompile(`(?i)^(?:at most|no more than|max(?:imum)?|up to|not more than|\x{2264}|=<|le)\s*(\d.*)$`), "<= $1"},
	{regexp.MustCompile(`(?i)^(?:at least|no less than|min(?:imum)?|\x{2265}|=>|ge)\s*(\d.*)$`), ">= $1"},
	{regexp.MustCompile(`(?i)^(?:less than|fewer than|below|under|lt)\s*(\d.*)$`), "< $1"},
	{regexp.MustCompile(`(?i)^(?:more than|greater than|above|over|gt)\s*(\d.*)$`), "> $1"},
	{regexp.MustCompile(`(?i)^(?:not|\x{2260}|<>|ne)\s*(\d.*)$`), "!= $1"},
	{regexp.MustCompile(`^(?:==|===)\s*(.+)$`), "= $1"},
	{regexp.MustCompile(`(?i)^(?:between|from)\s+(\d.*?)\s+(?:and|to)\s+(\d.*)$`), "$1 .. $2"},
	{regexp.MustCompile(`(?i)^(\d\S*)\s*(?:to|bis|until|\x{2013}|\x{2026}|~|\.\.\.)\s*(\d\S*)$`), "$1 .. $2"},
	{regexp.MustCompile(`^(\d\S*)\s*\+$`), ">= $1"},
	{regexp.MustCompile(`^\[\s*(\d\S*)\s*[,;]\s*(\d\S*)\s*\]$`), "$1 .. $2"},
	{regexp.MustCompile(`(?i)^(?:zero|nothing|no)$`), "0"},
}

// inSigns writes "at most 3" as "<= 3"; it is empty for all else.
func inSigns(text string) string {
	for _, s := range spoken {
		if m := s.form.FindStringSubmatchIndex(text); m != nil {
			return string(s.form.ExpandString(nil, s.is, text, m))
		}
	}
	return ""
}
