package run

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"mailstorm/cmd/report/reporttest"
)

func result(scenario string) string {
	return fmt.Sprintf(`{"schema": %q, "scenario": %q, "digest": "00", "profiles": {"z": "1", "a": "2"}}`, resultSchema, scenario)
}

func TestVacant(t *testing.T) {
	dir := t.TempDir()
	reporttest.Write(t, filepath.Join(dir, "same", "result.json"), result("deck"))
	reporttest.Write(t, filepath.Join(dir, "other", "result.json"), result("storm"))
	reporttest.Write(t, filepath.Join(dir, "broken", "result.json"), "{")
	reporttest.Write(t, filepath.Join(dir, "thesis", "chapter1"), "It was a dark and stormy night.")
	reporttest.Write(t, filepath.Join(dir, "file"), "")
	for _, row := range []struct {
		name         string
		plain, force bool
	}{{"new", true, true}, {"same", true, true}, {"other", false, true}, {"broken", false, true}, {"thesis", false, true}, {"file", false, false}} {
		path := filepath.Join(dir, row.name)
		if err := Vacant(path, "deck", nil, false); (err == nil) != row.plain {
			t.Errorf("%s: %v", row.name, err)
		}
		if err := Vacant(path, "deck", nil, true); (err == nil) != row.force {
			t.Errorf("%s with force: %v", row.name, err)
		}
	}
	t.Chdir(filepath.Join(dir, "thesis"))
	t.Setenv("HOME", filepath.Join(dir, "other", "home"))
	for _, path := range []string{".", dir, filepath.Join(dir, "other")} {
		if Vacant(path, "deck", nil, true) == nil {
			t.Errorf("%s would be replaced around the one who asks", path)
		}
	}
}

func TestSummaryKeepsTheOrderOfHosts(t *testing.T) {
	dir := t.TempDir()
	reporttest.Write(t, filepath.Join(dir, "result.json"), result("deck"))
	s, err := ReadSummary(dir)
	if err != nil || s.Scenario != "deck" || strings.Join(s.Hosts, " ") != "z a" {
		t.Error(s, err)
	}
}

// A result folder in which somebody keeps something of their own is not replaced unasked.
func TestVacantMindsWhatIsNotOurs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out")
	reporttest.Write(t, filepath.Join(path, "result.json"), result("deck"))
	reporttest.Write(t, filepath.Join(path, "attempts.svg"), "ours")
	if err := Vacant(path, "deck", []string{"attempts"}, false); err != nil {
		t.Error(err)
	}
	reporttest.Write(t, filepath.Join(path, "notes.txt"), "theirs")
	if err := Vacant(path, "deck", []string{"attempts"}, false); err == nil || !strings.Contains(err.Error(), "notes.txt") {
		t.Errorf("the folder holds notes.txt, and Vacant says %v", err)
	}
	if err := Vacant(path, "deck", []string{"attempts"}, true); err != nil {
		t.Error(err)
	}
}
