package sweepfolder

import (
	"path/filepath"
	"testing"

	"mailstorm/cmd/report/reporttest"
	"mailstorm/sim/experiment"
)

// A sweep whose last rows do not reach the disk, as on a full one, takes nobody's place.
func TestSweepFolderKeepsTheOlderUntilItsRowsAreWritten(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	reporttest.Write(t, filepath.Join(path, RowsFile), "older")
	f, err := New(path, smallPlan(nil))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Append(0, &experiment.Row{}); err != nil {
		t.Fatal(err)
	}
	if err := f.RowFile.file.Close(); err != nil { // now nothing can be written
		t.Fatal(err)
	}
	if err := f.Finish(); err == nil {
		t.Error("rows cannot be written, and nobody says so")
	}
	if got := reporttest.Found(t, dir); got != "out out.partial out/rows.jsonl out.partial/plan.json out.partial/rows.jsonl" {
		t.Error(got)
	}
}
