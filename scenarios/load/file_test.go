package load

import (
	"path/filepath"
	"strings"
	"testing"
)

// The mark that Windows editors put before a text is no part of it: in a file, on standard input, in a profile.
func TestByteOrderMark(t *testing.T) {
	load(t, "\ufeff"+plain)
	dir := t.TempDir()
	for name, text := range map[string]string{
		"storm.toml": strings.Replace(plain, "exchange-online", "ours.toml", 1),
		"ours.toml":  "base = \"postfix\"\n",
	} {
		writeFile(t, filepath.Join(dir, name), "\ufeff"+text)
	}
	if _, err := Load(filepath.Join(dir, "storm.toml"), Options{}); err != nil {
		t.Error(err)
	}
}
