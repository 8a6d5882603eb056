package trace

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/records"
)

// Kinds of what is no mail of one's own.
const (
	fromNobody = iota
	fromOutside
	toList
	notSent
	lastKind
)

var leftOutReasons = [lastKind]string{
	fromNobody:  "messages without a sender are left out %s: they are DSNs, and who gives up writes its own",
	fromOutside: "messages that came in are left out %s: others wrote them",
	toList:      "recipients with the status Expanded or Resolved are left out %s: those for whom they stand have rows of their own",
	notSent:     "recipients with the status Quarantined or FilteredAsSpam are left out %s: their mail was held back and never sent on",
}

// Tally counts what is left out, and knows where the first of it stands.
type Tally struct{ Count, Line int }

func (t *Tally) Add(line, count int) {
	if t.Count += count; t.Line == 0 || line < t.Line {
		t.Line = line
	}
}

func (t Tally) String() string {
	return fmt.Sprintf("(%s, the first in line %d)", parse.Grouped(int64(t.Count)), t.Line)
}

// oddRow is why a row cannot be used, and where that shows.
type oddRow struct {
	line, col, width int
	why              string
}

// advice is what to write instead.
var advice = map[string]string{"not a valid timestamp": " of a message trace; write it as in 2026-01-05T08:00:00Z", "not a valid size": "; write a whole number of bytes from 1 to 1000000000"}

// Unusable leaves a row out.
func (tr *Reader) Unusable(_ string, line, column int, what, value string) {
	if strings.HasPrefix(what, "not a") {
		what = parse.Quoted(value) + " is " + what + advice[what]
	}
	tr.row(line)
	tr.leaveOutRow(oddRow{line, column, len(value), what})
}

func (tr *Reader) leaveOutRow(row oddRow) {
	if tr.oddRows++; len(tr.odd) < parse.MostShown {
		tr.odd = append(tr.odd, row)
	}
}

// leaveOut leaves a message out.
func (tr *Reader) leaveOut(m *records.Message, why string) bool {
	tr.leaveOutRow(oddRow{m.Line, 1, 0, why})
	return false
}

// tooOdd refuses a file of which more than one row, and more than one in ten, cannot be used.
func (tr *Reader) tooOdd() bool {
	slices.SortStableFunc(tr.odd, func(a, b oddRow) int { return cmp.Compare(a.line, b.line) })
	if tr.oddRows == 0 || tr.oddRows < tr.rows && (tr.oddRows == 1 || tr.oddRows <= tr.rows/10) {
		return false
	}
	for _, row := range tr.odd {
		tr.ReportAt(row.line, row.col, row.width, "%s", row.why)
	}
	return true
}

// LeftOut says what was left out, and why.
func (tr *Reader) LeftOut() (all []string) {
	for kind, t := range tr.tallies {
		if t.Count > 0 {
			all = append(all, fmt.Sprintf(leftOutReasons[kind], t))
		}
	}
	if tr.oddRows == 0 {
		return all
	}
	var reasons []string
	for _, row := range tr.odd[:min(len(tr.odd), mostReasons)] {
		reasons = append(reasons, fmt.Sprintf("line %d: %s", row.line, row.why))
	}
	if more := tr.oddRows - len(reasons); more > 0 {
		reasons = append(reasons, fmt.Sprintf("and %s more", parse.Grouped(int64(more))))
	}
	return append(all, fmt.Sprintf("rows that cannot be used are left out (%s): %s", parse.Grouped(int64(tr.oddRows)), strings.Join(reasons, "; ")))
}

const mostReasons = 5 // in a warning
