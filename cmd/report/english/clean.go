package english

import (
	"regexp"
	"strings"

	"mailstorm/cmd/report/encode"
)

// Plain is text that every reader takes: valid UTF-8, lines end with \n, and no character but that and the tab that controls a terminal or the
// direction of writing.
func Plain(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && encode.IsHidden(r) || r == '\uFFFE' || r == '\uFFFF' {
			return '\uFFFD'
		}
		return r
	}, s)
}

func OneLine(s string) string { return strings.Join(strings.Fields(Plain(s)), " ") }

// Clipped is a text on one line of at most so many letters.
func Clipped(s string, most int) string { return Shortened(OneLine(s), most) }

func Shortened(s string, most int) string {
	if letters := []rune(s); len(letters) > most {
		return string(letters[:most-3]) + "..."
	}
	return s
}

// logCommand begins a command in the logs of GitHub, Azure or TeamCity, wherever in a line it stands.
var logCommand = regexp.MustCompile(`##[a-z]*\[`)

// WithoutLogCommands breaks up what the log of a pipeline might obey.
func WithoutLogCommands(s string) string {
	if !strings.Contains(s, "##") {
		return s
	}
	return logCommand.ReplaceAllStringFunc(s, func(found string) string { return "# " + found[1:] })
}
