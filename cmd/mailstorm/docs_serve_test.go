package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"mailstorm/cmd/serve"
)

// The page about real servers lists what is met otherwise as serve says it, and its commands have flags that there are.
func TestDocsServe(t *testing.T) {
	file := filepath.Join(docsRoot(t), "docs", "against-a-real-server.md")
	had, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var m markdown
	m.head("kind", "on the wire")
	for _, d := range serve.Differences {
		m.row(inCode(d.Kind), d.Why)
	}
	before, rest, _ := strings.Cut(string(had), "<!-- differences -->\n")
	_, after, found := strings.Cut(rest, "\n<!-- end -->")
	if !found {
		t.Fatal("the page has no table of differences")
	}
	switch want := before + "<!-- differences -->\n" + m.String() + "\n<!-- end -->" + after; {
	case want == string(had):
	case *update:
		writeFile(t, file, want)
	default:
		t.Error("the table of differences is not that of the program; rewrite it with go test ./cmd/mailstorm -run Docs -update")
	}
	commands := regexp.MustCompile(`(?m)^mailstorm serve (.*)$`).FindAllStringSubmatch(string(had), -1)
	for _, command := range commands {
		cmd := newServeCommand(streams{})
		cmd.RunE = func(*cobra.Command, []string) error { return nil }
		cmd.SetArgs(strings.Fields(command[1]))
		if err := cmd.Execute(); err != nil {
			t.Errorf("mailstorm serve %s: %v", command[1], err)
		}
	}
	if len(commands) < 3 {
		t.Errorf("the page has %d commands", len(commands))
	}
}
