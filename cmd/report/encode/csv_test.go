package encode

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mailstorm/cmd/report/reporttest"
)

func TestFormulasAreTexts(t *testing.T) {
	var b strings.Builder
	cells := []string{"deck", "-30", "-0.5", "+7", "1e-3", "", "=cmd|calc", "+x@contoso.example", "-", "@SUM(A1)", "\t=1", "\uff1d1", "a=b", "'quoted'"}
	if err := NewCSV(&b).WriteAll([][]string{cells}); err != nil {
		t.Fatal(err)
	}
	want := "deck|-30|-0.5|+7|1e-3||'=cmd|calc|'+x@contoso.example|'-|'@SUM(A1)|'\t=1|'\uff1d1|a=b|'quoted'"
	if got := strings.Join(reporttest.Rows(t, b.String())[0], "|"); got != want || cells[6] != "=cmd|calc" {
		t.Errorf("\n got %q\nwant %q", got, want)
	}
}

// Nothing in the program writes CSV by another way.
func TestAllCSVIsForSpreadsheets(t *testing.T) {
	for _, pattern := range []string{"../*/*.go", "../../mailstorm/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatal(files, err)
		}
		for _, file := range files {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(file, "_test.go") && file != "../encode/csv.go" && strings.Contains(string(b), "csv.NewWriter") {
				t.Errorf("%s writes CSV with formulas in it", file)
			}
		}
	}
}
