package observe

import (
	"runtime"
	"testing"
	"time"
)

// A run that lasts for years costs what happens in it: not each minute of a page fills a cell.
func TestSparseSeriesIsSmall(t *testing.T) {
	const hours, most = 10 * 365 * 24, 600
	var s Series
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for i := range hours {
		s.At(time.Duration(i)*time.Hour).Attempts++
	}
	runtime.ReadMemStats(&after)
	if got := (after.TotalAlloc - before.TotalAlloc) / hours; got > most {
		t.Errorf("a minute with an attempt in each hour costs %d bytes, want at most %d", got, most)
	}
	if n := len(s.Cells()); n != hours {
		t.Errorf("%d minutes, want %d", n, hours)
	}
}
