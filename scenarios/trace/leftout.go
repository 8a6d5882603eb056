package trace

import (
	"fmt"
	"strings"

	"mailstorm/scenarios/parse"
)

// Kinds of rows that are no mail of one's own.
const (
	fromNobody = iota
	fromOutside
	toList
	notSent
	lastKind
)

var leftOutReasons = [lastKind]string{
	fromNobody:  "rows without a sender are left out %s: they are DSNs, and who gives up writes its own",
	fromOutside: "rows of mail that came in are left out %s: others wrote it",
	toList:      "recipients with the status Expanded or Resolved are left out %s: those for whom they stand have rows of their own",
	notSent:     "recipients with the status Quarantined or FilteredAsSpam are left out %s: their mail was held back and never sent on",
}

// statuses are words of the column Status, and behind ## of recipient_status. What is Pending or has Failed was written.
var statuses = map[string]int{"expanded": toList, "expand": toList, "resolved": toList, "resolve": toList,
	"quarantined": notSent, "quarantine": notSent, "filteredasspam": notSent}

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

// oddRow is why a row cannot be used, and in which cell.
type oddRow struct {
	place
	why string
}

// kindOf tells what kind of row that is no mail a status makes: "Expanded", "Receive, Expand".
func kindOf(status string) (kind int, is bool) {
	for word := range strings.SplitSeq(strings.ToLower(status), ",") {
		if kind, is = statuses[strings.ReplaceAll(word, " ", "")]; is {
			return kind, true
		}
	}
	return 0, false
}

func (tr *Reader) leave(kind int) {
	line, _ := tr.Reader.FieldPos(0)
	tr.tallies[kind].Add(line, 1)
}

// unusable leaves a row out.
func (tr *Reader) unusable(column int, format string, args ...any) bool {
	if tr.oddRows++; len(tr.odd) < parse.MostShown {
		tr.odd = append(tr.odd, oddRow{tr.place(column), fmt.Sprintf(format, args...)})
	}
	return false
}

// tooOdd refuses a file of which more than one row, and more than one in ten, cannot be used.
func (tr *Reader) tooOdd() bool {
	if tr.oddRows == 0 || tr.oddRows < tr.Count && (tr.oddRows == 1 || tr.oddRows <= tr.Count/10) {
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
