// Package suite writes what mailstorm test found out: for people, for CI systems and for programs.
package suite

import "time"

// Suite is what mailstorm test found out about one scenario file.
type Suite struct {
	File     string // as given or found, with forward slashes; "-" for standard input
	Name     string // of the scenario; "" when it could not be read
	Title    string
	Version  string
	Seed     int64
	Runs     uint32 // replications; 1 unless an expectation speaks of many
	Digest   string // of the first run, 32 hex digits; "" when it did not run
	Flaws    []Flaw // why it could not be read; then there are no cases
	Stopped  string // why its run ended early; the cases then tell what was counted so far, and fail
	Warnings []string
	Model    *Model        // nil unless an older one is named
	Folder   string        // where the result of the run that failed lies; "" unless that was asked for
	Took     time.Duration // by the clock on the wall; 0 unless that was asked for, since it differs each time
	Cases    []Case        // one for each expectation, in file order
}

// Case is one expectation and what became of it.
type Case struct {
	Name       string // unique within its suite
	Wanted     string // as written
	Actual     string // as people read it
	Difference string // from the nearest value that would have met it, as "12 more, 30 %"; "" where there is none
	OK         bool
	Line, Col  int
	Seed       int64  // of the run that shows it: the suite's, or a later one where many runs are spoken of
	Replay     string // the command that shows that run again
}

// Flaw is a mistake in a scenario file.
type Flaw struct {
	Line, Col int    // 0 when it has no place
	Message   string // one line
	Text      string // the whole block, with source line and caret
}
