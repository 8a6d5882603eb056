package suite

import (
	"fmt"
	"strings"

	"mailstorm/cmd/report/english"
)

// Tally is the last line of a test: how much passed and failed, and what else happened.
func Tally(suites []Suite) string {
	t := Total(suites)
	line := fmt.Sprintf("%s passed, %s failed", english.Number(int64(t.Passed)), english.Number(int64(t.Failed)))
	if t.Unread > 0 {
		line += ", " + english.Counted(int64(t.Unread), "file", "files") + " wrong"
	}
	if t.Stopped > 0 {
		line += ", " + english.Counted(int64(t.Stopped), "run", "runs") + " stopped early"
	}
	return line
}

// Totals counts what became of all suites.
type Totals struct {
	Files, Unread, Stopped int // scenario files; of which cannot be read; of which ended early
	Passed, Failed         int // expectations; those of runs that ended early fail
}

// Total counts suites.
func Total(suites []Suite) (t Totals) {
	t.Files = len(suites)
	for i := range suites {
		s := &suites[i]
		t.Passed, t.Failed = t.Passed+s.Passed(), t.Failed+s.Failed()
		switch {
		case len(s.Flaws) > 0:
			t.Unread++
		case s.Stopped != "":
			t.Stopped++
		}
	}
	return t
}

// Good tells whether nothing failed.
func (t Totals) Good() bool { return t.Failed == 0 && t.Unread == 0 && t.Stopped == 0 }

// String is the totals in a sentence: "2 of 5 expectations in 3 files are not met; 1 file cannot be read."
func (t Totals) String() string {
	parts := []string{t.expectations()}
	if t.Unread > 0 {
		parts = append(parts, english.Counted(int64(t.Unread), "file", "files")+" cannot be read")
	}
	if t.Stopped > 0 {
		parts = append(parts, english.Counted(int64(t.Stopped), "run", "runs")+" ended early")
	}
	s := strings.Join(parts, "; ")
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

func (t Totals) expectations() string {
	all, failed := int64(t.Passed+t.Failed), int64(t.Failed)
	files := " in " + english.Counted(int64(t.Files-t.Unread), "file", "files")
	switch {
	case all == 0:
		if t.Files == t.Unread {
			return "nothing was tested"
		}
		return "no expectations" + files
	case failed == 0 && all == 1:
		return "the one expectation" + files + " is met"
	case failed == 0:
		return "all " + english.Number(all) + " expectations" + files + " are met"
	case failed == 1 && all == 1:
		return "the one expectation" + files + " is not met"
	case failed == 1:
		return "1 of " + english.Number(all) + " expectations" + files + " is not met"
	default:
		return english.Number(failed) + " of " + english.Number(all) + " expectations" + files + " are not met"
	}
}
