package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"mailstorm/scenarios"
)

// What run leaves in a folder, check can rebuild the digest from: every kind of record and every flag survives being written.
func TestCheckAcceptsTheLibrary(t *testing.T) {
	takesLong(t)
	out := filepath.Join(t.TempDir(), "out")
	var names, folders []string
	for _, e := range scenarios.Library() {
		names = append(names, e.Name)
		folders = append(folders, filepath.Join(out, e.Name))
	}
	for _, args := range [][]string{append([]string{"run", "--quiet", "--out", out}, names...), append([]string{"check"}, folders...)} {
		var said, complained bytes.Buffer
		root := newRootCommand(streams{in: strings.NewReader(""), out: &said, err: &complained})
		root.SetArgs(args)
		if err := root.Execute(); err != nil {
			t.Fatalf("mailstorm %s: %v\n%s%s", args[0], err, said.String(), complained.String())
		}
	}
}
