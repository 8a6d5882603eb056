package main

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"mailstorm/cmd/learn"
	"mailstorm/scenarios/records"
	"mailstorm/scenarios/records/formats"
)

// The page on learning lists the profiles that wait alike.
func TestDocsNameProfilesAlike(t *testing.T) {
	text := readFile(t, filepath.Join(docsRoot(t), "docs", "learn.md"))
	_, list, _ := strings.Cut(text, "<!-- alike -->\n")
	list, _, _ = strings.Cut(list, "\n\n")
	want := ""
	for _, names := range learn.Alike() {
		want += "  * `" + strings.Join(names, "`, `") + "`\n"
	}
	if strings.TrimRight(list, "\n")+"\n" != want {
		t.Errorf("docs/learn.md lists\n%s\nand not\n%s", list, want)
	}
}

// The page on learning names what can be read, and times in the forms that are read.
func TestDocsNameRecords(t *testing.T) {
	text := readFile(t, filepath.Join(docsRoot(t), "docs", "learn.md"))
	_, list, _ := strings.Cut(text, "<!-- formats -->\n")
	list, _, _ = strings.Cut(list, "\n\n")
	for _, f := range formats.Catalogue {
		for word := range strings.FieldsSeq(strings.NewReplacer(",", "", "'s", "").Replace(f.Name)) {
			if !strings.Contains(strings.ToLower(list), strings.ToLower(word)) {
				t.Errorf("docs/learn.md does not name %s: no %s", f.Name, word)
			}
		}
	}
	_, table, _ := strings.Cut(text, "<!-- cultures -->\n")
	table, _, _ = strings.Cut(table, "\n\n")
	rows := regexp.MustCompile("(?m)^\\| ([^|]*) \\| `(.*)` \\|$").FindAllStringSubmatch(table, -1)
	want := time.Date(2026, 1, 5, 13, 4, 5, 0, time.UTC)
	for _, row := range rows {
		m, ok := records.ParseMoment(row[2], time.UTC)
		if us := strings.HasSuffix(row[1], "-US"); !ok || us && !m.MonthFirst.Equal(want) || !us && !m.DayFirst.Equal(want) {
			t.Errorf("%s: %s is %v, %v", row[1], row[2], m, ok)
		}
	}
	if len(rows) < 25 {
		t.Errorf("the table of cultures has %d rows", len(rows))
	}
}
