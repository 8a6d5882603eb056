package english

import (
	"fmt"
	"strings"

	"mailstorm/cmd/report/encode"
)

// RunCommand is the command line that shows a run again; folder is that of --allow-files, if any.
func RunCommand(scenario, folder string, set []string, seed int64) string {
	if len(scenario) > 1 && scenario[0] == '-' { // else it would be a flag
		scenario = "./" + scenario
	}
	words := []string{"mailstorm run", ShellWord(scenario)}
	for _, s := range set {
		words = append(words, "--set", ShellWord(s))
	}
	if folder != "" {
		words = append(words, "--allow-files", ShellWord(folder))
	}
	return strings.Join(append(words, fmt.Sprintf("--seed %d", seed)), " ")
}

// ShellWord quotes what a shell would take apart.
func ShellWord(s string) string {
	plain := func(c rune) bool {
		return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("-_./=,:@%+", c)
	}
	if s != "" && strings.IndexFunc(s, func(c rune) bool { return !plain(c) }) < 0 {
		return s
	}
	if strings.ContainsFunc(s, encode.IsHidden) || logCommand.MatchString(s) { // nobody could copy it from a screen, and a log might obey it
		return "$" + ansiQuoted(s)
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// ansiQuoted writes a word as a string of ANSI C.
func ansiQuoted(s string) string {
	var b strings.Builder
	for _, r := range strings.NewReplacer(`\`, `\\`, "'", `\'`, "##", `#\x23`).Replace(s) {
		switch {
		case !encode.IsHidden(r):
			b.WriteRune(r)
		case r < 0x80:
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return "'" + b.String() + "'"
}
