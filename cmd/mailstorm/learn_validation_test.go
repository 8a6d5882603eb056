package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The folder says whether the model explains the records, and --runs 0 does without.
func TestLearnValidates(t *testing.T) {
	maillog := filepath.Join(officeRecords(t, "postfix", "2d", ""), "maillog")
	dir := filepath.Join(t.TempDir(), "learned")
	args := []string{"learn", maillog, "--year", "2026", "--zone", "UTC", "--out", dir, "--force"}
	said := inProcess(append(args, "--runs", "39"))
	if said.code != 0 || !strings.Contains(said.out, "Does the model explain these records?\n") || !strings.Contains(said.out, "39 storms of 4 weeks") {
		t.Fatalf("learn ends with %d: %s%s", said.code, said.out, said.err)
	}
	var d struct {
		Validation *struct {
			Storms, Weeks int
			Figures       []struct {
				Figure  string
				Records *float64
				Below   int
				N       int
			}
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, "learned.json"))
	if err != nil || json.Unmarshal(text, &d) != nil || d.Validation == nil || d.Validation.Storms != 39 || len(d.Validation.Figures) != 12 {
		t.Fatalf("%v: %s", err, text)
	}
	if f := d.Validation.Figures[0]; f.Figure != "deferred" || f.N != 39 || *f.Records <= 0 {
		t.Errorf("%+v", f)
	}
	again := inProcess(append(args, "--runs", "39", "--key", filepath.Join(t.TempDir(), "key")))
	if a, b := afterLine(said.out, "Does the model"), afterLine(again.out, "Does the model"); a != b {
		t.Errorf("other names, another result:\n%s\n%s", a, b)
	}
	if said := inProcess(append(args, "--runs", "0")); said.code != 0 || strings.Contains(said.out, "Does the model") {
		t.Errorf("--runs 0 ends with %d: %s", said.code, said.out)
	}
	if said := inProcess(append(args, "--runs", "5")); said.code != 2 || !strings.Contains(said.err, "--runs 5: it takes 39 or more") {
		t.Errorf("--runs 5 ends with %d: %s", said.code, said.err)
	}
}

func afterLine(text, line string) string { return text[strings.Index(text, line):] }
