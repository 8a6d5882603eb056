package decode

import (
	"testing"
)

func TestShown(t *testing.T) {
	for name, want := range map[string]string{
		"storms/deck.toml":          "storms/deck.toml",
		`C:\Stürme\# eins ##.toml`:  `C:\Stürme\# eins ##.toml`,
		"a\x1b]0;owned\a.toml":      `a\x1b]0;owned\a.toml`,
		"a\r\n::error::b.toml":      `a\r\n::error::b.toml`,
		"a\u0085\u202eb\u2066.toml": `a\u0085\u202eb\u2066.toml`,
		"a\x9b.toml":                `a\x9b.toml`,
		"a\ufffd.toml":              "a\ufffd.toml",
		"::set-output name=x::y":    `\x3a:set-output name=x::y`,
		"  ::stop-commands::x":      `  \x3a:stop-commands::x`,
		"a##[error]b":               `a#\x23[error]b`,
		"##vso[task.x]y":            `#\x23vso[task.x]y`,
	} {
		if got := Shown(name); got != want {
			t.Errorf("%q is shown as %q, not %q", name, got, want)
		}
	}
	if got := ShownLines("a:1\n\n      1 | b\t= 1\n\x1b::\n::x"); got != "a:1\n\n      1 | b\t= 1\n\\x1b::\n\\x3a:x" {
		t.Errorf("%q", got)
	}
}
