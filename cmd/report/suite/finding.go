package suite

import (
	"fmt"
	"strconv"
	"strings"

	"mailstorm/cmd/report/english"
)

// finding is what a pipeline counts as one test: an expectation, a file that cannot be read, or a run that ended early without expectations.
type finding struct {
	suite    *Suite
	asked    *Case  // nil: it is no expectation
	name     string // unique among all findings of a report, on one line
	state    state
	line     int
	col      int
	message  string // one line; "" when it passed
	evidence string // source lines with a caret; "" where there is none
}

// fact is one thing that is known, with its name.
type fact struct{ name, value string }

type state uint8

const (
	passed state = iota
	failed
	broken // cannot be read, or its run ended early
)

const longestName = 300 // letters of a name, a message or a place

// findings lists what suites found, in their order.
func findings(suites []Suite) (all []finding) {
	names := map[string]int{}
	for i := range suites {
		for _, f := range suites[i].findings() {
			f.name = unique(english.Clipped(suites[i].label(), longestName)+": "+english.Clipped(f.name, longestName), names)
			f.message = english.Clipped(f.message, longestName)
			all = append(all, f)
		}
	}
	return all
}

func (s *Suite) findings() (all []finding) {
	if len(s.Flaws) > 0 {
		return []finding{s.unreadable()}
	}
	for i := range s.Cases {
		all = append(all, s.judged(&s.Cases[i]))
	}
	if len(all) == 0 && s.Stopped != "" {
		all = append(all, finding{suite: s, name: "ends", state: broken, message: "ended early: " + s.Stopped})
	}
	return all
}

// unreadable is one finding for all flaws of a file: what it expects is not known, so it is not counted.
func (s *Suite) unreadable() finding {
	f := finding{suite: s, name: "can be read", state: broken, line: s.Flaws[0].Line, col: s.Flaws[0].Col, message: s.Flaws[0].Message}
	if more := len(s.Flaws) - 1; more > 0 {
		f.message += fmt.Sprintf(" (and %s)", english.Counted(int64(more), "further mistake", "further mistakes"))
	}
	for _, flaw := range s.Flaws {
		f.evidence += strings.TrimRight(english.Plain(flaw.Text), "\n") + "\n"
	}
	return f
}

func (s *Suite) judged(c *Case) finding {
	f := finding{suite: s, asked: c, name: c.Name, line: c.Line, col: c.Col}
	switch {
	case s.Stopped != "":
		f.state, f.message = broken, "ended early ("+s.Stopped+"); so far "+c.outcome()
	case !c.OK:
		f.state, f.message = failed, c.outcome()
	}
	return f
}

// outcome is "wanted <= 40, is 51: 11 more, 28 %".
func (c *Case) outcome() string {
	if c.Difference == "" {
		return "wanted " + c.Wanted + ", is " + c.Actual
	}
	return "wanted " + c.Wanted + ", is " + c.Actual + ": " + c.Difference
}

// run is what tells a run from others; nothing if there was none.
func (s *Suite) run() []fact {
	if len(s.Flaws) > 0 {
		return nil
	}
	facts := []fact{{"seed", strconv.FormatInt(s.Seed, 10)}, {"runs", ""}, {"digest", s.Digest}}
	if s.Runs > 1 {
		facts[1].value = strconv.FormatUint(uint64(s.Runs), 10)
	}
	return facts
}

// facts are all that is known beside the message, each on one line.
func (f *finding) facts() (known []fact) {
	all := f.suite.run()
	if c := f.asked; c != nil {
		all[0].value = strconv.FormatInt(c.Seed, 10)
		if c.Seed != f.suite.Seed {
			all[2].value = "" // it is that of another run
		}
		all = append([]fact{{"wanted", c.Wanted}, {"actual", c.Actual}, {"difference", c.Difference},
			{"at", position(f.suite.label(), c.Line, c.Col)}}, append(all, fact{"again", c.Replay})...)
	}
	if f.asked != nil && f.suite.explains() {
		all = append(all, fact{"model", english.Clipped(f.suite.Model.brief(), longestName)})
	}
	for _, a := range append(all, fact{"stopped", f.suite.Stopped}, fact{"folder", f.suite.Folder}) {
		if a.value = english.OneLine(a.value); a.value != "" {
			known = append(known, a)
		}
	}
	return known
}

// unique adds a number to a name that is taken.
func unique(name string, taken map[string]int) string {
	try := name
	for taken[try] > 0 {
		taken[name]++
		try = fmt.Sprintf("%s (%d)", name, taken[name])
	}
	taken[try]++
	return try
}
