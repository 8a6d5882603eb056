package scenarios

import (
	"fmt"
	"strings"
)

// Kinds of rows that are no mail of one's own.
const (
	fromNobody = iota
	fromOutside
	toList
	notSent
	lastKind
)

var leftOut = [lastKind]string{
	fromNobody:  "rows without a sender are left out %s: they are DSNs, and who gives up writes its own",
	fromOutside: "rows of mail that came in are left out %s: others wrote it",
	toList:      "recipients with the status Expanded or Resolved are left out %s: those for whom they stand have rows of their own",
	notSent:     "recipients with the status Quarantined or FilteredAsSpam are left out %s: their mail was held back and never sent on",
}

// statuses are words of the column Status, and behind ## of recipient_status. What is Pending or has Failed was written.
var statuses = map[string]int{"expanded": toList, "expand": toList, "resolved": toList, "resolve": toList,
	"quarantined": notSent, "quarantine": notSent, "filteredasspam": notSent}

// tally counts what is left out, and knows where the first of it stands.
type tally struct{ count, line int }

func (t *tally) add(line, count int) {
	if t.count += count; t.line == 0 || line < t.line {
		t.line = line
	}
}

func (t tally) String() string {
	return fmt.Sprintf("(%s, the first in line %d)", grouped(int64(t.count)), t.line)
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

func (tr *trace) leave(kind int) {
	line, _ := tr.rows.FieldPos(0)
	tr.tallies[kind].add(line, 1)
}

// unusable leaves a row out.
func (tr *trace) unusable(column int, format string, args ...any) bool {
	if tr.oddRows++; len(tr.odd) < mostShown {
		tr.odd = append(tr.odd, oddRow{tr.place(column), fmt.Sprintf(format, args...)})
	}
	return false
}

// tooOdd refuses a file of which more than one row, and more than one in ten, cannot be used.
func (tr *trace) tooOdd() bool {
	if tr.oddRows == 0 || tr.oddRows < tr.count && (tr.oddRows == 1 || tr.oddRows <= tr.count/10) {
		return false
	}
	for _, row := range tr.odd {
		tr.refuse(row.line, row.col, row.width, "%s", row.why)
	}
	return true
}

// left says what was left out, and why.
func (tr *trace) left() (all []string) {
	for kind, t := range tr.tallies {
		if t.count > 0 {
			all = append(all, fmt.Sprintf(leftOut[kind], t))
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
		reasons = append(reasons, fmt.Sprintf("and %s more", grouped(int64(more))))
	}
	return append(all, fmt.Sprintf("rows that cannot be used are left out (%s): %s", grouped(int64(tr.oddRows)), strings.Join(reasons, "; ")))
}

const mostReasons = 5 // in a warning
