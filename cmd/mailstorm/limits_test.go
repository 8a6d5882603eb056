package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"mailstorm/scenarios/load"
)

// The table below <!-- limits --> of docs/scenario-format.md is that of the program.
var limitsTable = regexp.MustCompile(`(<!-- limits -->\n\| what \| most \|\n\|---\|---\|\n)((?:\|.*\n)*)`)

func TestDocsLimits(t *testing.T) {
	file := filepath.Join(docsRoot(t), "docs", "scenario-format.md")
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	at := limitsTable.FindSubmatchIndex(page)
	if at == nil {
		t.Fatal("docs/scenario-format.md has no table of limits")
	}
	var want strings.Builder
	for _, l := range load.Limits() {
		want.WriteString("| " + l.What + " | " + l.Most + " |\n")
	}
	switch got := string(page[at[4]:at[5]]); {
	case got == want.String():
	case *update:
		writeFile(t, file, string(page[:at[4]])+want.String()+string(page[at[5]:]))
	default:
		t.Errorf("the limits of docs/scenario-format.md are not those of the program; rewrite them with go test ./cmd/mailstorm -run Limits -update\n%s\nwant\n%s", got, want.String())
	}
}
