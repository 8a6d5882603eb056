package main

import (
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every module that go.mod asks for directly has a row with its version among the libraries of the defense, and no row speaks of another.
func TestDocsNameTheLibraries(t *testing.T) {
	root := docsRoot(t)
	_, text, _ := strings.Cut(readFile(t, filepath.Join(root, "docs", "defense-of-design.md")), "\n## Libraries\n")
	rows := regexp.MustCompile(`(?m)^\| (\S+)( \(\w+\))? (v[0-9.]+) \|`).FindAllStringSubmatch(text, -1)
	named := map[string]bool{}
	for _, row := range rows {
		named[path.Base(row[1])+" "+row[3]] = true
	}
	for line := range strings.Lines(readFile(t, filepath.Join(root, "go.mod"))) {
		fields := strings.Fields(line)
		if len(fields) != 2 || !strings.HasPrefix(fields[1], "v") { // indirect ones have a comment
			continue
		}
		module := regexp.MustCompile(`/v[0-9]+$`).ReplaceAllString(fields[0], "")
		if row := path.Base(module) + " " + fields[1]; !named[row] {
			t.Errorf("the libraries have no row for %s", row)
		} else {
			delete(named, row)
		}
	}
	for row := range named {
		t.Errorf("the libraries have a row for %s, which go.mod does not ask for", row)
	}
}
